"""The sixty ways to hide something from a gateway, each with a marking as what is hidden.

Each is found, or what hides it is reported (`UNREADABLE`, `SUSPICIOUS`) with a reason; its benign
twin, where it has one, is passed over. docs/markings.md holds the table.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dlp.config import InspectionSettings
from dlp.detect.markings import SUSPICIOUS, Markings, Settings
from dlp.inspection import Inspector
from dlp.model import CLASSIFICATION_MARKING, UNREADABLE, Examination, Level

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "corpus" / "markings" / "evasions.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]

#: what another part of the house answers for (docs/markings.md says which)
ELSEWHERE = {14: "spelled-out digits hide identifiers", 19: "split over two messages"}


@cache
def inspector() -> Inspector:
    guid = "11111111-2222-3333-4444-555555555555"
    detector = Markings("markings", Settings(labels={guid: "SECRET"}))
    return Inspector((detector,), InspectionSettings())


def mail(
    body: bytes | str, kind: str = "text/plain; charset=utf-8", *fields: str, encoding: str = "8bit"
) -> bytes:
    raw = body.encode() if isinstance(body, str) else body
    lines = [
        "From: a@a.example",
        "To: b@b.example",
        "Date: Mon, 2 Jan 2023 10:00:00 +0000",
        "Message-ID: <1@a.example>",
        "MIME-Version: 1.0",
        f"Content-Type: {kind}",
        f"Content-Transfer-Encoding: {encoding}",
        *fields,
    ]
    if not any(field.lower().startswith("subject:") for field in fields):
        lines.append("Subject: lunch")
    return (
        "\r\n".join(lines).encode()
        + b"\r\n\r\n"
        + raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        + b"\r\n"
    )


def html(body: str) -> bytes:
    return mail(f"<html><body>{body}</body></html>", "text/html; charset=utf-8")


def attached(data: bytes, kind: str, name: str) -> bytes:
    packed = base64.encodebytes(data).decode()
    return mail(
        f"--b\nContent-Type: text/plain\n\nsee attached\n--b\nContent-Type: {kind}\n"
        f'Content-Disposition: attachment; filename="{name}"\n'
        f"Content-Transfer-Encoding: base64\n\n{packed}\n--b--\n",
        'multipart/mixed; boundary="b"',
        encoding="7bit",
    )


def parts(*inner: str, kind: str = "mixed", before: str = "", after: str = "") -> bytes:
    body = before + "".join(f"--b\n{part}\n" for part in inner) + "--b--\n" + after
    return mail(body, f'multipart/{kind}; boundary="b"', encoding="7bit")


def zipped(**files: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return out.getvalue()


def docx(text: str = "", **more: str) -> bytes:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = (
        f'<w:document xmlns:w="{w}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", rels)
        archive.writestr("word/document.xml", document)
        for name, data in more.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return out.getvalue()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SECRET64 = base64.b64encode(b"SECRET//NOFORN\n").decode()


def between(text: str, mark: str) -> str:
    return mark.join(text)


def pdf(text: str) -> bytes:
    stream = f"BT /F1 12 Tf 3 Tr 72 720 Td ({text}) Tj ET"
    return (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        f"4 0 obj<</Length {len(stream)}>>stream\n{stream}\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Root 1 0 R>>\n%%EOF\n"
    ).encode()


SIO = 'SIO-Label: marking="SECRET"; fgcolor=black; bgcolor=red'
MSIP = "msip_labels: MSIP_Label_11111111-2222-3333-4444-555555555555_Enabled=true"

BUILD: dict[int, Callable[[], bytes | list[bytes]]] = {
    1: lambda: mail("ЅЕСRЕТ"),
    2: lambda: mail("ΤΟΡ ЅΕϹᎡΕΤ"),
    3: lambda: mail("ＳＡＬＡＩＮＥＮ"),
    4: lambda: [mail("𝐍𝐀𝐓𝐎 𝐒𝐄𝐂𝐑𝐄𝐓"), mail("Ⓢ⒠🅲🆁🅴🆃")],
    5: lambda: [mail(between("SECRET", mark)) for mark in "\u200b\u200c\u200d\u2060\ufeff"],
    6: lambda: [html(between("SECRET", "&shy;")), mail(between("SECRET", "\xad"))],
    7: lambda: mail(between("SECRET", "\u0336") + "\u0336"),
    8: lambda: [
        mail("lunch " + "".join(chr(0xE0000 + ord(char)) for char in "SECRET")),
        mail(between("SECRET", "\ufe0e")),
        mail(between("SECRET", "\U000e0100")),
    ],
    9: lambda: mail("\u202eTERCES POT\u202c"),
    10: lambda: [mail("TL ٤"), mail("TL ४"), mail("TL 4\ufe0f\u20e3")],
    11: lambda: [mail("ꜱᴀʟᴀɪɴᴇɴ"), mail("ᵀᴼᴾ ˢᴱᶜᴿᴱᵀ")],
    12: lambda: [mail("VS‑NfD"), mail("NATO\u202fSECRET"), mail("NATO\u2009SECRET")],
    13: lambda: [mail("S E C R E T"), mail("S-E-C-R-E-T"), mail("T O P   S E C R E T")],
    15: lambda: mail("\n".join("SECRET")),
    16: lambda: [mail("S3CR3T//N0F0RN"), mail("SECRTE//NOFRON"), mail("C0NF1DENT1AL")],
    17: lambda: [
        mail(base64.b64encode(b"NATO SECRET / for you").decode()),
        mail(b"NATO SECRET / for you".hex()),
        mail("".join(f"\\x{byte:02x}" for byte in b"NATO SECRET")),
        mail("".join(f"%{byte:02X}" for byte in b"NATO SECRET")),
        html("".join(f"&amp;amp;#{byte};" for byte in b"NATO SECRET")),
    ],
    18: lambda: [mail("GBC FRPERG//ABSBEA"), mail("TERCES POT")],
    20: lambda: mail("the usual level, see subject", "text/plain", "Subject: [S//NF] lunch"),
    21: lambda: html("".join(f"&#0{ord(char)};" for char in "SECRET")),
    22: lambda: [html("<b>S</b><i>E</i><span>C</span>RET"), html("SEC<wbr>RET")],
    23: lambda: html('SEC<span style="display:none">77</span>RET//NOFORN<br>SECRET//NOFORN'),
    24: lambda: [
        html(f'<p style="{style}">SECRET//NOFORN</p><p>lunch</p>')
        for style in ("color:#fff;background:#fff", "font-size:0", "opacity:0", "left:-9999px")
    ],
    25: lambda: html('<span style="direction:rtl;unicode-bidi:bidi-override">TERCES POT</span>'),
    26: lambda: [html("SEC<!-- x -->RET"), html("<!--[if mso]>SECRET<![endif]-->")],
    27: lambda: html("<table><tr>" + "".join(f"<td>{c}</td>" for c in "SECRET") + "</tr></table>"),
    28: lambda: [html('<img alt="SECRET//NOFORN">'), html('<p title="NATO SECRET">x</p>')],
    29: lambda: parts(
        "Content-Type: text/plain\n\nlunch",
        "Content-Type: text/html\n\n<p>SECRET</p>",
        kind="alternative",
    ),
    30: lambda: [
        mail("SECRET".encode("utf-16-le"), "text/plain; charset=us-ascii"),
        mail("SECRET".encode("cp037"), "text/plain; charset=us-ascii"),
        mail(b"+AFMARQBDAFIARQBU-", "text/plain; charset=utf-7"),
        mail("SECRET", "text/plain; charset=x-unknown"),
    ],
    31: lambda: [
        mail(SECRET64[:8] + "!!" + SECRET64[8:], "text/plain", encoding="base64"),
        mail(SECRET64 + "\n" + SECRET64, "text/plain", encoding="base64"),
    ],
    32: lambda: mail(SECRET64, "text/plain", "Content-Transfer-Encoding: base64", encoding="7bit"),
    33: lambda: mail(
        "--a\n\nx\n--ab\n\nSECRET\n--a--\n", 'multipart/mixed; boundary="a"; boundary="ab"'
    ),
    34: lambda: [
        parts("\nlunch", before="SECRET\n"),
        parts("\nlunch", after="SECRET\n"),
        mail("--b\n\nSECRET\n", 'multipart/mixed; boundary="b"'),
    ],
    35: lambda: b"From: a@a.example\r\nSubject: lunch\r\n \r\nX: y\r\n\r\nSECRET\r\n",
    36: lambda: nested(5),
    37: lambda: [
        mail("SECRET", 'message/partial; id="x"; number=1; total=2'),
        mail("Content-Type: text/plain\n\n", 'message/external-body; access-type=URL; URL="x"'),
    ],
    38: lambda: attached(b"\x78\x9f\x3e\x22" + b"SALAINEN", "application/ms-tnef", "winmail.dat"),
    39: lambda: mail("begin 644 a.txt\n" + uu(b"SECRET//NOFORN\n") + "`\nend\n"),
    40: lambda: mail(
        "x",
        "text/plain",
        "Subject: =?utf-8?q?=5BSECR?=\r\n =?utf-8?q?ET=5D_lunch?=",
    ),
    41: lambda: [
        mail(b"SECRET//NOF=\nORN", "text/plain", encoding="quoted-printable"),
        mail("SEC=\nRET//NOFORN", "text/plain", encoding="quoted-printable"),
    ],
    42: lambda: attached(
        zipped(a_DOT_zip=zipped(a_DOT_txt="SALAINEN\n")), "application/zip", "a.zip"
    ),
    43: lambda: attached(encrypted_zip(), "application/zip", "a.zip"),
    44: lambda: [
        attached(docx("SECRET"), "image/png", "photo.png"),
        attached(b"SECRET\n", "application/octet-stream", "a"),
    ],
    45: lambda: attached(pdf("lunch") + zipped(a_DOT_txt="SECRET\n"), "application/pdf", "a.pdf"),
    46: lambda: attached(commented(), "application/zip", "a.zip"),
    47: lambda: attached(b"\0" * 0x8001 + b"CD001" + b"SECRET", "application/x-iso9660", "a.iso"),
    48: lambda: [
        attached(docx("SEC</w:t></w:r><w:r><w:t>RET"), WORD, "a.docx"),
        attached(docx("</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>SECRET"), WORD, "a.docx"),
    ],
    49: lambda: attached(
        b"PK\x03\x04 broken",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "a.xlsx",
    ),
    50: lambda: attached(
        b"PK\x03\x04 broken",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "a.pptx",
    ),
    51: lambda: attached(pdf("SECRET"), "application/pdf", "a.pdf"),
    52: lambda: attached(b"\xff\xd8\xff\xe0 scan", "image/jpeg", "scan.jpg"),
    53: lambda: attached(
        pdf("SECRET").replace(b"Helvetica", b"Custom000"), "application/pdf", "a.pdf"
    ),
    54: lambda: attached(
        docx("x", docProps__core_DOT_xml="<a><b>Classification: SECRET</b></a>"), WORD, "a.docx"
    ),
    55: lambda: attached(
        b'<svg xmlns="http://www.w3.org/2000/svg"><text>SECRET</text></svg>',
        "image/svg+xml",
        "a.svg",
    ),
    56: lambda: [
        mail(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION:SECRET\nEND:VEVENT\nEND:VCALENDAR",
            "text/calendar",
        ),
        attached(rb"{\rtf1 {\b SEC}RET\par}", "application/rtf", "a.rtf"),
    ],
    57: lambda: [
        mail("x", "text/plain", 'Reply-To: "SECRET//NOFORN" <a@a.example>'),
        mail("x", "text/plain", "X-Note: SECRET//NOFORN"),
    ],
    58: lambda: [
        mail("SECRET\n\ntext", "text/plain", "X-Protective-Marking: VER=2018.4, SEC=UNOFFICIAL"),
        mail("SECRET\n\ntext", "text/plain", 'SIO-Label: marking="UNCLASSIFIED"'),
    ],
    59: lambda: [mail("x", "text/plain", SIO), mail("x", "text/plain", MSIP)],
    60: lambda: [
        attached(b"0\x82\x01\x00" + b"x" * 80, "application/pkcs7-mime", "smime.p7m"),
        parts(
            "Content-Type: application/pgp-encrypted\n\nVersion: 1",
            "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n",
            kind='encrypted; protocol="application/pgp-encrypted"',
        ),
    ],
}


def nested(depth: int) -> bytes:
    data = mail("SECRET\n")
    for _ in range(depth):
        data = mail(data, "message/rfc822", encoding="7bit")
    return data


def uu(data: bytes) -> str:
    import binascii

    return binascii.b2a_uu(data).decode()


def encrypted_zip() -> bytes:
    data = bytearray(zipped(a_DOT_txt=b"SECRET\n"))
    data[6] |= 1  # general purpose bit 0 in the local header
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def commented() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("SECRET//NOFORN.txt", "x")
        archive.comment = b"SECRET"
    return out.getvalue()


def reported(examination: Examination) -> bool:
    return any(
        finding.kind in (UNREADABLE, SUSPICIOUS)
        or (finding.kind == CLASSIFICATION_MARKING and (finding.level or 0) > Level.PUBLIC)
        for finding in examination.findings
    )


def test_there_are_sixty() -> None:
    assert sorted(case["n"] for case in CASES) == list(range(1, 61))
    assert set(BUILD) | set(ELSEWHERE) == set(range(1, 61))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['n']}-{case['case']}")
def test_each_is_found_or_reported(case: dict[str, object]) -> None:
    number = int(str(case["n"]))
    if number in ELSEWHERE:
        pytest.skip(ELSEWHERE[number])
    built = BUILD[number]()
    for data in built if isinstance(built, list) else [built]:
        examination = inspector().examine("message/rfc822", data)
        assert reported(examination), data[-300:]
        for finding in examination.findings:
            assert finding.why or finding.detail.get("reason"), "a reason for each"


TWINS = {
    1: mail("Привет, это обычное письмо о встрече."),
    2: mail("Καλημέρα σε όλους, το μάθημα αρχίζει στις εννέα."),
    6: html("News&shy;letter of the fish&shy;ing club"),
    11: mail("ᴡᴇʟᴄᴏᴍᴇ ᴛᴏ ᴛʜᴇ ᴄʟᴜʙ"),
    13: mail("S P A C E D  H E A D L I N E\n\ntext"),
    16: mail("R2D2//C3PO\n4PPL3"),
    17: mail("-----BEGIN PGP SIGNATURE-----\n\n" + base64.b64encode(bytes(range(200))).decode()),
    18: mail("ABBA\nLEVEL\nMADAM"),
    20: mail("see you", "text/plain", "Subject: [list] lunch"),
    27: html("<table><tr>" + "".join(f"<td>{n}</td>" for n in "531794") + "</tr></table>"),
    41: mail("Keep it short =\nand sweet", "text/plain", encoding="quoted-printable"),
    57: mail("x", "text/plain", 'Reply-To: "The Secretary" <a@a.example>'),
    58: mail("hello", "text/plain", "X-Protective-Marking: VER=2018.4, NS=gov.au, SEC=UNOFFICIAL"),
}


@pytest.mark.parametrize("number", TWINS)
def test_its_benign_twin_passes(number: int) -> None:
    examination = inspector().examine("message/rfc822", TWINS[number])
    assert not reported(examination), [(f.kind, f.why) for f in examination.findings]


def test_a_disguise_is_named() -> None:
    found = inspector().examine("message/rfc822", mail("ЅЕСRЕТ")).findings
    assert [f.detail["reason"] for f in found if f.kind == SUSPICIOUS] == ["look-alike letters"]


def test_spans_map_to_the_original_text() -> None:
    text = "S\u200bE\u200bC\u200bR\u200bE\u200bT//NOFORN"
    (finding,) = [
        f
        for f in inspector().examine("message/rfc822", mail(text)).findings
        if f.kind == CLASSIFICATION_MARKING
    ]
    assert text[finding.start : finding.end] == "S\u200bE\u200bC\u200bR\u200bE\u200bT//NOFORN"
