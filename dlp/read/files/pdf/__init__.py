"""PDF: PDFium for what pages show, qpdf for every object, zlib for what both may expand.

The order is that of trust: sizes by hand, then the object graph, then the pages, then what no
page draws, what earlier revisions said, what stands behind the end, and last the pictures.
"""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2 as pdfium

from dlp.config import InspectionSettings
from dlp.model import Role, Unread
from dlp.read.files import ocr
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.files.pdf import scans
from dlp.read.files.pdf.drawn import as_drawn, read_drawings
from dlp.read.files.pdf.graph import ObjectGraph, PageWeight, pages_of
from dlp.read.files.pdf.objects import ObjectWalk, walk
from dlp.read.files.pdf.streams import survey
from dlp.read.files.pdf.text import open_pdfium, page_text, render
from dlp.read.files.trailers import read_rest

__all__ = ["open_pdf", "read_pdf", "sample", "warm"]

#: most pages read
_PAGES = 3_000
#: most objects of no table looked for
_LOST = 10_000
#: most earlier revisions read, the latest ones
_REVISIONS = 10
_END = re.compile(rb"%%EOF[\r\n \t]*")
_OBJECT = re.compile(rb"(?:^|[\r\n \t])(\d{1,8})[ \t]+(\d{1,5})[ \t]+obj\b")


def read_pdf(file: File, sink: Sink) -> None:
    """Everything a PDF says."""
    survey(file.data, sink)
    pdf, password = open_pdf(file.data, sink.passwords)
    graph, state = ObjectGraph(), ObjectWalk(sink, ObjectGraph(), set())
    state.graph = graph
    with pdf:
        pages, more = pages_of(pdf, _PAGES)
        if more:
            state.complete = False
            sink.partial("", Unread.TOO_LARGE, "more pages than the limit")
        weights = _weigh(pages, graph, state)
        walk(pdf, state)
        lost = _lost(file.data, pdf, state)
        data = as_drawn(pdf, graph, state.marked) or file.data
        resources = next((each for _, each in pages if each is not None), None)
        used = password if data is file.data else ""
        texts = _read_pages(data, used, weights, sink, state, pdf)
        read_drawings(pdf, state, resources)
    _read_lost(file.data, password, lost, state)
    _read_revisions(file.data, password, state)
    _read_rest(file.data, sink)
    scans.read_pictures(data, used, weights, texts, sink)


def open_pdf(data: bytes, passwords: tuple[str, ...]) -> tuple[pikepdf.Pdf, str]:
    """The document and the password that opened it. Raises `CannotRead`."""
    for password in ("", *passwords):
        try:
            pdf = pikepdf.open(io.BytesIO(data), password=password)
            if isinstance(pdf.Root, pikepdf.Dictionary):
                return pdf, password
            raise CannotRead(Unread.BROKEN, "no PDF that can be opened")
        except pikepdf.PasswordError:
            continue
        except (pikepdf.PdfError, AttributeError, RuntimeError, ValueError, OSError):
            raise CannotRead(Unread.BROKEN, "no PDF that can be opened") from None
    raise CannotRead(Unread.ENCRYPTED, "a password that nobody said")


def _weigh(
    pages: list[tuple[pikepdf.Object, pikepdf.Object | None]], graph: ObjectGraph, state: ObjectWalk
) -> list[PageWeight | None]:
    """What each page takes to draw; None for one that nobody should draw. Notes on the way whose
    annotations are whose."""
    weights: list[PageWeight | None] = []
    for number, (page, resources) in enumerate(pages, 1):
        state.pages.add(page.objgen)
        notes = page.get("/Annots")
        if isinstance(notes, pikepdf.Array):
            for note in notes:
                if isinstance(note, pikepdf.Dictionary):
                    state.homes[note.objgen if note.is_indirect else page.objgen] = number
        try:
            weight = graph.page(page, resources)
        except CannotRead as cannot:
            state.sink.unreadable(f"page:{number}", cannot.reason, cannot.why)
            weights.append(None)
            continue
        weights.append(weight)
    return weights


def _read_pages(
    data: bytes,
    password: str,
    weights: list[PageWeight | None],
    sink: Sink,
    state: ObjectWalk,
    pdf: pikepdf.Pdf,
) -> list[str | None]:
    """The text of each page; None for one that could not be read."""
    try:
        document = open_pdfium(data, password)
    except pdfium.PdfiumError:
        try:  # what qpdf repaired
            out = io.BytesIO()
            pdf.save(out, encryption=False, fix_metadata_version=False)
            document = open_pdfium(out.getvalue(), "")
        except (pdfium.PdfiumError, pikepdf.PdfError, RuntimeError):
            sink.partial("", Unread.BROKEN, "pages that cannot be opened")
            return [None] * len(weights)
    texts: list[str | None] = []
    with document:
        if len(document) < len(weights):
            sink.partial("", Unread.BROKEN, "pages that cannot be opened")
        for number, weight in enumerate(weights[: len(document)], 1):
            if weight is None:
                texts.append(None)
                continue
            try:
                page = document[number - 1]
            except pdfium.PdfiumError:
                sink.unreadable(f"page:{number}", Unread.BROKEN, "a page that cannot be opened")
                texts.append(None)
                continue
            text = page_text(page)
            page.close()
            texts.append(text)
            state.seen.update(line.strip() for line in text.split("\n"))
            sink.text(f"page:{number}", text)
            state.say(f"page:{number}/alt:1", weight.marked, Role.ATTRIBUTE)
    return texts + [None] * (len(weights) - len(texts))


def _lost(data: bytes, pdf: pikepdf.Pdf, state: ObjectWalk) -> list[int]:
    """Numbers of objects that stand in the file and that no cross-reference table knows."""
    marks = {int(match[1]) for match in _OBJECT.finditer(data)} - state.ids
    if not state.complete:
        return []
    return [number for number in sorted(marks)[:_LOST] if pdf.get_object((number, 0)) is None]


def _read_lost(data: bytes, password: str, lost: list[int], state: ObjectWalk) -> None:
    """Lost objects, found by taking the tables away. They get small numbers first, as qpdf
    passes over those that are large for the file."""
    if not lost:
        return
    numbers = {old: new for new, old in enumerate(lost, max(state.ids, default=0) + 1)}
    try:

        def renumbered(match: re.Match[bytes]) -> bytes:
            new = numbers.get(int(match[1]))
            return match[0] if new is None else b"\n%d 0 obj" % new

        bare = _OBJECT.sub(renumbered, data).replace(b"startxref", b"startxxxx")
        with pikepdf.open(io.BytesIO(bare), password=password) as found:
            _read_found(found, set(numbers.values()), state)
    except (pikepdf.PdfError, RuntimeError, ValueError, CannotRead):
        state.sink.partial("lost", Unread.BROKEN, "objects that no table knows")


def _read_found(found: pikepdf.Pdf, lost: set[int], state: ObjectWalk) -> None:
    again = ObjectWalk(state.sink, ObjectGraph(), state.seen, "lost/")
    pages, _ = pages_of(found, _PAGES)
    for page, resources in pages:
        again.pages.add(page.objgen)
        again.graph.page(page, resources)
    walk(found, again)
    again.drawings = [each for each in again.drawings if each.objgen[0] in lost]
    again.orphans = [each for each in again.orphans if each.objgen[0] in lost]
    read_drawings(found, again, pages[0][1] if pages else None)


def _read_revisions(data: bytes, password: str, state: ObjectWalk) -> None:
    """What the file said before it was last saved: an update is added, nothing is taken out."""
    ends = [match.end() for match in _END.finditer(data)][:-1]
    if ends and b"/Linearized" in data[:2048]:
        ends = ends[1:]
    if len(ends) > _REVISIONS:
        state.sink.partial("revision", Unread.TOO_LARGE, "more revisions than the limit")
    for number, end in list(enumerate(ends, 1))[-_REVISIONS:]:
        try:
            _read_revision(data[:end], password, state, f"revision:{number}/")
        except CannotRead as cannot:
            state.sink.partial(f"revision:{number}", cannot.reason, cannot.why)
        except (pikepdf.PdfError, pdfium.PdfiumError, RuntimeError, ValueError):
            continue


def _read_revision(data: bytes, password: str, state: ObjectWalk, prefix: str) -> None:
    with pikepdf.open(io.BytesIO(data), password=password) as pdf:
        then = ObjectWalk(state.sink, ObjectGraph(), state.seen, prefix)
        pages, _ = pages_of(pdf, _PAGES)
        weights = _weigh(pages, then.graph, then)
        with open_pdfium(data, password) as document:
            for number, weight in enumerate(weights[: len(document)], 1):
                if weight is None:
                    continue
                page = document[number - 1]
                text = page_text(page)
                page.close()
                if then.fresh(text):
                    state.sink.text(f"{prefix}page:{number}", text, Role.HIDDEN)
        walk(pdf, then)
        then.orphans = []
        read_drawings(pdf, then, pages[0][1] if pages else None)


def _read_rest(data: bytes, sink: Sink) -> None:
    """What stands before the header and behind the end."""
    start = max(0, data.find(b"%PDF-"))
    read_rest(sink, "leading", data[:start].removeprefix(b"\xef\xbb\xbf"))
    ends = [match.end() for match in _END.finditer(data)]
    if ends:
        read_rest(sink, "trailing", data[ends[-1] :].strip(b"\0\r\n\t \x1a"))


def sample() -> bytes:
    """A small PDF that says ``warm``."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(72, 72))
    fonts = pikepdf.Dictionary(
        F1=pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    page.Resources = pikepdf.Dictionary(Font=fonts)
    page.Contents = pdf.make_stream(b"BT /F1 12 Tf 9 9 Td (warm) Tj ET")
    pdf.docinfo["/Title"] = "warm"
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def warm(limits: InspectionSettings | None = None) -> None:
    """Read a small PDF, so that nothing is loaded later."""
    with open_pdfium(sample(), "") as document:
        page_text(document[0])
        render(document[0])
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(sample())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="warm", R=6))
    with open_pdf(locked.getvalue(), ())[0] as pdf:  # what AES-256 needs is loaded on first use
        pdf.pages[0].Contents.read_bytes()
    ocr.warm((limits or InspectionSettings()).files.ocr_languages)
