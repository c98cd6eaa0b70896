"""`dlp detect` with several processes: the same answers in the same order, each within its budget."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlp.cli import app
from dlp.cli._common import BAD_INPUT
from dlp.cli.text_workers import LARGE, Findings, side_by_side, text_workers
from dlp.config import InspectionSettings
from dlp.detect.engine.engine import in_turn
from dlp.inspection import Inspector
from dlp.model import Detector, Example, Finding, Passage, Reading

SET = ("--set", "detectors=[{use: payment}, {use: contact}, {use: markings}]")


class Told:
    """Finds what stands between `<` and `>`, sleeps, raises or dies where the text says so."""

    finds: tuple[Example, ...] = ()
    passes_over: tuple[str, ...] = ()

    def __init__(self, kind: str) -> None:
        self.name, self.kinds = kind.lower(), (kind,)

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        found = []
        for each in passages:
            if "sleep" in each.text:
                time.sleep(60)
            if "die" in each.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "slow" in each.text:
                time.sleep(0.3)
            at = each.text.find("<")
            if at >= 0:
                end = each.text.find(">") + 1
                found.append(Finding(self.kinds[0], each.part, at, end, 0.9, self.name))
        return found


def told(*kinds: str, **options: object) -> Inspector:
    detectors: list[Detector] = [Told(kind) for kind in kinds]
    return Inspector(detectors, InspectionSettings(), **options)  # type: ignore[arg-type]


def answers(
    texts: list[str], count: int, budget: float = 20.0
) -> list[tuple[int, str, tuple[str, ...]]]:
    found: list[tuple[int, str, tuple[str, ...]]] = []

    def take(key: int, text: str, findings: Findings) -> None:
        reasons = (str(each.detail.get("reason", each.kind)) for each in findings)
        found.append((key, text, tuple(reasons)))

    with text_workers(told("A"), count, budget) as some:
        some.answers(list(enumerate(texts)), take)
    return found


@pytest.mark.slow
def test_answers_come_in_order_whoever_is_slow() -> None:
    texts = [f"{'slow ' if n % 5 == 0 else ''}<{n}>" for n in range(23)]
    expected = [(n, text, ("A",)) for n, text in enumerate(texts)]
    assert answers(texts, 3) == expected == answers(texts, 1)


@pytest.mark.slow
def test_a_late_text_is_unreadable_and_the_rest_goes_on() -> None:
    began = time.monotonic()
    found = answers(["<1>", "sleep", "<2>", "sleep", "<3>"], 2, 3.0)
    assert [reasons for *_, reasons in found] == [
        ("A",),
        ("timed-out",),
        ("A",),
        ("timed-out",),
        ("A",),
    ]
    assert time.monotonic() - began < 40


@pytest.mark.slow
def test_a_worker_that_dies_costs_its_text_alone() -> None:
    found = answers(["die", "<1>", "die", "<2>"], 1)
    assert [reasons for *_, reasons in found] == [("crashed",), ("A",), ("crashed",), ("A",)]


def test_what_the_input_raises_comes_behind_the_answers_before_it() -> None:
    def texts() -> Iterator[tuple[int, str]]:
        yield 0, "slow <0>"
        yield 1, "<1>"
        raise ValueError("the third")

    taken: list[int] = []
    with text_workers(told("A"), 2, 20.0) as some, pytest.raises(ValueError, match="the third"):
        some.answers(texts(), lambda key, text, findings: taken.append(key))
    assert taken == [0, 1]


def test_nothing_runs_on_behind_the_block() -> None:
    with text_workers(told("A"), 2, 20.0) as some:
        pids = [each.pid for each in some._workers]
        assert all(Path(f"/proc/{pid}").exists() for pid in pids)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.slow
def test_detectors_side_by_side_find_what_they_find_in_turn() -> None:
    text = "x" * LARGE + "<here>"
    reading = Reading((Passage("text", text),))
    beside = told("A", "B", "C", together=side_by_side)
    assert beside.find(reading) == told("A", "B", "C", together=in_turn).find(reading)
    assert [each.kind for each in beside.find(reading)] == ["A"]


@pytest.mark.slow
def test_side_by_side_a_child_that_dies_is_no_answer() -> None:
    passages = (Passage("text", "x" * LARGE + " die"),)

    def run(detector: Detector, some: tuple[Passage, ...]) -> list[Finding]:
        return [] if detector.name == "a" else detector.detect(some)

    with pytest.raises(MemoryError):
        side_by_side(run, [Told("A"), Told("B")], passages)


@pytest.mark.slow
def test_side_by_side_runs_at_the_same_time() -> None:
    passages = (Passage("text", "x" * LARGE),)
    pids: list[int] = []
    barrier = Path(f"/proc/{os.getpid()}")

    def run(detector: Detector, some: tuple[Passage, ...]) -> list[Finding]:
        pids.append(os.getpid())
        return [Finding(detector.kinds[0], "text", 0, 1, 0.9, str(os.getpid()))]

    found = side_by_side(run, [Told("A"), Told("B"), Told("C")], passages)
    assert [each.kind for each in found] == ["A", "B", "C"]
    assert len({each.detector for each in found}) == 3
    assert found[0].detector == barrier.name


@pytest.mark.slow
def test_lines_and_files_are_the_same_with_any_number_of_workers(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": n, "text": f"card 4012 8888 8888 1881 for a{n}@example.org\ud800"})
        for n in range(12)
    ]
    outputs = [
        CliRunner().invoke(
            app, ["detect", "--jsonl", "--workers", count, *SET], input="\n".join(lines)
        )
        for count in ("1", "2", "0")
    ]
    assert {each.exit_code for each in outputs} == {0}
    assert len({each.stdout for each in outputs}) == 1
    records = [json.loads(line) for line in outputs[0].stdout.splitlines()]
    assert [each["id"] for each in records] == list(range(12))
    assert {len(each["findings"]) for each in records} == {2}
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for path in paths:
        path.write_text("write to b@example.org")
    both = [each for path in paths for each in ("--file", str(path))]
    done = CliRunner().invoke(app, ["detect", *both, "--workers", "2", *SET])
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["id"], each["findings"][0]["start"]) for each in records] == [
        (str(path), 9) for path in paths
    ]


def test_a_bad_line_or_file_ends_it_behind_what_came_before(tmp_path: Path) -> None:
    good = json.dumps({"id": "a", "text": "b@example.org"})
    done = CliRunner().invoke(app, ["detect", "--jsonl", *SET], input=f"{good}\n[]\n{good}\n")
    assert done.exit_code == 2
    assert len(done.stdout.splitlines()) == 1
    assert "line 2" in done.stderr
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    done = CliRunner().invoke(app, ["detect", "--file", str(tmp_path / "bytes"), *SET])
    assert done.exit_code == 2
    assert "not UTF-8" in done.stderr
    done = CliRunner().invoke(app, ["detect", "--file", str(tmp_path / "absent"), *SET])
    assert done.exit_code == 2
    assert "cannot be read" in done.stderr


def test_a_line_is_answered_before_the_next_one_is_sent() -> None:
    command = [sys.executable, "-m", "dlp", "detect", "--jsonl", "--workers", "2", *SET]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdin and process.stdout
        watch = threading.Timer(60, process.kill)
        watch.start()
        for n in range(3):
            process.stdin.write(json.dumps({"id": n, "text": "b@example.org"}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == n
        process.stdin.close()
        assert process.wait() == 0
        watch.cancel()


@pytest.mark.slow
def test_the_command_keeps_to_the_budget() -> None:
    lines = json.dumps({"id": 1, "text": "mail a@example.org. " * 40_000})
    done = CliRunner().invoke(
        app, ["detect", "--jsonl", "--set", "inspection.budget=50ms", *SET], input=lines
    )
    (record,) = (json.loads(line) for line in done.stdout.splitlines())
    assert [each["kind"] for each in record["findings"]] == ["UNREADABLE"]


@pytest.mark.parametrize(
    "arguments", [("--jsonl", "a text"), ("--jsonl", "--explain"), ("--file", "x.txt", "a text")]
)
def test_what_does_not_go_together_is_said(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["detect", *SET, *arguments], input="")
    assert done.exit_code == BAD_INPUT
    assert "--jsonl reads standard input" in done.output
