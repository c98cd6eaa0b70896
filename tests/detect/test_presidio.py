"""The Presidio adapter: its recognizers, its YAML, and none of its habits."""

from __future__ import annotations

import logging
import socket
from pathlib import Path
from typing import Any

import presidio_analyzer
import pytest
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult

from dlp.detect.presidio import DEFAULT, Presidio, Settings
from dlp.errors import ConfigError
from dlp.model import UNREADABLE, Finding, Passage

EMAIL = ("EmailRecognizer",)


class BadgeRecognizer(PatternRecognizer):
    """What a user of Presidio writes."""

    def __init__(self) -> None:
        pattern = Pattern("badge", r"\bBADGE-\d{4}\b", 0.3)
        super().__init__("BADGE", patterns=[pattern], context=["staff"])


class FragileRecognizer(EntityRecognizer):
    """Raises on what it reads, with the text in the exception."""

    def __init__(self) -> None:
        super().__init__(["FRAGILE"])

    def load(self) -> None:
        pass

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[RecognizerResult]:
        assert nlp_artifacts.entities == [] and nlp_artifacts.lemmas == []
        raise ValueError(text)


def build(**options: Any) -> Presidio:
    return Presidio("presidio", Settings(**options))


def find(detector: Presidio, text: str) -> list[Finding]:
    return detector.detect((Passage("body", text),))


def spans(detector: Presidio, text: str) -> set[tuple[str, str]]:
    return {(each.kind, text[each.start : each.end]) for each in find(detector, text)}


def own(name: str) -> str:
    return f"{__name__}.{name}"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or _this())


def _this() -> Any:
    import types

    module = types.ModuleType(__name__)
    module.__dict__.update(globals())
    return module


def test_offsets_are_indices_of_the_text_beyond_the_bmp() -> None:
    text = "🙂é — write to anna@example.org 🙂"
    assert spans(build(recognizers=EMAIL), text) == {("EMAIL_ADDRESS", "anna@example.org")}


def test_identifiers_are_found_in_any_language() -> None:
    text = "Henkilötunnus on 131052-308T, mein Konto DE89370400440532013000, PESEL: 44051401359."
    assert spans(build(), text) >= {
        ("FI_PERSONAL_IDENTITY_CODE", "131052-308T"),
        ("IBAN_CODE", "DE89370400440532013000"),
        ("PL_PESEL", "44051401359"),
    }


def test_noise_is_off_by_default() -> None:
    kinds = set(build().kinds)
    assert not kinds & {"DATE_TIME", "US_DRIVER_LICENSE", "US_BANK_NUMBER", "URL", "UUID"}


def test_score_threshold_context_and_allow_list() -> None:
    text = "my social security number: 856-45-6789"
    (finding,) = find(build(recognizers=("UsSsnRecognizer",)), text)
    assert finding.score == pytest.approx(0.85) and finding.why.endswith("context")
    (plain,) = find(build(recognizers=("UsSsnRecognizer",), context=False), text)
    assert plain.score == 0.5
    assert find(build(recognizers=("UsSsnRecognizer",), thresholds={"US_SSN": 0.9}), text) == []
    assert find(build(recognizers=("UsSsnRecognizer",), allow=("856-45-6789",)), text) == []
    assert find(build(without=("US_SSN",), recognizers=("UsSsnRecognizer",)), text) == []


def test_context_is_whole_words() -> None:
    detector = build(recognizers=(own("BadgeRecognizer"),))
    assert spans(detector, "staff BADGE-1234") == {("BADGE", "BADGE-1234")}
    assert spans(detector, "flagstaff BADGE-1234") == set()


def test_a_recognizer_class_from_outside() -> None:
    detector = build(recognizers=(), add=(own("BadgeRecognizer"),), threshold=0.2)
    assert detector.kinds == ("BADGE",)
    assert spans(detector, "see BADGE-1234") == {("BADGE", "BADGE-1234")}


def test_presidio_yaml_plugs_in_unchanged(tmp_path: Path) -> None:
    theirs = Path(presidio_analyzer.__file__).parent / "conf" / "example_recognizers.yaml"
    detector = build(recognizers=(), yaml=(theirs,), threshold=0)
    assert "TITLE" in detector.kinds and "ZIP" in detector.kinds
    assert ("TITLE", "Mr.") in spans(detector, "Dear Mr. Berg")
    broken = tmp_path / "broken.yaml"
    broken.write_text("recognizers: [{name: x, patterns: 3}]")
    with pytest.raises(ConfigError, match="not a Presidio recognizer file"):
        build(yaml=(broken,))
    with pytest.raises(ConfigError, match="cannot read"):
        build(yaml=(tmp_path / "absent.yaml",))


def test_a_language_brings_what_presidio_enables_for_it() -> None:
    detector = build(recognizers=(), languages=("it",))
    assert "IT_FISCAL_CODE" in detector.kinds and "IT_VAT_CODE" in detector.kinds


def test_bad_settings_are_named_with_a_remedy() -> None:
    with pytest.raises(ConfigError, match="did you mean 'EmailRecognizer'"):
        build(recognizers=("EmailRecogniser",))
    with pytest.raises(ConfigError, match="did you mean 'US_SSN'"):
        build(without=("US_SNN",))
    with pytest.raises(ConfigError, match="NLP pipeline"):
        build(add=("SpacyRecognizer",))
    with pytest.raises(ConfigError, match="no recognizer class"):
        build(add=("acme.nowhere.Recognizer",))
    with pytest.raises(ConfigError, match="not a Presidio recognizer"):
        build(add=("pathlib.Path",))


def test_a_text_that_breaks_a_recognizer_is_unreadable_and_the_others_go_on() -> None:
    text = "canary-5521 anna@example.org"
    found = find(build(recognizers=(*EMAIL, own("FragileRecognizer"))), text)
    assert {each.kind for each in found} == {UNREADABLE, "EMAIL_ADDRESS"}
    (broken,) = [each for each in found if each.kind == UNREADABLE]
    assert broken.part == "body" and broken.detail == {"reason": "broken"}
    assert "FragileRecognizer raised ValueError" in broken.why and "canary" not in repr(found)


def test_nothing_of_a_text_is_logged_at_debug(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("presidio-analyzer", "decision_process", "tldextract"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    # Presidio's own IBAN recognizer logs the value when a letter it does not know comes by
    text = "IBAN DE89370400440532013000, GB33BUKB２０２０1555555555, a@canary-77.example.org"
    find(build(languages=("en",)), text)
    out, err = capfd.readouterr()
    everything = caplog.text + out + err
    assert "canary" not in everything and "370400" not in everything and "BUKB" not in everything


def test_no_network_and_no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("somebody wanted the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    detector = build()
    assert spans(detector, "a@b.co.uk") == {("EMAIL_ADDRESS", "a@b.co.uk")}
    assert list(tmp_path.rglob("*")) == []


def test_a_slow_pattern_is_not_skipped_behind_our_back() -> None:
    from presidio_analyzer import pattern_recognizer

    build()
    assert pattern_recognizer.REGEX_TIMEOUT_SECONDS is None


def test_defaults_are_all_there() -> None:
    assert len(build().kinds) >= len(DEFAULT)
