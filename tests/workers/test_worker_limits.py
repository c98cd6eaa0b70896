"""What each worker loses for good, seen from outside on a worker that has a message."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from cage.onlooker import onlooker
from dlp.config import Config, InspectionSettings, PluginSettings
from dlp.errors import Unavailable
from dlp.model import Held, Message, Sender
from dlp.workers import Pool

PLUGINS = Path(__file__).parent / "plugins"


def message(text: str) -> Message:
    return Message(
        id="T",
        protocol="smtp",
        sender=Sender("a@example.org"),
        destinations=(),
        media_type="message/rfc822",
        payload=Held(f"Subject: hello\r\n\r\n{text}\r\n".encode()),
    )


def with_pool(work: Callable[[Pool, psutil.Process, psutil.Process], Awaitable[None]]) -> None:
    """Runs `work` with a pool of one worker, its fork server and that worker."""
    options = InspectionSettings.model_validate({"workers": 1, "budget": 60})
    config = Config(detectors=(PluginSettings(use="acme.trap"),), inspection=options)

    async def main() -> None:
        pool = Pool(config)
        await pool.start()
        try:
            found = (await pool.examine(message("who are you"))).findings
            worker = psutil.Process(int(found[0].why))
            server = worker.parent()
            assert server is not None
            await work(pool, server, worker)
        finally:
            await pool.aclose()

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(PLUGINS))
        asyncio.run(main())


def test_a_worker_dies_with_its_fork_server() -> None:
    async def work(pool: Pool, server: psutil.Process, worker: psutil.Process) -> None:
        busy = asyncio.create_task(pool.examine(message("please sleep")))
        await asyncio.sleep(0.2)
        server.kill()
        # nothing is awaited here, so that the gateway has no chance to end the worker itself
        end = time.monotonic() + 10
        while worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < end
            time.sleep(0.005)
        with pytest.raises(Unavailable):
            await busy

    with_pool(work)


def test_the_kernel_knows_what_a_worker_may_take() -> None:
    async def work(pool: Pool, server: psutil.Process, worker: psutil.Process) -> None:
        assert worker.rlimit(resource.RLIMIT_CORE) == (0, 0)  # it would hold messages
        assert worker.rlimit(resource.RLIMIT_NOFILE) == (64, 64)

    with_pool(work)


def test_no_process_of_the_same_user_can_look_into_a_worker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    look = onlooker(monkeypatch, tmp_path)

    async def work(pool: Pool, server: psutil.Process, worker: psutil.Process) -> None:
        assert look(server)  # which never sees a message: this is how it looks where one may
        assert not look(worker)

    with_pool(work)
