"""PDFium: a page's text, its boxes and its picture."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

#: most pixels of a rendered page
_MOST = 12_000_000
_HYPHEN = "\ufffe"


def open_pdfium(data: bytes, password: str) -> pdfium.PdfDocument:
    """The document. Raises `pdfium.PdfiumError`."""
    return pdfium.PdfDocument(data, password=password or None)


def page_text(page: pdfium.PdfPage) -> str:
    """All text of a page, also white, invisible, tiny, clipped, beside the page, in layers that
    are off; ``\\n`` line ends."""
    words = page.get_textpage()
    try:
        return clean(words.get_text_range())
    finally:
        words.close()


def clean(text: str) -> str:
    """PDFium's text with plain line ends; what it marks as a hyphen at a line's end is one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace(_HYPHEN, "-").replace("\0", "")


def garbled(text: str) -> bool:
    """Whether the text is codes of glyphs rather than letters: a font that does not say what its
    glyphs mean."""
    letters = re.sub(r"\s", "", text)
    if len(letters) < 8:
        return False
    strange = sum(
        unicodedata.category(each) in ("Cc", "Co", "Cn", "Cs") or each == "\ufffd"
        for each in letters
    )
    return strange * 5 > len(letters)


def scale_for(page: pdfium.PdfPage, dpi: int) -> float:
    """Pixels a point for `dpi`, less where the page would be too large a picture."""
    width, height = page.get_size()
    area = max(1.0, width * height)
    return float(min(dpi / 72, (_MOST / area) ** 0.5))


def render(page: pdfium.PdfPage, dpi: int = 200) -> Image.Image:
    """The page as a grey picture."""
    bitmap = page.render(scale=scale_for(page, dpi), grayscale=True, may_draw_forms=False)
    try:
        picture: Image.Image = bitmap.to_pil().convert("L")
        return picture
    finally:
        bitmap.close()


def objects(page: pdfium.PdfPage, most: int = 50_000) -> Iterator[tuple[int, object]]:
    """(type, handle) of the page's objects on top level, the last one first."""
    count = min(most, raw.FPDFPage_CountObjects(page.raw))
    for number in range(count - 1, -1, -1):
        handle = raw.FPDFPage_GetObject(page.raw, number)
        yield raw.FPDFPageObj_GetType(handle), handle


def drop_text(page: pdfium.PdfPage) -> None:
    """Take the text objects off a page that is to be looked at for its pictures."""
    for kind, handle in objects(page):
        if kind == raw.FPDF_PAGEOBJ_TEXT and raw.FPDFPage_RemoveObject(page.raw, handle):
            raw.FPDFPageObj_Destroy(handle)


def picture_boxes(page: pdfium.PdfPage) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top in points of each picture drawn by the page itself."""

    boxes = []
    for kind, handle in objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            edges = [ctypes.c_float() for _ in range(4)]
            if raw.FPDFPageObj_GetBounds(handle, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                boxes.append((left, bottom, right, top))
    return boxes


def decodable(page: pdfium.PdfPage) -> bool:
    """Whether PDFium can decode the pictures that the page itself draws."""
    for kind, handle in objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            bitmap = raw.FPDFImageObj_GetBitmap(handle)
            if not bitmap:
                return False
            raw.FPDFBitmap_Destroy(bitmap)
    return True
