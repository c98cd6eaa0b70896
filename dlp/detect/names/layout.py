"""What mail's layout and a little common sense add to a model of names. Pure.

A model reads sentences. Names in mail stand where there are none: in greetings, under closings, in
address lines and attributions ("Anna Berg wrote:"). The rules here find them; what becomes of the
model's own is in `likely`. Each works on one text and is linear in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from dlp.detect.engine.spans import SpanSet
from dlp.detect.names import cues, patterns, statements
from dlp.detect.names.likely import ORGANISATION, PERSON, Likely, Name, code, in_address, mixed
from dlp.detect.names.line_search import every_address, words_like
from dlp.detect.names.listed import Listed
from dlp.detect.names.rules import applied
from dlp.detect.names.tongue import Tongue
from dlp.detect.names.windows import WordLists
from dlp.detect.names.words import COMMON, NOT_NAMES

#: a name below this score is no reason to look for it elsewhere
_SURE = 0.7
#: the end of a line before an address or a verb; looked at only there, so the whole stays linear
_REACH = 140

#: small words of family names
_PARTICLES = frozenset(
    "van der den de del della di da dos von zu af av la le el al bin ibn y".split()
)
#: who writes lines with a time and a colon, too
_MACHINES = frozenset(
    "info error err warn warning debug trace fatal notice critical bot system server kernel cron "
    "sshd systemd nginx docker postgres redis http https build test deploy alert status job".split()
)


class LayoutRules:
    """The rules (`rules.RULES`), with word lists to lean on."""

    def __init__(self, lists: WordLists, rules: frozenset[str] = applied(())) -> None:
        self._given, self._places, self._rules = lists.given, lists.places, rules
        self._towns = lists.places | lists.towns
        self._sure = lists.sure
        self._ordinary = lists.nobody
        self._languages = lists.ordinary
        self._likely = Likely(lists, rules)
        self._listed = Listed(lists)

    def apply(self, text: str, names: Iterable[Name]) -> list[Name]:
        """`names` of the model without the unlikely ones, and those that the layout shows."""
        addresses = list(every_address(text))
        barred = SpanSet(match.span() for match in addresses)
        tongue = Tongue(text, self._languages)
        taken = SpanSet()
        kept: list[Name] = []
        # layout first: a header or an attribution shows a whole name where the model sees a part
        seen = (piece for name in names for piece in self._likely.pieces(text, name, tongue))
        listed = self._by_list(text, tongue)
        for name in chain(self._layout(text, addresses, tongue), self._stated(text), seen, listed):
            if not barred.overlaps(name.start, name.end) and not taken.overlaps(
                name.start, name.end
            ):
                taken.add(name.start, name.end)
                kept.append(name)
        if "again" in self._rules:
            kept += self._again(text, kept, barred, taken)
        kept.sort(key=lambda n: (n.start, n.end))
        if "particle" in self._rules:
            kept = list(self._whole(text, kept, tongue))
        return kept

    def _by_list(self, text: str, tongue: Tongue) -> Iterator[Name]:
        if "inside" in self._rules:
            for start, end in self._listed.inside(text, tongue):
                if not code(text, start, end, text[start:end]) and not in_address(text, start, end):
                    yield Name(start, end, PERSON, 0.64, "listed name in a Finnish sentence")

    def _stated(self, text: str) -> Iterator[Name]:
        if "stated" in self._rules:
            for each in statements.stated(text, self._given, self._ordinary, self._places):
                yield Name(each.start, each.end, each.kind, 0.8, each.why)

    def _whole(self, text: str, names: list[Name], tongue: Tongue) -> Iterator[Name]:
        """`names` in order, persons with what follows a particle: Yusuf | ibn Tariq."""
        upto = -1
        for at, name in enumerate(names):
            if name.start < upto:
                continue
            if name.kind == PERSON:
                behind = patterns.PARTICLE_BEHIND.match(text, name.end, name.end + 60)
                if behind and self._goes_on(behind, names[at + 1 : at + 3], tongue):
                    name = replace(name, end=behind.end())
            upto = name.end
            yield name

    def _goes_on(self, behind: re.Match[str], following: list[Name], tongue: Tongue) -> bool:
        family = behind["family"] or behind["article"]
        if tongue.ordinary(family, behind.start()) or family.lower() in self._ordinary:
            return False
        if behind["of"] and cues.listed(family, self._towns):
            return False  # Anna de Madrid
        return all(other.start >= behind.end() or other.end <= behind.end() for other in following)

    # ------------------------------------------------------------------- what the layout shows

    def _layout(self, text: str, addresses: list[re.Match[str]], tongue: Tongue) -> Iterator[Name]:
        rules = self._rules
        for header in patterns.HEADER.finditer(text) if rules & {"header", "lotus"} else ():
            base = header.start("list")
            for box in patterns.BOX.finditer(header["list"]) if "header" in rules else ():
                if self._display(box["name"]):
                    yield _named(base + box.start("name"), box["name"], 0.9, "address line")
            for lotus in patterns.LOTUS.finditer(header["list"]) if "lotus" in rules else ():
                if self._display(lotus["name"]):
                    yield _named(base + lotus.start("name"), lotus["name"], 0.9, "address line")
        for address in addresses if "before-address" in rules else ():
            low = _line_start(text, address.start())
            match = patterns.BEFORE_ADDRESS.search(text[low : address.start()])
            if match and self._display(match["name"]):
                yield _named(low + match.start("name"), match["name"], 0.85, "before an address")
        for verb in patterns.VERB.finditer(text) if "attribution" in rules else ():
            low = _line_start(text, verb.start())
            match = patterns.BEFORE_VERB.search(text[low : verb.start()])
            if match and self._display(match["name"], single=True):
                yield _named(low + match.start("name"), match["name"], 0.9, "attribution")
        for match in patterns.GREETING.finditer(text) if "greeting" in rules else ():
            for found in re.finditer(patterns.NAME, match["names"]):
                yield from self._called(found[0], match.start("names") + found.start(), "greeting")
        for match in patterns.CALLED.finditer(text) if "called" in rules else ():
            called = list(re.finditer(patterns.WORD, match["names"]))
            if any(each[0].lower() in self._given for each in called):
                for each in called:
                    yield from self._called(
                        each[0], match.start("names") + each.start(), "greeting", strict=True
                    )
        for closing in patterns.CLOSING.finditer(text) if "closing" in rules else ():
            signed = patterns.SIGNED.match(text, closing.end())
            if signed:
                yield from self._called(
                    signed["name"], signed.start("name"), "closing", strict=True
                )
        for nick in patterns.NICK.finditer(text) if "nickname" in rules else ():
            low = _line_start(text, nick.start())
            match = patterns.BEFORE_NICK.search(text[low : nick.start()])
            if match and match[0].split()[0].lower() in self._given:
                yield Name(low + match.start(), nick.end(), PERSON, 0.85, "name with a nickname")
        for match in patterns.SPEAKER.finditer(text) if "speaker" in rules else ():
            first = match["name"].split()[0].lower()
            if first in self._sure:
                yield from self._called(match["name"], match.start("name"), "speaks", strict=True)
        for match in patterns.COMPANY.finditer(text) if "company" in rules else ():
            if not match["name"].isupper() or "." in match["name"]:
                yield Name(match.start(), match.end(), ORGANISATION, 0.85, "form of a company")
        for match in patterns.CHATTED.finditer(text) if "chatted" in rules else ():
            first = match["name"].split()[0].lower()
            if first not in NOT_NAMES and first not in _MACHINES and first not in self._ordinary:
                yield _named(match.start("name"), match["name"], 0.7, "speaks in a chat")
        for match in patterns.BEFORE_NUMBER.finditer(text) if "before-number" in rules else ():
            first = match["name"].split()[0]
            if first[0].isupper() and first.lower() in self._sure:
                yield from self._called(
                    match["name"], match.start("name"), "before a number", strict=True
                )
        for match in patterns.DASHED.finditer(text) if "dashed" in rules else ():
            if self._opens_with_given(match["name"]):
                yield from self._called(match["name"], match.start("name"), "signed", strict=True)
        for match in patterns.ALONE.finditer(text) if "alone" in rules else ():
            if self._opens_with_given(match["name"]) and self._stands(text, match, tongue):
                yield from self._called(
                    match["name"], match.start("name"), "alone on its line", strict=True
                )

        for match in patterns.MENTION.finditer(text) if "mention" in rules else ():
            if match["name"].split()[0].lower() in self._sure:
                yield from self._called(match["name"], match.start("name"), "mention", strict=True)

    def _opens_with_given(self, name: str) -> bool:
        """Whether a line of up to three words begins with a given name."""
        words = name.split()
        if len(words) > 1 and words[0].lower() in cues.PARTICLES:
            return False  # Van harte beterschap
        return words[0].lower() in self._given and len(words) < 4

    def _stands(self, text: str, match: re.Match[str], tongue: Tongue) -> bool:
        """Whether a lone line is a signature: a plain given name, or the last line there is."""
        first = match["name"].split()[0]
        if not first[0].isupper():
            return False
        if " " in match["name"] and tongue.ordinary(first, match.start("name")):
            return False  # Van harte beterschap
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
        if mixed(words):
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
            if strict and len(words) > 1 and self._says_something(words):
                continue  # Tor has ADHD
            if strict and not known and (not cased or len(words) > 3 or len(low[0]) < 3):
                continue
            if known or cased:
                yield _named(start + part.start(), part[0], 0.9 if known else 0.75, why)

    def _says_something(self, words: list[str]) -> bool:
        """Whether what opens with a name goes on as a sentence: in small letters, or with a word
        that is ordinary."""
        if words[0][0].isupper():
            rest = [word for word in words[1:] if word.lower() not in _PARTICLES]
            if any(word[0].islower() for word in rest):
                return True
        return any(word.lower().strip(".") in self._ordinary for word in words[1:])

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
            if barred.overlaps(start, start + len(base)) or code(
                text, start, start + len(base), base
            ):
                continue
            if text[start - 1 : start].isalnum() or text[start - 1 : start] in ("@", "_"):
                continue
            taken.add(start, start + len(base))
            yield Name(start, start + len(base), PERSON, 0.75, "found in this message")


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at) + 1, at - _REACH)


def _named(start: int, value: str, score: float, why: str) -> Name:
    bare = value.rstrip(" \t.,-'\"")
    if bare != value and re.search(r"\b(?:Jr|Sr)\.$", value):
        bare = value
    return Name(start, start + len(bare), PERSON, score, why)
