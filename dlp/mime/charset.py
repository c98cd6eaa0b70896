"""Bytes → text as a lenient mail client would show them, and back.

One undecodable byte is one character (its windows-1252 reading), so that offsets in the shown
text are offsets in the exact one, which keeps the byte as a lone surrogate (PEP 383).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

#: what labels mean in practice (WHATWG Encoding Standard), where Python's codec is narrower
_REAL = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode": "utf-16",
    "ucs-2": "utf-16",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "unknown-8bit": "utf-8",
    "x-unknown": "utf-8",
    "default": "utf-8",
    "binary": "utf-8",
}
#: text codecs of Python that are no charset of a mail
_REFUSED = frozenset(
    {
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "mbcs",
        "oem",
        "palmos",
    }
)
_ESCAPED = {
    0xDC80 + at: bytes([0x80 + at]).decode("cp1252", "replace").replace("�", chr(0x80 + at))
    for at in range(128)
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` as shown; `exact` (same length) encodes back to the bytes with `codec`."""

    text: str
    exact: str
    codec: str
    #: some bytes did not fit the charset
    broken: bool = False
    #: the charset is one nobody knows
    unknown: bool = False


@lru_cache(maxsize=512)
def codec_name(label: str) -> str:
    """Python's codec for a charset label, or "" for none: lenient about quotes and spelling."""
    name = label.strip().strip("\"'").lower().partition("*")[0].partition("(")[0].strip()
    name = _REAL.get(name, name)
    if not name or len(name) > 40 or not name.isascii() or "\0" in name:
        return ""
    for attempt in (name, name.removeprefix("x-"), name.replace("-", "").replace("_", "")):
        try:
            info = codecs.lookup(attempt)
        except (LookupError, ValueError):
            continue
        if info.name in _REFUSED or not getattr(info, "_is_text_encoding", True):
            return ""
        return _REAL.get(info.name, info.name)
    return ""


@lru_cache(maxsize=512)
def ascii_superset(codec: str) -> bool:
    """Whether ASCII bytes mean ASCII characters in `codec` (not so: UTF-16, UTF-7, EBCDIC, …)."""
    probe = bytes(range(0x20, 0x7F)) + b"\t\r\n"
    try:
        return (
            codec not in ("utf-7", "hz")
            and not codec.startswith("iso2022")
            and (probe.decode(codec) == probe.decode("ascii"))
        )
    except (UnicodeError, LookupError):
        return False


def visible(exact: str) -> str:
    """`exact` with every kept byte shown as windows-1252 and a byte order mark as a space; same
    length, no surrogates."""
    if exact[:1] == "\ufeff":
        exact = " " + exact[1:]
    if exact.isascii() or not _SURROGATE.search(exact):
        return exact
    return _SURROGATE.sub("�", exact.translate(_ESCAPED))


def decode_lenient(data: bytes, label: str = "") -> Decoded:
    """`data` in charset `label` ("" where none was given). Never raises."""
    if data.isascii() and (not label or ascii_superset(codec_name(label) or "utf-8")):
        text = data.decode("ascii")
        return Decoded(text, text, codec_name(label) or "utf-8", unknown=_unknown(label))
    codec = codec_name(label)
    if not codec:
        codec = _guess(data)
    try:
        text = data.decode(codec)
        return Decoded(visible(text), text, codec, unknown=_unknown(label))
    except (UnicodeError, ValueError):
        pass
    for attempt in dict.fromkeys((codec if ascii_superset(codec) else "utf-8", "utf-8")):
        try:
            exact = data.decode(attempt, "surrogateescape")
        except (UnicodeError, ValueError):
            continue
        return Decoded(visible(exact), exact, attempt, True, _unknown(label))
    exact = data.decode("latin-1")
    return Decoded(exact, exact, "latin-1", True, _unknown(label))


def _unknown(label: str) -> bool:
    return bool(label.strip().strip("\"'")) and not codec_name(label)


def _guess(data: bytes) -> str:
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return codec
    return "utf-8"


def encode_exact(text: str, codec: str) -> bytes | None:
    """The bytes for `text` (which may hold kept bytes), or None where `codec` cannot say it."""
    try:
        return text.encode(codec, "surrogateescape")
    except (UnicodeError, ValueError, LookupError):
        return None


def looks_like_text(data: bytes) -> bool:
    """Plainly text: UTF-8 (a cut character at the end is fine) without control characters."""
    if data.translate(None, _PLAIN) and b"\0" not in data:
        sample = data.translate(None, _CONTROLS)
        if len(sample) != len(data):
            return False
        try:
            codecs.getincrementaldecoder("utf-8")().decode(data)
        except UnicodeError:
            return False
        return True
    return b"\0" not in data and len(data.translate(None, _CONTROLS)) == len(data)


_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\r\n"
_CONTROLS = bytes(at for at in range(0x20) if at not in b"\t\n\r\f\v\x1b") + b"\x7f"
