"""PDFs made object by object: a marker in each place where a PDF can hide text."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from files import Made

XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
    ' pdf:Keywords="%s"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt>'
    "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="w"?>'
)


def new(*pages: bytes, **resources: object) -> Pdf:
    """A document with a page for each content, in Helvetica as /F1."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
    )
    for content in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font), **resources)
        page.obj.Contents = pdf.make_stream(content)
    return pdf


def show(text: str, x: float = 72, y: float = 720, size: float = 12, before: str = "") -> bytes:
    """Operators that show `text`."""
    plain = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT {before} /F1 {size} Tf {x} {y} Td ({plain}) Tj ET\n".encode("cp1252")


def saved(pdf: Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def form(pdf: Pdf, content: bytes, **more: object) -> pikepdf.Object:
    """A form XObject."""
    stream = pdf.make_stream(content)
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 400, 100])
    for key, value in more.items():
        stream["/" + key] = value
    return stream


def update(data: bytes, changed: dict[int, bytes]) -> bytes:
    """`data` with an incremental update that replaces objects by number (ISO 32000-1 §7.5.6)."""
    start = data.rindex(b"startxref") + 9
    before = int(data[start:].split()[0])
    trailer = data[data.rindex(b"trailer") + 7 : start - 9].strip()
    body, table = b"\n", b""
    for number, content in changed.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(data) + len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    at = len(data) + len(body)
    trailer = trailer[:-2] + b" /Prev %d >>" % before
    return (
        data
        + body
        + b"xref\n"
        + table
        + b"trailer\n"
        + trailer
        + b"\nstartxref\n%d\n%%%%EOF\n" % at
    )


def made() -> list[Made]:
    """Two documents: one with everything that stands in objects, one with what stands in history."""
    return [everything(), history()]


def everything() -> Made:
    markers: dict[str, str] = {}

    def mark(word: str, place: str) -> str:
        marker = f"ZQ{word.upper()}QZ"
        markers[marker] = place
        return marker

    layer_text = show(mark("layer", "page 1"), y=500)
    pdf = new(
        show(f"visible {mark('page', 'page 1')}")
        + show(mark("white", "page 1"), y=700, before="1 1 1 rg")
        + show(mark("invisible", "page 1"), y=680, before="3 Tr")
        + show(mark("tiny", "page 1"), y=660, size=0.1)
        + show(mark("off", "page 1"), x=3000, y=640)
        + show(mark("behind", "page 1"), y=620)
        + b"1 g 60 610 300 30 re f\n"
        + b"/OC /L0 BDC "
        + layer_text
        + b" EMC\n"
        + b"/Span <</ActualText ("
        + mark("actual", "page 1, alternative text 1").encode()
        + b")>> BDC "
        + show("shown", y=480)
        + b" EMC\n/X0 Do\n",
        show("page two"),
    )
    _objects(pdf, mark)
    return Made("pdf", "everything.pdf", saved(pdf), markers)


def _objects(pdf: Pdf, mark: Callable[[str, str], str]) -> None:
    first, second = (page.obj for page in pdf.pages)
    root = pdf.Root
    fonts = Dictionary(Font=first.Resources.Font)
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(mark("layername", "layer 1"))))
    first.Resources.Properties = Dictionary(L0=layer)
    root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer], Order=[layer]))
    first.Resources.XObject = Dictionary(
        X0=form(pdf, show(mark("form", "page 1"), y=40), Resources=fonts)
    )
    pdf.docinfo["/Title"] = mark("title", 'property "Title"')
    pdf.docinfo["/CaseNumber"] = mark("custom", 'property "CaseNumber"')
    xmp = pdf.make_stream(
        (
            XMP
            % (mark("xmpattribute", 'property "Keywords"'), mark("xmp", 'property "description"'))
        ).encode()
    )
    xmp.Type, xmp.Subtype = Name.Metadata, Name.XML
    root.Metadata = pdf.make_indirect(xmp)
    _outlines(pdf, mark)
    _notes(pdf, mark, fonts)
    _fields(pdf, mark, fonts)
    _tree(pdf, mark)
    attached = pdf.make_stream(mark("attached", "embedded file 1").encode() + b" in a file")
    attached.Type = Name.EmbeddedFile
    spec = Dictionary(
        Type=Name.Filespec,
        F=String(f"{mark('filename', 'name of embedded file 1')}.txt"),
        UF=String("notes.txt"),
        Desc=String(mark("description", "name of embedded file 1")),
        EF=Dictionary(F=attached),
    )
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{mark('script', 'script 1')}')"))
    long = pdf.make_stream(f"var a = '{mark('longscript', 'script 2')}'".encode())
    root.Names = Dictionary(
        EmbeddedFiles=Dictionary(Names=["key", pdf.make_indirect(spec)]),
        Dests=Dictionary(Names=[mark("destination", "destination 1"), Array([second, Name.Fit])]),
        JavaScript=Dictionary(
            Names=[
                "a",
                pdf.make_indirect(script),
                "b",
                pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=long)),
            ]
        ),
    )
    root.PageLabels = Dictionary(Nums=[0, Dictionary(P=String(mark("label", "page label 1")))])
    first.PieceInfo = Dictionary(
        App=Dictionary(
            Private=pdf.make_indirect(Dictionary(Note=String(mark("piece", "hidden text"))))
        ),
    )
    root.Threads = Array(
        [
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Thread, I=Dictionary(Title=String(mark("thread", "hidden text")))
                )
            )
        ]
    )
    root["/Perms" + "Note"] = form(pdf, show(mark("orphanform", "hidden text")), Resources=fonts)
    unknown = pdf.make_stream(b"\x01\x02" + mark("stream", "hidden text").encode() + b"\xff")
    root["/Thing"] = pdf.make_indirect(Dictionary(Data=unknown))


def _outlines(pdf: Pdf, mark: Callable[[str, str], str]) -> None:
    tree = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    item = pdf.make_indirect(
        Dictionary(
            Title=String(mark("bookmark", "bookmark 1")),
            Parent=tree,
            Dest=[pdf.pages[0].obj, Name.Fit],
        )
    )
    tree.First = tree.Last = item
    pdf.Root.Outlines = tree


def _notes(pdf: Pdf, mark: Callable[[str, str], str], fonts: Dictionary) -> None:
    page = pdf.pages[1].obj
    box = [100, 100, 300, 150]
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Text,
        Rect=box,
        Contents=String(mark("note", "page 2, comment 1")),
        T=String(mark("author", "page 2, comment 1")),
        Subj=String(mark("subject", "page 2, comment 1")),
        RC=String(
            f'<body xmlns="http://www.w3.org/1999/xhtml"><p>{mark("rich", "page 2, comment 1")}</p></body>'
        ),
    )
    free = Dictionary(
        Type=Name.Annot,
        Subtype=Name.FreeText,
        Rect=box,
        Contents=String("free"),
        AP=Dictionary(
            N=form(pdf, show(mark("appearance", "page 2, appearance 1"), 5, 5), Resources=fonts)
        ),
    )
    popup = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Popup,
        Rect=box,
        Contents=String(mark("popup", "page 2, comment 3")),
    )
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=box,
        A=Dictionary(
            S=Name.URI, URI=String(f"https://example.org/?q={mark('link', 'page 2, link 1')}")
        ),
    )
    page.Annots = Array([pdf.make_indirect(each) for each in (note, free, popup, link)])


def _fields(pdf: Pdf, mark: Callable[[str, str], str], fonts: Dictionary) -> None:
    text = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            Rect=[72, 300, 300, 320],
            T=String(mark("fieldname", "form field 1")),
            TU=String(mark("tooltip", "form field 1")),
            V=String(mark("value", "form field 1")),
            DV=String(mark("default", "form field 1")),
            AP=Dictionary(
                N=form(pdf, show(mark("fieldlook", "page 1, appearance 1"), 5, 5), Resources=fonts)
            ),
        )
    )
    choice = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Ch,
            Rect=[72, 260, 300, 280],
            T=String("choice"),
            Opt=Array(
                [
                    Array(
                        [
                            String(mark("export", "form field 2")),
                            String(mark("choice", "form field 2")),
                        ]
                    )
                ]
            ),
        )
    )
    signature = pdf.make_indirect(
        Dictionary(
            Type=Name.Sig,
            Filter=Name("/Adobe.PPKLite"),
            ByteRange=[0, 1, 2, 3],
            Contents=String(b"\x30\x82" + bytes(60)),
            Reason=String(mark("reason", "signature 1")),
        )
    )
    signed = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            Rect=[0, 0, 0, 0],
            T=String("sig"),
            V=signature,
        )
    )
    xfa = pdf.make_stream(
        b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><field>'
        + mark("xfa", "xfa 1").encode()
        + b"</field></xdp:xdp>"
    )
    pdf.Root.AcroForm = Dictionary(
        Fields=[text, choice, signed],
        DR=fonts,
        DA=String("/F1 12 Tf"),
        XFA=Array([String("template"), xfa]),
    )
    pdf.pages[0].obj.Annots = Array([text, choice, signed])


def _tree(pdf: Pdf, mark: Callable[[str, str], str]) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    figure = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Figure,
            P=root,
            Alt=String(mark("alt", "alternative text 1")),
            ActualText=String(mark("treeactual", "alternative text 1")),
            E=String(mark("expansion", "alternative text 1")),
        )
    )
    root.K = Array([figure])
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def history() -> Made:
    """An update over the first page and a note, an object of no table, and text behind the end."""
    markers = {
        "ZQOLDPAGEQZ": "revision 1, page 1",
        "ZQOLDTITLEQZ": "revision 1",
        "ZQLOSTQZ": "lost",
        "ZQLOSTPAGEQZ": "lost",
        "ZQTRAILINGQZ": "behind the end",
        "ZQLEADINGQZ": "before the beginning",
        "ZQNOWQZ": "page 1",
    }
    pdf = new(show("ZQOLDPAGEQZ"))
    pdf.docinfo["/Title"] = "ZQOLDTITLEQZ"
    first = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    with pikepdf.open(io.BytesIO(first)) as again:
        page, info = again.pages[0].obj.Contents.objgen[0], again.docinfo.objgen[0]
    now = show("ZQNOWQZ")
    data = update(
        first,
        {
            page: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(now), now),
            info: b"<< /Title (harmless) >>",
        },
    )
    lost = show("ZQLOSTPAGEQZ")
    extra = (
        b"\n901 0 obj\n<< /Note (ZQLOSTQZ) >>\nendobj\n902 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(lost), lost)
    )
    cut = data.rindex(b"startxref")
    data = data[:cut] + extra + data[cut:]
    return Made("pdf", "history.pdf", b"ZQLEADINGQZ\n" + data + b"ZQTRAILINGQZ and more\n", markers)
