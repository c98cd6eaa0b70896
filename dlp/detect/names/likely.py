"""What is left of a name that a network saw: nothing, a part, several names, another kind. Pure.

A network that has seen many names takes commands, headings and product names for more of them.
The rules here (see `rules` for their ids) drop or mend those; each looks at a few words around a
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dlp.detect.names import cues, edges, patterns
from dlp.detect.names.tongue import Tongue
from dlp.detect.names.windows import WordLists
from dlp.detect.names.words import COMMON, FEASTS, NOT_NAMES

PERSON, PLACE, ORGANISATION = "PERSON", "LOCATION", "ORGANIZATION"

_ELIDED = re.compile(r"[LDJNSMTCldjnsmtc]['’][a-zà-ÿ]")
_LETTERS = re.compile(r"[^\W\d_]+")
#: a word of those in capitals around one that is
_SHOUTED = re.compile(r"[^\W\d_]{2}")
_AROUND = 60
#: the end of a key or a hash: twenty characters and more that no word has
_KEY_BEFORE = re.compile(r"(?=\S*[0-9+/])(?=\S*[A-Za-z])[A-Za-z0-9+/=_\-]{20,40}[ \t]\Z")
#: a compound of a word for a number
_LABEL_PART = re.compile(
    r"-(?:nr|no|num|id|ids|code|nummer|number|numero|key|ref|tag|type)\Z|\A(?:id|nr|no|ref)-"
    r"|[^\W\d_]{3}(?:nummer|numret|nummern|numero|kennzeichen|koodi|tunnus)\Z"
)

#: what people do things by, for and with, in nine languages
_DEALT_WITH = re.compile(
    r"(?:^|\W)(?:by|from|for|with|attn|cc|mr|mrs|ms|dr|von|an|mit|für|av|från|till|med|par|pour|avec|"
    r"de|por|para|con|przez|od|dla|pan|pani|da|di|per|van|door|voor|met|herr|frau|rouva|herra):?\s+\Z"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: ``text[start:end]``."""

    start: int
    end: int
    kind: str
    score: float
    why: str


class Likely:
    """Judges names, with lists of given names, ordinary words and places to lean on."""

    def __init__(self, lists: WordLists, rules: frozenset[str]) -> None:
        self._given, self._common, self._places = lists.given, lists.common, lists.places
        self._eastern, self._rules = lists.eastern, rules
        self._towns = lists.places | lists.towns
        self._sure = lists.sure
        self._named = self._sure | lists.family
        self._ordinary = lists.nobody

    def pieces(self, text: str, name: Name, tongue: Tongue) -> Iterator[Name]:
        """What is left of `name`."""
        start, end = edges.trimmed(text, name.start, name.end)
        value = text[start:end]
        if not any(c.isalpha() for c in value) or not 2 <= len(value) <= 120:
            return
        first, last, kind = cues.trimmed(value, name.kind)
        start, end = start + first, end - last
        if "eastern" in self._rules and kind != PERSON and self._family_first(text[start:end]):
            kind = PERSON
        if kind == PERSON:
            for first, last in edges.parts(text, start, end, "split" in self._rules):
                yield from self._person(text, first, last, name, tongue)
        else:
            yield from self._other(text, start, end, replace(name, kind=kind), tongue)

    def _family_first(self, value: str) -> bool:
        words = value.split()
        return (
            2 <= len(words) <= 3
            and words[0].lower() in self._eastern
            and all(word[0].isupper() and word.lower() not in self._common for word in words)
            and not any(word.lower() in self._towns for word in words[1:])
        )

    def _other(self, text: str, start: int, end: int, name: Name, tongue: Tongue) -> Iterator[Name]:
        """A place or an organisation, if the words around do not say something else."""
        rules = self._rules
        for part in patterns.NO_NAME.split(text[start:end])[:1]:
            start, end = edges.trimmed(text, start, start + len(part))
        value = text[start:end]
        if len(value) < 2 or value.lower() in NOT_NAMES:
            return
        if "key" in rules and in_key(text, start, end):
            return
        if (
            "initials" in rules
            and value.isupper()
            and value.isalpha()
            and len(value) < 5
            and value.lower() not in self._places
        ):
            return  # DATR
        if "label" in rules and _LABEL_PART.search(value.lower()):
            return  # Produkt-Nr
        if "numbered" in rules and cues.abbreviates(value, text[end : end + 4]):
            return  # Abs. 3
        if (
            "small-place" in rules
            and name.kind == PLACE
            and value[0].islower()
            and value.lower() not in self._places
        ):
            return  # in small letters only what is known
        known = value.isalpha() and value[0].isupper() and value.lower() in self._sure
        if "title" in rules and name.kind == PLACE:
            title = patterns.TITLES.match(text, start, end)
            if title and title.end() < end:
                yield from self._person(text, start, end, name, tongue)
                return
        if "ordinary" in rules and self._all_ordinary(value, start, tongue):
            return  # Asia: (Finnish), Tensión 125/80
        kind = cues.kind_of(text, start, end, name.kind, known) if "context" in rules else name.kind
        if (
            "shouted" in rules
            and kind != PERSON
            and shouted(text, start, end)
            and not any(cues.listed(word.capitalize(), self._towns) for word in value.split())
        ):
            return  # BIENVENIDA LA LLUVIA
        if kind == PLACE and not self._a_place(text, start, end, tongue):
            return
        if kind == ORGANISATION and "coined" in rules and cues.coined(value, self._ordinary):
            return  # Weekly Status
        if "thing" in rules and not known and (cues.eponym(text, end) or cues.thing(value)):
            return  # Navier-Stokes equations
        if kind == PERSON:
            yield from self._person(text, start, end, name, tongue)
        elif kind and not ("code" in rules and kind == PLACE and patterns.CODE.search(value)):
            yield Name(start, end, kind, name.score, name.why)

    def _a_place(self, text: str, start: int, end: int, tongue: Tongue) -> bool:
        """Whether an unlisted place has something around it that speaks for one."""
        value = text[start:end]
        words = value.split()
        if cues.listed(value, self._towns):
            return True
        if (
            "noun" in self._rules
            and not any(
                cues.listed(word, self._towns) and not tongue.ordinary(word, start)
                for word in words
                if word[0].isupper()
            )
            and not cues.lived_in(text, start, end)
            and tongue.at(start) == "de"
        ):
            return False  # nach Hause, in Empfang, aus Zeitgründen
        if len(words) > 1 or "situated" not in self._rules:
            return True
        return not (
            value.lower() in self._common
            or cues.moved(text, start)
            or not cues.situated(text, start, end)
        )  # Endstand, Screenshot

    def _all_ordinary(self, value: str, start: int, tongue: Tongue) -> bool:
        words = _LETTERS.findall(value)
        return bool(words) and all(tongue.ordinary(word, start) for word in words)

    def _person(
        self, text: str, start: int, end: int, name: Name, tongue: Tongue
    ) -> Iterator[Name]:
        rules = self._rules
        title = patterns.TITLES.match(text, start, end)
        titled = bool(title and title.end() < end) or cues.titled(text, start)
        if title and title.end() < end:
            start = title.end()
        words = text[start:end].replace(",", " ").split()
        while words and (
            words[0].lower().strip(".") in NOT_NAMES or self._opens(words, start, tongue)
        ):
            start = text.index(words[0], start) + len(words.pop(0))
        start, end = edges.trimmed(text, start, end)
        value = text[start:end]
        if "numbered" in rules and cues.abbreviates(value, text[end : end + 4]):
            return
        if not words or len(words) > 6 or len(value) < 2:
            return
        if "code" in rules and code(text, start, end, value):
            return
        if "key" in rules and in_key(text, start, end):
            return
        if "feast" in rules and words[-1].lower() in FEASTS and words[0].lower() not in self._sure:
            return  # Joyeuses Pâques
        if "elided" in rules and _ELIDED.match(value):
            return  # L'offre
        score = self._score(words, start, tongue)
        known = any(self._called_so(word) for word in words)
        if not known and (
            ("thing" in rules and (cues.thing(value) or cues.eponym(text, end)))
            or ("field" in rules and cues.keyed(text, start, end))
            or ("menu" in rules and cues.chosen(text, start, end))
        ):
            return  # Navier-Stokes equations, Eigenvalues: 3
        if "thing" in rules and cues.made(value):
            return  # Claude Code
        if "room" in rules and len(words) == 1 and cues.housed(text, start):
            return  # meeting room Aurora
        if "foreign" in rules and not known and cues.foreign(text, start, end, tongue.at(start)):
            return
        if (
            "ordinary" in rules
            and not titled
            and self._all_ordinary(value, start, tongue)
            and not (known and len(words) == 1 and not cues.opens_only(text, start, end))
        ):
            return  # Al final, que guardé una copia
        if (
            "shouted" in rules
            and not titled
            and shouted(text, start, end)
            and not self._surely_called(words, start, tongue)
            and not self._dealt_with(text, words, start, tongue)
        ):
            return  # KOPIATORN KRÅNGLAR
        kind = cues.kind_of(text, start, end, PERSON, known) if "context" in rules else PERSON
        if "opens" in rules and not known and len(words) == 1 and cues.opens_only(text, start, end):
            return
        if kind != PERSON:
            if kind:
                yield Name(start, end, kind, 0.7, f"{name.why}, by its context")
            return
        if score and "house-number" in rules and in_address(text, start, end):
            yield Name(start, end, PLACE, 0.6, f"{name.why}, in an address")
        elif score:
            yield Name(start, end, PERSON, round(score * name.score, 2), name.why)

    def _opens(self, words: list[str], start: int, tongue: Tongue) -> bool:
        """Whether the first of several words is an ordinary one before a name: Según Iker."""
        return (
            "opener" in self._rules
            and len(words) > 1
            and words[1][0].isupper()
            and words[0].lower() not in cues.PARTICLES
            and tongue.ordinary(words[0], start)
        )

    def _called_so(self, word: str) -> bool:
        """Whether a word is a given name; in lower case, if it is no word of a language, too."""
        low = word.lower().strip(".'")
        return low in self._given and (word[0].isupper() or low not in cues.ARTICLES)

    def _surely_called(self, words: list[str], start: int, tongue: Tongue) -> bool:
        """Whether a word is a listed name and no ordinary word of the language around, or the
        first is a name that is a word elsewhere and the last no word that is known."""
        low = [word.lower().strip(".'") for word in words]
        if any(word in self._named and not tongue.ordinary(word, start) for word in low):
            return True
        return (
            len(low) > 1
            and low[0] in self._given
            and not tongue.ordinary(low[0], start)
            and not tongue.ordinary(low[-1], start)
            and low[-1] not in self._ordinary
        )

    def _dealt_with(self, text: str, words: list[str], start: int, tongue: Tongue) -> bool:
        """Whether two unknown words in capitals stand behind "by", "from", "for" and the like."""
        low = [word.lower().strip(".'") for word in words]
        return (
            len(low) > 1
            and _DEALT_WITH.search(text[max(0, start - 12) : start].lower()) is not None
            and not any(tongue.ordinary(word, start) or word in self._ordinary for word in low)
        )

    def _score(self, words: list[str], start: int, tongue: Tongue) -> float:
        """How much of a network's score is left by the words alone; 0 for no person."""
        rules = self._rules
        low = [word.lower().strip(".'") for word in words]
        if all(word in NOT_NAMES for word in low):
            return 0.0
        known = [word for word, plain in zip(low, words, strict=True) if self._called_so(plain)]
        if not known and "place-first" in rules and low[0] in self._places:
            return 0.0  # Pakistan
        if not known and "common-last" in rules and any(word in self._common for word in low[-2:]):
            return 0.0  # Veritas Backup, Leider
        if not known and "mixed" in rules and mixed(words):
            return 0.0  # Irish LUG
        if (
            "short" in rules
            and len(words) == 1
            and words[0].isupper()
            and len(low[0]) < (3 if known else 4)
        ):
            return 0.0  # EL
        if not known and "label" in rules and len(words) == 1 and _LABEL_PART.search(low[0]):
            return 0.0  # Produkt-Nr
        if any(word[0].isupper() for word in words) or "small" not in rules:
            return 1.0 if known else 0.85 if len(words) > 1 else 0.75
        # lower case: one must be a given name and no ordinary word
        return 0.8 if any(self._no_word(word, start, tongue) for word in known) else 0.0

    def _no_word(self, name: str, start: int, tongue: Tongue) -> bool:
        return name not in COMMON and not (
            "ordinary" in self._rules and tongue.ordinary(name, start)
        )


def code(text: str, start: int, end: int, value: str) -> bool:
    """Whether a name stands in code, in a path, or is an identifier."""
    if patterns.CODE.search(value) and not all(
        not patterns.CODE.search(w) or patterns.INNER_CAPITAL.match(w) for w in value.split()
    ):
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


def shouted(text: str, start: int, end: int) -> bool:
    """Whether a name stands in capitals among words in capitals."""
    if not text[start:end].isupper():
        return False
    low, high = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    around = (
        text[max(low, start - _AROUND) : start] + text[end : high if high >= 0 else None][:_AROUND]
    )
    return around.isupper() and len(_SHOUTED.findall(around)) > 0


def in_key(text: str, start: int, end: int) -> bool:
    """Whether a word in lower case follows a key or a hash: the comment of a public key."""
    return (
        text[start:end].islower()
        and _KEY_BEFORE.search(text[max(0, start - 40) : start]) is not None
    )


def in_address(text: str, start: int, end: int) -> bool:
    """Whether a house number stands before or behind: 12 Anna Berg Road, Kalevankatu 33 A."""
    before, after = text[max(0, start - 8) : start], text[end : end + 12]
    if patterns.STATE.match(after) and " " not in text[start:end]:
        return True  # Austin, TX
    return bool(patterns.HOUSE_BEFORE.search(before) or patterns.HOUSE_AFTER.match(after))


def mixed(words: list[str]) -> bool:
    """Whether some words are in capitals and others are not: initialisms, not names."""
    shouted = [word.isupper() and word.isalpha() and len(word) > 2 for word in words]
    return any(shouted) and not all(shouted)
