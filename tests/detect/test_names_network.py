"""The names model without spaCy's way through it: the same words, vectors and names."""

from __future__ import annotations

import random
import string
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.training import Example

from dlp.config.shipped import shipped
from dlp.detect.names.network import NerNetwork
from dlp.detect.names.recognizer import Recognizer, _plain
from dlp.detect.names.vocabulary import Vocabulary
from dlp.detect.names.windows import PIECE, WordLists, windows

FOLDER = str(shipped("models", "names", "model"))
TEXTS = (
    "Hi Vince,\n\nI spoke with Pamela Butler from Acme Corp. this morning.\n\nThanks,\nkam",
    "From: Berg, Anna\nTo: Wei Zhang <wei@example.org>\n\nAnna Berg lives in Oslo.  " * 9,
    "(Kofi Mensah's flat) in São Paulo -- can't say; U.S. dollars, e.g. $12,000 to J. R. Smith.",
    "  \n\tThe University of Applied Sciences of the Free and Hanseatic City of Hamburg, Germany",
    "Anna",
    "\n",
    "",
    "no names here at all",
)


@cache
def lists() -> WordLists:
    return WordLists.load(shipped("models", "names"))


@cache
def ours() -> Recognizer:
    return Recognizer(FOLDER, "here", lists())


@cache
def everywhere() -> Recognizer:
    """One that reads all of a text, as spaCy does."""
    recognizer = Recognizer(FOLDER, "here", lists())
    recognizer._reach = 100_000
    return recognizer


@cache
def theirs() -> spacy.language.Language:
    return spacy.load(FOLDER)


def spacys(text: str) -> list[tuple[int, int, str]]:
    return [(e.start_char, e.end_char, e.label_) for e in theirs()(text).ents]


def network_of(nlp: spacy.language.Language) -> NerNetwork:
    return NerNetwork(nlp.get_pipe("ner"), nlp.vocab.vectors)


@pytest.mark.slow
def test_a_text_read_as_a_whole_has_the_entities_that_spacy_finds() -> None:
    for text in TEXTS[:5]:
        (found,) = everywhere().entities([text], 1)
        assert found == spacys(text)
        assert found


ANY_TEXT = st.lists(
    st.sampled_from([*"AbcÅö  \n\n>-,.:;@'\"09/\t", "Anna ", "Berg", "can't", "Oslo"]), max_size=60
).map("".join)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_the_same_for_any_text(text: str) -> None:
    (found,) = everywhere().entities([text], 1)
    if found:  # what holds no candidate is not read
        assert found == spacys(text)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(ANY_TEXT)
def test_pieces_hold_the_words_that_spacys_tokenizer_makes(text: str) -> None:
    vocabulary = ours()._vocabulary
    assert vocabulary is not None
    pieces = PIECE.findall(_plain(text))
    words = vocabulary.words(pieces)
    numbers = [number for piece in pieces for number in words[piece]]
    doc = theirs().make_doc(_plain(text))
    assert vocabulary.widths[numbers].tolist() == [len(each.text_with_ws) for each in doc]
    assert vocabulary.spaces[numbers].tolist() == [each.is_space for each in doc]


def test_a_vector_is_what_thinc_gives() -> None:
    nlp = theirs()
    network = network_of(nlp)
    docs = [nlp.make_doc(text) for text in TEXTS if text]
    embed = next(
        node.layers[0]
        for node in nlp.get_pipe("ner").model.walk()
        if len(node.layers) == 2 and node.layers[0].name.endswith("ragged2list")
    )
    for doc, wanted in zip(docs, embed.predict(docs), strict=True):
        found = network.embed(doc.to_array(list(network.columns)))
        assert numpy.abs(found - wanted).max() < 1e-4


def test_long_names_end_where_spacy_ends_them() -> None:
    """Names longer than what is followed for all at once, and one after the other."""
    text = "Signed by " + "Anna Maria Sofia Johanna Katarina von Berg and Holm " * 8 + "today."
    (found,) = everywhere().entities([text], 1)
    assert found == spacys(text)


@pytest.mark.slow
def test_the_same_to_the_last_bit_whatever_came_before_or_stands_beside() -> None:
    noise = random.Random(7)
    others = [
        " ".join("".join(noise.choices(string.ascii_letters, k=7)) for _ in range(60))
        for _ in range(20)
    ]
    one, other = (Recognizer(FOLDER, "here", lists()) for _ in range(2))
    alone = [one.entities([text], 1)[0] for text in TEXTS]
    other.entities(others, 8)
    assert other.entities([*others, *TEXTS], 64)[len(others) :] == alone
    mine, theirs = one._vocabulary, other._vocabulary
    assert mine is not None and theirs is not None
    for piece in {piece for text in TEXTS for piece in PIECE.findall(text)}:
        first, second = (each.words([piece])[piece] for each in (mine, theirs))
        assert mine.vectors[list(first)].tobytes() == theirs.vectors[list(second)].tobytes()


@pytest.mark.slow
def test_a_memory_that_is_full_starts_anew_and_the_findings_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dlp.detect.names.vocabulary._WORDS", 40)
    monkeypatch.setattr("dlp.detect.names.vocabulary._KINDS", 40)
    monkeypatch.setattr("dlp.detect.names.vocabulary._SPARE", 40)
    small = Recognizer(FOLDER, "here", lists())
    assert small._vocabulary is not None
    noise = random.Random(3)
    sizes = set()
    for number in range(30):
        text = " ".join("".join(noise.choices("ABCDEFGabcdefg", k=7)) for _ in range(30))
        small.entities([text], 1)
        sizes.add(len(small._vocabulary.vectors))
        assert len(small._vocabulary._seen_words) <= 120
        assert len(small._vocabulary._seen_kinds) <= 120
        at = number % len(TEXTS)
        assert small.entities([TEXTS[at]], 1) == ours().entities([TEXTS[at]], 1)
    assert max(sizes) < small._vocabulary._first + 500


@pytest.mark.slow
def test_nothing_of_a_message_stands_in_memory() -> None:
    recognizer = Recognizer(FOLDER, "here", lists())
    vocabulary = recognizer._vocabulary
    assert isinstance(vocabulary, Vocabulary)
    shipped_words = set(vocabulary._words)
    recognizer.entities(["I met Xavierandra Quillfeather at Zanzibarix."], 1)
    assert set(vocabulary._words) == set(vocabulary._kinds) == shipped_words
    assert all(isinstance(key, int) for key in (*vocabulary._seen_words, *vocabulary._seen_kinds))
    assert "Quillfeather" not in recognizer._nlp.vocab.strings


def test_what_cannot_hold_a_name_is_not_read() -> None:
    kinds = lists().kind
    assert [
        kinds(piece) for piece in ("Quillfeather ", "Because ", "order ", "  ", "\n", "done. ")
    ] == [
        "s",
        "m",
        "n",
        "w",
        "N",
        "N",
    ]
    assert kinds("vince,") == "s"
    assert kinds("THE ") == "n"
    assert list(windows("nnnnnsnnnnn", 3)) == [(2, 9)]
    assert list(windows("nnnnnsnnnnnnsn", 3)) == [(2, 14)]
    assert list(windows("nnnnnsnnnnnnnsn", 3)) == [(2, 9), (10, 15)]
    assert list(windows("nnnmn", 1)) == [(2, 5)]  # a capital in the middle of a sentence
    assert list(windows("nnNmn", 1)) == []
    assert list(windows("nnNwmn", 1)) == []
    assert list(windows("mnnn", 1)) == []


def test_a_network_of_another_build_runs_as_it_is() -> None:
    nlp = spacy.load(FOLDER)
    nlp.get_pipe("ner").model.attrs["unseen_classes"] = {1}
    with pytest.raises(ValueError, match="classes"):
        network_of(nlp)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner", config={"model": {"use_upper": False}}).add_label("PERSON")
    nlp.initialize()
    with pytest.raises(ValueError, match="parser"):
        network_of(nlp)


def _pipeline(shared: bool) -> spacy.language.Language:
    """A small pipeline as spaCy trains them: four layers, suffixes and shapes as features, no
    vectors; the embedding is a part of `ner`, or a component of its own that `ner` listens to."""
    random.seed(0)
    numpy.random.seed(0)
    embedding = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 32,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [500, 300, 300, 300],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 32,
            "window_size": 1,
            "maxout_pieces": 3,
            "depth": 4,
        },
    }
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 32, "upstream": "tok2vec"}
    nlp = spacy.blank("en")
    if shared:
        nlp.add_pipe("tok2vec", config={"model": embedding})
    nlp.add_pipe("ner", config={"model": {"tok2vec": listener if shared else embedding}})
    texts = (
        ("I met John Smith in Berlin.", [(6, 16, "PERSON"), (20, 26, "LOCATION")]),
        ("Mary Jones of Acme Corporation called.", [(0, 10, "PERSON"), (14, 30, "ORGANIZATION")]),
        ("The report is late again.", []),
    )
    examples = [Example.from_dict(nlp.make_doc(text), {"entities": spans}) for text, spans in texts]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(40):
        nlp.update(examples, sgd=optimizer)
    return nlp


@pytest.mark.slow
@pytest.mark.parametrize("shared", [False, True], ids=["its own embedding", "a shared one"])
def test_another_pipeline_gives_what_spacy_gives(tmp_path: Path, shared: bool) -> None:
    """Another depth, other features, no vectors; and the way for networks of another build."""
    plain = _pipeline(shared)
    plain.to_disk(tmp_path)
    recognizer = Recognizer(str(tmp_path), "here", lists())
    assert (recognizer._vocabulary is None) is shared
    recognizer._reach = 100_000
    text = "I met John Smith of Acme Corporation in Berlin yesterday."
    wanted = [(e.start_char, e.end_char, e.label_) for e in plain(text).ents]
    assert {label for *_, label in wanted} >= {"PERSON", "LOCATION"}
    assert recognizer.entities([text], 4) == [wanted]
    recognizer._vocabulary = None
    assert recognizer.entities([text, text], 4) == [wanted, wanted]


def test_a_document_without_words() -> None:
    assert len(Doc(theirs().vocab)) == 0
    assert ours().entities(["", " ", "\n\n"], 2) == [[], [], []]


def test_shipped_words_from_an_earlier_start_are_those_that_it_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second vocabulary loads what the first one kept; the third keeps nothing."""
    lists = WordLists.load(shipped("models", "names"))
    recognizer = Recognizer(str(shipped("models", "names", "model")), "test", lists)
    pieces = ["Anna", "Anna ", "can't", "e.g. ", "(Berg)", "\n", "2,5%", "Ann\u00e9.", "x-y_z"]

    def made() -> tuple[Vocabulary, int]:
        learned = 0
        real = Vocabulary._tokenized

        def counting(self: Vocabulary, some: Any) -> Any:
            nonlocal learned
            learned += len(some)
            return real(self, some)

        with monkeypatch.context() as patch:
            patch.setattr(Vocabulary, "_tokenized", counting)
            return Vocabulary(recognizer._nlp, recognizer._network, lists, pieces), learned

    monkeypatch.setenv("DLP_CACHE", str(tmp_path / "kept"))
    (first, many), (second, none) = made(), made()
    monkeypatch.setenv("DLP_CACHE", "none")
    third, again = made()
    assert (many, none, again) == (len(pieces), 0, len(pieces))
    for one in (second, third):
        assert one.words(pieces) == first.words(pieces)
        assert one._numbers == first._numbers
        for name in ("vectors", "widths", "spaced", "spaces"):
            assert numpy.array_equal(
                getattr(one, name)[: one._count], getattr(first, name)[: first._count]
            )
    assert {*second.words(["Berg. ", "Anna"])["Anna"]} == {*first.words(["Anna"])["Anna"]}


def test_components_of_other_packages_are_there_again() -> None:
    factories = spacy.registry._entry_point_factories
    before = factories.entry_points
    Recognizer(
        str(shipped("models", "names", "model")), "x", WordLists.load(shipped("models", "names"))
    )
    assert factories.entry_points == before
