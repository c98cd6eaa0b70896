"""What a proxy gets of its gateway, where a test is the gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dlp.model import Handle, Level
from dlp.protocols import ProxyContext


class NoRooms:
    """Rooms of which nothing was ever sensitive."""

    async def past(self, room: str) -> Level:
        return Level.PUBLIC

    async def made(self, room: str, reference: str) -> None: ...


def context(handle: Handle, folder: Path, **more: Any) -> ProxyContext:
    """With `handle` as the gateway and `folder` for spill files."""
    given = {"instance": "test", "secret": b"k" * 32, "has_space": lambda: True, "rooms": NoRooms()}
    return ProxyContext(handle=handle, folder=folder, **(given | more))
