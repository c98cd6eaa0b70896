"""What `dlp evaluate`, `dlp tune` and `dlp import` do, without a command line.

Each function takes plain values and a progress callback (done, total), raises ConfigError for bad
input, and returns values to print. None of them logs or prints text of a data set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlp.config import Config, PluginSettings
from dlp.errors import ConfigError, did_you_mean
from dlp.inspection import Inspector, build_detectors
from dlp.workbench import dataset, importers, report, tuning
from dlp.workbench.evaluation import Evaluation, labelled_kinds, matches, score_run
from dlp.workbench.scoring import KindScores
from dlp.workbench.systems import STOCK_MODEL, GatewaySystem, PresidioSystem, System, run

#: (name of the system, done, total)
NamedProgress = Callable[[str, int, int], None]


def _silent(name: str, done: int, total: int) -> None:
    """Shows nothing."""


def evaluate(
    data: Path,
    config: Config,
    *,
    against: str | None = None,
    stock_model: str = STOCK_MODEL,
    html: Path | None = None,
    kinds: Sequence[str] = (),
    threshold: float = 0.0,
    progress: NamedProgress = _silent,
) -> tuple[Evaluation, ...]:
    """Our detectors over the samples in `data`, and with `against="stock"` Presidio beside them.

    A set that labels dates, links or nationalities is also read by the detector `general`, which
    is not among the default ones. Writes the page `html` (mode 0600: it quotes the samples) if one
    is named. `rows` makes the table to print.
    """
    samples = dataset.load(data)
    judged = _judged(samples, kinds)
    evaluations = []
    for system in _systems(_widened(config, judged), against, stock_model, judged):
        ran = run(system, samples, lambda d, t, name=system.name: progress(name, d, t))  # type: ignore[misc]
        evaluations.append(score_run(ran, samples, judged, threshold))
    if html is not None:
        report.write(html, f"Evaluation on {data.name}", evaluations)
    return tuple(evaluations)


#: kinds that no gateway reports unless it is told to, and the detector that finds them
_GENERAL, _GENERAL_KINDS = "general", frozenset({"DATE_TIME", "NRP", "URL"})
#: a kind of ours that is a case of a more general one, where a set labels only that
_CASE_OF = {"DATE_OF_BIRTH": "DATE_TIME"}


def _widened(config: Config, judged: Sequence[str]) -> Config:
    """`config` with the detector for dates, links and nationalities if the set labels any."""
    if _GENERAL_KINDS.isdisjoint(judged) or any(each.use == _GENERAL for each in config.detectors):
        return config
    return config.model_copy(
        update={"detectors": (*config.detectors, PluginSettings(use=_GENERAL))}
    )


def _systems(
    config: Config, against: str | None, stock_model: str, judged: Sequence[str]
) -> list[System]:
    named = {case: kind for case, kind in _CASE_OF.items() if kind in judged and case not in judged}
    inspector = Inspector(build_detectors(config.detectors), config.inspection)
    systems: list[System] = [GatewaySystem(inspector, named=named)]
    if against == "stock":
        systems.append(PresidioSystem(stock_model))
    elif against is not None:
        raise ConfigError("--against", f"no system {against!r}", "known is stock")
    return systems


def _judged(samples: Sequence[dataset.LabelledSample], kinds: Sequence[str]) -> tuple[str, ...]:
    labelled = labelled_kinds(samples)
    for kind in kinds:
        if kind not in labelled:
            raise ConfigError("--kind", f"no {kind} is labelled", did_you_mean(kind, labelled))
    return tuple(kinds) or labelled


def rows(evaluations: Sequence[Evaluation]) -> list[tuple[str, ...]]:
    """The table to print: kind, system, labelled, reported, P, R, F1, F2 with their intervals, and
    the calibration error."""
    out = []
    for at in range(len(evaluations[0].kinds)):
        out += [
            (
                *_row(each.kinds[at], each.system),
                f"{each.calibration_error(each.kinds[at].kind):.3f}",
            )
            for each in evaluations
        ]
    out += [
        (*_row(each.micro, each.system), f"{each.calibration_error():.3f}") for each in evaluations
    ]
    for each in evaluations:
        precision, recall, f1, f2 = (f"{value:.3f}" for value in each.macro)
        out.append(("mean of kinds", each.system, "", "", precision, recall, f1, f2, ""))
    return out


def _row(line: KindScores, system: str) -> tuple[str, ...]:
    def share(value: float, between: tuple[float, float]) -> str:
        return f"{value:.3f} [{between[0]:.2f} {between[1]:.2f}]"

    return (
        line.kind,
        system,
        str(line.labelled),
        str(line.reported),
        share(line.precision, line.precision_range),
        share(line.recall, line.recall_range),
        share(line.f1, line.f1_range),
        share(line.f2, line.f2_range),
    )


@dataclass(frozen=True, slots=True)
class TuningResult:
    """What `tune` proposes, and the YAML to paste into a policy."""

    proposals: tuple[tuning.ThresholdProposal, ...]
    yaml: str
    messages: int


def tune(
    data: Path,
    config: Config,
    *,
    budget: float = 5.0,
    kinds: Sequence[str] = (),
    progress: NamedProgress = _silent,
) -> TuningResult:
    """Thresholds for all kinds that together cost at most `budget` false alarms per 1,000 messages.

    Every sample counts as one message; the data set must look like the traffic, texts without
    anything in them included.
    """
    if budget < 0:
        raise ConfigError("--budget", "is below nought")
    samples = dataset.load(data)
    judged = _judged(samples, kinds)
    system = _systems(config, None, "", ())[0]
    ran = run(system, samples, lambda done, total: progress(system.name, done, total))
    proposals = tuning.propose(matches(ran, samples, judged), judged, budget)
    return TuningResult(proposals, tuning.as_yaml(proposals), len(samples))


def import_(source: Path, kind: str, target: Path) -> int:
    """Reads `source` as format `kind` (conll, presidio-research, brat) and writes JSON lines.

    Returns how many samples there are. The file is readable for its owner only.
    """
    samples = list(importers.importer(kind)(source))
    if not samples:
        raise ConfigError(str(source), "holds no samples")
    return dataset.dump(samples, target)
