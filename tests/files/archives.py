"""Archives made by hand and by libarchive, a marker in each place where one can hide text."""

from __future__ import annotations

import binascii
import gzip
import io
import struct
import tarfile
import zipfile
import zlib

from files import Made
from files.opc import Markers


def _member(name: bytes, data: bytes) -> bytes:
    """A local header with its data, and no entry in any directory."""
    head = struct.pack(
        "<4sHHHIIIIHH",
        b"PK\x03\x04",
        20,
        0,
        0,
        0,
        zlib.crc32(data),
        len(data),
        len(data),
        len(name),
        0,
    )
    return head + name + data


def zip_of(**members: bytes) -> bytes:
    """A plain ZIP; ``__`` in a name stands for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def zip_archive() -> Made:
    """A ZIP with members in every method, and text where no unpacker looks."""
    mark = Markers("zip")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = mark("comment").encode()
        archive.writestr(f"{mark('names, file 1')}/a.txt", "plain")
        archive.writestr("deflate.txt", mark("deflate.txt") * 3)
        archive.writestr("stored.txt", mark("stored.txt"), zipfile.ZIP_STORED)
        archive.writestr("bzip2.txt", mark("bzip2.txt"), zipfile.ZIP_BZIP2)
        archive.writestr("lzma.txt", mark("lzma.txt"), zipfile.ZIP_LZMA)
        # a member that stands in the file and not in the directory
        archive.fp.seek(archive.start_dir)
        archive.fp.write(_member(mark("names, file 14").encode(), mark("{}").encode()))
        archive.start_dir = archive.fp.tell()
        noted = zipfile.ZipInfo("noted.txt")
        noted.comment = mark("comment 6").encode()
        text = mark("extra 6").encode()
        other = mark("names, file 6").encode()
        noted.extra = (
            struct.pack("<HH", 0x7777, len(text))
            + text
            + (struct.pack("<HHBI", 0x7075, len(other) + 5, 1, zlib.crc32(b"noted.txt")) + other)
        )
        archive.writestr(noted, "noted")
        archive.writestr("page.html", f"<p title='{mark('page.html, attribute')}'>x</p>")
        archive.writestr("mail.eml", f"Subject: {mark('mail.eml, subject')}\r\n\r\nx")
        archive.writestr(
            "latin.csv", f"a;b\nn\u00e4me;{mark('latin.csv, row 2')}\n".encode("latin-1")
        )
        deep = zip_of(deep__txt=mark("inner.zip, deep.zip, deep.txt").encode())
        inner = zip_of(deep__zip=deep, x__txt=mark("inner.zip, x.txt").encode())
        archive.writestr("inner.zip", inner)
        archive.writestr(
            "files.tar.gz", gzip.compress(tar_bytes(mark, "files.tar.gz, files.tar, "))
        )
        archive.writestr("budget.json", '{"k\\u0065y": "' + _escaped(mark("budget.json")) + '"}')
        archive.writestr("empty/", "")
    hidden = next(marker for marker, place in mark.places.items() if place == "{}")
    name = next(marker for marker, place in mark.places.items() if place == "names, file 14")
    mark.places[hidden] = name
    return Made("zip", "files.zip", out.getvalue() + mark("gap 1").encode(), mark.places)


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in text)


def tar_bytes(mark: Markers, before: str = "") -> bytes:
    """A pax archive with every text of its headers."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        text = mark(f"{before}folder, note.txt").encode()
        member = tarfile.TarInfo("folder/note.txt")
        member.size = len(text)
        member.uname, member.gname = mark(f"{before}names, file 1"), "users"
        member.pax_headers = {"comment": mark(f"{before}names, file 1")}
        archive.addfile(member, io.BytesIO(text))
        link = tarfile.TarInfo(mark(f"{before}names, file 2"))
        link.type, link.linkname = tarfile.SYMTYPE, "../../" + mark(f"{before}names, file 2")
        archive.addfile(link)
        device = tarfile.TarInfo("device")
        device.type, device.devmajor = tarfile.CHRTYPE, 1
        archive.addfile(device)
    return out.getvalue()


def tar() -> Made:
    """A tar with text behind its end."""
    mark = Markers("tar")
    data = tar_bytes(mark) + bytes(1024) + mark("gap 1").encode()
    return Made("tar", "files.tar", data, mark.places)


def gz() -> Made:
    """A gz with all that its header can say, and a second member."""
    mark = Markers("gz")
    text = mark("extra").encode()
    extra = b"AB" + struct.pack("<H", len(text)) + text
    head = b"\x1f\x8b\x08\x1c" + bytes(6) + struct.pack("<H", len(extra)) + extra
    head += mark("name").encode() + b"\0" + mark("comment").encode() + b"\0"
    body = mark("notes.txt").encode()
    coder = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = (
        head
        + coder.compress(body)
        + coder.flush()
        + struct.pack("<II", zlib.crc32(body), len(body))
    )
    data += gzip.compress(mark("notes.txt").encode())
    return Made("gz", "notes.txt.gz", data, mark.places)


def cab() -> Made:
    """A cabinet with one file, not compressed ([MS-CAB])."""
    mark = Markers("cab")
    text = mark("note.txt").encode()
    files = struct.pack("<IIHHHH", len(text), 0, 0, 0, 0, 0x20) + b"note.txt\0"
    at = 36 + 8 + len(files)
    data = struct.pack("<IHH", 0, len(text), len(text)) + text
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, at + len(data), 0, 44, 0, 3, 1, 1, 1, 0, 0, 0)
    return Made(
        "cab", "files.cab", head + struct.pack("<IHH", at, 1, 0) + files + data, mark.places
    )


def rar() -> Made:
    """A RAR 4 archive with one stored file."""
    mark = Markers("rar")
    text = mark("note.txt").encode()

    def block(body: bytes) -> bytes:
        return struct.pack("<H", binascii.crc32(body) & 0xFFFF) + body

    name = b"note.txt"
    head = (
        struct.pack(
            "<BHHIIBIIBBHI",
            0x74,
            0x8000,
            32 + len(name),
            len(text),
            len(text),
            3,
            zlib.crc32(text),
            0x58210000,
            20,
            0x30,
            len(name),
            0x20,
        )
        + name
    )
    data = b"Rar!\x1a\x07\0" + block(struct.pack("<BHH6x", 0x73, 0, 13)) + block(head) + text
    return Made("rar", "files.rar", data + block(struct.pack("<BHH", 0x7B, 0x4000, 7)), mark.places)


def lha() -> Made:
    """An LHA archive with one stored file, header level 0."""
    mark = Markers("lha")
    text = mark("note.txt").encode()
    check = 0
    for octet in text:  # CRC-16/ARC
        check ^= octet
        for _ in range(8):
            check = check >> 1 ^ 0xA001 * (check & 1)
    name = b"note.txt"
    head = b"-lh0-" + struct.pack("<IIIBBB", len(text), len(text), 0x58210000, 0x20, 0, len(name))
    head += name + struct.pack("<H", check)
    data = bytes((len(head), sum(head) & 0xFF)) + head + text + b"\0"
    return Made("lha", "files.lzh", data, mark.places)


def rpm() -> Made:
    """An RPM package: lead, two headers without entries, a compressed cpio."""
    mark = Markers("rpm")
    lead = b"\xed\xab\xee\xdb\3\0" + bytes(90)
    header = b"\x8e\xad\xe8\x01" + bytes(4) + struct.pack(">II", 1, 16) + bytes(16)
    text = mark("about").encode().ljust(16, b"\0")
    inner = by_libarchive("cpio_newc", {"note.txt": mark("note.txt").encode()})
    return Made(
        "rpm",
        "files.rpm",
        lead + header + bytes(16) + header + text + gzip.compress(inner),
        mark.places,
    )


def iwork() -> Made:
    """A Pages document: one .iwa of two blocks, with a copy in it, and a file beside."""
    mark = Markers("iwork")
    text = b"\x0a\x20" + mark("main text").encode() + b"\x00\x12" + mark("main text").encode()

    def snappy(data: bytes) -> bytes:
        body = bytes([len(data), (len(data) - 1) << 2]) + data
        return b"\0" + len(body).to_bytes(3, "little") + body

    copied = mark("main text").encode()
    # the marker, and a copy of its first six letters (a two-byte offset)
    copy = bytes([len(copied) + 6, (len(copied) - 1) << 2]) + copied
    copy += bytes([(6 - 1) << 2 | 2, len(copied), 0])
    iwa = snappy(text) + b"\0" + len(copy).to_bytes(3, "little") + copy
    members = {"Index/Document__iwa": iwa, "Data/note__txt": mark("Data, note.txt").encode()}
    return Made("iwork", "letter.pages", zip_of(**members), mark.places)


def streams() -> list[Made]:
    """One file each, compressed by libarchive."""
    made = []
    for format, writer in (("zst", "zstd"), ("lz4", "lz4"), ("compress", "compress")):
        import libarchive

        mark = Markers(format)
        out: list[bytes] = []
        text = mark("notes.txt").encode()
        with libarchive.custom_writer(_keep(out), "raw", writer) as archive:
            archive.add_file_from_memory("data", len(text), text)
        ending = {"compress": "Z"}.get(format, format)
        made.append(Made(format, f"notes.txt.{ending}", b"".join(out), mark.places))
    return made


def _keep(out: list[bytes]):
    return lambda data: out.append(bytes(data)) or len(data)


def by_libarchive(format: str, members: dict[str, bytes], **options: str) -> bytes:
    """An archive that libarchive writes: 7zip, iso9660, cpio, ar, xar, zip with a password."""
    import libarchive

    out: list[bytes] = []
    words = {key: value for key, value in options.items() if key != "passphrase"}
    with libarchive.custom_writer(
        _keep(out),
        format,
        options=",".join(f"{key}={value}" for key, value in words.items()),
        passphrase=options.get("passphrase"),
    ) as archive:
        for name, data in members.items():
            archive.add_file_from_memory(name, len(data), data)
    return b"".join(out)


def others() -> list[Made]:
    """What libarchive writes, with text in a member and in a name."""
    made = []
    for format, writer, name in (
        ("7z", "7zip", "files.7z"),
        ("iso", "iso9660", "disc.iso"),
        ("cpio", "cpio_newc", "f.cpio"),
        ("ar", "ar_svr4", "lib.ar"),
        ("xar", "xar", "files.xar"),
    ):
        mark = Markers(format)
        named = mark("names, file 2") if format != "iso" else "PLAIN.TXT"
        data = by_libarchive(writer, {"note.txt": mark("note.txt").encode(), named: b"x\0y"})
        made.append(Made(format, name, data, mark.places))
    return made


def made() -> list[Made]:
    """All of them."""
    return [zip_archive(), tar(), gz(), cab(), rar(), lha(), rpm(), iwork(), *others(), *streams()]
