"""An invented past for Prometheus: five weeks of a company's mail, so that what is compared with
earlier weeks has something to be compared with. The present is a real gateway under real mail.
"""

from __future__ import annotations

import math
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

_STEP = 300
_LEAKS = (
    # kind, rule, action, zone, unit, level, an hour at the busiest
    ("CREDIT_CARD", "cards-stay-inside", "redact", "external", "none", "public", 6.0),
    ("CREDIT_CARD", "cards-stay-inside", "redact", "partner", "accounting", "public", 2.0),
    ("IBAN_CODE", "accounts-stay-inside", "redact", "external", "none", "public", 5.0),
    ("CLASSIFICATION_MARKING", "above-clearance", "redirect", "external", "none", "secret", 2.0),
    ("CLASSIFICATION_MARKING", "above-clearance", "redirect", "partner", "accounting", "confidential", 1.0),
    ("PRIVATE_KEY", "secrets-stay-inside", "block", "external", "none", "public", 1.0),
    ("UNREADABLE", "unread", "hold", "external", "none", "public", 3.0),
)  # fmt: skip
_MESSAGES = {"allow": 420.0, "redact": 13.0, "redirect": 3.0, "hold": 3.0, "block": 1.0}
_DECISIONS = {
    ("default", "allow"): 430.0, ("cards-stay-inside", "redact"): 8.0, ("unread", "hold"): 3.0,
    ("accounts-stay-inside", "redact"): 5.0, ("above-clearance", "redirect"): 3.0,
    ("secrets-stay-inside", "block"): 1.0,
}  # fmt: skip
_FINDINGS = {
    "CREDIT_CARD": 9.0,
    "IBAN_CODE": 6.0,
    "CLASSIFICATION_MARKING": 9.0,
    "PHONE_NUMBER": 40.0,
    "EMAIL_ADDRESS": 60.0,
    "PRIVATE_KEY": 1.0,
    "UNREADABLE": 3.0,
}


def busy(at: float) -> float:
    """How much mail there is at a time, between 0 and 1: office hours, five days a week."""
    day = time.gmtime(at)
    weekend = 0.12 if day.tm_wday >= 5 else 1.0
    hours = day.tm_hour + day.tm_min / 60
    office = math.exp(-((hours - 10.5) ** 2) / 6) + 0.8 * math.exp(-((hours - 15) ** 2) / 7)
    return weekend * min(1.0, 0.04 + office)


class Past:
    """Writes OpenMetrics text with times, for `promtool tsdb create-blocks-from openmetrics`."""

    def __init__(self, instance: str, now: float, faster: float = 1) -> None:
        """`faster`: spans of time in the rules are divided by it, so the past is as much shorter
        (but has a sample for each of Prometheus' five minutes of memory)."""
        self._random = random.Random(11)
        self._labels = f'instance="{instance}",job="dlp"'
        self._faster = faster
        self._now, self._week = now - 60, 7 * 86400 / faster
        self._step = max(_STEP / faster, 15.0)
        self._times: list[float] = []

    def write(self, data: Path) -> None:
        """Makes blocks in a data folder that no Prometheus has open."""
        day = self._week / 7
        self._import(data, self._between(8 * day, 0), self._recent())
        # promtool reads a whole file again for each two hours of it: these are small
        for week in (2, 3, 4):
            reach = max(day / 24, 600)
            times = self._between(week * self._week + reach, week * self._week - reach)
            self._import(data, times, self._hours())

    def _between(self, back: float, to: float) -> list[float]:
        count = int((back - to) // self._step)
        return [self._now - back + self._step * at for at in range(count + 1)]

    def _import(self, data: Path, times: list[float], lines: Iterator[str]) -> None:
        self._times = times
        text = data.parent / "past.om"
        with text.open("w") as file:
            file.writelines(lines)
            file.write("# EOF\n")
        subprocess.run(
            ["promtool", "tsdb", "create-blocks-from", "openmetrics", str(text), str(data)],
            check=True,
            capture_output=True,
        )
        text.unlink()

    def _hours(self) -> Iterator[str]:
        leaks = sum(one[-1] for one in _LEAKS)
        yield from self._gauges("dlp:leaks_prevented:increase1h", {"": leaks}, "hour")
        yield from self._gauges("dlp:leaks_prevented:usual1h", {"": leaks}, "hour")
        yield from self._gauges("dlp:messages:increase1h", {"": sum(_MESSAGES.values())}, "hour")

    def _recent(self) -> Iterator[str]:
        smtp = 'network="smtp",protocol="smtp"'
        yield from self._counters(
            "dlp_messages",
            {f'action="{action}",protocol="smtp"': rate for action, rate in _MESSAGES.items()},
        )
        yield from self._counters(
            "dlp_leaks_prevented",
            {
                f'{smtp},action="{action}",kind="{kind}",level="{level}",rule="{rule}",'
                f'unit="{unit}",zone="{zone}"': rate
                for kind, rule, action, zone, unit, level, rate in _LEAKS
            },
        )
        yield from self._counters(
            "dlp_leaks_monitored",
            {f'{smtp},action="hold",decided="allow",rule="many-outsiders",zone="external"': 3.0},
        )
        yield from self._hours()
        messages, findings = sum(_MESSAGES.values()), _FINDINGS
        decisions = {rule: rate for (rule, _), rate in _DECISIONS.items()}
        pace = ""
        if self._faster > 1:
            # a test's own trickle of mail, by day and by night
            messages, pace = 10.0, "flat"
            findings, decisions = {"CREDIT_CARD": 7.0}, {"cards-stay-inside": 7.0, "default": 7.0}
        yield from self._gauges("dlp:messages:increase6h", {"": 6 * messages}, pace)
        rates = {f',kind="{kind}"': 6 * rate for kind, rate in findings.items()}
        yield from self._gauges("dlp:findings:increase6h", rates, pace)
        rates = {f',rule="{rule}"': 6 * rate for rule, rate in decisions.items()}
        yield from self._gauges("dlp:decisions:increase6h", rates, pace)
        total = sum(_DECISIONS.values())
        rates = {f',rule="{rule}"': rate / total for (rule, _), rate in _DECISIONS.items()}
        yield from self._gauges("dlp:rule_share:ratio15m", rates, "flat")
        yield from self._gauges("dlp:not_inspected_in_full:ratio15m", {"": 0.007}, "flat")

    def _counters(self, name: str, rates: dict[str, float]) -> Iterator[str]:
        yield f"# TYPE {name} counter\n"
        for labels, rate in rates.items():
            value = 0
            for at in self._times:
                value += self._chance(rate * busy(at) * self._step / 3600)
                yield f"{name}_total{{{self._labels},{labels}}} {value} {at:.3f}\n"

    def _gauges(self, name: str, rates: dict[str, float], pace: str) -> Iterator[str]:
        yield f"# TYPE {name} gauge\n"
        for labels, rate in rates.items():
            for at in self._times:
                part = {"hour": busy(at - 1800), "flat": 1.0}.get(pace, _mean(at))
                value = rate * part * self._random.uniform(0.85, 1.15)
                yield f'{name}{{job="dlp"{labels}}} {value:.4g} {at:.3f}\n'

    def _chance(self, mean: float) -> int:
        """A Poisson number (Knuth): events have no memory."""
        limit, product, number = math.exp(-mean), self._random.random(), 0
        while product > limit:
            product *= self._random.random()
            number += 1
        return number


def _mean(at: float) -> float:
    return sum(busy(at - hour * 3600) for hour in range(6)) / 6
