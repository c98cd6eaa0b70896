"""Sound and film made of their metadata alone: a marker in each place."""

from __future__ import annotations

import base64
import struct

from files import Made
from files.images import encoded


def made() -> list[Made]:
    return [mp3(), flac(), ogg(), wav(), mp4(), mkv()]


def safe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def frame(name: str, body: bytes) -> bytes:
    return name.encode() + struct.pack(">I", len(body)) + b"\0\0" + body


def mp3() -> Made:
    png = encoded("PNG", "ZQCOVERQZ")
    frames = (
        frame("TIT2", b"\3ZQTITLEQZ")
        + frame("TXXX", b"\1" + "Case\0ZQCUSTOMQZ".encode("utf-16"))
        + frame("COMM", b"\0eng\0ZQCOMMENTQZ")
        + frame("USLT", b"\3eng\0ZQLYRICSQZ")
        + frame("WOAR", b"https://example.org/ZQURLQZ")
        + frame("PRIV", b"owner\0\1\2ZQPRIVATEQZ")
        + frame("GEOB", b"\0text/plain\0notes.txt\0about\0in a file ZQOBJECTQZ")
        + frame("APIC", b"\0image/png\0\3ZQPICTUREQZ\0" + png)
    )
    head = b"ID3\3\0\0" + safe(len(frames)) + frames
    old = (
        b"TAG"
        + b"ZQOLDTITLEQZ".ljust(30, b"\0")
        + bytes(64)
        + b"ZQOLDNOTEQZ".ljust(30, b"\0")
        + b"\0"
    )
    data = head + b"\xff\xfb\x90\0" + bytes(400) + old
    marks = {
        "ZQTITLEQZ": 'property "TIT2"',
        "ZQCUSTOMQZ": 'property "Case"',
        "ZQCOMMENTQZ": "comment 1",
        "ZQLYRICSQZ": "lyrics 1",
        "ZQURLQZ": 'property "WOAR"',
        "ZQPRIVATEQZ": 'property "PRIV"',
        "ZQOBJECTQZ": "embedded file 1",
        "ZQPICTUREQZ": 'property "picture"',
        "ZQCOVERQZ": "picture 1",
        "ZQOLDTITLEQZ": 'property "Title"',
        "ZQOLDNOTEQZ": 'property "Comment"',
    }
    return Made("mp3", "song.mp3", data, marks)


def comments(*pairs: bytes) -> bytes:
    body = struct.pack("<I", 7) + b"encoder" + struct.pack("<I", len(pairs))
    return body + b"".join(struct.pack("<I", len(pair)) + pair for pair in pairs)


def picture() -> bytes:
    png = encoded("PNG", "ZQCOVERQZ")
    return (
        struct.pack(">II", 3, 9)
        + b"image/png"
        + struct.pack(">I", 11)
        + b"ZQPICTUREQZ"
        + bytes(16)
        + struct.pack(">I", len(png))
        + png
    )


VORBIS = {
    "ZQTITLEQZ": 'property "TITLE"',
    "ZQNOTEQZ": 'property "NOTE"',
    "ZQPICTUREQZ": 'property "picture"',
    "ZQCOVERQZ": "picture 1",
}


def flac() -> Made:
    blocks = [
        (0, bytes(34)),
        (4, comments(b"TITLE=ZQTITLEQZ", b"NOTE=ZQNOTEQZ")),
        (2, b"appl\1\2ZQAPPLICATIONQZ"),
        (6, picture()),
    ]
    data = b"fLaC"
    for number, (kind, body) in enumerate(blocks):
        last = 0x80 if number == len(blocks) - 1 else 0
        data += bytes([kind | last]) + len(body).to_bytes(3, "big") + body
    return Made(
        "flac", "song.flac", data + bytes(100), {**VORBIS, "ZQAPPLICATIONQZ": 'property "block"'}
    )


def crc(page: bytes) -> int:
    value = 0
    for each in page:
        value ^= each << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value


def page(number: int, packet: bytes) -> bytes:
    lacing = b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])
    assert len(lacing) < 256
    head = b"OggS\0\0" + bytes(8) + struct.pack("<III", 7, number, 0)
    whole = head + bytes([len(lacing)]) + lacing + packet
    return whole[:22] + struct.pack("<I", crc(whole)) + whole[26:]


def ogg() -> Made:
    art = base64.b64encode(picture())
    body = comments(b"TITLE=ZQTITLEQZ", b"NOTE=ZQNOTEQZ", b"METADATA_BLOCK_PICTURE=" + art)
    data = (
        page(0, b"\x01vorbis" + bytes(23))
        + page(1, b"\x03vorbis" + body + b"\1")
        + page(2, b"\x05")
    )
    return Made("ogg", "song.ogg", data, VORBIS)


def riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def wav() -> Made:
    info = b"INFO" + riff(b"INAM", b"ZQTITLEQZ\0") + riff(b"ICMT", b"ZQNOTEQZ\0")
    labels = b"adtl" + riff(b"labl", b"\1\0\0\0ZQLABELQZ\0")
    tag = frame("TIT2", b"\3ZQINTAGQZ")
    body = (
        riff(b"fmt ", bytes(16))
        + riff(b"LIST", info)
        + riff(b"LIST", labels)
        + riff(b"bext", b"ZQBROADCASTQZ".ljust(256, b"\0"))
        + riff(b"id3 ", b"ID3\3\0\0" + safe(len(tag)) + tag)
        + riff(b"data", bytes(200))
    )
    marks = {
        "ZQTITLEQZ": 'property "INAM"',
        "ZQNOTEQZ": 'property "ICMT"',
        "ZQLABELQZ": 'property "labl"',
        "ZQBROADCASTQZ": 'property "bext"',
        "ZQINTAGQZ": 'property "TIT2"',
        "ZQTRAILINGQZ": "behind the end",
    }
    return Made("wav", "voice.wav", riff(b"RIFF", b"WAVE" + body) + b"ZQTRAILINGQZ", marks)


def box(name: bytes, *inner: bytes) -> bytes:
    body = b"".join(inner)
    return struct.pack(">I", len(body) + 8) + name + body


def item(name: bytes, kind: int, value: bytes) -> bytes:
    return box(name, box(b"data", struct.pack(">II", kind, 0), value))


def mp4() -> Made:
    free = box(
        b"----",
        box(b"mean", bytes(4), b"org.example"),
        box(b"name", bytes(4), b"Case"),
        box(b"data", struct.pack(">II", 1, 0), b"ZQCUSTOMQZ"),
    )
    tags = box(
        b"ilst",
        item(b"\xa9nam", 1, b"ZQTITLEQZ"),
        item(b"\xa9cmt", 1, b"ZQNOTEQZ"),
        free,
        item(b"covr", 14, encoded("PNG", "ZQCOVERQZ")),
    )
    line = b"ZQSUBTITLEQZ"
    sample = struct.pack(">H", len(line)) + line
    quick = box(b"\xa9xyz", struct.pack(">HH", 9, 0), b"ZQPLACEQZ")

    def movie(offset: int) -> bytes:
        table = box(
            b"stbl",
            box(b"stsz", bytes(4), struct.pack(">III", 0, 1, len(sample))),
            box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 1, 1)),
            box(b"stco", bytes(4), struct.pack(">II", 1, offset)),
        )
        handler = box(b"hdlr", bytes(8), b"sbtl", bytes(12), b"ZQHANDLERQZ\0")
        track = box(b"trak", box(b"mdia", handler, box(b"minf", table)))
        user = box(b"udta", quick, box(b"meta", bytes(4), tags))
        return box(b"moov", track, user)

    head = box(b"ftyp", b"isom", bytes(4), b"isom")
    offset = len(head) + len(movie(0)) + 8
    data = head + movie(offset) + box(b"mdat", sample)
    marks = {
        "ZQTITLEQZ": 'property "nam"',
        "ZQNOTEQZ": 'property "cmt"',
        "ZQCUSTOMQZ": 'property "Case"',
        "ZQCOVERQZ": "picture 1",
        "ZQSUBTITLEQZ": "subtitles 1",
        "ZQPLACEQZ": 'property "xyz"',
        "ZQHANDLERQZ": 'property "hdlr"',
    }
    return Made("mp4", "film.mp4", data, marks)


def element(id: int, *inner: bytes) -> bytes:
    body = b"".join(inner)
    name = id.to_bytes((id.bit_length() + 7) // 8, "big")
    return name + (len(body) | 1 << 56).to_bytes(8, "big") + body


def mkv() -> Made:
    track = element(
        0xAE,
        element(0xD7, b"\1"),
        element(0x83, b"\x11"),
        element(0x86, b"S_TEXT/UTF8"),
        element(0x536E, b"ZQTRACKQZ"),
    )
    tag = element(0x67C8, element(0x45A3, b"CASE"), element(0x4487, b"ZQTAGQZ"))
    attached = element(
        0x61A7,
        element(0x466E, b"ZQFILENAMEQZ.txt"),
        element(0x467E, b"ZQABOUTQZ"),
        element(0x465C, b"in a file ZQFILEQZ"),
    )
    chapter = element(0xB6, element(0x80, element(0x85, b"ZQCHAPTERQZ")))
    segment = element(
        0x18538067,
        element(0x1549A966, element(0x7BA9, b"ZQTITLEQZ")),
        element(0x1654AE6B, track),
        element(0x1254C367, element(0x7373, tag)),
        element(0x1941A469, attached),
        element(0x1043A770, element(0x45B9, chapter)),
        element(0x1F43B675, element(0xA0, element(0xA1, b"\x81\0\0\0ZQSUBTITLEQZ"))),
    )
    head = element(0x1A45DFA3, element(0x4282, b"matroska"))
    marks = {
        "ZQTRACKQZ": 'property "Name"',
        "ZQTAGQZ": 'property "CASE"',
        "ZQFILENAMEQZ": 'property "attachment"',
        "ZQABOUTQZ": 'property "attachment"',
        "ZQFILEQZ": "embedded file 1",
        "ZQCHAPTERQZ": 'property "Chapter"',
        "ZQTITLEQZ": 'property "Title"',
        "ZQSUBTITLEQZ": "subtitles 1",
    }
    return Made("matroska", "film.mkv", head + segment, marks)
