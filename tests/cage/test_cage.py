"""The cage with real processes: files that do what hostile files make parsers do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlp.cage import launch, lock, wire
from dlp.cage.client import CageClient, placed
from dlp.config import InspectionSettings
from dlp.errors import Unavailable
from dlp.model import Finding, Passage, Reading, Unread, unreadable
from dlp.read.base import PartContent
from dlp.redaction.errors import CannotRedact
from dlp.redaction.values import Value

PART = "attachment:2/tool.exe"
LIMITS = InspectionSettings.model_validate(
    {"files": {"budget": 1.0, "memory": 200 * 1024**2, "cache": 1024**2}}
)


def trap(word: str, rest: str = "x") -> PartContent:
    data = f"MZ {word} {rest} ".encode().ljust(128, b"\0")
    return PartContent(PART, "application/octet-stream", data, name="tool.exe")


def reason(reading: Reading) -> str:
    (finding,) = reading.findings
    assert finding.part == PART
    return str(finding.detail["reason"])


@pytest.fixture(scope="module")
def caged() -> Iterator[tuple[CageClient, wire.ServerReady]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        patch.setattr(launch, "SERVER", "traps")
        with launch.launched(LIMITS) as both:
            yield both


@pytest.fixture
def client(caged: tuple[CageClient, wire.ServerReady]) -> CageClient:
    return caged[0]


@pytest.mark.skipif(bool(lock.missing()), reason="this kernel lacks a layer of the lock")
def test_a_child_was_tried_and_could_do_nothing(caged: tuple[CageClient, wire.ServerReady]) -> None:
    assert caged[1] == wire.ServerReady()


def test_what_a_file_says_stands_under_its_own_part(client: CageClient) -> None:
    reading = client.read(trap("say", "hello"), LIMITS)
    assert [(each.part, each.text) for each in reading.passages] == [
        (f"{PART}/page:1", "hello"),
        (f"{PART}/property:Title", "hello"),
    ]
    assert reading.labels == {f"{PART}#Title": ("hello",)} and not reading.findings


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("spin", Unread.TIMED_OUT),
        ("huge", Unread.TOO_LARGE),
        ("fault", Unread.CRASHED),
        ("abort", Unread.CRASHED),
        ("exit", Unread.CRASHED),
        ("lie", Unread.CRASHED),
        ("deep", Unread.CRASHED),
        ("refuse", Unread.BROKEN),
    ],
)
def test_every_bad_end_is_a_finding_with_its_reason(
    client: CageClient, word: str, wanted: Unread
) -> None:
    assert reason(client.read(trap(word), LIMITS)) == wanted.value
    assert not client.read(trap("say", "after"), LIMITS).findings


def test_a_sleeper_is_ended_too(client: CageClient) -> None:
    assert reason(client.read(trap("sleep", "3600"), LIMITS)) == "timed-out"


def test_half_a_surrogate_pair_does_not_lose_the_text(client: CageClient) -> None:
    (passage,) = client.read(trap("surrogate"), LIMITS).passages
    assert passage.text == "a?b"


def test_a_redaction_that_dies_is_refused(client: CageClient) -> None:
    wanted = (Value("CARD", "4111111111111111", frozenset({(PART, 0, 3), ("subject", 0, 3)})),)
    for word, why in (("spin", "timed-out"), ("fault", "crashed"), ("say", "format")):
        with pytest.raises(CannotRedact, match=why):
            client.redact(trap(word), LIMITS, wanted, "[{kind} removed]")


def test_the_same_file_is_read_once(client: CageClient) -> None:
    first = client.read(trap("count"), LIMITS)
    assert client.read(trap("count"), LIMITS) == first  # a second reader would see another clock
    item = trap("count")
    elsewhere = client.read(
        PartContent("body:1", item.media_type, item.data, name=item.name), LIMITS
    )
    assert elsewhere.passages[0].part == "body:1"
    assert elsewhere.passages[0].text == first.passages[0].text
    assert client.read(trap("count"), LIMITS, ("secret",)) != first


def test_only_sealed_memory_is_taken(caged: tuple[CageClient, wire.ServerReady]) -> None:
    with launch.launched(LIMITS) as (client, _):
        connection = client._connection
        assert connection is not None
        open_ = os.memfd_create("open", os.MFD_ALLOW_SEALING)
        os.write(open_, b"{}x")
        wire.send(connection, wire.REQUEST.pack(wire.MAGIC, wire.READ, 2, 1), open_)
        assert connection.recv(100) == b""  # the server hung up
        os.close(open_)
        # and so the client's files are unread, not clean
        reading = client.read(trap("say"), LIMITS)
        assert reason(reading) == "crashed"


def test_without_a_connection_nothing_is_clean() -> None:
    assert reason(CageClient().read(trap("say"), LIMITS)) == "crashed"
    mine, its = wire.pair()
    its.close()
    assert reason(CageClient(mine).read(trap("say"), LIMITS)) == "crashed"


@pytest.mark.parametrize("answer", [b"", b"x", b"?" + bytes(8), wire.REPLY.pack(wire.RESULT, 5)])
def test_an_answer_that_is_none_is_a_crash(answer: bytes) -> None:
    mine, its = wire.pair()

    def peer() -> None:
        with its:
            its.recv(wire.PACKET)
            its.send(answer)

    thread = threading.Thread(target=peer)
    thread.start()
    assert reason(CageClient(mine).read(trap("say"), LIMITS)) == "crashed"
    thread.join()


def test_a_child_speaks_of_its_own_file_only() -> None:
    own = Reading((Passage("file/page:1", "x"),), (unreadable("file", Unread.BROKEN),))
    assert placed(own, "attachment:1").passages[0].part == "attachment:1/page:1"
    for lie in (
        Reading((Passage("subject", "x"),)),
        Reading((), (unreadable("attachment:9", Unread.BROKEN),)),
        Reading((), (Finding("CREDIT_CARD", "file", 0, 4, 1.0, "reader"),)),
        Reading((Passage("filed", "x"),)),
    ):
        with pytest.raises(wire.ProtocolError):
            placed(lie, "attachment:1")


def test_nobody_else_loads_what_parses_files() -> None:
    """The gateway, its inspection workers and the command line know no parser of files."""
    code = (
        "import sys, dlp.app, dlp.cli, dlp.workers.fork_server, dlp.workers.worker, dlp.cage.client\n"
        "bad = {'lxml', 'pikepdf', 'pypdfium2', 'pypdf', 'olefile', 'libarchive', 'PIL',"
        " 'msoffcrypto', 'dlp.read.files', 'dlp.redaction.files'} & set(sys.modules)\n"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_a_server_knows_no_detector() -> None:
    code = (
        "import sys, dlp.cage.server, dlp.redaction.files\n"
        "bad = [name for name in sys.modules if name.startswith(('dlp.detect', 'spacy', 'presidio',"
        " 'dlp.policy', 'dlp.store'))]\n"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_readers_that_cannot_be_loaded_are_said_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken.py").write_text(
        "import runpy, dlp.cage.server\n"
        "from dlp.read.formats import FORMATS, Format\n"
        "FORMATS.register(Format(name='x', title='x', contents='', read='dlp.cage.server:none'))\n"
        "runpy.run_module('dlp.cage.server', run_name='__main__')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(launch, "SERVER", "broken")
    with (
        pytest.raises(Unavailable, match="cannot be loaded: AttributeError"),
        launch.launched(LIMITS),
    ):
        pass


def test_packets_are_small_and_whole() -> None:
    mine, its = wire.pair()
    with mine, its:
        its.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * wire.PACKET)
        its.send(bytes(wire.PACKET + 1))
        with pytest.raises(wire.ProtocolError):
            wire.receive(mine)
