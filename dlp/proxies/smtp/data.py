"""The end of DATA, and what must not stand before it (RFC 5321 §4.1.1.4, §4.5.2; RFC 3030).

Only CRLF.CRLF ends a message. A bare CR or LF is a line end to some mail servers and none to
others, which is how one mail is smuggled inside another (CVE-2023-51764, -51765, -51766), so data
that holds one is refused, or normalised where the listener says so; a NUL is always refused.

Nothing here works line by line: a block is searched and counted as a whole, at most four bytes are
held back between blocks, and it does not matter how the data is cut into blocks.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from dlp.model import Payload
from dlp.proxies.smtp.limits import BufferBudget
from dlp.smtp.wire import DOT, clean
from dlp.spool import SpoolWriter

_END = b"\r\n.\r\n"
_ANY_END = re.compile(rb"\r\n|\r|\n")


class DataSplitter:
    """DATA as it is on the wire → the message, and what follows its end."""

    __slots__ = ("_carry", "_normalise", "_skip", "unclean")

    def __init__(self, normalise: bool = False) -> None:
        # The CRLF of the DATA command counts as the line end before the first line.
        self._carry = b"\r\n"
        self._skip = 2
        self._normalise = normalise
        #: a bare CR or LF (unless normalised) or a NUL was seen
        self.unclean = False

    def feed(self, data: bytes) -> tuple[bytes, bytes | None]:
        """The next block of the message, and the bytes after its end (None while it goes on)."""
        buffer = self._carry + data
        dot = DOT.search(buffer)
        at = buffer.find(_END, dot.start()) if dot else -1
        rest: bytes | None = None
        if at >= 0:
            block, rest = buffer[: at + 2], buffer[at + 5 :]
        else:
            keep = _held_back(buffer)
            block, self._carry = buffer[: len(buffer) - keep], buffer[len(buffer) - keep :]
        if not block:
            return b"", rest
        wrong = not clean(block)
        if dot and dot.end() <= len(block):
            block = block.replace(b"\r\n.", b"\r\n")
        if self._skip:
            block, self._skip = block[2:], 0
        if wrong:
            if self._normalise and b"\0" not in block:
                block = _ANY_END.sub(b"\r\n", block)
            else:
                self.unclean = True
        return block, rest


def _held_back(buffer: bytes) -> int:
    """How many bytes at the end could be the start of the end of data."""
    if buffer.endswith(b"\r"):
        return 4 if buffer.endswith(b"\r\n.\r") else 1
    if buffer.endswith(b"\r\n"):
        return 2
    return 3 if buffer.endswith(b"\r\n.") else 0


class ChunkSplitter:
    """The octets of BDAT chunks → the message. Chunks have sizes, so there is no end to find."""

    __slots__ = ("_carry", "_left", "_normalise", "unclean")

    def __init__(self, normalise: bool = False) -> None:
        self._carry = b""
        self._normalise = normalise
        self._left = 0
        self.unclean = False

    def expect(self, size: int) -> None:
        """Another chunk of `size` octets comes."""
        self._left = size

    def feed(self, data: bytes) -> tuple[bytes, bytes | None]:
        """As `DataSplitter.feed`, to the end of the chunk."""
        rest: bytes | None = None
        if len(data) >= self._left:
            data, rest = data[: self._left], data[self._left :]
        self._left -= len(data)
        block, self._carry = self._carry + data, b""
        if block.endswith(b"\r"):
            block, self._carry = block[:-1], b"\r"
        return self._checked(block), rest

    def finish(self, ends_line: bool) -> bytes:
        """What is still held back, after the last chunk. A message that does not end in CRLF gets
        one, because DATA, in which it goes on, cannot say otherwise (RFC 3030 §3)."""
        block, self._carry = self._checked(self._carry), b""
        return block or (b"" if ends_line else b"\r\n")

    def _checked(self, block: bytes) -> bytes:
        if not clean(block):
            if self._normalise and b"\0" not in block:
                return _ANY_END.sub(b"\r\n", block)
            self.unclean = True
        return block


class IntakeError(StrEnum):
    """Why a message that is still being received will be refused at its end."""

    SIZE = "size"
    UNCLEAN = "unclean"
    BUFFER = "buffer"
    DISK = "disk"


class MessageIntake:
    """One message on its way in: bounded, spooled, checked. After an error it only drains."""

    __slots__ = ("_budget", "_last_two", "_limit", "_taken", "_writer", "error", "splitter")

    def __init__(
        self,
        splitter: DataSplitter | ChunkSplitter,
        budget: BufferBudget,
        limit: int,
        folder: Path,
        spill_above: int,
    ) -> None:
        self.splitter = splitter
        self._budget = budget
        self._limit = limit
        self._writer = SpoolWriter(folder, spill_above)
        self._taken = 0
        self._last_two = b"\r\n"
        self.error: IntakeError | None = None

    def feed(self, data: bytes) -> bytes | None:
        """Takes what came; the bytes after the end of the message (of the chunk), else None."""
        block, rest = self.splitter.feed(data)
        self._keep(block)
        return rest

    def _keep(self, block: bytes) -> None:
        if self.splitter.unclean and self.error is None:
            self._give_up(IntakeError.UNCLEAN)
        if self.error is not None or not block:
            return
        size = len(block)
        if self._limit and self._taken + size > self._limit:
            self._give_up(IntakeError.SIZE)
        elif not self._budget.reserve(size):
            self._give_up(IntakeError.BUFFER)
        else:
            self._taken += size
            try:
                self._writer.write(block)
            except OSError:
                self._give_up(IntakeError.DISK)
            self._last_two = block[-2:] if size > 1 else self._last_two[-1:] + block

    def _give_up(self, error: IntakeError) -> None:
        self.error = error
        self._writer.discard()
        self.release()

    def finish(self) -> Payload | None:
        """The whole message, or None after an error. Its bytes stay reserved until `release`."""
        if isinstance(self.splitter, ChunkSplitter):
            self._keep(self.splitter.finish(self._last_two == b"\r\n"))
        return None if self.error is not None else self._writer.finish()

    def release(self) -> None:
        """Gives back the bytes that the message reserved. Harmless when called again."""
        self._budget.release(self._taken)
        self._taken = 0
