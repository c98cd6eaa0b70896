"""A day's worth of distinct messages through one inspector: its memory stays flat.

    python bench/endurance.py [--messages 100000]

No two messages share a paragraph, and each brings words that none before it had, so that whatever
remembers text, words or findings is filled to its bounds and then has to forget. The table shows
what the process holds while it works; the growth is that of the last third over the second.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import os
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from dlp import config  # noqa: E402
from dlp.inspection import Inspector, build_detectors  # noqa: E402

_SYLLABLES = [first + second for first in "bdfgklmnprstv" for second in "aeiou"]
_COMMON = (
    "the of and to in that is was for on with as at by we you they from this have not are or can "
    "will please meeting order report invoice number account today tomorrow office project team"
).split()
_NAMES = "Anna Kofi Wei Priya Jukka Maria Siobhan Pierre Olu Ingrid Paulo Yuki".split()
_HEAD = (
    b"From: a@example.org\r\nTo: b@example.net\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
)


@dataclass(frozen=True)
class Reading:
    """After so many messages: resident MB, findings so far, processor seconds."""

    messages: int
    resident: float
    findings: int
    seconds: float


def messages(seed: int = 1) -> Iterator[bytes]:
    """Mails without end, no two with a paragraph in common."""
    chance = random.Random(seed)
    for number in itertools.count():
        paragraphs = "\r\n\r\n".join(_paragraph(chance, number) for _ in range(3))
        name = f"{chance.choice(_NAMES)} {_word(chance).capitalize()}"
        body = f"Hi {chance.choice(_NAMES)},\r\n\r\n{paragraphs}\r\n\r\nRegards,\r\n{name}\r\n"
        subject = f"Subject: {_word(chance)} {number}\r\n\r\n"
        yield _HEAD + subject.encode() + body.encode()


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))


def _paragraph(chance: random.Random, number: int) -> str:
    words = [
        chance.choice(_COMMON) if chance.random() < 0.7 else _word(chance)
        for _ in range(chance.randint(20, 60))
    ]
    words[0] = words[0].capitalize()
    words.insert(len(words) // 2, f"{chance.choice(_NAMES)} {_word(chance).capitalize()}")
    if chance.random() < 0.3:
        words.insert(5, f"ticket {number}, phone +358 40 {chance.randint(1000000, 9999999)}")
    if chance.random() < 0.2:
        words.insert(9, f"{_word(chance)}@example.org")
    return " ".join(words) + "."


def run(inspector: Inspector, count: int, readings: int = 20) -> Iterator[Reading]:
    """Puts `count` messages through `inspector`; so many readings on the way, evenly apart."""
    found = 0
    step = max(1, count // readings)
    for number, data in enumerate(itertools.islice(messages(), count), 1):
        found += len(inspector.examine("message/rfc822", data).findings)
        if number % step == 0:
            gc.collect()
            yield Reading(number, _resident(), found, time.process_time())


def growth(taken: list[Reading]) -> float:
    """MB from the second third to the last, on average; below nothing where it shrinks."""
    third = len(taken) // 3
    return mean(each.resident for each in taken[-third:]) - mean(
        each.resident for each in taken[third : 2 * third]
    )


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--messages", type=int, default=100_000)
    asked = parser.parse_args()
    settings = config.Config()
    inspector = Inspector(build_detectors(settings.detectors), settings.inspection)
    taken = []
    print("| messages | resident MB | findings | processor seconds |")
    print("|---------:|------------:|---------:|------------------:|")
    for each in run(inspector, asked.messages):
        taken.append(each)
        print(
            f"| {each.messages:8} | {each.resident:11.1f} | {each.findings:8} "
            f"| {each.seconds:17.0f} |",
            flush=True,
        )
    print(f"\ngrowth: {growth(taken):.1f} MB")


if __name__ == "__main__":
    main()
