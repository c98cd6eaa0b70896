"""Pages made pictures of themselves, black where a value stood.

The new page has that picture and, under it, the words that were left, invisible, so that it can be
searched and read aloud. Everything else that drew the page is gone with its content.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from dlp.read.files.pdf.scans import DPI
from dlp.read.files.pdf.text import clean, page_text, scale_for
from dlp.redaction.files.base import ValueReplacer
from dlp.redaction.files.boxes import Box, paint

_QUALITY = 80
#: share of a letter's height that is painted beyond it
_REACH = 0.15
_SPACE = re.compile(r"[\s\u00a0]+")


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A page's characters, and where they stand."""

    text: str
    #: character of `text` → character of PDFium's text page
    indices: tuple[int, ...]


def shown(words: pdfium.PdfTextPage) -> DrawnText:
    """The characters of a page, cleaned as its reader cleans them."""
    text: list[str] = []
    indices: list[int] = []
    for index in range(words.count_chars()):
        code = raw.FPDFText_GetUnicode(words.raw, index)
        letter = clean(chr(code)) if code not in (0, 13) and not 0xD800 <= code < 0xE000 else ""
        if letter:
            text.append(letter)
            indices.append(index)
    return DrawnText("".join(text), tuple(indices))


def value_boxes(page: pdfium.PdfPage, replacer: ValueReplacer) -> tuple[list[Box], bool]:
    """Pixels of the rendered page where values stand in its text; False beside them if a value
    is in the page's text that its characters do not show."""
    words = page.get_textpage()
    try:
        chars = shown(words)
        spans = replacer.spans(chars.text)
        found = [
            box
            for start, end, _ in spans
            for box in _runs(
                _box(page, words, chars.indices[at])
                for at in range(start, end)
                if not chars.text[at].isspace()
            )
        ]
        complete = bool(spans) or not replacer.touches(page_text(page))
    finally:
        words.close()
    return [_wider(box) for box in found], complete


def _runs(boxes: Iterable[Box | None]) -> list[Box]:
    """One box for letters in a row or a column: their outline would tell them."""
    runs: list[tuple[Box, Box]] = []
    for box in boxes:
        if box is None:
            continue
        if runs and (_beside(runs[-1][0], box, 1) or _beside(runs[-1][0], box, 0)):
            first, whole = runs[-1]
            runs[-1] = (
                first,
                (
                    min(whole[0], box[0]),
                    min(whole[1], box[1]),
                    max(whole[2], box[2]),
                    max(whole[3], box[3]),
                ),
            )
        else:
            runs.append((box, box))
    return [whole for _, whole in runs]


def _beside(one: Box, other: Box, axis: int) -> bool:
    """Whether two boxes share most of their extent in one direction."""
    shared = min(one[axis + 2], other[axis + 2]) - max(one[axis], other[axis])
    least = min(one[axis + 2] - one[axis], other[axis + 2] - other[axis])
    return shared > 0.6 * least


def _wider(box: Box) -> Box:
    """A little more above and below, and at the sides: glyphs reach over what fonts claim."""
    left, top, right, bottom = box
    edge = _REACH * min(bottom - top, right - left)
    return left - edge / 2, top - edge, right + edge / 2, bottom + edge


def _box(page: pdfium.PdfPage, words: pdfium.PdfTextPage, index: int) -> Box | None:
    corners: list[tuple[float, float]] = []
    rectangle = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(words.raw, index, rectangle):
        corners = [(rectangle.left, rectangle.top), (rectangle.right, rectangle.bottom)]
    # what a font says of its height, and how high this very letter is
    edges = [ctypes.c_double() for _ in range(4)]
    if raw.FPDFText_GetCharBox(words.raw, index, *edges):
        left, right, bottom, top = (edge.value for edge in edges)
        corners += [(left, top), (right, bottom)]
    return device(page, corners) if corners else None


def device(page: pdfium.PdfPage, corners: list[tuple[float, float]]) -> Box:
    """The box in pixels of the page's picture around corners in its own points."""
    width, height = size(page)
    xs, ys = [], []
    for x, y in corners:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, width * 10, height * 10, 0, x, y, across, down)
        xs.append(across.value / 10)
        ys.append(down.value / 10)
    return min(xs), min(ys), max(xs), max(ys)


def size(page: pdfium.PdfPage) -> tuple[int, int]:
    """Width and height of the page's picture in pixels."""
    scale = scale_for(page, DPI)
    width, height = page.get_size()
    return max(1, round(width * scale)), max(1, round(height * scale))


def picture(page: pdfium.PdfPage) -> Image.Image:
    """The page as people see it, annotations and all."""
    bitmap = page.render(scale=scale_for(page, DPI))
    try:
        drawn: Image.Image = bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
    wanted = size(page)
    return drawn if drawn.size == wanted else drawn.resize(wanted)


def burn(
    pdf: pikepdf.Pdf,
    target: pikepdf.Object,
    page: pdfium.PdfPage,
    boxes: list[Box],
    layer: bytes,
) -> None:
    """Make `target` the picture of `page` with `boxes` black and `layer` as its hidden text."""
    drawn = picture(page)
    paint(drawn, boxes)
    grey = drawn.convert("L")
    colours = Image.merge("RGB", (grey, grey, grey))
    plain = colours.tobytes() == drawn.tobytes()
    if plain:
        drawn = grey
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=_QUALITY)
    image = pdf.make_stream(out.getvalue())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = drawn.width, drawn.height, 8
    image.ColorSpace = pikepdf.Name.DeviceGray if plain else pikepdf.Name.DeviceRGB
    image.Filter = pikepdf.Name.DCTDecode
    width, height = page.get_size()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    _empty(target)
    target.MediaBox = pikepdf.Array([0, 0, round(width, 3), round(height, 3)])
    target.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Page=image), Font=pikepdf.Dictionary(F=pdf.make_indirect(font))
    )
    draw = b"%sq %.3f 0 0 %.3f 0 0 cm /Page Do Q\n" % (layer, width, height)
    target.Contents = pdf.make_stream(draw)


def _empty(page: pikepdf.Object) -> None:
    """Leave of a page only its place in the tree, and its links where they still fit."""
    links = []
    notes = page.get("/Annots")
    upright = not page.get("/Rotate") and not page.get("/CropBox")
    box = page.get("/MediaBox")
    at_origin = box is None or (float(box[0]) == 0 and float(box[1]) == 0)
    if isinstance(notes, pikepdf.Array) and upright and at_origin:
        links = [
            note
            for note in notes
            if isinstance(note, pikepdf.Dictionary) and note.get("/Subtype") == "/Link"
        ]
    for key in list(page.keys()):
        if key not in ("/Type", "/Parent", "/Tabs"):
            del page[key]
    page.Rotate = 0
    if links:
        page.Annots = pikepdf.Array(links)


def text_layer(page: pdfium.PdfPage, replacer: ValueReplacer) -> bytes:
    """Operators for the page's words that are left, invisible, each line where it stood."""
    words = page.get_textpage()
    try:
        chars = shown(words)
        spans = {start: (end, mask) for start, end, mask in replacer.spans(chars.text)}
        lines: list[tuple[int, str]] = []
        line, first, skip = "", -1, -1
        for at, letter in enumerate(chars.text):
            if at in spans:
                skip = spans[at][0]
                line += spans[at][1]
                first = chars.indices[at] if first < 0 else first
            if letter == "\n":
                lines.append((first, line))
                line, first = "", -1
            elif at >= skip:
                first = chars.indices[at] if first < 0 and not letter.isspace() else first
                line += letter
        lines.append((first, line))
        return b"".join(_line(page, words, index, text) for index, text in lines if index >= 0)
    finally:
        words.close()


def _line(page: pdfium.PdfPage, words: pdfium.PdfTextPage, index: int, text: str) -> bytes:
    box = _box(page, words, index)
    try:
        plain = _SPACE.sub(" ", text).strip().encode("cp1252")
    except UnicodeEncodeError:
        return b""
    if box is None or not plain:
        return b""
    width, height = page.get_size()
    scale = size(page)[0] / max(1.0, width)
    left, bottom = box[0] / scale, height - box[3] / scale
    tall = min(48.0, max(4.0, (box[3] - box[1]) / scale))
    escaped = plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    escaped = bytes(each for each in escaped if each >= 32)
    return b"BT 3 Tr /F %.2f Tf %.2f %.2f Td (%s) Tj ET\n" % (tall * 0.8, left, bottom, escaped)
