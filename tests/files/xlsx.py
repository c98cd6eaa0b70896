"""XLSX by hand, a marker in each place."""

from __future__ import annotations

from files import Made
from files.opc import CT, A, Builder, C, Markers, R, S, chart_xml, png, properties, small_docx


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
    properties(b, m)
    return Made("xlsx", "budget.xlsx", b.build(), m.places)
