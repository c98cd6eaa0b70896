"""RTF made by hand, a marker in each destination."""

from __future__ import annotations

import struct

from files import Made
from files.legacy import package
from files.opc import Markers


def ole_object(name: str, data: bytes) -> bytes:
    """An OLE 1 object of class Package ([MS-OLEDS] §2.2.5), in hexadecimal digits."""
    native = package(name, data)[4:]
    head = struct.pack("<III", 0x501, 2, 8) + b"Package\0" + bytes(8)
    return (head + struct.pack("<I", len(native)) + native).hex().encode()


def rtf() -> Made:
    """A document as Word writes it, in short."""
    mark = Markers("rtf")

    def m(place: str) -> bytes:
        return mark(place).encode()

    split = mark("main text")
    escaped = mark("main text")
    unicode = "".join(f"\\u{ord(char)} ?" for char in mark("main text"))
    data = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times New Roman;}{\f1\fcharset204 "
        rb"Arial;}}{\stylesheet{\s0 Normal;}{\s1 " + m("styles") + rb";}}" + b"\n"
        rb"{\info{\title "
        + m("property Title")
        + rb"}{\author "
        + m("property Author")
        + rb"}{\*\company "
        + m("property Company")
        + rb"}{\doccomm "
        + m("property Comments")
        + rb"}}{\*\userprops{\propname Project}\proptype30{\staticval "
        + m("property Project")
        + rb"}}{\*\docvar {"
        + m("variable 1")
        + b"}{"
        + m("variable 2")
        + b"}}\n"
        + rb"{\header "
        + m("header 1")
        + rb"\par}{\footerr "
        + m("footer 1")
        + rb"\par}"
        + b"\n"
        + m("main text")
        + rb"\par "
        + split[:4].encode()
        + rb"{\b "
        + split[4:].encode()
        + rb"}\par "
        + escaped[:3].encode()
        + f"\\'{ord(escaped[3]):02x}".encode()
        + escaped[4:].encode()
        + rb"\par "
        + unicode.encode()
        + rb"\par caf\'e9 {\f1 \'cf\'f0}\par "
        + rb"{\v "
        + m("hidden 1")
        + rb"}{\deleted "
        + m("deleted 1")
        + rb"}{\footnote "
        + m("footnote 1")
        + rb"}{\*\atnid AB}{\*\atnauthor "
        + m("author 2")
        + rb"}\chatn{\*\annotation{\*\atnref 1}"
        + m("comment 1")
        + b"}\n"
        + rb'{\field{\*\fldinst{HYPERLINK "http://x/'
        + m("field 1")
        + rb'"}}{\fldrslt{'
        + m("main text")
        + rb"}}}{\*\bkmkstart "
        + m("bookmark")
        + rb"}{\shp{\*\shpinst{\sp{\sn "
        + rb"wzDescription}{\sv "
        + m("alt 1")
        + rb"}}{\shptxt "
        + m("textbox 1")
        + rb"\par}}}"
        + rb"{\*\unknowndestination "
        + m("other")
        + rb"}\par\trowd "
        + m("main text")
        + rb"\cell b\cell\row{\object\objemb{\*\objclass Package}{\*\objdata "
        + ole_object("note.txt", m("embedded 1"))
        + rb"}{\result "
        + m("main text")
        + b"}}}"
    )
    return Made("rtf", "letter.rtf", data, mark.places)


def from_html() -> Made:
    """HTML inside RTF, as Outlook sends it."""
    mark = Markers("rtfh")
    data = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p title='"
        + mark("html, attribute").encode()
        + rb"'>}\htmlrtf "
        + mark("main text").encode()
        + rb"\par \htmlrtf0 "
        + mark("html").encode()
        + rb"{\*\htmltag84 <!-- "
        + mark("html, comment").encode()
        + rb" -->}{\*\htmltag72 </p>}}"
    )
    return Made("rtf", "from-html.rtf", data, mark.places)


def made() -> list[Made]:
    """All of them."""
    return [rtf(), from_html()]
