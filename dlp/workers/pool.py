"""Messages in, examinations out: a bounded queue before a crew of workers.

One message a worker at a time, each with a budget of its own. Large messages never take all the
workers while there are two or more, so small ones keep flowing past them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field

from dlp import metrics
from dlp.config import Config
from dlp.errors import ConfigError, Unavailable
from dlp.inspection import WHOLE
from dlp.model import Examination, Finding, Message, Payload, Unread, unreadable
from dlp.redaction import CannotRedact
from dlp.workers import wire
from dlp.workers.crew import Crew, Gone, Worker

log = logging.getLogger("dlp.workers")

#: From this size on a message counts as large.
LARGE = 256 * 1024

#: Waits between attempts to start a nursery, in seconds; the last one repeats.
_BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass(eq=False, slots=True)
class _Job:
    request: wire.Request
    payload: Payload
    number: int
    since: float
    answer: asyncio.Future[tuple[wire.Reply, bytes]]

    @property
    def large(self) -> bool:
        return self.payload.size >= LARGE


@dataclass(eq=False, slots=True)
class _Shift:
    """A crew at work under one configuration."""

    crew: Crew
    config: Config
    idle: list[Worker] = field(default_factory=list)
    workers: int = 0
    over: bool = False


class _Failed(Exception):
    """What became of a message that got no answer."""

    def __init__(self, reason: Unread, why: str) -> None:
        self.reason, self.why = reason, why
        super().__init__(why)


class Pool:
    """Examines and redacts messages in worker processes. `start()` before use."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._shift: _Shift | None = None
        self._shifts: set[_Shift] = set()
        self._small: deque[_Job] = deque()
        self._large: deque[_Job] = deque()
        self._large_running = 0
        self._numbers = 0
        self._restarting = False
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._keeper: asyncio.Task[None] | None = None
        self._reloading = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether a message that comes now finds a worker."""
        return self._shift is not None and self._shift.workers > 0

    async def start(self) -> None:
        """Loads the detectors and starts the workers. ConfigError, or Unavailable."""
        self._take_over(await self._open(self._config))

    async def reload(self, config: Config) -> None:
        """Takes another configuration into use once its detectors are loaded; messages that are
        being examined finish under the old one. ConfigError and Unavailable leave it in force."""
        async with self._reloading:
            fresh = await self._open(config)
            self._config = config
            self._take_over(fresh)

    async def examine(self, message: Message) -> Examination:
        """Reads and detects. A dead or late worker is a finding (UNREADABLE, crashed or
        timed-out); Unavailable when the queue is full or no worker can be had."""
        request = wire.Request("examine", message.media_type, _spilled(message.payload))
        try:
            reply, _ = await self._submit(request, message.payload)
        except _Failed as failed:
            return Examination((unreadable(WHOLE, failed.reason, failed.why),))
        if reply.examination is None:
            why = f"raised {reply.error or 'nothing'}"
            return Examination((unreadable(WHOLE, Unread.CRASHED, why),))
        return reply.examination

    async def redact(
        self, message: Message, findings: Sequence[Finding], drop: Sequence[Finding] = ()
    ) -> bytes:
        """The message without what `findings` say; files that cannot be cut go as a whole where
        all findings in them are in `drop`. CannotRedact where that cannot be done (a
        worker that dies or is late says so too); Unavailable as above."""
        request = wire.Request(
            "redact",
            message.media_type,
            _spilled(message.payload),
            tuple(findings),
            tuple(drop),
            self._config.notices.removed.replace("{reference}", message.id) if drop else "",
        )
        try:
            reply, body = await self._submit(request, message.payload)
        except _Failed as failed:
            raise CannotRedact(failed.reason.value) from None
        if reply.refused is not None:
            raise CannotRedact(reply.refused)
        if reply.error or not body:
            raise CannotRedact(Unread.CRASHED.value)
        return body

    async def aclose(self) -> None:
        """Ends all processes; whoever still waits hears Unavailable."""
        self._closed = True
        if self._keeper is not None:
            self._keeper.cancel()  # it may be waiting to try again
        self._shift = None
        self._turn_away()
        for shift in list(self._shifts):
            shift.over = True
            await self._close(shift)
        while self._tasks:
            await asyncio.wait(set(self._tasks))
        metrics.workers_ready.set(0)

    # ------------------------------------------------------------------ the queue

    async def _submit(self, request: wire.Request, payload: Payload) -> tuple[wire.Reply, bytes]:
        if self._closed or (self._shift is None and not self._restarting):
            raise Unavailable("no inspection worker is up")
        idle = self._shift is not None and self._shift.idle
        if not idle and len(self._small) + len(self._large) >= self._config.inspection.queue:
            raise Unavailable("too many messages wait for inspection")
        loop = asyncio.get_running_loop()
        self._numbers += 1
        job = _Job(request, payload, self._numbers, loop.time(), loop.create_future())
        queue = self._large if job.large else self._small
        queue.append(job)
        self._dispatch()
        try:
            return await job.answer
        finally:
            if job in queue:  # the caller was cancelled while it waited
                queue.remove(job)
                self._count()

    def _dispatch(self) -> None:
        """Gives waiting messages to idle workers, oldest first."""
        shift = self._shift
        while shift is not None and shift.idle and (job := self._next(shift)) is not None:
            worker = shift.idle.pop()
            worker.unwatch()
            metrics.workers_busy.inc()
            self._spawn(self._work(shift, worker, job))
        self._count()

    def _next(self, shift: _Shift) -> _Job | None:
        free = self._large_running < max(1, shift.config.inspection.workers - 1)
        queues = [queue for queue in (self._small, self._large if free else ()) if queue]
        if not queues:
            return None
        queue = min(queues, key=lambda each: each[0].number)
        assert isinstance(queue, deque)
        job = queue.popleft()
        self._large_running += job.large
        return job

    async def _work(self, shift: _Shift, worker: Worker, job: _Job) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        metrics.stage_duration.labels("wait").observe(began - job.since)
        budget = shift.config.inspection.budget
        most = 4 * job.payload.size + 1024**2 if job.request.op == "redact" else 0
        lost = ""
        try:
            async with asyncio.timeout(budget):
                reply, body = await worker.ask(job.request, job.payload, most)
            if reply.last:
                lost = "memory" if reply.error == "MemoryError" else "recycled"
            if not job.answer.done():
                job.answer.set_result((reply, body))
        except TimeoutError:
            lost = "timed-out"
            _fail(job, _Failed(Unread.TIMED_OUT, f"no answer in {budget:g} s"))
        except (Gone, wire.Malformed) as error:
            lost = "crashed"
            how = await self._let_go(shift, worker)
            if how is None:  # the nursery took its workers with it; the message is not to blame
                _fail(job, Unavailable("the inspection process ended"))
            else:
                how = "spoke nonsense" if isinstance(error, wire.Malformed) else how
                _fail(job, _Failed(Unread.CRASHED, f"worker ended with {how}"))
        finally:
            self._large_running -= job.large
            metrics.workers_busy.dec()
            if not job.answer.done():
                job.answer.set_exception(Unavailable("the inspection is closing"))
        if lost:
            metrics.worker_restarts.labels(lost).inc()
            if lost != "crashed":
                await self._let_go(shift, worker)
            await self._replace(shift)
        elif shift.over:
            await self._let_go(shift, worker)
            await self._end_if_empty(shift)
        else:
            self._rest(shift, worker)

    def _count(self) -> None:
        metrics.waiting.set(len(self._small) + len(self._large))

    def _turn_away(self) -> None:
        for queue in (self._small, self._large):
            while queue:
                _fail(queue.popleft(), Unavailable("no inspection worker is up"))
        self._count()

    # ------------------------------------------------------------------ the workers

    async def _open(self, config: Config) -> _Shift:
        crew = await Crew.start(config)
        shift = _Shift(crew, config)
        try:
            if self._closed:
                raise Unavailable("the inspection is closing")
            for _ in range(config.inspection.workers):
                shift.idle.append(await crew.hire())
                shift.workers += 1
        except Gone:
            await crew.aclose()
            raise Unavailable("no inspection worker could be started") from None
        except BaseException:
            await crew.aclose()
            raise
        self._shifts.add(shift)
        return shift

    def _take_over(self, fresh: _Shift) -> None:
        old, self._shift = self._shift, fresh
        limits = fresh.config.inspection
        metrics.workers_wanted.set(limits.workers)
        metrics.waiting_limit.set(limits.queue)
        metrics.inspection_budget.set(limits.budget)
        metrics.detector_loaded.clear()
        for plugin in fresh.config.detectors:
            name = str(plugin.settings.get("name", plugin.use.rpartition(".")[2]))
            metrics.detector_loaded.labels(name).set(1)
        idle, fresh.idle = fresh.idle, []
        for worker in idle:
            self._rest(fresh, worker)
        self._keeper = self._spawn(self._keep(fresh))
        self._gauge()
        if old is not None:
            old.over = True
            idle, old.idle = old.idle, []
            old.workers -= len(idle)
            for worker in idle:
                worker.close()
            self._spawn(self._end_if_empty(old))

    def _rest(self, shift: _Shift, worker: Worker) -> None:
        """The worker is idle: it takes the next message, or is watched until one comes."""

        def dead() -> None:
            if worker in shift.idle:
                shift.idle.remove(worker)
                metrics.worker_restarts.labels("lost").inc()
                self._spawn(self._lost(shift, worker))

        worker.watch(dead)
        shift.idle.append(worker)
        self._dispatch()

    async def _lost(self, shift: _Shift, worker: Worker) -> None:
        await self._let_go(shift, worker)
        await self._replace(shift)

    async def _let_go(self, shift: _Shift, worker: Worker) -> str | None:
        """Ends and buries a worker; how it ended, None if its nursery is gone too."""
        shift.workers -= 1
        self._gauge()
        try:
            return await shift.crew.dismiss(worker)
        except Gone:
            return None

    async def _replace(self, shift: _Shift) -> None:
        if shift.over:
            await self._end_if_empty(shift)
            return
        try:
            worker = await shift.crew.hire()
        except Gone:
            return  # the keeper starts another crew
        if shift.over:
            worker.close()
            await self._end_if_empty(shift)
            return
        shift.workers += 1
        self._gauge()
        self._rest(shift, worker)

    async def _end_if_empty(self, shift: _Shift) -> None:
        if shift.workers <= 0:
            await self._close(shift)

    async def _close(self, shift: _Shift) -> None:
        await shift.crew.aclose()
        self._shifts.discard(shift)

    def _gauge(self) -> None:
        metrics.workers_ready.set(self._shift.workers if self._shift is not None else 0)

    async def _keep(self, shift: _Shift) -> None:
        """Starts another nursery when this one ends before its time."""
        await shift.crew.wait()
        if self._shift is not shift:
            return  # it was relieved
        log.error("the inspection nursery ended; starting another")
        metrics.worker_restarts.labels("nursery").inc()
        shift.over, self._shift, self._restarting = True, None, True
        self._gauge()
        await self._close(shift)
        attempt = 0
        while not self._closed and not await self._reopen():
            self._turn_away()
            await asyncio.sleep(_BACK_OFF[min(attempt, len(_BACK_OFF) - 1)])
            attempt += 1

    async def _reopen(self) -> bool:
        async with self._reloading:
            try:
                if self._shift is None:
                    self._take_over(await self._open(self._config))
                return True
            except (ConfigError, Unavailable) as error:
                log.error("the inspection does not start: %s", type(error).__name__)
                return False
            finally:
                self._restarting = False

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a fault in the pool: %s", type(error).__name__)


def _spilled(payload: Payload) -> int | None:
    return payload.size if hasattr(payload, "fileno") else None


def _fail(job: _Job, error: Exception) -> None:
    if not job.answer.done():
        job.answer.set_exception(error)
