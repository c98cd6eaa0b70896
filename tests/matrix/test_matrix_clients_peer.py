"""The same scenario by four clients that others wrote, checked from the other homeserver."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from housing import CARD, IBAN, TOKEN
from matrix.world import World
from peers import clients, installed, synapse, wait_for

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(900)]

HERE = Path(__file__).parent / "clients"
#: what is said, and what the other server gets of it
TEXTS = {
    "good morning ü": "good morning ü",
    f"my card is {CARD}, thanks": "my card is [CREDIT_CARD removed], thanks",
    f"the token is {TOKEN}": None,
    f"pay to {IBAN}": None,
    "that is all": "that is all",
}
Told = dict[str, Any]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    synapse.install()
    clients.install()
    made = World(tmp_path_factory.mktemp("matrix"))
    yield made
    made.stop()


def asked(world: World, room: str, **more: Any) -> str:
    assert world.front is not None
    texts = list(TEXTS)
    return json.dumps(
        {
            "url": world.front.url,
            "server": world.own,
            "user": "alice",
            "password": "pw-alice",
            "room": room,
            "texts": texts,
            **more,
        }
    )


def run(*command: str | Path, seconds: int = 180) -> Told:
    """What a driver printed."""
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=seconds,
        env={**os.environ, "DLP_MODULES": str(clients.MODULES), "NODE_PATH": str(clients.MODULES)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: Told = json.loads(done.stdout.splitlines()[-1])
    return found


def js_sdk(world: World, room: str) -> Told:
    # a module is looked for from its own folder upwards
    script = clients.MODULES.parent / "js_sdk.mjs"
    script.write_text((HERE / "js_sdk.mjs").read_text())
    return run(clients.node(), script, asked(world, room))


def mautrix(world: World, room: str) -> Told:
    return run(clients.PYTHON, HERE / "mautrix_client.py", asked(world, room))


def hydrogen(world: World, room: str) -> Told:
    assert installed("chromium"), "chromium is missing: run tests/peers/install as root"
    picture = os.environ.get("DLP_TEST_PICTURES", "")
    more = {"picture": f"{picture}/matrix-hydrogen.png"} if picture else {}
    said = asked(world, room, browser="/usr/bin/chromium", **more)
    told = run(clients.node(), HERE / "hydrogen_driver.mjs", said)
    assert world.front is not None
    pages = [each for each in told["asked"] if each != world.front.url]
    assert len(pages) == 1, "the browser spoke to its page and to the proxy, and to nobody else"
    return told


def commander(world: World, room: str) -> Told:
    assert world.front is not None
    folder = Path(tempfile.mkdtemp(prefix="dlp-commander-"))
    program = clients.PYTHON.with_name("matrix-commander")
    common = ["--credentials", str(folder / "c.json"), "--store", str(folder / "store")]

    def call(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *common, *more], capture_output=True, text=True, timeout=120, cwd=folder
        )

    done = call(
        "--login",
        "password",
        "--homeserver",
        world.front.url,
        "--user-login",
        world.alice.user,
        "--password",
        "pw-alice",
        "--device",
        "commander",
        "--room-default",
        room,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = []
    for text in TEXTS:
        done = call("--room", room, "--message", text)
        told.append({"text": text, "ok": done.returncode == 0, "says": done.stderr.strip()})
    return {"told": told, "home": world.front.url}


@pytest.mark.parametrize(
    "client", [js_sdk, mautrix, hydrogen, commander], ids=lambda each: each.__name__
)
def test_the_same_scenario(client: Callable[[World, str], Told], world: World) -> None:
    # the rooms of version 12 have ids without a server, which matrix-commander does not take
    room = world.shared(name=client.__name__, room_version="11")
    found = client(world, room)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    wait_for(lambda: "that is all" in world.eve.bodies(room), 60, "the last word")
    assert world.eve.bodies(room) == [each for each in TEXTS.values() if each is not None]
    seen = json.dumps(world.eve.seen(room)) + json.dumps(world.alice.seen(room))
    assert not any(secret in seen for secret in (CARD, IBAN, TOKEN))
    for each, arrived in zip(found["told"], TEXTS.values(), strict=True):
        assert each["ok"] == (arrived is not None), each
        if each["ok"] and "shown" in each:
            assert each["shown"] == arrived, "the sender sees what the others see"
        if not each["ok"] and "says" in each:
            assert "Reference:" in each["says"], each
    assert world.front is not None
    assert str(found["home"] or world.front.url).rstrip("/") == world.front.url
