"""Any Presidio recognizer as a detector: by name, by dotted class, or from Presidio's own YAML.

Presidio is the vocabulary here, not the engine: its recognizers run straight over the text of a
passage, without its NLP pipeline, whatever language the text is in. Kinds are Presidio's entity
names, offsets are Python str indices. What a recognizer cannot read becomes an UNREADABLE
finding. https://microsoft.github.io/presidio/analyzer/
"""

from __future__ import annotations

import importlib
import logging
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tldextract.tldextract
from presidio_analyzer import EntityRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_analyzer.predefined_recognizers import SpacyRecognizer
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider
from presidio_analyzer.recognizer_registry.recognizers_loader_utils import RecognizerListLoader
from pydantic import Field

from dlp.config import parse_yaml
from dlp.errors import ConfigError, did_you_mean
from dlp.model import Detector, Example, Finding, Passage, Unread, unreadable
from dlp.plugins import Options

#: Recognizers whose findings mean something on their own: a checksum, an unmistakable form, or a
#: form together with its context. Left out are those that fire on any number or any word
#: (dates, US driving licences, US bank numbers, UUIDs, dotted names taken for URLs).
DEFAULT = (
    "CreditCardRecognizer",
    "IbanRecognizer",
    "CryptoRecognizer",
    "EmailRecognizer",
    "PhoneRecognizer",
    "IpRecognizer",
    "MacAddressRecognizer",
    "UsSsnRecognizer",
    "UsItinRecognizer",
    "NhsRecognizer",
    "UkNinoRecognizer",
    "FiPersonalIdentityCodeRecognizer",
    "SePersonnummerRecognizer",
    "EsNifRecognizer",
    "EsNieRecognizer",
    "ItFiscalCodeRecognizer",
    "PlPeselRecognizer",
    "InAadhaarRecognizer",
)


class Settings(Options):
    """Settings of the Presidio adapter."""

    recognizers: tuple[str, ...] = DEFAULT
    """Names of Presidio's recognizers, or dotted classes (`acme.dlp.BadgeRecognizer`)."""
    add: tuple[str, ...] = ()
    """More of them, on top of `recognizers`."""
    languages: tuple[str, ...] = ()
    """Also everything that Presidio's own registry enables for these languages (ISO 639-1)."""
    yaml: tuple[Path, ...] = ()
    """Files in Presidio's recognizer YAML, unchanged."""
    without: tuple[str, ...] = ()
    """Kinds that are not reported."""
    threshold: float = 0.4
    """Findings below this score are dropped."""
    thresholds: dict[str, float] = Field(default_factory=dict)
    """The same for single kinds."""
    allow: tuple[str, ...] = ()
    """Values that are never reported; case does not matter."""
    context: bool = True
    """Raise a score where one of the recognizer's context words stands shortly before."""


_EMPTY = NlpArtifacts(
    entities=[], tokens=[], tokens_indices=[], lemmas=[], nlp_engine=None, language="en"
)

#: Presidio's own figures (LemmaContextAwareEnhancer): five words before, +.35, at least .4
_CONTEXT_WORDS = 5
_CONTEXT_REACH = 100
_CONTEXT_GAIN = 0.35
_CONTEXT_FLOOR = 0.4
_WORD = re.compile(r"\w+")


class Presidio:
    """Runs Presidio recognizers over passages."""

    def __init__(self, name: str, options: Settings) -> None:
        _tame()
        self.name = name
        self._options = options
        self._recognizers = _load(options, f"detectors.{name}")
        without = set(options.without)
        self.kinds: tuple[str, ...] = tuple(
            sorted({kind for each in self._recognizers for kind in each.supported_entities})
        )
        unknown = without.difference(self.kinds) or set(options.thresholds).difference(self.kinds)
        if unknown:
            kind = min(unknown)
            raise ConfigError(
                f"detectors.{name}", f"no kind {kind!r} here", did_you_mean(kind, self.kinds)
            )
        self.kinds = tuple(kind for kind in self.kinds if kind not in without)
        self._allow = frozenset(value.casefold() for value in options.allow)
        self.finds = tuple(example for example in _EXAMPLES if example.kind in self.kinds)
        self.passes_over = _PASSES_OVER if options.recognizers == DEFAULT else ()

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        found: list[Finding] = []
        for passage in passages:
            best: dict[tuple[str, int, int], Finding] = {}
            for recognizer in self._recognizers:
                try:
                    for finding in self._findings(recognizer, passage):
                        key = (finding.kind, finding.start, finding.end)
                        if key not in best or best[key].score < finding.score:
                            best[key] = finding
                except MemoryError:
                    raise  # says something of this process, not of this text
                except Exception as error:
                    why = f"{self.name}: {recognizer.name} raised {type(error).__name__}"
                    found.append(unreadable(passage.part, Unread.BROKEN, why))
            found.extend(best.values())
        return found

    def _findings(self, recognizer: Any, passage: Passage) -> Iterable[Finding]:
        text = passage.text
        for result in recognizer.analyze(text, recognizer.supported_entities, _EMPTY) or ():
            kind, start, end = result.entity_type, int(result.start), int(result.end)
            if kind not in self.kinds or not 0 <= start < end <= len(text):
                continue
            score, why = float(result.score), recognizer.name
            explanation = result.analysis_explanation
            if explanation is not None and explanation.pattern_name:
                why += f": {explanation.pattern_name}"
            if explanation is not None and explanation.validation_result:
                why += ", validated"
            if self._options.context and score < 1 and _in_context(recognizer, text, start):
                score = min(1.0, max(score + _CONTEXT_GAIN, _CONTEXT_FLOOR))
                why += ", context"
            if score < self._options.thresholds.get(kind, self._options.threshold):
                continue
            if self._allow and text[start:end].casefold() in self._allow:
                continue
            yield Finding(kind, passage.part, start, end, score, self.name, why)


def _in_context(recognizer: Any, text: str, start: int) -> bool:
    words = recognizer.context
    if not words:
        return False
    before = text[max(0, start - _CONTEXT_REACH) : start].lower()
    near = _WORD.findall(before)[-_CONTEXT_WORDS:]
    return not {word.lower() for word in words}.isdisjoint(near)


def _load(options: Settings, place: str) -> list[Any]:
    loaded = [_by_name(name, place) for name in (*options.recognizers, *options.add)]
    for language in options.languages:
        registry = RecognizerRegistry(supported_languages=[language])
        registry.load_predefined_recognizers(languages=[language])
        loaded.extend(registry.recognizers)
    for path in options.yaml:
        loaded.extend(_from_yaml(path, place))
    unique: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Any] = {}
    for each in loaded:
        if isinstance(each, SpacyRecognizer):  # reads what a pipeline found; `names` does that
            continue
        key = (each.name, tuple(each.supported_entities), tuple(each.context or ()))
        unique.setdefault(key, each)
    return list(unique.values())


def _from_yaml(path: Path, place: str) -> list[Any]:
    try:
        raw = parse_yaml(path.read_text(encoding="utf-8"))
        raw.setdefault("global_regex_flags", re.DOTALL | re.MULTILINE | re.IGNORECASE)
        # the files with nothing but custom recognizers name their languages one by one
        named = {each.get("supported_language", "en") for each in raw["recognizers"]}
        raw.setdefault("supported_languages", sorted(named))
        provider = RecognizerRegistryProvider(registry_configuration=raw)
        return list(provider.create_recognizer_registry().recognizers)
    except OSError as error:
        raise ConfigError(place, f"cannot read {path}: {error.strerror}") from None
    except Exception as error:
        raise ConfigError(
            place, f"{path} is not a Presidio recognizer file: {type(error).__name__}"
        ) from error


def _by_name(name: str, place: str) -> Any:
    module, dot, last = name.rpartition(".")
    if dot:
        try:
            found = getattr(importlib.import_module(module), last)
        except (ImportError, AttributeError):
            raise ConfigError(place, f"no recognizer class {name!r}") from None
    else:
        known = {
            each.__name__: each for each in RecognizerListLoader.get_all_existing_recognizers()
        }
        if name not in known:
            raise ConfigError(place, f"no recognizer {name!r}", did_you_mean(name, known))
        found = known[name]
    if not (isinstance(found, type) and issubclass(found, EntityRecognizer)):
        raise ConfigError(place, f"{name!r} is not a Presidio recognizer class")
    if issubclass(found, SpacyRecognizer):
        raise ConfigError(
            place, f"{name!r} needs Presidio's NLP pipeline", "use the detector names"
        )
    try:
        return found()
    except Exception as error:
        raise ConfigError(place, f"{name!r} cannot be built: {type(error).__name__}") from error


def _tame() -> None:
    """Keeps Presidio quiet, offline and unable to skip a text.

    Its IBAN recognizer logs the value it fails on, so its loggers pass nothing. tldextract looks
    for a newer suffix list on the network and writes it to a cache; the list in its package will
    do. A pattern that overruns Presidio's own timeout is skipped with a log line, which is a
    silent pass; the worker's budget is the one clock.
    """
    for name in ("presidio-analyzer", "decision_process", "tldextract"):
        logger = logging.getLogger(name)
        if _nothing not in logger.filters:
            logger.addFilter(_nothing)
    extractor: Any = tldextract.tldextract
    if extractor.TLD_EXTRACTOR.suffix_list_urls:
        extractor.TLD_EXTRACTOR = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
        extractor.TLD_EXTRACTOR("example.org")  # parse the list now, not in a message's time
    for name, module in list(sys.modules.items()):
        if name.startswith("presidio_analyzer.") and hasattr(module, "REGEX_TIMEOUT_SECONDS"):
            vars(module)["REGEX_TIMEOUT_SECONDS"] = None


def _nothing(record: logging.LogRecord) -> bool:
    return False


_EXAMPLES = (
    Example("Card 4012 8888 8888 1881 was charged", ("4012 8888 8888 1881",), "CREDIT_CARD"),
    Example("IBAN: DE89 3704 0044 0532 0130 00", ("DE89 3704 0044 0532 0130 00",), "IBAN_CODE"),
    Example("write to anna.berg@example.org", ("anna.berg@example.org",), "EMAIL_ADDRESS"),
    Example("my phone is +44 20 7946 0958", ("+44 20 7946 0958",), "PHONE_NUMBER"),
    Example("the host 192.0.2.44 is down", ("192.0.2.44",), "IP_ADDRESS"),
    Example("her SSN is 856-45-6789", ("856-45-6789",), "US_SSN"),
    Example("NHS number 401 023 2137", ("401 023 2137",), "UK_NHS"),
    Example("hetu 131052-308T", ("131052-308T",), "FI_PERSONAL_IDENTITY_CODE"),
    Example("PESEL 44051401359", ("44051401359",), "PL_PESEL"),
    Example("NIF 12345678Z", ("12345678Z",), "ES_NIF"),
)
_PASSES_OVER = (
    "See you on Monday 14 March at 10:30, room INTRODUCTORY A1.",
    "Order 4012888888881882 was shipped.",  # a card number whose Luhn digit is wrong
    "Build 3.11.2 of os.path, commit 0f3c9a1.",
    "DE89 3704 0044 0532 0130 01 is a typing error.",
)

detector: type[Detector] = Presidio
