"""Hostile files and mails through the whole inspection: what each one ends with and when, the peak
memory of all processes together, and what ordinary mail notices meanwhile.

    python bench/hostile.py

Every case is a mail that arrives while an ordinary mail is examined twenty times a second. A case
is right when it ends before its budget with one of the reasons that say what is wrong with it;
"harmless" is one that other parsers fall for and that reads normally here.
"""

from __future__ import annotations

import asyncio
import base64
import io
import os
import random
import statistics
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dlp.config import Config
from dlp.model import Held, Message, Sender
from dlp.workers import Pool

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CT = "application/vnd.openxmlformats-officedocument."
ENOUGH = ("too-large",)
STOPPED = ("too-large", "timed-out")
WRONG = ("broken", "crashed", "type", "silent", "too-large", "encrypted")
HARMLESS = ("harmless",)


@dataclass(frozen=True)
class Case:
    """A hostile mail, and the reasons it may end with."""

    name: str
    mail: bytes
    reasons: tuple[str, ...]


def zipped(*members: tuple[str, bytes]) -> bytes:
    """A ZIP of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def office(part: str, kind: str, content: bytes) -> bytes:
    """An Office file whose main part is `content`."""
    types = f'<Types><Override PartName="/{part}" ContentType="{CT}{kind}.main+xml"/></Types>'
    return zipped(("[Content_Types].xml", types.encode()), (part, content))


def document(body: bytes, head: bytes = b"") -> bytes:
    """A Word document with that body."""
    text = head + f"<w:document xmlns:w='{WORD}'><w:body>".encode() + body
    return office(
        "word/document.xml", "wordprocessingml.document", text + b"</w:body></w:document>"
    )


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects; the first is the page tree, 2 0."""
    out = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    for number, each in enumerate(objects, 2):
        out += b"%d 0 obj%bendobj\n" % (number, each)
    return out + b"trailer<</Root 1 0 R>>\n"


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%b/Length %d>>stream\n%b\nendstream " % (more, len(data), data)


def page(more: bytes = b"") -> tuple[bytes, bytes]:
    """A page tree with one page, 3 0, whose contents are 4 0."""
    return (
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R%b>>" % more,
    )


def files() -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """File name, content, reasons."""
    one = zipped(("0.dll", bytes(200_000_000)))
    layer = one
    for _ in range(4):
        layer = zipped(*((f"lib{at}.zip", layer) for at in range(16)))
    yield "42.zip", layer, ENOUGH
    deep = zipped(("a.txt", b"x"))
    for _ in range(200):
        deep = zipped(("a.zip", deep))
    yield "200-deep.zip", deep, ENOUGH
    yield "20000-members.zip", zipped(*((f"{at}", b"") for at in range(20_000))), ENOUGH
    yield "cut.zip", one[:100_000], WRONG
    double = zlib.compress(zlib.compress(bytes(200_000_000), 6), 9)
    flate = stream(double, b"/Filter[/FlateDecode/FlateDecode]")
    yield "flate.pdf", pdf(*page(), flate), ENOUGH
    yield "kids-loop.pdf", pdf(b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"), WRONG
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
    resources = b"/Resources<</XObject<</F 5 0 R>>>>"
    loop = pdf(*page(resources), stream(b"/F Do"), stream(b"/F Do", form + resources))
    yield "form-loop.pdf", loop, (*WRONG, "timed-out")
    forms = [
        stream(b"/F Do " * 10, form + b"/Resources<</XObject<</F %d 0 R>>>>" % (at + 1))
        for at in range(5, 25)
    ]
    last = stream(b"BT (x) Tj ET", form)
    yield "form-tree.pdf", pdf(*page(resources), stream(b"/F Do"), *forms, last), STOPPED
    entities = (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "lol">'
        + b"".join(b'<!ENTITY a%d "%b">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, 12))
        + b"]>"
    )
    text = b"<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>"
    yield "laughs.docx", document(text, entities), WRONG
    outside = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>'
    yield "outside.docx", document(text, outside), WRONG
    yield "bomb.docx", document(b"<w:p/>" * 30_000_000), STOPPED
    yield "deep.docx", document(b"<w:p>" * 100_000 + b"</w:p>" * 100_000), WRONG
    cells = b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>'
    sheet = f"<worksheet xmlns='{SHEET}'><sheetData>".encode() + cells + b"</sheetData></worksheet>"
    book = zipped(
        (
            "[Content_Types].xml",
            f'<Types><Override PartName="/xl/workbook.xml" ContentType="{CT}'
            f'spreadsheetml.sheet.main+xml"/></Types>'.encode(),
        ),
        (
            "xl/workbook.xml",
            f"<workbook xmlns='{SHEET}'><sheets><sheet name='a' sheetId='1'/>"
            f"</sheets></workbook>".encode(),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    )
    yield "sparse.xlsx", book, HARMLESS
    table = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body>'
        b'<office:spreadsheet><table:table table:name="a"><table:table-row '
        b'table:number-rows-repeated="1048576"><table:table-cell '
        b'table:number-columns-repeated="16384" office:value="7"/></table:table-row></table:table>'
        b"</office:spreadsheet></office:body></office:document-content>"
    )
    kind = ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")
    yield "sparse.ods", zipped(kind, ("content.xml", table)), HARMLESS
    yield "spaces.rtf", b"{\\rtf1 " + b" " * 30_000_000 + b"}", HARMLESS
    yield "braces.rtf", b"{\\rtf1 " + b"{" * 1_000_000, (*WRONG, *HARMLESS)

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(400_000), 9)
    picture = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
    yield "40000.png", picture, ENOUGH
    chance = random.Random(7)
    yield "junk.pdf", b"%PDF-1.7\n" + chance.randbytes(300_000), WRONG
    yield "junk.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(300_000), WRONG
    yield "junk.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + chance.randbytes(300_000), WRONG
    yield "junk.docx", zipped(("[Content_Types].xml", chance.randbytes(9000))), WRONG
    yield (
        "attributes.html",
        b"<p " + b"".join(b"a%d=1 " % n for n in range(200_000)) + b">",
        (*STOPPED, *HARMLESS),
    )
    yield "deep.html", b"<div>" * 300_000 + b"x", (*STOPPED, *HARMLESS)


def cases() -> Iterator[Case]:
    """All of them; mails that are hostile themselves at the end."""
    for name, data, reasons in files():
        yield Case(name, mail(f"see {name}", name, data), reasons)
    words = b" ".join(b"=?utf-8?q?w%d?=" % n for n in range(100_000))
    yield Case("100,000 encoded words", b"Subject: " + words + b"\r\n\r\nx\r\n", ("too-large",))
    parts = b"--b\r\n\r\nx\r\n" * 200_000
    top = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    yield Case("200,000 parts", top + parts + b"--b--\r\n", ("too-large",))
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    )
    yield Case("3,000 nested multiparts", nested + b"\r\nx\r\n", ("too-large",))


def mail(text: str, name: str = "", data: bytes = b"") -> bytes:
    """A mail, with a file where `data` is given."""
    lines = [
        "From: a@example.org",
        "To: b@example.net",
        "Subject: hello",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        text,
    ]
    if data:
        kind = "text/html" if name.endswith(".html") else "application/octet-stream"
        lines += [
            "--b",
            f"Content-Type: {kind}",
            f"Content-Disposition: attachment; filename={name}",
            "Content-Transfer-Encoding: base64",
            "",
            base64.encodebytes(data).decode(),
        ]
    return "\r\n".join([*lines, "--b--", ""]).replace("\r\n", "\n").replace("\n", "\r\n").encode()


def message(data: bytes) -> Message:
    """As the gateway would hand it over."""
    return Message(
        id="BENCH",
        protocol="smtp",
        sender=Sender("a@example.org"),
        destinations=(),
        media_type="message/rfc822",
        payload=Held(data),
    )


#: prints the peak of the proportional set size of a process and all below it, in bytes
SAMPLER = """
import sys, time, psutil
above, peak, own = psutil.Process(int(sys.argv[1])), 0, psutil.Process().pid
while True:
    total = 0
    for each in above.children(recursive=True):
        try:
            for line in open(f"/proc/{each.pid}/smaps_rollup") if each.pid != own else ():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except (OSError, psutil.Error):
            pass
    if total > peak:
        peak = total
        print(peak, flush=True)
    time.sleep(0.1)
"""
ORDINARY = mail(
    "Dear Mary, the invoice for March is DE89 3704 0044 0532 0130 00, please call +49 30 901820. "
    * 15
)


async def measure() -> int:
    """All of it; 1 where a case was wrong or too much memory was taken."""
    every = list(cases())
    settings = Config()
    pool = Pool(settings)
    await pool.start()

    async def ordinary(enough: Callable[[int], bool]) -> list[float]:
        times: list[float] = []
        while not enough(len(times)):
            began = time.perf_counter()
            await pool.examine(message(ORDINARY))
            times.append(time.perf_counter() - began)
            await asyncio.sleep(0.05)
        return times

    async def hostile(case: Case) -> tuple[Case, float, list[str]]:
        began = time.perf_counter()
        examination = await pool.examine(message(case.mail))
        took = time.perf_counter() - began
        reasons = [
            str(one.detail["reason"]) for one in examination.findings if "reason" in one.detail
        ]
        return case, took, reasons

    await ordinary(lambda n: n >= 5)
    sampler = subprocess.Popen(
        ["nice", sys.executable, "-c", SAMPLER, str(os.getpid())],
        stdout=subprocess.PIPE,
        text=True,
    )
    quiet = await ordinary(lambda n: n >= 100)
    tasks = [asyncio.create_task(hostile(case)) for case in every]
    busy = await ordinary(lambda _: all(task.done() for task in tasks))
    sampler.terminate()
    peaks = [int(line) for line in sampler.communicate()[0].splitlines()]
    wrong = 0
    for case, took, reasons in (task.result() for task in tasks):
        good = took < settings.inspection.budget + 1 and (
            any(one in case.reasons for one in reasons or HARMLESS)
        )
        wrong += not good
        said = ", ".join(dict.fromkeys(reasons)) or "harmless"
        print(f"{case.name:<26}{took:>7.2f} s   {said:<32}{'' if good else 'NOT RIGHT'}")
    ratio = statistics.median(busy) / statistics.median(quiet)
    print(
        f"\n{len(every)} cases, {wrong} not right; peak memory of all processes of the "
        f"inspection together {peaks[-1] / 1e6:.0f} MB"
    )
    print(
        f"ordinary mail meanwhile: median {statistics.median(busy) * 1000:.1f} ms beside "
        f"{statistics.median(quiet) * 1000:.1f} ms before: {ratio:.2f} times, over {len(busy)} "
        f"mails"
    )
    await pool.aclose()
    return int(bool(wrong) or peaks[-1] > 1024**3)


if __name__ == "__main__":
    sys.exit(asyncio.run(measure()))
