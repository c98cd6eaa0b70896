"""Importers read what they should, say where they cannot, and survive a round trip."""

import json
import stat

import pytest

from dlp.errors import ConfigError
from dlp.workbench import commands, dataset, importers
from dlp.workbench.dataset import LabelledSample, LabelledSpan


def texts_of(samples):
    return [[(s.kind, each.text[s.start : s.end]) for s in each.spans] for each in samples]


def test_conll_bio_puts_words_together_and_keeps_neighbours_apart(tmp_path):
    path = tmp_path / "a.conll"
    path.write_text(
        "-DOCSTART- O\n\nAnna B-PER\nBerg I-PER\nBo B-PER\n( O\nOslo B-LOC\n) O\n. O\n\nHi\tO\n",
        encoding="utf-8",
    )
    samples = list(importers.conll(path))
    assert samples[0].text == "Anna Berg Bo (Oslo)."
    assert texts_of(samples) == [
        [("PERSON", "Anna Berg"), ("PERSON", "Bo"), ("LOCATION", "Oslo")],
        [],
    ]


def test_conll_reads_iob1_and_bare_labels(tmp_path):
    path = tmp_path / "b.conll"
    path.write_text("The I-ORG\nBank I-ORG\nof O\nAnna PER\nBerg PER\nslog 0\n", encoding="utf-8")
    assert texts_of(importers.conll(path)) == [
        [("ORGANIZATION", "The Bank"), ("PERSON", "Anna Berg")]
    ]


def test_presidio_research(tmp_path):
    path = tmp_path / "r.json"
    span = {"entity_type": "STREET_ADDRESS", "start_position": 3, "end_position": 13}
    path.write_text(json.dumps([{"full_text": "At 1 Elm Road", "spans": [span]}]))
    assert texts_of(importers.presidio_research(path)) == [[("LOCATION", "1 Elm Road")]]


def test_brat_folder_and_fragments(tmp_path):
    (tmp_path / "one.txt").write_text("Anna, of course, Berg\n", encoding="utf-8")
    (tmp_path / "one.ann").write_text("T1\tPER 0 4;17 21\tAnna Berg\nR1\tx Arg1:T1\n")
    assert texts_of(importers.brat(tmp_path)) == [[("PERSON", "Anna"), ("PERSON", "Berg")]]


@pytest.mark.parametrize("name", ["conll", "presidio-research", "brat"])
def test_what_cannot_be_read_is_said(tmp_path, name):
    with pytest.raises(ConfigError):
        list(importers.importer(name)(tmp_path / "absent.txt"))


def test_brat_span_outside_the_text(tmp_path):
    (tmp_path / "x.txt").write_text("short")
    (tmp_path / "x.ann").write_text("T1\tPER 0 40\tshort\n")
    with pytest.raises(ConfigError, match="not inside the text"):
        list(importers.brat(tmp_path / "x.ann"))


def test_unknown_format_names_the_nearest():
    with pytest.raises(ConfigError, match="did you mean 'conll'"):
        importers.importer("conl")


def test_round_trip_through_json_lines(tmp_path):
    source, target = tmp_path / "a.conll", tmp_path / "a.jsonl"
    source.write_text("Åsa B-PER\nÖberg I-PER\nrang O\n", encoding="utf-8")
    assert commands.import_(source, "conll", target) == 1
    assert dataset.load(target) == list(importers.conll(source))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_markings_keep_their_fields(tmp_path):
    path = tmp_path / "m.jsonl"
    span = LabelledSpan(0, 6, "CLASSIFICATION_MARKING", {"scheme": "nato", "level": "secret"})
    dataset.dump([LabelledSample("1", "SECRET", (span,))], path)
    assert dataset.load(path)[0].spans == (span,)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "not JSON"),
        ('{"spans": []}', "no `text`"),
        ('{"text": "ab", "spans": [{"start": 1, "end": 9, "kind": "X"}]}', "not inside"),
        ('{"text": "ab", "spans": [{"start": 1, "kind": "X"}]}', "lacks"),
        ('{"text": "ab", "spans": 3}', "not a list"),
    ],
)
def test_bad_lines_are_named_without_their_text(tmp_path, line, fault):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "fine"}\n' + line + "\n")
    with pytest.raises(ConfigError, match=fault) as caught:
        dataset.load(path)
    assert "bad.jsonl:2" in str(caught.value)
