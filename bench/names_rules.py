"""What each rule beside the names network gains and costs: left out alone, on each set.

`python bench/names_rules.py [--data DIR]`. A row says how many more right and wrong persons and
places there are with the rule than without it: `+3 -12` is three right ones that the rule brings
and twelve wrong ones that it keeps out. The office mails, the everyday sentences (all of their
findings are wrong) and the named ones stand beside this file; DIR holds the corpora that
models/names/README.md describes.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import names

from dlp.config.shipped import shipped
from dlp.detect.engine.text import unwrap
from dlp.detect.names.casing import Casing
from dlp.detect.names.layout import LayoutRules
from dlp.detect.names.likely import Name
from dlp.detect.names.recognizer import Recognizer
from dlp.detect.names.rules import RULES, applied
from dlp.detect.names.windows import WordLists, blocks
from dlp.workbench import dataset

HERE = Path(__file__).parent
_CASED = frozenset({"shouting", "raised"})
_SCORE = 0.85
#: a set's share of right findings and of wrong ones
Counts = tuple[int, int]


def lines(name: str) -> names.Samples:
    """The sentences of a file beside this one, with what stands in double brackets as persons."""
    samples = []
    for number, line in enumerate((HERE / "data" / name).read_text("utf-8").splitlines()):
        if line and not line.startswith("#") and not re.fullmatch(r"\[\w+\]", line):
            text, spans = names.marked(line)
            samples.append(dataset.LabelledSample(str(number), text, spans))
    return samples


class Texts:
    """A set's texts with what the network saw in each, read once for each way of casing."""

    def __init__(self, samples: names.Samples, network: Recognizer, lists: WordLists) -> None:
        self._samples, self._network, self._lists = samples, network, lists
        self._texts = [unwrap(sample.text).text for sample in samples]
        self._seen: dict[frozenset[str], list[list[Name]]] = {}

    def counts(self, rules: frozenset[str]) -> Counts:
        """Right and wrong findings with `rules`."""
        layout, right, said = LayoutRules(self._lists, rules), 0, 0
        for sample, text, seen in zip(self._samples, self._texts, self._read(rules), strict=True):
            found = [each for each in layout.apply(text, seen) if each.kind in names.KINDS]
            said += len(found)
            right += sum(
                any(_same(each, span) for each in found)
                for span in sample.spans
                if span.kind in names.KINDS
            )
        return right, said - right

    def _read(self, rules: frozenset[str]) -> list[list[Name]]:
        casing = rules & _CASED
        if casing not in self._seen:
            cased = Casing(self._lists, casing)
            self._seen[casing] = [list(self._names(cased(text))) for text in self._texts]
        return self._seen[casing]

    def _names(self, text: str) -> Iterator[Name]:
        for at, block in blocks(text):
            for start, end, label in self._network.entities([block], 1)[0]:
                yield Name(at + start, at + end, label, _SCORE, "names")


def _same(name: Name, span: dataset.LabelledSpan) -> bool:
    common = min(name.end, span.end) - max(name.start, span.start)
    whole = max(name.end, span.end) - min(name.start, span.start)
    return name.kind == span.kind and 2 * common >= whole


def table(sets: dict[str, Texts]) -> Iterator[str]:
    """The lines of the table; the last says which rules gain nothing anywhere."""
    every = applied(())
    whole = {name: texts.counts(every) for name, texts in sets.items()}
    yield "rule".ljust(16) + "".join(name.rjust(12) for name in sets)
    yield "(all)".ljust(16) + "".join(f"{r} /{w}".rjust(12) for r, w in whole.values())
    idle = []
    for rule in RULES:
        cells = []
        for name, texts in sets.items():
            right, wrong = texts.counts(every - {rule})
            gained, kept_out = whole[name][0] - right, wrong - whole[name][1]
            cells.append(f"{gained:+d} {-kept_out:+d}" if gained or kept_out else ".")
        if set(cells) == {"."}:
            idle.append(rule)
        yield rule.ljust(16) + "".join(cell.rjust(12) for cell in cells)
    yield f"\nno difference on these sets: {', '.join(idle) or 'none'}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=None)
    options = parser.parse_args()
    folder = options.data or Path(os.environ.get("DLP_BENCH_DATA", ""))
    lists = WordLists.load(shipped("models", "names"))
    network = Recognizer(str(shipped("models", "names", "model")), "bench", lists)
    say = lambda line: print(line, file=sys.stderr)  # noqa: E731
    samples = {
        "everyday": lines("everyday.txt"),
        "named": lines("named.txt"),
        **{name.split(",")[0]: found for name, found in names.sets(folder, (), say)},
    }
    sets = {name: Texts(some, network, lists) for name, some in samples.items()}
    print("(all): right / wrong. A rule: right ones it brings, and wrong ones (-: it keeps out)")
    for line in table(sets):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
