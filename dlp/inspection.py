"""Read a message, then detect in what was read: message bytes in, `Examination` out. Pure.

Whatever goes wrong with a message or with a detector is a finding (`UNREADABLE`), so that what was
not read can never slip through as an exception. Time is read from a clock that the caller brings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from dlp import config, plugins
from dlp.detect.engine.engine import Engine, Together, in_turn
from dlp.detect.engine.proven import proven, remember
from dlp.errors import ConfigError
from dlp.model import (
    CLASSIFICATION_MARKING,
    UNREAD,
    Detector,
    Examination,
    Finding,
    LabelDetector,
    Level,
    Passage,
    Reading,
    Unread,
    unreadable,
)
from dlp.read import FileReader, collect

#: The part that stands for the message as a whole.
WHOLE = "message"

#: Most findings of one message. A reviewer cannot use more and a redaction would leave nothing;
#: the rest is said with one UNREADABLE (too-large) finding, so it cannot pass unseen.
MOST_FINDINGS = 10_000

Clock = Callable[[], float]


def _no_clock() -> float:
    return 0.0


class Inspector:
    """Examines messages with a fixed set of detectors. One per process; keeps nothing."""

    def __init__(
        self,
        detectors: Sequence[Detector],
        limits: config.InspectionSettings,
        *,
        clock: Clock = _no_clock,
        files: FileReader | None = None,
        together: Together = in_turn,
    ) -> None:
        """`clock` gives seconds for `Examination.seconds`; `files` reads what is no text;
        `together` runs detectors that could run side by side."""
        self.detectors = tuple(detectors)
        self._engine = Engine(self.detectors, run=_run, together=together)
        self._limits = limits
        self._clock = clock
        self._files = files
        #: a marking can raise a message above it; none lowers it
        self._floor = Level.parse(limits.default_level)

    def candidates(self, text: str) -> list[Finding]:
        """What rules accepted in a text by form and check, with the score that each came to."""
        return self._engine.candidates((Passage("text", text),))

    def examine(self, media_type: str, data: bytes, name: str = "") -> Examination:
        """What reading and detecting say of a message, or of a file called `name`. Raises
        nothing for a bad message; a MemoryError passes through, as it says something of this
        process."""
        began = self._clock()
        reading = collect(media_type, data, self._limits, self._files, name).reading()
        middle = self._clock()
        findings = self.find(reading)
        ended = self._clock()
        levels = [each.level for each in findings if each.level is not None]
        return Examination(
            findings=findings,
            level=max([self._floor, *levels]),
            caveats=frozenset(_caveats(findings)),
            parts=reading.parts,
            labels=reading.labels,
            sealed=reading.sealed,
            automatic=reading.automatic,
            seconds={"read": middle - began, "detect": ended - middle},
        )

    def prepare(self) -> None:
        """Does now what is otherwise done when it is first needed, for processes that fork."""
        self._engine.prepare()

    def find(self, reading: Reading) -> tuple[Finding, ...]:
        """All findings of what was read, and those for what was not, in a stable order."""
        found = list(reading.findings)
        detected = self._engine.detect(reading.passages, MOST_FINDINGS)
        found.extend(_spotted(detected, reading.passages))
        if reading.labels:
            for each in self.detectors:
                if isinstance(each, LabelDetector):
                    found.extend(_read_labels(each, reading.labels, found))
        found.sort(key=_order)
        if len(found) > MOST_FINDINGS:
            # markings and what was not read decide most, so they are kept, the highest first
            found.sort(
                key=lambda each: (
                    each.kind not in (*UNREAD, CLASSIFICATION_MARKING),
                    -(each.level or Level.PUBLIC),
                )
            )
            found[MOST_FINDINGS - 1 :] = [
                unreadable(WHOLE, Unread.TOO_LARGE, f"more than {MOST_FINDINGS} findings")
            ]
        return tuple(found)


def _spotted(findings: Iterable[Finding], passages: Iterable[Passage]) -> Iterator[Finding]:
    """Findings with the place within their part, where the reader gave one: a cell of a sheet."""
    spots = {each.part: each.spots for each in passages if each.spots}
    for each in findings:
        places = spots.get(each.part, ())
        before = bisect_right(places, each.start, key=lambda spot: spot.start)
        if before:
            each = replace(each, detail={**each.detail, "at": places[before - 1].place})
        yield each


def _read_labels(
    detector: LabelDetector, labels: Mapping[str, tuple[str, ...]], found: Sequence[Finding]
) -> list[Finding]:
    try:
        return detector.detect_labels(labels, tuple(found))
    except MemoryError:
        raise
    except Exception as error:
        why = f"labels: {type(error).__name__}"
        return [unreadable(WHOLE, Unread.CRASHED, why)]


def _run(detector: Detector, passages: tuple[Passage, ...]) -> list[Finding]:
    try:
        found = detector.detect(passages)
        if any(each.kind not in detector.kinds and each.kind not in UNREAD for each in found):
            # kinds become labels of metrics and lines of reports: none is made up on the way
            return [unreadable(WHOLE, Unread.CRASHED, f"detector {detector.name}: undeclared kind")]
        return found
    except MemoryError:
        raise
    except Exception as error:
        # a part of the message was not looked at, and nobody knows which
        why = f"detector {detector.name} raised {type(error).__name__}"
        return [unreadable(WHOLE, Unread.CRASHED, why)]


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.part, finding.start, finding.end, finding.kind, finding.detector


def _caveats(findings: Iterable[Finding]) -> Iterable[str]:
    for each in findings:
        caveats = each.detail.get("caveats", ())
        yield from caveats if isinstance(caveats, list | tuple) else ()


def build_detectors(
    configured: Sequence[config.PluginSettings], base: Path | None = None
) -> tuple[Detector, ...]:
    """Loads the detectors that a configuration names and runs their own examples.

    Relative paths in their settings start at `base` (`Config.base`). Two of a kind need a `name:`.
    ConfigError for an unknown plugin, a bad setting, a name used twice, or a detector that does
    not do what its examples say: such a detector must not start.
    """
    built: list[Detector] = []
    for at, plugin in enumerate(configured):
        place = f"detectors.{at}"
        settings = plugin.settings
        name = str(settings.pop("name", plugin.use.rpartition(".")[2]))
        if any(name == other.name for other in built):
            raise ConfigError(place, f"two detectors are called {name!r}", "give one a `name:`")
        detector: Detector = plugins.build("dlp.detect", plugin.use, name, settings, place, base)
        if not proven(detector):
            if (failure := broken_example(detector)) is not None:
                raise ConfigError(place, failure)
            remember(detector)
        built.append(detector)
    return tuple(built)


def broken_example(detector: Detector) -> str | None:
    """The first of a detector's own examples that does not hold, in words; None if all do."""
    for number, example in enumerate(detector.finds, 1):
        found = _try(detector, example.text)
        if isinstance(found, str):
            return f"{detector.name} raises {found} on its example {number}"
        spans = {example.text[each.start : each.end] for each in found if each.kind == example.kind}
        for wanted in example.finds:
            if wanted not in spans:
                return f"{detector.name} does not find {example.kind} in its example {number}"
    for number, text in enumerate(detector.passes_over, 1):
        found = _try(detector, text)
        if isinstance(found, str):
            return f"{detector.name} raises {found} on its counter-example {number}"
        if found:
            return f"{detector.name} finds {found[0].kind} in its counter-example {number}"
    return None


def _try(detector: Detector, text: str) -> list[Finding] | str:
    try:
        return detector.detect((Passage("example", text),))
    except Exception as error:
        return type(error).__name__
