"""Thousands of distinct messages through one inspector; bench/endurance.py has the long version."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dlp import config
from dlp.inspection import Inspector, build_detectors
from dlp.model import Finding, Passage

#: MB: what an allocator may take and give; a leak of 10 kB a message is more
FLAT = 3


@pytest.fixture(scope="module")
def endurance() -> ModuleType:
    path = Path(__file__).parents[1] / "bench" / "endurance.py"
    spec = importlib.util.spec_from_file_location("bench_endurance", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Hoarder:
    """Keeps what it should not."""

    name, kinds, finds, passes_over = "hoarder", ("X",), (), ()

    def __init__(self) -> None:
        self.kept: list[str] = []

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        self.kept += [passage.text * 60 for passage in passages]
        return []


def test_no_two_messages_share_a_paragraph(endurance: Any) -> None:
    paragraphs = [
        part
        for mail in itertools.islice(endurance.messages(), 300)
        for part in mail.split(b"\r\n\r\n")[2:-1]
    ]
    assert len(paragraphs) == 900
    assert len(set(paragraphs)) == len(paragraphs)


def test_a_leak_is_seen(endurance: Any) -> None:
    inspector = Inspector((Hoarder(),), config.Inspection())
    assert endurance.growth(list(endurance.run(inspector, 1200, 12))) > FLAT


@pytest.mark.slow
def test_memory_stays_flat_once_what_is_remembered_is_full(
    endurance: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("engine._REMEMBERED", "names.lexicon._WORDS", "names.lexicon._KINDS"):
        monkeypatch.setattr(f"dlp.detect.{place}", 2000)
    settings = config.Config()
    names = config.Plugin.model_validate({"use": "names", "remember": 500})
    others = [each for each in settings.detectors if each.use != "names"]
    inspector = Inspector(build_detectors((*others, names)), settings.inspection)
    taken = list(endurance.run(inspector, 1200, 12))
    assert taken[-1].findings > 1200
    assert endurance.growth(taken) < FLAT
