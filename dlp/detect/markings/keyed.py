"""Values of keys as machines write them: JSON, YAML, TOML, XML elements and attributes.

``"classification": "SECRET"``, ``<Classification>SECRET</Classification>``,
``<meta name="classification" content="SECRET">``, ``"tlp": {"label": "AMBER"}``. The key has to be
the name of a field, or a plain ``level`` inside an object of that name. What programs compare,
enumerate or pass to a function is no claim about a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dlp.detect.markings.candidates import Candidate, MarkingForm
from dlp.detect.markings.context import Context
from dlp.detect.markings.grammar import Expression, Grammar
from dlp.detect.markings.lexicon import fold_words, upper, words_of
from dlp.detect.markings.line_context import HUMP, can_stand_alone
from dlp.detect.markings.page import TextPage

_QUOTED = re.compile(
    r"(?:(?<![=!<>:~]):|(?<![=!<>:~])=)\s{0,8}\[?\s{0,2}\\?(?P<quote>[\"'])"
    r"(?P<value>[^\"'\\\n<>]{1,120}?)\\?(?P=quote)(?P<after>\s{0,3}[^\s]?)"
)
_ELEMENT = re.compile(
    r"<(?P<key>[A-Za-z][\w.:-]{1,50})(?:\s[^<>\n]{0,200})?>\s{0,4}(?P<value>[^<>\n]{1,120})</"
)
_WORD = re.compile(r"[^\W_]+")
_KEY = re.compile(r"(?P<key>[A-Za-z][\w .:@/-]{0,60})\\?[\"']?\s{0,4}$")
_PROPERTY = re.compile(
    r"\b(?:name|property|key|id|type|field)\s{0,2}=\s{0,2}[\"']([\w .:-]{2,60})[\"']"
)
_PARENT = re.compile(r"[\"']([\w .:-]{2,60})[\"']\s{0,4}:\s{0,4}\{[^{}]{0,160}$")
_COLOUR = re.compile(r"(?:RED|AMBER(?:\+STRICT)?|GREEN|CLEAR|WHITE)", re.IGNORECASE)
#: keys that say nothing: the object around them, or the name beside them, does
_PLAIN = frozenset("LEVEL LABEL VALUE NAME TEXT MARKING CONTENT CODE COLOR COLOUR".split())
#: keys of style sheets, and of the schema of a form
_NEVER = frozenset({"CLASS", "MENTION"})


class KeyedParser:
    """Reads the values of keys."""

    def __init__(self, grammar: Grammar, context: Context) -> None:
        self._grammar = grammar
        self._context = context

    def line(self, page: TextPage, index: int) -> Iterator[Candidate]:
        """The markings that are values of keys in a line."""
        line = page.lines[index]
        for start, end in page.windows(line.start, line.end):
            for match in _QUOTED.finditer(page.text, start, end):
                if not self._starts(match["value"]):
                    continue
                name = self._name(page, match, start)
                if name is not None and self._claims(page, match, start, end):
                    yield from self._value(page, index, match, name)
            for match in _ELEMENT.finditer(page.text, start, end):
                if not self._starts(match["value"]):
                    continue
                name = self._schemes(match["key"])
                if name is not None:
                    yield from self._value(page, index, match, name)

    def _starts(self, value: str) -> bool:
        """Whether a value may be a marking: it opens with a word of one, or with strokes."""
        first = _WORD.search(value)
        return first is not None and (
            self._grammar.lexicon.starts(upper(first[0]))
            or value.startswith("//")
            or _COLOUR.match(value.strip()) is not None
        )

    def _name(self, page: TextPage, match: re.Match[str], start: int) -> frozenset[str] | None:
        """The schemes that the key of a value speaks for (may be none); None: no field of ours."""
        key = _KEY.search(page.text, max(start, match.start() - 64), match.start())
        if key is None:
            return None
        words = fold_words(HUMP.sub(" ", key["key"]))
        if words and words[-1] in _PLAIN:
            low = max(0, key.start() - 300)
            tag = _tag(page.text, low, key.start())
            around = _PROPERTY.search(tag) if tag else _PARENT.search(page.text, low, key.start())
            name = self._schemes(around[1]) if around else None
            if name is not None:
                return name
        return None if words[-1:] and words[-1] in _NEVER else self._schemes(key["key"])

    def _schemes(self, key: str) -> frozenset[str] | None:
        return self._grammar.lexicon.field(fold_words(HUMP.sub(" ", key)), self._context.fields)

    @staticmethod
    def _claims(page: TextPage, match: re.Match[str], start: int, end: int) -> bool:
        """An attribute, a member of an object or a line of settings; no argument of a call."""
        if match[0][0] == ":":
            return match["after"].strip() not in ("?", "|", ")")
        if _tag(page.text, max(start, match.start() - 300), match.start()):
            return True
        rest = page.text[match.end("value") + 1 : end].strip()
        lead = page.text[start : match.start()].strip()
        return not rest and re.fullmatch(r"[\w.\-\"' ]{2,60}", lead) is not None

    def _value(
        self, page: TextPage, index: int, match: re.Match[str], schemes: frozenset[str]
    ) -> Iterator[Candidate]:
        value = match["value"]
        found = self._whole(value)
        if found is None and "tlp" in schemes and _COLOUR.fullmatch(value.strip()):
            found = self._whole(f"TLP:{value.strip()}")
            if found is not None:
                found = replace(found, start=0, end=len(value.rstrip()))
        if found is None:
            return
        start = match.start("value")
        yield Candidate(
            index,
            start + found.start,
            start + found.end,
            found,
            MarkingForm.HEADER,
            0.95,
            "value of a key",
            depth=page.lines[index].depth,
            schemes=schemes,
        )

    def _whole(self, value: str) -> Expression | None:
        """The expression that a value is as a whole."""
        words = words_of(value)
        if not words:
            return None
        found = self._grammar.expression(value, words, 0, short=True)
        if found is None or not can_stand_alone(found):
            return None
        whole = not value[: found.start].strip(" [(/") and not value[found.end :].strip(" ])./")
        return found if whole else None


def _tag(text: str, start: int, end: int) -> str:
    """The open tag that ``text[start:end]`` ends in; empty where it ends in none."""
    opens = text.rfind("<", start, end)
    if opens < 0 or text.rfind(">", opens, end) >= 0:
        return ""
    return text[opens:end] if text[opens + 1 : opens + 2].isalpha() else ""
