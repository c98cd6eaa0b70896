"""The PROXY protocol, versions 1 and 2 (haproxy's doc/proxy-protocol.txt), before TLS or greeting.

The header is looked at with MSG_PEEK and then taken from the socket to the byte, so that what
follows it, be it a TLS handshake, is untouched. Only peers that are trusted are listened to, and
they must send one: a header from anybody else could claim any address.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Awaitable, Callable

from dlp.proxies.smtp.listener_context import log

_SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
#: a version 1 header is at most 107 bytes; of version 2 we take up to this much
_LONGEST = 1024
_PATIENCE = 5.0


class NotProxy(ValueError):
    """What came is no PROXY header."""


def parse(data: bytes) -> tuple[int, str | None] | None:
    """Length of the header and the client's address (None: the proxy speaks for itself).

    None where more bytes are needed; NotProxy where this is no header.
    """
    if data[:12] == _SIGNATURE[: len(data)]:
        return _binary(data) if len(data) >= 16 else None
    if data[:6] != b"PROXY "[: len(data)]:
        raise NotProxy
    end = data.find(b"\r\n")
    if end < 0:
        if len(data) >= 107:
            raise NotProxy
        return None
    words = data[:end].decode("ascii", "replace").split(" ")
    if words[1:2] == ["UNKNOWN"]:
        return end + 2, None
    if len(words) != 6 or words[1] not in ("TCP4", "TCP6") or end > 105:
        raise NotProxy
    if not (words[4].isdigit() and words[5].isdigit()):
        raise NotProxy
    return end + 2, _address(words[2], 4 if words[1] == "TCP4" else 6)


def _binary(data: bytes) -> tuple[int, str | None] | None:
    version, family = data[12], data[13]
    length = int.from_bytes(data[14:16], "big")
    if version >> 4 != 2 or version & 15 > 1 or 16 + length > _LONGEST:
        raise NotProxy
    if len(data) < 16 + length:
        return None
    if version & 15 == 0:  # LOCAL: a health check of the proxy itself
        return 16 + length, None
    body = data[16 : 16 + length]
    if family == 0x11 and length >= 12:
        return 16 + length, str(ipaddress.IPv4Address(body[:4]))
    if family == 0x21 and length >= 36:
        return 16 + length, str(ipaddress.IPv6Address(body[:16]))
    if family == 0x00:
        return 16 + length, None
    raise NotProxy


def _address(text: str, version: int) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise NotProxy from None
    if address.version != version:
        raise NotProxy
    return str(address)


async def accept(
    door: socket.socket,
    trusts: Callable[[str], bool],
    connect: Callable[[socket.socket, str], Awaitable[None]],
) -> None:
    """Takes connections from `door` until cancelled; `connect` gets those with a header."""
    loop = asyncio.get_running_loop()
    greetings: set[asyncio.Task[None]] = set()
    try:
        while True:
            try:
                client, peer = await loop.sock_accept(door)
            except OSError:  # out of descriptors: the backlog waits
                await asyncio.sleep(0.1)
                continue
            task = asyncio.create_task(_introduce(client, str(peer[0]), trusts, connect))
            greetings.add(task)
            task.add_done_callback(greetings.discard)
    finally:
        for task in greetings:
            task.cancel()


async def _introduce(
    client: socket.socket,
    peer: str,
    trusts: Callable[[str], bool],
    connect: Callable[[socket.socket, str], Awaitable[None]],
) -> None:
    try:
        if not trusts(peer):
            raise NotProxy
        client.setblocking(False)
        async with asyncio.timeout(_PATIENCE):
            length, address = await _header(client)
        taken = client.recv(length)
        if len(taken) != length:
            raise NotProxy
        await connect(client, address or peer)
    except (NotProxy, OSError, TimeoutError) as error:
        log.warning("a connection without a PROXY header was closed: %s", type(error).__name__)
        client.close()
    except BaseException:
        client.close()
        raise


async def _header(client: socket.socket) -> tuple[int, str | None]:
    """Waits for the whole header without taking it."""
    while True:
        with contextlib.suppress(BlockingIOError):
            data = client.recv(_LONGEST, socket.MSG_PEEK)
            if not data:
                raise NotProxy
            found = parse(data)
            if found is not None:
                return found
        # the peeked bytes keep the socket readable, so readiness says nothing: look again soon
        await asyncio.sleep(0.01)
