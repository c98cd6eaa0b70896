"""Counts which words of eight languages are written small: `python models/names/counted.py`.

Writes ordinary.txt: for each language the words that stand in small letters in the middle of its
sentences, or nearly always do (in German also nouns, which never do). A capital on one of them
comes from where it stands, and makes no name of it. Counted from the translations of Django and
Wagtail (BSD), the word lists of Faker (MIT), spaCy's stop words (MIT), the labelled Swedish corpus
(CC BY 4.0, outside names), and the sentences written for this project.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import carriers
import corpora
import everyday
import gazetteer
import lexicon
import negatives
import reports
import templates

HERE = Path(__file__).resolve().parent
LANGUAGES = ("de", "es", "fi", "fr", "it", "nl", "pl", "sv")
_FAKER = {"de": "de_DE", "es": "es_ES", "fr": "fr_FR", "it": "it_IT", "nl": "nl_NL", "pl": "pl_PL"}
#: words with a capital in more than this share of their uses are left out
_CASED = 0.1
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_MARKUP = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[^}]*\}|<[^>]*>|\S*[/_@=]\S*|&\w+;|\\n")
_MESSAGE = re.compile(r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', re.MULTILINE)


def count(data: Path) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """For each language how often a word stands small and, inside a sentence, with a capital."""
    found = {}
    for language in LANGUAGES:
        small: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        for text in _texts(language):
            for sentence in re.split(r"[.!?:;\n\"„“»«(]+", text):
                for at, word in enumerate(_WORD.findall(sentence)):
                    if word.islower():
                        small[word] += 1
                    elif at and word.istitle():
                        capital[word.lower()] += 1
        for word in _lists(language):
            if word.islower():
                small[word] += 2
            elif language == "de":
                capital[word.lower()] += 2
        if language == "sv":
            _labelled(data, small, capital)
        found[language] = small, capital
    return found


def ordinary(
    language: str, small: Counter[str], capital: Counter[str], own: set[str], names: set[str]
) -> list[str]:
    """The words of a language whose capital says nothing, by the alphabet; none of the given
    names that its people have (`own`), and of German nouns none of all `names`."""
    words = {
        word
        for word, times in small.items()
        if times > 1 and capital[word] <= _CASED * (times + capital[word])
    }
    words -= own - set(_stop_words(language))
    if language == "de":
        words |= {word for word, times in capital.items() if times > 1 and word not in names}
    return sorted(word for word in words if 1 < len(word) < 25)


def _texts(language: str) -> Iterator[str]:
    for package in ("django", "wagtail"):
        spec = importlib.util.find_spec(package)
        assert spec is not None and spec.origin is not None, "see requirements.txt"
        for path in sorted(Path(spec.origin).parent.glob("**/LC_MESSAGES/django.po")):
            if path.parent.parent.name == language:
                for block in _MESSAGE.findall(path.read_text(encoding="utf-8")):
                    lines = (ast.literal_eval(line) for line in block.strip().splitlines())
                    yield _MARKUP.sub(" . ", "".join(lines))
    for table in (
        negatives.PROSE,
        templates.SENTENCES,
        carriers.SENTENCES,
        reports.REPORTS | carriers.REPORTS,
    ):
        # twice: what was written for the purpose counts as seen
        for item in table.get(language, "").split("|") * 2:
            yield re.sub(r"\{[^}]*\}\w*|«[^»]*»", " . ", item)
    yield from everyday.phrases(language) * 2


def _stop_words(language: str) -> list[str]:
    return sorted(importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS)


def _lists(language: str) -> Iterator[str]:
    yield from _stop_words(language)
    if language in _FAKER:
        provider = importlib.import_module(f"faker.providers.lorem.{_FAKER[language]}").Provider
        yield from provider.word_list


def _labelled(data: Path, small: Counter[str], capital: Counter[str]) -> None:
    for words, labels in corpora.held_out(corpora.read(data / "swedish" / "train.txt"))[0]:
        for at, (word, label) in enumerate(zip(words, labels, strict=True)):
            if label in ("O", "0") and word.islower():
                small[word] += 1
            elif label not in ("O", "0") or (at and word.istitle()):
                capital[word.lower()] += 1


def write(data: Path, out: Path) -> None:
    given = set((out / "given.txt").read_text(encoding="utf-8").split())
    towns = {town.lower() for towns in gazetteer.towns().values() for town in towns}
    lexicons = lexicon.load()
    lines = []
    for language, (small, capital) in count(data).items():
        own = {
            name.lower()
            for group in lexicons.groups[language]
            for name in lexicons.locales[group].given
        }
        words = ordinary(language, small, capital, own, given | towns)
        lines.append(f"{language} {' '.join(words)}\n")
    (out / "ordinary.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    write(options.data, options.out)
