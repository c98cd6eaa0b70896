"""Rules for the vendors' forms of vendors.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.detect.engine.rule import Find, PatternRule
from dlp.detect.secrets.checksums import CHECKS
from dlp.detect.secrets.forms import Form, Literal, read

#: score of a form with its checksum, of one without, and of one that its vendor's name gives away
_PROVEN, _FORMED, _NAMED = 0.99, 0.98, 0.95


def _from(form: Form, before: int) -> Find:
    def find(text: str, match: re.Match[str]) -> tuple[int, int] | None:
        return form.at(text, match.start() - before)

    return find


def _proven(form: Form, before: int) -> Find:
    holds = CHECKS[form.check]

    def find(text: str, match: re.Match[str]) -> tuple[int, int] | None:
        span = form.at(text, match.start() - before)
        return span if span is not None and holds(text[slice(*span)]) else None

    return find


def _behind(form: Form) -> Find:
    def find(text: str, match: re.Match[str]) -> tuple[int, int] | None:
        return form.named(text, match.start(), match.end())

    return find


def _rule(form: Form, pattern: str, find: Find, score: float, why: str) -> PatternRule:
    return PatternRule(
        kind="API_KEY",
        pattern=pattern,
        find=find,
        bare=score,
        sure=True,
        restart=True,
        why=f"{form.vendor} {form.name}, {why}",
        detail={"vendor": form.vendor, "token": form.name},
    )


def _spelt(names: tuple[str, ...]) -> set[str]:
    """The ways to write names, a literal each: an alternation costs a hundred times the time to
    compile."""
    spelt = {name.replace("_", gap) for name in names for gap in ("_", "-", " ", "")}
    return {
        each for name in spelt for each in (name, name.lower(), name.capitalize(), name.upper())
    }


def _rules(form: Form) -> Iterator[PatternRule]:
    if form.label:
        find = _behind(form)
        for name in sorted(_spelt(form.label)):
            yield _rule(form, re.escape(name), find, _NAMED, "form, name")
        return
    before, anchor = form.anchor
    pattern = anchor or form.bare
    if form.check:
        yield _rule(form, pattern, _proven(form, before), _PROVEN, "checksum")
    why = "checksum" if form.must else "form"
    yield _rule(form, pattern, _from(form, before), _FORMED, why)


def _special(form: Form) -> tuple[bool, int]:
    """How much of the form is its vendor's own: of two that fit, the more special one speaks.

    Those that are more than a literal to the scanner come last: among literals they cost it more.
    """
    own = sum(min(map(len, part.texts)) for part in form.parts if isinstance(part, Literal))
    return not (form.label or form.anchor[1]), -own


RULES = tuple(rule for form in sorted(read(), key=_special) for rule in _rules(form))
