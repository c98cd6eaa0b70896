"""The rest of a marking's line: what may stand next to a banner, and what makes it a sentence."""

from __future__ import annotations

import re

from dlp.detect.markings.context import Context
from dlp.detect.markings.grammar import Expression
from dlp.detect.markings.lexicon import WordToken, words_of
from dlp.detect.markings.page import TextPage
from dlp.detect.markings.schemes import Strength

_TOKEN = re.compile(r"\S+")
_NUMBERISH = re.compile(
    r"[\W_]*\d[\w.,/:;*#()'-]*|[\W_]*[IVXLivxl]{1,5}[.):]?|[\W_]+|\W*[A-Za-z]{1,2}\W*"
)
CABLE = re.compile(
    r"\W*(?:SECTION\s+\d+\s+OF\s+\d+|\d{6}Z|(?:[A-Z.']{2,}\s+){1,3}\d{3,6}\W*(?:$|SECTION|\d)"
    r"|(?:FM|FROM|ACTION|CITE|PAGE)\b)"
)
CODE = re.compile(r"[={}<>]|^;|::|->|\(\)|_[A-Z]|[A-Z]_|\\|^\s*(?:#|//|\*)\s*\w+\s*\(")
#: where a name in camel case goes on with its next word
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: what a line says that talks about labels
TALK = re.compile(
    r"\b(?:use[sd]?|using|when|labels?|mark(?:ed|ings?)?|may|must|should|shall|means?|e\.?g|example|"
    r"such as|above|or|levels?|if|values?|colou?rs?|designat\w+|defin\w+|highest|lowest)\b",
    re.IGNORECASE,
)
QUOTES = "\"'`"
TITLED = re.compile(r"\s{0,2}(?::|--?(?=\s)|//|\|)\s{0,2}(?=\S)")
_ASIDE = re.compile(r"\s*\([^()]{1,40}\)[\s.]*")


_PARAGRAPH = re.compile(r"[\W_]{0,3}\s\d{1,2}\.\s+[A-Z(]")
#: how a statement of the DoD about distribution goes on
_DISTRIBUTION = re.compile(r"\s*[.:]\s*(?:Distribution|Further dissemination)\b", re.IGNORECASE)
_EXPLAINED = re.compile(
    r"\s{0,2}[:-]{1,2}\s+[a-z][^\n]*?\b(?:that|which|whose|means|by law|to be)\b"
)
#: what cables ask for after their marking
_PROTECT = re.compile(
    r"[\s.,;:-]{1,5}(?:please\s+)?(?:protect|handle|treat|safeguard|entire text)\b",
    re.IGNORECASE,
)
_OVERALL = re.compile(r"\b(?:overall|highest)\s+classification\b[^\n]*?\b(?:is|as)$", re.IGNORECASE)
#: how long a Chinese paper keeps its level
_TERM = re.compile(r"\s{0,2}[★☆](?:\s|\S{1,8}(?:\s|$))?")
_DATELINE = re.compile(
    r"(?:[^\n]{0,60}?[\s,\[]|\[)?(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|"
    r"Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?\s+\d{1,2}(?:,|\b)"
    r"[^\n]{0,40}",
    re.IGNORECASE,
)


def dateline(text: str) -> bool:
    """A place and a day, as letters and telegrams begin: ``Belmora, March 3, 1947``."""
    return len(text) < 100 and _DATELINE.fullmatch(text.strip()) is not None


class LineContext:
    """Decides what the rest of a line makes of the marking in it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def filler(self, text: str) -> bool:
        """Whether all of `text` may stand next to a banner: page numbers, dates, scan noise."""
        for token in _TOKEN.finditer(text):
            if _NUMBERISH.fullmatch(token[0]):
                continue
            words = [word.text for word in words_of(token[0])]
            if not words or not all(
                word in self._context.fillers or word.isdigit() or len(word) < 3 for word in words
            ):
                return False
        return True

    def may_follow(self, page: TextPage, index: int, found: Expression, rest: str) -> bool:
        """Whether `rest` may follow a banner on its line: cable routing, a letterhead, or (at the
        head of a page) a title after a dash or colon."""
        if CABLE.match(rest) and found.capitals:
            return True
        if _TERM.match(rest) or (found.capitals and _DISTRIBUTION.match(rest)):
            return True
        words = [word.text for word in words_of(rest) if len(word.text) > 1]
        if found.capitals and (_PARAGRAPH.match(rest) or dateline(rest)):
            return True
        if found.capitals and words and words[0] in self._context.letterhead:
            known = self._context.letterhead | self._context.fillers
            own = sum(word in known or word.isdigit() or len(word) < 3 for word in words)
            said = any(word in self._context.letterhead and len(word) > 3 for word in words)
            if said and own >= 0.6 * len(words):
                return True
        if _ASIDE.fullmatch(rest) and found.capitals:
            return True
        if found.capitals and (found.structured or guarded(found)):
            return True
        if found.strength is Strength.DISTINCT and _PROTECT.match(rest):
            return True
        titled = TITLED.match(rest)
        if titled and _EXPLAINED.match(rest):
            return False
        if titled and page.head(index) < 3 and found.capitals:
            return found.strength is not Strength.WEAK
        if not colour(found) or page.head(index) > 2:
            return False
        if found.capitals and rest.startswith(" This "):
            return True
        if TALK.search(page.of(index)):
            return False
        return len(words) <= 3 or (found.capitals and rest[:1] == " " and rest[1:2].isupper())

    def splits_sentence(
        self, page: TextPage, index: int, found: Expression, before: str, rest: str
    ) -> bool:
        """Whether the line is a piece of a sentence that was broken around the level."""
        if before.strip():
            return False
        below = page.after(index)
        follows = page.of(below).lstrip() if below is not None else ""
        if re.match(r"(?:or|oder|ou|tai|eller|lub)\b", follows):
            return True
        above = page.before(index)
        if above is None:
            return False
        last = page.of(above).rstrip()
        if _OVERALL.search(last):
            return False
        if not page.adjacent(index, above):
            if follows[:1].islower() and last.endswith(":") and abs(index - above) == 2:
                return True
            return (
                follows[:1].islower()
                and last[-1:].isalpha()
                and abs(index - above) == 2
                and last != last.upper()
                and len(last.split()) > 2
                and self._context.verbs.search(last) is not None
            )
        if not last or last[-1] in ".:!?)]*=_":
            return False
        words = words_of(last[-40:])
        spaced = last.isupper() and bool(words) and len(words[-1].text) == 1
        if (
            words
            and not spaced
            and words[-1].text in self._context.mentions
            and last[-1] not in "-|"
        ):
            return True
        follows = follows[:1] if page.adjacent(index, below) else ""
        prose = len(last) >= 40 and sum(char.islower() for char in last) > 0.5 * len(last)
        if prose and (follows.islower() or rest.strip()[:1] in (".", ",")):
            return True
        return len(last) >= 45 and rest.strip()[:1] in (".", ",") and len(rest.strip()) == 1


def colour(found: Expression) -> bool:
    """Whether it is of the Traffic Light Protocol, whose colon proves it even in small letters."""
    return any(":" in term.entry.label for e in found.elements for term in e.levels)


def guarded(found: Expression) -> bool:
    """A level with a caveat that could stand alone: ``SECRET EYES ONLY FOR THE AMBASSADOR``."""
    return found.leveled and any(
        term.strength is Strength.DISTINCT and term.level is None
        for element in found.elements
        for term in element.terms
    )


def shifted(text: str, start: int, end: int) -> list[WordToken]:
    """The words of ``text[start:end]`` with offsets into `text`."""
    return [WordToken(w.text, w.start + start, w.end + start) for w in words_of(text[start:end])]


def can_stand_alone(found: Expression) -> bool:
    """A level, or a caveat that can stand alone."""
    return found.leveled or (
        found.strength is Strength.DISTINCT and all(element.terms for element in found.elements)
    )


def corporate(found: Expression) -> bool:
    """Whether a company may have written it."""
    return any(term.scheme.corporate for element in found.elements for term in element.levels)
