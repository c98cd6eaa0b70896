"""Inspection in killable processes that hold the models.

    pool      the gateway's side: a bounded queue, one message a worker, a budget each
    crew      the gateway's side of one nursery and its workers
    nursery   a process that loads the detectors once and forks workers (`python -m`)
    worker    the loop of a forked worker
    wire      what is spoken between them: length-prefixed JSON and bytes, descriptors beside

A worker that dies or overruns costs one message an `UNREADABLE` finding and a fork, no more.
"""

from dlp.workers.pool import Pool

__all__ = ["Pool"]
