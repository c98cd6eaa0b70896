"""Files in messages: real workers, a real cage, traps for hostile files."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from dlp import metrics
from dlp.cage import launch
from dlp.config import Config, InspectionSettings, PluginSettings
from dlp.model import Examination, Held, Message, Sender
from dlp.workers import Pool

TESTS = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _traps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TESTS / "cage"))
    monkeypatch.setattr(launch, "SERVER", "traps")


def settings(**files: object) -> Config:
    inspection = InspectionSettings.model_validate({"workers": 1, "budget": 60, "files": files})
    return Config(detectors=(PluginSettings(use="markings"),), inspection=inspection)


def mail(*traps: str, text: str = "hello") -> Message:
    lines = [
        "From: a@example.org",
        "Subject: hello",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        text,
    ]
    for number, word in enumerate(traps):
        data = f"MZ {word} {number}{text.replace(chr(32), chr(45))} ".encode().ljust(128, b"\0")
        lines += [
            "--b",
            "Content-Type: application/octet-stream",
            f"Content-Disposition: attachment; filename=tool{number}.dat",
            "Content-Transfer-Encoding: base64",
            "",
            b64encode(data).decode(),
        ]
    return Message(
        id="T",
        protocol="smtp",
        sender=Sender("a@example.org"),
        destinations=(),
        media_type="message/rfc822",
        payload=Held("\r\n".join([*lines, "--b--", ""]).encode()),
    )


def reasons(examination: Examination) -> list[str]:
    return [str(each.detail["reason"]) for each in examination.findings if "reason" in each.detail]


def with_pool(config: Config, work: Callable[[Pool], Awaitable[None]]) -> None:
    async def main() -> None:
        pool = Pool(config)
        await pool.start()
        try:
            await work(pool)
        finally:
            await pool.aclose()

    asyncio.run(main())


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came about")


def server() -> psutil.Process:
    (found,) = (each for each in psutil.Process().children() if "traps" in each.cmdline())
    return found


def test_each_bad_file_costs_itself_and_no_worker() -> None:
    async def work(pool: Pool) -> None:
        before = {each.pid for each in psutil.Process().children(recursive=True)}
        examination = await pool.examine(mail("fault", "say", "huge", "abort"))
        assert sorted(reasons(examination)) == ["crashed", "crashed", "too-large"]
        assert before <= {each.pid for each in psutil.Process().children(recursive=True)}

    with_pool(settings(), work)


@pytest.mark.slow
def test_mail_flows_past_files_that_take_long() -> None:
    async def work(pool: Pool) -> None:
        slow = [
            asyncio.create_task(pool.examine(mail("spin", text=f"number {n}"))) for n in range(6)
        ]
        await until(lambda: len(server().children()) == 4)
        for _ in range(20):
            assert not (await pool.examine(mail())).findings
        # one worker as configured, and all that time a file was being read
        assert not all(each.done() for each in slow)
        for each in slow:
            each.cancel()

    with_pool(settings(budget=30), work)


@pytest.mark.slow
def test_a_dead_cage_is_started_anew() -> None:
    async def work(pool: Pool) -> None:
        assert pool.reads_files
        assert not reasons(await pool.examine(mail("say")))
        slow = asyncio.create_task(pool.examine(mail("spin")))
        await until(lambda: bool(server().children()))
        server().kill()
        assert reasons(await slow) == ["crashed"]
        await until(lambda: pool.reads_files)
        assert not reasons(await pool.examine(mail("say")))
        value = metrics.REGISTRY.get_sample_value(
            "dlp_worker_restarts_total", {"reason": "readers"}
        )
        assert value

    with_pool(settings(budget=30), work)
    assert psutil.Process().children() == []


@pytest.mark.slow
def test_a_message_that_is_late_takes_its_files_with_it() -> None:
    async def work(pool: Pool) -> None:
        assert reasons(await pool.examine(mail("spin"))) == ["timed-out"]
        await until(lambda: not server().children())

    config = settings(budget=60)
    late = config.inspection.model_copy(update={"budget": 1.0})
    with_pool(config.model_copy(update={"inspection": late}), work)


@pytest.mark.slow
def test_files_are_counted_without_their_names() -> None:
    def files(outcome: str) -> float:
        return metrics.REGISTRY.get_sample_value("dlp_files_total", {"outcome": outcome}) or 0.0

    async def work(pool: Pool) -> None:
        read, cached, crashed = files("read"), files("cached"), files("crashed")
        await pool.examine(mail("say", "fault"))
        await pool.examine(mail("say"))
        await until(lambda: files("crashed") == crashed + 1)
        await until(lambda: (files("read"), files("cached")) == (read + 1, cached + 1))
        assert metrics.REGISTRY.get_sample_value("dlp_cage", {"layer": "self-test"}) == 1

    with_pool(settings(), work)
