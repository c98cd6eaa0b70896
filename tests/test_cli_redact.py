"""`dlp redact`: files come out without what was found, or not at all."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

CARD = "4111 1111 1111 1111"
TEXT = f"the card is {CARD}, thank you\n"


def dlp(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dlp", "redact", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.slow
def test_files_of_several_kinds_come_out_clean_and_the_originals_stay(tmp_path: Path) -> None:
    plain, packed, mail = tmp_path / "a.txt", tmp_path / "b.zip", tmp_path / "c.eml"
    plain.write_text(TEXT)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/a.txt", TEXT)
        archive.writestr("other.txt", "nothing here")
    message = EmailMessage()
    message["Subject"] = "two files"
    message.set_content("see the files")
    message.add_attachment(packed.read_bytes(), "application", "zip", filename="b.zip")
    message.add_attachment(bytes(range(256)) * 3, "application", "x-odd", filename="odd.bin")
    mail.write_bytes(bytes(message))
    out = tmp_path / "out"
    done = dlp(plain, packed, mail, "-o", out)
    assert done.returncode == 3, done.stderr
    said = " ".join(done.stderr.split())
    assert "c.eml: odd.bin: a part of it cannot be read; --drop takes" in said
    assert CARD not in done.stdout + done.stderr
    assert (out / "a.txt").read_text() == TEXT.replace(CARD, "[CREDIT_CARD removed]")
    with zipfile.ZipFile(out / "b.zip") as archive:
        assert CARD not in archive.read("inner/a.txt").decode()
        assert archive.read("other.txt") == b"nothing here"
    assert not (out / "c.eml").exists()
    assert plain.read_text() == TEXT
    again = dlp(mail, "-o", out, "--drop")
    assert again.returncode == 0, again.stderr
    assert b"odd.bin.removed.txt" in (out / "c.eml").read_bytes()


@pytest.mark.slow
def test_nothing_is_overwritten(tmp_path: Path) -> None:
    source, other = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text(TEXT)
    other.write_text("mine")
    for arguments, said in [
        ((source, "-o", source), "is the file itself"),
        ((source, "-o", other), "is there already"),
        ((source, source, "-o", tmp_path / "new"), "two files would get this name"),
        ((source, tmp_path / "c.txt", "-o", other), "is a file"),
    ]:
        done = dlp(*arguments)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert other.read_text() == "mine"
    assert source.read_text() == TEXT
