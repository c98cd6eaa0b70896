# ruff: noqa: E501 -- a pattern reads better unbroken
"""Names that a sentence or a form calls by what they are: "my name is …", "works for …", "lives in …".

What the words say outright needs no model, and holds for names that nobody has heard of. RE2 finds
the words that can begin a statement in one linear pass; only there the patterns are tried. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import re2

from dlp.detect.names.cues import trimmed

_LETTER = r"[^\W\d_]"
_CAPITAL = rf"[A-ZÀ-ÖØ-ÞĀ-ŽΑ-Ω](?:{_LETTER}|['’.\-](?={_LETTER})){{1,24}}"
_PARTICLE = r"(?:van|von|de|der|den|di|da|del|la|le|du|af|ten|bin|al|el)"
_NAME = rf"{_CAPITAL}(?: (?:{_PARTICLE} ){{0,2}}{_CAPITAL}){{0,3}}"
#: the same, but it may be all small
_SMALL = (
    rf"{_LETTER}(?:{_LETTER}|['’\-](?={_LETTER})){{1,24}}(?: {_LETTER}\.)?"
    rf"(?: {_LETTER}(?:{_LETTER}|['’\-](?={_LETTER})){{1,24}}){{0,2}}"
)

_TITLE = "mrs|mr|ms|dr|prof|herrn|herr|frau|mme|monsieur|madame"
_WHOSE = r"(?:my|his|her|whose) (?:full |maiden |last |first |middle |sur|given |new )?name"
_FIELDS = (
    "full name|first name|last name|given name|family name|maiden name|name|surname|patient|tenant|applicant|"
    "account holder|cardholder|card holder|next of kin|beneficiary|nimi|sukunimi|etunimi|namn|efternamn|förnamn|"
    "nachname|vorname|nom|prénom"
)
_GOES = (
    "(?:flies|fly|flew|flying|flown|moved|travelled|travels|travel|drove|relocated|flights|flight|trip|journey)"
    "(?: back| over)? to|(?:born|raised|based|lives|lived|live|living|resides|residing|grew up|headquartered) in|"
    "home ?town|home city|the (?:town|city|village) of"
)
_WORKS = (
    "(?:works|worked|work|working|employed|interned|interning) (?:for|at|by)|"
    "(?:ceo|cto|cfo|chief executive|co-?founder|chairman|chairwoman) (?:of|at)"
)
#: where a statement can begin
_SPOTS = re2.compile(
    rf"(?i)\b(?:(?:{_TITLE})\.? |{_WHOSE} |n[eé]e |maiden name|(?:{_FIELDS}) ?:|(?:{_GOES}) |(?:{_WORKS}) )"
)
_LONE = re.compile("[\ud800-\udfff]")
_PERSONS = (
    (re.compile(rf"(?i:{_TITLE})\.? (?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,2}})"), "title"),
    (re.compile(rf"(?i:{_WHOSE})(?i: is| was|'s) (?P<name>{_SMALL})"), "named as one"),
    (re.compile(rf"(?i:née|nee|maiden name):? (?P<name>{_CAPITAL})"), "born as"),
)
_FIELD = re.compile(rf"(?i:{_FIELDS})[ \t]?:[ \t]{{1,8}}(?P<name>{_SMALL})[ \t]*(?=\n|\Z)")
_MARGIN = re.compile(r"[ \t>*|]{0,8}\Z")
_OTHERS = (
    (
        re.compile(
            rf"(?i:{_GOES}) (?P<name>{_CAPITAL}(?: (?:{_PARTICLE} ){{0,2}}{_CAPITAL}){{0,2}})"
        ),
        "LOCATION",
        "named as a place",
    ),
    (re.compile(rf"(?i:{_WORKS}) (?P<name>{_NAME})"), "ORGANIZATION", "named as an employer"),
)


@dataclass(frozen=True, slots=True)
class StatedName:
    """A name that the text calls by its kind: ``text[start:end]``."""

    start: int
    end: int
    kind: str
    why: str


def stated(
    text: str, given: frozenset[str], ordinary: frozenset[str], places: frozenset[str]
) -> Iterator[StatedName]:
    """The names that `text` states, in order; no ordinary words, no person as a place or a firm.

    `given` are given names, `ordinary` words that are no names, `places` places; lower case.
    """
    readable = text if text.isascii() else _LONE.sub("\ufffd", text)  # RE2 reads UTF-8
    for spot in _SPOTS.finditer(readable):
        at = spot.start()
        for pattern, why in _PERSONS:
            if (match := pattern.match(text, at)) is not None:
                yield from _person(match, why, ordinary)
        line = text.rfind("\n", 0, at) + 1
        if _MARGIN.match(text[line:at]) and (match := _FIELD.match(text, at)) is not None:
            yield from _person(match, "field of a form", ordinary)
        for pattern, kind, why in _OTHERS:
            match = pattern.match(text, at)
            if match is None:
                continue
            first = match["name"].lower().split()[0]
            if first in ordinary or (first in given and first not in places):
                continue
            if kind == "LOCATION" or first not in places:
                low, high, _ = trimmed(match["name"], kind)
                yield StatedName(match.start("name") + low, match.end("name") - high, kind, why)


def _person(match: re.Match[str], why: str, ordinary: frozenset[str]) -> Iterator[StatedName]:
    """The words of the name up to the first ordinary one."""
    length = 0
    for word in re.finditer(r"\S+", match["name"]):
        if word[0].lower().strip(".") in ordinary and len(word[0].strip(".")) > 1:
            break
        length = word.end()
    if length > 1:
        yield StatedName(match.start("name"), match.start("name") + length, "PERSON", why)
