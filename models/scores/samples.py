"""Labelled candidates for the weights: values of persons in sentences, and digits that chance made.

Positive texts hold a valid value of a kind; negative ones hold random digits in the groups that
numbers are written in, so a rule sees of them what chance lets through its form and its check.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from dlp.detect.engine.cues import cues

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from carriers import (
    BESIDE,
    HEADERS,
    IDENTITY,
    LOOSE,
    MACHINE,
    NEUTRAL,
    QUANTITY,
    REFERENCE,
    ROWS,
    SPOKEN,
    WORK,
)

from corpus.structured import carriers, numbers

#: forms of numbers that are nobody's: digits in groups, 0 a digit
_FORMS = (
    "00000000", "000000000", "0000000000", "00000000000", "000000000000", "0000000000000",
    "0000000000000000", "000 000 000", "000-000-000", "000 000 0000", "000-000-0000", "0000 0000",
    "00 00 00 00", "00 000 000 000", "000000-0000", "000000 0000", "0000-0000", "000-0000",
    "0000 000 000", "00-0000-0000", "00 00 00 00 00", "000.000.000", "00.000.000", "0000000-0",
    "0.0.0.0", "00.0.000.0", "00000000A", "AA000000A", "A0000000", "AA0000000",
)  # fmt: skip
#: and those that programs write
_WHOLE = (*tuple("0" * count for count in range(5, 17)), "000 000", "0.0.0.0", "0.0.000")


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, and the span of the value of one of `kinds` (none: nothing in it is anybody's)."""

    text: str
    start: int
    end: int
    kinds: frozenset[str]


def positives(rng: Random, each: int) -> Iterator[Sample]:
    """Values in sentences that name them, that say nothing, and that speak of something else."""
    for name, (kind, make) in numbers.KINDS.items():
        kinds = numbers.SAME.get(name, frozenset({kind}))
        for turn in range(each):
            value = make(rng)
            # people write their country's numbers in its language, and abroad in any
            own = [each for each in cues().homes.get(kind.partition("_")[0], ()) if each in WORK]
            language = rng.choice(sorted(own) if own and turn % 8 < 5 else list(WORK))
            label = rng.choice(carriers.LABELS[name])
            work = BESIDE if turn % 16 == 5 else WORK
            form = (
                rng.choice(NEUTRAL[language]),
                rng.choice(work[language]),
                rng.choice(carriers.LABELLED).replace("{label}", label).replace("{value}", "{v}"),
                _table(rng, label),
            )[turn % 4]
            yield _placed(_filled(rng, form), value, kinds)


def negatives(rng: Random, many: int) -> Iterator[Sample]:
    """Digits that chance made, in sentences that say what they are, and in those that do not."""
    reference = [text for texts in REFERENCE.values() for text in texts]
    quantity = [text for texts in QUANTITY.values() for text in texts]
    sorts = (reference, quantity, SPOKEN, IDENTITY, MACHINE, ROWS, LOOSE, ("",))
    shares = (36, 12, 0.7, 6, 1, 1, 0.3, 6)
    for _ in range(many):
        sort = rng.choices(sorts, shares)[0]
        form = rng.choice(sort) or _table(rng, rng.choice(HEADERS))
        # what nobody names stands in groups only where somebody would write a number so
        forms = _FORMS if sort in (reference, quantity, IDENTITY) else _WHOLE
        yield _placed(_filled(rng, form), _digits(rng, rng.choice(forms)), frozenset())


def _table(rng: Random, header: str) -> str:
    """Two rows of which one holds the number, under its header and beside others'."""
    gap = rng.choice((",", ";", "\t"))
    head, row, last = ["Date", header], ["2026-03-04", "{v}"], ["2026-03-05", "-"]
    for _ in range(rng.randint(0, 2)):
        at = rng.randint(0, len(head))
        head.insert(at, rng.choice(HEADERS))
        row.insert(at, "{d3}")
        last.insert(at, "{d3}")
    return "\n".join(gap.join(cells) for cells in (head, row, last))


def _placed(form: str, value: str, kinds: frozenset[str]) -> Sample:
    before, _, after = form.partition("{v}")
    return Sample(before + value + after, len(before), len(before) + len(value), kinds)


def _filled(rng: Random, form: str) -> str:
    for size in (2, 3, 4):
        while f"{{d{size}}}" in form:
            form = form.replace(f"{{d{size}}}", _digits(rng, "0" * size), 1)
    return form.replace("{{", "{").replace("}}", "}")


def _digits(rng: Random, form: str) -> str:
    made = "".join(
        rng.choice("0123456789")
        if char == "0"
        else rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ")
        if char == "A"
        else char
        for char in form
    )
    return (
        rng.choice("123456789") + made[1:] if form.startswith("0") and rng.random() < 0.8 else made
    )
