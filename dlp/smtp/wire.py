"""Message data on the wire: transparency (RFC 5321 §4.5.2) and clean line ends (§2.3.8).

What we send holds CRLF and nothing else for a line end, and no NUL: a mail server behind us may
trust our address and read a bare LF as the end of a line (SMTP smuggling, CVE-2023-51764 and its
kin), so our output must be clean by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# Whole-block searches, chosen by measurement: a literal regex runs at 3 GB/s, where counting or
# finding a two-byte string runs at 0.4.
_BARE_CR = re.compile(rb"\r(?!\n)")
_BARE_LF = re.compile(rb"\n(?<!\r\n)")
#: a line that starts with a dot
DOT = re.compile(rb"\r\n\.")


def clean(block: bytes) -> bool:
    """Whether every CR and LF stands in a CRLF, and no NUL is there."""
    return not (b"\0" in block or _BARE_CR.search(block) or _BARE_LF.search(block))


class Unclean(ValueError):
    """Message data with a bare CR, a bare LF or a NUL. Nothing of it may be relayed."""

    def __init__(self) -> None:
        super().__init__("message data with a bare CR, LF or NUL")


def stuffed(chunks: Iterable[bytes], *, trusted: bool = False) -> Iterator[bytes]:
    """The chunks dot-stuffed and ended by CRLF.CRLF, at most two bytes held back.

    Raises Unclean at the first chunk that is not clean, unless `trusted` says that the caller has
    checked every byte. The receiver must then never see an end of data.
    """
    line_start, held = True, b""
    for chunk in chunks:
        block = held + chunk if held else chunk
        if block.endswith(b"\r"):  # its LF may be in the next chunk
            block, held = block[:-1], b"\r"
        else:
            held = b""
        if not block:
            continue
        if not trusted and not clean(block):
            raise Unclean
        starts_with_dot = line_start and block[0] == 0x2E
        line_start = block.endswith(b"\r\n")
        if DOT.search(block):
            block = block.replace(b"\r\n.", b"\r\n..")
        yield b"." + block if starts_with_dot else block
    if held:
        raise Unclean
    yield b".\r\n" if line_start else b"\r\n.\r\n"
