"""The whole inspection under hostile files: each ends with its reason, memory stays bounded, and
ordinary mail is answered all the while."""

from __future__ import annotations

import asyncio
import base64
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from dlp.cage import launch
from dlp.config import Config, InspectionSettings
from dlp.model import Examination, Held, Message, Sender
from dlp.workers import Pool

WORD = "wordprocessingml.document.main+xml"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
GIGABYTE = 1024**3


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(name, data)
    return out.getvalue()


def docx(document: bytes) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="x/{WORD}"/></Types>'
    return zipped(("[Content_Types].xml", types.encode()), ("word/document.xml", document))


def nest(data: bytes, depth: int, wide: int = 1) -> bytes:
    for level in range(depth):
        data = zipped(*((f"{level}-{each}.zip", data) for each in range(wide)))
    return data


def pdf(objects: bytes) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + objects
        + (b"\ntrailer<</Root 1 0 R>>\n")
    )


def flate() -> bytes:
    stream = zlib.compress(zlib.compress(bytes(200_000_000), 6), 9)
    return pdf(
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n"
        % len(stream)
        + stream
        + b"\nendstream endobj"
    )


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", sum_)

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(400_000), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*each) for each in ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    )


def laughs() -> bytes:
    levels = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    head = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "lol">' + levels + b"]>"
    body = f"<w:document xmlns:w='{NAMESPACE}'><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p>"
    return docx(head + body.encode() + b"</w:body></w:document>")


def trap(word: str, number: int) -> bytes:
    return f"MZ {word} {number} ".encode().ljust(128, b"\0")


def hostile() -> Iterator[tuple[str, bytes, set[str]]]:
    """Name, content, the reasons that are right."""
    ends = {"too-large", "timed-out"}
    yield "42.zip", nest(zipped(("0.dll", bytes(100_000_000))), 3, 16), ends
    yield "deep.zip", nest(zipped(("a.txt", b"x")), 200), {"too-large"}
    yield "flate.pdf", flate(), ends
    yield "loop.pdf", pdf(b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>endobj"), {"broken"}
    yield "laughs.docx", laughs(), {"too-large", "broken"}
    yield "picture.png", picture(), {"too-large"}
    for number in range(2):
        yield f"spin{number}.dat", trap("spin", number), {"timed-out"}
        yield f"grow{number}.dat", trap("grow", number), ends
    yield "fault.dat", trap("fault", 0), {"crashed"}


def mail(name: str = "", data: bytes = b"") -> Message:
    lines = [
        "From: a@example.org",
        "Subject: hello",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "The figures for March are there.",
    ]
    if data:
        lines += [
            "--b",
            "Content-Type: application/octet-stream",
            f"Content-Disposition: attachment; filename={name}",
            "Content-Transfer-Encoding: base64",
            "",
            base64.encodebytes(data).decode().replace("\n", "\r\n"),
        ]
    text = "\r\n".join([*lines, "--b--", ""])
    return Message(
        id="T",
        protocol="smtp",
        sender=Sender("a@example.org"),
        destinations=(),
        media_type="message/rfc822",
        payload=Held(text.encode()),
    )


def reasons(examination: Examination) -> set[str]:
    return {str(each.detail["reason"]) for each in examination.findings if "reason" in each.detail}


def taken() -> int:
    """Bytes that all our processes hold together, shared ones once (proc(5), smaps_rollup)."""
    total = 0
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        try:
            rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        except OSError:
            continue  # it ended just now
        total += sum(
            int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")
        )
    return total


@pytest.mark.slow
@pytest.mark.skipif(not os.access("/proc/self/smaps_rollup", os.R_OK), reason="no smaps_rollup")
def test_the_service_stands_hostile_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "cage"))
    monkeypatch.setattr(launch, "SERVER", "traps")
    files = list(hostile())
    ours = taken()
    config = Config(
        inspection=InspectionSettings.model_validate({"budget": 200, "files": {"budget": 8}})
    )

    async def work(pool: Pool) -> None:
        begun = [asyncio.create_task(pool.examine(mail(name, data))) for name, data, _ in files]
        most = answered = 0
        while not all(each.done() for each in begun):
            assert not reasons(await pool.examine(mail()))
            answered += 1
            most = max(most, await asyncio.to_thread(taken))
            await asyncio.sleep(0.1)
        for (name, _, right), each in zip(files, begun, strict=True):
            found = reasons(each.result())
            assert found and found <= right, name
        assert answered > 10
        assert most - ours < GIGABYTE

    async def main() -> None:
        pool = Pool(config)
        await pool.start()
        try:
            await work(pool)
        finally:
            await pool.aclose()

    asyncio.run(main())
