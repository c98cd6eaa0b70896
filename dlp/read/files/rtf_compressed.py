"""Compressed RTF of messages ([MS-OXRTFCP])."""

from __future__ import annotations

import struct

_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_LZFU, _PLAIN = 0x75465A4C, 0x414C454D


def decompress(data: bytes) -> bytes:
    """The RTF. Raises ValueError for what is none."""
    if len(data) < 16:
        raise ValueError("too short")
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    body = data[16:]
    if kind == _PLAIN:
        return body[:size]
    if kind != _LZFU:
        raise ValueError("unknown compression")
    window = bytearray(4096)
    window[: len(_START)] = _START
    write = len(_START)
    out = bytearray()
    at = 0
    while at < len(body) and len(out) < size:
        control = body[at]
        at += 1
        for bit in range(8):
            if at >= len(body) or len(out) >= size:
                break
            if control >> bit & 1:
                if at + 2 > len(body):
                    return bytes(out)
                (token,) = struct.unpack_from(">H", body, at)
                at += 2
                offset, length = token >> 4, (token & 0xF) + 2
                if offset == write:
                    return bytes(out)
                for _ in range(length):
                    octet = window[offset]
                    window[write] = octet
                    out.append(octet)
                    offset, write = (offset + 1) % 4096, (write + 1) % 4096
            else:
                window[write] = body[at]
                out.append(body[at])
                write = (write + 1) % 4096
                at += 1
    return bytes(out)
