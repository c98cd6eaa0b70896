"""Which of many rare patterns can match in a text at all: one pass of Hyperscan for all of them.

Most texts hold none, and each pattern on its own would cost a pass of Python's `re`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from typing import Any

import hyperscan

from dlp.detect.engine.databases import block_database


class Gate:
    """Patterns by a hint each: what must stand where they match, as a PCRE without lookaround.

    One too many costs only time, one too few never happens: a hint is matched as a prefilter.
    Safe in threads (a lock) and across a fork.
    """

    def __init__(self, hints: Iterable[tuple[re.Pattern[str], str]]) -> None:
        self._hints = tuple(hints)
        self._lock = threading.Lock()
        self._database: Any = None

    def open(self, text: str) -> set[re.Pattern[str]]:
        """The patterns that may match in `text`."""
        found: set[re.Pattern[str]] = set()

        def hit(number: int, start: int, end: int, flags: int, context: object) -> None:
            found.add(self._hints[number][0])

        data = text.encode("utf-8", "replace")
        with self._lock:  # a database has one scratch space
            if self._database is None:
                self._database = self._compiled()
            self._database.scan(data, match_event_handler=hit)
        return found

    def _compiled(self) -> Any:
        flags = (
            hyperscan.HS_FLAG_PREFILTER
            | hyperscan.HS_FLAG_SINGLEMATCH
            | hyperscan.HS_FLAG_UTF8
            | hyperscan.HS_FLAG_CASELESS
        )
        return block_database([(hint.encode(), flags) for _, hint in self._hints])
