"""The rules beside the network, each by its id.

`bench/names.py --rules` measures what each of them gains and costs on every set by leaving it out;
a rule that gains nothing has no place here.
"""

from __future__ import annotations

from collections.abc import Iterable

from dlp.errors import ConfigError

#: id → what the rule says
RULES = {
    # --- what the layout shows
    "header": "the names of an address line: From, To, Cc",
    "lotus": "a name before /unit/house@host",
    "before-address": "the name before an address in angle brackets",
    "attribution": "the name before `wrote:`",
    "greeting": "who is greeted",
    "called": "a line that calls several people",
    "closing": "the name under a closing",
    "nickname": "a given name, a nickname in quotes, a family name",
    "speaker": "who speaks in a chat: a given name before a colon",
    "company": "capitalised words before the form that the law gives companies",
    "chatted": "who speaks in the log of a chat: a time, a name, a colon",
    "before-number": "a listed given name right before a number of seven digits or more",
    "dashed": "a name behind a dash on a line of its own",
    "alone": "a given name on a line of its own",
    "mention": "a given name behind @",
    "stated": "a sentence or a field that says outright what a name is",
    "inside": "a listed name inside a Finnish sentence, in any case",
    "again": "a found name, or a word of it, found again",
    # --- what becomes of a name that the network saw
    "shouting": "lines in capitals are read as if they were not",
    "raised": "given names in small letters are read with a capital",
    "shouted": "in capitals among others only what holds a listed name is one",
    "split": "names on both sides of an `and` are two",
    "particle": "a name goes on behind van, de, bin …",
    "opener": "an ordinary word before a name is no part of it",
    "ordinary": "ordinary words of the passage's language are no name",
    "noun": "in German an unlisted noun is no place but where one lives or goes",
    "eastern": "a Chinese, Japanese, Korean or Vietnamese family name first makes a person",
    "key": "the comment behind a key is no name",
    "initials": "up to four capitals are an abbreviation",
    "label": "a word for a number (Produkt-Nr) is no name",
    "numbered": "a short word before a number (Abs. 3) is no name",
    "small-place": "a place in small letters is in the list",
    "title": "Mr, Frau and the like make a person",
    "situated": "an unlisted word is a place only where something around speaks for one",
    "coined": "an organisation of ordinary words is a heading",
    "thing": "a theorem, a sauce, a class by its last word or the next",
    "feast": "a feast and its wishes are no name",
    "elided": "l'offre is no name",
    "field": "the name of a field before a colon",
    "menu": "a step of a path through menus",
    "room": "what a room, a printer or a project is called",
    "foreign": "an unknown word whose capital says nothing in its language",
    "opens": "a single unknown word that opens a sentence",
    "context": "what stands around says the kind: works for, flew to, is a company",
    "house-number": "a name with a house number is an address",
    "code": "a word of code or of a path is no name",
    "place-first": "a listed place is no person's first word",
    "common-last": "an unknown name that ends with an ordinary word is none",
    "mixed": "words in capitals among others that are not are initials",
    "short": "a single short word in capitals is no name",
    "small": "a name in small letters holds a given name that is no word",
}


def applied(without: Iterable[str], place: str = "detectors.names") -> frozenset[str]:
    """All rules but some. ConfigError for an id that there is not."""
    left_out = frozenset(without)
    unknown = left_out.difference(RULES)
    if unknown:
        raise ConfigError(place, f"no rule {min(unknown)!r}", "see dlp/detect/names/rules.py")
    return frozenset(RULES) - left_out
