"""Pictures without values: their pixels built anew, black where a value stood, and nothing else.

Metadata, thumbnails, colour profiles and what hangs behind the picture's end are left behind,
as is what hides under transparency.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable

from PIL import Image, ImageOps

from dlp.read.files import ocr
from dlp.read.files.base import CannotRead, File
from dlp.read.files.images import BAD, dpi_of, layers, open_image
from dlp.read.files.metadata import printable
from dlp.redaction.files.base import CannotRedact, ValueReplacer
from dlp.redaction.files.boxes import look_for, paint

_FORMATS = {
    "png": "PNG",
    "jpeg": "JPEG",
    "gif": "GIF",
    "tiff": "TIFF",
    "bmp": "BMP",
    "webp": "WEBP",
    "jpeg2000": "JPEG2000",
}


def redact_image(file: File, replacer: ValueReplacer) -> bytes:
    """The picture without the values. Raises `CannotRedact`."""
    if file.format not in _FORMATS:
        raise CannotRedact("format")
    files = replacer.limits.files
    if not files.ocr or not ocr.ready(files.ocr_languages):
        raise CannotRedact("unreadable")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = open_image(file.format, file.data)
            dpi = picture.info.get("dpi")
            frames, durations = _frames(picture, replacer, file.format)
            return _written(frames, durations, file.format, dpi)
    except CannotRead:
        raise CannotRedact("unreadable") from None
    except BAD:
        raise CannotRedact("crashed") from None


def _frames(
    picture: Image.Image, replacer: ValueReplacer, format: str
) -> tuple[list[Image.Image], list[int]]:
    count = getattr(picture, "n_frames", 1) if format != "jpeg" else 1
    if count > replacer.limits.files.ocr_pages:
        raise CannotRedact("unreadable")
    frames, durations = [], []
    for number in range(count):
        if count > 1:
            picture.seek(number)
        found = [
            box for layer in layers(picture) for box in look_for(layer, replacer, dpi_of(picture))
        ]
        frames.append(_rebuilt(picture, format))
        paint(frames[-1], found)
        durations.append(int(picture.info.get("duration", 0) or 0))
    return frames, durations


def _rebuilt(picture: Image.Image, format: str) -> Image.Image:
    """The same pixels, upright, in a new picture that carries nothing else."""
    upright = ImageOps.exif_transpose(picture)
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if clear and format not in ("jpeg", "bmp"):
        upright = upright.convert("RGBA")
        solid = Image.composite(
            upright,
            Image.new("RGBA", upright.size, (0, 0, 0, 0)),
            upright.getchannel("A").point([0 if value < 8 else 255 for value in range(256)]),
        )
        return Image.frombytes("RGBA", solid.size, solid.tobytes())
    mode = "L" if upright.mode in ("1", "L", "I;16", "I") else "RGB"
    plain = next(layers(picture)) if upright.mode in ("I;16", "I", "F") else upright.convert(mode)
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _written(frames: list[Image.Image], durations: list[int], format: str, dpi: object) -> bytes:
    out = io.BytesIO()
    options: dict[str, object] = {}
    if isinstance(dpi, tuple) and format in ("png", "jpeg", "tiff", "bmp"):
        options["dpi"] = dpi
    if format == "jpeg":
        options |= {"quality": 90}
    elif format == "tiff":
        options |= {"compression": "tiff_deflate"}
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:]}
        if format in ("gif", "webp", "png") and any(durations):
            options["duration"] = durations
    frames[0].save(out, _FORMATS[format], **options)
    return out.getvalue()


def second(data: bytes) -> Iterable[str]:
    """Readable runs anywhere in the bytes: metadata does not hide from this."""
    yield printable(data)
