"""Archives and compressed files."""

from __future__ import annotations

from functools import partial

from dlp.read.formats.record import Format, Signature

_ZIP = (
    "every member (stored, deflate, bzip2, lzma, xz; others and encrypted ones by libarchive),"
    " names said in the directory, in the member and in extra fields, comments, unknown extra"
    " fields, members that no directory lists, bytes before, between and behind"
)
_STREAM = "members, names, links, owners, pax headers, comments of gz, what stands behind the end"
_LIBARCHIVE = "members and names, by libarchive"
_READ_ZIP = "dlp.read.files.archives:read_zip"
_READ_STREAM = "dlp.read.files.streams:read"
_READ_ARCHIVE = "dlp.read.files.archives:read_archive"
_REDACT_ZIP = "dlp.redaction.files.archives:redact_zip"
_REDACT_STREAM = "dlp.redaction.files.archives:redact_stream"
_SECOND = "dlp.redaction.files.archives:second"
#: what unpacks a compressed file unpacks the tar in it as well
_UNPACKERS = {
    name: frozenset((f"unpack-{name}",)) for name in "gz bz2 xz lzma zst compress".split()
}
#: libarchive reads them, nobody writes them
_by_libarchive = partial(
    Format,
    contents=_LIBARCHIVE,
    read=_READ_ARCHIVE,
)
#: one file, expanded by libarchive
_expanded = partial(
    Format,
    contents=_LIBARCHIVE,
    read=_READ_STREAM,
)
#: one file, expanded and compressed again by ours
_compressed = partial(
    Format,
    contents=_STREAM,
    read=_READ_STREAM,
    redact=_REDACT_STREAM,
    second_reader=_SECOND,
)

ARCHIVES = (
    Format(
        name="zip",
        title="zip",
        contents=_ZIP,
        endings=("zip",),
        media_types=("application/zip", "application/x-zip-compressed"),
        signatures=(
            Signature(b"PK\x03\x04"),
            Signature(b"PK\x05\x06"),
            Signature(b"PK\x07\x08PK\x03\x04"),
        ),
        look_inside="dlp.read.files.containers:zip_kind",
        read=_READ_ZIP,
        redact=_REDACT_ZIP,
        second_reader=_SECOND,
    ),
    Format(
        name="tar",
        title="tar",
        contents=_STREAM,
        endings=("tar", "tgz", "tbz", "tbz2", "txz", "tzst"),
        media_types=("application/x-tar",),
        signatures=(Signature(b"ustar", at=257),),
        opened_by=frozenset[str]().union(*_UNPACKERS.values()),
        read="dlp.read.files.archives:read_tar",
        redact="dlp.redaction.files.archives:redact_tar",
        second_reader=_SECOND,
    ),
    _compressed(
        name="gz",
        title="gz",
        endings=("gz",),
        media_types=("application/gzip",),
        signatures=(Signature(b"\x1f\x8b"),),
        opened_by=_UNPACKERS["gz"],
    ),
    _compressed(
        name="bz2",
        title="bz2",
        endings=("bz2",),
        signatures=(
            Signature(b"BZh", also=((4, b"1AY&SY"),)),
            Signature(b"BZh", also=((4, b"\x17\x72\x45\x38\x50\x90"),)),
            Signature(b"BZh", doubtful=True),
        ),
        opened_by=_UNPACKERS["bz2"],
    ),
    _compressed(
        name="xz",
        title="xz",
        endings=("xz",),
        signatures=(Signature(b"\xfd7zXZ\0"),),
        opened_by=_UNPACKERS["xz"],
    ),
    _compressed(
        name="lzma",
        title="lzma",
        signatures=(Signature(b"\x5d\0\0"),),
        opened_by=_UNPACKERS["lzma"],
    ),
    _by_libarchive(
        name="7z",
        title="7z",
        endings=("7z",),
        media_types=("application/x-7z-compressed",),
        signatures=(Signature(b"7z\xbc\xaf\x27\x1c"),),
    ),
    _by_libarchive(
        name="rar",
        title="rar",
        endings=("rar",),
        media_types=("application/vnd.rar", "application/x-rar-compressed"),
        signatures=(Signature(b"Rar!\x1a\x07"),),
    ),
    _by_libarchive(
        name="cab",
        title="cab",
        endings=("cab",),
        signatures=(Signature(b"MSCF\0\0\0\0"),),
    ),
    _by_libarchive(
        name="iso",
        title="iso",
        endings=("iso",),
        # volume descriptors, ECMA-119 §8
        signatures=tuple(Signature(b"CD001", at=at) for at in (0x8001, 0x8801, 0x9001)),
    ),
    _by_libarchive(
        name="ar",
        title="ar (deb)",
        signatures=(Signature(b"!<arch>\n"),),
    ),
    _by_libarchive(
        name="cpio",
        title="cpio",
        signatures=tuple(
            Signature(magic, doubtful=True) for magic in (b"070701", b"070702", b"070707")
        ),
    ),
    _by_libarchive(
        name="rpm",
        title="rpm",
        signatures=(Signature(b"\xed\xab\xee\xdb"),),
    ),
    _by_libarchive(
        name="xar",
        title="xar",
        signatures=(Signature(b"xar!\0"),),
    ),
    _by_libarchive(
        name="lha",
        title="lha",
        signatures=tuple(
            Signature(method, at=2, also=((6, b"-"),), doubtful=True) for method in (b"-lh", b"-lz")
        ),
    ),
    _expanded(
        name="zst",
        title="zst",
        endings=("zst",),
        signatures=(Signature(b"\x28\xb5\x2f\xfd"),),
        opened_by=_UNPACKERS["zst"],
    ),
    _expanded(
        name="lz4",
        title="lz4",
        signatures=(Signature(b"\x04\x22\x4d\x18"),),
    ),
    _expanded(
        name="compress",
        title="Z",
        signatures=(Signature(b"\x1f\x9d"),),
        opened_by=_UNPACKERS["compress"],
    ),
    Format(
        name="iwork",
        title="Pages, Numbers, Keynote",
        contents="the strings of their archives, files beside them",
        container="zip",
        read="dlp.read.files.iwork:read",
    ),
)
