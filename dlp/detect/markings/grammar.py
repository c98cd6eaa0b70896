"""Marking expressions: a level with its caveats, as one parser for all schemes reads them.

    expression = [ "//" ] [ "JOINT" | nation ] element *( separator element )
    element    = level | caveat [ argument ] | code word after a stroke
    separator  = up to six of blank and ``/ - , ; : . + & *``

Which scheme an expression belongs to is settled afterwards (`marking`), by how many of its
elements each scheme knows. Sources: CAPCO Register and Manual (2016), ADatP-4774, GSCP 2.0.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from dlp.detect.markings.fold import fold
from dlp.detect.markings.lexicon import MarkingLexicon, Term, WordToken, spelled, words_of
from dlp.detect.markings.schemes import ArgumentKind, CaveatEntry, LevelEntry, Scheme, Strength
from dlp.model import Level
from dlp.releasability import Audiences

_SEPARATOR = re.compile(r"\s{0,3}[-/,;:.+&*|]{0,3}\s{0,3}")
_STROKES = ("/", "//")
_NATION_GAP = re.compile(r"\s{0,2}[,/;&]?\s{0,2}")
_COMPARTMENT = re.compile(r"-([A-Z0-9]{1,12})((?: [A-Z0-9]{2,6})*)(?=\s*(?:[-/,)\]]|$))")
_NAMES = re.compile(r"[- ]([A-Z0-9]{2,15}(?:[ -][A-Z0-9]{1,15}){0,4})(?=\s*(?:/|\)|\]|$))")
_NUMBERS = re.compile(r"(?:[\s.]{1,4}\d{1,2})+")
_LATIN = re.compile("[A-Za-z]")
_CODE_WORD = re.compile(r"[A-Z][A-Z0-9]{2,14}")


@dataclass(frozen=True, slots=True)
class Element:
    """One piece of an expression; `terms` is empty for a code word that no scheme knows."""

    terms: tuple[Term, ...]
    start: int
    end: int
    argument: tuple[str, ...] = ()
    text: str = ""

    @property
    def levels(self) -> list[Term]:
        return [term for term in self.terms if term.level is not None]


@dataclass(frozen=True, slots=True)
class Expression:
    """Elements in a row in a folded text."""

    start: int
    end: int
    elements: tuple[Element, ...]
    #: the strokes and dashes between them
    joints: tuple[str, ...]
    #: every letter of the first level is a capital
    capitals: bool
    origin: str = ""

    @property
    def leveled(self) -> bool:
        return any(element.levels for element in self.elements)

    @property
    def structured(self) -> bool:
        """Strokes between level and caveats: nobody writes so but in a marking."""
        return any("/" in joint for joint in self.joints)

    def native(self, text: str) -> bool:
        """Whether `text`, unfolded, is in the letters of its scheme, which are not Latin."""
        own = all(any(term.native for term in element.terms) for element in self.elements)
        return own and _LATIN.search(text) is None

    @property
    def strength(self) -> Strength:
        """The best that any element says by itself."""
        all_terms = [term for element in self.elements for term in element.terms]
        for strength in (Strength.DISTINCT, Strength.WORD):
            if any(term.strength is strength for term in all_terms):
                return strength
        return Strength.WEAK


@dataclass(frozen=True, slots=True)
class Marking:
    """What an expression means, in one scheme."""

    scheme: Scheme
    level: Level
    label: str
    caveats: tuple[str, ...] = ()
    #: the nation whose marking it is, or ``JOINT`` and the nations
    origin: str = ""
    ambiguous: bool = False

    @property
    def canonical(self) -> str:
        """The marking as its scheme writes it."""
        who, *nations = self.origin.split() or [""]
        out = " ".join([f"//{who}", self.label, *nations]) if who else self.label
        rank = {entry.label: entry.category for entry in self.scheme.caveats}
        last = None
        for caveat in self.caveats:
            category = rank.get(_label_of(caveat, self.scheme), "")
            group = next((c for c in self.scheme.categories if c.name == category), None)
            if group is not None and category == last:
                out += group.joiner + caveat
            elif group is not None and group.separator is not None:
                out += group.separator + caveat
            else:
                out += self.scheme.separator + caveat
            last = category
        return out


class Grammar:
    """Parses marking expressions with the words of a lexicon."""

    def __init__(self, lexicon: MarkingLexicon, audiences: Audiences) -> None:
        self.lexicon = lexicon
        self._audiences = audiences

    def parse(self, text: str, schemes: Collection[str] = ()) -> Marking | None:
        """The marking that `text` is as a whole, or None; `schemes` as for `marking`."""
        folded = fold(text).text.strip()
        words = words_of(folded)
        found = self.expression(folded, words, 0, short=True)
        if found is None or not found.leveled or folded[found.end :].strip(" ."):
            return None
        return self.marking(found, schemes)

    def expression(
        self, text: str, words: Sequence[WordToken], at: int, short: bool = False
    ) -> Expression | None:
        """The longest expression that starts at word `at` of a folded `text`."""
        elements: list[Element] = []
        joints: list[str] = []
        begin, origin = at, ""
        if words and text[: words[at].start].endswith("//"):
            origin, at = self._origin(text, words, at)
        while at < len(words):
            if elements:
                joint = text[elements[-1].end : words[at].start]
                if len(joint) > 8 or _SEPARATOR.fullmatch(joint) is None:
                    break
            else:
                joint = ""
            hit = self._element(text, words, at, short or "/" in joint or any(joints))
            if hit is None and elements and words[at].text == "AND" and at + 1 < len(words):
                hit = self._element(text, words, at + 1, False)
            if (
                hit is None
                and joint in _STROKES
                and text[words[at].start : words[at].end].isupper()
            ):
                hit = self._code_word(text, words, at)
            if hit is None:
                break
            element, at = hit
            if elements:
                joints.append(joint.strip())
            if origin == "JOINT" and not elements:
                nations, at, end = self._nations(text, words, at, element.end)
                origin = " ".join(["JOINT", *nations])
                element = replace(element, end=end)
            elements.append(element)
        if not any(element.terms for element in elements):
            return None
        first = next((e for e in elements if e.levels), elements[0])
        start = words[begin].start
        while origin and text[start - 1 : start] == "/":
            start -= 1
        letters = text[first.start : first.end]
        return Expression(
            start, elements[-1].end, tuple(elements), tuple(joints), _capital(letters), origin
        )

    def _origin(self, text: str, words: Sequence[WordToken], at: int) -> tuple[str, int]:
        """``//DEU SECRET``, ``//JOINT SECRET CAN GBR USA``: whose marking it is."""
        if words[at].text == "JOINT" and at + 1 < len(words):
            hit = self._element(text, words, at + 1, False)
            if hit and hit[0].levels:
                nations, _, _ = self._nations(text, words, hit[1])
                if nations:
                    return "JOINT", at + 1
        nation, after = self._nation(words, at)
        if nation and after < len(words):
            hit = self._element(text, words, after, False)
            if hit and hit[0].levels:
                return nation, after
        return "", at

    def _element(
        self, text: str, words: Sequence[WordToken], at: int, short: bool
    ) -> tuple[Element, int] | None:
        best: tuple[Element, int] | None = None
        for after, terms in self.lexicon.match(words, at, text):
            usable = tuple(term for term in terms if short or not term.short)
            if usable:
                start, end = words[at].start, words[after - 1].end
                best = Element(usable, start, end, text=text[start:end]), after
        if best is not None:
            return self._with_argument(text, words, *best)
        nations, after, _ = self._nations(text, words, at)
        if nations and after < len(words):
            for end, terms in self.lexicon.match(words, after, text):
                usable = tuple(
                    term
                    for term in terms
                    if isinstance(term.entry, CaveatEntry)
                    and term.entry.takes is ArgumentKind.NATIONS_BEFORE
                )
                if usable:
                    whole = Element(usable, words[at].start, words[end - 1].end, tuple(nations))
                    return whole, end
        return None

    def _with_argument(
        self, text: str, words: Sequence[WordToken], element: Element, after: int
    ) -> tuple[Element, int]:
        takes = {t.entry.takes for t in element.terms if isinstance(t.entry, CaveatEntry)}
        end = element.end
        argument: list[str] = []
        if takes & {ArgumentKind.NATIONS, ArgumentKind.NATIONS_SPACED}:
            argument, after, end = self._nations(text, words, after, element.end)
        for kind, pattern in (
            (ArgumentKind.COMPARTMENTS, _COMPARTMENT),
            (ArgumentKind.NAMES, _NAMES),
            (ArgumentKind.NUMBERS, _NUMBERS),
        ):
            match = pattern.match(text.upper(), element.end) if kind in takes else None
            if match and not argument:
                argument = [" ".join(match[0].strip(" ").lstrip("-").split())]
                if kind is ArgumentKind.COMPARTMENTS and match[2] and self._known(match[2].split()):
                    argument, stop = [match[1]], match.end(1)
                else:
                    stop = match.end()
                end = stop
                while after < len(words) and words[after].start < stop:
                    after += 1
        grown = Element(element.terms, element.start, end, tuple(argument), element.text)
        return grown, after

    def _known(self, words: Iterable[str]) -> bool:
        return any(self.lexicon.starts(word) for word in words)

    def _code_word(
        self, text: str, words: Sequence[WordToken], at: int
    ) -> tuple[Element, int] | None:
        word = words[at]
        if _CODE_WORD.fullmatch(word.text) is None:
            return None
        return Element((), word.start, word.end, text=word.text), at + 1

    def _nation(self, words: Sequence[WordToken], at: int) -> tuple[str, int]:
        for length in (3, 2, 1):
            if at + length <= len(words):
                code = self._audiences.known(" ".join(w.text for w in words[at : at + length]))
                if code:
                    return code, at + length
        return "", at

    def _nations(
        self, text: str, words: Sequence[WordToken], at: int, end: int = -1
    ) -> tuple[list[str], int, int]:
        """A list of nations from word `at`: (codes, word after it, its last character + 1)."""
        out: list[str] = []
        while at < len(words):
            if (
                end >= 0
                and (
                    words[at].start - end > 5
                    or not _NATION_GAP.fullmatch(text, end, words[at].start)
                )
                and not (out and text[end : words[at].start].strip() == "")
            ):
                break
            if words[at].text == "AND" and out and at + 1 < len(words):
                at, end = at + 1, words[at].end
                continue
            code, after = self._nation(words, at)
            if not code:
                break
            out.append(code)
            at, end = after, words[after - 1].end
        return out, at, end

    def marking(self, found: Expression, schemes: Collection[str] = ()) -> Marking | None:
        """What `found` means: the scheme that knows most of it, else the highest level.

        `schemes` are names for which something else in the message is a cue.
        """
        by_scheme: dict[str, Scheme] = {}
        score: dict[str, float] = {}
        for element in found.elements:
            for term in element.terms:
                name = term.scheme.scheme
                by_scheme[name] = term.scheme
                exact = term.spelling == spelled(element.text)
                score[name] = score.get(name, 0) + 1 + exact * 0.001
        leveled = {t.scheme.scheme for e in found.elements for t in e.levels}
        candidates = leveled or set(score)
        if not candidates:
            return None
        top = max(score[name] for name in candidates)
        best = [name for name in candidates if score[name] == top]
        if len(best) > 1:
            best = [name for name in best if name in schemes] or best
        markings = [_marking_in(found, by_scheme[name]) for name in best]
        highest = max(marking.level for marking in markings)
        chosen = min(
            (marking for marking in markings if marking.level == highest),
            key=lambda marking: (
                marking.scheme.corporate,
                _ORDER.get(marking.scheme.scheme, len(_ORDER)),
                marking.scheme.scheme,  # else the order of a set, another one in each process
            ),
        )
        ambiguous = len({marking.level for marking in markings}) > 1
        return Marking(
            chosen.scheme, highest, chosen.label, chosen.caveats, chosen.origin, ambiguous
        )


#: which scheme is named where several know all of an expression at the same level
_ORDER = {
    name: rank
    for rank, name in enumerate(
        ["us", "nato", "eu", "uk", "us-cui", "uk-old", "germany", "france", "sweden", "finland"]
    )
}


def _marking_in(found: Expression, scheme: Scheme) -> Marking:
    level, label = Level.PUBLIC, ""
    caveats: list[tuple[int, str]] = []
    ranks = {category.name: at for at, category in enumerate(scheme.categories)}
    for element in found.elements:
        own = [term for term in element.terms if term.scheme is scheme]
        levels = [term for term in own if term.level is not None] or (
            element.levels if not own else []
        )
        for term in levels[:1]:
            assert term.level is not None
            entry = term.entry
            if not label or term.level > level:
                label = entry.label
            level = max(level, term.level)
        if levels and own:
            continue
        others = max(
            (t.level for t in element.levels if t.level is not None and not t.scheme.corporate),
            default=None,
        )
        if others is not None:
            level = max(level, others)
        entries = [t.entry for t in own or element.terms if isinstance(t.entry, CaveatEntry)]
        if entries:
            entry = entries[0]
            if not found.leveled and entry.alone is not None:
                level, label = max(level, entry.alone), label or entry.label
            caveats.append((ranks.get(entry.category, len(ranks)), _caveat(entry, element)))
        elif not element.terms:
            caveats.append((len(ranks), element.text))
    ordered = tuple(dict.fromkeys(text for _, text in sorted(caveats, key=lambda pair: pair[0])))
    return Marking(scheme, level, label or "", ordered, found.origin)


def _caveat(entry: CaveatEntry, element: Element) -> str:
    argument = element.argument
    if not argument:
        return entry.label
    if entry.takes is ArgumentKind.NATIONS_BEFORE:
        return f"{'/'.join(argument)} {entry.label}"
    if entry.takes is ArgumentKind.NATIONS:
        return f"{entry.label} {', '.join(argument)}"
    if entry.takes in (ArgumentKind.COMPARTMENTS, ArgumentKind.NAMES):
        return f"{entry.label}-{argument[0]}"
    return f"{entry.label} {' '.join(argument)}"


def _label_of(caveat: str, scheme: Scheme) -> str:
    labels = sorted((entry.label for entry in scheme.caveats), key=len, reverse=True)
    for label in labels:
        if caveat == label or caveat.startswith((f"{label} ", f"{label}-")):
            return label
        if caveat.endswith(f" {label}"):
            return label
    return caveat


def _capital(text: str) -> bool:
    """Mostly capitals, or in a script that has none."""
    small = sum(char.islower() for char in text)
    return small <= 0.25 * sum(char.isupper() for char in text)


__all__ = ["Element", "Expression", "Grammar", "LevelEntry", "Marking"]
