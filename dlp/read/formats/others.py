"""Formats that are known by name only: nobody here reads them, and they are UNREADABLE."""

from __future__ import annotations

from dlp.read.formats.record import Format, Signature

#: the name of what nobody knows
UNKNOWN = ""
_TEXT = "its strings, and `UNREADABLE` (`type`) all the same"
_READ = "dlp.read.files.unknown:read"
_VIEWERS = frozenset(("pictures",))


def _unread(name: str, title: str, *signatures: Signature) -> Format:
    return Format(name=name, title=title, contents=_TEXT, signatures=signatures, read=_READ)


OTHERS = (
    Format(
        name="heif",
        title="HEIC, AVIF",
        contents=_TEXT,
        endings=("heic", "heif", "avif"),
        opened_by=_VIEWERS,
        read=_READ,
    ),
    Format(
        name="psd",
        title="PSD",
        contents=_TEXT,
        endings=("psd",),
        signatures=(Signature(b"8BPS\0"),),
        opened_by=_VIEWERS,
        read=_READ,
    ),
    _unread("chm", "CHM", Signature(b"ITSF\3\0")),
    _unread("pst", "PST", Signature(b"!BDN", doubtful=True)),
    _unread("onenote", "OneNote", Signature(bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"))),
    _unread("sqlite", "SQLite", Signature(b"SQLite format 3\0")),
    _unread(
        "postscript",
        "PostScript",
        Signature(b"%!PS", after_blanks=True),
        Signature(b"\xc5\xd0\xd3\xc6"),
    ),
    _unread("pcl", "PCL", Signature(b"\x1b%-12345X", after_blanks=True)),
    _unread(
        "binhex",
        "BinHex",
        Signature(b"(This file must be converted with BinHex", after_blanks=True),
    ),
    _unread(
        "executable",
        "programs",
        Signature(b"\x7fELF"),
        Signature(b"\xca\xfe\xba\xbe"),
        Signature(b"\xfe\xed\xfa\xce"),
        Signature(b"\xfe\xed\xfa\xcf"),
        Signature(b"\xce\xfa\xed\xfe"),
        Signature(b"\xcf\xfa\xed\xfe"),
        Signature(b"\0asm"),
        Signature(b"MZ", least=65, doubtful=True),
    ),
    Format(
        name="pgp",
        title="PGP messages",
        contents="nothing: `UNREADABLE` (`encrypted`)",
        signatures=(Signature(b"-----BEGIN PGP MESSAGE", doubtful=True),),
        opened_by=frozenset(("text",)),
        read=_READ,
    ),
    _unread(UNKNOWN, "anything else"),
)
