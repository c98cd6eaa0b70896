"""Messages in, examinations out: a bounded queue before a group of workers.

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
from dlp.workers.generation import Failed, Generation, Job
from dlp.workers.group import Gone, Worker, WorkerGroup
from dlp.workers.local import note_for

log = logging.getLogger("dlp.workers")

_T = TypeVar("_T")

#: Most workers beyond the configured number, for those that wait for a file and compute nothing.
_SPARE = 8
#: and how long one that is not needed any more is kept, in seconds
_KEEP_SPARE = 30.0

#: Waits between attempts to start a fork server, in seconds; the last one repeats.
_BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)


class Pool:
    """Examines and redacts messages in worker processes. `start()` before use."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._generation: Generation | None = None
        self._generations: set[Generation] = set()
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
        return self._generation is not None and self._generation.workers > 0

    @property
    def reads_files(self) -> bool:
        """Whether files in messages are read now."""
        return self._generation is not None and self._generation.group.readers.up

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
        request = wire.WorkerRequest(
            "examine", message.media_type, message.name, _spilled(message.payload)
        )
        try:
            reply, _ = await self._submit(request, message.payload)
        except Failed as failed:
            return Examination((unreadable(WHOLE, failed.reason, failed.why),))
        if reply.examination is None:
            why = f"raised {reply.error or 'nothing'}"
            return Examination((unreadable(WHOLE, Unread.CRASHED, why),))
        return reply.examination

    async def redact(
        self, message: Message, findings: Sequence[Finding], drop: Sequence[Finding]
    ) -> bytes:
        """The message without what `findings` say; files that cannot be cut go as a whole where
        all findings in them are in `drop`. CannotRedact where that cannot be done (a
        worker that dies or is late says so too); Unavailable as above."""
        request = wire.WorkerRequest(
            "redact",
            message.media_type,
            message.name,
            _spilled(message.payload),
            tuple(findings),
            tuple(drop),
            note_for(self._config, message) if drop else "",
        )
        try:
            reply, body = await self._submit(request, message.payload)
        except Failed as failed:
            raise CannotRedact(failed.reason.value) from None
        if reply.refused is not None:
            raise CannotRedact(reply.refused, reply.place)
        if reply.error or not body:
            raise CannotRedact(Unread.CRASHED.value)
        return body

    async def aclose(self) -> None:
        """Ends all processes; whoever still waits hears Unavailable."""
        self._closed = True
        if self._keeper is not None:
            self._keeper.cancel()  # it may be waiting to try again
        self._generation = None
        self._turn_away()
        for generation in list(self._generations):
            generation.over = True
            idle, generation.idle = generation.idle, []
            for worker in idle:  # nobody wants to hear that they end now
                worker.close()
            await self._close(generation)
        while self._tasks:
            await asyncio.wait(set(self._tasks))
        metrics.workers_ready.set(0)

    # ------------------------------------------------------------------ the queue

    async def _submit(
        self, request: wire.WorkerRequest, payload: Payload
    ) -> tuple[wire.WorkerReply, bytes]:
        if self._closed or (self._generation is None and not self._restarting):
            raise Unavailable("no inspection worker is up")
        free = self._generation is not None and self._generation.free
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
        generation = self._generation
        while (
            generation is not None
            and generation.free
            and (job := self._next(generation)) is not None
        ):
            worker = generation.idle.pop()
            worker.unwatch()
            generation.busy += 1
            metrics.workers_busy.inc()
            self._spawn(self._work(generation, worker, job))
        self._count()

    def _next(self, generation: Generation) -> Job | None:
        free = self._large_running < max(1, generation.wanted - 1)
        queues = [queue for queue in (self._small, self._large if free else ()) if queue]
        if not queues:
            return None
        queue = min(queues, key=lambda each: each[0].number)
        assert isinstance(queue, deque)
        job = queue.popleft()
        self._large_running += job.large
        return job

    async def _work(self, generation: Generation, worker: Worker, job: Job) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        metrics.stage_duration.labels("wait").observe(began - job.since)
        budget = generation.config.inspection.budget
        most = 4 * job.payload.size + 1024**2 if job.request.op == "redact" else 0
        lost = ""

        def waits() -> None:
            if not job.waits:
                job.waits = True
                self._lend(generation, job)

        try:
            async with asyncio.timeout(budget):
                await worker.equip(generation.group.readers)
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
            how = await self._let_go(generation, worker)
            if how is None:  # the fork server took its workers with it; the message is not to blame
                job.fail(Unavailable("the inspection process ended"))
            else:
                how = "spoke nonsense" if isinstance(error, wire.Malformed) else how
                job.fail(Failed(Unread.CRASHED, f"worker ended with {how}"))
        finally:
            self._large_running -= job.large and not job.waits
            generation.busy -= 1
            generation.waiting -= job.waits
            metrics.workers_busy.dec()
            if not job.answer.done():
                job.answer.set_exception(Unavailable("the inspection is closing"))
        if lost:
            metrics.worker_restarts.labels(lost).inc()
            if lost != "crashed":
                await self._let_go(generation, worker)
            await self._replace(generation)
        elif generation.over:
            await self._let_go(generation, worker)
            await self._end_if_empty(generation)
        else:
            self._rest(generation, worker)

    def _lend(self, generation: Generation, job: Job) -> None:
        """The job's worker waits for a file to be read elsewhere: meanwhile it computes nothing, so
        one more worker than configured may run."""
        generation.waiting += 1
        self._large_running -= job.large
        there = generation.workers + generation.coming
        if (
            not generation.over
            and there - generation.waiting < generation.wanted <= there < generation.wanted + _SPARE
        ):
            generation.coming += 1
            self._spawn(self._join(generation))
        self._dispatch()

    async def _join(self, generation: Generation) -> None:
        try:
            await self._replace(generation)
        finally:
            generation.coming -= 1
        if not generation.trimming:
            generation.trimming = True
            asyncio.get_running_loop().call_later(_KEEP_SPARE, self._trim, generation)

    def _trim(self, generation: Generation) -> None:
        """Lets workers go that nobody needs any more."""
        generation.trimming = False
        if generation.over:
            return
        surplus = generation.workers - generation.waiting - generation.wanted
        for worker in generation.idle[: max(0, surplus)]:
            generation.idle.remove(worker)
            worker.unwatch()
            self._spawn(self._let_go(generation, worker))
        if generation.workers > generation.wanted:
            generation.trimming = True
            asyncio.get_running_loop().call_later(_KEEP_SPARE, self._trim, generation)

    def _count(self) -> None:
        metrics.waiting.set(len(self._small) + len(self._large))

    def _turn_away(self) -> None:
        for queue in (self._small, self._large):
            while queue:
                queue.popleft().fail(Unavailable("no inspection worker is up"))
        self._count()

    # ------------------------------------------------------------------ the workers

    async def _open(self, config: Config) -> Generation:
        group = await WorkerGroup.start(config)
        generation = Generation(group, config)
        try:
            if self._closed:
                raise Unavailable("the inspection is closing")
            for _ in range(config.inspection.workers):
                generation.idle.append(await group.start_worker())
                generation.workers += 1
        except Gone:
            await group.aclose()
            raise Unavailable("no inspection worker could be started") from None
        except BaseException:
            await group.aclose()
            raise
        self._generations.add(generation)
        return generation

    def _take_over(self, fresh: Generation) -> None:
        old, self._generation = self._generation, fresh
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

    def _rest(self, generation: Generation, worker: Worker) -> None:
        """The worker is idle: it takes the next message, or is watched until one comes."""

        def dead() -> None:
            if worker in generation.idle:
                generation.idle.remove(worker)
                metrics.worker_restarts.labels("lost").inc()
                self._spawn(self._lost(generation, worker))

        worker.watch(dead)
        generation.idle.append(worker)
        self._dispatch()

    async def _lost(self, generation: Generation, worker: Worker) -> None:
        await self._let_go(generation, worker)
        await self._replace(generation)

    async def _let_go(self, generation: Generation, worker: Worker) -> str | None:
        """Ends and buries a worker; how it ended, None if its fork server is gone too."""
        generation.workers -= 1
        self._gauge()
        try:
            return await generation.group.stop_worker(worker)
        except Gone:
            return None

    async def _replace(self, generation: Generation) -> None:
        if generation.over:
            await self._end_if_empty(generation)
            return
        try:
            worker = await generation.group.start_worker()
        except Gone:
            return  # the keeper starts another group
        if generation.over:
            worker.close()
            await self._end_if_empty(generation)
            return
        generation.workers += 1
        self._gauge()
        self._rest(generation, worker)

    async def _end_if_empty(self, generation: Generation) -> None:
        if generation.workers <= 0:
            await self._close(generation)

    async def _close(self, generation: Generation) -> None:
        await generation.group.aclose()
        self._generations.discard(generation)

    def _gauge(self) -> None:
        metrics.workers_ready.set(self._generation.workers if self._generation is not None else 0)

    async def _keep(self, generation: Generation) -> None:
        """Starts another fork server when this one ends before its time."""
        await generation.group.wait()
        if self._generation is not generation:
            return  # it was relieved
        log.error("the inspection fork server ended; starting another")
        metrics.worker_restarts.labels("fork-server").inc()
        generation.over, self._generation, self._restarting = True, None, True
        self._gauge()
        await self._close(generation)
        attempt = 0
        while not self._closed and not await self._reopen():
            self._turn_away()
            await asyncio.sleep(_BACK_OFF[min(attempt, len(_BACK_OFF) - 1)])
            attempt += 1

    async def _reopen(self) -> bool:
        async with self._reloading:
            try:
                if self._generation is None:
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
