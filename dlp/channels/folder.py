"""A folder that another system picks mail up from: one .eml and one .json for each copy.

The .json is written last, so whoever waits for it finds the .eml complete. Both are written to a
temporary name, synced and renamed, mode 0600; the same copy tried twice gives the same files.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from pathlib import Path

from dlp.channels import MailSettings, all_of
from dlp.model import Channel, Copy, Destination, Receipt, Status

log = logging.getLogger("dlp.channels.folder")


class Settings(MailSettings):
    """Settings of a folder."""

    folder: Path
    """Where the copies go; made if absent, mode 0700."""


class Folder:
    """Writes copies into a folder."""

    def __init__(self, name: str, options: Settings) -> None:
        self.name = name
        self.trusted = options.trusted
        self.clearance = options.clearance
        self._options = options

    def reaches(self, destination: Destination) -> bool:
        return self._options.reaches(destination)

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        try:
            await asyncio.to_thread(_write, self._options.folder, copy)
        except OSError as error:
            log.warning("%s: cannot write %s: %s", self.name, copy.id, error.strerror)
            return all_of(copy, Status.LATER, "451 4.3.0 the folder cannot be written now")
        return all_of(copy, Status.DELIVERED, "250 2.0.0 written")

    async def aclose(self) -> None:
        pass


def _write(folder: Path, copy: Copy) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    envelope = {
        "id": copy.id,
        "message": copy.message_id,
        "protocol": copy.protocol,
        "media_type": copy.media_type,
        "sender": copy.sender.address,
        "sender_params": str(copy.sender.facts.get("params", "")),
        "destinations": [
            {
                "address": destination.address,
                "network": destination.network,
                "params": str(destination.facts.get("params", "")),
            }
            for destination in copy.destinations
        ],
    }
    _place(folder / f"{copy.id}.eml", copy.payload)
    _place(folder / f"{copy.id}.json", json.dumps(envelope, indent=2).encode())
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)  # the names, too, are on disk
    finally:
        os.close(descriptor)


def _place(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


channel: type[Channel] = Folder
