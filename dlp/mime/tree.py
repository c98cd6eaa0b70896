"""The shape of a parsed message: parts and header fields as offsets into the original bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp.mime.params import Param


@dataclass(frozen=True, slots=True)
class Field:
    """One header field: ``data[start:end]``, its value ``data[value_start:value_end]``.

    `name` is in lower case. The value is raw: folds and encoded words are still in it.
    `end` lies after the last line end, `value_end` before it.
    """

    name: str
    start: int
    value_start: int
    value_end: int
    end: int
    #: False for ``Name : value``, which some parsers do not take for a field
    plain: bool = True


@dataclass(slots=True, eq=False)
class Part:
    """One MIME part (or the message itself): header ``data[start:body_start]``, body
    ``data[body_start:body_end]``. Offsets count from the first byte of the parsed message."""

    start: int
    parent: Part | None = None
    fields: tuple[Field, ...] = ()
    body_start: int = 0
    body_end: int = 0
    media_type: str = "text/plain"
    params: tuple[Param, ...] = ()
    #: content transfer encoding: 7bit, 8bit, binary, base64, quoted-printable, x-uuencode, or
    #: what stood there
    encoding: str = "7bit"
    #: attachment, inline or what stood there; "" where nothing did
    disposition: str = ""
    disposition_params: tuple[Param, ...] = ()
    boundary: bytes = b""
    children: list[Part] = field(default_factory=list)
    #: what stands between the delimiters but in no part: preamble and epilogues
    gaps: list[tuple[int, int]] = field(default_factory=list)
    #: why two parsers may read this part differently; () where none should
    faults: tuple[str, ...] = ()
    #: a limit was met here: header bytes, nesting, or (at the root) number of parts and fields
    oversize: tuple[str, ...] = ()
    depth: int = 0

    @property
    def is_multipart(self) -> bool:
        """Its body was taken apart at a boundary."""
        return bool(self.boundary)

    @property
    def is_message(self) -> bool:
        """Its body is one message, read in place as the only child."""
        return not self.boundary and bool(self.children)

    @property
    def charset(self) -> str:
        """The charset parameter as it stood, or ""."""
        return self.param("charset")

    def param(self, name: str) -> str:
        """The first Content-Type parameter of that name, decoded, or ""."""
        return next((param.value for param in self.params if param.name == name), "")

    @property
    def names(self) -> tuple[str, ...]:
        """Every file name a client may show for this part, without repeats."""
        found = [p.value for p in self.disposition_params if p.name == "filename"]
        found += [p.value for p in self.params if p.name == "name"]
        return tuple(dict.fromkeys(name for name in found if name))

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in the order they stand, without recursion."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))

    def values(self, data: bytes, name: str) -> list[bytes]:
        """Raw values of all fields of that (lower-case) name."""
        return [data[f.value_start : f.value_end] for f in self.fields if f.name == name]
