"""PDF: a marker in each hiding place is found there; hostile files end early, with a reason."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array

from dlp.config import InspectionSettings
from dlp.model import PARTIAL, UNREADABLE, Reading, Unread
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.read.paths import in_words
from files import Made
from files.pdf import Dictionary, Name, form, made, new, saved, show
from files.pictures import lines, scan


def read(
    data: bytes, limits: InspectionSettings | None = None, passwords: tuple[str, ...] = ()
) -> Reading:
    item = PartContent("a.pdf", "application/pdf", data, name="a.pdf")
    return LocalFileReader().read(item, limits or InspectionSettings(), passwords)


def small(size: int) -> InspectionSettings:
    """Limits under which files expand to no more than `size` bytes."""
    limits = InspectionSettings()
    return limits.model_copy(update={"files": limits.files.model_copy(update={"expanded": size})})


def where(reading: Reading, marker: str) -> list[str]:
    return [
        passage.part.removeprefix("a.pdf/")
        for passage in reading.passages
        if marker in passage.text
    ]


def reasons(reading: Reading) -> set[tuple[str, str, str]]:
    return {
        (finding.part.removeprefix("a.pdf").lstrip("/"), finding.kind, finding.detail["reason"])
        for finding in reading.findings
    }


@pytest.mark.parametrize("file", made(), ids=lambda file: file.name)
def test_every_hiding_place(file: Made) -> None:
    reading = read(file.data)
    found = {marker: where(reading, marker) for marker in file.markers}
    assert {marker for marker, parts in found.items() if not parts} == set()
    astray = {
        marker: [in_words(part) for part in parts]
        for marker, parts in found.items()
        if not any(in_words(part).startswith(file.markers[marker]) for part in parts)
    }
    assert astray == {}
    assert reading.findings == ()


def test_a_property_is_a_label_too() -> None:
    pdf = new(show("text"))
    pdf.docinfo["/Classification"] = "NATO SECRET"
    assert read(saved(pdf)).labels["a.pdf#Classification"] == ("NATO SECRET",)


def test_text_that_stands_in_for_the_shown_text_hides_nothing() -> None:
    pdf = new(b"/Span <</ActualText (harmless)>> BDC " + show("ZQREALQZ") + b" EMC")
    reading = read(saved(pdf))
    assert where(reading, "ZQREALQZ") == ["page:1"]
    assert where(reading, "harmless") == ["page:1/alt:1"]


def test_a_property_list_may_stand_in_too() -> None:
    pdf = new(b"/Span /P0 BDC " + show("ZQREALQZ") + b" EMC")
    pdf.pages[0].obj.Resources.Properties = Dictionary(P0=Dictionary(ActualText="harmless"))
    assert where(read(saved(pdf)), "ZQREALQZ") == ["page:1"]


def test_passwords() -> None:
    data = saved(
        new(show("ZQSECRETQZ")), encryption=pikepdf.Encryption(owner="o", user="opensesame")
    )
    assert reasons(read(data)) == {("", UNREADABLE, "encrypted")}
    assert where(read(data, passwords=("wrong", "opensesame")), "ZQSECRETQZ") == ["page:1"]


def test_restrictions_without_a_password_restrict_nothing() -> None:
    data = saved(new(show("ZQSECRETQZ")), encryption=pikepdf.Encryption(owner="o", user=""))
    reading = read(data)
    assert where(reading, "ZQSECRETQZ") == ["page:1"]
    assert reading.findings == ()


def test_a_scanned_page() -> None:
    reading = read(scan("Card 4111 1111 1111 1111", rotate=90))
    (part,) = where(reading, "4111")[:1]
    assert part == "page:1/ocr"


def test_without_ocr_a_scanned_page_is_unread() -> None:
    limits = InspectionSettings()
    off = limits.model_copy(update={"files": limits.files.model_copy(update={"ocr": False})})
    assert reasons(read(scan("Card 4111"), off)) == {("page:1", UNREADABLE, "type")}


def test_a_font_that_does_not_say_its_letters() -> None:
    pdf = new(b"BT /F1 12 Tf 72 700 Td (\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11) Tj ET")
    assert reasons(read(saved(pdf))) == {("page:1", PARTIAL, "silent")}


def double(size: int) -> bytes:
    engine = zlib.compressobj(9)
    spaces = b" " * 2**20
    packed = b"".join(engine.compress(spaces) for _ in range(size >> 20)) + engine.flush()
    return zlib.compress(packed, 9)


def test_a_stream_packed_twice() -> None:
    pdf = new(b"")
    flate = Array([Name.FlateDecode, Name.FlateDecode])
    pdf.pages[0].obj.Contents.write(double(32 << 20), filter=flate)
    data = saved(pdf, compress_streams=False)
    assert len(data) < 10_000
    assert reasons(read(data, small(16 << 20))) == {("", UNREADABLE, "too-large")}


def test_an_object_stream_that_is_a_bomb() -> None:
    plain = saved(new(show("x")), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    bomb = zlib.compress(b" " * (32 << 20), 9)
    cut = plain.index(b"xref")
    data = (
        plain[:cut]
        + b"77 0 obj\n<< /Type /ObjStm /N 1 /First 9 /Length %d /Filter /FlateDecode >>\nstream\n"
        % len(bomb)
        + bomb
        + b"\nendstream\nendobj\n"
        + plain[cut:]
    )
    assert reasons(read(data, small(16 << 20))) == {("", UNREADABLE, "too-large")}


def test_forms_that_draw_themselves() -> None:
    pdf = new(show("page") + b"/X0 Do", show("ZQNEXTQZ"))
    loop = form(pdf, b"/X0 Do /X0 Do")
    loop.Resources = Dictionary(XObject=Dictionary(X0=loop))
    pdf.pages[0].obj.Resources.XObject = Dictionary(X0=loop)
    reading = read(saved(pdf))
    assert reasons(reading) == {("page:1", UNREADABLE, "too-large")}
    assert where(reading, "ZQNEXTQZ") == ["page:2"]


def test_forms_drawn_a_billion_times() -> None:
    pdf = new(b"/X0 Do")
    inner = form(pdf, show("x"))
    for _ in range(30):
        inner = form(pdf, b"/X0 Do /X0 Do", Resources=Dictionary(XObject=Dictionary(X0=inner)))
    pdf.pages[0].obj.Resources.XObject = Dictionary(X0=inner)
    assert reasons(read(saved(pdf))) == {("page:1", UNREADABLE, "too-large")}


def test_a_page_tree_that_contains_itself() -> None:
    pdf = new(show("x"))
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)
    assert reasons(read(saved(pdf))) == {("", UNREADABLE, "broken")}


def test_too_many_pages_are_read_in_part() -> None:
    pdf = new(show("x"))
    pdf.Root.Pages.Kids = Array([pdf.pages[0].obj] * 3_100)
    pdf.Root.Pages.Count = 3_100
    reading = read(saved(pdf))
    assert ("", PARTIAL, "too-large") in reasons(reading)
    assert len(reading.passages) == 3_000


def test_pictures_of_too_many_pixels() -> None:
    pdf = new(b"q 500 0 0 500 0 0 cm /I Do Q")
    codestream = b"\xff\x4f\xff\x51\0\x29\0\0" + (60_000).to_bytes(4, "big") * 2 + bytes(38)
    image = pdf.make_stream(codestream)
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.JPXDecode
    image.Width = image.Height = 100
    pdf.pages[0].obj.Resources.XObject = Dictionary(I=image)
    assert reasons(read(saved(pdf))) == {("page:1", PARTIAL, "too-large")}


def test_a_page_of_a_square_kilometre() -> None:
    pdf = new(b"0 0 m 5 5 l f " * 40)
    pdf.pages[0].obj.MediaBox = Array([0, 0, 10**9, 10**9])
    assert read(saved(pdf)).passages == ()


@pytest.mark.parametrize("keep", [9, 120, 300, 500, 650])
def test_a_cut_off_file_raises_nothing(keep: int) -> None:
    reading = read(saved(new(show("cut off")))[:keep])
    assert all(finding.detail["reason"] != Unread.CRASHED for finding in reading.findings)


def test_a_picture_in_a_page_of_text_is_read_once() -> None:
    pdf = new(*[show("plenty of words " * 9) + b"q 250 0 0 50 50 50 cm /I Do Q"] * 2)
    out = io.BytesIO()
    lines(["Account 7004 7004"], size=28).save(out, "JPEG")
    image = pdf.make_stream(out.getvalue())
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
    picture = lines(["Account 7004 7004"], size=28)
    image.Width, image.Height = picture.size
    image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceGray
    for page in pdf.pages:
        page.obj.Resources.XObject = Dictionary(I=image)
    assert {part.split("/")[0] for part in where(read(saved(pdf)), "7004")} == {"page:1"}


def test_names_that_are_no_text() -> None:
    """Older programs write names in Latin-1; none of it costs the rest of the file."""
    plain = saved(
        new(show("ZQPAGEQZ")),
        compress_streams=False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    data = plain.replace(b"/Type /Catalog", b"/M\xe4nner (ZQNOTEQZ) /Type /Catalog", 1)
    reading = read(data)
    assert where(reading, "ZQPAGEQZ") == ["page:1"]
    assert where(reading, "ZQNOTEQZ") == ["hidden:1"]
    assert reading.findings == ()
