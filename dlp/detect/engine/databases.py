"""Hyperscan's databases, compiled once and then loaded from where they are kept.

Compiling a set of patterns takes seconds, loading it a millisecond. A database is kept under a hash
of its patterns and of what Hyperscan makes of a small pattern here: its bytes begin with the
version of the library and the processor that it is for, so none is taken for another's.
https://intel.github.io/hyperscan/dev-reference/serialization.html
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import hyperscan

from dlp.detect.engine import kept

#: of the way in which databases are kept; a new number leaves the old ones to be tidied away
_FORM = b"hyperscan 1"


def block_database(patterns: Sequence[tuple[bytes, int]]) -> Any:
    """A block database of (pattern, flags); a hit has the number of its pattern.

    Raises `hyperscan.error` for a pattern that it does not take.
    """
    made = (pattern + b"\0%d" % flags for pattern, flags in patterns)
    name = kept.key(_FORM, _platform(), *made)
    dump = kept.load(name)
    if dump is not None:
        try:
            return _loaded(dump)
        except hyperscan.error:
            pass  # none of this library's, whatever its hash says: made again below
    compiled = _compiled(patterns)
    kept.save(name, hyperscan.dumpb(compiled))
    return compiled


def _loaded(dump: bytes) -> Any:
    loaded = hyperscan.loadb(dump, hyperscan.HS_MODE_BLOCK)
    # compiling gives a database its scratch space, loading does not
    loaded.scratch = hyperscan.Scratch(loaded)
    return loaded


def _compiled(patterns: Sequence[tuple[bytes, int]]) -> Any:
    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    made.compile(
        expressions=[pattern for pattern, _ in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[flags for _, flags in patterns],
    )
    return made


@cache
def _platform() -> bytes:
    """What tells this library on this processor from others."""
    dump: bytes = hyperscan.dumpb(_compiled([(b"a", 0)]))
    return dump
