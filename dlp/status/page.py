"""The page `/dashboard`: the main figures of the last day and month, for those without Grafana.

Made on the server, read-only, nothing loaded from elsewhere. It shows what the metrics show: counts
and the names of kinds, rules, zones and groups; never an address, a message or a reference.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from html import escape

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric
from prometheus_client.samples import Sample

from dlp import metrics
from dlp.status import svg
from dlp.status.history import RINGS, History, quantile

_STYLE = """
:root { color-scheme: light }
body { margin: 0 auto; max-width: 1200px; padding: 20px; background: #f5f7fa; color: #1f2933;
  font: 15px/1.5 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif }
h1 { font-size: 22px; margin: 0 } h2 { font-size: 17px; margin: 34px 0 10px }
h3 { font-size: 14px; margin: 0 0 2px } p { margin: 2px 0 } small, .dim { color: #616e7c }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(480px, 1fr)); gap: 14px }
@media (max-width: 560px) { .row { grid-template-columns: 1fr } }
.tiles { margin-top: 14px; display: grid; gap: 14px;
  grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)) }
.card { background: #fff; border: 1px solid #e4e7eb; border-radius: 6px; padding: 12px 14px }
.tile b { display: block; font-size: 26px; line-height: 1.3 }
.good { color: #007a59 } .bad { color: #b5470a } svg { width: 100%; height: auto; display: block }
"""
_DAY, _MONTH = "last 24 hours", "last 31 days"
#: kinds and rules beyond these are drawn as one
_SHOWN = 6
_REST = "all others"

_Drawer = Callable[[str], str]


class StatusPage:
    """Draws the page from a history and the metrics as they are now."""

    def __init__(
        self,
        instance: str,
        history: History,
        registry: CollectorRegistry = metrics.REGISTRY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._instance, self._history = instance, history
        self._registry, self._clock = registry, clock

    def html(self, parts: Mapping[str, str | None], nonce: str) -> str:
        """The whole page. `parts`: what /readyz knows; `nonce`: of the style, for the CSP."""
        self._history.tick()
        written = time.strftime("%Y-%m-%d %H:%M %Z", time.localtime(self._clock()))
        policy = self._labels("dlp_policy").get("version", "–")
        version = self._labels("dlp_build").get("version", "–")
        return (
            "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width'>"
            "<meta http-equiv='refresh' content='60'>"
            f"<title>{escape(self._instance)}: outbound DLP</title>"
            f"<style nonce='{nonce}'>{_STYLE}</style></head><body>"
            f"<h1>Outbound DLP · {escape(self._instance)}</h1>"
            f"<p class='dim'>{written} · version {escape(version)} · policy {escape(policy)}"
            " · the page renews itself every minute</p>"
            f"{_state(parts)}{self._tiles()}"
            f"<h2>What was prevented</h2>{self._prevented()}"
            f"<h2>Traffic and health</h2>{self._traffic()}</body></html>"
        )

    def _tiles(self) -> str:
        history = self._history
        day = history.total("day", "messages")
        inspected = history.total("day", "inspected")
        duration = history.total("day", "duration")
        seen = sum(inspected.values())
        full = inspected.get("full", 0.0) / seen if seen else float("nan")
        month = sum(history.total("month", "prevented by action").values())
        prevented = sum(history.total("day", "prevented by action").values())
        caught = [sample.value for sample in self._samples("dlp_probe_caught")]
        probe = "off" if not caught else "stopped" if all(caught) else "MISSED"
        tiles = [
            ("Messages", svg.number(sum(day.values())), _DAY, ""),
            ("Leaks prevented", svg.number(prevented), f"{svg.number(month)} in {_MONTH[5:]}", ""),
            ("Held now", svg.number(self._sum("dlp_held_messages")), "wait for a review", ""),
            ("Inspected in full", svg.number(full, "percentunit"), _DAY, ""),
            ("Answer time", svg.number(quantile(duration, 0.95), "s"), f"95%, {_DAY}", ""),
            ("Test leaks", probe, "probes, last round", "" if not caught else _mark(all(caught))),
        ]
        cards = "".join(
            f"<div class='card tile'><h3>{name}</h3><b class='{mark}'>{escape(value)}</b>"
            f"<small>{escape(small)}</small></div>"
            for name, value, small, mark in tiles
        )
        return f"<div class='tiles'>{cards}</div>"

    def _prevented(self) -> str:
        return _rows(
            [
                ("Leaks prevented, by kind", self._columns("prevented by kind")),
                ("Leaks prevented, by action", self._columns("prevented by action")),
            ],
            [
                ("Rules that prevented most", self._bars("prevented by rule")),
                ("Where they would have gone", self._bars("prevented by zone")),
                ("Whose they were (groups of the policy)", self._bars("prevented by unit")),
                ("Rules on trial: would have stopped", self._bars("on trial")),
            ],
        )

    def _traffic(self) -> str:
        return _rows(
            [
                ("Messages, by strictest action", self._columns("messages")),
                ("Answer time (half and 95% were faster)", self._durations),
                ("Waiting: outbox, review, worker", self._levels),
            ],
            [("Parts that could not be read", self._bars("not read"))],
        )

    def _columns(self, figure: str) -> _Drawer:
        def drawn(ring: str) -> str:
            main = list(self._history.total(ring, figure))
            kept = main if len(main) <= _SHOWN + 1 else main[:_SHOWN]
            slots = [(at, _folded(parts, kept)) for at, parts in self._history.slots(ring, figure)]
            return svg.columns(slots, svg.ChartStyle(), *self._span(ring))

        return drawn

    def _bars(self, figure: str) -> _Drawer:
        def drawn(ring: str) -> str:
            items = list(self._history.total(ring, figure).items())[:8]
            return svg.bars(items, svg.ChartStyle(height=16 + 22 * max(3, len(items))))

        return drawn

    def _durations(self, ring: str) -> str:
        slots = self._history.slots(ring, "duration")
        series = [
            svg.Series(
                name,
                [(at, value) for at, b in slots if (value := quantile(b, share)) == value],
            )
            for name, share in (("50%", 0.5), ("95%", 0.95))
        ]
        return svg.lines(series, svg.ChartStyle("s"), *self._span(ring))

    def _levels(self, ring: str) -> str:
        series = [
            svg.Series(
                figure,
                [(at, p["most"]) for at, p in self._history.slots(ring, figure) if "most" in p],
            )
            for figure in ("outbox", "held", "waiting")
        ]
        return svg.lines(series, svg.ChartStyle(), *self._span(ring))

    def _span(self, ring: str) -> tuple[float, float]:
        length, most = RINGS[ring]
        last = (int(self._clock() // length) + 1) * length
        return last - length * most, last

    def _samples(self, family: str) -> Sequence[Sample]:
        found: list[Metric] = [one for one in self._registry.collect() if one.name == family]
        return found[0].samples if found else ()

    def _sum(self, family: str) -> float:
        return sum(sample.value for sample in self._samples(family))

    def _labels(self, family: str) -> Mapping[str, str]:
        samples = self._samples(family)
        return samples[0].labels if samples else {}


def _mark(well: bool) -> str:
    return "good" if well else "bad"


def _state(parts: Mapping[str, str | None]) -> str:
    bad = {name: why for name, why in parts.items() if why is not None}
    if not bad:
        return "<p class='good'>● ready: every part is well</p>"
    words = "; ".join(f"{escape(name)}: {escape(why)}" for name, why in bad.items())
    return f"<p class='bad'>▲ not ready: {words}</p>"


def _folded(parts: Mapping[str, float], kept: Sequence[str]) -> dict[str, float]:
    folded = {name: parts.get(name, 0.0) for name in kept}
    rest = sum(value for name, value in parts.items() if name not in folded)
    return {**folded, _REST: rest} if rest else folded


def _rows(*groups: Sequence[tuple[str, _Drawer]]) -> str:
    """Each drawing of the first group for the day and the month; the others for the month."""
    both, month = groups
    cards = [
        _card(title, words, drawn(ring))
        for title, drawn in both
        for ring, words in (("day", _DAY), ("month", _MONTH))
    ]
    cards += [_card(title, _MONTH, drawn("month")) for title, drawn in month]
    return f"<div class='row'>{''.join(cards)}</div>"


def _card(title: str, words: str, drawing: str) -> str:
    return f"<div class='card'><h3>{title} <small>· {words}</small></h3>{drawing}</div>"
