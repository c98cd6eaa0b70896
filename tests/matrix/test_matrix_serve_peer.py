"""`dlp serve` with the shipped policy and detectors in front of a real homeserver."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from dlp.config.shipped import shipped
from peers import free_port, synapse
from peers.gateway import Gateway
from peers.synapse import Client, Synapse, names

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(900)]

CARD, MAIL = "4111 1111 1111 1111", "quarterly figures attached"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq2mQ0b\n-----END RSA PRIVATE KEY-----"


@pytest.fixture(scope="module")
def home() -> Iterator[Synapse]:
    synapse.install()
    own = names()[0]
    server = Synapse(own, trustme.CA(), (own,))
    try:
        server.start().ready()
        for user in ("alice", "ben", "whatsapp_49123"):
            server.register(user)
        yield server
    finally:
        server.stop()


def test_the_whole_way(home: Synapse, tmp_path: Path) -> None:
    port = free_port()
    policy = (
        shipped("config", "policy.yaml")
        .read_text()
        .replace("[example.org,", f'["{home.name}", example.org,')
    )
    gateway = Gateway(
        9,
        folder=tmp_path / "gateway",
        policy=policy,
        config={
            "matrix": {
                "listen": f"127.0.0.1:{port}",
                "upstream": home.url,
                "server_name": home.name,
                "public_url": f"http://127.0.0.1:{port}",
            }
        },
    ).start()
    try:
        assert gateway.addresses["matrix"] == ("127.0.0.1", port)
        alice = Client(f"http://127.0.0.1:{port}").login("alice")
        ben = Client(home.url).login("ben")
        ghost = Client(home.url).login("whatsapp_49123")
        inside = alice.room(invite=[ben.user])
        ben.join(inside)
        bridged = alice.room(invite=[ghost.user])
        ghost.join(bridged)
        text = f"my card is {CARD}, thanks"
        assert alice.say(inside, text)[0] == 200 and ben.bodies(inside) == [text]
        assert alice.say(bridged, "good morning")[0] == 200
        status, said = alice.say(bridged, text)
        assert status == 200
        status, said = alice.say(bridged, KEY)
        assert (status, said["errcode"]) == (403, "M_FORBIDDEN")
        assert "Remove it and send again" in said["error"]
        seen = ghost.bodies(bridged)
        assert seen == ["good morning", "my card is [CREDIT_CARD removed], thanks"]
        actions = {each["reference"]: each["action"] for each in gateway.incidents()}
        assert actions[said["org.dlp-gateway.reference"]] == "block"
        assert sorted(actions.values()) == ["block", "redact"]
        assert gateway.metric('dlp_messages_total{action="redact",protocol="matrix"}') == 1
        log = gateway.log()
        for secret in (CARD, "MIIEpAIB", alice.token, "good morning"):
            assert secret not in log and secret not in json.dumps(gateway.http("/metrics"))
    finally:
        assert gateway.stop() == 0
