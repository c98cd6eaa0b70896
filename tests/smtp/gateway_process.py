"""The proxy in a process of its own, so that its memory and CPU time can be measured.

    python gateway_process.py PORT_OF_FAR_SIDE {"limits": …}

Prints the port it got, passes every message on, ends with its standard input.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

import uvloop

from dlp.config import SmtpSettings
from dlp.model import Action, CutThrough, Level, Message, Outcome, Verdict
from dlp.protocols import ProxyContext
from dlp.proxies.smtp import SmtpProxy


class NoRooms:
    """Mail has no rooms."""

    async def past(self, room: str) -> Level:
        raise AssertionError

    async def made(self, room: str, reference: str) -> None:
        raise AssertionError


async def allow(message: Message, cut_through: CutThrough) -> Outcome:
    receipts = await cut_through(message.payload)
    verdicts = (Verdict(r.destination, r.status, Action.ALLOW, r.reply) for r in receipts)
    return Outcome(message.id, tuple(verdicts))


async def main(far: int, options: dict) -> None:
    listener = {
        "name": "door",
        "listen": "127.0.0.1:0",
        "downstream": {"address": f"127.0.0.1:{far}", **options.get("downstream", {})},
    }
    config = SmtpSettings.model_validate(
        {"hostname": "gw.test", "listeners": [listener], "limits": options.get("limits", {})}
    )
    with tempfile.TemporaryDirectory() as folder:
        server = SmtpProxy(
            config,
            ProxyContext(
                handle=allow,
                instance="p",
                secret=b"k" * 32,
                folder=Path(folder),
                has_space=lambda: True,
                rooms=NoRooms(),
            ),
        )
        await server.start()
        print(server.addresses["door"].rpartition(":")[2], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        await server.aclose(grace=0.1)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), json.loads(sys.argv[2])))
