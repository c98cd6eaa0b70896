"""Undo what hides a character: NFKC, invisible characters, mark floods, look-alikes, spacing.

One linear pass; plain ASCII without quoting marks or spelled-out numbers passes through untouched.
Unicode: UAX #15 (NFKC), UTS #39 (confusables), UAX #9 (bidi controls), UAX #44 (digits).
"""

from __future__ import annotations

import re
import unicodedata

from dlp.detect.engine.text.confusables import CONFUSABLE
from dlp.detect.engine.text.mapping import MappedText, MappedTextBuilder

#: a base character with its combining marks, an invisible one, or any other non-ASCII character
_ODD = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f]+|[^\x00-\x7f]|.(?=[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff"
    r"\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f])",
    re.DOTALL,
)
_HAS_ODD = re.compile(r"[^\t-\r\x20-\x7e]")
#: a line break, with the spaces before it and the quoting marks after it
_BREAK = re.compile(r"[ \t]*\r?\n(?:[ \t]{0,4}>){1,64}[ \t]?|[ \t]+\r?\n|\r\n?|(?:\A>[> \t]{0,64})")
_HAS_BREAK = re.compile(r"\r|[ \t]\n|(?:\n|\A)[ \t]*>")
#: single characters, each apart from the next by the same separator: 4 1 1 1 …, D-E-8-9-…
_SPELLED = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z0-9]([ ]{1,3}|[\-._/,*|:~\n])[A-Za-z0-9]"
    r"(?:(?:\1|\1[ \-._@]\1)[A-Za-z0-9]){5,120}(?![A-Za-z0-9])"
)
#: digit groups with more than one separator between them: 4111  1111, 4111 - 1111, 4111.\n1111
_LOOSE = re.compile(r"(?<=[0-9])[ \t]*(?:[ \t]|[-.]\n|\n[-.]?|[-–][ ]|[ ][-])[ \t]*(?=[0-9])")
#: what parts columns: beside it a letter, a sign or an end of the line, not digits on both sides
_GAPS = ("\t", "  ")
_COLUMN = re.compile(r"[^\s0-9][ \t]?(?:\t|  )|(?:\t|  )[ \t]{0,40}[^\s0-9]")
#: more digits than a group of a number has
_LONG = re.compile("[0-9]{7}")
#: how far a line is looked at
_LINE = 120
_KEEP_LOOSE = frozenset((" ", "\n"))
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u180e\u2800")
_OTHER_PUNCTUATION = {
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2212": "-",
    "\u02d7": "-",
    "\u2043": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201b": "'",
    "\u2032": "'",
    "\u02bc": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2044": "/",
    "\u2215": "/",
    "\u2236": ":",
    "\ua789": ":",
    "\u05c3": ":",
    "\u0589": ":",
    "\u3002": ".",
    "\u06d4": ".",
    "\u0701": ".",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x85": "\n",
    "\u2024": ".",
    "\u2027": ".",
    "\u30fb": ".",
    "\u00b7": ".",
    "\u2219": ".",
    "\u22c5": ".",
    "\u2022": ".",
    "\u066b": ".",
    "\u066c": ",",
    "\u2e31": ".",
}
_TOKEN = re.compile(r"[^\s<>()\[\]{},;:\"']+")
_BETWEEN = re.compile(r"[\s<>()\[\]{},;:\"']")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTER_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
#: marks on one letter that no language writes
_FLOOD = 3
_FOLDED: dict[str, str] = {}
_MOST_FOLDED = 20_000


def normalise(text: str) -> MappedText:
    """`text` in plain characters: NFKC, ASCII digits, no invisible characters, no quoting marks,
    line breaks as ``\\n``, spelled-out runs joined, look-alikes of mixed tokens in ASCII."""
    mapped = MappedText(text)
    if _HAS_ODD.search(text):
        mapped = _characters(text)
        mixed = _look_alikes(mapped.text)
        if mixed is not None:
            # letter for letter, so the map stays
            mapped = MappedText(mixed, mapped.starts, mapped.sources, mapped.widths, mapped.equal)
    if _HAS_BREAK.search(mapped.text):
        mapped = _replaced(mapped.text, _BREAK, _break).after(mapped)
    if _SPELLED.search(mapped.text):
        mapped = _spelled(mapped.text).after(mapped)
    if _LOOSE.search(mapped.text):
        mapped = _replaced(mapped.text, _LOOSE, _loose).after(mapped)
    return mapped


def fold(text: str) -> str:
    """`text` in lower case without accents, for comparing words; its length may change."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.lower())
    return _MARKS.sub("", parts).translate(_LATIN)


_MARKS = re.compile("[\u0300-\u036f]+")
_LATIN = str.maketrans(
    {
        "ø": "o",
        "æ": "ae",
        "ß": "ss",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "œ": "oe",
        "ı": "i",
        "ς": "σ",
    }
)


def _characters(text: str) -> MappedText:
    maker = MappedTextBuilder()
    at = 0
    for match in _ODD.finditer(text):
        start = match.start()
        if start < at:
            continue
        maker.keep(text[at:start], at)
        end = match.end()
        char = match[0]
        if len(char) == 1:
            marks = end
            while marks < len(text) and unicodedata.combining(text[marks]):
                marks += 1
            if marks > end:
                if marks - end < _FLOOD:
                    char = _first(unicodedata.normalize("NFKC", text[start:marks]), char)
                end = marks
        plain = _fold(char)
        maker.add(plain, start, end - start, len(plain) == end - start)
        at = end
    maker.keep(text[at:], at)
    return maker.done()


def _first(joined: str, base: str) -> str:
    """The composed letter where marks make one; else the base alone (a flood hides nothing)."""
    if len(joined) == 1 or (joined and joined[0].isalpha() and joined[0] != base):
        return joined[0]
    return base


def _fold(char: str) -> str:
    known = _FOLDED.get(char)
    if known is None:
        if len(_FOLDED) > _MOST_FOLDED:
            _FOLDED.clear()
        known = _FOLDED[char] = _folded(char)
    return known


def _folded(char: str) -> str:
    if len(char) > 1 or char < "\x80":
        return "" if _HAS_ODD.search(char) else char
    other = _OTHER_PUNCTUATION.get(char)
    if other is not None:
        return other
    category = unicodedata.category(char)
    if category in ("Cf", "Cc", "Co", "Cs", "Cn") or category in ("Mn", "Me"):
        return "" if category != "Cs" else "\ufffd"
    if char in _INVISIBLE_LETTERS:
        return ""
    if category == "Zs":
        return " "
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", char)
    return "".join(_OTHER_PUNCTUATION.get(each, each) for each in plain)


def _look_alikes(text: str) -> str | None:
    """`text` with the look-alikes of tokens that also hold ASCII in ASCII; None if there are none.

    A word that is all Cyrillic or all Greek stays; one that mixes scripts, or letters of another
    script with ASCII digits, is read the way it looks.
    """
    changed: list[tuple[int, str]] = []
    upto = 0
    for odd in _NOT_ASCII.finditer(text):
        start = odd.start()
        if start < upto:
            continue
        while start > upto and not _BETWEEN.match(text, start - 1):
            start -= 1
        match = _TOKEN.match(text, start)
        if match is None:  # a white space of its own kind
            continue
        upto = match.end()
        token = match[0]
        if not any(char in CONFUSABLE for char in token) or not _LETTER_OR_DIGIT.search(token):
            continue
        plain = "".join(CONFUSABLE.get(char, char) for char in token)
        if all(char.isascii() or char in "ÄÖÅÜÉÈÑßäöåüéèñøØæÆ" for char in plain):
            changed.append((match.start(), plain))
    if not changed:
        return None
    out: list[str] = []
    at = 0
    for start, plain in changed:
        out.append(text[at:start])
        out.append(plain)
        at = start + len(plain)
    out.append(text[at:])
    return "".join(out)


def _break(match: re.Match[str]) -> str:
    return "\n" if (match[0][-1:] != ">" and match.start() > 0) or "\n" in match[0] else ""


def _loose(match: re.Match[str]) -> str:
    found = match[0]
    if found in _KEEP_LOOSE or ("\n" not in found and _between_columns(match)):
        return found
    if "-" in found:
        return "-"
    if "." in found:
        return "."
    return "\n" if "\n" in found else " " if len(found) <= 2 else found


def _between_columns(match: re.Match[str]) -> bool:
    """Whether a tab or a gap parts two columns of a table, not two groups of one number."""
    if not any(gap in match[0] for gap in _GAPS):
        return False
    text, start, end = match.string, match.start(), match.end()
    if _LONG.fullmatch(text, max(0, start - 7), start) or _LONG.match(text, end):
        return True
    low = max(text.rfind("\n", max(0, start - _LINE), start) + 1, start - _LINE)
    high = text.find("\n", end, end + _LINE)
    return _COLUMN.search(text, low, min(len(text), end + _LINE) if high < 0 else high) is not None


def _replaced(text: str, pattern: re.Pattern[str], make: object) -> MappedText:
    assert callable(make)
    maker = MappedTextBuilder()
    at = 0
    for match in pattern.finditer(text):
        new = make(match)
        if new == match[0]:
            continue
        maker.keep(text[at : match.start()], at)
        maker.add(new, match.start(), match.end() - match.start(), False)
        at = match.end()
    maker.keep(text[at:], at)
    return maker.done()


def _spelled(text: str) -> MappedText:
    maker = MappedTextBuilder()
    at = 0
    for match in _SPELLED.finditer(text):
        found = match[0]
        spaced = match[1][0] == " "
        digits = sum(char.isdigit() for char in found)
        if digits < 4 and not (spaced and ("@" in found or (digits and len(found) > 30))):
            continue
        maker.keep(text[at : match.start()], at)
        for place in range(match.start(), match.end()):
            # between blanks a mark is part of the value: 5 3 1 - 2 4 …, k e y _ 9 …
            if text[place].isalnum() or (spaced and text[place] != " "):
                maker.keep(text[place], place)
        at = match.end()
    maker.keep(text[at:], at)
    return maker.done()
