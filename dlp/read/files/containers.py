"""Which format a container holds: ZIP packages, OLE compound files, ISO base media.

Sources: ISO/IEC 29500-2 (OPC), OASIS ODF 1.3 part 2 §3.3, [MS-CFB], ISO/IEC 14496-12 §4.3.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from dlp.read.formats import FORMATS

#: most bytes expanded of the one member that says what a package is
_MOST = 256 * 1024
#: most members whose names are looked at
_NAMES = 20_000

_MAIN = (b".main+xml", b".sheet.binary.macroenabled.main", b"fixeddocumentsequence", b".main")
_HEIF = frozenset((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"))


def _inside(container: str) -> Iterator[tuple[str, str]]:
    """What tells the formats of a container apart: word, format; the first that fits counts."""
    for format in FORMATS:
        if format.container == container:
            yield from ((word, format.name) for word in format.inside)


def _by_folder(names: Iterable[str]) -> str:
    """By the folder of the main part, where content types say nothing."""
    folders = {word: format for word, format in _inside("zip") if word.endswith("/")}
    for name in names:
        first, slash, _ = name.partition("/")
        if (format := folders.get(first + slash)) is not None:
            return format
    return ""


def zip_kind(data: bytes) -> str:
    """``docx``, ``odt``, ``epub``, … or ``zip``."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
        return _first_members(data)
    names = {each.filename.lower(): each for each in package.filelist[:_NAMES]}
    mimetype = _member(package, names.get("mimetype")).strip()
    if mimetype and (kind := _by_mimetype(mimetype)) != "zip":
        return kind
    if (types := names.get("[content_types].xml")) is not None:
        return _by_content_types(_member(package, types)) or _by_folder(names) or "ooxml"
    if "index.zip" in names or any(name.endswith(".iwa") for name in names):
        return "iwork"
    return "zip"


def _member(package: zipfile.ZipFile, member: zipfile.ZipInfo | None) -> bytes:
    if member is None:
        return b""
    try:
        with package.open(member) as stream:
            return stream.read(_MOST)
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
        OSError,
        struct.error,
    ):
        return b""


def _by_mimetype(mimetype: bytes) -> str:
    """By the media type that a package says itself, if it is one of a ZIP."""
    said = mimetype.decode("ascii", "replace")
    found = FORMATS.by_media_type(said.removesuffix("-template").removesuffix("-master"))
    if found is not None and found.container == "zip" and not found.inside:
        return found.name
    return "odf" if said.startswith("application/vnd.oasis.opendocument.") else "zip"


def _by_content_types(xml: bytes) -> str:
    """By the content type of the main part; of several (a smuggled one), the first in the table."""
    low = xml.replace(b"\0", b"").lower()  # UTF-16 is allowed
    if not any(main in low for main in _MAIN):
        return ""
    for name, format in _inside("zip"):
        if name.endswith("/"):
            continue
        word = name.encode()
        at = low.find(word)
        while at >= 0:
            end = min(at + len(word) + 60, len(low))
            if any(main in low[at - 1 : end] for main in _MAIN) or format == "xps":
                return format
            at = low.find(word, at + 1)
    return ""


def _first_members(data: bytes) -> str:
    """A ZIP without a directory (cut off, or broken on purpose), by its first local headers."""
    at = 0
    for _ in range(20):
        if data[at : at + 4] != b"PK\x03\x04" or len(data) < at + 30:
            break
        size, _, name_size, extra = struct.unpack_from("<IIHH", data, at + 18)
        start = at + 30 + name_size + extra
        name = data[at + 30 : at + 30 + name_size].decode("utf-8", "replace").lower()
        if name == "mimetype":
            return _by_mimetype(data[start : start + size].strip())
        if format := _by_folder((name,)):
            return format
        if not size and data[at + 6] & 8:  # sizes stand behind the data: the next header is sought
            at = data.find(b"PK\x03\x04", start)
            if at < 0:
                break
        else:
            at = start + size
    return "zip"


def ole_kind(data: bytes) -> str:
    """``doc``, ``xls``, ``ppt``, ``msg``, … or ``ole``: by the names in the directory, wherever a
    broken header says it stands ([MS-CFB] §2.6: 128 bytes an entry, the name in UTF-16)."""
    formats = [pair for pair in _inside("ole") if _has_entry(data, pair[0])]
    # msg and ppt hold embedded documents whose names stand in the same directory
    if any(format == "msg" for _, format in formats) and _has_entry(data, "__nameid_version1.0"):
        return "msg"
    return next((format for _, format in formats), "ole")


def _has_entry(data: bytes, name: str) -> bool:
    encoded = name.encode("utf-16-le")
    at = data.find(encoded)
    while at >= 0:
        if at % 128 == 0 and len(data) >= at + 66:
            (length,) = struct.unpack_from("<H", data, at + 64)
            if length == len(encoded) + 2:
                return True
        at = data.find(encoded, at + 2)
    return False


def bmff_kind(data: bytes) -> str:
    """``heif`` (also AVIF) or ``mp4`` (also QuickTime)."""
    (size,) = struct.unpack_from(">I", data.ljust(4, b"\0"))
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, min(size, 256), 4)}
    return "heif" if brands & _HEIF and data[8:12] not in (b"isom", b"mp42", b"qt  ") else "mp4"
