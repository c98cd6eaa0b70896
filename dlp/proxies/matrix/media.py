"""Uploads: taken in whole, read as an attachment, and only then given to the media repository.

To the gateway an upload is a small message with one attachment (``message/global``), so that its
name, its claimed type and its bytes are read together, as in a mail. Whatever room it is for, the
homeserver gives it to everybody who knows its id (spec §"Content repository").
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from dlp import mime
from dlp.config.matrix import MatrixSettings
from dlp.matrix.events import MEDIA_TYPE
from dlp.mime import transfer
from dlp.model import Payload
from dlp.proxies.matrix.forwarding import ForwardedRequest, RequestForwarder
from dlp.proxies.matrix.lookup import Requester
from dlp.proxies.matrix.responses import MatrixError
from dlp.proxies.matrix.routes import RouteMatch
from dlp.proxies.matrix.upstream import UpstreamClient, UpstreamResponse
from dlp.spool import SpoolWriter

_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,80}/[A-Za-z0-9][A-Za-z0-9.+_-]{0,80}")
_CHARSET = re.compile(r";\s*charset=\"?([A-Za-z0-9_.:-]{1,40})\"?\s*(?:;|\Z)", re.IGNORECASE)
#: bytes of one line of base64
_LINE = 57


class Uploads:
    """Takes uploads in, a few at a time."""

    def __init__(
        self,
        settings: MatrixSettings,
        forwarder: RequestForwarder,
        upstream: UpstreamClient,
        folder: Path,
    ) -> None:
        self._settings, self._forwarder, self._upstream = settings, forwarder, upstream
        self._folder = folder
        self._room = asyncio.Semaphore(settings.uploads)

    async def take(
        self,
        request: web.BaseRequest,
        match: RouteMatch,
        requester: Requester,
        token: str,
        name: str,
    ) -> UpstreamResponse:
        """The homeserver's answer to the upload, or a MatrixError."""
        most = self._settings.upload_size
        if (request.content_length or 0) > most:
            raise _too_large()
        media_type, charset = claimed(request.headers.get("Content-Type", ""))
        async with self._room:
            writer = SpoolWriter(self._folder, self._settings.spill_above)
            try:
                head = _head(media_type, charset, name)
                writer.write(head)
                size, rest = 0, b""
                async for block in request.content.iter_any():
                    size += len(block)
                    if size > most:
                        raise _too_large()
                    block = rest + block
                    whole = len(block) - len(block) % _LINE
                    writer.write(_lines(block[:whole]))
                    rest = block[whole:]
                writer.write(_lines(rest))
                payload = writer.finish()
            except OSError:
                raise MatrixError(
                    507, "M_UNKNOWN", "There is no room for this upload now."
                ) from None
            finally:
                writer.discard()
            sent = media_type + (f"; charset={charset}" if charset else "")
            forward = _Upload(self._upstream, request.method, match.path, token, sent, name)
            forward.original(payload, len(head), size)
            return await self._forwarder.file(requester, "message/global", payload, forward)


def claimed(value: str) -> tuple[str, str]:
    """Type and charset that a client claims, if they are such; nothing else of the header."""
    found = _TYPE.match(value)
    media_type = found[0].lower() if found else "application/octet-stream"
    if media_type.startswith("multipart/") or media_type == MEDIA_TYPE:
        media_type = "application/octet-stream"
    charset = _CHARSET.search(value)
    return media_type, charset[1] if charset else ""


def _too_large() -> MatrixError:
    return MatrixError(413, "M_TOO_LARGE", "This file is too large.")


def _head(media_type: str, charset: str, name: str) -> bytes:
    lines = [f"Content-Type: {media_type}" + (f'; charset="{charset}"' if charset else "")]
    lines.append("MIME-Version: 1.0")
    named = f"; filename*=utf-8''{quote(name, safe='')}" if name else ""
    lines.append(f"Content-Disposition: attachment{named}")
    lines.append("Content-Transfer-Encoding: base64")
    return "\r\n".join([*lines, "", ""]).encode()


def _lines(block: bytes) -> bytes:
    encoded = base64.b64encode(block)
    return b"".join(encoded[at : at + 76] + b"\r\n" for at in range(0, len(encoded), 76))


class _Upload(ForwardedRequest):
    """Sends the file on: the bytes that came, or what a redaction left of them."""

    def __init__(
        self,
        upstream: UpstreamClient,
        method: str,
        path: str,
        token: str,
        media_type: str,
        name: str,
    ) -> None:
        super().__init__()
        self._upstream, self._method, self._path, self._token = upstream, method, path, token
        self._type, self._name = media_type, name
        self._original: Payload | None = None
        self._head = self._size = 0

    def original(self, payload: Payload, head: int, size: int) -> None:
        """What came: bytes of the header before it, and of the file."""
        self._original, self._head, self._size = payload, head, size

    async def _carry(self, payload: Payload) -> UpstreamResponse:
        name, size, media_type = self._name, self._size, self._type
        body: bytes | AsyncIterator[bytes] = self._decoded(payload)
        if payload is not self._original:
            name, kind, changed = await asyncio.to_thread(_unpacked, payload.read())
            body, size = changed, len(changed)
            if kind != media_type.partition(";")[0]:  # a note in the place of the file
                media_type = f"{kind}; charset=utf-8"
        return await self._upstream.ask(
            self._method,
            self._path,
            self._token,
            query=f"filename={quote(name, safe='')}" if name else "",
            body=body,
            headers={"Content-Type": media_type, "Content-Length": str(size)},
            signed=True,
        )

    async def _decoded(self, payload: Payload) -> AsyncIterator[bytes]:
        """The file's bytes again; lines of 76 characters make whole quanta."""
        skip, rest = self._head, b""
        for block in payload.chunks():
            taken = block[skip:]
            skip = max(0, skip - len(block))
            taken = rest + taken.replace(b"\r", b"").replace(b"\n", b"")
            whole = len(taken) - len(taken) % 4
            rest = taken[whole:]
            if whole:
                yield base64.b64decode(taken[:whole])


def _unpacked(data: bytes) -> tuple[str, str, bytes]:
    """Name, media type and bytes of the attachment in a redacted message."""
    part = mime.parse(data)
    body = transfer.decode(data[part.body_start : part.body_end], part.encoding).data
    return (part.names or ("",))[0], part.media_type, body
