"""What tells a client where its homeserver is: it must be us, or the client goes round us.

`.well-known/matrix/client`, and `well_known` in the answers to login and registration. The name of
the new device, which others may see, is read before it goes on.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from dlp.config.matrix import GateMode, Matrix
from dlp.matrix.events import parse
from dlp.proxies.matrix.answers import CORS, Refusal
from dlp.proxies.matrix.people import Person
from dlp.proxies.matrix.routes import Match
from dlp.proxies.matrix.sending import Sending, serialised
from dlp.proxies.matrix.upstream import Answer, Upstream, forwarded, kept

#: what others see of an account: the name of the device, and at a registration the user's
_NAMES = ("initial_device_display_name", "username")


async def answer(
    request: web.BaseRequest,
    match: Match,
    settings: Matrix,
    upstream: Upstream,
    sending: Sending,
) -> web.StreamResponse:
    """The homeserver's answer with our address in it."""
    data: bytes | None = None
    if request.method not in ("GET", "HEAD"):
        data = await body(request, settings.body_size)
        if data:
            data = await _named(data, sending)
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
    if match.row.segments[0] == ".well-known":
        return _discovery(far, settings)
    said = far.json()
    if isinstance(said, dict) and "well_known" in said:
        said["well_known"] = {**_mapping(said["well_known"]), "m.homeserver": _ours(settings)}
        far = Answer(far.status, far.headers, serialised(said))
    return far.response()


async def body(request: web.BaseRequest, most: int) -> bytes:
    """A request's body; Refusal 413 above `most` bytes."""
    too_large = Refusal(413, "M_TOO_LARGE", "This request is too large.")
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


async def _named(data: bytes, sending: Sending) -> bytes:
    try:
        said = parse(data)
    except ValueError:
        raise Refusal(400, "M_NOT_JSON", "Content is not JSON that everybody reads alike") from None
    if not isinstance(said, dict):
        raise Refusal(400, "M_BAD_JSON", "Content must be a JSON object.")
    named = {name: said[name] for name in _NAMES if said.get(name)}
    if named:
        said |= await sending.words(Person("", ""), "device", named)
    return serialised(said)


def _discovery(far: Answer, settings: Matrix) -> web.Response:
    said: dict[str, Any] = _mapping(far.json()) if far.status == 200 else {}
    said["m.homeserver"] = _ours(settings)
    if settings.gates.keys is GateMode.REFUSE:
        said["io.element.e2ee"] = {"default": False, "force_disable": True}
    headers = {**CORS, "Content-Type": "application/json"}
    return Answer(200, headers, serialised(said)).response()


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _ours(settings: Matrix) -> dict[str, str]:
    return {"base_url": settings.public_url}
