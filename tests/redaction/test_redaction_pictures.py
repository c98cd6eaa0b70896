"""Pictures, SVG, sound and film: a value is gone from every place."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from dlp.config import InspectionSettings
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.redaction import CannotRedact
from dlp.redaction.files import redact_file
from dlp.redaction.values import Value
from files import Made, images, media, svg
from files.media import crc
from files.pictures import lines

#: in a picture or a file inside, which nobody rewrites in place
INSIDE = {"ZQCOVERQZ", "ZQENTITYQZ"}


def redact(data: bytes, name: str, *values: str) -> bytes:
    wanted = [Value("CODE", value, frozenset()) for value in values]
    item = PartContent(name, "application/octet-stream", data, name=name)
    return redact_file(item, InspectionSettings(), wanted, "[removed: {kind}]")


def text(data: bytes, name: str) -> str:
    item = PartContent(name, "application/octet-stream", data, name=name)
    return "\n".join(
        passage.text for passage in LocalFileReader().read(item, InspectionSettings()).passages
    )


@pytest.mark.parametrize("file", images.made(), ids=lambda file: file.name)
def test_pictures(file: Made) -> None:
    result = redact(file.data, file.name, *file.markers)
    for marker in file.markers:
        assert marker not in text(result, file.name)
        assert marker.encode() not in result
    before, after = Image.open(io.BytesIO(file.data)), Image.open(io.BytesIO(result))
    assert before.size == after.size
    assert getattr(before, "n_frames", 1) == getattr(after, "n_frames", 1)
    assert "picture says" in text(result, file.name)


def test_only_the_value_is_black() -> None:
    picture = lines(["first line stays", "the code is 7004 7004", "last line stays"])
    out = io.BytesIO()
    picture.save(out, "PNG")
    result = Image.open(io.BytesIO(redact(out.getvalue(), "a.png", "7004 7004"))).convert("L")
    changed = ImageChops.difference(picture, result).getbbox()
    assert changed is not None
    assert changed[1] > 60
    assert changed[3] < 115
    assert result.crop(changed).getextrema()[0] == 0


def test_an_upright_picture_loses_its_orientation_tag() -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    out = io.BytesIO()
    lines(["the code is 7004 7004"]).rotate(90, expand=True).save(
        out, "JPEG", exif=tags, quality=95
    )
    result = Image.open(io.BytesIO(redact(out.getvalue(), "a.jpg", "7004 7004")))
    assert result.width > result.height
    assert not result.getexif()


@pytest.mark.parametrize("file", svg.made() + media.made(), ids=lambda file: file.name)
def test_everything_beside(file: Made) -> None:
    values = set(file.markers) - INSIDE
    if file.format == "ogg":  # base64
        values -= {"ZQPICTUREQZ"}
    result = redact(file.data, file.name, *values)
    left = text(result, file.name)
    assert [value for value in values if value in left or value.encode() in result] == []
    if file.format != "svg":
        assert len(result) == len(file.data)


@pytest.mark.parametrize("file", svg.made() + media.made(), ids=lambda file: file.name)
def test_what_cannot_be_rewritten_is_refused(file: Made) -> None:
    for value in INSIDE & set(file.markers):
        with pytest.raises(CannotRedact):
            redact(file.data, file.name, value)


def test_ogg_checksums_hold() -> None:
    file = media.ogg()
    result = redact(file.data, file.name, "ZQTITLEQZ")
    at = result.index(b"OggS", 10)
    page = result[at : result.index(b"OggS", at + 4)]
    assert int.from_bytes(page[22:26], "little") == crc(page[:22] + bytes(4) + page[26:])


def test_svg_keeps_its_formatting() -> None:
    data = b'<svg xmlns="http://www.w3.org/2000/svg"><text>code <tspan font-weight="bold">70</tspan>04, thanks</text></svg>'
    result = redact(data, "a.svg", "7004")
    assert b'code <tspan font-weight="bold">[removed: CODE]</tspan>, thanks</text>' in result


def test_without_ocr_no_picture_is_redacted() -> None:
    limits = InspectionSettings()
    limits = limits.model_copy(update={"files": limits.files.model_copy(update={"ocr": False})})
    file = images.bmp()
    item = PartContent("a.bmp", "image/bmp", file.data, name="a.bmp")
    with pytest.raises(CannotRedact):
        redact_file(item, limits, [Value("CODE", "ZQTRAILINGQZ", frozenset())], "x")
