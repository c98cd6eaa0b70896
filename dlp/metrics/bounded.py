"""Metrics whose labels cannot grow: what is not expected is counted as ``other``.

A label's value is a word that the code or the configuration fixes. `LABELS` says for each label
which words there are, or how many there may be; `Counter`, `Gauge` and `Histogram` here are those
of prometheus-client with that check in `labels`. Nothing that looks like an address, a room or
text of a message can become a value: `_WORD` has no ``@``, no ``:`` at its start and no space.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from typing import Any

import prometheus_client
from prometheus_client import Metric
from prometheus_client.samples import Sample

from dlp.model import Action, Level, Status

OTHER = "other"

#: lower bounds of the bands that scores are counted in, and their names
_BANDS = ((0.95, "0.95-1.00"), (0.85, "0.85-0.94"), (0.7, "0.70-0.84"), (0.5, "0.50-0.69"))
_LOWEST = "0.00-0.49"

#: label → its words, or how many different ones there may be in one process
LABELS: Mapping[str, frozenset[str] | int] = {
    "action": frozenset({*Action, "none"}),
    "band": frozenset({_LOWEST, *(name for _, name in _BANDS)}),
    "channel": 30,
    "class": frozenset({"2xx", "4xx", "5xx"}),
    "credential": 50,
    "decided": frozenset(Action),
    "decision": frozenset({"released", "redacted", "rejected", "expired"}),
    "detector": 40,
    "entry": 20,
    "found": 12,
    "kind": 250,
    "layer": frozenset({"seccomp", "landlock", "self-test"}),
    "level": frozenset(level.label for level in Level),
    "listener": 20,
    "mode": frozenset({"enforce", "monitor"}),
    "network": 24,
    "outcome": frozenset("read cached redacted refused timed-out memory too-large crashed".split()),
    "protocol": 6,
    "reason": 40,
    "result": 20,
    "rule": 250,
    "sample": 12,
    "says": frozenset({"false-positive", "justified"}),
    "stage": frozenset({"wait", "read", "detect", "decide", "redact", "store", "relay"}),
    "state": 10,
    "status": frozenset(Status),
    "unit": 40,
    "zone": 24,
}
#: most time series of one metric; beyond it every open label of a new one is ``other``
MOST = 1000

_WORD = re.compile(r"[A-Za-z0-9<(][A-Za-z0-9_.:/+()> -]{0,63}")
_admitted: dict[str, set[str]] = {}
_lock = threading.Lock()


def band(score: float) -> str:
    """The band that a score between 0 and 1 is counted in."""
    return next((name for least, name in _BANDS if score >= least), _LOWEST)


def admit(label: str, value: str) -> str:
    """`value`, or ``other`` where it is no word, not among the label's words, or one too many."""
    allowed = LABELS[label]
    if not isinstance(allowed, int):
        return value if value in allowed else OTHER
    known = _admitted.setdefault(label, set())
    if value in known:
        return value
    if not _WORD.fullmatch(value):
        return OTHER
    with _lock:
        if len(known) >= allowed:
            return OTHER
        known.add(value)
    return value


class _Bounded(prometheus_client.metrics.MetricWrapperBase):
    """`labels` that admits what `LABELS` allows, and at most `MOST` series."""

    def labels(self, *values: Any, **named: Any) -> Any:
        """The child for these values, each ``other`` where it is not admitted."""
        key = tuple(map(str, values or [named[name] for name in self._labelnames]))
        child = self._metrics.get(key)
        if child is not None:
            return child
        key = tuple(map(admit, self._labelnames, key))
        if key not in self._metrics and len(self._metrics) >= MOST:
            key = tuple(
                OTHER if isinstance(LABELS[name], int) else value
                for name, value in zip(self._labelnames, key, strict=True)
            )
        return super().labels(*key)

    def collect(self) -> Iterable[Metric]:
        """As the library's, which builds every sample twice: half of what a scrape costs."""
        if not self._labelnames:
            return super().collect()
        family: Metric = self._get_metric()  # type: ignore[no-untyped-call]
        with self._lock:
            children = list(self._metrics.items())
        for values, child in children:
            own = dict(zip(self._labelnames, values, strict=True))
            for one in child._child_samples():
                labels = {**own, **one.labels} if one.labels else own
                name = self._name + one.name
                family.samples.append(Sample(name, labels, one.value, one.timestamp, one.exemplar))
        return [family]


class Counter(_Bounded, prometheus_client.Counter):
    """A counter with bounded labels."""


class Gauge(_Bounded, prometheus_client.Gauge):
    """A gauge with bounded labels."""


class Histogram(_Bounded, prometheus_client.Histogram):
    """A histogram with bounded labels."""
