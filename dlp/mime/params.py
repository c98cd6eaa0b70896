"""Parameters of Content-Type and Content-Disposition (RFC 2045, RFC 2231), as real clients read
them: continuations in any order, percent-encoding, encoded words in values (which RFC 2047
forbids and half the world sends), missing quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from dlp.mime.charset import decode_lenient
from dlp.mime.words import decode_words

#: most parameters looked at in one field; a client needs two or three
MOST = 200

# One parameter a match, whatever it holds: so no input is looked at twice.
_TOKEN = re.compile(
    r""";(?:([^;="]*+)=\s*+"((?:[^"\\]|\\.)*+)"[^;]*+|([^;="]*+)=([^;]*+)|[^;]*+)""", re.DOTALL
)
_NOT_NAME = re.compile(r"\([^()]*+\)|[\s<>@,:\\/\[\]?()]+")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_COMMENT = re.compile(r"\s*+\(.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter, decoded. `spans` are where its pieces stood in the raw value, from the
    semicolon on; (more than one for RFC 2231 continuations)."""

    name: str
    value: str
    spans: tuple[tuple[int, int], ...]
    quoted: bool = True


def unfold(text: str) -> str:
    """`text` without its line ends; white space stays (RFC 5322 §2.2.3)."""
    return text.replace("\r", "").replace("\n", "") if "\n" in text or "\r" in text else text


def head(raw: str) -> str:
    """What stands before the first parameter, without comments, in lower case."""
    text = unfold(raw).partition(";")[0]
    if "(" in text:
        text = re.sub(r"\([^()]*+\)", "", text)
    return "".join(text.split()).strip('"').lower()


def parse_params(raw: str) -> tuple[Param, ...]:
    """All parameters of a raw field value, plain ones first in their order. Linear time.

    The same name given plainly and extended (``filename=`` and ``filename*=``) yields both.
    """
    if ";" not in raw:
        return ()
    plain: list[Param] = []
    pieces: dict[str, list[tuple[int, bool, str, tuple[int, int]]]] = {}
    for count, match in enumerate(_TOKEN.finditer(raw)):
        if count >= MOST:
            break
        quoted = match[2] is not None
        name = _NOT_NAME.sub("", (match[1] if quoted else match[3]) or "").lower()
        if not name:
            continue
        text = unfold(match[2]) if quoted else unfold(match[4]).strip().strip('"')
        if quoted and "\\" in text:
            text = _ESCAPE.sub(r"\1", text)
        if "*" not in name:
            encoded = "=?" in text and name != "boundary"
            value = decode_words(text).text if encoded else text
            plain.append(Param(name, value, (match.span(),), quoted))
            continue
        base, _, rest = name.partition("*")
        extended = rest.endswith("*") or rest == ""
        number = rest.rstrip("*")
        order = int(number) if number.isdecimal() and len(number) < 6 else 0
        pieces.setdefault(base, []).append((order, extended, text, match.span()))
    for base, found in pieces.items():
        found.sort(key=lambda piece: piece[0])
        plain.append(Param(base, _join(found), tuple(piece[3] for piece in found)))
    return tuple(plain)


def _join(pieces: list[tuple[int, bool, str, tuple[int, int]]]) -> str:
    charset = ""
    first = pieces[0][2]
    if pieces[0][1] and first.count("'") >= 2:
        charset, _, rest = first.partition("'")
        first = rest.partition("'")[2]
    raw = bytearray()
    for at, (_, extended, text, _span) in enumerate(pieces):
        text = first if at == 0 else text
        octets = text.encode("utf-8", "surrogateescape")
        raw += unquote_to_bytes(octets) if extended else octets
    value = decode_lenient(bytes(raw), charset).text
    return decode_words(value).text if "=?" in value else value


def cleaned(param: Param) -> str:
    """The value without a trailing comment or white space, for charset and boundary."""
    return param.value if param.quoted else _COMMENT.sub("", param.value).strip()
