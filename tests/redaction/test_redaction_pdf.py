"""PDF: a value is gone from every place, the rest stays, and pages look as before but for black."""

from __future__ import annotations

import io
import re
import zlib

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array
from PIL import Image, ImageChops

from dlp.config import InspectionSettings
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.redaction import CannotRedact
from dlp.redaction.files import redact_file
from dlp.redaction.values import Value
from files import Made
from files.pdf import Dictionary, Name, form, made, new, saved, show
from files.pictures import scan

CARD = "4111 1111 1111 1111"


def redact(data: bytes, *values: str, passwords: tuple[str, ...] = ()) -> bytes:
    wanted = [Value("CREDIT_CARD", value, frozenset()) for value in values]
    item = PartContent("a.pdf", "application/pdf", data, name="a.pdf")
    return redact_file(item, InspectionSettings(), wanted, "[removed: {kind}]", passwords)


def text(data: bytes) -> str:
    item = PartContent("a.pdf", "application/pdf", data, name="a.pdf")
    return "\n".join(
        passage.text for passage in LocalFileReader().read(item, InspectionSettings()).passages
    )


def unpacked(data: bytes) -> bytes:
    """The file and everything in it that zlib opens."""
    out = [data]
    for match in re.finditer(rb"stream\r?\n", data):
        try:
            out.append(zlib.decompressobj().decompress(data[match.end() :]))
        except zlib.error:
            continue
    return b"\n".join(out)


def rendered(data: bytes, number: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        return document[number].render(scale=1).to_pil().convert("L")


def darker(before: Image.Image, after: Image.Image) -> tuple[int, int, int, int] | None:
    """The box in which `after` is much darker than `before`."""
    gone = ImageChops.subtract(before, after).point(
        [255 if value > 100 else 0 for value in range(256)]
    )
    return gone.getbbox()


@pytest.mark.slow
@pytest.mark.parametrize("file", made(), ids=lambda file: file.name)
def test_gone_from_every_place_at_once(file: Made) -> None:
    result = redact(file.data, *file.markers)
    for marker in file.markers:
        assert marker not in text(result)
        assert marker.encode() not in unpacked(result)
        assert marker.encode("utf-16-be") not in unpacked(result)


@pytest.mark.parametrize(
    "marker", ["ZQNOTEQZ", "ZQVALUEQZ", "ZQTITLEQZ", "ZQXFAQZ", "ZQBOOKMARKQZ"]
)
def test_one_place_leaves_the_others(marker: str) -> None:
    file = made()[0]
    left = text(redact(file.data, marker))
    assert marker not in left
    # what nothing in the document reaches is not written again
    lost = {other for other in file.markers if other not in left} - {marker}
    assert lost <= {"ZQXFAQZ", "ZQPIECEQZ", "ZQREASONQZ", "ZQRICHQZ"}


def test_the_words_around_stay_readable_and_where_they_were() -> None:
    before = saved(new(show(f"Paid with {CARD} on Monday"), show("the second page")))
    after = redact(before, CARD)
    assert CARD not in text(after)
    assert "Paid with [removed: CREDIT_CARD] on Monday" in text(after)
    assert "the second page" in text(after)
    box = darker(rendered(before), rendered(after))
    assert box is not None
    left, top, right, bottom = box
    assert 110 < left < 135
    assert 215 < right < 250
    assert 105 < top < 120
    assert 115 < bottom < 130
    assert rendered(before, 1).tobytes() == rendered(after, 1).tobytes()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_and_cropped_pages(turn: int) -> None:
    pdf = new(show(f"card {CARD} card", x=150, y=400))
    page = pdf.pages[0].obj
    page.CropBox, page.Rotate = Array([100, 300, 500, 700]), turn
    before = saved(pdf)
    after = redact(before, CARD)
    assert CARD not in text(after)
    old, new_ = rendered(before), rendered(after)
    assert old.size == new_.size
    # what is left of the words is on the new page, in the same places
    kept = ImageChops.subtract(new_, old).point([255 if value > 150 else 0 for value in range(256)])
    assert sum(1 for value in kept.tobytes() if value) < 40
    assert darker(old, new_) is not None


def test_a_value_over_two_lines_and_two_columns() -> None:
    content = (
        show("card 4111 1111", y=700)
        + show("1111 1111 end", y=684)
        + show("right column stays", x=330, y=700)
    )
    before = saved(new(content))
    after = redact(before, "4111 1111\n1111 1111")
    assert "right column stays" in text(after)
    assert "1111" not in text(after)


def test_text_in_a_form_that_two_pages_share() -> None:
    pdf = new(b"/X0 Do", show("own words") + b"/X0 Do", show("alone"))
    shared = form(pdf, show(f"card {CARD}", 20, 20))
    shared.Resources = Dictionary(Font=pdf.pages[0].obj.Resources.Font)
    for page in list(pdf.pages)[:2]:
        page.obj.Resources.XObject = Dictionary(X0=shared)
    after = redact(saved(pdf), CARD)
    assert CARD not in text(after)
    assert "own words" in text(after)
    assert b"4111" not in unpacked(after)


def test_a_scanned_page() -> None:
    before = scan("Paid by card 7004 7004 2250 1138", "on Monday with thanks")
    after = redact(before, "7004 7004 2250 1138")
    assert "7004" not in text(after)
    assert "Monday" in text(after)
    assert darker(rendered(before), rendered(after)) is not None


def test_a_form_field_is_emptied_and_drawn_anew() -> None:
    pdf = new(show("form"))
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            Rect=[72, 300, 300, 320],
            T="card",
            V=CARD,
            AP=Dictionary(N=form(pdf, show(CARD, 5, 5), Resources=pdf.pages[0].obj.Resources)),
        )
    )
    pdf.Root.AcroForm = Dictionary(Fields=[field])
    pdf.pages[0].obj.Annots = Array([field])
    after = redact(saved(pdf), CARD)
    with pikepdf.open(io.BytesIO(after)) as result:
        assert str(result.Root.AcroForm.Fields[0].V) == "[removed: CREDIT_CARD]"
        assert result.Root.AcroForm.NeedAppearances
    assert b"4111" not in unpacked(after)


def test_an_attached_file_is_cleaned_inside() -> None:
    pdf = new(show("see attached"))
    pdf.attachments["notes.txt"] = b"the card is " + CARD.encode() + b", thanks"
    after = redact(saved(pdf), CARD)
    with pikepdf.open(io.BytesIO(after)) as result:
        kept = result.attachments["notes.txt"].get_file().read_bytes()
    assert kept == b"the card is [removed: CREDIT_CARD], thanks"


def test_earlier_revisions_are_gone() -> None:
    file = made()[1]
    after = redact(file.data, "ZQNOWQZ")
    assert b"ZQOLDPAGEQZ" not in unpacked(after)
    assert after.count(b"%%EOF") == 1


def test_a_signature_is_taken_off() -> None:
    after = redact(made()[0].data, "ZQPAGEQZ")
    assert b"/ByteRange" not in unpacked(after)


def test_a_password_stays() -> None:
    lock = pikepdf.Encryption(owner="o", user="opensesame")
    before = saved(new(show(f"card {CARD}")), encryption=lock)
    after = redact(before, CARD, passwords=("opensesame",))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(after))
    assert "4111" not in "".join(
        pypdfium2.PdfDocument(after, password="opensesame")[0].get_textpage().get_text_range()
    )


def test_what_cannot_be_opened_cannot_be_redacted() -> None:
    before = saved(new(show(CARD)), encryption=pikepdf.Encryption(owner="o", user="secret"))
    with pytest.raises(CannotRedact):
        redact(before, CARD)


def test_a_value_that_stands_alone_is_removed_and_the_page_stays_text() -> None:
    content = show("Card", y=700) + show(CARD, x=150, y=700) + show("paid in full", y=680)
    before = saved(new(content))
    after = redact(before, CARD)
    with pikepdf.open(io.BytesIO(after)) as result:
        assert "/XObject" not in result.pages[0].Resources
    assert "4111" not in text(after)
    assert b"4111" not in unpacked(after)
    assert "paid in full" in text(after)
    assert darker(rendered(before), rendered(after)) is not None


def test_a_value_drawn_twice_over_is_burned() -> None:
    before = saved(new(show(CARD, y=700) + show(CARD, x=72.3, y=700) + show("words", y=680)))
    after = redact(before, CARD)
    assert b"4111" not in unpacked(after)
    assert "words" in text(after)
