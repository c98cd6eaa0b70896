"""DOCX, XLSX and PPTX made by hand, a marker string in each place where the format can hide text.

The parts are as the programs of today write them, so LibreOffice opens each without a complaint
(`tests/read/test_files_office_peer.py`). Markers read ``ZQ<format>NNXZ``: a word of its own.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from files import Made
from files.cfb import compound

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
PKG = "http://schemas.openxmlformats.org/package/2006"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
CT = "application/vnd.openxmlformats-officedocument."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Markers:
    """Gives out markers and remembers where each stands."""

    def __init__(self, format: str) -> None:
        self.format, self.places = format, {}

    def __call__(self, place: str) -> str:
        place = place.replace("sheet Budget", 'sheet "Budget"')
        marker = f"ZQ{self.format.upper()}{len(self.places) + 1:02}XZ"
        self.places[marker] = place
        return marker


class Builder:
    """A package: parts, content types, relationships."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.rels: dict[str, list[tuple[str, str, str]]] = {}

    def part(self, name: str, content: str | bytes, content_type: str = "") -> None:
        self.parts[name] = HEAD.encode() + content.encode() if isinstance(content, str) else content
        if content_type:
            self.types[name] = content_type

    def rel(self, source: str, kind: str, target: str, external: bool = False) -> str:
        """A relationship from `source` ("" for the package); its identifier."""
        rels = self.rels.setdefault(source, [])
        kind = kind if "://" in kind else f"{R}/{kind}"
        rels.append((kind, target, ' TargetMode="External"' if external else ""))
        return f"rId{len(rels)}"

    def build(self) -> bytes:
        defaults = {
            "rels": "application/vnd.openxmlformats-package.relationships+xml",
            "xml": "application/xml", "png": "image/png", "jpeg": "image/jpeg",
            "bin": "application/octet-stream", "vml": CT + "vmlDrawing",
            "xlsx": CT + "spreadsheetml.sheet", "docx": CT + "wordprocessingml.document",
            "txt": "text/plain",
        }  # fmt: skip
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            types = "".join(
                f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in defaults.items()
            ) + "".join(
                f'<Override PartName="/{n}" ContentType="{t}"/>' for n, t in self.types.items()
            )
            _write(
                package,
                "[Content_Types].xml",
                f'{HEAD}<Types xmlns="{PKG}/content-types">{types}</Types>'.encode(),
            )
            for source, rels in self.rels.items():
                folder, _, name = source.rpartition("/")
                body = "".join(
                    f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"{mode}/>'
                    for n, (kind, target, mode) in enumerate(rels, 1)
                )
                path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
                _write(
                    package,
                    path,
                    f'{HEAD}<Relationships xmlns="{PKG}/relationships">{body}</Relationships>'.encode(),
                )
            for name, content in self.parts.items():
                _write(package, name, content)
        return out.getvalue()


def _write(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(info, content)


def png(text: str = "", size: int = 8) -> bytes:
    """A small grey picture, with a text chunk if asked."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = b"".join(b"\0" + b"\x80" * size for _ in range(size))
    said = chunk(b"tEXt", b"Comment\0" + text.encode()) if text else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0))
        + said
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def _properties(b: Builder, m: Markers) -> None:
    """docProps, thumbnail, label information, custom properties."""
    b.part(
        "docProps/core.xml",
        f'''<cp:coreProperties xmlns:cp="{PKG}/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{m("property Title")}</dc:title>
<dc:creator>{m("property Author")}</dc:creator><cp:keywords>{m("property Keywords")}</cp:keywords>
<dc:description>{m("property Comments")}</dc:description>
<cp:lastModifiedBy>{m("property Last author")}</cp:lastModifiedBy>
<cp:category>{m("property Category")}</cp:category><cp:contentStatus>{m("property Status")}</cp:contentStatus>
<dcterms:created xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:created></cp:coreProperties>''',
        "application/vnd.openxmlformats-package.core-properties+xml",
    )
    b.rel("", f"{PKG}/relationships/metadata/core-properties", "docProps/core.xml")
    b.part(
        "docProps/app.xml",
        f"""<Properties
 xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Office</Application>
<Manager>{m("property Manager")}</Manager><Company>{m("property Company")}</Company></Properties>""",
        CT + "extended-properties+xml",
    )
    b.rel("", "extended-properties", "docProps/app.xml")
    name = m("property-names")
    b.part(
        "docProps/custom.xml",
        f'''<Properties
 xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
 xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">
<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="Project"><vt:lpwstr>{m("property Project")}</vt:lpwstr></property>
<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="3" name="{name}"><vt:lpwstr>x</vt:lpwstr></property>
<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="4" name="MSIP_Label_2096f6a2-d2f7-48be-b329-b73aaa526e5d_Name"><vt:lpwstr>Confidential</vt:lpwstr></property></Properties>''',
        CT + "custom-properties+xml",
    )
    b.rel("", "custom-properties", "docProps/custom.xml")
    b.part(
        "docMetadata/LabelInfo.xml",
        """<clbl:labelList
 xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label id="{2096f6a2-d2f7-48be-b329-b73aaa526e5d}"
 enabled="1" method="Privileged" siteId="{cb46c030-1825-4e81-a295-151c039dbf02}" removed="0"/></clbl:labelList>""",
        "application/vnd.ms-office.classificationlabels+xml",
    )
    b.rel(
        "",
        "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels",
        "docMetadata/LabelInfo.xml",
    )
    b.part("docProps/thumbnail.png", png(m("thumbnail 1, property Comment")))
    b.rel("", f"{PKG}/relationships/metadata/thumbnail", "docProps/thumbnail.png")
    b.part(
        "unknown/stray.xml",
        f"<stray:note xmlns:stray='urn:x-nobody' said='{m('part stray')}'>{m('part stray')}</stray:note>",
        "application/xml",
    )


def chart_xml(m: Markers, where: str) -> str:
    def cached(tag: str, name: str, value: str) -> str:
        return (
            f'<c:{tag}><c:strRef><c:f>Sheet1!{name}</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0">'
            f"<c:v>{value}</c:v></c:pt></c:strCache></c:strRef></c:{tag}>"
        )

    return f'''<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r>
<a:t>{m(where)}</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/>
<c:ser><c:idx val="0"/><c:order val="0"/>{cached("tx", "$B$1", m(where))}{cached("cat", "$A$2", m(where))}
<c:val><c:numRef><c:f>Sheet1!$B$2</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="1"/><c:pt idx="0">
<c:v>42</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>
<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>
<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>
</c:plotArea></c:chart></c:chartSpace>'''


def diagram_xml(m: Markers, where: str) -> str:
    return f'''<dgm:dataModel xmlns:dgm="{DGM}" xmlns:a="{A}"><dgm:ptLst><dgm:pt modelId="1" type="doc"/><dgm:pt modelId="2">
<dgm:prSet/><dgm:spPr/><dgm:t><a:bodyPr/><a:p><a:r><a:t>{m(where)}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst><dgm:cxnLst/></dgm:dataModel>'''


def small_xlsx(text: str) -> bytes:
    """A workbook with one cell."""
    b = Builder()
    b.rel("", "officeDocument", "xl/workbook.xml")
    b.part(
        "xl/workbook.xml",
        f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        CT + "spreadsheetml.sheet.main+xml",
    )
    b.rel("xl/workbook.xml", "worksheet", "worksheets/sheet1.xml")
    b.part(
        "xl/worksheets/sheet1.xml",
        f'<worksheet xmlns="{S}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData></worksheet>',
        CT + "spreadsheetml.worksheet+xml",
    )
    return b.build()


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
    _properties(b, m)
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


def small_docx(*paragraphs: str) -> bytes:
    """A document of plain paragraphs; each is XML."""
    b = Builder()
    b.rel("", "officeDocument", "word/document.xml")
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    b.part(
        "word/document.xml",
        f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        CT + "wordprocessingml.document.main+xml",
    )
    return b.build()


def xlsx() -> Made:
    m, b = Markers("xlsx"), Builder()
    book = "xl/workbook.xml"
    b.rel("", "officeDocument", book)
    names = ["Budget", m("sheet name 2"), "Very"]
    sheets = ""
    for number, (name, state) in enumerate(
        zip(names, ("visible", "hidden", "veryHidden"), strict=True), 1
    ):
        rid = b.rel(book, "worksheet", f"worksheets/sheet{number}.xml")
        sheets += f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="{rid}"/>'
    pivot = b.rel(book, "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
    outside = b.rel(book, "externalLink", "externalLinks/externalLink1.xml")
    b.part(
        book,
        f'''<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{sheets}</sheets><externalReferences><externalReference r:id="{outside}"/></externalReferences><definedNames>
<definedName name="{(n := m("name"))}">Budget!$A$1</definedName><definedName name="Rate" comment="{m("defined name Rate")}">"{m("defined name Rate")}"</definedName></definedNames><pivotCaches><pivotCache cacheId="1" r:id="{pivot}"/></pivotCaches></workbook>''',
        CT + "spreadsheetml.sheet.main+xml",
    )
    m.places[n] = f"defined name {n}"
    b.rel(book, "sharedStrings", "sharedStrings.xml")
    split = m('sheet "Budget", B2')
    b.part(
        "xl/sharedStrings.xml",
        f'<sst xmlns="{S}"><si><t>Item</t></si><si><r><t>{split[:5]}</t></r><r><rPr><b/></rPr><t>{split[5:]}</t></r><rPh sb="0" eb="1"><t>{m("phonetic")}</t></rPh></si><si><t>{m("unused strings")}</t></si></sst>',
        CT + "spreadsheetml.sharedStrings+xml",
    )
    b.rel(book, "styles", "styles.xml")
    b.part(
        "xl/styles.xml",
        f'<styleSheet xmlns="{S}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0 &quot;{m("styles")}&quot;"/><numFmt numFmtId="165" formatCode="000\\-00\\-0000"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>',
        CT + "spreadsheetml.styles+xml",
    )
    sheet = "xl/worksheets/sheet1.xml"
    link = b.rel(sheet, "hyperlink", f"https://example.org/{m('sheet Budget, link 1')}", True)
    drawing = b.rel(sheet, "drawing", "../drawings/drawing1.xml")
    vml = b.rel(sheet, "vmlDrawing", "../drawings/vmlDrawing1.vml")
    table = b.rel(sheet, "table", "../tables/table1.xml")
    b.rel(sheet, "comments", "../comments1.xml")
    b.rel(
        sheet,
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "../threadedComments/threadedComment1.xml",
    )
    b.rel(sheet, "pivotTable", "../pivotTables/pivotTable1.xml")
    b.part(
        sheet,
        f'''<worksheet xmlns="{S}" xmlns:r="{R}"><sheetPr codeName="{m('sheet "Budget", more')}"/><cols><col min="4" max="4" hidden="1" width="9"/></cols><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>{m('sheet "Budget", B1')}</t></is></c><c r="D1" t="str"><f>"{m('sheet "Budget", formula, D1')}"&amp;A1</f><v>{m('sheet "Budget", D1')}</v></c></row>
<row r="2" hidden="1"><c r="A2" s="1"><v>45292</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" s="2"><v>123456789</v></c></row>
<row r="3"><c r="A3" t="str"><v>Card</v></c></row><row r="4"><c r="A4"><v>4.11111111111111E+15</v></c><c r="C4" t="inlineStr"><is><t>end</t></is></c></row></sheetData>
<protectedRanges><protectedRange name="{m("sheet Budget, protected")}" sqref="A1"/></protectedRanges><scenarios><scenario name="{m("sheet Budget, scenario")}" count="1" user="x" comment="{m("sheet Budget, scenario")}"><inputCells r="A4" val="{m("sheet Budget, scenario")}"/></scenario></scenarios>
<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>$A$1="{m("sheet Budget, condition")}"</formula></cfRule></conditionalFormatting>
<dataValidations count="1"><dataValidation type="list" sqref="A1" promptTitle="{m("sheet Budget, validation")}" prompt="{m("sheet Budget, validation")}" errorTitle="{m("sheet Budget, validation")}" error="{m("sheet Budget, validation")}"><formula1>"{m("sheet Budget, validation")},b"</formula1></dataValidation></dataValidations>
<hyperlinks><hyperlink ref="A1" r:id="{link}" tooltip="{m("sheet Budget, link")}" display="{m("sheet Budget, link")}"/></hyperlinks>
<headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;12{m("sheet Budget, header-footer")}&amp;R{m("sheet Budget, header-footer")}</oddHeader><oddFooter>&amp;C{m("sheet Budget, header-footer")}</oddFooter></headerFooter><drawing r:id="{drawing}"/><legacyDrawing r:id="{vml}"/><tableParts count="1"><tablePart r:id="{table}"/></tableParts></worksheet>''',
        CT + "spreadsheetml.worksheet+xml",
    )
    for number, place in ((2, f'sheet "{names[1]}", C14'), (3, 'sheet "Very", C14')):
        b.part(
            f"xl/worksheets/sheet{number}.xml",
            f'<worksheet xmlns="{S}"><sheetData><row r="14"><c r="C14" t="inlineStr"><is><t>{m(place)}</t></is></c></row></sheetData></worksheet>',
            CT + "spreadsheetml.worksheet+xml",
        )
    b.part(
        "xl/comments1.xml",
        f'<comments xmlns="{S}"><authors><author>{m("sheet Budget, comment-authors")}</author></authors><commentList><comment ref="B2" authorId="0"><text><r><t>{m("sheet Budget, comment 1, B2")}</t></r></text></comment></commentList></comments>',
        CT + "spreadsheetml.comments+xml",
    )
    b.part(
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1" dT="2024-01-01T00:00:00.00" personId="{{00000000-0000-4000-8000-000000000001}}" id="{{00000000-0000-4000-8000-000000000002}}"><text>{m("sheet Budget, comment 2, A1")}</text></threadedComment></ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    b.rel(
        book,
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
        "persons/person.xml",
    )
    b.part(
        "xl/persons/person.xml",
        f'<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="{m("people")}" id="{{00000000-0000-4000-8000-000000000001}}" userId="{m("people")}" providerId="AD"/></personList>',
        "application/vnd.ms-excel.person+xml",
    )
    xdr = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    chart = b.rel("xl/drawings/drawing1.xml", "chart", "../charts/chart1.xml")
    b.rel("xl/drawings/drawing1.xml", "image", "../media/image1.png")
    b.part("xl/media/image1.png", png(m("sheet Budget, image 1, property Comment")))
    at = "<xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    b.part(
        "xl/drawings/drawing1.xml",
        f'<xdr:wsDr xmlns:xdr="{xdr}" xmlns:a="{A}" xmlns:r="{R}"><xdr:twoCellAnchor>{at}<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1" descr="{m("sheet Budget, alt 1")}"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{m("sheet Budget, shapes")}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor><xdr:twoCellAnchor>{at}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="3" name="Chart 2"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" r:id="{chart}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>',
        CT + "drawing+xml",
    )
    b.part(
        "xl/charts/chart1.xml", chart_xml(m, "sheet Budget, chart 1"), CT + "drawingml.chart+xml"
    )
    b.part(
        "xl/drawings/vmlDrawing1.vml",
        f'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s1025" style="visibility:hidden" alt="{m("sheet Budget, alt 2")}"><v:textbox/><x:ClientData ObjectType="Note"><x:Row>1</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>',
        CT + "vmlDrawing",
    )
    b.part(
        "xl/tables/table1.xml",
        f'<table xmlns="{S}" id="1" name="T1" displayName="T1" ref="A1:B2"><tableColumns count="2"><tableColumn id="1" name="Item"/><tableColumn id="2" name="{m("sheet Budget, table 1")}"/></tableColumns></table>',
        CT + "spreadsheetml.table+xml",
    )
    b.part(
        "xl/pivotTables/pivotTable1.xml",
        f'<pivotTableDefinition xmlns="{S}" name="{m("sheet Budget, pivot-table 1")}" cacheId="1"><location ref="F1:G3" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>',
        CT + "spreadsheetml.pivotTable+xml",
    )
    b.part(
        "xl/pivotCache/pivotCacheDefinition1.xml",
        f'<pivotCacheDefinition xmlns="{S}" xmlns:r="{R}" r:id="rId1" recordCount="1"><cacheSource type="worksheet"><worksheetSource ref="A1:B2" sheet="Budget"/></cacheSource><cacheFields count="1"><cacheField name="{m("pivot 1")}"><sharedItems count="1"><s v="{m("pivot 1")}"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>',
        CT + "spreadsheetml.pivotCacheDefinition+xml",
    )
    b.rel("xl/pivotCache/pivotCacheDefinition1.xml", "pivotCacheRecords", "pivotCacheRecords1.xml")
    b.part(
        "xl/pivotCache/pivotCacheRecords1.xml",
        f'<pivotCacheRecords xmlns="{S}" count="1"><r><s v="{m("pivot 1, records 1")}"/></r></pivotCacheRecords>',
        CT + "spreadsheetml.pivotCacheRecords+xml",
    )
    b.rel(
        "xl/externalLinks/externalLink1.xml",
        "externalLinkPath",
        f"file:///C:/{m('external 1, link 1')}.xlsx",
        True,
    )
    b.part(
        "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{S}" xmlns:r="{R}"><externalBook r:id="rId1"><sheetNames><sheetName val="{m("external 1")}"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>{m("external 1")}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>',
        CT + "spreadsheetml.externalLink+xml",
    )
    b.rel(book, "connections", "connections.xml")
    b.part(
        "xl/connections.xml",
        f'<connections xmlns="{S}"><connection id="1" name="{m("connections")}" type="1" refreshedVersion="6"><dbPr connection="DSN=x;PWD={m("connections")}" command="select {m("connections")}"/></connection></connections>',
        CT + "spreadsheetml.connections+xml",
    )
    b.rel(book, "customXml", "../customXml/item1.xml")
    b.part(
        "customXml/item1.xml", f'<case xmlns="urn:x-case"><client>{m("custom 1")}</client></case>'
    )
    b.rel(sheet, "package", "../embeddings/inner.docx")
    b.part("xl/embeddings/inner.docx", small_docx(m("sheet Budget, embedded 1, main text")))
    _properties(b, m)
    return Made("xlsx", "budget.xlsx", b.build(), m.places)


def pptx() -> Made:
    m, b = Markers("pptx"), Builder()
    show = "ppt/presentation.xml"
    b.rel("", "officeDocument", show)
    master = b.rel(show, "slideMaster", "slideMasters/slideMaster1.xml")
    # shown order is not the order of the files
    second = b.rel(show, "slide", "slides/slide1.xml")
    one = b.rel(show, "slide", "slides/slide2.xml")
    notes_master = b.rel(show, "notesMaster", "notesMasters/notesMaster1.xml")
    ns = f'xmlns:a="{A}" xmlns:r="{R}" xmlns:p="{P}"'
    b.part(
        show,
        f'<p:presentation {ns}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="{master}"/></p:sldMasterIdLst><p:notesMasterIdLst><p:notesMasterId r:id="{notes_master}"/></p:notesMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="{one}"/><p:sldId id="257" r:id="{second}"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/><p:custShowLst><p:custShow name="{m("shows")}" id="0"><p:sldLst><p:sld r:id="{one}"/></p:sldLst></p:custShow></p:custShowLst></p:presentation>',
        CT + "presentationml.presentation.main+xml",
    )

    def sp(number: int, text: str, name: str = "TextBox 1", extra: str = "", x: int = 0) -> str:
        return f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"{extra}/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="0"/><a:ext cx="900000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p>{text}</a:p></p:txBody></p:sp>'

    def run(text: str) -> str:
        return f"<a:r><a:t>{text}</a:t></a:r>"

    def tree(inside: str, name: str = "") -> str:
        called = f' name="{name}"' if name else ""
        return f'<p:cSld{called}><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{inside}</p:spTree></p:cSld>'

    group = '<p:grpSp><p:nvGrpSpPr><p:cNvPr id="20" name="Group 1"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{}</p:grpSp>'
    first = "ppt/slides/slide2.xml"
    split = m("slide 1")
    b.rel(first, "slideLayout", "../slideLayouts/slideLayout1.xml")
    chart = b.rel(first, "chart", "../charts/chart1.xml")
    data = b.rel(first, "diagramData", "../diagrams/data1.xml")
    b.rel(first, "diagramLayout", "../diagrams/layout1.xml")
    b.rel(first, "notesSlide", "../notesSlides/notesSlide1.xml")
    b.rel(first, "comments", "../comments/comment1.xml")
    b.rel(
        first,
        "http://schemas.microsoft.com/office/2018/10/relationships/comments",
        "../comments/modernComment1.xml",
    )
    b.rel(first, "tags", "../tags/tag1.xml")
    picture = b.rel(first, "image", "../media/image1.png")
    link = b.rel(first, "hyperlink", f"https://example.org/{m('slide 1, link 1')}", True)
    frame = '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{}" name="{}"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></p:xfrm><a:graphic><a:graphicData uri="{}">{}</a:graphicData></a:graphic></p:graphicFrame>'
    cell = "<a:tc><a:txBody><a:bodyPr/><a:p>{}</a:p></a:txBody><a:tcPr/></a:tc>"
    b.part(
        first,
        f"<p:sld {ns}>"
        + tree(
            sp(
                2,
                run(split[:5]) + run(split[5:]),
                m("slide 1, alt 1"),
                f' descr="{m("slide 1, alt 1")}" title="{m("slide 1, alt 1")}"',
            )
            + group.format(sp(3, run(m("slide 1"))))
            + sp(4, run(m("slide 1")), x=-9000000)
            + sp(
                5,
                f'<a:r><a:rPr><a:hlinkClick r:id="{link}" tooltip="{m("slide 1, more")}"/></a:rPr><a:t>x</a:t></a:r><a:fld id="{{00000000-0000-4000-8000-000000000001}}" type="slidenum">{"<a:t>" + m("slide 1") + "</a:t>"}</a:fld>',
            )
            + sp(6, run(m("slide 1")), extra=' hidden="1"')
            + frame.format(
                7,
                "Table 1",
                "http://schemas.openxmlformats.org/drawingml/2006/table",
                f'<a:tbl><a:tblPr/><a:tblGrid><a:gridCol w="100"/><a:gridCol w="100"/></a:tblGrid><a:tr h="100">{cell.format(run("Name"))}{cell.format(run(m("slide 1")))}</a:tr></a:tbl>',
            )
            + frame.format(8, "Chart 1", C, f'<c:chart xmlns:c="{C}" r:id="{chart}"/>')
            + frame.format(
                9, "Diagram 1", DGM, f'<dgm:relIds xmlns:dgm="{DGM}" r:dm="{data}" r:lo="rId4"/>'
            )
            + f'<p:pic><p:nvPicPr><p:cNvPr id="10" name="Picture 1" descr="{m("slide 1, alt 2")}"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="{picture}"/><a:stretch/></p:blipFill><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9000" cy="9000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )
        + "</p:sld>",
        CT + "presentationml.slide+xml",
    )
    b.part("ppt/media/image1.png", png(m("slide 1, image 1, property Comment")))
    b.part("ppt/charts/chart1.xml", chart_xml(m, "slide 1, chart 1"), CT + "drawingml.chart+xml")
    b.rel("ppt/charts/chart1.xml", "package", "../embeddings/book.xlsx")
    b.part(
        "ppt/embeddings/book.xlsx",
        small_xlsx(m('slide 1, chart 1, embedded 1, sheet "Sheet1", A1')),
    )
    b.part(
        "ppt/diagrams/data1.xml",
        diagram_xml(m, "slide 1, diagram 1"),
        CT + "drawingml.diagramData+xml",
    )
    b.part(
        "ppt/diagrams/layout1.xml",
        f'<dgm:layoutDef xmlns:dgm="{DGM}" xmlns:a="{A}" uniqueId="x"><dgm:layoutNode name="a"/></dgm:layoutDef>',
        CT + "drawingml.diagramLayout+xml",
    )
    b.part(
        "ppt/notesSlides/notesSlide1.xml",
        f"<p:notes {ns}>{tree(sp(2, run(m('slide 1, notes'))))}</p:notes>",
        CT + "presentationml.notesSlide+xml",
    )
    b.rel("ppt/notesSlides/notesSlide1.xml", "notesMaster", "../notesMasters/notesMaster1.xml")
    b.rel("ppt/notesSlides/notesSlide1.xml", "slide", "../slides/slide2.xml")
    b.part(
        "ppt/comments/comment1.xml",
        f'<p:cmLst {ns}><p:cm authorId="0" dt="2024-01-01T00:00:00" idx="1"><p:pos x="1" y="1"/><p:text>{m("slide 1, comment 1")}</p:text></p:cm></p:cmLst>',
        CT + "presentationml.comments+xml",
    )
    p188 = "http://schemas.microsoft.com/office/powerpoint/2018/8/main"
    b.part(
        "ppt/comments/modernComment1.xml",
        f'<p188:cmLst xmlns:p188="{p188}" xmlns:a="{A}"><p188:cm id="{{00000000-0000-4000-8000-000000000003}}" authorId="{{00000000-0000-4000-8000-000000000004}}" created="2024-01-01T00:00:00.000"><p188:replyLst><p188:reply id="{{00000000-0000-4000-8000-000000000005}}"><p188:txBody><a:bodyPr/><a:p>{run(m("slide 1, comment 3"))}</a:p></p188:txBody></p188:reply></p188:replyLst><p188:txBody><a:bodyPr/><a:p>{run(m("slide 1, comment 2"))}</a:p></p188:txBody></p188:cm></p188:cmLst>',
        "application/vnd.ms-powerpoint.comments+xml",
    )
    b.rel(show, "commentAuthors", "commentAuthors.xml")
    b.part(
        "ppt/commentAuthors.xml",
        f'<p:cmAuthorLst {ns}><p:cmAuthor id="0" name="{m("comment-authors")}" initials="A" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>',
        CT + "presentationml.commentAuthors+xml",
    )
    b.part(
        "ppt/tags/tag1.xml",
        f'<p:tagLst {ns}><p:tag name="{m("slide 1, tag 1")}" val="{m("slide 1, tag 1")}"/></p:tagLst>',
        CT + "presentationml.tags+xml",
    )
    b.rel("ppt/slides/slide1.xml", "slideLayout", "../slideLayouts/slideLayout1.xml")
    b.part(
        "ppt/slides/slide1.xml",
        f'<p:sld {ns} show="0">{tree(sp(2, run(m("slide 2"))))}</p:sld>',
        CT + "presentationml.slide+xml",
    )
    b.part(
        "ppt/slideMasters/slideMaster1.xml",
        f'<p:sldMaster {ns}>{tree(sp(2, run(m("master 1"))))}<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>',
        CT + "presentationml.slideMaster+xml",
    )
    b.rel("ppt/slideMasters/slideMaster1.xml", "slideLayout", "../slideLayouts/slideLayout1.xml")
    b.rel("ppt/slideMasters/slideMaster1.xml", "theme", "../theme/theme1.xml")
    b.part(
        "ppt/slideLayouts/slideLayout1.xml",
        f"<p:sldLayout {ns}>{tree(sp(2, run(m('layout 1'))), m('layout 1, name'))}</p:sldLayout>",
        CT + "presentationml.slideLayout+xml",
    )
    b.rel("ppt/slideLayouts/slideLayout1.xml", "slideMaster", "../slideMasters/slideMaster1.xml")
    b.part(
        "ppt/notesMasters/notesMaster1.xml",
        f'<p:notesMaster {ns}>{tree(sp(2, run(m("notes-master"))))}<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/></p:notesMaster>',
        CT + "presentationml.notesMaster+xml",
    )
    b.rel("ppt/notesMasters/notesMaster1.xml", "theme", "../theme/theme2.xml")
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = '<a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3
    colours = "".join(
        f'<a:{n}><a:srgbClr val="4472C4"/></a:{n}>'
        for n in "dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split()
    )
    font = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    for number in (1, 2):
        b.part(
            f"ppt/theme/theme{number}.xml",
            f'<a:theme xmlns:a="{A}" name="{m("theme") if number == 1 else "Office Theme"}"><a:themeElements><a:clrScheme name="Office">{colours}</a:clrScheme><a:fontScheme name="Office"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme><a:fmtScheme name="Office"><a:fillStyleLst>{fill}</a:fillStyleLst><a:lnStyleLst>{line}</a:lnStyleLst><a:effectStyleLst>{"<a:effectStyle><a:effectLst/></a:effectStyle>" * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>',
            CT + "theme+xml",
        )
    b.rel(show, "customXml", "../customXml/item1.xml")
    b.part(
        "customXml/item1.xml", f'<case xmlns="urn:x-case"><client>{m("custom 1")}</client></case>'
    )
    b.rel(first, "package", "../embeddings/inner.docx")
    b.part("ppt/embeddings/inner.docx", small_docx(m("slide 1, embedded 1, main text")))
    _properties(b, m)
    return Made("pptx", "talk.pptx", b.build(), m.places)


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
        record(3, struct.pack("<H", 1252)) + struct.pack("<HIIH", 9, 4, 1, 2)
        + record(0x1A, b"Module1") + record(0x32, "Module1".encode("utf-16-le"))
        + record(0x31, struct.pack("<I", 7)) + record(0x2B, b"")
    )  # fmt: skip
    return compound({
        "VBA/dir": compressed(directory),
        "VBA/Module1": b"pcode.." + compressed(source.encode("cp1252")),
        "PROJECT": b"Module=Module1\r\nName=\"Project\"\r\n",
    })  # fmt: skip


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


def made() -> list[Made]:
    """One file of each format, and a document in strict namespaces."""
    return [docx(), docx(strict=True), docm(), xlsx(), pptx()]
