"""Pictures: their metadata, what hides behind their end, and the text in them by OCR.

Sizes are checked before a pixel is decoded. Icons, tracking pixels and pictures of one colour are
not worth the engine: no value can stand in them (`dlp.read.files.ocr.too_small`).
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from typing import cast

from PIL import Image, ImageFile, ImageOps, PngImagePlugin, UnidentifiedImageError

from dlp.config import InspectionSettings
from dlp.model import Unread
from dlp.read.files import ocr
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.files.blocks import WALKERS
from dlp.read.files.trailers import read_trailing

# diagrams keep their source in a text chunk; `blocks` bounds what it reads of them
PngImagePlugin.MAX_TEXT_CHUNK = 16 * 1024**2

#: most pixels of one picture; a JPEG may have four times as many, as it is decoded reduced
MOST_PIXELS = 80_000_000
#: Pillow's plugins, by our names; no others are tried
_PLUGINS = {
    "png": ("PNG",),
    "jpeg": ("JPEG", "MPO"),
    "gif": ("GIF",),
    "tiff": ("TIFF",),
    "bmp": ("BMP", "DIB"),
    "webp": ("WEBP",),
    "ico": ("ICO",),
    "jpeg2000": ("JPEG2000",),
}
#: what Pillow raises for bytes that are no picture
BAD = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    ZeroDivisionError,
    OverflowError,
)


def read_image(file: File, sink: Sink) -> None:
    """Metadata, trailing data, and the text of every frame or page."""
    picture = open_image(file.format, file.data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _metadata(file, sink)
        if ocr.too_small(*picture.size):
            return
        try:
            _frames(file.format, picture, sink)
        except BAD:
            _lenient(file, sink)


def _lenient(file: File, sink: Sink) -> None:
    """Read what viewers show of a picture that is cut off."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        _frames(file.format, open_image(file.format, file.data), sink)
    except BAD:
        raise CannotRead(Unread.BROKEN, "pixels that cannot be decoded") from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    sink.partial("", Unread.BROKEN, "pixels that cannot all be decoded")


def open_image(format: str, data: bytes) -> Image.Image:
    """The picture, not decoded yet. Raises `CannotRead` for none, or one of too many pixels."""
    try:
        picture = Image.open(io.BytesIO(data), formats=_PLUGINS[format])
    except BAD:
        raise CannotRead(Unread.BROKEN, "no picture of its type") from None
    most = MOST_PIXELS * (4 if format == "jpeg" else 1)
    if picture.width * picture.height > most:
        raise CannotRead(Unread.TOO_LARGE, "more pixels than the limit")
    if format == "jpeg":
        wanted = int((ocr.MOST / (picture.width * picture.height)) ** 0.5 * picture.width)
        picture.draft(None, (wanted, wanted * picture.height // picture.width))
    return picture


def _metadata(file: File, sink: Sink) -> None:
    try:
        end = WALKERS[file.format](sink, file.data)
    except (IndexError, ValueError, KeyError, LookupError, ArithmeticError):
        sink.partial("", Unread.BROKEN, "metadata that cannot be read")
        return
    except Exception as error:  # struct.error has no public base but Exception
        if type(error).__name__ != "error":
            raise
        sink.partial("", Unread.BROKEN, "metadata that cannot be read")
        return
    read_trailing(sink, file.data, end)


def _frames(format: str, picture: Image.Image, sink: Sink) -> None:
    count = getattr(picture, "n_frames", 1) if format != "jpeg" else 1
    word = "page" if format == "tiff" else "frame"
    seen: set[bytes] = set()
    for number in range(count):
        if number:
            picture.seek(number)
            if picture.width * picture.height > MOST_PIXELS:
                sink.partial(f"{word}:{number + 1}", Unread.TOO_LARGE, "more pixels than the limit")
                continue
        step = f"{word}:{number + 1}/ocr" if count > 1 else "ocr"
        for layer in layers(picture):
            if count > 1 and _repeats(layer, seen):
                continue
            if not ocr.read_picture(sink, step, layer, dpi_of(picture)):
                return


def _repeats(layer: Image.Image, seen: set[bytes]) -> bool:
    """Whether this very frame was met before: animations hold still."""
    digest = hashlib.blake2b(layer.tobytes(), digest_size=16).digest()
    if digest in seen:
        return True
    seen.add(digest)
    return False


def layers(picture: Image.Image) -> Iterator[Image.Image]:
    """The picture as a viewer shows it, upright and without transparency, in grey; then what
    transparency hides, if anything does."""
    if picture.mode in ("P", "PA") or "transparency" in picture.info:
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    else:
        upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        yield _stretched(upright)
        return
    if "A" not in upright.getbands():
        yield upright.convert("L")
        return
    alpha = upright.getchannel("A")
    grey = upright.convert("RGB").convert("L")
    low, _ = alpha.getextrema()
    if low == 255:
        yield grey
        return
    for back in (255, 0):
        shown = Image.composite(grey, Image.new("L", grey.size, back), alpha)
        if ocr.speaks(shown):
            yield shown
    clear = alpha.point([255 if value < 8 else 0 for value in range(256)])
    under = Image.composite(grey, Image.new("L", grey.size, grey.getpixel((0, 0)) or 0), clear)
    if ocr.speaks(under):
        yield under


def _stretched(picture: Image.Image) -> Image.Image:
    """A picture of more than eight bits a pixel, over the range it uses."""
    real = picture.convert("F")
    ends = cast(tuple[float, float], real.getextrema())
    scale = 255 / ((ends[1] - ends[0]) or 1)
    return real.point(lambda value: value * scale - ends[0] * scale).convert("L")


def dpi_of(picture: Image.Image) -> int:
    """The resolution it claims where that is a likely one, else 200."""
    claimed = picture.info.get("dpi", (0, 0))
    try:
        dpi = round(float(claimed[0]))
    except (TypeError, ValueError, IndexError, OverflowError):
        return 200
    return dpi if 100 <= dpi <= 600 else 200


def warm(limits: InspectionSettings | None = None) -> None:
    """Load the OCR engine and Pillow's plugins."""
    Image.init()
    for format in ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"):
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, format)
        open_image(format.lower(), out.getvalue()).load()
    Image.new("LAB", (1, 1)).convert("RGB")  # loads what knows colours
    ocr.warm((limits or InspectionSettings()).files.ocr_languages)
