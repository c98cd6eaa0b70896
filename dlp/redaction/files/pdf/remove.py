"""Text objects taken out of a page, where that can be proved to take out the value and no more.

PDFium removes whole text objects. So it is done only where each object that holds a piece of a
value holds nothing else: cells of tables, filled-in lines. The proof is in what comes out: the
page's text is the old one without the values, and its picture is the old one but for the black
boxes. Where either fails, the page is burned instead (`dlp.redaction.files.pdf.burn`).
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterable

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from dlp.read.files.pdf.text import open_pdfium, page_text
from dlp.redaction.files.base import ValueReplacer
from dlp.redaction.files.boxes import Box, paint
from dlp.redaction.files.pdf.burn import picture, shown

#: difference of a pixel that is more than another rounding, of 255
_OTHER = 48
_SPACE = re.compile(r"\s+")


def without(
    data: bytes, password: str, boxes: dict[int, list[Box]], replacer: ValueReplacer
) -> tuple[pikepdf.Pdf, list[int]] | None:
    """A copy of the document in which values are removed from pages, and the numbers of those for
    which it is proved; None for none. `boxes` are each page's, black in its picture."""
    with open_pdfium(data, password) as edited, open_pdfium(data, password) as before:
        tried = [number for number in boxes if _cut(edited[number], replacer)]
        if not tried:
            return None
        out = io.BytesIO()
        edited.save(out)
        with open_pdfium(out.getvalue(), password) as after:
            proved = [
                number
                for number in tried
                if _same(before[number], after[number], boxes[number], replacer)
            ]
    if not proved:
        return None
    return pikepdf.open(io.BytesIO(out.getvalue()), password=password), proved


def transplant(pdf: pikepdf.Pdf, target: pikepdf.Object, edited: pikepdf.Pdf, number: int) -> None:
    """Give `target` the content of page `number` of the edited copy."""
    source = edited.pages[number]
    streams = source.obj.Contents
    pieces = streams if isinstance(streams, pikepdf.Array) else [streams]
    content = b"\n".join(piece.read_bytes() for piece in pieces)
    resources = edited.make_indirect(pikepdf.Dictionary(dict(source.resources.items())))
    target.Contents = pdf.make_stream(content)
    target.Resources = pdf.copy_foreign(resources)


def _cut(page: pdfium.PdfPage, replacer: ValueReplacer) -> bool:
    """Take the text objects with values off `page`, black in their place; False where one holds
    other text as well."""
    words = page.get_textpage()
    try:
        chars = shown(words)
        inside = {
            chars.indices[at]
            for start, end, _ in replacer.spans(chars.text)
            for at in range(start, end)
        }
        found: dict[int, object] = {}
        kept: set[int] = set()
        for letter, index in zip(chars.text, chars.indices, strict=True):
            handle = raw.FPDFText_GetTextObject(words.raw, index)
            if letter.isspace() or not handle:
                continue
            address = ctypes.addressof(handle.contents)
            if index in inside:
                found[address] = handle
            else:
                kept.add(address)
        if not found or kept.intersection(found):
            return False
        places = [_place(words, index) for index in sorted(inside)]
    finally:
        words.close()
    for handle in found.values():
        if not raw.FPDFPage_RemoveObject(page.raw, handle):
            return False
        raw.FPDFPageObj_Destroy(handle)
    for left, bottom, width, height in filter(None, places):
        box = raw.FPDFPageObj_CreateNewRect(left, bottom, width, height)
        raw.FPDFPageObj_SetFillColor(box, 0, 0, 0, 255)
        raw.FPDFPath_SetDrawMode(box, raw.FPDF_FILLMODE_WINDING, False)
        raw.FPDFPage_InsertObject(page.raw, box)
    return bool(raw.FPDFPage_GenerateContent(page.raw))


def _place(words: pdfium.PdfTextPage, index: int) -> tuple[float, float, float, float] | None:
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(words.raw, index, box):
        return None
    return box.left, box.bottom, box.right - box.left, box.top - box.bottom


def _same(
    before: pdfium.PdfPage, after: pdfium.PdfPage, boxes: Iterable[Box], replacer: ValueReplacer
) -> bool:
    """Whether `after` says and shows what `before` does, but for the values."""
    words = before.get_textpage()
    try:
        chars = shown(words).text
    finally:
        words.close()
    left, at = "", 0
    for start, end, _ in replacer.spans(chars):
        left += chars[at:start]
        at = end
    left += chars[at:]
    if _SPACE.sub("", left) != _SPACE.sub("", page_text(after)):
        return False
    old, new = picture(before), picture(after)
    if old.size != new.size:
        return False
    black = list(boxes)
    for each in (old, new):
        paint(each, black)
    changed = ImageChops.difference(old, new).convert("L")
    return _flat(changed)


def _flat(changed: Image.Image) -> bool:
    return changed.point([255 if value > _OTHER else 0 for value in range(256)]).getbbox() is None
