"""What mail's layout and a little common sense add to a model of names. Pure.

A model reads sentences. Names in mail stand where there are none: in greetings, under closings, in
address lines and attributions ("Anna Berg wrote:"). And a model that has seen many names takes
commands, headings and product names for more of them. The rules here find the first and drop the
second; each works on one text and is linear in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from dlp.detect.engine.spans import SpanSet
from dlp.detect.names import cues, edges, patterns, statements
from dlp.detect.names.line_search import every_address, words_like
from dlp.detect.names.words import COMMON, NOT_NAMES

PERSON = "PERSON"

#: a name below this score is no reason to look for it elsewhere
_SURE = 0.7
_ELIDED = re.compile(r"[LDJNSMTCldjnsmtc]['’][a-zà-ÿ]")
#: the end of a key or a hash: twenty characters and more that no word has
_KEY_BEFORE = re.compile(r"(?=\S*[0-9+/])(?=\S*[A-Za-z])[A-Za-z0-9+/=_\-]{20,40}[ \t]\Z")
#: a compound of a word for a number
_LABEL_PART = re.compile(
    r"-(?:nr|no|num|id|ids|code|nummer|number|numero|key|ref|tag|type)\Z|\A(?:id|nr|no|ref)-"
    r"|[^\W\d_]{3}(?:nummer|numret|nummern|numero|kennzeichen|koodi|tunnus)\Z"
)
#: the end of a line before an address or a verb; looked at only there, so the whole stays linear
_REACH = 140


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: ``text[start:end]``."""

    start: int
    end: int
    kind: str
    score: float
    why: str


class LayoutRules:
    """The rules, with lists of given names, ordinary words and places (lower case) to lean on."""

    def __init__(
        self,
        given: frozenset[str],
        common: frozenset[str] = frozenset(),
        places: frozenset[str] = frozenset(),
        towns: frozenset[str] = frozenset(),
    ) -> None:
        self._given, self._common, self._places = given, common, places
        self._towns = places | towns
        self._sure = given - COMMON
        self._ordinary = (common | NOT_NAMES) - given

    def apply(self, text: str, names: Iterable[Name]) -> list[Name]:
        """`names` of the model without the unlikely ones, and those that the layout shows."""
        addresses = list(every_address(text))
        barred = SpanSet(match.span() for match in addresses)
        taken = SpanSet()
        kept: list[Name] = []
        # layout first: a header or an attribution shows a whole name where the model sees a part
        said = statements.stated(text, self._given, self._ordinary, self._places)
        stated = (Name(each.start, each.end, each.kind, 0.8, each.why) for each in said)
        for name in chain(self._layout(text, addresses), stated):
            if not barred.overlaps(name.start, name.end) and not taken.overlaps(
                name.start, name.end
            ):
                taken.add(name.start, name.end)
                kept.append(name)
        for name in names:
            for piece in self._likely(text, name):
                if not barred.overlaps(piece.start, piece.end) and not taken.overlaps(
                    piece.start, piece.end
                ):
                    taken.add(piece.start, piece.end)
                    kept.append(piece)
        kept += self._again(text, kept, barred, taken)
        return sorted(kept, key=lambda n: (n.start, n.end))

    # ------------------------------------------------------------------- what the model said

    def _likely(self, text: str, name: Name) -> Iterator[Name]:
        """What is left of a name that the model saw: nothing, a part, or several names."""
        start, end = edges.trimmed(text, name.start, name.end)
        value = text[start:end]
        if not any(c.isalpha() for c in value) or not 2 <= len(value) <= 120:
            return
        first, last, kind = cues.trimmed(value, name.kind)
        start, end = start + first, end - last
        if kind == PERSON:
            for first, last in edges.parts(text, start, end):
                yield from self._person(text, first, last, name)
        else:
            yield from self._other(text, start, end, replace(name, kind=kind))

    def _other(self, text: str, start: int, end: int, name: Name) -> Iterator[Name]:
        """A place or an organisation, if the words around do not say something else."""
        for part in patterns.NO_NAME.split(text[start:end])[:1]:
            start, end = edges.trimmed(text, start, start + len(part))
        value = text[start:end]
        if len(value) < 2 or value.lower() in NOT_NAMES or _in_key(text, start, end):
            return
        if (
            value.isupper()
            and value.isalpha()
            and len(value) < 5
            and value.lower() not in self._places
        ):
            return  # DATR
        if _LABEL_PART.search(value.lower()) or cues.abbreviates(value, text[end : end + 4]):
            return  # Produkt-Nr, Abs. 3
        if name.kind == "LOCATION" and value[0].islower() and value.lower() not in self._places:
            return  # in small letters only what is known
        known = value.isalpha() and value[0].isupper() and value.lower() in self._sure
        title = patterns.TITLES.match(text, start, end)
        if title and title.end() < end and name.kind == "LOCATION":
            yield from self._person(text, start, end, name)
            return
        kind = cues.kind_of(text, start, end, name.kind, known)
        if (
            kind == "LOCATION"
            and " " not in value
            and not cues.listed(value, self._towns)
            and (
                value.lower() in self._common
                or cues.moved(text, start)
                or not cues.situated(text, start, end)
            )
        ):
            return  # Endstand, Screenshot
        if kind == "ORGANIZATION" and cues.coined(value, self._ordinary):
            return  # Weekly Status
        if not known and (cues.eponym(text, end) or cues.thing(value)):
            return  # Navier-Stokes equations
        if kind == PERSON:
            yield from self._person(text, start, end, name)
        elif kind and not (kind == "LOCATION" and patterns.CODE.search(value)):
            yield Name(start, end, kind, name.score, name.why)

    def _person(self, text: str, start: int, end: int, name: Name) -> Iterator[Name]:
        title = patterns.TITLES.match(text, start, end)
        if title and title.end() < end:
            start = title.end()
        words = text[start:end].replace(",", " ").split()
        while words and words[0].lower().strip(".") in NOT_NAMES:
            start = text.index(words[0], start) + len(words.pop(0))
        start, end = edges.trimmed(text, start, end)
        value = text[start:end]
        if cues.abbreviates(value, text[end : end + 4]):
            return
        if not words or len(words) > 6 or len(value) < 2 or self._code(text, start, end, value):
            return
        if _ELIDED.match(value):
            return  # L'offre
        score = self._score(words)
        known = any(self._called_so(word) for word in words)
        if not known and (
            cues.thing(value)
            or cues.eponym(text, end)
            or cues.keyed(text, start, end)
            or cues.chosen(text, start, end)
        ):
            return  # Navier-Stokes equations, Eigenvalues: 3
        if len(words) == 1 and cues.housed(text, start):
            return  # meeting room Aurora
        if not known and cues.foreign(text, start, end):
            return
        kind = cues.kind_of(text, start, end, PERSON, known)
        if not known and len(words) == 1 and cues.opens_only(text, start, end):
            return
        if kind != PERSON:
            if kind:
                yield Name(start, end, kind, 0.7, f"{name.why}, by its context")
            return
        if score and _in_address(text, start, end):
            yield Name(start, end, "LOCATION", 0.6, f"{name.why}, in an address")
        elif score:
            yield Name(start, end, PERSON, round(score * name.score, 2), name.why)

    def _code(self, text: str, start: int, end: int, value: str) -> bool:
        if patterns.CODE.search(value) and not all(
            not patterns.CODE.search(w) or patterns.INNER_CAPITAL.match(w) for w in value.split()
        ):
            return True
        if _in_key(text, start, end):
            return True
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        if before.endswith(("--", "::", "/", "\\", "=", "$", "%", "_", ".")) and not (
            before in ("/", "\n/", " /") or before.endswith((" .", ". "))
        ):
            return True
        return (
            after[:1] in ("_", "=", "\\", "(")
            or after in ("::", "->", "()")
            or (after[:1] in (".", "/", "-") and after[1:2].isalnum() and after[1:2].islower())
        )

    def _called_so(self, word: str) -> bool:
        """Whether a word is a given name; in lower case, if it is no word of a language, too."""
        low = word.lower().strip(".'")
        return low in self._given and (word[0].isupper() or low not in cues.ARTICLES)

    def _score(self, words: list[str]) -> float:
        """How much of a model's score is left by the words alone; 0 for no person."""
        low = [word.lower().strip(".'") for word in words]
        if all(word in NOT_NAMES for word in low):
            return 0.0
        known = [word for word, plain in zip(low, words, strict=True) if self._called_so(plain)]
        if not known and low[0] in self._places:
            return 0.0  # Pakistan
        if not known and any(word in self._common for word in low[-2:]):
            return 0.0  # Veritas Backup, Leider
        if not known and _mixed(words):
            return 0.0  # Irish LUG
        if len(words) == 1 and words[0].isupper() and len(low[0]) < (3 if known else 4):
            return 0.0  # EL
        if not known and len(words) == 1 and _LABEL_PART.search(low[0]):
            return 0.0  # Produkt-Nr
        if any(word[0].isupper() for word in words):
            return 1.0 if known else 0.85 if len(words) > 1 else 0.75
        # lower case: one must be a given name and no ordinary word
        return 0.8 if any(word not in COMMON for word in known) else 0.0

    # ------------------------------------------------------------------- what the layout shows

    def _layout(self, text: str, addresses: list[re.Match[str]]) -> Iterator[Name]:
        for header in patterns.HEADER.finditer(text):
            base = header.start("list")
            for box in patterns.BOX.finditer(header["list"]):
                if self._display(box["name"]):
                    yield _named(base + box.start("name"), box["name"], 0.9, "address line")
            for lotus in patterns.LOTUS.finditer(header["list"]):
                if self._display(lotus["name"]):
                    yield _named(base + lotus.start("name"), lotus["name"], 0.9, "address line")
        for address in addresses:
            low = _line_start(text, address.start())
            match = patterns.BEFORE_ADDRESS.search(text[low : address.start()])
            if match and self._display(match["name"]):
                yield _named(low + match.start("name"), match["name"], 0.85, "before an address")
        for verb in patterns.VERB.finditer(text):
            low = _line_start(text, verb.start())
            match = patterns.BEFORE_VERB.search(text[low : verb.start()])
            if match and self._display(match["name"], single=True):
                yield _named(low + match.start("name"), match["name"], 0.9, "attribution")
        for match in patterns.GREETING.finditer(text):
            for found in re.finditer(patterns.NAME, match["names"]):
                yield from self._called(found[0], match.start("names") + found.start(), "greeting")
        for match in patterns.CALLED.finditer(text):
            called = list(re.finditer(patterns.WORD, match["names"]))
            if any(each[0].lower() in self._given for each in called):
                for each in called:
                    yield from self._called(
                        each[0], match.start("names") + each.start(), "greeting", strict=True
                    )
        for closing in patterns.CLOSING.finditer(text):
            signed = patterns.SIGNED.match(text, closing.end())
            if signed:
                yield from self._called(
                    signed["name"], signed.start("name"), "closing", strict=True
                )
        for nick in patterns.NICK.finditer(text):
            low = _line_start(text, nick.start())
            match = patterns.BEFORE_NICK.search(text[low : nick.start()])
            if match and match[0].split()[0].lower() in self._given:
                yield Name(low + match.start(), nick.end(), PERSON, 0.85, "name with a nickname")
        for match in patterns.SPEAKER.finditer(text):
            first = match["name"].split()[0].lower()
            if first in self._sure:
                yield from self._called(match["name"], match.start("name"), "speaks", strict=True)
        for match in patterns.DASHED.finditer(text):
            if self._opens_with_given(match["name"]):
                yield from self._called(match["name"], match.start("name"), "signed", strict=True)
        for match in patterns.ALONE.finditer(text):
            if self._opens_with_given(match["name"]) and self._stands(text, match):
                yield from self._called(
                    match["name"], match.start("name"), "alone on its line", strict=True
                )

    def _opens_with_given(self, name: str) -> bool:
        """Whether a line of up to three words begins with a given name."""
        words = name.split()
        return words[0].lower() in self._given and len(words) < 4

    def _stands(self, text: str, match: re.Match[str]) -> bool:
        """Whether a lone line is a signature: a plain given name, or the last line there is."""
        first = match["name"].split()[0]
        if not first[0].isupper():
            return False
        return first.lower() not in COMMON or not text[match.end() :].strip()

    def _display(self, name: str, single: bool = False) -> bool:
        """Whether a display name is a person's: two or more words, none of an organisation."""
        words = name.replace(",", " ").split()
        if patterns.NOT_PEOPLE.search(name) or not 1 <= len(words) <= 5:
            return False
        if any(
            word.lower().strip(".") in NOT_NAMES
            and not (len(word.strip(".")) == 1 and word.isupper())
            for word in words
        ):
            return False
        if _mixed(words):
            return False  # Irish LUG
        if len(words) == 1:
            low = words[0].lower()
            return low in self._given or (single and words[0][0].isupper() and len(low) > 2)
        return words[0][0].isupper() or words[0].lower() in self._given

    def _called(self, name: str, start: int, why: str, strict: bool = False) -> Iterator[Name]:
        """A name somebody is called by; `strict` where the place alone proves little."""
        for part in patterns.AND.finditer(name):
            words = part[0].split()
            low = [word.lower().strip(".") for word in words]
            if not words or len(words) > 4 or any(word in NOT_NAMES for word in low):
                continue
            if patterns.NOT_PEOPLE.search(part[0]) or max(map(len, low)) < 2:
                continue
            known = low[0] in self._given
            cased = all(word[0].isupper() for word in words if word not in ("van", "de", "von"))
            if strict and not known and (not cased or len(words) > 3 or len(low[0]) < 3):
                continue
            if known or cased:
                yield _named(start + part.start(), part[0], 0.9 if known else 0.75, why)

    # ------------------------------------------------------------------- found once, found again

    def _again(
        self, text: str, names: list[Name], barred: SpanSet, taken: SpanSet
    ) -> Iterator[Name]:
        """Further places where a found name, or a word of it, stands alone."""
        wanted: set[str] = set()
        for name in names:
            if name.kind != PERSON or name.score < _SURE:
                continue
            words = patterns.QUOTED.sub(" ", text[name.start : name.end]).replace(",", " ").split()
            for word in words:
                bare = word.strip(".")
                if len(bare) < 3 or bare.lower() in NOT_NAMES or not bare[0].isupper():
                    continue
                if len(words) > 1 and bare.lower() in COMMON and bare.lower() not in self._given:
                    continue
                wanted.add(bare)
        if not wanted:
            return
        for match in words_like(text, wanted, taken):
            start = match.start()
            word = match[0].rstrip(".")
            base = word[:-2] if word.endswith(("'s", "’s")) else word
            if base not in wanted or taken.overlaps(start, start + len(base)):
                continue
            if barred.overlaps(start, start + len(base)) or self._code(
                text, start, start + len(base), base
            ):
                continue
            if text[start - 1 : start].isalnum() or text[start - 1 : start] in ("@", "_"):
                continue
            taken.add(start, start + len(base))
            yield Name(start, start + len(base), PERSON, 0.75, "found in this message")


def _in_key(text: str, start: int, end: int) -> bool:
    """Whether a word in lower case follows a key or a hash: the comment of a public key."""
    return (
        text[start:end].islower()
        and _KEY_BEFORE.search(text[max(0, start - 40) : start]) is not None
    )


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a house number stands before or behind: 12 Anna Berg Road, Kalevankatu 33 A."""
    before, after = text[max(0, start - 8) : start], text[end : end + 12]
    if patterns.STATE.match(after) and " " not in text[start:end]:
        return True  # Austin, TX
    return bool(patterns.HOUSE_BEFORE.search(before) or patterns.HOUSE_AFTER.match(after))


def _mixed(words: list[str]) -> bool:
    """Whether some words are in capitals and others are not: initialisms, not names."""
    shouted = [word.isupper() and word.isalpha() and len(word) > 2 for word in words]
    return any(shouted) and not all(shouted)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at) + 1, at - _REACH)


def _named(start: int, value: str, score: float, why: str) -> Name:
    bare = value.rstrip(" \t.,-'\"")
    if bare != value and re.search(r"\b(?:Jr|Sr)\.$", value):
        bare = value
    return Name(start, start + len(bare), PERSON, score, why)
