"""PDF without values.

A page on which a value stands becomes its own picture with black over the value; other pages keep
their content. Everything beside the pages is cleaned in place: properties, comments, form values,
bookmarks, scripts, structure, attached files. The document is written anew from what is reachable,
so earlier revisions and lost objects are gone, and so is any signature.
"""

from __future__ import annotations

import io

import pikepdf
import pypdfium2 as pdfium

from dlp.config import InspectionSettings
from dlp.read.files import ocr
from dlp.read.files.base import CannotRead, File
from dlp.read.files.pdf import open_pdf, sample
from dlp.read.files.pdf.drawn import as_drawn, lone_page, texts_of
from dlp.read.files.pdf.graph import Graph, Id, Weight, pages_of
from dlp.read.files.pdf.scans import DPI, sight, wanted_for
from dlp.read.files.pdf.text import open_pdfium, page_text
from dlp.read.files.pdf.wording import words
from dlp.redaction.files.base import CannotRedact, ValueReplacer
from dlp.redaction.files.boxes import Box, look_for
from dlp.redaction.files.pdf.burn import burn, device, text_layer, value_boxes
from dlp.redaction.files.pdf.remove import transplant, without
from dlp.redaction.files.pdf.scrub import scrub, unsign
from dlp.redaction.files.pdf.second import second
from dlp.redaction.values import Value

__all__ = ["redact_pdf", "second", "warm"]

_MOST_PAGES = 1_000
#: strings of an annotation that a viewer draws
_SHOWN = ("/Contents", "/V", "/DV", "/RC")


def redact_pdf(file: File, replacer: ValueReplacer) -> bytes:
    """The document without the values. Raises `CannotRedact`."""
    try:
        pdf, password = open_pdf(file.data, replacer.passwords)
        with pdf:
            return _redact(pdf, password, file, replacer)
    except CannotRead:
        raise CannotRedact("unreadable") from None
    except (pikepdf.PdfError, pdfium.PdfiumError):
        raise CannotRedact("crashed") from None


def _redact(pdf: pikepdf.Pdf, password: str, file: File, replacer: ValueReplacer) -> bytes:
    graph = Graph()
    pages, more = pages_of(pdf, _MOST_PAGES)
    if more:
        raise CannotRedact("too-large")
    weights = [graph.page(page, resources) for page, resources in pages]
    data, key = _drawable(pdf, file.data, password)
    emptied = _empty_drawings(pdf, file.data, password, replacer)
    unsign(pdf)
    with pikepdf.open(io.BytesIO(file.data), password=password) as copy:
        marked = any(b"/ActualText" in _written(thing) for thing in copy.objects)
        plain = as_drawn(copy, graph, marked)
    with (
        open_pdfium(data, key) as seen,
        open_pdfium(plain or data, "" if plain else key) as said,
    ):
        if len(seen) != len(pages) or len(said) != len(pages):
            raise CannotRedact("unreadable")
        burned, looked = _burned(
            seen, said, weights, [page for page, _ in pages], emptied, replacer
        )
        simple = {number: boxes for number, boxes in burned.items() if number not in looked}
        cleared = _removed(pdf, data, key, pages, simple, replacer) if plain is None else []
        for number, boxes in burned.items():
            if number in cleared:
                continue
            page = seen[number]
            layer = text_layer(said[number], replacer)
            burn(pdf, pages[number][0], page, boxes, layer)
            page.close()
    scrub(pdf, file, replacer, graph.contents | graph.reached)
    out = io.BytesIO()
    lock = pikepdf.Encryption(user=password, owner=password) if password else False
    # the same file cut twice is the same file, so that a simulation says what goes out; where there
    # is a password its key is drawn by dice in any case
    pdf.save(out, encryption=lock, deterministic_id=not password, fix_metadata_version=False)
    return out.getvalue()


def _drawable(pdf: pikepdf.Pdf, data: bytes, password: str) -> tuple[bytes, str]:
    """The document and its password as PDFium opens them: as it is, or as qpdf repairs it."""
    try:
        open_pdfium(data, password).close()
    except pdfium.PdfiumError:
        out = io.BytesIO()
        pdf.save(out, encryption=False, fix_metadata_version=False)
        return out.getvalue(), ""
    return data, password


def _written(thing: object) -> bytes:
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Array):
        return thing.unparse(resolved=True)
    return b""


def _burned(
    seen: pdfium.PdfDocument,
    said: pdfium.PdfDocument,
    weights: list[Weight],
    pages: list[pikepdf.Object],
    emptied: set[Id],
    replacer: ValueReplacer,
) -> tuple[dict[int, list[Box]], set[int]]:
    """The pages that have to be burned, with what has to be black on each; and those of them
    where not only the page's own text says a value."""
    burned: dict[int, list[Box]] = {}
    looked: set[int] = set()
    tainted: set[Id] = set()
    for number, weight in enumerate(weights):
        page = said[number]
        text = page_text(page)
        boxes: list[Box] = []
        if replacer.touches(text):
            boxes, complete = value_boxes(page, replacer)
            if not complete:
                raise CannotRedact("no-map")
            burned[number] = boxes
        elif any(map(replacer.touches, weight.marked)):
            burned[number] = boxes
            looked.add(number)
        if wanted_for(weight, text):
            found = _pictured(said[number], weight, text, replacer)
            if found:
                looked.add(number)
                burned.setdefault(number, []).extend(found)
                tainted |= {picture.id for picture in weight.pictures}
        page.close()
    for number, weight in enumerate(weights):
        if number not in burned and tainted & {picture.id for picture in weight.pictures}:
            burned[number] = _pictured(said[number], weight, page_text(said[number]), replacer)
            looked.add(number)
    for number in burned:
        if found := _notes(seen[number], pages[number], emptied, replacer):
            burned[number] += found
            looked.add(number)
    return burned, looked


def _removed(
    pdf: pikepdf.Pdf,
    data: bytes,
    key: str,
    pages: list[tuple[pikepdf.Object, pikepdf.Object | None]],
    boxes: dict[int, list[Box]],
    replacer: ValueReplacer,
) -> list[int]:
    """Clear pages of their values without burning them, where that is proved."""
    copy = without(data, key, boxes, replacer) if boxes else None
    if copy is None:
        return []
    edited, proved = copy
    with edited:
        for number in proved:
            transplant(pdf, pages[number][0], edited, number)
    return proved


def _pictured(
    page: pdfium.PdfPage, weight: Weight, text: str, replacer: ValueReplacer
) -> list[Box]:
    files = replacer.limits.files
    if not files.ocr or not ocr.ready(files.ocr_languages):
        raise CannotRedact("unreadable")
    return look_for(sight(page, weight, text), replacer, DPI)


def _notes(
    page: pdfium.PdfPage, source: pikepdf.Object, emptied: set[Id], replacer: ValueReplacer
) -> list[Box]:
    """Black over annotations that say a value: their look may show it."""
    boxes = []
    notes = source.get("/Annots")
    for note in notes if isinstance(notes, pikepdf.Array) else ():
        if not isinstance(note, pikepdf.Dictionary):
            continue
        rectangle = note.get("/Rect")
        if not isinstance(rectangle, pikepdf.Array) or len(rectangle) != 4:
            continue
        about = [note, *_parents(note)]
        said = (one.get(key) for one in about for key in _SHOWN)
        texts = [words(each) for each in said if isinstance(each, pikepdf.String)]
        if note.objgen in emptied or any(map(replacer.touches, texts)):
            left, bottom, right, top = (float(each) for each in rectangle)
            boxes.append(device(page, [(left, top), (right, bottom)]))
    return boxes


def _parents(note: pikepdf.Object) -> list[pikepdf.Object]:
    found: list[pikepdf.Object] = []
    above = note.get("/Parent")
    while isinstance(above, pikepdf.Dictionary) and len(found) < 20:
        found.append(above)
        above = above.get("/Parent")
    return found


def _empty_drawings(
    pdf: pikepdf.Pdf, data: bytes, password: str, replacer: ValueReplacer
) -> set[Id]:
    """Empty what draws a value and is drawn by no page: appearances of annotations, lost forms.
    Returns the annotations whose look that was."""
    with pikepdf.open(io.BytesIO(data), password=password) as copy:
        graph = Graph()
        pages, _ = pages_of(copy, _MOST_PAGES)
        for page, resources in pages:
            graph.page(page, resources)
        fallback = next((each for _, each in pages if each is not None), None)
        streams = [
            thing
            for thing in copy.objects
            if isinstance(thing, pikepdf.Stream)
            and (thing.get("/Subtype") == "/Form" or "/PatternType" in thing)
            and thing.objgen not in graph.reached
        ]
        for stream in streams:
            graph.form(stream, fallback)
        ids = [stream.objgen for stream in streams]
        alone = [lone_page(copy, stream, fallback) for stream in streams]
        texts = texts_of(copy, alone) if alone else []
    if len(texts) != len(ids):
        raise CannotRedact("unreadable")
    emptied = {id for id, text in zip(ids, texts, strict=True) if replacer.touches(text)}
    for id in emptied:
        pdf.get_object(id).write(b"")
    return {
        thing.objgen
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and emptied.intersection(_looks(thing))
    }


def _looks(note: pikepdf.Object) -> list[Id]:
    """The streams that draw an annotation."""
    looks = note.get("/AP")
    found: list[Id] = []
    for look in looks.values() if isinstance(looks, pikepdf.Dictionary) else ():
        states = look.values() if isinstance(look, pikepdf.Dictionary) else [look]
        found += [stream.objgen for stream in states if isinstance(stream, pikepdf.Stream)]
    return found


def warm(limits: InspectionSettings) -> None:
    """Redact a small PDF, so that nothing is loaded later."""

    def inside(
        _: File, step: str, data: bytes, name: str, kind: str, replacer: ValueReplacer
    ) -> bytes:
        return data

    replacer = ValueReplacer([Value("WARM", "warm", frozenset())], "[{kind}]", limits, inside)
    list(second(_redact(*open_pdf(sample(), ()), File("warm", sample(), "pdf"), replacer)))
