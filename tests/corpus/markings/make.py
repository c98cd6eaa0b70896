"""Makes the passages of the markings corpus from the templates beside it; the same each time.

    python tests/corpus/markings/make.py        writes seen.jsonl and set_aside.jsonl

One JSON object a line: id, text, role, and `markings`, empty where nothing is marked, else the
one marking that decides: scheme, level (ours), form. All texts are our own; names are invented.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: how often each template is filled in: where a marking stands, and where none does
POSITIVES, NEGATIVES = 2, 5

_NAMES = [
    "Aino Virta", "John Marlow", "Petra Kraus", "Luc Delorme", "Marta Nowak", "Ilmar Saar",
    "Rosa Quintero", "Sven Ek", "Kari Dahl", "Mette Holm", "Ben Ashford", "Carla Conti",
]  # fmt: skip
_PLACES = ["Lakeport", "Nordhaven", "San Telmo", "Vantor", "Belmora", "Kestrel Bay", "Ostrava Dol"]
_TOPICS = ["fishing quotas", "grain prices", "the canal", "road safety", "radio repair", "pensions"]
_MONTHS = ["March", "June", "August", "November"]
_DAYS = ["Monday", "Tuesday", "Friday"]
_TAGS = ["MARR", "ECON", "PHUM", "ETRD"]
_PROSE = [
    "The meeting began at nine and the minutes of the last one were read and agreed.",
    "After lunch the visitors walked to the harbour, where two boats were being painted.",
    "It was decided to look at the matter again when the figures for the year are known.",
    "The train was late and so the afternoon session started without three of the members.",
    "Nothing else of note happened during the week, and the weather stayed dry and cold.",
]


def templates(name: str) -> Iterator[tuple[str, str]]:
    """(head, text) of each template in ``<name>.txt``."""
    text = (HERE / f"{name}.txt").read_text(encoding="utf-8")
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        yield head.strip(), body.rstrip("\n")


def passages(name: str) -> list[dict[str, Any]]:
    """All passages of ``<name>.txt``."""
    out: list[dict[str, Any]] = []
    for number, (head, body) in enumerate(templates(name)):
        marked = head != "-"
        scheme, level, form, *role = head.split() if marked else ("", "", "")
        for copy in range(POSITIVES if marked else NEGATIVES):
            chance = random.Random(f"{name}/{number}/{copy}")
            text = _filled(body, chance)
            if not role:
                text = _framed(text, chance, copy, marked)
            out.append(
                {
                    "id": f"{name}-{number}-{copy}",
                    "text": text,
                    "role": role[0] if role else "body",
                    "markings": [{"scheme": scheme, "level": level, "form": form}]
                    if marked
                    else [],
                }
            )
    return out


def _framed(text: str, chance: random.Random, copy: int, marked: bool) -> str:
    """The passage as it may stand in a longer text; a marking stays where it heads its page."""
    if copy == 0:
        return text
    below = "\n\n" + "\n".join(chance.sample(_PROSE, chance.randint(1, 3)))
    if marked:
        return text + below
    above = "\n".join(chance.sample(_PROSE, chance.randint(1, 4))) + "\n\n"
    return {1: text + below, 2: above + text, 3: above + text + below}.get(
        copy, "> " + text.replace("\n", "\n> ")
    )


def _filled(text: str, chance: random.Random) -> str:
    date = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(1995, 2024)}"
    pools = {"name": _NAMES, "place": _PLACES, "topic": _TOPICS, "month": _MONTHS}

    def fill(match: re.Match[str]) -> str:
        slot = match[1]
        if re.fullmatch(r"n\d", slot):
            digits = int(slot[1])
            return str(chance.randint(10 ** (digits - 1), 10**digits - 1))
        if slot == "date":
            return date
        if slot == "weekday":
            return chance.choice(_DAYS)
        if slot.upper() == "TAG":
            return chance.choice(_TAGS)
        word = chance.choice(pools[slot.lower()])
        return word.upper() if slot.isupper() else word

    return re.sub(r"\{(\w+)\}", fill, text)


if __name__ == "__main__":
    for each in ("seen", "set_aside"):
        lines = [json.dumps(passage, ensure_ascii=False) for passage in passages(each)]
        (HERE / f"{each}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        marked = sum('"markings": []' not in line for line in lines)
        print(f"{each}: {marked} marked, {len(lines) - marked} not")
