"""A calendar and a card: every property, folded, quoted-printable, with files in them."""

from __future__ import annotations

import base64

from files import Made
from files.opc import Markers


def _folded(line: str, at: int) -> str:
    return f"{line[:at]}\r\n {line[at:]}"


def ics() -> Made:
    """An appointment."""
    mark = Markers("ics")
    file = base64.b64encode(f"a file, {mark('attach 1')}".encode()).decode()
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"X-WR-CALNAME:{mark('main text')}",
        "BEGIN:VEVENT",
        _folded(f"SUMMARY:Talk {mark('main text')}", 17),
        f"DESCRIPTION:a\\, b\\n{mark('main text')}",
        f'LOCATION;ALTREP="http://x/{mark("main text")}":x',
        f"ATTENDEE;CN={mark('main text')}:mailto:a@example.org",
        f"COMMENT:{mark('main text')}",
        f"X-ALT-DESC;FMTTYPE=text/html:<p>{mark('main text')}</p>",
        _folded(f"ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:{file}", 70),
        "BEGIN:VALARM",
        f"DESCRIPTION:{mark('main text')}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return Made("ics", "talk.ics", "\r\n".join(lines).encode(), mark.places)


def vcf() -> Made:
    """A card of version 2.1, and one of 4.0."""
    mark = Markers("vcf")
    file = base64.b64encode(f"a file, {mark('logo 1')}".encode()).decode()
    other = base64.b64encode(f"another file, {mark('data 1')}".encode()).decode()
    quoted = "".join(f"={ord(char):02X}" for char in mark("main text"))
    lines = [
        "BEGIN:VCARD",
        "VERSION:2.1",
        f"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted};=C3=A4",
        f"NOTE:{mark('main text')}",
        _folded(f"TEL;CELL:+1 {mark('main text')}", 15),
        f"LOGO;ENCODING=BASE64;TYPE=X:{file}",
        f"X-{mark('main text')}:x",
        "END:VCARD",
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"FN:{mark('main text')}",
        f"PHOTO:data:text/plain;base64,{other}",
        "END:VCARD",
        "",
    ]
    return Made("vcf", "anna.vcf", "\r\n".join(lines).encode(), mark.places)


def made() -> list[Made]:
    """All of them."""
    return [ics(), vcf()]
