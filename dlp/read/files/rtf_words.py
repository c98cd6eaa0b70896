"""Control words and symbols of RTF (Specification 1.9.1), and what each stands for."""

from __future__ import annotations

#: control words that are characters
CHARACTERS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "column": "\n",
    "row": "\n",
    "nestrow": "\n",
    "trowd": "\n",
    "lbr": "\n",
    "softline": "\n",
    "tab": "\t",
    "cell": "\t",
    "nestcell": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
#: control symbols that are characters
SYMBOLS = {"\\": "\\", "{": "{", "}": "}", "~": " ", "_": "-", "\n": "\n", "\r": "\n"}
#: destination → stream, ``#`` for one numbered for each group
STREAMS = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header:#"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer:#"),
    **dict.fromkeys(("ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn"), "separator:#"),
    "footnote": "footnote:#",
    "annotation": "comment:#",
    "fldinst": "field:#",
    "shptxt": "textbox:#",
    "dptxbxtext": "textbox:#",
    "sv": "alt:#",
    "atnauthor": "author",
    "atnid": "author",
    "revtbl": "author",
    "bkmkstart": "bookmark",
    "bkmkend": "",
    "stylesheet": "styles",
    "fonttbl": "fonts",
    "colortbl": "other",
    "sn": "",
    "info": "other",
    "datafield": "hex",
    "pntxta": "pn",
    "pntxtb": "pn",
    "listtext": "pn",
    "pntext": "pn",
    "htmltag": "html",
    "mhtmltag": "html",
    "docvar": "docvar",
    **{
        name: f"property:{name}"
        for name in (
            "title subject author manager company operator category keywords comment doccomm"
            " hlinkbase"
        ).split()
    },
    "propname": "propname",
    "staticval": "property:#",
    "linkval": "property:#",
    "objclass": "objclass",
    "objname": "objclass",
    "objdata": "hex",
    "pict": "hex",
    "template": "property:template",
    "password": "other",
    "passwordhash": "other",
    "nextfile": "field:#",
    "themedata": "hex",
    "colorschememapping": "hex",
    "datastore": "hex",
    "blipuid": "",
    "objtime": "",
    "creatim": "",
    "revtim": "",
    "printim": "",
    "buptim": "",
}
#: destinations that only wrap what belongs to the text around them
INLINE = frozenset(
    """
    rtf fldrslt result field shp shpinst shprslt shpgrp nonshppict shppict do dptxbx sp object
    nesttableprops bkmkcolf ud upr trowd mailmerge background shpgrp hl flytext fldtype objattph
    """.split()
)
#: number of a font's charset (\\fcharset) → code page
CHARSETS = {
    0: "cp1252",
    2: "cp1252",
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}
#: those with characters of two bytes
WIDE = frozenset(("cp932", "cp949", "cp936", "cp950"))
