"""A vendor's form of a token as data (vendors.yaml), and how it is recognised in a text.

The scanner looks only for a literal of each form; where it stands, the whole form is tried once at
that place. Patterns are compiled when their literal is first met, so hundreds of forms cost nothing
at start and next to nothing in a text without tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from dlp.detect.secrets.chance import documented, drawn
from dlp.detect.secrets.checksums import CHECKS

FILE = Path(__file__).with_name("vendors.yaml")

#: name of an alphabet → its characters as they stand in a character class
ALPHABETS: Mapping[str, str] = {
    "an": "A-Za-z0-9",
    "lower": "a-z0-9",
    "upper": "A-Z0-9",
    "alpha": "A-Za-z",
    "num": "0-9",
    "hex": "0-9a-f",
    "HEX": "0-9A-F",
    "xdigit": "0-9a-fA-F",
    "word": "A-Za-z0-9_.",
    "url": r"A-Za-z0-9_\-",
    "dotted": r"A-Za-z0-9_\-.",
    "tilde": r"A-Za-z0-9_\-.~",
    "b64url": r"A-Za-z0-9+/_\-",
    "b64": "A-Za-z0-9+/",
    "b32": "A-Z2-7",
    "b58": "1-9A-HJ-NP-Za-km-z",
    "bech": "02-9ac-hj-np-z",
    "BECH": "02-9AC-HJ-NP-Z",
}
_UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_PARTS = re.compile(r"<(?:(uuid)|(\d+)(?:-(\d+)|(\+))? (\w+))>|\(([^()]*)\)|([^<(]+)")

#: no longer word before a token without a beginning of its own, nor behind any
_FREE = r"(?<![A-Za-z0-9_\-/+.])"
_AFTER_WORD = r"(?<![A-Za-z0-9])"
_END = r"(?![A-Za-z0-9_\-])"
#: an anchor that is rare in texts: so long, or with a mark in it
_RARE = 4

#: what a value behind a vendor's name is called, and what says that it is something else
_CALLED = re.compile(
    r"key|token|secret|passw|credential|auth|\bpat\b|schl[uü]ssel|avain|tunnus|nyckel|nøgle|cl[eé]|"
    r"clave|chiave|klucz|sleutel|hasło",
    re.IGNORECASE,
)
_NOT_CALLED = re.compile(
    r"sha-?\d|md5|hash|commit|digest|checksum|trace|request|etag|revision|build|image|fingerprint|"
    r"\bsite\b|site[ _-]?key|public",
    re.IGNORECASE,
)
#: in a signed link: who signed it, which opens nothing
_SIGNER = re.compile(r"(?:X-(?:Amz|Goog)-Credential|AWSAccessKeyId|GoogleAccessId)(?:=|%3D)\Z")
#: how far behind the vendor's name the value may begin, and how far before it "key for" may stand
_REACH, _BACK = 60, 30


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that every such token has: one of some alternatives."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Characters drawn at random: between `least` and `most` (None: as many as there are)."""

    least: int
    most: int | None
    alphabet: str


Part = Literal | Drawn


@dataclass(frozen=True)
class Form:
    """One form of one vendor; the keys of vendors.yaml explain the fields."""

    vendor: str
    name: str
    form: str
    twin: str
    check: str = ""
    must: str = ""
    label: tuple[str, ...] = ()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The form taken apart. ValueError names a form that cannot be read."""
        parts: list[Part] = []
        at = 0
        for match in _PARTS.finditer(self.form):
            if match.start() != at:
                break
            at = match.end()
            uuid, least, most, more, alphabet, choice, text = match.groups()
            if uuid:
                parts.append(Drawn(36, 36, "uuid"))
            elif alphabet:
                if alphabet not in ALPHABETS:
                    raise ValueError(f"{self.vendor} {self.name}: no alphabet {alphabet!r}")
                upto = None if more else int(most or least)
                parts.append(Drawn(int(least), upto, alphabet))
            else:
                parts.append(Literal(tuple(choice.split("|")) if choice is not None else (text,)))
        if at != len(self.form) or not parts:
            raise ValueError(f"{self.vendor} {self.name}: form {self.form!r} cannot be read")
        return tuple(parts)

    @cached_property
    def anchor(self) -> tuple[int, str]:
        """Where the form's first rare literal begins, and a pattern for it; ("", 0) without one.

        Only characters of a fixed number may stand before it.
        """
        before, text = 0, ""
        for part in self.parts:
            if isinstance(part, Literal) and (not text or all(part.texts)):
                text += _either(part.texts)
                if _rare(text):
                    return before, text
                continue
            if text:
                break
            if isinstance(part, Literal) or part.least != part.most:
                return 0, ""
            before += part.least
        return (before, text) if text and _rare(text) else (0, "")

    @cached_property
    def bare(self) -> str:
        """How the form begins, in bounded width: of the last stretch only the least."""
        *parts, last = self.parts
        if isinstance(last, Drawn) and last.alphabet != "uuid":
            last = Drawn(last.least, last.least, last.alphabet)
        return "".join(map(_pattern, (*parts, last)))

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """The form with its boundaries; a group for each stretch drawn at random."""
        strong = isinstance(self.parts[0], Literal) and bool(self.anchor[1])
        body = "".join(
            f"({_pattern(part, not self.label)})" if isinstance(part, Drawn) else _pattern(part)
            for part in self.parts
        )
        open_ended = isinstance(self.parts[-1], Drawn) and self.parts[-1].most is None
        padding = "={0,2}" if open_ended else ""
        return re.compile(f"{_AFTER_WORD if strong else _FREE}(?:{body}){padding}{_END}")

    def at(self, text: str, start: int) -> tuple[int, int] | None:
        """The token that begins at `start` of `text`, or None."""
        match = self.whole.match(text, start) if start >= 0 else None
        if match is None:
            return None
        chance = "".join(match.groups())
        if self.must:
            good = CHECKS[self.must](match[0])
        else:
            good = drawn(chance) if len(chance) >= 8 else True
        if not good or documented(match[0]) or _SIGNER.search(text, max(0, start - 40), start):
            return None
        return match.span()

    def named(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The token behind the vendor's name at text[start:end], where it is called one."""
        if text[start - 1 : start].isalpha() or (
            text[end : end + 1].islower() and text[end - 1].islower()
        ):
            return None  # a piece of a longer word
        tail = text[end : end + _REACH + 300]
        stop = tail.find("\n", tail.find("\n") + 1) if "\n" in tail else -1
        match = self.whole.search(tail if stop < 0 else tail[:stop])
        if match is None or match.start() > _REACH:
            return None
        between = tail[: match.start()]
        called = f"{text[max(0, start - _BACK) : start]} {between}"
        if not _CALLED.search(called) or _NOT_CALLED.search(between):
            return None
        return self.at(text, end + match.start())


def _either(texts: tuple[str, ...]) -> str:
    body = "|".join(map(re.escape, texts))
    return f"(?:{body})" if len(texts) > 1 else body


def _rare(anchor: str) -> bool:
    """Whether every text of this pattern of literals is too seldom met to cost anything."""
    shortest = re.sub(
        r"\(\?:([^)]*)\)", lambda match: min(match[1].split("|"), key=len), anchor
    ).replace("\\", "")
    return len(shortest) >= _RARE or (len(shortest) == _RARE - 1 and not shortest.isalnum())


def _pattern(part: Part, padded: bool = False) -> str:
    """`padded`: base64 of some issuers keeps its padding, wherever a part of theirs ends."""
    if isinstance(part, Literal):
        return _either(part.texts)
    if part.alphabet == "uuid":
        return _UUID
    upto = "" if part.most is None else str(part.most)
    count = upto if part.least == part.most else f"{part.least},{upto}"
    more = "=" if padded and part.alphabet in ("url", "dotted") else ""
    return f"[{ALPHABETS[part.alphabet]}{more}]{{{count}}}"


def read(path: Path = FILE) -> Iterator[Form]:
    """The forms of a file, in its order."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with path.open(encoding="utf-8") as file:
        vendors = yaml.load(file, Loader=loader)  # noqa: S506 -- a safe loader either way
    for vendor, forms in vendors.items():
        for form in forms:
            labels = tuple(form.pop("label", ()))
            yield Form(vendor=vendor, label=labels, **form)
