"""The structured set as data: `cases(seed)` for tuning, `cases(seed, heldout=True)` to report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from . import carriers, evasions, heldout, negatives, numbers, secret


@dataclass(frozen=True)
class Case:
    """A text; the span that must be found as one of `kinds` (none: nothing may be found)."""

    group: str
    name: str
    text: str
    start: int = 0
    end: int = 0
    kinds: frozenset[str] = frozenset()


def _accepted(name: str, kind: str) -> frozenset[str]:
    return numbers.SAME.get(name, frozenset({kind}))


def _placed(
    group: str, name: str, form: str, value: str, kinds: frozenset[str], **more: str
) -> Case:
    before, _, after = form.partition("{value}")
    before = before.format(**more)
    text = before + value + after.format(**more)
    return Case(group, name, text, len(before), len(before) + len(value), kinds)


def structured(seed: int, *, held: bool = False, each: int = 18) -> Iterator[Case]:
    """Values in labelled and in bare sentences, `each` of a kind."""
    source = heldout if held else carriers
    for name, (kind, make) in (heldout if held else numbers).KINDS.items():
        rng = Random(f"{seed} {name}")  # a generator of its own: adding a kind moves no other
        for _ in range(each):
            value = make(rng)
            kinds = _accepted(name, kind)
            label = rng.choice(source.LABELS[name])
            yield _placed("labelled", name, rng.choice(source.LABELLED), value, kinds, label=label)
            yield _placed("bare", name, rng.choice(source.BARE), value, kinds)


def hard_negatives(seed: int, *, held: bool = False, each: int = 46) -> Iterator[Case]:
    for name, make in (heldout.NEGATIVES if held else negatives.KINDS).items():
        rng = Random(f"{seed} {name}")
        for _ in range(each):
            yield Case("negative", name, make(rng))


SECRET_KINDS = frozenset(
    {"API_KEY", "SECRET", "PASSWORD", "JWT", "PRIVATE_KEY", "CONNECTION_STRING"}
)


def secrets(seed: int, *, held: bool = False, each: int = 25) -> Iterator[Case]:
    source = heldout if held else secret
    for name, (forms, make) in source.SECRETS.items():
        rng = Random(f"{seed} {name}")
        for _ in range(each):
            form = rng.choice(forms).replace("{s}", "{value}")
            before, _, after = form.partition("{value}")
            value = make(rng)
            start = len(before)
            yield Case(
                "secret", name, before + value + after, start, start + len(value), SECRET_KINDS
            )
    for name, alike in source.LOOK_ALIKES.items():
        rng = Random(f"{seed} {name}")
        for _ in range(each):
            yield Case("look-alike", name, alike(rng))


def hidden(seed: int, *, each: int = 4) -> Iterator[Case]:
    """Values behind every evasion; the finding must cover the hidden form."""
    for name, (hide, of) in evasions.EVASIONS.items():
        rng = Random(f"{seed} {name}")
        for which in of:
            kind, make = numbers.KINDS[which]
            for _ in range(each):
                value = hide(rng, make(rng))
                label = carriers.LABELS[which][0]
                form = rng.choice(("Use {value} please.", label + ": {value}", "{value}"))
                yield _placed("evasion", name, form, value, _accepted(which, kind))
