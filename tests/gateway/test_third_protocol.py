"""A protocol that nothing in dlp/ knows, through the gateway that `dlp.app.build` builds."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from dlp import config
from dlp.app import App, build, build_protocols
from dlp.cli.simulation import simulation
from dlp.config import Config
from dlp.errors import ConfigError, Refused
from dlp.model import Action, Sender
from dlp.protocols import Draft
from dlp.redaction.files import LocalFileEditor
from dlp.store import State
from dlp.store.keys import write_key
from dlp.workers import Local
from housing import CARD, IBAN, POLICY, TOKEN
from housing.recording_channel import RecordingChannel

CHANNEL = {"use": "housing.recording_channel", "clearance": "top-secret"}
FROM = "PAGE anna@example.org"
NETWORKS = "networks: {pager: {clearance: top-secret}}"


class PagerNetwork:
    """The far side: keeps what it gets, and takes everything but pages to ``gone@``."""

    def __init__(self) -> None:
        self.pages: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readline()).decode().rstrip("\n")
        gone = " gone@" in line
        if not gone:
            self.pages.append(line)
        writer.write(b"NO nobody there\n" if gone else b"OK\n")
        await writer.drain()
        writer.close()


class Site:
    """A running gateway with pagers before and the pager network behind it."""

    def __init__(self, app: App, network: PagerNetwork) -> None:
        self.app, self.network = app, network

    async def say(self, line: str) -> str:
        """What a pager hears."""
        host, _, port = self.app.addresses["pager"].rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"{line}\n".encode())
        answer = (await reader.readline()).decode().strip()
        writer.close()
        return answer

    async def arrived(self, count: int) -> list[str]:
        """The pages that arrived, once there are so many."""
        async with asyncio.timeout(10):
            while len(self.network.pages) < count:
                self.app.courier.wake()
                await asyncio.sleep(0.01)
        return self.network.pages

    async def state(self, reference: str) -> State:
        return (await self.app.store.incident(reference)).state


def settings(folder: Path, port: int, **more: Any) -> Config:
    for name in ("instance.key", "evidence.key"):
        write_key(folder / name)
    (folder / "policy.yaml").write_text(POLICY.replace("rules:", f"{NETWORKS}\nrules:"))
    pagers = {"use": "gateway.pager", "network": f"127.0.0.1:{port}"}
    return config.parse(
        {
            "directory": str(folder / "var"),
            "detectors": [{"use": "housing.marks"}],
            "policy": str(folder / "policy.yaml"),
            "protocols": {"pager": {**pagers, "listen": "127.0.0.1:0"}},
            "channels": {
                "relay": {"use": "housing.recording_channel"},
                "vault": {
                    "use": "housing.recording_channel",
                    "trusted": True,
                    "clearance": "top-secret",
                },
                "pager-network": pagers,
            },
            "store": {"url": f"sqlite:///{folder}/dlp.sqlite"},
            "metrics": {"listen": None},
            **more,
        },
        "site",
        folder,
    )


def at_site(folder: Path, work: Callable[[Site], Awaitable[None]], **more: Any) -> None:
    """Runs `work` at a site of its own in `folder`."""

    async def go() -> None:
        network = PagerNetwork()
        server = await asyncio.start_server(network.serve, "127.0.0.1", 0)
        made = settings(folder, server.sockets[0].getsockname()[1], **more)
        app = build(made, inspection=Local(made, LocalFileEditor()))
        await app.start()
        try:
            await work(Site(app, network))
        finally:
            await app.aclose()
            server.close()

    asyncio.run(go())


def test_what_is_allowed_goes_through_and_the_far_sides_no_is_ours(tmp_path: Path) -> None:
    async def work(site: Site) -> None:
        assert await site.say(f"{FROM} ben@x.test Lunch at noon?") == "OK sent"
        assert site.network.pages == [f"{FROM} ben@x.test Lunch at noon?"]
        assert (await site.say(f"{FROM} gone@x.test Lunch?")).startswith("NO ")
        assert await site.app.review.list(None) == []

    at_site(tmp_path, work)


def test_a_redacted_page_and_its_notice(tmp_path: Path) -> None:
    async def work(site: Site) -> None:
        assert await site.say(f"{FROM} ben@x.test charge {CARD} now") == "OK sent"
        page, notice = await site.arrived(2)
        assert page == f"{FROM} ben@x.test charge [CREDIT_CARD removed] now"
        # its profile says that a redaction is told
        assert notice.startswith("PAGE gateway anna@example.org ") and "Reference: " in notice
        assert CARD not in notice
        (item,) = await site.app.review.list(None)
        assert item.state is State.PASSED and item.action is Action.REDACT

    at_site(tmp_path, work)


def test_a_blocked_page_is_answered_and_not_told_again(tmp_path: Path) -> None:
    async def work(site: Site) -> None:
        answer = await site.say(f"{FROM} ben@x.test the key is {TOKEN}")
        assert answer.startswith("NO ") and "Keys and tokens do not leave." in answer
        (item,) = await site.app.review.list(None)
        assert item.state is State.BLOCKED
        assert await site.app.store.dispatches(item.reference) == []
        assert site.network.pages == []

    at_site(tmp_path, work)


def test_a_redirected_page_goes_another_way(tmp_path: Path) -> None:
    async def work(site: Site) -> None:
        answer = await site.say(f"{FROM} ben@x.test TOP SECRET survey")
        assert answer.startswith("OK kept ")
        vault = next(each for each in site.app.channels if each.name == "vault")
        assert isinstance(vault, RecordingChannel)
        async with asyncio.timeout(10):
            while not vault.copies:
                site.app.courier.wake()
                await asyncio.sleep(0.01)
        (copy,) = vault.copies
        # no header fields, no ticket: its copies have no header section
        assert copy.payload == b"TOP SECRET survey" and copy.protocol == "pager"
        assert site.network.pages == [], "its profile does not tell of redirects"

    at_site(tmp_path, work)


def test_a_held_page_is_released_by_its_own_way(tmp_path: Path) -> None:
    async def work(site: Site) -> None:
        answer = await site.say(f"{FROM} ben@x.test pay {IBAN}")
        reference = answer.split()[2]
        assert answer.startswith("OK kept ") and "held" in answer
        (told,) = await site.arrived(1)
        assert told.startswith("PAGE gateway anna@example.org ") and reference in told
        await site.app.review.release(reference, "ann", "looked at")
        assert (await site.arrived(2))[1] == f"{FROM} ben@x.test pay {IBAN}"
        assert await site.state(reference) is State.RELEASED

    at_site(tmp_path, work)


def test_what_can_be_released_is_the_protocols_word(tmp_path: Path) -> None:
    async def work(site: Site) -> None:
        reference = (await site.say(f"{FROM} ben@x.test URGENT pay {IBAN}")).split()[2]
        with pytest.raises(Refused, match="of no use later"):
            await site.app.review.release(reference, "ann", "looked at")
        assert await site.state(reference) is State.HELD
        await site.app.review.reject(reference, "ann", "too late")
        assert "after review, not sent" in (await site.arrived(2))[1]

    at_site(tmp_path, work)


def test_pages_are_stamped_in_their_own_form(tmp_path: Path) -> None:
    async def work(site: Site) -> None:
        assert await site.say(f"{FROM} ben@example.org Lunch?") == "OK sent"
        (page,) = site.network.pages
        assert page.startswith(f"{FROM} ben@example.org [NATO ") and page.endswith("] Lunch?")

    at_site(tmp_path, work, stamp={"scheme": "nato"})


def test_a_simulation_decides_as_the_gateway(tmp_path: Path) -> None:
    made = settings(tmp_path, 9)
    with simulation(made) as gateway:
        for text, action in ((f"pay {IBAN}", Action.HOLD), (f"charge {CARD}", Action.REDACT)):
            draft = Draft(
                data=text.encode(), sender=Sender("anna@example.org"), recipients=["ben@x.test"]
            )
            plan = gateway.plan(gateway.protocols.of("pager").compose(draft))
            assert [each.action for each in plan.decisions] == [action]


def test_a_protocol_that_is_gone_sends_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    async def hold(site: Site) -> None:
        await site.say(f"{FROM} ben@x.test pay {IBAN}")

    at_site(tmp_path, hold)

    async def work(site: Site) -> None:
        (item,) = await site.app.review.list()
        with pytest.raises(Refused, match="no protocol 'pager'"):
            await site.app.review.release(item.reference, "ann", "looked at")
        await site.app.review.reject(item.reference, "ann", "gone")
        assert await site.state(item.reference) is State.REJECTED

    at_site(tmp_path, work, protocols={})


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"protocols": {"smtp": {"use": "gateway.pager", "network": "h:1"}}}, "protocols.smtp"),
        ({"protocols": {"pager": {"use": "gateway.pager"}}}, "protocols.pager.network"),
        ({"protocols": {"pager": {"use": "gateway.no"}}}, "protocols.pager"),
        ({"protocols": {"pager": {"use": "housing.recording_channel"}}}, "protocols.pager"),
        ({"channels": {"relay": CHANNEL, "vault": CHANNEL | {"trusted": True}}}, "protocols.pager"),
    ],
)
def test_what_cannot_be_wired_stops_the_start(
    tmp_path: Path, more: dict[str, Any], place: str
) -> None:
    made = settings(tmp_path, 9, **more)
    with pytest.raises(ConfigError) as caught:
        build(made, inspection=Local(made, LocalFileEditor()))
    assert caught.value.place == place


def test_nothing_in_dlp_asks_for_a_protocol_by_name() -> None:
    """But where a protocol itself, a network of addresses or a media type is meant."""
    root = Path(__file__).parents[2]
    found = subprocess.run(
        [
            "grep",
            "-rnE",
            r"protocol (==|!=|is|in) |media_type (==|!=) \"message/",
            "dlp/gateway",
            "dlp/delivery",
            "dlp/review.py",
            "dlp/bot",
            "dlp/cli",
            "dlp/workers",
        ],
        cwd=root,
        capture_output=True,
        text=True,
    ).stdout
    assert found == ""
    assert {each.name for each in build_protocols(Config())[0]} == {"smtp", "matrix"}
