"""Inspection in this process: what a forked worker does, and what the command line does alike."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from dlp.cage.launch import on_demand
from dlp.config import Config, InspectionSettings
from dlp.inspection import Inspector, build_detectors
from dlp.model import Examination, Finding, Message
from dlp.redaction import Dropping, FileEditor, redact


def redact_message(
    media_type: str,
    data: bytes,
    name: str,
    findings: Sequence[Finding],
    drop: Sequence[Finding],
    note: str,
    limits: InspectionSettings,
    files: FileEditor,
) -> bytes:
    """`data` without what `findings` say; `note` stands in the place of files that `drop` lets go.
    Raises CannotRedact."""
    dropping = Dropping(drop, note) if drop else None
    return redact(media_type, data, findings, limits, files=files, name=name, dropping=dropping)


def note_for(config: Config, message: Message) -> str:
    """What stands in the place of a file that was taken out of the message."""
    return config.notices.removed.replace("{reference}", message.id)


class Local:
    """`dlp.gateway.ports.Inspection` without processes of its own but the cage's, which reads files
    here, too. The detectors are loaded when the first message is examined."""

    def __init__(self, config: Config, files: FileEditor) -> None:
        self._config = config
        self.files = files

    @cached_property
    def inspector(self) -> Inspector:
        """Raises ConfigError for a detector that cannot be loaded."""
        config = self._config
        detectors = build_detectors(config.detectors, config.base)
        return Inspector(detectors, config.inspection, clock=time.perf_counter, files=self.files)

    async def examine(self, message: Message) -> Examination:
        return self.inspector.examine(message.media_type, message.payload.read(), message.name)

    async def redact(
        self, message: Message, findings: Sequence[Finding], drop: Sequence[Finding]
    ) -> bytes:
        return redact_message(
            message.media_type,
            message.payload.read(),
            message.name,
            findings,
            drop,
            note_for(self._config, message),
            self._config.inspection,
            self.files,
        )


@contextmanager
def local(config: Config) -> Iterator[Local]:
    """A `Local` whose cage lasts as long as the block."""
    with on_demand(config.inspection) as files:
        yield Local(config, files)
