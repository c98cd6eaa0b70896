"""Attached files: what the cage costs, our readers beside the best single libraries on the same
real files, and a stream of mails with attachments beside the same stream without.

    python bench/files.py

Real files are those of bench/corpora.py. A single library gives the text that people see, warm and
in its own process; ours reads every hiding place, in a fresh process that is locked down, for each
file. Milliseconds are medians; ratios compare medians measured in this run.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import corpora  # noqa: E402
import places  # noqa: E402

from dlp.cage.launch import launched  # noqa: E402
from dlp.config import Config, InspectionSettings  # noqa: E402
from dlp.model import Destination, Held, Message, Sender  # noqa: E402
from dlp.read.base import PartContent  # noqa: E402
from dlp.read.files import LocalFileReader  # noqa: E402
from dlp.workers import Pool  # noqa: E402

#: type → single libraries to stand beside
BESIDE = {"pdf": ("pdfium", "xberg"), "docx": ("docx", "xberg"), "xlsx": ("calamine", "xberg")}
MOST = 60
MAILS = 300


def main() -> int:
    """Prints three tables."""
    files: dict[str, list[tuple[str, bytes]]] = {kind: [] for kind in BESIDE}
    for name, data in corpora.files():
        kind = name.rpartition(".")[2].lower()
        if kind in files and len(files[kind]) < MOST and "broken" not in name:
            files[kind].append((f"{len(files[kind]):03}.{kind}", data))
    limits = InspectionSettings.model_validate({"files": {"ocr": False, "cache": 0}})
    with launched(limits) as (client, _):
        _cage(client.read, limits)
        print()
        print(
            f"{'type':<6}{'files':>6}{'ours ms':>9}{'library':>10}{'ms':>8}{'ours takes':>12}"
            f"{'our text / its text':>21}"
        )
        for kind, some in files.items():
            ours, characters = _read(client.read, some, limits)
            with tempfile.TemporaryDirectory() as folder:
                for name, data in some:
                    (Path(folder) / name).write_bytes(data)
                for library in BESIDE[kind]:
                    theirs, said = _single(library, folder)
                    print(
                        f"{kind:<6}{len(some):>6}{ours * 1000:>9.1f}{library:>10}"
                        f"{theirs * 1000:>8.1f}{ours / theirs:>11.1f}x"
                        f"{characters / max(said, 1):>20.1f}x"
                    )
    print()
    asyncio.run(_stream(files))
    return 0


def _cage(read: Callable[..., object], limits: InspectionSettings) -> None:
    """The same tiny archive, read here and in the cage."""
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "nothing")
    item = PartContent("file", "application/zip", buffer.getvalue(), name="a.zip")
    both = []
    for reader in (LocalFileReader().read, read):
        times = []
        for _ in range(100):
            began = time.perf_counter()
            reader(item, limits)
            times.append(time.perf_counter() - began)
        both.append(statistics.median(times) * 1000)
    print(
        f"a ZIP of one line: {both[0]:.1f} ms in this process, {both[1]:.1f} ms in a caged one "
        f"of its own: the cage costs {both[1] - both[0]:.1f} ms a file"
    )


def _read(
    read: Callable[..., object], some: Sequence[tuple[str, bytes]], limits: InspectionSettings
) -> tuple[float, int]:
    times, characters = [], 0
    for name, data in some:
        item = PartContent("file", "", data, name=name)
        began = time.perf_counter()
        reading = read(item, limits)
        times.append(time.perf_counter() - began)
        characters += sum(len(each.text) for each in reading.passages)  # type: ignore[attr-defined]
    return statistics.median(times), characters


def _single(library: str, folder: str) -> tuple[float, int]:
    python = places.installed()
    done = subprocess.run(
        [str(python), str(ROOT / "bench" / "extract" / "clock.py"), library, folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=900,
    )
    records = [json.loads(line) for line in done.stdout.splitlines()]
    return (
        statistics.median(record["seconds"] for record in records),
        sum(record["characters"] for record in records),
    )


async def _stream(files: dict[str, list[tuple[str, bytes]]]) -> None:
    """Every third mail carries a document, a sheet or a PDF of at most 200 kB."""
    few = [each for some in files.values() for each in some if len(each[1]) < 200_000]
    rates = {}
    for attached in (False, True):
        pool = Pool(
            Config.model_validate(
                {"inspection": {"queue": 1000, "files": {"ocr": False, "cache": 0}}}
            )
        )
        await pool.start()
        messages = [
            _message(n, few[n % len(few)] if attached and n % 3 == 0 else None)
            for n in range(MAILS)
        ]
        await asyncio.gather(*(pool.examine(one) for one in messages[:20]))
        began = time.perf_counter()
        await asyncio.gather(*(pool.examine(one) for one in messages))
        rates[attached] = MAILS / (time.perf_counter() - began)
        await pool.aclose()
    print(
        f"a stream of {MAILS} mails through two inspection workers: {rates[False]:.0f} a second "
        f"without files, {rates[True]:.0f} with a file at every third "
        f"({rates[True] / rates[False]:.2f} of it)"
    )


def _message(number: int, file: tuple[str, bytes] | None) -> Message:
    mail = EmailMessage()
    mail["Subject"] = f"Report {number}"
    mail.set_content(f"Dear all,\n\nplease find number {number} of the series.\n\nRegards\n" * 5)
    if file is not None:
        mail.add_attachment(file[1], "application", "octet-stream", filename=file[0])
    return Message(
        id=f"M{number}",
        protocol="smtp",
        sender=Sender("a@example.org"),
        destinations=(Destination("b@example.net"),),
        media_type="message/rfc822",
        payload=Held(re.sub(rb"\r?\n", b"\r\n", bytes(mail))),
    )


if __name__ == "__main__":
    sys.exit(main())
