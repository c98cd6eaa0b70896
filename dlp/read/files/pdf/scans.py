"""Pages whose text is a picture, or whose text is not what it shows: the second opinion.

A page is looked at by OCR where it draws text that PDFium gives no letters for, where it is drawn
in outlines only, where pictures cover it, and where a picture stands in it; each picture once. A
font may still lie about its letters (a ToUnicode table that says other letters than the glyphs
show): that is told only by a look at every page, which nobody can afford.
"""

from __future__ import annotations

import pypdfium2 as pdfium
from PIL import Image

from dlp.model import Unread
from dlp.read.files import ocr
from dlp.read.files.base import Sink
from dlp.read.files.pdf.graph import Id, PageWeight
from dlp.read.files.pdf.text import (
    decodable,
    drop_text,
    garbled,
    open_pdfium,
    picture_boxes,
    render,
    scale_for,
)

#: a page with fewer letters is one whose text may be its picture
_LITTLE = 100
#: a page with more painted shapes and no text may be text in outlines
_SHAPES = 30
#: pictures that cover more of the page than this are looked at with the whole page
_COVERED = 0.5
#: most pixels of the pictures that one page draws, before any is decoded
_PIXELS = 120_000_000
#: most pictures of a page looked at one by one
_EACH = 4
#: dots an inch at which pages are looked at
DPI = 200


def read_pictures(
    data: bytes,
    password: str,
    weights: list[PageWeight | None],
    texts: list[str | None],
    sink: Sink,
) -> None:
    """Read by OCR what the text of each page does not say."""
    wanted = [
        number
        for number, (weight, text) in enumerate(zip(weights, texts, strict=True))
        if weight is not None and text is not None and wanted_for(weight, text)
    ]
    if not wanted:
        return
    try:
        document = open_pdfium(data, password)
    except pdfium.PdfiumError:
        for number in wanted:
            sink.partial(f"page:{number + 1}", Unread.BROKEN, "a page that cannot be drawn")
        return
    seen: set[Id] = set()
    with document:
        for number in wanted:
            weight, text = weights[number], texts[number]
            assert weight is not None
            assert text is not None
            _look(document[number], number + 1, weight, text, seen, sink)


def wanted_for(weight: PageWeight, text: str) -> bool:
    """Whether a page is to be looked at by OCR."""
    return bool(_mute(weight, text) or weight.inline or _pictures(weight))


def _mute(weight: PageWeight, text: str) -> bool:
    """Whether the page shows text of which there is none, or none that is readable."""
    letters = sum(not each.isspace() for each in text)
    if letters == 0:
        return weight.shows > 0 or weight.paints > _SHAPES
    return garbled(text)


def _pictures(weight: PageWeight) -> list[Id]:
    return [
        picture.id
        for picture in weight.pictures
        if not ocr.too_small(picture.width, picture.height)
    ]


def _little(text: str) -> bool:
    return sum(not each.isspace() for each in text) < _LITTLE


def sight(page: pdfium.PdfPage, weight: PageWeight, text: str) -> Image.Image:
    """The page as OCR looks at it: without the text that is known, where there is enough of it.
    The page is of no other use afterwards."""
    if not _mute(weight, text) and not _little(text):
        drop_text(page)
    return render(page, DPI)


def _look(
    page: pdfium.PdfPage, number: int, weight: PageWeight, text: str, seen: set[Id], sink: Sink
) -> None:
    step, mute = f"page:{number}", _mute(weight, text)
    ids = _pictures(weight)
    if sum(picture.width * picture.height for picture in weight.pictures) > _PIXELS:
        sink.partial(step, Unread.TOO_LARGE, "pictures with more pixels than the limit")
        return
    little = _little(text)
    if not mute and not little and ids and seen.issuperset(ids) and not weight.inline:
        return
    seen.update(ids)
    if mute and not sink.limits.files.ocr:
        sink.unreadable(step, Unread.SILENT, "text that gives no letters, and no OCR")
        return
    if not ocr.may_read(sink, f"{step}/ocr"):
        return
    boxes = [] if mute else picture_boxes(page)
    width, height = page.get_size()
    area = sum((right - left) * (top - bottom) for left, bottom, right, top in boxes)
    nested = len(boxes) < len(weight.pictures)
    whole = mute or little or nested or len(boxes) > _EACH or area > _COVERED * width * height
    picture = sight(page, weight, text)
    if ids and not ocr.speaks(picture) and not decodable(page):
        sink.partial(step, Unread.BROKEN, "a picture that cannot be decoded")
        return
    if whole:
        before = sink.characters
        read = ocr.read_picture(sink, f"{step}/ocr", picture, DPI)
        if read and mute and weight.shows and sink.characters == before and not text.isspace():
            sink.partial(step, Unread.SILENT, "text that gives no letters")
        return
    scale = scale_for(page, DPI)
    for left, bottom, right, top in boxes:
        box = (
            max(0, int(left * scale)),
            max(0, int((height - top) * scale)),
            min(picture.width, int(right * scale) + 1),
            min(picture.height, int((height - bottom) * scale) + 1),
        )
        if box[0] < box[2] and box[1] < box[3]:
            ocr.read_picture(sink, f"{step}/ocr", picture.crop(box), DPI)
