"""Writes the word lists that the rules lean on: `python models/names/wordlists.py --data DIR`.

given.txt: given names, lower case. common.txt: words that are no names even where a sentence starts
with them, the most frequent first. places.txt: places that are looked for in lower case, too.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import corpora
import lexicon
import mailgen
import negatives
import templates

HERE = Path(__file__).resolve().parent

#: locales whose given names people in our languages are called by
_CALLED = (
    "own:", "census:common", "faker:en_US", "faker:en_GB", "faker:en_IE", "faker:fi_", "faker:sv_",
    "faker:da_", "faker:no_", "faker:de_DE", "faker:fr_FR", "faker:fr_BE", "faker:nl_NL",
    "faker:it_", "faker:es_ES", "faker:pl_", "faker:pt_PT", "faker:et_",
)  # fmt: skip


def given_names(words: lexicon.Lexicon) -> set[str]:
    return {
        name.lower()
        for culture, locale in words.locales.items()
        if culture.startswith(_CALLED)
        for name in locale.given
        if " " not in name and len(name) > 1
    }


def common_words(data: Path, given: set[str]) -> list[str]:
    """Words seen in lower case outside names at least twice, and hardly ever in a name."""
    plain: Counter[str] = Counter()
    named: Counter[str] = Counter()
    sentences = (
        corpora.read(data / "wnut17" / "train.conll")
        + corpora.btc_sentences(data / "btc")
        + corpora.held_out(corpora.read(data / "wikigold" / "wikigold.conll.txt"))[0]
        + corpora.held_out(corpora.read(data / "swedish" / "train.txt"))[0]
    )
    for tokens, labels in sentences:
        for word, label in zip(tokens, labels, strict=True):
            if label in ("O", "0"):
                if word.islower() and word.isalpha():
                    plain[word] += 1
            elif label.rpartition("-")[2].upper() in corpora.LABELS:
                named[word.lower()] += 1
    for text in corpora.docstrings():
        plain.update(w for w in _words(text) if w.islower())
    for table in (negatives.PROSE, templates.SENTENCES, templates.GREETINGS, templates.CLOSINGS):
        for block in table.values():
            for item in mailgen.split(block):
                plain.update(w for w in _words(item) for _ in (0, 1) if w.islower())
    plain.update(word.lower() for word in lexicon.NOT_NAMES for _ in (0, 1))
    return [
        word
        for word, count in plain.most_common()
        if count > 1 and named[word] <= count / 20 and word not in given
    ]


def _words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").replace(".", " ").split() if word.isalpha()]


def write(data: Path, out: Path) -> None:
    given = given_names(lexicon.load())
    for name, words in (
        ("given.txt", sorted(given)),
        ("common.txt", common_words(data, given)),
        ("places.txt", sorted({p.lower() for p in lexicon.PLACES if " " not in p} - given)),
    ):
        (out / name).write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    write(options.data, options.out)
