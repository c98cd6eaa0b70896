"""OpenDocument texts, sheets, slides and drawings made by hand, a marker in each hiding place."""

from __future__ import annotations

import base64
import io
import zipfile

from files import Made
from files.opc import Markers, png, small_docx

NAMES = {
    "office": "office",
    "text": "text",
    "table": "table",
    "draw": "drawing",
    "style": "style",
    "presentation": "presentation",
    "meta": "meta",
    "form": "form",
    "script": "script",
    "config": "config",
    "chart": "chart",
    "manifest": "manifest",
    "number": "datastyle",
    "svg": "svg-compatible",
    "fo": "xsl-fo-compatible",
}
NS = " ".join(
    f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in NAMES.items()
)
NS += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
TYPE = "application/vnd.oasis.opendocument."


def package(kind: str, parts: dict[str, str | bytes]) -> bytes:
    """A package: mimetype first and stored, then the parts, with a manifest of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        info = zipfile.ZipInfo("mimetype", (1980, 1, 1, 0, 0, 0))
        zipped.writestr(info, TYPE + kind)
        entries = (
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}{kind}"/>'
        )
        for name, content in parts.items():
            data = (HEAD + content).encode() if isinstance(content, str) else content
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, data)
            media = (
                "text/xml"
                if name.endswith(".xml")
                else "image/png"
                if name.endswith(".png")
                else ""
            )
            entries += (
                f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{media}"/>'
            )
        manifest = f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">{entries}</manifest:manifest>'
        zipped.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _meta(m: Markers) -> str:
    return f'''<office:document-meta {NS}><office:meta><dc:title>{m("property Title")}</dc:title>
<dc:subject>{m("property Subject")}</dc:subject><dc:description>{m("property Comments")}</dc:description>
<meta:keyword>{m("property Keywords")}</meta:keyword><meta:initial-creator>{m("property Author")}</meta:initial-creator>
<dc:creator>{m("property Last author")}</dc:creator><meta:user-defined meta:name="{m("property-names")}">x</meta:user-defined><meta:user-defined meta:name="Project">{m("property Project")}</meta:user-defined>
<dc:date>2024-01-01T00:00:00</dc:date></office:meta></office:document-meta>'''


def _others(m: Markers) -> dict[str, str | bytes]:
    return {
        "meta.xml": _meta(m),
        "settings.xml": f'<office:document-settings {NS}><office:settings><config:config-item-set config:name="x"><config:config-item config:name="PrinterName" config:type="string">{m("settings")}</config:config-item><config:config-item config:name="PrinterSetup" config:type="base64Binary">{base64.b64encode(b"xx" + m("settings, printer").encode()).decode()}</config:config-item></config:config-item-set></office:settings></office:document-settings>',
        "Thumbnails/thumbnail.png": png(m("thumbnail 1, property Comment")),
        "Pictures/1.png": png(m("image 1, property Comment")),
        "Basic/Standard/Module1.xml": f'<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">Sub Main\n\' {m("macros, Module1")}\nEnd Sub</script:module>',
        "Object 1/content.xml": f'<office:document-content {NS}><office:body><office:chart><chart:chart chart:class="chart:bar"><chart:title><text:p>{m("object 1")}</text:p></chart:title><table:table table:name="local-table"><table:table-rows><table:table-row><table:table-cell office:value-type="string"><text:p>{m("object 1")}</text:p></table:table-cell></table:table-row></table:table-rows></table:table></chart:chart></office:chart></office:body></office:document-content>',
        "inner.docx": small_docx(m("embedded 1, main text")),
        "stray/note.xml": f"<note said='{m('part note')}'>{m('part note')}</note>",
    }


def odt() -> Made:
    m = Markers("odt")
    split = m("main text")
    body = f'''<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>{m("more")}</dc:creator><dc:date>2024-01-01T00:00:00</dc:date></office:change-info><text:p>{m("deleted 1")}</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="{m("variable 1")}" text:name="{m("variable 1")}"/></text:user-field-decls>
<text:h text:outline-level="1">{m("main text")}</text:h>
<text:p>{split[:4]}<text:span text:style-name="B">{split[4:]}</text:span> and<text:change text:change-id="c1"/> more</text:p>
<text:p><text:span text:style-name="H">{m("hidden 1")}</text:span> seen</text:p>
<text:list><text:list-item><text:p>{m("main text")}</text:p></text:list-item></text:list>
<table:table table:name="Table1"><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>{m("main text")}</text:p></table:table-cell></table:table-row></table:table>
<text:p><text:a xlink:type="simple" xlink:href="https://example.org/{m("link 1")}" office:title="{m("tip 1")}">here</text:a>
<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>{m("footnote 1")}</text:p></text:note-body></text:note>
<text:note text:note-class="endnote"><text:note-citation>i</text:note-citation><text:note-body><text:p>{m("endnote 1")}</text:p></text:note-body></text:note>
<office:annotation><dc:creator>{m("comment-author 1")}</dc:creator><dc:date>2024-01-01T00:00:00</dc:date><text:p>{m("comment 1")}</text:p></office:annotation>
<text:bookmark text:name="{m("bookmark 1")}"/><text:conditional-text text:condition="ooow:1==1" text:string-value-if-true="{m("field code 1")}" text:string-value-if-false="{m("field code 1")}">x</text:conditional-text></text:p>
<text:p><text:hidden-text text:condition="ooow:1" text:string-value="{m("hidden 2")}"/>y</text:p>
<text:p><draw:frame draw:name="{m("alt 1")}" svg:width="2cm" svg:height="2cm" text:anchor-type="as-char"><draw:image xlink:href="Pictures/1.png" xlink:type="simple"/><svg:title>{m("alt 1")}</svg:title><svg:desc>{m("alt 1")}</svg:desc></draw:frame>
<draw:frame draw:name="Frame1" svg:width="2cm" svg:height="2cm" text:anchor-type="as-char"><draw:text-box><text:p>{m("text box 1")}</text:p></draw:text-box></draw:frame>
<draw:frame draw:name="Object1" svg:width="2cm" svg:height="2cm" text:anchor-type="as-char"><draw:object xlink:href="./Object 1" xlink:type="simple"/></draw:frame></text:p>
<text:section text:name="{m("section 1")}" text:display="none"><text:p>{m("hidden 3")}</text:p></text:section>'''
    parts: dict[str, str | bytes] = {
        "content.xml": f'<office:document-content {NS}><office:automatic-styles><style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style><style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles><!-- {m("remark")} --><office:body><office:text>{body}</office:text></office:body></office:document-content>',
        "styles.xml": f'<office:document-styles {NS}><office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/><style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1"><style:header><text:p>{m("header 1")}</text:p></style:header><style:footer><text:p>{m("footer 1")}</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>',
        **_others(m),
    }
    return Made("odt", "letter.odt", package("text", parts), m.places)


def ods() -> Made:
    m = Markers("ods")
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p>{}</table:table-cell>'
    names = ("Budget", m("sheet name 2"))
    note = f"<office:annotation><dc:creator>{m('sheet Budget, comment 1, author')}</dc:creator><text:p>{m('sheet Budget, comment 1, B1')}</text:p></office:annotation>"
    body = f'''<table:content-validations><table:content-validation table:name="val1" table:condition="of:cell-content-is-in-list(&quot;{m("validation val1")}&quot;)"><table:help-message table:title="{m("validation val1")}"><text:p>{m("validation val1")}</text:p></table:help-message><table:error-message><text:p>{m("validation val1")}</text:p></table:error-message></table:content-validation></table:content-validations>
<table:table table:name="Budget"><table:shapes><draw:frame draw:name="Box" svg:width="1cm" svg:height="1cm"><draw:text-box><text:p>{m("sheet Budget, shapes, text box 1")}</text:p></draw:text-box></draw:frame></table:shapes><table:table-column table:number-columns-repeated="16384"/>
<table:table-row>{cell.format("", "Card", "")}{cell.format("", m('sheet "Budget", B1'), note)}<table:table-cell table:number-columns-repeated="16382"/></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="4111111111111110"><text:p>4.11E+15</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2024-01-31"><text:p>31.01.24</text:p></table:table-cell>{cell.format(f' table:formula="of:=&quot;{m(chr(115) + "heet Budget, formula, C2")}&quot;&amp;[.A1]"', "x", "")}</table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell/><table:table-cell/>{cell.format("", m('sheet "Budget", C1048573'), "")}</table:table-row></table:table>
<table:table table:name="{names[1]}" table:style-name="ta2"><table:table-row>{cell.format("", m(f'sheet "{names[1]}", A1'), "")}</table:table-row></table:table>
<table:named-expressions><table:named-expression table:name="Rate" table:base-cell-address="$Budget.$A$1" table:expression="&quot;{m("defined name Rate")}&quot;"/></table:named-expressions>
<table:database-ranges><table:database-range table:name="{(n := m("range"))}" table:target-range-address="Budget.A1:Budget.B2"/></table:database-ranges>'''
    m.places[n] = f"range {n}"
    parts: dict[str, str | bytes] = {
        "content.xml": f'<office:document-content {NS}><office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>',
        "styles.xml": f'<office:document-styles {NS}><office:master-styles><style:master-page style:name="Default" style:page-layout-name="pm1"><style:header><style:region-left><text:p>{m("header 1")}</text:p></style:region-left></style:header><style:footer><text:p>{m("footer 1")}</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>',
        **_others(m),
    }
    return Made("ods", "costs.ods", package("spreadsheet", parts), m.places)


def odp(kind: str = "presentation") -> Made:
    format, called = ("odp", "slide") if kind == "presentation" else ("odg", "page")
    m = Markers(format)
    box = '<draw:frame svg:width="5cm" svg:height="2cm" svg:x="{}cm" svg:y="1cm"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    notes = (
        ""
        if kind != "presentation"
        else f"<presentation:notes>{box.format(1, m('slide 1, notes'))}</presentation:notes>"
    )
    body = f'''<draw:page draw:name="{m(called + " 1, name")}" draw:master-page-name="Default"><office:annotation><dc:creator>{m(called + " 1, comment-author 1")}</dc:creator><text:p>{m(called + " 1, comment 1")}</text:p></office:annotation>
{box.format(1, m(called + " 1"))}{box.format(-90, m(called + " 1"))}<draw:g>{box.format(1, m(called + " 1"))}</draw:g>
<draw:custom-shape draw:name="{m(called + " 1, alt 1")}" svg:width="1cm" svg:height="1cm"><svg:title>{m(called + " 1, alt 1")}</svg:title><svg:desc>{m(called + " 1, alt 1")}</svg:desc><text:p>{m(called + " 1")}</text:p></draw:custom-shape>
<draw:frame svg:width="5cm" svg:height="2cm"><table:table><table:table-column/><table:table-row><table:table-cell><text:p>{m(called + " 1")}</text:p></table:table-cell></table:table-row></table:table></draw:frame>
<draw:frame svg:width="5cm" svg:height="2cm"><draw:image xlink:href="Pictures/1.png"/></draw:frame>{notes}</draw:page>
<draw:page draw:name="page2" draw:style-name="dp2" draw:master-page-name="Default">{box.format(1, m(called + " 2"))}</draw:page>'''
    parts: dict[str, str | bytes] = {
        "content.xml": f'<office:document-content {NS}><office:automatic-styles><style:style style:name="dp2" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style></office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>',
        "styles.xml": f'<office:document-styles {NS}><office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Default" style:page-layout-name="pm1">{box.format(1, m("master 1"))}</style:master-page></office:master-styles></office:document-styles>',
        **_others(m),
    }
    return Made(
        format,
        f"talk.{format}",
        package("graphics" if kind == "drawing" else kind, parts),
        m.places,
    )


def flat() -> list[Made]:
    """A text and a workbook as one XML file each."""
    m = Markers("fodt")
    picture = base64.b64encode(png(m("image 1, property Comment"))).decode()
    text = f'''{HEAD}<office:document {NS} office:mimetype="{TYPE}text"><office:meta><dc:title>{m("property Title")}</dc:title></office:meta>
<office:master-styles><style:master-page style:name="Standard"><style:header><text:p>{m("header 1")}</text:p></style:header></style:master-page></office:master-styles>
<office:body><office:text><text:p>{m("main text")}<draw:frame draw:name="Image1"><draw:image><office:binary-data>{picture}</office:binary-data></draw:image></draw:frame></text:p></office:text></office:body></office:document>'''
    s = Markers("fods")
    sheet = f'''{HEAD}<office:document {NS} office:mimetype="{TYPE}spreadsheet"><office:meta><dc:title>{s("property Title")}</dc:title></office:meta><office:body><office:spreadsheet><table:table table:name="Budget"><table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>{s('sheet "Budget", B1')}</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>'''
    return [
        Made("fodf", "letter.fodt", text.encode(), m.places),
        Made("fodf", "costs.fods", sheet.encode(), s.places),
    ]


def made() -> list[Made]:
    """One file of each kind."""
    return [odt(), ods(), odp(), odp("drawing"), *flat()]
