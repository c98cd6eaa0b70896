"""The Matrix channel on a real homeserver: into the original room, a fixed one, a twin, a direct one."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from dlp import plugins
from dlp.matrix.accounts import address_of
from dlp.matrix.events import MEDIA_TYPE
from dlp.matrix.homeserver import signature
from dlp.model import Copy, Destination, Receipt, Sender, Status
from matrix.house import Estate
from peers.synapse import Client

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(900)]


def carried(
    estate: Estate, room: str, into: str, device: str = "", times: int = 1, **facts: Any
) -> list[Receipt]:
    """What a channel answers that carries the same copy, each time on a connection of its own."""
    options = {
        "homeserver": estate.home.url,
        "server_name": estate.own,
        "into": into,
        "token": {"file": str(estate.gateway.folder / "appservice.token")},
        "backstop": {"file": str(estate.gateway.folder.parent / "backstop.key")},
        "trusted": True,
        "clearance": "secret",
    }
    content: dict[str, Any] = {"msgtype": "m.text", "body": f"into {into}"}
    if into != "original":  # an edit, which means nothing in another room
        relation = {"rel_type": "m.replace", "event_id": "$nothing"}
        content = {**content, "m.new_content": content, "m.relates_to": relation}
    event = {"operation": "send", "path": {"type": "m.room.message"}, "content": content}

    async def go() -> list[Receipt]:
        receipts = []
        for _ in range(times):
            channel = plugins.build("dlp.channels", "matrix_room", "again", options, "here")
            to = Destination(room, "matrix", {"operation": "send", **facts})
            copy = Copy(
                id=f"ABCD-{device or 'none'}-{into}",
                message_id="ABCD",
                protocol="matrix",
                sender=Sender("", facts={"user": estate.alice.user, "device": device}),
                destinations=(to,),
                media_type=MEDIA_TYPE,
                payload=json.dumps(event).encode(),
            )
            assert channel.reaches(to)
            receipts += await channel.deliver(copy)
            await channel.aclose()
        return receipts

    return asyncio.run(go())


def test_a_copy_that_is_tried_twice_is_one_event(estate: Estate, room: str) -> None:
    for device in (estate.alice.said["device_id"], "", "GONE"):
        first, second = carried(estate, room, "original", device, times=2)
        assert first.status is Status.DELIVERED and first.link == second.link
    assert estate.arrived(room, "after it").count("into original") == 3


def test_into_a_fixed_room_that_is_closed_to_outsiders(estate: Estate, room: str) -> None:
    fixed = estate.ben.room(invite=[estate.alice.user], creation_content={"m.federate": False})
    (receipt,) = carried(estate, room, fixed)
    assert receipt.status is Status.DELIVERED and fixed in receipt.link
    assert estate.ben.bodies(fixed) == [f"into {fixed}"], "an edit's new text, on its own"
    (receipt,) = carried(estate, fixed, room)
    assert receipt.status is Status.LATER, "a fixed room with eve in it is an operator's mistake"
    alone = estate.ben.room()
    (receipt,) = carried(estate, room, alone)
    assert receipt.status is Status.REFUSED, "alice is not in that room"


def test_into_a_direct_room_whatever_room_it_was(estate: Estate, room: str) -> None:
    people = {"cleared": [address_of(estate.alice.user), address_of(estate.ben.user)]}
    (receipt,) = carried(estate, room, "direct", **people)
    (other,) = carried(estate, estate.shared(), "direct", "again", **people)
    assert receipt.status is other.status is Status.DELIVERED
    assert receipt.link.split("/")[4] == other.link.split("/")[4], "the same room"
    (receipt,) = carried(estate, room, "direct", cleared=[])
    assert receipt.status is Status.REFUSED


def test_a_twin_that_somebody_opened_is_left_behind(estate: Estate, room: str) -> None:
    people = {"cleared": [address_of(estate.alice.user), address_of(estate.ben.user)]}
    (receipt,) = carried(estate, room, "twin", **people)
    first = receipt.link.split("/")[4]
    path = estate.alice.at(first, "/invite")
    signed = signature(estate.backstop_key, "POST", path, time.time())
    direct = Client(estate.home.url, estate.alice.token)
    status, said = direct.call("POST", f"{path}?{signed}", {"user_id": estate.carl.user})
    assert status == 200, said
    (receipt,) = carried(estate, room, "twin", "another", **people)
    assert receipt.status is Status.DELIVERED and receipt.link.split("/")[4] != first
