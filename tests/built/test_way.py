"""What stands on the way of every message through the built gateway: each step is called, in its
place, and nobody hears yes before it is on disk."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import yaml

from built import Built, bare
from built.mails import CARD, GONE, body
from dlp import config, metrics
from dlp.app import App, build
from dlp.cli import app
from dlp.errors import ConfigError
from dlp.status.probe import ProbeResult
from matrix.benching import ME
from peers import wait_for

HOOKS = ["received", "examined", "prepared", "leaving", "answered"]


@pytest.mark.parametrize("action", ["allow", "redact", "redirect", "hold", "block"])
def test_every_step_is_called_once_and_in_order(built: Built, action: str) -> None:
    built.send(body(f"step-{action}x", f"eve@{action}.test"), f"eve@{action}.test")
    assert built.watch.last is not None
    assert built.watch.last.hooks == HOOKS
    assert built.watch.last.outcome is not None
    assert built.watch.last.outcome.verdicts[0].action.value == action


@contextmanager
def locked(built: Built) -> Iterator[sqlite3.Connection]:
    """The store takes no write, as on a disk that does not answer."""
    store = sqlite3.connect(built.folder / "dlp.sqlite", isolation_level=None, timeout=30)
    store.execute("BEGIN IMMEDIATE")
    try:
        yield store
    finally:
        store.close()


def left(built: Built, mark: str) -> bool:
    """Whether the mail with that mark is about to be carried out."""
    seen = (each for each in list(built.watch.seen.values()) if "leaving" in each.hooks)
    return any(mark.encode() in each.message.payload.read() for each in seen)


@pytest.mark.parametrize("action", ["redact", "redirect", "hold", "block"])
def test_nobody_hears_yes_before_it_is_on_disk(built: Built, action: str) -> None:
    to, mark = f"eve@{action}.test", f"disk-{action}x"
    built.quiet()
    before = built.states()
    with ThreadPoolExecutor(1) as client:
        with locked(built):
            heard: Future[tuple[int, str]] = client.submit(built.send, body(mark, to), to)
            wait_for(lambda: left(built, mark), what="a decision")
            time.sleep(0.4)
            assert not heard.done(), "an answer, and nothing is written"
            assert built.arrived(mark.encode(), to) == [], "gone out, and nothing is written"
            assert built.vault(mark.encode()) == []
        code, reply = heard.result(60)
        written = set(built.states()) - set(before)
    assert code == (550 if action == "block" else 250), reply
    assert written == {built.watch.last.message.id}


@contextmanager
def beside(built: Built, **over: Any) -> Iterator[App]:
    """Another gateway in the same loop, with the same workers and a configuration of its own."""
    raw = config.read_yaml(built.file)
    raw |= {"directory": f"var-{len(over)}", "store": {"url": "sqlite:///beside.sqlite"}, **over}
    parsed = config.parse(raw, "beside", built.folder)

    async def start() -> App:
        app = build(parsed, inspection=built.app.pool)
        await app.start()
        return app

    app = built.ask(start())
    try:
        yield app
    finally:
        built.ask(app.aclose())


def test_what_leaves_is_stamped_where_that_is_asked_for(built: Built) -> None:
    with beside(built, stamp={"scheme": "corporate"}) as app:
        for action in ("allow", "redact"):
            to, mark = f"eve@{action}.test", f"stamp-{action}x"
            content = body(mark, to)
            assert built.send_to(app, content, to)[0] == 250
            if action == "redact":
                content = content.replace(CARD.encode(), GONE.encode())
            got = built.one(mark.encode(), to).content
            assert bare(got) == b"X-Classification: PUBLIC\r\n" + content


def test_a_probe_is_known_stopped_and_counted_apart(built: Built) -> None:
    probe = {
        "recipient": "trap@block.test",
        "sender": "trap@example.org",
        "every": 0,
        "samples": ["card"],
    }
    counted = {"action": "block", "rule": "to-block"}
    with beside(built, probe=probe) as app:
        arrived = len(built.far.arrived)
        leaks = metrics.REGISTRY.get_sample_value("dlp_decisions_total", counted)
        labels = {"entry": "in", "sample": "card", "result": "stopped"}
        before = metrics.REGISTRY.get_sample_value("dlp_probe_messages_total", labels) or 0
        trials = built.ask(app.prober.send())
        assert [(each.entry, each.result) for each in trials] == [
            ("in", ProbeResult.STOPPED),
            ("night", ProbeResult.STOPPED),
        ]
        assert len(built.far.arrived) == arrived
        assert metrics.REGISTRY.get_sample_value("dlp_decisions_total", counted) == leaks, (
            "our own test is no leak"
        )
        after = metrics.REGISTRY.get_sample_value("dlp_probe_messages_total", labels)
        assert after == before + 1


def test_who_is_invited_sees_no_past_above_the_clearance(built: Built) -> None:
    ours, other = "!past:example.org", "!calm:example.org"
    for room in (ours, other):
        built.home.rooms[room] = {ME: "join", "@carol:example.org": "join"}
    secret = {"msgtype": "m.text", "body": "SECRET\n\nThe survey is finished.\n\nSECRET"}
    calm = {"msgtype": "m.text", "body": "Lunch at noon?"}
    assert built.chat(ours, "send/m.room.message/1", secret)[0] == 200
    assert built.chat(other, "send/m.room.message/1", calm)[0] == 200
    assert built.chat(other, "invite", {"user_id": "@eve:outside.test"})[0] == 200
    status, heard = built.chat(ours, "invite", {"user_id": "@eve:outside.test"})
    assert status == 403 and heard["errcode"] == "M_FORBIDDEN"
    assert built.watch.last.examination.level.label == "secret"


def test_a_protocol_that_no_proxy_speaks_is_said_at_start_at_a_reload_and_by_the_commands(
    built: Built, caplog: pytest.LogCaptureFixture
) -> None:
    """A rule for it would never match, and nobody would know."""
    path = built.folder / "policy.yaml"
    good, version = path.read_text(), built.app.preparation.policy.version
    bad = yaml.safe_load(good)
    bad["rules"].insert(
        0, {"name": "chat", "when": {"protocol": "matrx"}, "action": "block", "why": "x"}
    )
    path.write_text(yaml.safe_dump(bad))
    said = "unknown protocol 'matrx' (did you mean 'matrix'?)"
    try:
        with pytest.raises(ConfigError) as caught:
            build(config.load(built.file))
        assert said in str(caught.value)
        built.ask(built.app.reload())
        assert said in caplog.text and built.app.preparation.policy.version == version
        for command in ("check", "list"):
            with pytest.raises(ConfigError) as caught:
                app(["policy", command, "--config", str(built.file)], standalone_mode=False)
            assert said in str(caught.value)
    finally:
        path.write_text(good)
