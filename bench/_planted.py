"""Files with known values in random places of each format; a part of redaction.py. Seeded."""

from __future__ import annotations

import base64
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from unittest.mock import patch

from PIL import Image, PngImagePlugin

from files import calendar, docx, html, odf, ooxml, pdf, pictures, pptx, xlsx
from files.opc import Markers

Box = tuple[int, int, int, int]

_FIRST = "Torben Walburga Ottokar Hedwig Ignaz Roswitha Eckbert Kunigunde Leopold Mechthild".split()
_HEAD = "Zwickel Brenner Quast Holler Krumm Ellern Distel Farren Wacholder Schleh".split()
_TAIL = "huber mayr stein bach thaler gruber reiter wald horst kamp".split()
#: places that hold an identifier, an address or a number: no free text fits there
_UNFIT = (
    "name",
    "link",
    "bookmark",
    "form",
    "more",
    "range",
    "section",
    "styles",
    "table 1",
    "settings",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A file and the values in it."""

    format: str
    name: str
    data: bytes
    #: value → kind
    values: dict[str, str]
    #: what drew it: ``ours`` or ``LibreOffice``
    maker: str = "ours"
    #: where the values of a picture are drawn, in pixels
    boxes: tuple[Box, ...] = field(default=())


def person(rng: random.Random) -> dict[str, str]:
    """One value of each kind, unlike any other text in the files."""
    surname = rng.choice(_HEAD) + rng.choice(_TAIL)
    card = "4" + "".join(str(rng.randrange(10)) for _ in range(14))
    card += str(-sum(_doubled(int(d), at) for at, d in enumerate(card)) % 10)
    if rng.random() < 0.6:
        card = rng.choice(" -").join(card[at : at + 4] for at in range(0, 16, 4))
    account = f"{rng.randrange(10**8):08}{rng.randrange(10**10):010}"
    iban = f"DE{98 - int(account + '131400') % 97:02}{account}"
    if rng.random() < 0.5:
        iban = " ".join(iban[at : at + 4] for at in range(0, 22, 4))
    pesel = f"{rng.randrange(40, 100)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
    pesel += f"{rng.randrange(10**4):04}"
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
    pesel += str(-sum(w * int(d) for w, d in zip(weights, pesel, strict=True)) % 10)
    name = f"{rng.choice(_FIRST)} {surname}"
    mailbox = f"{rng.randrange(10**5)}.{rng.choice(_TAIL)}@{rng.choice(_HEAD).lower()}.example"
    return {
        name: "PERSON",
        card: "CREDIT_CARD",
        iban: "IBAN_CODE",
        f"post{mailbox}": "EMAIL_ADDRESS",
        f"+49 {rng.randrange(30, 900)} {rng.randrange(10**7, 10**8)}": "PHONE_NUMBER",
        pesel: "NATIONAL_ID",
    }


def _doubled(digit: int, at: int) -> int:
    if at % 2:
        return digit
    return digit * 2 - 9 if digit > 4 else digit * 2


def made(rng: random.Random) -> Iterator[Planted]:
    """All files that we make ourselves, in every format that is redacted."""
    counts = {
        "docx": 30,
        "xlsx": 26,
        "pptx": 24,
        "odt": 24,
        "ods": 20,
        "odp": 20,
        "pdf": 34,
        "png": 12,
        "jpg": 12,
        "txt": 12,
        "html": 16,
        "csv": 14,
        "json": 14,
        "ics": 12,
        "vcf": 12,
        "eml": 16,
    }
    some: list[Planted] = []
    for format, count in counts.items():
        for number in range(count):
            one = _one(format, f"{format}-{number:02}.{format}", rng)
            some.append(one)
            yield one
    for number in range(16):
        chosen = rng.sample([one for one in some if one.format not in ("png", "jpg")], 3)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for one in chosen:
                packed.writestr(f"folder/{one.name}", one.data)
        values = {value: kind for one in chosen for value, kind in one.values.items()}
        yield Planted("zip", f"zip-{number:02}.zip", out.getvalue(), values)


def sources(rng: random.Random) -> Iterator[tuple[Planted, tuple[str, ...]]]:
    """What LibreOffice is given, and as what it writes each."""
    for number in range(11):
        yield _one("odt", f"letter-{number:02}.odt", rng), ("docx", "odt", "rtf", "pdf")
    for number in range(5):
        yield _one("csv", f"rows-{number:02}.csv", rng), ("xlsx", "ods")
    for number in range(4):
        yield _one("odp", f"talk-{number:02}.odp", rng), ("pptx", "odp", "pdf")


def _one(format: str, name: str, rng: random.Random) -> Planted:
    values = person(rng) | person(rng)
    if format in _MARKED:
        data = _marked(_MARKED[format], list(values), rng)
    elif format in ("png", "jpg"):
        picture, boxes = _picture(list(values), rng)
        return Planted(format, name, _saved(picture, format, values, rng), values, boxes=boxes)
    elif format == "pdf" and rng.random() < 0.2:
        rows = _labelled(list(values)[:6], rng)
        data = pictures.scan(*[f"{word}: {value}" for word, value in rows])
        return Planted(format, name, data, values, boxes=_boxes(rows, 26, 90))
    else:
        data = _WRITTEN[format](list(values), rng)
    return Planted(format, name, data, values)


# ------------------------------------------------------------------------ office, HTML

_MARKED: dict[str, Callable[[], bytes]] = {
    "docx": lambda: ooxml.docx().data,
    "xlsx": lambda: ooxml.xlsx().data,
    "pptx": lambda: ooxml.pptx().data,
    "odt": lambda: odf.odt().data,
    "ods": lambda: odf.ods().data,
    "odp": lambda: odf.odp().data,
    "html": lambda: html.page().data,
}


def _marked(make: Callable[[], bytes], values: Sequence[str], rng: random.Random) -> bytes:
    """The files with a marker in each hiding place, of which some hold a value instead."""
    share = rng.choice((0.05, 0.15, 0.4))
    left = list(values)

    class Values(Markers):
        def __call__(self, place: str) -> str:
            marker = super().__call__(place)
            fit = not any(word in place for word in _UNFIT)
            if not fit or (not left and rng.random() > share):
                return marker
            if left and rng.random() < 0.5:
                return marker
            value = left.pop() if left else rng.choice(values)
            # a digit would belong to the font size that stands before
            return marker if "header-footer" in place and value[0].isdigit() else value

    with _instead(Values):
        return make()


@contextmanager
def _instead(kind: type[Markers]) -> Iterator[None]:
    with ExitStack() as stack:
        for module in (docx, xlsx, pptx, odf, html, calendar):
            stack.enter_context(patch.object(module, "Markers", kind))
        yield


# ------------------------------------------------------------------------ PDF


def _pdf(values: list[str], rng: random.Random) -> bytes:
    pages = []
    each = rng.choice((4, 6, 6))
    for at in range(0, len(values), each):
        content = b""
        for row, value in enumerate(values[at : at + each]):
            content += _line(value, 760 - row * 40, rng)
        pages.append(content + pdf.show("Nothing of interest stands here.", y=90))
    document = pdf.new(*pages)
    if len(pages) == 2:
        pdf._objects(
            document,
            lambda word, place: (
                f"ZQ{word.upper()}QZ"
                if word in ("link", "destination", "filename", "fieldname") or rng.random() < 0.6
                else rng.choice(values)
            ),
        )
    else:
        document.docinfo["/Title"] = f"About {values[0]}"
        document.docinfo["/Subject"] = values[-1]
    return pdf.saved(document)


def _line(value: str, y: int, rng: random.Random) -> bytes:
    """A value on a page: alone, in a sentence, in a cell, in pieces, unseen."""
    cut = rng.randrange(2, len(value) - 2)
    how = rng.randrange(6)
    if how == 0:
        return pdf.show(value, y=y)
    if how == 1:
        return pdf.show(f"We have noted {value} for you, as was said.", y=y)
    if how == 2:
        return pdf.show("Reference", y=y) + pdf.show(value, x=240, y=y) + pdf.show("ok", 480, y)
    if how == 3:
        pieces = f"({value[:cut]}) -20 ({value[cut:]})".encode("cp1252")
        return b"BT /F1 12 Tf 72 %d Td [%b] TJ ET\n" % (y, pieces)
    if how == 4:
        return pdf.show(value, y=y, before="3 Tr") + pdf.show("seen", x=400, y=y, before="0 Tr")
    return pdf.show(value, y=y, before="1 1 1 rg") + pdf.show("seen", 400, y, before="0 g")


# ------------------------------------------------------------------------ pictures


def _labelled(values: Sequence[str], rng: random.Random) -> list[tuple[str, str]]:
    return [(rng.choice(("Noted", "Reference", "Contact", "Number")), value) for value in values]


def _picture(values: list[str], rng: random.Random) -> tuple[Image.Image, tuple[Box, ...]]:
    size, edge = rng.choice((24, 28, 32)), 30
    rows = _labelled(values[:6], rng)
    picture = pictures.lines([f"{word}: {value} end" for word, value in rows], size, edge)
    return picture, _boxes(rows, size, edge)


def _boxes(rows: list[tuple[str, str]], size: int, edge: int) -> tuple[Box, ...]:
    """Where `pictures.lines` draws the values, `edge` pixels from the corner."""
    letters, boxes = pictures.font(size), []
    for number, (word, value) in enumerate(rows):
        left = letters.getlength(f"{word}: ")
        _, top, _, bottom = letters.getbbox(value)
        x, y = edge + left, edge + number * size * 2
        boxes.append((int(x), int(y + top), int(x + letters.getlength(value)), int(y + bottom)))
    return tuple(boxes)


def _saved(picture: Image.Image, format: str, values: dict[str, str], rng: random.Random) -> bytes:
    out = io.BytesIO()
    said = rng.choice(list(values))
    if format == "png":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", said, zip=rng.random() < 0.5)
        picture.save(out, "PNG", pnginfo=notes)
    else:
        tags = Image.Exif()
        tags[0x010E] = said
        picture.save(out, "JPEG", quality=rng.choice((70, 92)), exif=tags, comment=said.encode())
    return out.getvalue()


# ------------------------------------------------------------------------ text


def _txt(values: list[str], rng: random.Random) -> bytes:
    return "\n".join(f"{w}: {v}, as agreed." for w, v in _labelled(values, rng)).encode()


def _csv(values: list[str], rng: random.Random) -> bytes:
    sign = rng.choice(",;\t")
    rows = [sign.join(("no", "word", "value", "more"))]
    for number, (word, value) in enumerate(_labelled(values, rng)):
        shown = f'"{value}"' if rng.random() < 0.4 else value
        rows.append(sign.join((str(number), word, shown, f'"see {rng.choice(values)} there"')))
    return "\r\n".join(rows).encode()


def _json(values: list[str], rng: random.Random) -> bytes:
    people = [{word: [value, {"seen": f"by {value}"}]} for word, value in _labelled(values, rng)]
    document = {"people": people, values[0]: 1, "number": int(_digits(values))}
    text = json.dumps(document, indent=rng.choice((None, 2)))
    escaped = "".join(f"\\u{ord(char):04x}" for char in values[1])
    return text.replace(values[1], escaped, 1).encode()


def _digits(values: list[str]) -> str:
    return next(value for value in values if value.isdigit() and len(value) == 11)


def _folded(line: str, rng: random.Random) -> str:
    at = rng.randrange(6, min(len(line) - 1, 70))
    return f"{line[:at]}\r\n {line[at:]}"


def _ics(values: list[str], rng: random.Random) -> bytes:
    v = [*values]
    rng.shuffle(v)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//x//y//EN",
        "BEGIN:VEVENT",
        "UID:1@example.org",
        "DTSTART:20260105T100000Z",
        _folded(f"SUMMARY:Talk with {v[0]} and more", rng),
        _folded(f"DESCRIPTION:one\\, two\\n{v[1]} and {v[2]}\\; end", rng),
        f"LOCATION:{v[3]}",
        f'ATTENDEE;CN="{v[4]}":mailto:guest@example.org',
        f"COMMENT:{v[5]}",
        f"CONTACT:{v[6]}",
        f"X-ALT-DESC;FMTTYPE=text/html:<p>{v[7][:3]}<b>{v[7][3:]}</b></p>",
        "BEGIN:VALARM",
        f"DESCRIPTION:{v[8]}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


def _vcf(values: list[str], rng: random.Random) -> bytes:
    v = [*values]
    rng.shuffle(v)
    quoted = "".join(f"={byte:02X}" for byte in v[1].encode())
    lines = [
        "BEGIN:VCARD",
        "VERSION:2.1",
        f"FN:{v[0]}",
        f"N;ENCODING=QUOTED-PRINTABLE:{quoted};x",
        _folded(f"NOTE:known as {v[2]}, also {v[3]}", rng),
        f"TEL;CELL:{v[4]}",
        "END:VCARD",
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"FN:{v[5]}",
        f"EMAIL:{v[6]}",
        f"X-OWN:{v[7]}",
        f"NICKNAME:{v[8]}",
        "END:VCARD",
        "",
    ]
    return "\r\n".join(lines).encode()


def _eml(values: list[str], rng: random.Random) -> bytes:
    v = [*values]
    rng.shuffle(v)
    mail = EmailMessage()
    mail["From"], mail["To"] = "sender@example.org", "guest@example.net"
    mail["Subject"] = f"About {v[0]} – as said"
    mail["X-Note"] = v[1]
    mail.set_content(f"Dear all,\n\n{v[2]} is noted – and {v[3]}.\n", cte=rng.choice(_CTE))
    mail.add_alternative(
        f"<p>{v[2][:4]}<b>{v[2][4:]}</b> and {v[3]}, {v[4]}</p>",
        subtype="html",
        cte=rng.choice(_CTE),
    )
    mail.add_attachment(_csv(v[5:8], rng), "text", "csv", filename="rows.csv")
    sheet = rng.choice(("docx", "xlsx", "odt"))
    mail.add_attachment(
        _marked(_MARKED[sheet], v[8:10], rng),
        "application",
        "octet-stream",
        filename=f"file.{sheet}",
    )
    inner = EmailMessage()
    inner["Subject"] = v[10]
    inner.set_content(base64.b64encode(b"nothing").decode() + f"\n{v[11]}\n")
    mail.add_attachment(inner)
    return mail.as_bytes()


_CTE = ("base64", "quoted-printable", "8bit")
_WRITTEN: dict[str, Callable[[list[str], random.Random], bytes]] = {
    "pdf": _pdf, "txt": _txt, "csv": _csv, "json": _json, "ics": _ics, "vcf": _vcf, "eml": _eml,
}  # fmt: skip
