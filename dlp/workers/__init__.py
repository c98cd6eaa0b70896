"""Inspection in killable processes that hold the models.

    pool         the gateway's side: a bounded queue, one message a worker, a budget each
    generation   a group of workers under one configuration; a reload starts the next
    group        the gateway's side of one fork server and its workers
    fork_server  a process that loads the detectors once and forks workers (`python -m`)
    worker       the loop of a forked worker
    readers      the gateway's side of the processes that read files (`dlp.cage`)
    local        the same inspection in this process: the worker's own work, and the command line's
    disabled     none, where the configuration says so
    wire         what is spoken between them: length-prefixed JSON and bytes, descriptors beside

A worker that dies or overruns costs one message an `UNREADABLE` finding and a fork, no more.
"""

from dlp.workers.disabled import Disabled
from dlp.workers.local import Local, local
from dlp.workers.pool import Pool

__all__ = ["Disabled", "Local", "Pool", "local"]
