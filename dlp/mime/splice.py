"""Replace byte ranges; everything else stays as it was."""

from __future__ import annotations

from collections.abc import Iterable


def splice(data: bytes, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    """`data` with each ``data[start:end]`` replaced. ValueError where two edits overlap."""
    out: list[bytes] = []
    at = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        if not at <= start <= end <= len(data):
            raise ValueError("edits overlap or lie outside")
        out += (data[at:start], new)
        at = end
    out.append(data[at:])
    return b"".join(out)
