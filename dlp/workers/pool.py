"""Messages in, examinations out: a bounded queue before a crew of workers.

One message a worker at a time, each with a budget of its own. Large messages never take all the
workers while there are two or more, so small ones keep flowing past them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from dlp import metrics
from dlp.config import Config
from dlp.errors import ConfigError, Unavailable
from dlp.inspection import WHOLE
from dlp.model import Examination, Finding, Message, Payload, Unread, unreadable
from dlp.redaction import CannotRedact
from dlp.workers import wire
from dlp.workers.crew import Crew, Gone, Worker
from dlp.workers.shift import Failed, Job, Shift

log = logging.getLogger("dlp.workers")

_T = TypeVar("_T")

#: Most workers beyond the configured number, for those that wait for a file and compute nothing.
_SPARE = 8
#: and how long one that is not needed any more is kept, in seconds
_KEEP_SPARE = 30.0

#: Waits between attempts to start a nursery, in seconds; the last one repeats.
_BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)


class Pool:
    """Examines and redacts messages in worker processes. `start()` before use."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._shift: Shift | None = None
        self._shifts: set[Shift] = set()
        self._small: deque[Job] = deque()
        self._large: deque[Job] = deque()
        self._large_running = 0
        self._numbers = 0
        self._restarting = False
        self._closed = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._keeper: asyncio.Task[None] | None = None
        self._reloading = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """Whether a message that comes now finds a worker."""
        return self._shift is not None and self._shift.workers > 0

    @property
    def reads_files(self) -> bool:
        """Whether files in messages are read now."""
        return self._shift is not None and self._shift.crew.readers.up

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
        except Failed as failed:
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
        except Failed as failed:
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
        free = self._shift is not None and self._shift.free
        if not free and len(self._small) + len(self._large) >= self._config.inspection.queue:
            raise Unavailable("too many messages wait for inspection")
        loop = asyncio.get_running_loop()
        self._numbers += 1
        job = Job(request, payload, self._numbers, loop.time(), loop.create_future())
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
        while shift is not None and shift.free and (job := self._next(shift)) is not None:
            worker = shift.idle.pop()
            worker.unwatch()
            shift.busy += 1
            metrics.workers_busy.inc()
            self._spawn(self._work(shift, worker, job))
        self._count()

    def _next(self, shift: Shift) -> Job | None:
        free = self._large_running < max(1, shift.wanted - 1)
        queues = [queue for queue in (self._small, self._large if free else ()) if queue]
        if not queues:
            return None
        queue = min(queues, key=lambda each: each[0].number)
        assert isinstance(queue, deque)
        job = queue.popleft()
        self._large_running += job.large
        return job

    async def _work(self, shift: Shift, worker: Worker, job: Job) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        metrics.stage_duration.labels("wait").observe(began - job.since)
        budget = shift.config.inspection.budget
        most = 4 * job.payload.size + 1024**2 if job.request.op == "redact" else 0
        lost = ""

        def waits() -> None:
            if not job.waits:
                job.waits = True
                self._lend(shift, job)

        try:
            async with asyncio.timeout(budget):
                await worker.equip(shift.crew.readers)
                reply, body = await worker.ask(job.request, job.payload, most, waits)
            if reply.last:
                lost = "memory" if reply.error == "MemoryError" else "recycled"
            if not job.answer.done():
                job.answer.set_result((reply, body))
        except TimeoutError:
            lost = "timed-out"
            job.fail(Failed(Unread.TIMED_OUT, f"no answer in {budget:g} s"))
        except (Gone, wire.Malformed) as error:
            lost = "crashed"
            how = await self._let_go(shift, worker)
            if how is None:  # the nursery took its workers with it; the message is not to blame
                job.fail(Unavailable("the inspection process ended"))
            else:
                how = "spoke nonsense" if isinstance(error, wire.Malformed) else how
                job.fail(Failed(Unread.CRASHED, f"worker ended with {how}"))
        finally:
            self._large_running -= job.large and not job.waits
            shift.busy -= 1
            shift.waiting -= job.waits
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

    def _lend(self, shift: Shift, job: Job) -> None:
        """The job's worker computes nothing for a while: another takes its turn."""
        shift.waiting += 1
        self._large_running -= job.large
        there = shift.workers + shift.coming
        if not shift.over and there - shift.waiting < shift.wanted <= there < shift.wanted + _SPARE:
            shift.coming += 1
            self._spawn(self._join(shift))
        self._dispatch()

    async def _join(self, shift: Shift) -> None:
        try:
            await self._replace(shift)
        finally:
            shift.coming -= 1
        if not shift.trimming:
            shift.trimming = True
            asyncio.get_running_loop().call_later(_KEEP_SPARE, self._trim, shift)

    def _trim(self, shift: Shift) -> None:
        """Lets workers go that nobody needs any more."""
        shift.trimming = False
        if shift.over:
            return
        surplus = shift.workers - shift.waiting - shift.wanted
        for worker in shift.idle[: max(0, surplus)]:
            shift.idle.remove(worker)
            worker.unwatch()
            self._spawn(self._let_go(shift, worker))
        if shift.workers > shift.wanted:
            shift.trimming = True
            asyncio.get_running_loop().call_later(_KEEP_SPARE, self._trim, shift)

    def _count(self) -> None:
        metrics.waiting.set(len(self._small) + len(self._large))

    def _turn_away(self) -> None:
        for queue in (self._small, self._large):
            while queue:
                queue.popleft().fail(Unavailable("no inspection worker is up"))
        self._count()

    # ------------------------------------------------------------------ the workers

    async def _open(self, config: Config) -> Shift:
        crew = await Crew.start(config)
        shift = Shift(crew, config)
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

    def _take_over(self, fresh: Shift) -> None:
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

    def _rest(self, shift: Shift, worker: Worker) -> None:
        """The worker is idle: it takes the next message, or is watched until one comes."""

        def dead() -> None:
            if worker in shift.idle:
                shift.idle.remove(worker)
                metrics.worker_restarts.labels("lost").inc()
                self._spawn(self._lost(shift, worker))

        worker.watch(dead)
        shift.idle.append(worker)
        self._dispatch()

    async def _lost(self, shift: Shift, worker: Worker) -> None:
        await self._let_go(shift, worker)
        await self._replace(shift)

    async def _let_go(self, shift: Shift, worker: Worker) -> str | None:
        """Ends and buries a worker; how it ended, None if its nursery is gone too."""
        shift.workers -= 1
        self._gauge()
        try:
            return await shift.crew.dismiss(worker)
        except Gone:
            return None

    async def _replace(self, shift: Shift) -> None:
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

    async def _end_if_empty(self, shift: Shift) -> None:
        if shift.workers <= 0:
            await self._close(shift)

    async def _close(self, shift: Shift) -> None:
        await shift.crew.aclose()
        self._shifts.discard(shift)

    def _gauge(self) -> None:
        metrics.workers_ready.set(self._shift.workers if self._shift is not None else 0)

    async def _keep(self, shift: Shift) -> None:
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

    def _spawn(self, work: Coroutine[None, None, _T]) -> asyncio.Task[_T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a fault in the pool: %s", type(error).__name__)


def _spilled(payload: Payload) -> int | None:
    return payload.size if hasattr(payload, "fileno") else None
