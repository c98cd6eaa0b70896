"""What packages of every kind are made of: parts, relationships, properties, pictures, small files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

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
            "xml": "application/xml",
            "png": "image/png",
            "jpeg": "image/jpeg",
            "bin": "application/octet-stream",
            "vml": CT + "vmlDrawing",
            "xlsx": CT + "spreadsheetml.sheet",
            "docx": CT + "wordprocessingml.document",
            "txt": "text/plain",
        }
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


def properties(b: Builder, m: Markers) -> None:
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
