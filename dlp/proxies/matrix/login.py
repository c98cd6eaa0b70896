"""What tells a client where its homeserver is: it must be us, or the client goes round us.

`.well-known/matrix/client`, and `well_known` in the answers to login and registration. The name of
the new device, which others may see, is read before it goes on.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from dlp.config.matrix import MatrixSettings, RestrictionMode
from dlp.proxies.matrix.forwarding import RequestForwarder, serialised
from dlp.proxies.matrix.lookup import Requester
from dlp.proxies.matrix.responses import CORS, MatrixError, json_object
from dlp.proxies.matrix.routes import RouteMatch
from dlp.proxies.matrix.upstream import UpstreamClient, UpstreamResponse, forwarded, kept

#: what others see of an account: the name of the device, and at a registration the user's
_NAMES = ("initial_device_display_name", "username")


async def answer(
    request: web.BaseRequest,
    match: RouteMatch,
    settings: MatrixSettings,
    upstream: UpstreamClient,
    forwarder: RequestForwarder,
) -> web.StreamResponse:
    """The homeserver's answer with our address in it."""
    data: bytes | None = None
    if request.method not in ("GET", "HEAD"):
        data = await body(request, settings.body_size)
        if data:
            data = await _named(data, forwarder)
    headers = kept(request.headers)
    for name in ("Accept-Encoding", "Content-Encoding"):
        headers.popall(name, None)
    headers.update(forwarded(request))
    far = await upstream.ask(
        request.method,
        match.path,
        query=request.raw_path.partition("?")[2],
        body=data,
        headers=headers,
    )
    if match.route.segments[0] == ".well-known":
        return _discovery(far, settings)
    said = far.json()
    if isinstance(said, dict) and "well_known" in said:
        said["well_known"] = {**_mapping(said["well_known"]), "m.homeserver": _ours(settings)}
        far = UpstreamResponse(far.status, far.headers, serialised(said))
    return far.response()


async def body(request: web.BaseRequest, most: int) -> bytes:
    """A request's body; MatrixError 413 above `most` bytes."""
    too_large = MatrixError(413, "M_TOO_LARGE", "This request is too large.")
    if (request.content_length or 0) > most:
        raise too_large
    blocks: list[bytes] = []
    size = 0
    async for block in request.content.iter_any():
        size += len(block)
        if size > most:
            raise too_large
        blocks.append(block)
    return b"".join(blocks)


async def _named(data: bytes, forwarder: RequestForwarder) -> bytes:
    said = json_object(data)
    named = {name: said[name] for name in _NAMES if said.get(name)}
    if named:
        said |= await forwarder.words(Requester("", ""), "device", named)
    return serialised(said)


def _discovery(far: UpstreamResponse, settings: MatrixSettings) -> web.Response:
    said: dict[str, Any] = _mapping(far.json()) if far.status == 200 else {}
    said["m.homeserver"] = _ours(settings)
    if settings.restrictions.keys is RestrictionMode.REFUSE:
        said["io.element.e2ee"] = {"default": False, "force_disable": True}
    headers = {**CORS, "Content-Type": "application/json"}
    return UpstreamResponse(200, headers, serialised(said)).response()


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _ours(settings: MatrixSettings) -> dict[str, str]:
    return {"base_url": settings.public_url}
