"""The pool with real processes: nothing here stands in for a worker, a signal or a socket."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import psutil
import pytest
import uvloop

from dlp import metrics
from dlp.cage import lock
from dlp.config import Config, InspectionSettings, PluginSettings
from dlp.errors import ConfigError, Unavailable
from dlp.inspection import Inspector, build_detectors
from dlp.model import UNREADABLE, Examination, Held, Level, Message, Payload, Sender
from dlp.redaction import CannotRedact
from dlp.spool import Spilled, open_spill
from dlp.workers import Pool

PLUGINS = Path(__file__).parent / "plugins"
CANARY = "canary-7f3a91"
DETECTORS = (PluginSettings(use="markings"), PluginSettings(use="acme.trap"))


@pytest.fixture(autouse=True)
def _plugins_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PLUGINS))


def settings(**inspection: object) -> Config:
    inspection = {"workers": 1, "budget": 30, **inspection}
    return Config(detectors=DETECTORS, inspection=InspectionSettings.model_validate(inspection))


def mail(text: str) -> bytes:
    head = b"From: a@example.org\r\nSubject: hello\r\nContent-Type: text/plain; charset=utf-8\r\n"
    return head + b"\r\n" + text.encode() + b"\r\n"


def message(text: str = "", payload: Payload | None = None) -> Message:
    return Message(
        id="T",
        protocol="smtp",
        sender=Sender("a@example.org"),
        destinations=(),
        media_type="message/rfc822",
        payload=payload or Held(mail(text)),
    )


@asynccontextmanager
async def running(config: Config) -> AsyncIterator[Pool]:
    pool = Pool(config)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.aclose()


def run(work: Coroutine[None, None, None]) -> None:
    """As `dlp serve` does: on uvloop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


def with_pool(config: Config, work: Callable[[Pool], Awaitable[None]]) -> None:
    async def main() -> None:
        async with running(config) as pool:
            await work(pool)

    run(main())


def reason(examination: Examination) -> str:
    """Why a message as a whole was not read; exactly one finding says so."""
    assert [each.kind for each in examination.findings] == [UNREADABLE]
    assert examination.findings[0].part == "message"
    return str(examination.findings[0].detail["reason"])


def kinds(examination: Examination) -> list[str]:
    return [each.kind for each in examination.findings]


async def worker_pid(pool: Pool) -> int:
    examination = await pool.examine(message("who are you"))
    return int(examination.findings[0].why)


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1500):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came about")


def processes() -> list[psutil.Process]:
    """All live processes below this one."""
    return [
        each
        for each in psutil.Process().children(recursive=True)
        if each.status() != psutil.STATUS_ZOMBIE
    ]


def fork_server() -> psutil.Process:
    return child("dlp.workers.fork_server")


def child(module: str) -> psutil.Process:
    (found,) = (each for each in psutil.Process().children() if module in each.cmdline())
    return found


def restarts(why: str) -> float:
    value = metrics.REGISTRY.get_sample_value("dlp_worker_restarts_total", {"reason": why})
    return value or 0.0


# ------------------------------------------------------------------------- the usual


def test_the_same_findings_as_in_process_whatever_runs_beside() -> None:
    texts = [
        f"SECRET\r\n\r\nMessage {n} {'xylophone ' * (n % 3)}{'x' * n * 40}" for n in range(100)
    ]
    alone = Inspector(build_detectors(DETECTORS), InspectionSettings())
    expected = [alone.examine("message/rfc822", mail(text)) for text in texts]

    async def work(pool: Pool) -> None:
        answers = await asyncio.gather(*(pool.examine(message(text)) for text in texts))
        for answer, wanted in zip(answers, expected, strict=True):
            assert answer.findings == wanted.findings
            assert answer.level is wanted.level is Level.SECRET
            assert answer.parts == wanted.parts and answer.labels == wanted.labels
            assert answer.seconds.keys() == {"read", "detect"}

    with_pool(settings(workers=2), work)


@pytest.mark.slow
def test_a_spilled_payload_travels_as_a_descriptor(tmp_path: Path) -> None:
    data = mail("xylophone\r\n" + "x" * 3_000_000)
    descriptor = open_spill(tmp_path)
    os.write(descriptor, data)

    async def work(pool: Pool) -> None:
        examination = await pool.examine(message(payload=Spilled(descriptor, len(data))))
        assert "WORD" in kinds(examination)

    with_pool(settings(), work)


@pytest.mark.slow
def test_a_file_that_nobody_can_read_goes_with_a_note_that_names_the_message() -> None:
    letter = EmailMessage()
    letter.set_content("the text stays")
    letter.add_attachment(bytes(range(256)) * 4, "application", "x-odd", filename="odd.bin")

    async def work(pool: Pool) -> None:
        whole = message(payload=Held(bytes(letter)))
        findings = [one for one in (await pool.examine(whole)).findings if one.kind == UNREADABLE]
        assert findings
        with pytest.raises(CannotRedact):
            await pool.redact(whole, findings, ())
        after = await pool.redact(whole, findings, findings)
        assert b"odd.bin.removed.txt" in after and whole.id.encode() in after
        assert b"the text stays" in after
        assert UNREADABLE not in kinds(await pool.examine(message(payload=Held(after))))

    with_pool(settings(), work)


def test_redaction_runs_in_a_worker_too() -> None:
    async def work(pool: Pool) -> None:
        whole = message("before xylophone after")
        findings = (await pool.examine(whole)).findings
        redacted = await pool.redact(whole, findings, ())
        assert b"xylophone" not in redacted and b"before " in redacted and b" after" in redacted
        assert kinds(await pool.examine(message(payload=Held(redacted)))) == []
        elsewhere = replace(findings[0], part="attachment:9/none.txt")
        with pytest.raises(CannotRedact) as refusal:
            await pool.redact(whole, (elsewhere,), ())
        assert refusal.value.reason == "unknown-part"
        assert refusal.value.part == "attachment:9/none.txt"
        assert "none.txt" not in str(refusal.value), "which is logged"
        assert kinds(await pool.examine(whole)) == ["WORD"]

    with_pool(settings(), work)


def test_ready_only_while_workers_are_up() -> None:
    async def main() -> None:
        pool = Pool(settings(workers=2))
        assert not pool.ready
        with pytest.raises(Unavailable):
            await pool.examine(message("x"))
        await pool.start()
        assert pool.ready
        assert metrics.REGISTRY.get_sample_value("dlp_workers_ready") == 2
        await pool.aclose()
        assert not pool.ready
        with pytest.raises(Unavailable):
            await pool.examine(message("x"))
        assert processes() == []

    run(main())


# ------------------------------------------------------------------------- what goes wrong


@pytest.mark.slow
@pytest.mark.parametrize("request_", ["please sleep", "please spin"])
def test_a_late_worker_costs_one_message_a_finding(request_: str) -> None:
    async def work(pool: Pool) -> None:
        before = await worker_pid(pool)
        assert reason(await pool.examine(message(request_))) == "timed-out"
        assert await worker_pid(pool) != before
        assert not psutil.pid_exists(before)

    late = restarts("timed-out")
    with_pool(settings(budget=1.5), work)
    assert restarts("timed-out") == late + 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("request_", "how"),
    [
        ("please fault", "SIGSEGV"),
        ("please leave", "exit 7"),
        ("please hoard", "MemoryError"),
        ("please lie", "nonsense"),
    ],
)
def test_a_worker_that_dies_or_lies_costs_one_message_a_finding(request_: str, how: str) -> None:
    async def work(pool: Pool) -> None:
        before = await worker_pid(pool)
        examination = await pool.examine(message(f"{request_} {CANARY}"))
        assert reason(examination) == "crashed"
        assert how in examination.findings[0].why
        assert CANARY not in repr(examination)
        assert await worker_pid(pool) != before

    with_pool(settings(memory=256 * 1024**2), work)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_a_message() -> None:
    async def work(pool: Pool) -> None:
        pid = await worker_pid(pool)
        busy = asyncio.create_task(pool.examine(message("please sleep")))
        await until(lambda: psutil.Process(pid).status() == psutil.STATUS_SLEEPING)
        await asyncio.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        examination = await busy
        assert reason(examination) == "crashed"
        assert "SIGKILL" in examination.findings[0].why
        assert kinds(await pool.examine(message("xylophone"))) == ["WORD"]

    with_pool(settings(), work)


@pytest.mark.slow
def test_a_worker_that_dies_while_idle_costs_no_message() -> None:
    async def work(pool: Pool) -> None:
        pid = await worker_pid(pool)
        os.kill(pid, signal.SIGKILL)
        assert kinds(await pool.examine(message("xylophone"))) in (["WORD"], [UNREADABLE])
        pid = await worker_pid(pool)
        lost = restarts("lost")
        os.kill(pid, signal.SIGKILL)
        await until(lambda: restarts("lost") == lost + 1)
        assert kinds(await pool.examine(message("xylophone"))) == ["WORD"]

    with_pool(settings(), work)


@pytest.mark.slow
def test_an_exception_leaves_as_a_class_name_and_nothing_else(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def work(pool: Pool) -> None:
        examination = await pool.examine(message(f"please raise {CANARY}"))
        assert reason(examination) == "crashed"
        assert examination.findings[0].why == "detector trap raised ValueError"
        assert CANARY not in repr(examination)

    with_pool(settings(), work)
    out, err = capfd.readouterr()
    assert CANARY not in out + err + caplog.text


@pytest.mark.slow
def test_signals_to_the_whole_group_do_not_disturb_a_message() -> None:
    async def work(pool: Pool) -> None:
        await worker_pid(pool)
        for process in processes():
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGINT)
            process.send_signal(signal.SIGHUP)
        assert kinds(await pool.examine(message("xylophone"))) == ["WORD"]

    with_pool(settings(), work)


# ------------------------------------------------------------------------- the queue


@pytest.mark.slow
def test_a_full_queue_answers_at_once_and_loses_nobody() -> None:
    async def work(pool: Pool) -> None:
        busy = asyncio.create_task(pool.examine(message("please sleep")))
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(pool.examine(message("xylophone"))) for _ in range(3)]
        await asyncio.sleep(0)
        assert metrics.REGISTRY.get_sample_value("dlp_inspection_waiting_messages") == 3
        with pytest.raises(Unavailable):
            await pool.examine(message("xylophone"))
        assert reason(await busy) == "timed-out"
        for each in waiting:
            assert kinds(await each) == ["WORD"]

    with_pool(settings(budget=1.5, queue=3), work)


@pytest.mark.slow
def test_a_caller_that_goes_away_leaves_its_place_in_the_queue() -> None:
    async def work(pool: Pool) -> None:
        busy = asyncio.create_task(pool.examine(message("please sleep")))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(pool.examine(message("xylophone")))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert metrics.REGISTRY.get_sample_value("dlp_inspection_waiting_messages") == 0
        busy.cancel()
        await asyncio.wait([busy])
        # the worker still sleeps over a message nobody waits for; its budget ends that
        assert kinds(await pool.examine(message("xylophone"))) == ["WORD"]

    with_pool(settings(budget=1.5, queue=1), work)


@pytest.mark.slow
def test_large_messages_leave_a_worker_for_small_ones() -> None:
    large = "please sleep" + "x" * 400_000

    async def work(pool: Pool) -> None:
        heavy = [asyncio.create_task(pool.examine(message(large))) for _ in range(3)]
        await asyncio.sleep(0)
        assert kinds(await pool.examine(message("xylophone"))) == ["WORD"]
        assert not any(each.done() for each in heavy)
        assert [reason(each) for each in await asyncio.gather(*heavy)] == ["timed-out"] * 3

    with_pool(settings(workers=2, budget=2), work)


# ------------------------------------------------------------------------- the fork server


@pytest.mark.slow
def test_a_dead_nursery_is_replaced_and_its_messages_are_temporary_failures() -> None:
    async def work(pool: Pool) -> None:
        pid = await worker_pid(pool)
        busy = asyncio.create_task(pool.examine(message("please sleep")))
        await asyncio.sleep(0.1)
        fork_server().kill()
        with pytest.raises(Unavailable):
            await busy
        await until(lambda: not psutil.pid_exists(pid))
        assert kinds(await pool.examine(message("xylophone"))) == ["WORD"]
        assert pool.ready

    died = restarts("fork-server")
    with_pool(settings(), work)
    assert restarts("fork-server") == died + 1


@pytest.mark.slow
def test_while_no_nursery_comes_up_messages_are_temporary_failures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def work(pool: Pool) -> None:
        python = sys.executable
        monkeypatch.setattr(sys, "executable", "/nonexistent/python")
        fork_server().kill()
        await until(lambda: not pool.ready)
        with pytest.raises(Unavailable):
            await pool.examine(message("xylophone"))
        monkeypatch.setattr(sys, "executable", python)
        await until(lambda: pool.ready)
        assert kinds(await pool.examine(message("xylophone"))) == ["WORD"]

    with_pool(settings(), work)


@pytest.mark.slow
def test_nothing_is_left_when_the_gateway_is_killed() -> None:
    script = f"""
import asyncio, sys
sys.path[:] = {[str(PLUGINS), *sys.path]!r}
from dlp.config import Config, InspectionSettings, PluginSettings
from dlp.model import Held, Message, Sender
from dlp.workers import Pool
async def main():
    pool = Pool(Config(detectors=(PluginSettings(use="acme.trap"),), inspection=InspectionSettings(workers=2)))
    await pool.start()
    message = Message(id="T", protocol="smtp", sender=Sender(""), destinations=(),
        media_type="message/rfc822", payload=Held(b"Subject: x\\r\\n\\r\\nplease spin"))
    asyncio.create_task(pool.examine(message))
    await asyncio.sleep(0.2)
    print("up", flush=True)
    await asyncio.sleep(3600)
asyncio.run(main())
"""
    gateway = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert gateway.stdout is not None
    with gateway.stdout:
        assert gateway.stdout.readline() == b"up\n"
    family = psutil.Process(gateway.pid).children(recursive=True)
    assert len(family) == 4  # the fork server, two workers, the cage
    gateway.kill()
    gateway.wait()
    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []


@pytest.mark.slow
def test_processes_hold_no_secret_and_no_other_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLP_EVIDENCE_KEY", CANARY)

    async def work(pool: Pool) -> None:
        examination = await pool.examine(message("what do you hold"))
        held = json.loads(examination.findings[0].why)
        assert held["sockets"] == 2  # its own, and its line to the cage
        assert "DLP_EVIDENCE_KEY" not in held["environment"]

    with_pool(settings(workers=3), work)


@pytest.mark.skipif(bool(lock.missing()), reason="this kernel lacks a layer of the cage")
def test_a_worker_has_no_network_no_programs_no_other_process_and_writes_nowhere(
    tmp_path: Path,
) -> None:
    path = tmp_path / "file"
    path.write_text("kept")

    async def work(pool: Pool) -> None:
        examination = await pool.examine(message(f"what can you do with {path}"))
        outcomes = json.loads(examination.findings[0].why)
        assert {name for name, how in outcomes.items() if how == "done"} == {"thread", "read"}
        denied = {name: how for name, how in outcomes.items() if how != "done"}
        assert denied == {
            **dict.fromkeys(("socket", "program", "subprocess", "fork", "kill"), "EPERM"),
            **dict.fromkeys(("append", "create", "remove", "truncate"), "EACCES"),
        }
        assert path.read_text() == "kept" and list(tmp_path.iterdir()) == [path]

    with_pool(settings(), work)


@pytest.mark.slow
def test_workers_that_cannot_live_are_not_forked_without_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if any('fork_server' in word for word in sys.orig_argv):\n"
        "    os.register_at_fork(after_in_child=lambda: os._exit(9))\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    async def main() -> None:
        with pytest.raises(Unavailable):
            await Pool(settings()).start()
        assert processes() == []

    run(main())


# ------------------------------------------------------------------------- configuration


@pytest.mark.slow
def test_a_bad_detector_stops_the_start() -> None:
    async def main() -> None:
        with pytest.raises(ConfigError, match="did you mean 'markings'"):
            await Pool(Config(detectors=(PluginSettings(use="markngs"),))).start()
        with pytest.raises(ConfigError, match="does not find WORD in its example 1"):
            await Pool(Config(detectors=(PluginSettings(use="acme.boaster"),))).start()
        assert processes() == []

    run(main())


@pytest.mark.slow
def test_reload_switches_when_ready_and_keeps_the_old_if_bad() -> None:
    async def work(pool: Pool) -> None:
        assert kinds(await pool.examine(message("SECRET"))) == ["CLASSIFICATION_MARKING"]
        busy = asyncio.create_task(pool.examine(message("please sleep")))
        await asyncio.sleep(0)
        first = fork_server().pid
        with pytest.raises(ConfigError):
            await pool.reload(Config(detectors=(PluginSettings(use="acme.boaster"),)))
        assert fork_server().pid == first
        await pool.reload(Config(detectors=(PluginSettings(use="acme.trap"),)))
        assert kinds(await pool.examine(message("SECRET"))) == []
        assert reason(await busy) == "timed-out"  # it ended under the budget it began with
        await until(lambda: not psutil.pid_exists(first))
        assert pool.ready

    with_pool(settings(workers=2, budget=3), work)


@pytest.mark.slow
def test_closing_does_not_wait_for_what_runs_under_an_old_configuration() -> None:
    async def work(pool: Pool) -> None:
        busy = asyncio.create_task(pool.examine(message("please sleep")))
        await asyncio.sleep(0)
        await pool.reload(Config(detectors=(PluginSettings(use="markings"),)))
        async with asyncio.timeout(60):
            await pool.aclose()
        with pytest.raises(Unavailable):
            await busy
        assert processes() == []

    with_pool(settings(budget=3600), work)


@pytest.mark.slow
def test_a_worker_retires_after_its_thousand_messages() -> None:
    async def work(pool: Pool) -> None:
        first = await worker_pid(pool)
        for _ in range(999):
            assert kinds(await pool.examine(message("xylophone"))) == ["WORD"]
        assert await worker_pid(pool) != first

    retired = restarts("recycled")
    with_pool(settings(), work)
    assert restarts("recycled") == retired + 1


@pytest.mark.slow
def test_many_deaths_leave_no_zombies() -> None:
    async def work(pool: Pool) -> None:
        for _ in range(50):
            assert reason(await pool.examine(message("please leave"))) == "crashed"
        await until(lambda: pool.ready)
        await worker_pid(pool)
        assert len(psutil.Process().children(recursive=True)) == 3

    with_pool(settings(), work)


@pytest.mark.slow
def test_whatever_dies_everybody_gets_an_answer() -> None:
    """Random deaths of workers and fork server under load, with a fixed seed for the messages."""
    dice = random.Random(20)
    requests = ["xylophone"] * 30 + ["please leave", "please fault", "please raise", "please sleep"]
    counted: Counter[str] = Counter()

    async def client(pool: Pool) -> None:
        for _ in range(60):
            text = dice.choice(requests)
            try:
                examination = await pool.examine(message(text + "x" * dice.choice([0, 500_000])))
            except Unavailable:
                counted["unavailable"] += 1
                await asyncio.sleep(0.05)
                continue
            found = set(kinds(examination))
            counted[",".join(found)] += 1
            # a clean answer may only come of a message that was looked at
            assert found == {"WORD"} if text == "xylophone" and UNREADABLE not in found else found

    async def killer() -> None:
        while True:
            await asyncio.sleep(dice.uniform(0.05, 0.3))
            family = processes()
            if family:
                dice.choice(family).kill()

    async def work(pool: Pool) -> None:
        death = asyncio.create_task(killer())
        await asyncio.gather(*(client(pool) for _ in range(8)))
        death.cancel()
        await until(lambda: pool.ready)
        while kinds(await pool.examine(message("xylophone"))) != ["WORD"]:
            pass  # the last blow may have hit this one
        await until(lambda: len(processes()) == 5)
        assert metrics.REGISTRY.get_sample_value("dlp_workers_ready") == 3
        assert metrics.REGISTRY.get_sample_value("dlp_inspection_waiting_messages") == 0

    with_pool(settings(workers=3, budget=0.3), work)
    assert sum(counted.values()) == 480 and counted["WORD"] and counted[UNREADABLE]
    assert processes() == []
