"""Fits the weights of cues: logistic regression with an offset, drawn to what was there before.

A candidate's log-odds are its rule's own score (the offset), a correction for its form, and the sum
of its cues times their weights. Weights are drawn to the values that `cues.yaml` starts from (a
Gaussian prior, as if `PRIOR` candidates had spoken for each), corrections to 0, and both are
bounded; Newton's method finds the maximum, which is one (Hastie, Tibshirani, Friedman: The Elements
of Statistical Learning, 4.4). `python models/scores/fit.py` prints the weights before and after and
the calibration of each form on texts that were not fitted on; `--write` puts them in the file.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path
from random import Random

import numpy as np

from dlp import plugins
from dlp.detect.engine.base import RuleDetector
from dlp.detect.engine.cues import cues
from dlp.detect.engine.scan import Candidate, Scanner
from dlp.detect.engine.text import normalise

sys.path.insert(0, str(Path(__file__).parent))
from samples import Sample, negatives, positives

FILE = Path(__file__).parents[2] / "dlp" / "detect" / "engine" / "cues.yaml"
DETECTORS = ("identifiers", "payment", "contact")
#: how many candidates the values in the file stand for
PRIOR = 20.0
#: and how many the rule's own estimate of its form
FORM_PRIOR = 8.0
#: right candidates of a form below which its own estimate stands
ENOUGH = 20
#: where a prior is drawn to, whatever an earlier fit wrote
START = {
    "label_header": 1.0, "label_direct": 1.0, "label_near": 1.0, "label_after": 1.0,
    "label_outdone": 0.5, "label_general": 1.0, "reference_names": -3.0, "reference_beside": -2.0,
    "reference_header": -3.0, "quantity": -2.5, "identity_names": -1.5, "other_kind": -1.5,
    "row": -3.0, "home": 0.5, "machine": -0.5, "alone": 0.2,
}  # fmt: skip


def scanner() -> Scanner:
    """The rules that cues are for."""
    built = [plugins.build("dlp.detect", name, name, {}, name) for name in DETECTORS]
    return Scanner.of([each.scanner for each in built if isinstance(each, RuleDetector)])


class Candidates:
    """Candidates of some texts as arrays: `cues` (n, cues), `forms` (n, forms) of 0 and 1,
    `offset` (n,) log-odds of the form, `right` (n,) of 0 and 1."""

    def __init__(self, found: list[tuple[Candidate, bool]], names: list[str], forms: list[str]):
        self.names, self.form_names = names, forms
        self.cues = np.zeros((len(found), len(names)))
        self.forms = np.zeros((len(found), len(forms)))
        self.offset = np.zeros(len(found))
        self.right = np.zeros(len(found))
        for row, ((_, _, rule, some), right) in enumerate(found):
            for name, much in some.values:
                self.cues[row, names.index(name)] += much
            self.forms[row, forms.index(rule.form)] = 1
            self.offset[row] = some.base - cues().form(rule.form)
            self.right[row] = right


def gathered(scan: Scanner, samples: list[Sample]) -> list[tuple[Candidate, bool]]:
    """Every candidate that cues can move, and whether it is right.

    One that says another kind of the right value is neither right nor wrong and left out, as is
    a form that speaks for itself.
    """
    found = []
    for sample in samples:
        best: dict[tuple[int, int, str], Candidate] = {}
        for candidate in scan.candidates(normalise(sample.text).text):
            start, end, rule, some = candidate
            if some.strong or (not rule.bare and not some.labelled):
                continue
            key = (start, end, rule.kind)
            if key not in best or some.base > best[key][3].base:
                best[key] = candidate
        for (start, end, kind), candidate in best.items():
            overlaps = sample.kinds and start < sample.end and end > sample.start
            if overlaps and kind not in sample.kinds:
                continue
            found.append((candidate, bool(overlaps)))
    return found


def fitted(some: Candidates) -> tuple[np.ndarray, np.ndarray]:
    """Weights of cues, and corrections of forms, that fit best."""
    start = np.array([START[name] for name in some.names] + [0.0] * len(some.form_names))
    pull = np.array([PRIOR] * len(some.names) + [FORM_PRIOR] * len(some.form_names)) / 4
    full = np.hstack([some.cues, some.forms])
    weights = start.copy()
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(some.offset + full @ weights)))
        slope = full.T @ (some.right - chance) - pull * (weights - start)
        curve = (full * (chance * (1 - chance))[:, None]).T @ full + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        weights += np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-6:
            break
    bounds = [cues().weights[name].bound for name in some.names]
    bounds += [cues().form_bound] * len(some.form_names)
    weights = np.clip(weights, -np.array(bounds), bounds)
    # a rule says itself what its label is worth: at least that
    least = [START[name] if name.startswith("label_") else -np.inf for name in some.names]
    weights[: len(some.names)] = np.maximum(weights[: len(some.names)], least)
    return weights[: len(some.names)], weights[len(some.names) :]


def calibration(some: Candidates, weights: np.ndarray, shifts: np.ndarray) -> dict[str, float]:
    """Form → mean gap between how sure and how often right, over tenths, weighed by how many."""
    chance = 1 / (1 + np.exp(-(some.offset + some.cues @ weights + some.forms @ shifts)))
    gaps: dict[str, float] = defaultdict(float)
    for column, form in enumerate(some.form_names):
        mine = some.forms[:, column] == 1
        if some.right[mine].sum() < ENOUGH:
            continue
        tenths = np.minimum((chance[mine] * 10).astype(int), 9)
        for tenth in np.unique(tenths):
            here = tenths == tenth
            gap = abs(chance[mine][here].mean() - some.right[mine][here].mean())
            gaps[form] += gap * here.mean()
    return dict(gaps)


def written(names: list[str], weights: np.ndarray, forms: dict[str, float]) -> str:
    """The file with other weights; comments and words stay."""
    text = FILE.read_text(encoding="utf-8")
    for name, weight in zip(names, weights, strict=True):
        text = re.sub(rf"(\n  {name}: +\{{weight: )[-0-9.]+", rf"\g<1>{weight:.2f}", text)
    lines = "".join(f"  {form}: {value:.2f}\n" for form, value in sorted(forms.items()))
    return re.sub(r"(\nforms:\n)(?:  [A-Z_]+ [0-9.]+: [-0-9.]+\n)*", rf"\g<1>{lines}", text)


def main() -> None:
    """Fits, prints, and writes if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=90, help="positive texts of a kind")
    parser.add_argument("--negatives", type=int, default=40000)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    scan = scanner()
    sides = []
    for seed in (1, 2):
        rng = Random(seed)
        samples = [*positives(rng, options.each), *negatives(rng, options.negatives)]
        sides.append(gathered(scan, samples))
    forms = sorted({rule.form for side in sides for (_, _, rule, _), _ in side})
    names = list(START)
    learned, held = (Candidates(side, names, forms) for side in sides)
    weights, shifts = fitted(learned)
    print(f"{len(learned.right)} candidates, {int(learned.right.sum())} of them right")
    print(f"\n{'cue':<20}{'seen':>7}{'drawn to':>10}{'weight':>8}")
    for column, name in enumerate(names):
        seen = int((learned.cues[:, column] != 0).sum())
        print(f"{name:<20}{seen:>7}{START[name]:>10.2f}{weights[column]:>8.2f}")
    gaps = calibration(held, weights, shifts)
    print(f"\n{'form':<28}{'held':>6}{'right':>7}{'shift':>7}{'gap':>6}")
    for column, form in enumerate(forms):
        mine = held.forms[:, column] == 1
        if form in gaps:
            print(
                f"{form:<28}{int(mine.sum()):>6}{int(held.right[mine].sum()):>7}"
                f"{shifts[column]:>7.2f}{gaps[form]:>6.3f}"
            )
    enough = learned.right @ learned.forms >= ENOUGH
    if options.write:
        said = {form: shifts[at] for at, form in enumerate(forms) if enough[at]}
        FILE.write_text(written(names, weights, said), encoding="utf-8")


if __name__ == "__main__":
    main()
