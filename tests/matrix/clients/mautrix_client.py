"""mautrix-python: says each text, and prints what its user is told. Runs in the clients' Python."""

from __future__ import annotations

import asyncio
import json
import sys

from mautrix.client import Client
from mautrix.errors import MatrixRequestError
from mautrix.types import EventType, MessageType, TextMessageEventContent, UserID


async def main() -> None:
    asked = json.loads(sys.argv[1])
    client = Client(base_url=asked["url"], mxid=UserID("@" + asked["user"] + ":" + asked["server"]))
    login = await client.login(password=asked["password"])
    told = []
    for text in asked["texts"]:
        content = TextMessageEventContent(msgtype=MessageType.TEXT, body=text)
        try:
            event = await client.send_message_event(asked["room"], EventType.ROOM_MESSAGE, content)
            shown = await client.get_event(asked["room"], event)
            told.append({"text": text, "ok": True, "event": event, "shown": shown.content.body})
        except MatrixRequestError as error:
            told.append(
                {"text": text, "ok": False, "status": error.http_status, "says": str(error)}
            )
    home = login.well_known.homeserver.base_url if login.well_known else None
    print(json.dumps({"told": told, "home": home}))
    await client.api.session.close()


asyncio.run(main())
