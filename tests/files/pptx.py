"""PPTX by hand, a marker in each place."""

from __future__ import annotations

from files import Made
from files.opc import (
    CT,
    DGM,
    A,
    Builder,
    C,
    Markers,
    P,
    R,
    chart_xml,
    diagram_xml,
    png,
    properties,
    small_docx,
    small_xlsx,
)


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
    properties(b, m)
    return Made("pptx", "talk.pptx", b.build(), m.places)
