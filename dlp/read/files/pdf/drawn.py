"""Text that only drawing shows: appearances of annotations, lost pages and forms, old pages.

Each stream is made the content of a page of its own in a copy of the document, and PDFium reads
those pages.
"""

from __future__ import annotations

import io

import pikepdf
import pypdfium2 as pdfium

from dlp.model import Role, Unread
from dlp.read.files.base import CannotRead
from dlp.read.files.pdf.graph import ObjectGraph
from dlp.read.files.pdf.objects import ObjectWalk
from dlp.read.files.pdf.streams import expand
from dlp.read.files.pdf.text import open_pdfium, page_text

#: most streams drawn for their text
_MOST = 2_000


def as_drawn(pdf: pikepdf.Pdf, graph: ObjectGraph, marked: bool) -> bytes | None:
    """The document with all layers on and without the texts that stand in for drawn ones
    (ActualText): PDFium reads those instead of what is shown. None where it has neither. `marked`:
    objects have such texts, too."""
    changed = False
    if "/OCProperties" in pdf.Root:
        del pdf.Root.OCProperties
        changed = True
    for id in graph.contents | graph.reached:
        stream = pdf.get_object(id)
        if not isinstance(stream, pikepdf.Stream) or stream.get("/Subtype") == "/Image":
            continue
        content = expand(stream)
        if content is not None and b"/ActualText" in content:
            stream.write(content.replace(b"/ActualText", b"/ActualShown"))
            changed = True
    for thing in pdf.objects if marked else ():
        for holder in _marked(thing):
            del holder["/ActualText"]
            changed = True
    if not changed:
        return None
    out = io.BytesIO()
    pdf.save(out, encryption=False, compress_streams=False, fix_metadata_version=False)
    return out.getvalue()


def _marked(thing: pikepdf.Object) -> list[pikepdf.Object]:
    """Property lists that content may name, in a resource dictionary or on their own."""
    if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Type") == "/StructElem":
        return []
    lists = thing.get("/Properties") or pikepdf.Dictionary()
    inner = thing.get("/Resources")
    if isinstance(inner, pikepdf.Dictionary):
        lists = inner.get("/Properties") or lists
    holders = [thing, *(lists.values() if isinstance(lists, pikepdf.Dictionary) else ())]
    return [
        each for each in holders if isinstance(each, pikepdf.Dictionary) and "/ActualText" in each
    ]


def read_drawings(pdf: pikepdf.Pdf, state: ObjectWalk, resources: pikepdf.Object | None) -> None:
    """Text of what no page draws. `pdf` is of no use afterwards. `resources` serve where a stream
    brings none."""
    pages: list[pikepdf.Object] = []
    homes: list[int | None] = []
    for stream in state.drawings[:_MOST]:
        try:
            state.graph.form(stream, resources)
        except CannotRead as cannot:
            state.sink.partial(f"{state.prefix}hidden", cannot.reason, cannot.why)
            continue
        pages.append(lone_page(pdf, stream, resources))
        homes.append(state.appearances.get(stream.objgen))
    for page in state.orphans[:_MOST]:
        if _light(page, state.graph, state, resources):
            page["/Resources"] = page.get("/Resources") or resources or pikepdf.Dictionary()
            page["/MediaBox"] = page.get("/MediaBox") or pikepdf.Array([0, 0, 612, 792])
            pages.append(page)
            homes.append(None)
    if len(state.drawings) > _MOST or len(state.orphans) > _MOST:
        state.sink.partial("", Unread.TOO_LARGE, "more appearances than the limit")
    if not pages:
        return
    for text, home in zip(texts_of(pdf, pages), homes, strict=False):
        if not state.fresh(text):
            continue
        if home is None:
            state.sink.text(state.step("hidden"), text, Role.HIDDEN)
        else:
            state.sink.text(state.step("appearance", home), text, Role.COMMENT)


def _light(
    page: pikepdf.Object, graph: ObjectGraph, state: ObjectWalk, resources: pikepdf.Object | None
) -> bool:
    try:
        graph.page(page, page.get("/Resources") or resources)
    except CannotRead as cannot:
        state.sink.partial(f"{state.prefix}hidden", cannot.reason, cannot.why)
        return False
    return True


def lone_page(
    pdf: pikepdf.Pdf, stream: pikepdf.Object, resources: pikepdf.Object | None
) -> pikepdf.Object:
    """A page that shows `stream` and nothing else."""
    used = stream.get("/Resources") or resources or pikepdf.Dictionary()
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 2000, 2000], Resources=used)
    page.Contents = stream
    return pdf.make_indirect(page)


def texts_of(pdf: pikepdf.Pdf, pages: list[pikepdf.Object]) -> list[str]:
    """The texts of `pages`, made the only ones of `pdf`, which is of no use afterwards."""
    tree = pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=pages, Count=len(pages))
    tree = pdf.make_indirect(tree)
    for page in pages:
        page["/Parent"] = tree
        for key in ("/Annots", "/B", "/StructParents", "/AA", "/PieceInfo", "/Metadata"):
            if key in page:
                del page[key]
    for key in list(pdf.Root.keys()):
        if key not in ("/Type", "/Pages"):
            del pdf.Root[key]
    pdf.Root.Pages = tree
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    out = io.BytesIO()
    try:
        pdf.save(
            out,
            encryption=False,
            compress_streams=False,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        document = open_pdfium(out.getvalue(), "")
    except (pikepdf.PdfError, pdfium.PdfiumError, RuntimeError):
        return []
    texts = []
    with document:
        for number in range(len(document)):
            try:
                page = document[number]
            except pdfium.PdfiumError:
                texts.append("")
                continue
            texts.append(page_text(page))
            page.close()
    return texts
