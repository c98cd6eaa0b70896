"""Starts a server of the cage: its command line and environment, and one for the command line."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from dlp.cage import wire
from dlp.cage.client import CageClient
from dlp.config import InspectionSettings
from dlp.errors import Unavailable
from dlp.model import Reading
from dlp.read.base import PartContent
from dlp.redaction.values import Value

#: the module that is run
SERVER = "dlp.cage.server"
#: loading the readers takes a second; on a starved machine, minutes
LOAD_SECONDS = 300.0

#: What a server gets of our environment: no secret that a variable may hold.
_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "LD_LIBRARY_PATH",
    "TESSDATA_PREFIX",
)


def command(control: int) -> list[str]:
    """The server's command line, for its control socket."""
    return [sys.executable, "-P", "-m", SERVER, str(control)]


def environment() -> dict[str, str]:
    """The server's environment."""
    passed = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
    threads = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    passed |= dict.fromkeys(threads, "1")
    passed["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    return passed


def setup(limits: InspectionSettings) -> bytes:
    """The first packet to a server. Passwords come with the files that they are tried on."""
    files = limits.files.model_copy(update={"passwords": ()})
    return wire.packed(wire.SETUP, wire.ServerSetup(limits.model_copy(update={"files": files})))


@contextmanager
def launched(limits: InspectionSettings) -> Iterator[tuple[CageClient, wire.ServerReady]]:
    """A server of one's own, for as long as the block lasts, and what it said of its lock.
    Unavailable where none comes up."""
    ours, theirs = wire.pair()
    with ours:
        try:
            with theirs:
                process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    command(theirs.fileno()),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    env=environment(),
                    start_new_session=True,
                )
        except OSError as error:
            raise Unavailable(f"cannot start the file readers: {error.strerror}") from None
        try:
            yield _connected(ours, limits)
        finally:
            with contextlib.suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)
            process.wait()


class OnDemand:
    """A `FileEditor` whose server starts with the first file. Raises Unavailable then, where none
    comes up."""

    def __init__(self, limits: InspectionSettings, stack: ExitStack) -> None:
        self._limits, self._stack = limits, stack
        self._client: CageClient | None = None

    def read(
        self, item: PartContent, limits: InspectionSettings, passwords: Sequence[str] = ()
    ) -> Reading:
        """See `dlp.cage.client.CageClient.read`."""
        return self._started().read(item, limits, passwords)

    def redact(
        self,
        item: PartContent,
        limits: InspectionSettings,
        wanted: Sequence[Value],
        placeholder: str,
        passwords: Sequence[str] = (),
    ) -> bytes:
        """See `dlp.cage.client.CageClient.redact`."""
        return self._started().redact(item, limits, wanted, placeholder, passwords)

    def _started(self) -> CageClient:
        if self._client is None:
            self._client, _ = self._stack.enter_context(launched(self._limits))
        return self._client


@contextmanager
def on_demand(limits: InspectionSettings) -> Iterator[OnDemand]:
    """A server of one's own, started when the first file is met, for as long as the block lasts."""
    with ExitStack() as stack:
        yield OnDemand(limits, stack)


def _connected(
    control: socket.socket, limits: InspectionSettings
) -> tuple[CageClient, wire.ServerReady]:
    try:
        wire.send(control, setup(limits))
        if not select.select([control], [], [], LOAD_SECONDS)[0]:
            raise Unavailable("the file readers did not come up")
        packet, _ = wire.receive(control)
        up = wire.parsed(wire.READY, packet)
        if up.error:
            raise Unavailable(f"the file readers cannot be loaded: {up.error}")
        mine, its = wire.pair()
        with its:
            wire.send(control, wire.packed(wire.NEW_CONNECTION, wire.NewConnection()), its.fileno())
        return CageClient(mine), up
    except (OSError, wire.ProtocolError):
        raise Unavailable("the file readers did not come up") from None
