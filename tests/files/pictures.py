"""Pictures with words on them, in a real font."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from files.pdf import Dictionary, Name, new, saved


def font(size: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans from Debian, or the one that Pillow brings."""
    try:
        return ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)  # type: ignore[return-value]


def lines(texts: Sequence[str], size: int = 24, edge: int = 30) -> Image.Image:
    """A grey picture just large enough for `texts`."""
    letters = font(size)
    width = max(letters.getbbox(text)[2] for text in texts) + 2 * edge
    height = 2 * edge + len(texts) * size * 2
    picture = Image.new("L", (int(width), int(height)), 255)
    draw = ImageDraw.Draw(picture)
    for number, text in enumerate(texts):
        draw.text((edge, edge + number * size * 2), text, font=letters, fill=0)
    return picture


def noisy(picture: Image.Image) -> Image.Image:
    """As a cheap scanner sees it: noise, blur, a little askew, compressed."""
    noise = Image.effect_noise(picture.size, 110)
    grey = Image.blend(picture.rotate(0.6, fillcolor=255), noise, 0.4)
    out = io.BytesIO()
    grey.filter(ImageFilter.GaussianBlur(0.8)).save(out, "JPEG", quality=30)
    return Image.open(out).convert("L")


def scan(*texts: str, rotate: int = 0, size: int = 26) -> bytes:
    """A PDF of one page that is a picture of `texts`."""
    picture = Image.new("L", (1240, 1754), 255)
    picture.paste(lines(texts, size), (60, 60))
    if rotate:
        picture = picture.rotate(rotate, expand=True)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    pdf = new(b"q %d 0 0 %d 0 0 cm /I Do Q" % (picture.width * 0.48, picture.height * 0.48))
    image = pdf.make_stream(out.getvalue())
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
    image.Width, image.Height = picture.size
    image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceGray
    page = pdf.pages[0].obj
    page.MediaBox = [0, 0, int(picture.width * 0.48), int(picture.height * 0.48)]
    page.Resources.XObject = Dictionary(I=image)
    page.Rotate = rotate
    return saved(pdf)
