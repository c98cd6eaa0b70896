"""Presidio's predefined recognizers in our scan: found with a label, or where they prove themselves."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

from dlp import plugins
from dlp.config import Config
from dlp.detect.engine import proven
from dlp.detect.engine.engine import Engine
from dlp.detect.engine.recognizer import DlpRecognizer
from dlp.detect.predefined import Predefined, Settings
from dlp.detect.predefined.entities import ELSEWHERE, ENTITIES
from dlp.detect.predefined.examples import EXAMPLES
from dlp.detect.predefined.facts import facts
from dlp.inspection import build_detectors
from dlp.model import Example, Passage
from dlp.workers.fork_server import _WARM_UP

LABELLED = [each for each in EXAMPLES if ": " in each.text]
BARE = {each.kind for each in ENTITIES if each.bare}


@cache
def detector() -> Predefined:
    return Predefined("predefined", Settings())


def spans(text: str) -> set[tuple[str, str]]:
    return {(f.kind, text[f.start : f.end]) for f in detector().detect((Passage("body", text),))}


def test_every_entity_has_an_example() -> None:
    assert {each.kind for each in LABELLED} == {each.kind for each in ENTITIES}


@pytest.mark.parametrize("example", LABELLED, ids=lambda each: each.kind)
def test_a_value_is_found_with_its_label_and_not_without(example: Example) -> None:
    (value,) = example.finds
    assert (example.kind, value) in spans(example.text)
    assert (example.kind, value) in spans(f"The {example.text}, as agreed.")
    alone = {kind for kind, _ in spans(f"We noted {value} on the list.")}
    assert (example.kind in alone) == (example.kind in BARE)


@pytest.mark.parametrize(
    "text",
    [
        "Aadhaar 7945 2669 8573",
        "TC kimlik no 37426157781",
        "Thai national ID 1101086750533",
        "South African ID 8503127372088",
        "NIMC NIN 11610656657",
    ],
)
def test_a_wrong_check_digit_is_none_whatever_the_label_says(text: str) -> None:
    assert spans(text) == set()


def test_what_proves_itself_needs_no_label_and_its_look_alike_is_passed_over() -> None:
    assert spans("send it to S1234567D today") == {("SG_NRIC_FIN", "S1234567D")}
    assert spans("send it to S1234567E today") == set()
    assert spans("see 850312-1522708 below") == {("KR_RRN", "850312-1522708")}
    assert spans("see 850312-1522709 and 8503121522708 below") == set()


@pytest.mark.parametrize(
    ("entity", "text"),
    [
        ("DE_PASSPORT", "Reisepass C01X00T47"),
        ("ES_PASSPORT", "pasaporte ABC123456"),
        ("IN_PASSPORT", "Indian passport J8369854"),
        ("IT_PASSPORT", "passaporto YA1234567"),
        ("UK_PASSPORT", "UK passport GB1234567"),
        ("US_PASSPORT", "US passport 123456789"),
        ("ZA_PASSPORT", "South African passport A12345678"),
        ("ZA_MOBILE_NUMBER", "phone +27 82 123 4567"),
        ("ZA_TELEPHONE_NUMBER", "phone +27 11 234 5678"),
    ],
)
def test_what_another_name_is_said_for_is_found(entity: str, text: str) -> None:
    engine = Engine(
        [plugins.build("dlp.detect", name, name, {}, name) for name in ("identifiers", "contact")]
    )
    kinds = {each.kind for each in engine.detect((Passage("body", text),))}
    assert ELSEWHERE[entity] in kinds


def test_all_that_is_elsewhere_was_shown() -> None:
    (mark,) = test_what_another_name_is_said_for_is_found.pytestmark
    assert {entity for entity, _ in mark.args[1]} == ELSEWHERE.keys()


def test_it_runs_by_default() -> None:
    assert "predefined" in {each.use for each in Config().detectors}


@pytest.mark.slow
def test_presidio_is_loaded_by_what_matches_and_before_workers_are_forked() -> None:
    program = (
        "import sys\n"
        "from dlp.detect.predefined import Predefined, Settings\n"
        "from dlp.config import InspectionSettings\n"
        "from dlp.inspection import Inspector\n"
        "from dlp.workers.fork_server import _WARM_UP\n"
        "inspector = Inspector([Predefined('predefined', Settings())], InspectionSettings())\n"
        "inspector.examine('text/plain', b'Hello Anna, 12 pieces at 14.30 for 2,000 euros.')\n"
        "print('presidio_analyzer' in sys.modules)\n"
        "inspector.examine('message/rfc822', _WARM_UP)\n"
        "print('presidio_analyzer' in sys.modules)\n"
    )
    facts(each.recognizer for each in ENTITIES)  # kept from now on
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"], done.stderr
    assert b"NRIC" in _WARM_UP


def test_examples_that_held_are_not_run_again_until_something_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLP_CACHE", str(tmp_path / "kept"))
    one = Predefined("one", Settings())
    assert not proven.proven(one)
    proven.remember(one)
    assert proven.proven(one)
    assert not proven.proven(Predefined("two", Settings()))
    assert not proven.proven(Predefined("one", Settings(threshold=0.9)))
    proven._code.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version", "another")
        assert not proven.proven(one)
    proven._code.cache_clear()
    assert proven.proven(one)


def test_a_detector_from_outside_shows_its_examples_at_every_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Foreign(Predefined):
        pass

    monkeypatch.setenv("DLP_CACHE", str(tmp_path / "kept"))
    Foreign.__module__ = "acme.dlp"
    proven.remember(Foreign("one", Settings()))
    assert not proven.proven(Foreign("one", Settings()))
    assert not (tmp_path / "kept").exists()


@pytest.mark.slow
def test_what_is_remembered_is_that_examples_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start with a broken example leaves nothing behind that would let the next one pass."""
    from dlp.config import PluginSettings
    from dlp.errors import ConfigError

    monkeypatch.setenv("DLP_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(Predefined, "passes_over", ("NRIC: S1234567D",))
    for _ in range(2):
        with pytest.raises(ConfigError, match="counter-example"):
            build_detectors((PluginSettings(use="predefined"),))


def test_ours_run_in_a_stock_analyzer_engine_with_them() -> None:
    """Both directions beside one another: ours as one recognizer, and Presidio's own in place."""
    engine = SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": "blank"}],
        ner_model_configuration=NerModelConfiguration(),
    )
    import spacy

    engine.nlp = {"en": spacy.blank("en")}
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    registry.add_recognizer(DlpRecognizer())
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    text = "TC kimlik no: 37426157780, hetu 131052-308T, mail anna@example.org"
    found = {
        (each.entity_type, text[each.start : each.end]): each.analysis_explanation.recognizer
        for each in analyzer.analyze(text, language="en", return_decision_process=True)
    }
    assert found["TR_NATIONAL_ID", "37426157780"] == "predefined"
    assert found["FI_PERSONAL_IDENTITY_CODE", "131052-308T"] == "identifiers"
    assert ("EMAIL_ADDRESS", "anna@example.org") in found
