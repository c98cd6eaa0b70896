"""FLAC and Ogg: Vorbis comments and pictures (xiph.org: FLAC format, RFC 3533, RFC 7845)."""

from __future__ import annotations

import base64
import binascii
import struct

from dlp.model import Role
from dlp.read.files.base import Sink
from dlp.read.files.metadata import printable

#: header packets of a stream, by how their comment packet begins
_COMMENTS = (b"\x03vorbis", b"OpusTags", b"\x81theora", b"Speex   ", b"\x84FLAC")
#: headers stand in the first pages; most bytes gathered of one stream
_MOST = 16 * 1024**2


def read_flac(data: bytes, sink: Sink) -> None:
    """Every metadata block that can hold words or a picture."""
    at = 4
    while at + 4 <= len(data):
        kind, size = data[at], int.from_bytes(data[at + 1 : at + 4], "big")
        block(kind & 0x7F, data[at + 4 : at + 4 + size], sink)
        at += 4 + size
        if kind & 0x80:
            return


def block(kind: int, body: bytes, sink: Sink) -> None:
    """One FLAC metadata block."""
    if kind == 4:
        comments(body, sink)
    elif kind == 6:
        picture(body, sink)
    elif kind in (1, 2, 5) and (found := printable(body)):
        sink.text("property:block", found, Role.PROPERTY)


def comments(body: bytes, sink: Sink) -> None:
    """``NAME=value`` each (Vorbis I §5)."""
    (size,) = struct.unpack_from("<I", body)
    sink.property("encoder", body[4 : 4 + size].decode("utf-8", "replace"))
    at = 4 + size
    (count,) = struct.unpack_from("<I", body, at)
    at += 4
    for _ in range(min(count, 10_000)):
        if at + 4 > len(body):
            break
        (size,) = struct.unpack_from("<I", body, at)
        name, _, value = body[at + 4 : at + 4 + size].partition(b"=")
        at += 4 + size
        if name.upper() == b"METADATA_BLOCK_PICTURE":
            try:
                picture(base64.b64decode(value), sink)
                continue
            except (binascii.Error, struct.error):
                pass
        sink.property(name.decode("utf-8", "replace"), value.decode("utf-8", "replace"))
    if rest := printable(body[at:]):
        sink.text("property:padding", rest, Role.HIDDEN)


def picture(body: bytes, sink: Sink) -> None:
    """A FLAC picture: media type, description, data."""
    (size,) = struct.unpack_from(">I", body, 4)
    kind = body[8 : 8 + size].decode("latin-1")
    at = 8 + size
    (size,) = struct.unpack_from(">I", body, at)
    about = body[at + 4 : at + 4 + size].decode("utf-8", "replace")
    at += 4 + size + 16
    (size,) = struct.unpack_from(">I", body, at)
    sink.text("property:picture", about, Role.PROPERTY)
    sink.file("picture:1", body[at + 4 : at + 4 + size], "", kind if "/" in kind else "")


def read_ogg(data: bytes, sink: Sink) -> None:
    """The comment packet of each stream."""
    packets: dict[int, bytes] = {}
    done: set[int] = set()
    at = 0
    while data[at : at + 4] == b"OggS" and at + 27 <= len(data):
        (serial,) = struct.unpack_from("<I", data, at + 14)
        lacing = data[at + 27 : at + 27 + data[at + 26]]
        body = at + 27 + len(lacing)
        if serial not in done:
            for size in lacing:
                packets[serial] = packets.get(serial, b"") + data[body : body + size]
                body += size
                if size < 255:
                    if _packet(packets.pop(serial), sink):
                        done.add(serial)
                        break
                elif len(packets[serial]) > _MOST:
                    done.add(serial)
                    break
        at += 27 + len(lacing) + sum(lacing)


def _packet(packet: bytes, sink: Sink) -> bool:
    """Read a header packet; True for the one with comments, the last that matters."""
    for mark in _COMMENTS:
        if packet.startswith(mark):
            if mark == b"\x84FLAC":
                return False
            comments(packet[len(mark) :], sink)
            return True
    if packet[:1] == b"\x04" and len(packet) > 4:
        block(4, packet[4:], sink)
        return True
    return False
