"""Pictures, SVG, sound and film: a marker in each place is found there; hostile ones end early."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from dlp.config import InspectionSettings
from dlp.model import PARTIAL, UNREADABLE, Reading, Unread
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader, ocr
from dlp.read.files.kinds import format_of
from dlp.read.paths import in_words
from files import Made, images, media, svg
from files.images import chunk, encoded
from files.pictures import font, lines

PICTURES = images.made()
OTHERS = svg.made() + media.made()


def read(data: bytes, name: str = "file", **files: object) -> Reading:
    limits = InspectionSettings()
    if files:
        limits = limits.model_copy(update={"files": limits.files.model_copy(update=files)})
    return LocalFileReader().read(
        PartContent(name, "application/octet-stream", data, name=name), limits
    )


def reasons(reading: Reading) -> set[tuple[str, str]]:
    return {(each.kind, each.detail.get("reason", "")) for each in reading.findings}


def text(reading: Reading) -> str:
    return "\n".join(passage.text for passage in reading.passages)


@pytest.mark.parametrize("file", PICTURES + OTHERS, ids=lambda file: file.name)
def test_every_place(file: Made) -> None:
    assert format_of(file.data, file.name) == file.format
    reading = read(file.data, file.name)
    for marker, place in file.markers.items():
        parts = [passage.part for passage in reading.passages if marker in passage.text]
        said = [in_words(part).removeprefix(file.name).lstrip(" (,").rstrip(")") for part in parts]
        assert any(each.startswith(place) for each in said), (marker, place, said)
    expected = {(PARTIAL, "type")} if file in OTHERS[1:] else set()
    assert reasons(reading) == expected


def test_icons_and_blank_pictures_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> list[list[ocr.OcrWord]]:
        raise AssertionError("looked at")

    monkeypatch.setattr(ocr, "look", never)
    for size in ((1, 1), (16, 16), (48, 48), (600, 4)):
        out = io.BytesIO()
        Image.effect_noise(size, 90).save(out, "PNG")
        assert read(out.getvalue()) == read(out.getvalue(), ocr=False)
        assert read(out.getvalue()).findings == ()


def test_without_ocr_a_picture_is_unread() -> None:
    assert reasons(read(encoded("PNG", "words"), ocr=False)) == {(UNREADABLE, "type")}
    assert reasons(read(encoded("PNG", "words"), ocr_languages=("xxx",))) == {(UNREADABLE, "type")}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_picture_on_its_side(turn: int) -> None:
    out = io.BytesIO()
    lines(["The account number is 7004 7004", "and the rest is silence"]).rotate(
        turn, expand=True
    ).save(out, "PNG")
    assert "7004 7004" in text(read(out.getvalue()))


def test_words_under_transparency() -> None:
    for back in ((255, 255, 255, 0), (0, 0, 0, 0)):
        picture = Image.new("RGBA", (500, 90), back)
        draw = ImageDraw.Draw(picture)
        draw.text((20, 20), "white words 7004", font=font(30), fill=(255, 255, 255, 255))
        out = io.BytesIO()
        picture.save(out, "PNG")
        assert "7004" in text(read(out.getvalue()))
    picture = lines(["hidden words 7004"]).convert("RGBA")
    picture.putalpha(0)
    out = io.BytesIO()
    picture.save(out, "PNG")
    assert "7004" in text(read(out.getvalue()))


def test_too_many_pixels_are_not_decoded() -> None:
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    bomb = chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + bomb + chunk(b"IEND", b"")
    assert reasons(read(data)) == {(UNREADABLE, "too-large")}


def test_a_text_chunk_that_is_a_bomb() -> None:
    data = encoded("PNG", "words")
    cut = data.rindex(b"IEND") - 4
    bomb = chunk(b"zTXt", b"Note\0\0" + zlib.compress(b"a" * (64 << 20), 9))
    assert (PARTIAL, "too-large") in reasons(read(data[:cut] + bomb + data[cut:]))


def test_more_pages_than_the_limit_are_partial() -> None:
    out = io.BytesIO()
    pages = [lines([f"page {number}"]) for number in range(4)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    reading = read(out.getvalue(), ocr_pages=2)
    assert reasons(reading) == {(PARTIAL, "too-large")}
    assert "page 1" in text(reading)
    assert "page 3" not in text(reading)


@pytest.mark.parametrize("file", PICTURES + OTHERS, ids=lambda file: file.name)
def test_broken_files_raise_nothing(file: Made) -> None:
    rolls = random.Random(7)
    for _ in range(12):
        data = bytearray(file.data[: rolls.randrange(9, len(file.data))])
        for _ in range(20):
            data[rolls.randrange(8, len(data))] = rolls.randrange(256)
        reading = read(bytes(data), file.name, ocr=False)
        assert all(finding.detail.get("reason") != Unread.CRASHED for finding in reading.findings)


def test_svg_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<!DOCTYPE svg [<!ENTITY a0 "lol">{laughs}]><svg xmlns="http://www.w3.org/2000/svg"><text>&a11;</text></svg>'
    assert len(text(read(data.encode(), "a.svg"))) < 10_000


def test_svg_nested_too_deep() -> None:
    data = (
        b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 5_000 + b"</g>" * 5_000 + b"</svg>"
    )
    assert reasons(read(data, "a.svg")) == {(UNREADABLE, "too-large")}


def test_digits_that_look_like_letters() -> None:
    assert ocr.folded("card 4lll llO1 I111 l1l1 l11S") == "card 4111 1101 1111 1111 1115"
    assert ocr.folded("IBAN DE89 37O4 OO44 GB82") == "IBAN DE89 3704 0044 GB82"
    assert ocr.folded("Oslo Bill Sissi B8 is OK") == "Oslo Bill Sissi B8 is OK"
