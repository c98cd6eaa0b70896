"""DOCX and DOCM by hand, a marker in each place."""

from __future__ import annotations

import io
import struct
import zipfile

from files import Made
from files.cfb import compound
from files.opc import (
    CT,
    DGM,
    WP,
    WPS,
    A,
    Builder,
    C,
    Markers,
    R,
    W,
    chart_xml,
    diagram_xml,
    png,
    properties,
    small_docx,
    small_xlsx,
)


def docx(strict: bool = False) -> Made:
    m, b = Markers("docx"), Builder()
    doc = "word/document.xml"
    b.rel("", "officeDocument", doc)
    link = b.rel(doc, "hyperlink", f"https://example.org/{m('link 1')}", True)
    mail = b.rel(doc, "hyperlink", f"mailto:x@example.org?subject=%5A{m('link 2')[1:]}", True)
    image = b.rel(doc, "image", "media/image1.png")
    b.part("word/media/image1.png", png(m("image 1, property Comment")))
    chart = b.rel(doc, "chart", "charts/chart1.xml")
    b.part("word/charts/chart1.xml", chart_xml(m, "chart 1"), CT + "drawingml.chart+xml")
    b.rel("word/charts/chart1.xml", "package", "../embeddings/Microsoft_Excel_Sheet1.xlsx")
    b.part(
        "word/embeddings/Microsoft_Excel_Sheet1.xlsx",
        small_xlsx(m('chart 1, embedded 1, sheet "Sheet1", A1')),
    )
    data = b.rel(doc, "diagramData", "diagrams/data1.xml")
    b.part("word/diagrams/data1.xml", diagram_xml(m, "diagram 1"), CT + "drawingml.diagramData+xml")
    header = b.rel(doc, "header", "header1.xml")
    footer = b.rel(doc, "footer", "footer1.xml")
    w = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:wps="{WPS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:c="{C}" xmlns:dgm="{DGM}" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'

    def p(inside: str) -> str:
        return f"<w:p>{inside}</w:p>"

    def r(text: str, props: str = "") -> str:
        return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    def code(text: str) -> str:
        return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'

    def fld(kind: str, inside: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'

    split = m("main text")
    change = 'w:id="{}" w:author="A" w:date="2024-01-01T00:00:00Z"'
    anchor = '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="914400" cy="914400"/>{}<a:graphic><a:graphicData uri="{}">{}</a:graphicData></a:graphic></wp:inline>'
    fragment = [
        p(
            f'<w:r><w:t>{split[:4]}</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>{split[4:]}</w:t></w:r>'
        ),
        p(
            r("Dear ")
            + f"<w:ins {change.format(1)}>{r(m('main text'))}</w:ins>"
            + f"<w:del {change.format(2)}><w:r><w:delText>{m('deleted 1')}</w:delText></w:r></w:del>"
        ),
        p(
            f"<w:moveFrom {change.format(3)}>{r(m('deleted 2'))}</w:moveFrom><w:moveTo {change.format(4)}>{r(m('main text'))}</w:moveTo>"
        ),
        p(
            r(m("hidden 1"), "<w:vanish/>")
            + r(m("main text"), '<w:color w:val="FFFFFF"/><w:sz w:val="2"/>')
        ),
        f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc>{p(r('Name'))}</w:tc><w:tc>{p(r(m('main text')))}</w:tc></w:tr></w:tbl>",
        p(
            f'<w:hyperlink r:id="{link}" w:tooltip="{m("tip 1")}">{r("here")}</w:hyperlink><w:hyperlink r:id="{mail}">{r("mail")}</w:hyperlink>'
        ),
        p(
            fld("begin")
            + code("DOCPROPERTY ")
            + code(m("field code 1"))
            + fld("separate")
            + r(m("main text"))
            + fld("end")
        ),
        p(f'<w:fldSimple w:instr=" QUOTE &quot;{m("field code 2")}&quot; ">{r("x")}</w:fldSimple>'),
        p(
            fld(
                "begin",
                f'<w:ffData><w:name w:val="{m("form 1")}"/><w:enabled/><w:helpText w:type="text" w:val="{m("form 1")}"/><w:textInput><w:default w:val="{m("form 1")}"/></w:textInput></w:ffData>',
            )
            + code(" FORMTEXT ")
            + fld("separate")
            + r(m("main text"))
            + fld("end")
        ),
        f'<w:sdt><w:sdtPr><w:alias w:val="{m("control 1")}"/><w:tag w:val="{m("control 1")}"/><w:dropDownList><w:listItem w:displayText="{m("control 1")}" w:value="{m("control 1")}"/></w:dropDownList></w:sdtPr><w:sdtContent>{p(r(m("main text")))}</w:sdtContent></w:sdt>',
        p(
            f'<w:bookmarkStart w:id="9" w:name="{m("bookmark 1")}"/>{r("marked")}<w:bookmarkEnd w:id="9"/>'
        ),
        p(
            '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r><w:commentRangeStart w:id="0"/>'
            + r("noted")
            + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        ),
        p(
            "<w:r><w:drawing>"
            + anchor.format(
                f'<wp:docPr id="1" name="{m("alt 1")}" descr="{m("alt 1")}" title="{m("alt 1")}"/>',
                "http://schemas.openxmlformats.org/drawingml/2006/picture",
                f'<pic:pic><pic:nvPicPr><pic:cNvPr id="2" name="{m("alt 2")}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{image}"/><a:stretch/></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="914400" cy="914400"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>',
            )
            + "</w:drawing></w:r>"
        ),
        p(
            "<w:r><w:drawing>"
            + anchor.format('<wp:docPr id="3" name="Chart 3"/>', C, f'<c:chart r:id="{chart}"/>')
            + "</w:drawing></w:r>"
        ),
        p(
            "<w:r><w:drawing>"
            + anchor.format(
                '<wp:docPr id="4" name="Diagram 4"/>', DGM, f'<dgm:relIds r:dm="{data}"/>'
            )
            + "</w:drawing></w:r>"
        ),
        p(
            '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
            + anchor.format(
                '<wp:docPr id="5" name="Text Box 5"/>',
                WPS,
                f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="914400" cy="914400"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{p(r(m("text box 1")))}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>',
            )
            + f'</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:100pt;height:50pt"><v:textbox><w:txbxContent>{p(r(m("more")))}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
        ),
        p(f'<w:r><w:sym w:font="Symbol" w:char="F05A"/></w:r>{r("Q")}' + r("4111\u00ad")),
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:footerReference w:type="default" r:id="{footer}"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>',
    ]
    b.part(
        doc,
        f"<w:document {w}><!-- {m('remark')} --><w:body>{''.join(fragment)}</w:body></w:document>",
        CT + "wordprocessingml.document.main+xml",
    )
    b.part(
        "word/header1.xml",
        f"<w:hdr {w}>{p(r(m('header 1')))}{p('<w:r><w:pict><v:shape style=&quot;width:100pt&quot;><v:textpath string=&quot;'.replace('&quot;', chr(34)) + m('header 1, shape 1') + chr(34) + '/></v:shape></w:pict></w:r>')}</w:hdr>",
        CT + "wordprocessingml.header+xml",
    )
    b.part(
        "word/footer1.xml",
        f"<w:ftr {w}>{p(r(m('footer 1')))}</w:ftr>",
        CT + "wordprocessingml.footer+xml",
    )
    for name in ("footnote", "endnote"):
        b.rel(doc, f"{name}s", f"{name}s.xml")
        b.part(
            f"word/{name}s.xml",
            f'<w:{name}s {w}><w:{name} w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:{name}><w:{name} w:id="2">{p(r(m(f"{name} 1")))}</w:{name}></w:{name}s>',
            CT + f"wordprocessingml.{name}s+xml",
        )
    b.rel(doc, "comments", "comments.xml")
    b.part(
        "word/comments.xml",
        f'<w:comments {w}><w:comment w:id="0" w:author="{m("comment 1, author")}" w:initials="A" w:date="2024-01-01T00:00:00Z">{p(r(m("comment 1")))}</w:comment><w:comment w:id="1" w:author="B">{p(r(m("comment 2")))}</w:comment></w:comments>',
        CT + "wordprocessingml.comments+xml",
    )
    b.rel(doc, "http://schemas.microsoft.com/office/2011/relationships/people", "people.xml")
    b.part(
        "word/people.xml",
        f'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="{m("people")}"><w15:presenceInfo w15:providerId="AD" w15:userId="{m("people")}"/></w15:person></w15:people>',
        CT + "wordprocessingml.people+xml",
    )
    b.rel(doc, "settings", "settings.xml")
    b.rel(
        "word/settings.xml",
        "attachedTemplate",
        f"file:///C:/{m('settings, link 1')}/Normal.dotm",
        True,
    )
    b.part(
        "word/settings.xml",
        f'<w:settings {w}><w:attachedTemplate r:id="rId1"/><w:docVars><w:docVar w:name="{m("variable 1")}" w:val="{m("variable 1")}"/></w:docVars><w:rsids><w:rsidRoot w:val="00A77B3E"/></w:rsids></w:settings>',
        CT + "wordprocessingml.settings+xml",
    )
    b.rel(doc, "styles", "styles.xml")
    b.part(
        "word/styles.xml",
        f'<w:styles {w}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="X"><w:name w:val="{m("styles")}"/></w:style></w:styles>',
        CT + "wordprocessingml.styles+xml",
    )
    b.rel(doc, "glossaryDocument", "glossary/document.xml")
    b.part(
        "word/glossary/document.xml",
        f'<w:glossaryDocument {w}><w:docParts><w:docPart><w:docPartPr><w:name w:val="x"/></w:docPartPr><w:docPartBody>{p(r(m("glossary")))}</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>',
        CT + "wordprocessingml.document.glossary+xml",
    )
    b.rel(doc, "customXml", "../customXml/item1.xml")
    b.part(
        "customXml/item1.xml",
        f'<case xmlns="urn:x-case" ref="{m("custom 1")}"><client>{m("custom 1")}</client></case>',
    )
    b.rel("customXml/item1.xml", "customXmlProps", "itemProps1.xml")
    b.part(
        "customXml/itemProps1.xml",
        '<ds:datastoreItem ds:itemID="{E5B2A5F0-0000-4000-8000-000000000001}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs/></ds:datastoreItem>',
        CT + "customXmlProperties+xml",
    )
    b.rel(doc, "package", "embeddings/inner.docx")
    b.part("word/embeddings/inner.docx", small_docx(m("embedded 1, main text")))
    b.rel(doc, "oleObject", "embeddings/note.txt")
    b.part(
        "word/embeddings/note.txt",
        m("embedded 2").encode() + b" is said in a note of plain text.\n",
    )
    properties(b, m)
    data = b.build()
    if strict:
        data = _strict(data)
    return Made("docx", "strict.docx" if strict else "report.docx", data, m.places)


def _strict(data: bytes) -> bytes:
    """The same package in the namespaces of ISO/IEC 29500 strict."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            if info.filename.endswith((".xml", ".rels")):
                for kind in (
                    "wordprocessingml",
                    "spreadsheetml",
                    "drawingml",
                    "presentationml",
                    "officeDocument",
                ):
                    content = content.replace(
                        f"http://schemas.openxmlformats.org/{kind}/2006".encode(),
                        f"http://purl.oclc.org/ooxml/{kind}".encode(),
                    )
            new.writestr(info, content)
    return out.getvalue()


def compressed(data: bytes) -> bytes:
    """A compressed container of literals ([MS-OVBA] §2.4.1)."""
    out = b"\1"
    for at in range(0, len(data), 3000):
        piece = data[at : at + 3000]
        tokens = b"".join(b"\0" + piece[n : n + 8] for n in range(0, len(piece), 8))
        out += struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens
    return out


def macros(source: str) -> bytes:
    """A VBA project of one module."""

    def record(kind: int, value: bytes) -> bytes:
        return struct.pack("<HI", kind, len(value)) + value

    directory = (
        record(3, struct.pack("<H", 1252))
        + struct.pack("<HIIH", 9, 4, 1, 2)
        + record(0x1A, b"Module1")
        + record(0x32, "Module1".encode("utf-16-le"))
        + record(0x31, struct.pack("<I", 7))
        + record(0x2B, b"")
    )
    return compound(
        {
            "VBA/dir": compressed(directory),
            "VBA/Module1": b"pcode.." + compressed(source.encode("cp1252")),
            "PROJECT": b'Module=Module1\r\nName="Project"\r\n',
        }
    )


def docm(source: str = "") -> Made:
    """A document with a macro, a printer's settings and an ActiveX control."""
    m, b = Markers("docm"), Builder()
    doc = "word/document.xml"
    b.rel("", "officeDocument", doc)
    b.part(
        doc,
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{m("main text")}</w:t></w:r></w:p></w:body></w:document>',
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    b.rel(
        doc, "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"
    )
    said = source or m("macros 1, Module1")
    b.part(
        "word/vbaProject.bin",
        macros(f"Sub Main()\r\n' {said}\r\nEnd Sub\r\n"),
        "application/vnd.ms-office.vbaProject",
    )
    b.rel(doc, "printerSettings", "printerSettings/printerSettings1.bin")
    b.part(
        "word/printerSettings/printerSettings1.bin",
        b"\1\2\3\0" + m("printer-settings 1").encode("utf-16-le") + b"\0\0\7",
    )
    return Made("docx", "tool.docm", b.build(), m.places)
