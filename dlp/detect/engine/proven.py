"""That a detector does what its examples say, remembered between starts.

Only of detectors that are made of rules and ship with the gateway: what their examples give depends
on our code, the installed packages and the settings, and on nothing else. All others show it again
at every start.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

from dlp.detect.engine import kept
from dlp.detect.engine.base import RuleDetector
from dlp.model import Detector

_PACKAGE = Path(__file__).parents[2]


def proven(detector: Detector) -> bool:
    """Whether an earlier start has seen that all examples of this very detector hold."""
    return (
        isinstance(detector, RuleDetector) and _ours(detector) and bool(kept.load(_key(detector)))
    )


def remember(detector: Detector) -> None:
    """They hold: see `proven`."""
    if isinstance(detector, RuleDetector) and _ours(detector):
        kept.save(_key(detector), b"holds")


def _ours(detector: RuleDetector) -> bool:
    return type(detector).__module__.startswith("dlp.detect.")


def _key(detector: RuleDetector) -> str:
    kind = type(detector)
    return kept.key(
        f"{kind.__module__}.{kind.__qualname__}".encode(),
        detector.name.encode(),
        detector.options.model_dump_json().encode(),
        _code(),
    )


@cache
def _code() -> bytes:
    """A hash of what runs: the interpreter, the packages beside us, our detectors, their data."""
    digest = hashlib.sha256(sys.version.encode())
    for folder in map(Path, sys.path):
        for each in sorted(folder.glob("*.dist-info")):  # the name holds the version
            digest.update(each.name.encode())
    for path in sorted(path for path in (_PACKAGE / "detect").rglob("*") if path.is_file()):
        if path.suffix != ".pyc":
            digest.update(f"\0{path.relative_to(_PACKAGE)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update((_PACKAGE / "model.py").read_bytes())
    return digest.digest()
