"""Texts out of templates, the same at every run: `¶` is a line break, braces are filled in.

`{d5}` five digits, `{u3}` capitals, `{l4}` small letters, `{h8}` hexadecimal, `{x6}` capitals and
digits, `{3-90}` a number, `{a|b|c}` one of them; `{iso}` `{dmy}` `{mdy}` `{clock}` `{uuid}`.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

_SLOT = re.compile(r"\{([udlhx]\d+|\d+-\d+|uuid|iso|dmy|mdy|clock|[^{}]+\|[^{}]+)\}")
_ALPHABETS = {
    "d": string.digits,
    "u": string.ascii_uppercase,
    "l": string.ascii_lowercase,
    "h": "0123456789abcdef",
    "x": string.ascii_uppercase + string.digits,
}


@dataclass(frozen=True)
class Text:
    """A text of a sort."""

    sort: str
    text: str


def texts(templates: str, each: int, seed: str) -> Iterator[Text]:
    """`each` texts for every sort of `templates`: a line `# sort`, then one template a line."""
    for block in re.split(r"(?m)^# ", templates)[1:]:
        sort, *lines = block.strip().split("\n")
        chance = random.Random(f"{seed} {sort}")
        for number in range(each):
            line = lines[number % len(lines)]
            yield Text(sort, _filled(line, chance).replace("¶", "\n"))


def _filled(template: str, chance: random.Random) -> str:
    return _SLOT.sub(lambda match: _value(match[1], chance), template)


def _value(slot: str, chance: random.Random) -> str:
    if "|" in slot:
        return chance.choice(slot.split("|"))
    if match := re.fullmatch(r"(\d+)-(\d+)", slot):
        return str(chance.randint(int(match[1]), int(match[2])))
    if slot == "uuid":
        return "-".join(_value(f"h{size}", chance) for size in (8, 4, 4, 4, 12))
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2019, 2027)
    named = {
        "iso": f"{year}-{month:02}-{day:02}",
        "dmy": f"{day:02}.{month:02}.{year}",
        "mdy": f"{month:02}/{day:02}/{year}",
        "clock": f"{chance.randint(6, 21):02}:{chance.randint(0, 59):02}",
    }
    if slot in named:
        return named[slot]
    return "".join(chance.choices(_ALPHABETS[slot[0]], k=int(slot[1:])))
