"""Office documents, mail of Outlook, and what is in them."""

from __future__ import annotations

from functools import partial

from dlp.read.formats.record import Format, Signature

#: programs that open any of these under the name of another
_WORD = frozenset(("word",))
_EXCEL = frozenset(("excel",))
_POWERPOINT = frozenset(("powerpoint",))
_OPENDOCUMENT = frozenset(("opendocument",))
_COMPOUND = frozenset(("compound",))

_PACKAGE_TEXT = "every part, under the places below"
_OLE_TEXT = (
    "text with places (stories of a document, cells of a sheet, slides and notes), properties,"
    " embedded objects, pictures, and the strings of every stream: revision authors, left-overs,"
    " macros"
)
_METAFILE_TEXT = "the text they draw, bitmaps in them"
_READ_OPC = "dlp.read.files.ooxml:read_ooxml"
_WARM_OPC = ("dlp.read.files.ooxml:warm",)
_READ_ODF = "dlp.read.files.odf:read_odf"
_READ_OLE = "dlp.read.files.ole:read"
_REDACT_OPC = "dlp.redaction.files.office:redact_ooxml"
_REDACT_ODF = "dlp.redaction.files.office:redact_odf"
_SECOND = "dlp.redaction.files.office:second_texts"
_OFFICE_NOTE = "not in macros"
_OPENXML = "application/vnd.openxmlformats-officedocument."
_OASIS = "application/vnd.oasis.opendocument."
#: packages of Microsoft Office
_opc = partial(
    Format,
    contents=_PACKAGE_TEXT,
    container="zip",
    read=_READ_OPC,
    redact=_REDACT_OPC,
    second_reader=_SECOND,
    warm=_WARM_OPC,
    redaction_note=_OFFICE_NOTE,
)
#: packages of OpenDocument
_odf = partial(
    Format,
    contents=_PACKAGE_TEXT,
    container="zip",
    read=_READ_ODF,
    redact=_REDACT_ODF,
    second_reader=_SECOND,
    redaction_note=_OFFICE_NOTE,
)
#: compound files of older programs
_compound = partial(
    Format,
    contents=_OLE_TEXT,
    container="ole",
    read=_READ_OLE,
)

OFFICE = (
    _opc(
        name="docx",
        title="DOCX",
        endings=("docx", "docm", "dotx", "dotm"),
        media_types=(f"{_OPENXML}wordprocessingml.document",),
        inside=("wordprocessingml.", "ms-word.", "word/"),
        opened_by=_WORD | {"opc-document"},
    ),
    Format(
        name="xlsb",
        title="XLSB",
        contents="cells by sheet, strings of all other parts",
        endings=("xlsb",),
        container="zip",
        inside=("sheet.binary.",),
        opened_by=_EXCEL | {"opc-workbook"},
        read="dlp.read.files.xlsb:read",
    ),
    _opc(
        name="xlsx",
        title="XLSX",
        endings=("xlsx", "xlsm", "xltx", "xltm"),
        media_types=(f"{_OPENXML}spreadsheetml.sheet",),
        inside=("spreadsheetml.", "ms-excel.", "xl/"),
        opened_by=_EXCEL | {"opc-workbook"},
    ),
    _opc(
        name="pptx",
        title="PPTX",
        endings=("pptx", "pptm", "potx", "potm", "ppsx", "ppsm"),
        media_types=(f"{_OPENXML}presentationml.presentation",),
        inside=("presentationml.", "ms-powerpoint.", "ppt/"),
        opened_by=_POWERPOINT | {"opc-presentation"},
    ),
    Format(
        name="visio",
        title="Visio",
        contents=_PACKAGE_TEXT,
        container="zip",
        inside=("ms-visio.", "visio/"),
        read=_READ_OPC,
        warm=_WARM_OPC,
    ),
    Format(
        name="xps",
        title="xps",
        contents="as a zip",
        container="zip",
        inside=("ms-package.xps-",),
        read="dlp.read.files.archives:read_zip",
    ),
    Format(
        name="ooxml",
        title="other OPC packages",
        contents=_PACKAGE_TEXT,
        container="zip",
        opened_by=frozenset(("opc-document", "opc-workbook", "opc-presentation")),
        read=_READ_OPC,
        warm=_WARM_OPC,
    ),
    _odf(
        name="odt",
        title="ODT",
        endings=("odt", "ott"),
        media_types=(f"{_OASIS}text",),
        opened_by=_WORD | _OPENDOCUMENT,
    ),
    _odf(
        name="ods",
        title="ODS",
        endings=("ods", "ots"),
        media_types=(f"{_OASIS}spreadsheet",),
        opened_by=_EXCEL | _OPENDOCUMENT,
    ),
    _odf(
        name="odp",
        title="ODP",
        endings=("odp", "otp"),
        media_types=(f"{_OASIS}presentation",),
        opened_by=_POWERPOINT | _OPENDOCUMENT,
    ),
    _odf(
        name="odg",
        title="ODG",
        endings=("odg", "otg"),
        media_types=(f"{_OASIS}graphics",),
        opened_by=_OPENDOCUMENT,
    ),
    Format(
        name="odf",
        title="other OpenDocument",
        contents=_PACKAGE_TEXT,
        container="zip",
        read=_READ_ODF,
    ),
    Format(
        name="fodf",
        title="flat OpenDocument",
        contents=_PACKAGE_TEXT,
        endings=("fodt", "fods", "fodp", "fodg"),
        read="dlp.read.files.odf:read_flat",
    ),
    Format(
        name="epub",
        title="epub",
        contents="as a zip",
        endings=("epub",),
        media_types=("application/epub+zip",),
        container="zip",
        read="dlp.read.files.archives:read_zip",
        redact="dlp.redaction.files.archives:redact_zip",
        second_reader="dlp.redaction.files.archives:second",
    ),
    Format(
        name="ooxml-encrypted",
        title="encrypted Office (old and new)",
        contents=("with a password from the mail's own text or from `inspection.files.passwords`"),
        container="ole",
        inside=("EncryptedPackage",),
        opened_by=_WORD | _EXCEL | _POWERPOINT,
        read=_READ_OLE,
    ),
    Format(
        name="msg",
        title="Outlook messages",
        contents=(
            "every string property of message, recipients and attachments, also named ones; HTML"
            " and RTF body; messages in messages"
        ),
        endings=("msg", "oft"),
        media_types=("application/vnd.ms-outlook",),
        container="ole",
        inside=("__properties_version1.0",),
        opened_by=_COMPOUND,
        read="dlp.read.files.msg:read",
    ),
    _compound(
        name="doc",
        title="DOC",
        endings=("doc", "dot"),
        media_types=("application/msword",),
        inside=("WordDocument",),
        opened_by=_WORD | _COMPOUND,
    ),
    _compound(
        name="xls",
        title="XLS",
        endings=("xls", "xlt"),
        media_types=("application/vnd.ms-excel",),
        inside=("Workbook", "Book"),
        opened_by=_EXCEL | _COMPOUND,
    ),
    _compound(
        name="ppt",
        title="PPT",
        endings=("ppt", "pps", "pot"),
        media_types=("application/vnd.ms-powerpoint",),
        inside=("PowerPoint Document",),
        opened_by=_POWERPOINT | _COMPOUND,
    ),
    _compound(
        name="visio-ole",
        title="older Visio",
        inside=("VisioDocument",),
    ),
    _compound(
        name="publisher",
        title="Publisher",
        inside=("Quill",),
    ),
    Format(
        name="ole",
        title="other compound files",
        contents=_OLE_TEXT,
        signatures=(Signature(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),),
        look_inside="dlp.read.files.containers:ole_kind",
        opened_by=_COMPOUND,
        read=_READ_OLE,
    ),
    Format(
        name="tnef",
        title="winmail.dat",
        contents="as an Outlook message",
        signatures=(Signature(b"\x78\x9f\x3e\x22"),),
        read="dlp.read.files.tnef:read",
    ),
    Format(
        name="rtf",
        title="RTF",
        contents=(
            "text, headers, footers, notes, comments and authors, hidden and deleted text, fields,"
            " shapes and their descriptions, bookmarks, styles, information and own properties,"
            " unknown destinations, embedded objects, pictures, HTML inside RTF"
        ),
        endings=("rtf",),
        media_types=("application/rtf", "text/rtf"),
        signatures=(Signature(b"{\\rtf", after_blanks=True),),
        opened_by=_WORD,
        read="dlp.read.files.rtf:read",
        redact="dlp.redaction.files.rtf:redact",
        second_reader="dlp.redaction.files.rtf:second",
        redaction_note="not inside embedded objects",
    ),
    Format(
        name="emf",
        title="EMF",
        contents=_METAFILE_TEXT,
        signatures=(Signature(b"\1\0\0\0", also=((40, b" EMF"),)),),
        opened_by=frozenset(("pictures",)),
        read="dlp.read.files.metafile:read_emf",
    ),
    Format(
        name="wmf",
        title="WMF",
        contents=_METAFILE_TEXT,
        signatures=(
            Signature(b"\xd7\xcd\xc6\x9a"),
            Signature(b"\1\0\x09\0\0\3"),
            Signature(b"\1\0\x09\0\0\1"),
        ),
        opened_by=frozenset(("pictures",)),
        read="dlp.read.files.metafile:read_wmf",
    ),
)
