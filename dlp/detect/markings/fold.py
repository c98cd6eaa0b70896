"""Text as the eye reads it: look-alikes, invisible and decorated letters folded to plain Latin.

A folded text keeps a map back to the original. Case is kept, accents are dropped (a scanner and
a hurried typist drop them too), and so both sides of a comparison must be folded. Sources:
Unicode UTS #39 (confusables), UAX #9 (directional overrides), UAX #44 (character names).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

#: letters of other scripts that look like Latin ones; pairs of strings read in step
_LOOKALIKES = (
    # Cyrillic
    ("АВСЕНІЈКМОРЅТХУҮЗԚԜҺӀ", "ABCEHIJKMOPSTXYY3QWHI"),
    ("асеоріјѕхуһԛԝԁӏкмтнгпв", "aceopijsxyhqwdlkmthrnb"),
    # Greek
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϽͿΣ", "ABEZHIKMNOPTYXCCJE"),
    ("αειοκρτυνϲϳηγχσω", "aeioxptuvcjnyxow"),
    # Cherokee
    ("ᎠᎡᎢᎪᎫᎬᎳᎷᎻᎽᏀᏂᏃᏎᏒᏓᏔᏕᏙᏚᏞᏟᏢᏦᏧᏴᏮᎰᎾᎵ", "DRTAJEWMHYGhZ4RLWSVSLCPKdB6HOP"),
    # Lisu
    ("ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "BPDTGKJCZFMNLSRVHWXYAEIOU"),
    # Armenian
    ("ՏՕԼՍԵՈՀօոհսցզ", "SOLUEn2onhugq"),
    # Coptic
    ("ⲤⲈⲢⲦⲞⲔⲎⲒⲘⲚⲬⲂⲀⲨ", "CEPTOKHIMNXBAY"),
    # Latin letters of their own that look like others
    ("ıȷɑɡɩⱭꜰꞮƖɪǃ", "ijagiAFIIII"),
)
#: Latin letters that no decomposition takes apart
_LETTERS = {"ß": "s", "æ": "a", "Æ": "A", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"} | {
    "ł": "l",
    "Ł": "L",
    "þ": "p",
    "Þ": "P",
    "œ": "o",
    "Œ": "O",
    "ð": "d",
    "Ð": "D",
}
_MARKS = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"} | {
    "§": ".",
    "¶": ".",
    "°": ".",
    "⁄": "/",
    "∕": "/",
    "∶": ":",
    "ː": ":",
    "։": ":",
    "…": ".",
    "·": ".",
    "•": "|",
    "¦": "|",
    "│": "|",
    "∣": "|",
}
_NAMED = re.compile(
    r"(?:(?:NEGATIVE )?(?:SQUARED|CIRCLED)|REGIONAL INDICATOR SYMBOL LETTER|PARENTHESIZED|TAG|"
    r"MODIFIER LETTER|LATIN(?: SUBSCRIPT| SUPERSCRIPT)?|FULLWIDTH)"
    r"(?: LATIN)?(?: (?P<case>SMALL|CAPITAL))?(?: LETTER)?(?: SMALL)?(?: CAPITAL)?"
    r" ?(?P<letter>[A-Z])"
)
_INVISIBLE = frozenset(
    [
        173,
        847,
        1564,
        4447,
        4448,
        6068,
        6069,
        6158,
        10240,
        12644,
        65440,
        65279,
        *range(8203, 8208),
        *range(8234, 8239),
        *range(8288, 8304),
        *range(65024, 65040),
        *range(917760, 918000),
        *range(6155, 6158),
    ]
)
#: characters that disguise nothing: ordinary punctuation of mail and of the languages of Europe
_PLAIN = re.compile(r"[^\x00-\xac\xae-\u024f\u2010-\u2027\u202f\u2030-\u203a\u20ac\u2122]")
_OVERRIDE = re.compile("[\u202e\u2067\u202b]([^\u202c\u2069\n\r]{4,400})")
#: capitals of EBCDIC (code page 037) read as Latin-1, alone in their line
_EBCDIC = re.compile(r"(?<![A-Za-z])[\xc1-\xc9\xd1-\xd9\xe2-\xe9@ka]{5,80}(?![A-Za-z])")
_TAGS = re.compile("[\U000e0020-\U000e007e]{4,2000}")


class _FoldTable(dict[int, str | None]):
    """Code point → its folded form; worked out when first met."""

    def __missing__(self, code: int) -> str | None:
        folded = self[code] = _fold_one(code)
        return folded


def _fold_one(code: int) -> str | None:
    if code < 0x80:
        return chr(code)
    if code in _INVISIBLE or 0xE0000 <= code <= 0xE007F:
        return None
    char = chr(code)
    category = unicodedata.category(char)
    if category in ("Mn", "Me") and not 0x0900 <= code <= 0x0DFF:
        return None
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Pd" or code in (0x2212, 0x2043, 0x02D7):
        return "-"
    known = _LETTERS.get(char) or _MARKS.get(char) or _lookalikes().get(char)
    if known:
        return known
    named = _NAMED.fullmatch(unicodedata.name(char, ""))
    if named:
        small = named["case"] == "SMALL" and "SMALL CAPITAL" not in unicodedata.name(char)
        return named["letter"].lower() if small else named["letter"]
    plain = "".join(
        _lookalikes().get(c, c)
        for c in unicodedata.normalize("NFKD", char)
        if unicodedata.category(c) != "Mn"
    )
    if len(plain) == 1 or (1 < len(plain) <= 3 and plain.isascii() and plain.isalpha()):
        return plain  # a ligature is its letters
    if len(plain) == 3 and plain[0] == "(" and plain[2] == ")":
        return plain[1]
    return char


@cache
def _lookalikes() -> dict[str, str]:
    return {
        odd: plain for odds, plains in _LOOKALIKES for odd, plain in zip(odds, plains, strict=True)
    }


_TABLE = _FoldTable()


def _narrow(byte: int) -> int:
    folded = _fold_one(ord(bytes([byte]).decode("cp1252", "replace"))) or " "
    return ord(folded) if len(folded) == 1 and folded.isascii() else ord("?")


_NARROW = bytes(map(_narrow, range(256)))


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text. `source(i)` is where its character i stood in the original."""

    text: str
    #: None where folding kept every position
    positions: Sequence[int] | None = None
    #: how the text was hidden, where it was: ``look-alike letters``, ``invisible letters``, …
    obfuscation: str = ""
    #: an extra reading of a span of the original, beside the text as it stands
    extra: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that `text[start:end]` stands for."""
        if self.positions is None:
            return start, end
        if end <= start:
            at = self.positions[start] if start < len(self.positions) else 0
            return at, at
        first, last = self.positions[start], self.positions[end - 1]
        return min(first, last), max(first, last) + 1


def fold(text: str) -> FoldedText:
    """`text` as the eye reads it. Linear; nothing is copied for ASCII."""
    if text.isascii():
        return FoldedText(text)
    try:
        narrow = text.encode("cp1252")
    except UnicodeEncodeError:
        pass
    else:
        if b"\xad" not in narrow:
            return FoldedText(narrow.translate(_NARROW).decode("ascii"))
    folded = text.translate(_TABLE)
    widths = array("b", (len(_TABLE[ord(char)] or "") for char in text))
    if min(widths) == max(widths) == 1:
        return FoldedText(folded)
    return FoldedText(folded, array("Q", (at for at, n in enumerate(widths) for _ in range(n))))


def readings(text: str) -> Iterator[FoldedText]:
    """The text folded, and what is written so that only a machine or only an eye reads it."""
    yield fold(text)
    if text.isascii() or not (odd(text) or _EBCDIC.search(text)):
        return
    for match in _OVERRIDE.finditer(text):
        inner = fold(match[1])
        start = match.start(1)
        spots = inner.positions or range(len(inner.text))
        turned = array("Q", (start + spots[at] for at in range(len(inner.text) - 1, -1, -1)))
        yield FoldedText(inner.text[::-1], turned, "reversed by a directional override", True)
    for match in _EBCDIC.finditer(text):
        plain = match[0].encode("latin-1").decode("cp037")
        yield FoldedText(plain, range(match.start(), match.end()), "letters in EBCDIC", True)
    for match in _TAGS.finditer(text):
        plain = "".join(chr(ord(char) - 0xE0000) for char in match[0])
        yield FoldedText(plain, range(match.start(), match.end()), "invisible tag characters", True)


def odd(text: str) -> bool:
    """Whether `text` holds characters that an ordinary mail in a Latin script does not."""
    return not text.isascii() and _PLAIN.search(text) is not None


def letters_changed(text: str) -> str:
    """What was done to the letters of `text` (a marking's own span): for a finding's `why`."""
    if not odd(unicodedata.normalize("NFC", text)):
        return ""
    if any(0x334 <= ord(char) <= 0x338 for char in text):
        return "letters struck through"
    if any(ord(char) in _INVISIBLE for char in text):
        return "invisible characters between letters"
    if any(unicodedata.category(char) in ("Mn", "Me") for char in text):
        return "combining marks on letters"
    return "look-alike letters"
