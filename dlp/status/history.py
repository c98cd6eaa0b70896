"""The main figures of the last day and the last month, for a page without a Prometheus.

Counters are read once a minute and what was added goes into slots of time; a file in the gateway's
folder keeps them over a restart. Figures only: what stands in a label of a metric, nothing else.
"""

from __future__ import annotations

import json
import logging
import math
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry

from dlp import metrics

log = logging.getLogger("dlp.status")

#: name → (seconds of a slot, number of slots)
RINGS: Mapping[str, tuple[int, int]] = {"day": (900, 96), "month": (6 * 3600, 124)}

#: figure → (metric family, the label whose values it is split by)
_COUNTERS: Mapping[str, tuple[str, str]] = {
    "messages": ("dlp_messages", "action"),
    "prevented by kind": ("dlp_leaks_prevented", "kind"),
    "prevented by action": ("dlp_leaks_prevented", "action"),
    "prevented by rule": ("dlp_leaks_prevented", "rule"),
    "prevented by zone": ("dlp_leaks_prevented", "zone"),
    "prevented by unit": ("dlp_leaks_prevented", "unit"),
    "on trial": ("dlp_leaks_monitored", "rule"),
    "inspected": ("dlp_inspections", "result"),
    "not read": ("dlp_unreadable_parts", "reason"),
    "probe": ("dlp_probe_messages", "result"),
    "duration": ("dlp_message_duration_seconds", "le"),
}
#: figure → gauge; a slot keeps the highest
_GAUGES: Mapping[str, str] = {
    "outbox": "dlp_outbox_messages",
    "held": "dlp_held_messages",
    "waiting": "dlp_inspection_waiting_messages",
}
_FAMILIES = {family for family, _ in _COUNTERS.values()} | set(_GAUGES.values())

#: figure → name → value
Figures = dict[str, dict[str, float]]


class History:
    """Slots of figures. `tick` now and then; `slots` for the charts."""

    def __init__(
        self,
        path: Path,
        registry: CollectorRegistry = metrics.REGISTRY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`path` is read if it is there and good, and written by `save`."""
        self._path, self._registry, self._clock = path, registry, clock
        self._rings: dict[str, dict[int, Figures]] = {name: {} for name in RINGS}
        self._load()
        #: what had been counted before, so that only what is new is added
        self._before, _ = self._read()

    def tick(self) -> None:
        """Adds what was counted since the last time to the slots of now."""
        counted, levels = self._read()
        new: Figures = {}
        for figure, parts in counted.items():
            before = self._before.get(figure, {})
            more = {name: value - before.get(name, 0.0) for name, value in parts.items()}
            # of a histogram every bucket counts: an empty one says where the next begins
            kept = any(more.values()) if figure == "duration" else None
            new[figure] = {name: value for name, value in more.items() if kept or value > 0}
        self._before = counted
        now = self._clock()
        for ring, (length, most) in RINGS.items():
            slots = self._rings[ring]
            number = int(now // length)
            slot = slots.setdefault(number, {})
            for figure, parts in new.items():
                mine = slot.setdefault(figure, {}) if parts else {}
                for name, value in parts.items():
                    mine[name] = mine.get(name, 0.0) + value
            for figure, value in levels.items():
                mine = slot.setdefault(figure, {})
                mine["most"] = max(mine.get("most", 0.0), value)
            for old in [one for one in slots if one <= number - most]:
                del slots[old]

    def slots(self, ring: str, figure: str) -> list[tuple[float, dict[str, float]]]:
        """Every slot of a ring in order of time, also the empty ones: (its beginning, parts)."""
        length, most = RINGS[ring]
        last = int(self._clock() // length)
        slots = self._rings[ring]
        return [
            (number * length, dict(slots.get(number, {}).get(figure, {})))
            for number in range(last - most + 1, last + 1)
        ]

    def total(self, ring: str, figure: str) -> dict[str, float]:
        """All slots of a ring together, the largest first."""
        sums: dict[str, float] = {}
        for _, parts in self.slots(ring, figure):
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + value
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    def save(self) -> None:
        """Writes the file anew, whole or not at all; what fails is logged and tried again."""
        temporary = self._path.with_suffix(".new")
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(self._rings, file)
            temporary.replace(self._path)
        except OSError as error:
            log.warning("the figures were not saved: %s", error.strerror)

    def _load(self) -> None:
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            for ring in RINGS:
                self._rings[ring] = {
                    int(number): {
                        str(figure): {str(name): float(value) for name, value in parts.items()}
                        for figure, parts in slot.items()
                    }
                    for number, slot in stored[ring].items()
                }
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            log.warning("the saved figures cannot be read; they begin anew")

    def _read(self) -> tuple[Figures, dict[str, float]]:
        samples = {
            family.name: family.samples
            for family in self._registry.collect()
            if family.name in _FAMILIES
        }
        counted: Figures = {}
        for figure, (family, label) in _COUNTERS.items():
            parts = counted.setdefault(figure, {})
            for sample in samples.get(family, ()):
                if sample.name.endswith(("_total", "_bucket")) and label in sample.labels:
                    name = sample.labels[label]
                    parts[name] = parts.get(name, 0.0) + sample.value
        levels = {
            figure: sum(sample.value for sample in samples.get(family, ()))
            for figure, family in _GAUGES.items()
        }
        return counted, levels


def quantile(buckets: Mapping[str, float], share: float) -> float:
    """The value below which `share` of the observations lie, as Prometheus estimates it: linear
    within a bucket, the last finite bound beyond. NaN without observations."""
    bounds = sorted((math.inf if le == "+Inf" else float(le), n) for le, n in buckets.items())
    total = bounds[-1][1] if bounds else 0.0
    if not total:
        return math.nan
    low, below = 0.0, 0.0
    for high, number in bounds:
        if number >= share * total:
            if math.isinf(high):
                return low
            return low + (high - low) * (share * total - below) / max(number - below, 1e-9)
        low, below = high, number
    return low
