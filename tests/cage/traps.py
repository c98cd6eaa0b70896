"""A cage server with one more family of files: those that do what hostile files make parsers do.

A trap is a file of a format of its own: ``MZ``, a blank, a word, padding.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import time

from dlp.model import Unread
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.formats import FORMATS, Format, Signature


def trap(word: str, rest: str = "") -> bytes:
    """A file that does what the word says."""
    return f"MZ {word} {rest} ".encode().ljust(128, b"\0")


def read(file: File, sink: Sink) -> None:
    word, rest = file.data[2:].decode().split()[:2]
    if word == "say":
        sink.text("page:1", rest)
        sink.property("Title", rest)
    elif word == "count":
        sink.text("", str(time.monotonic_ns()))
    elif word == "spin":
        while True:
            pass
    elif word == "sleep":
        time.sleep(float(rest))
        sink.text("", "slept")
    elif word == "grow":
        held = []
        while True:
            held.append(bytearray(os.urandom(1)) * 1_000_000)
    elif word == "take":
        bytearray(int(rest))
        sink.text("", "taken")
    elif word == "huge":
        bytearray(1 << 40)
    elif word == "long":
        sink.text("", "x" * int(rest))
    elif word == "fault":
        ctypes.string_at(0)
    elif word == "abort":
        ctypes.CDLL(None).abort()
    elif word == "exit":
        os._exit(0)
    elif word == "deep":
        raise RecursionError
    elif word == "refuse":
        raise CannotRead(Unread.BROKEN, "trap")
    elif word == "lie":
        # an intruder's own answer: over another file's part, in words that are none
        for number in range(3, 64):
            try:
                os.write(number, b"=" + (50).to_bytes(8, "big"))
            except OSError:
                continue
        os._exit(0)
    elif word == "surrogate":
        sink.text("", "a\ud800b")


TRAP = Format(
    name="trap",
    title="trap",
    contents="nothing",
    signatures=(Signature(b"MZ "),),
    read="traps:read",
)

if __name__ == "__main__":
    FORMATS.register(TRAP)
    runpy.run_module("dlp.cage.server", run_name="__main__")
