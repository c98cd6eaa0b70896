"""Readers of the labelled corpora: CoNLL-like columns → texts with PERSON/LOCATION/ORGANIZATION."""

from __future__ import annotations

import ast
import importlib.util
import random
import re
from collections.abc import Iterable
from pathlib import Path

Labelled = tuple[str, list[tuple[int, int, str]]]
#: a sentence: words and their IOB labels
Sentence = tuple[list[str], list[str]]

LABELS = {
    "PER": "PERSON",
    "PERSON": "PERSON",
    "LOC": "LOCATION",
    "LOCATION": "LOCATION",
    "ORG": "ORGANIZATION",
    "CORPORATION": "ORGANIZATION",
    "GROUP": "ORGANIZATION",
}
_CLOSE = set(".,;:!?)]}%'’”») ") | {"...", "n't", "'s", "'m", "'re", "'ve", "'ll", "'d"}
_OPEN = set("([{#$“«")


def read(path: Path) -> list[Sentence]:
    """Sentences of a file of ``word<tab or space>label`` lines, blank between sentences."""
    found: list[Sentence] = []
    words: list[str] = []
    labels: list[str] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split("\t") if "\t" in line else line.rsplit(" ", 1)
        word = cells[0].replace("\u00ad", "").replace("\u200b", "").strip()
        if not line.strip() or word == "-DOCSTART-":
            if words:
                found.append((words, labels))
            words, labels = [], []
        elif word and len(cells) > 1:
            words.append(word)
            labels.append(cells[-1].strip())
    return found


def spans_of(labels: list[str]) -> list[tuple[int, int, str]]:
    """Entities as (first word, past last word, label of ours); unknown kinds are dropped."""
    spans: list[tuple[int, int, str]] = []
    start, kind = -1, ""
    for at, label in enumerate([*labels, "O"]):
        prefix, _, name = label.rpartition("-")
        here = LABELS.get(name.upper(), "?") if label not in ("O", "0") else ""
        if start >= 0 and (here != kind or prefix == "B"):
            if kind != "?":
                spans.append((start, at, kind))
            start, kind = -1, ""
        if here and start < 0:
            start, kind = at, here
    return spans


def text_of(words: list[str], spans: list[tuple[int, int, str]]) -> Labelled:
    """The sentence as somebody would have typed it, with character spans."""
    text, starts, ends = "", [], []
    quote_open = False
    for at, word in enumerate(words):
        glue = at == 0 or word in _CLOSE or words[at - 1] in _OPEN
        if word in ('"', "''", "``"):
            glue = glue or quote_open
            quote_open = not quote_open
        elif at and words[at - 1] in ('"', "``") and quote_open:
            glue = True
        text += "" if glue else " "
        starts.append(len(text))
        text += word
        ends.append(len(text))
    return text, [(starts[a], ends[b - 1], label) for a, b, label in spans]


def btc_sentences(folder: Path) -> list[Sentence]:
    """The Broad Twitter Corpus without its @handle labels, which are not names of people."""
    sentences = []
    for path in sorted(folder.glob("*.conll")):
        for words, labels in read(path):
            kept = ["O" if w.startswith("@") else x for w, x in zip(words, labels, strict=True)]
            sentences.append((words, kept))
    return sentences


def labelled(sentences: Iterable[Sentence]) -> list[Labelled]:
    return [text_of(words, spans_of(labels)) for words, labels in sentences]


def held_out(sentences: list[Sentence], tenth: int = 9) -> tuple[list[Sentence], list[Sentence]]:
    """(nine tenths, one tenth), by position: every tenth sentence is held out."""
    return (
        [s for at, s in enumerate(sentences) if at % 10 != tenth],
        [s for at, s in enumerate(sentences) if at % 10 == tenth],
    )


def vary(rng: random.Random, text: Labelled) -> Labelled:
    """Case as people write it in haste: now and then all lower or all upper."""
    chance = rng.random()
    words, spans = text
    if chance < 0.12 and len(words.lower()) == len(words):
        return words.lower(), spans
    if chance < 0.17 and len(words.upper()) == len(words):
        return words.upper(), spans
    return text


#: modules of Python's own library whose documentation is plain technical prose (PSF licence)
_MODULES = """abc argparse ast asyncio.base_events asyncio.tasks base64 bdb binhex bisect calendar
cmd code codecs collections concurrent.futures._base configparser contextlib copy csv dataclasses
datetime decimal difflib dis doctest email.message email.policy enum filecmp fileinput fnmatch
fractions ftplib functools gettext glob gzip hashlib heapq html.parser http.client http.cookiejar
imaplib importlib.abc inspect io ipaddress json.decoder linecache locale logging logging.handlers
lzma mailbox mimetypes multiprocessing.managers netrc nntplib numbers optparse os pathlib pdb
pickle pickletools pkgutil platform plistlib poplib pprint profile pstats pydoc queue random re
sched selectors shelve shlex shutil smtplib socket socketserver ssl statistics string subprocess
symtable tarfile telnetlib tempfile textwrap threading timeit tokenize trace traceback turtle
types typing unittest.case unittest.mock urllib.parse urllib.request uuid venv warnings wave
weakref xml.dom.minidom xml.sax.handler xmlrpc.client zipapp zipfile zoneinfo""".split()
_NAMES_PEOPLE = re.compile(
    r"@|\b(by|author|copyright|contributed|thanks|written|mr|mrs|dr|guido|tim|fred|john|david)\b",
    re.IGNORECASE,
)


def docstrings() -> list[str]:
    """Paragraphs of the standard library's docstrings that name nobody."""
    found: list[str] = []
    for module in _MODULES:
        try:
            spec = importlib.util.find_spec(module)
        except ModuleNotFoundError:
            continue  # gone from a newer Python
        if spec is None or not spec.origin or not spec.origin.endswith(".py"):
            continue
        tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                found += (ast.get_docstring(node) or "").split("\n\n")
    return [text for text in found if 20 < len(text) < 900 and not _NAMES_PEOPLE.search(text)]


def joined(rng: random.Random, texts: list[Labelled]) -> list[Labelled]:
    """Neighbours put together, one to four at a time: text seldom comes as single sentences."""
    out: list[Labelled] = []
    at = 0
    while at < len(texts):
        take = rng.choice((1, 1, 2, 3, 4))
        whole, spans = "", []
        for words, own in texts[at : at + take]:
            if whole:
                whole += rng.choice((" ", " ", "\n", "\n\n"))
            spans += [(a + len(whole), b + len(whole), label) for a, b, label in own]
            whole += words
        out.append((whole, spans))
        at += take
    return out


def swap_names(
    rng: random.Random, texts: list[Labelled], given: list[str], family: list[str]
) -> list[Labelled]:
    """Copies of texts that name people, with other people's names: context, not memory."""
    out = []
    for text, spans in texts:
        if not any(label == "PERSON" for _, _, label in spans):
            continue
        new, new_spans, at = "", [], 0
        for start, end, label in sorted(spans):
            new += text[at:start]
            value = text[start:end]
            if label == "PERSON" and re.fullmatch(r"[^\W\d_]+", value):
                value = rng.choice(given) if rng.random() < 0.6 else rng.choice(family)
                value = value.lower() if text[start:end].islower() else value
            elif label == "PERSON" and re.fullmatch(r"[^\W\d_]+ [^\W\d_]+", value):
                value = f"{rng.choice(given)} {rng.choice(family)}"
                value = value.lower() if text[start:end].islower() else value
            new_spans.append((len(new), len(new) + len(value), label))
            new += value
            at = end
        out.append((new + text[at:], new_spans))
    return out
