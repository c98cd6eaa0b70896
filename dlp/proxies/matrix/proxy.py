"""The listener: what the table says of each request, done (routes.yaml)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from dlp.config.matrix import MatrixSettings
from dlp.errors import ConfigError
from dlp.protocols import ProxyContext
from dlp.proxies.matrix import login, networks
from dlp.proxies.matrix.forwarding import InspectedRequest, Redirected, RequestForwarder, server_of
from dlp.proxies.matrix.lookup import ExpiringCache, HomeserverLookup, Requester
from dlp.proxies.matrix.media import Uploads
from dlp.proxies.matrix.responses import CORS, MatrixError, forbidden, json_object
from dlp.proxies.matrix.routes import RouteMatch, Treatment, table
from dlp.proxies.matrix.upstream import UpstreamClient, UpstreamResponse

log = logging.getLogger("dlp.matrix")

_DELAY = frozenset(("org.matrix.msc4140.delay", "delay"))
_GONE = frozenset(("logout", "all", "deactivate", "password", "delete_devices", "refresh"))


class MatrixProxy:
    """The Matrix proxy: one listener in front of one homeserver."""

    def __init__(self, settings: MatrixSettings, context: ProxyContext) -> None:
        """ConfigError where the section is not complete."""
        if settings.listen is None:
            raise ConfigError("matrix.listen", "is not set")
        for name in ("server_name", "public_url"):
            if not getattr(settings, name):
                raise ConfigError(f"matrix.{name}", "is not set", "clients would leave the proxy")
        self._settings, self._table = settings, table()
        known = networks.load(
            settings.networks_file, settings.networks, settings.server_name, settings.appservices
        )
        self._upstream = UpstreamClient(settings)
        self._lookup = HomeserverLookup(settings, self._upstream, known)
        self._forwarder = RequestForwarder(settings, context, self._upstream, self._lookup, known)
        self._uploads = Uploads(settings, self._forwarder, self._upstream, context.folder)
        self._done: ExpiringCache[UpstreamResponse] = ExpiringCache(settings.remember, 20_000)
        self._doing: dict[bytes, asyncio.Task[UpstreamResponse]] = {}
        self._runner: web.ServerRunner | None = None
        self._port = 0

    @property
    def addresses(self) -> Mapping[str, str]:
        """``{"matrix": "host:port"}`` once it listens."""
        assert self._settings.listen is not None
        return {"matrix": f"{self._settings.listen.host}:{self._port}"} if self._port else {}

    async def start(self) -> None:
        assert self._settings.listen is not None
        await self._upstream.start()
        # A client that goes away ends its long poll at the homeserver; what is being decided goes
        # on, as it runs in a task of its own.
        server = web.Server(self._serve, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=10)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.listen.host, self._settings.listen.port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    def reload(self) -> None:
        """Nothing: TLS ends in front of it."""

    async def aclose(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self._doing:
            await asyncio.gather(*self._doing.values(), return_exceptions=True)
        await self._upstream.aclose()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except MatrixError as refusal:
            return refusal.response()
        except Redirected as redirected:
            return redirected.refusal.response()
        except (asyncio.CancelledError, ConnectionError):
            raise
        except Exception as error:  # its text could quote the request
            log.error("a request failed: %s", type(error).__name__)
            return MatrixError(500, "M_UNKNOWN", "The gateway failed.").response()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        raw, _, query = request.raw_path.partition("?")
        if request.method == "OPTIONS":
            return web.Response(status=204, headers=CORS)
        match = self._table.match(request.method, raw)
        if match is None or "#" in query:
            raise MatrixError(404, "M_UNRECOGNIZED", "Unrecognized request")
        if match.treatment is None:
            raise MatrixError(405, "M_UNRECOGNIZED", "Unrecognized request method")
        if match.treatment is Treatment.REFUSE:
            raise forbidden("This is not allowed here.")
        if match.route.login:
            return await login.answer(
                request, match, self._settings, self._upstream, self._forwarder
            )
        if match.treatment is Treatment.PASS:
            return await self._pass(request, match, query)
        return await self._inspect(request, match, query)

    async def _pass(
        self, request: web.BaseRequest, match: RouteMatch, query: str
    ) -> web.StreamResponse:
        if match.route.segments[-1] in _GONE and (token := _token(request, _pairs(query))):
            self._lookup.forget_token(token)
        return await self._upstream.stream(request, match.path, query)

    async def _inspect(
        self, request: web.BaseRequest, match: RouteMatch, query: str
    ) -> web.StreamResponse:
        if "Content-Encoding" in request.headers:
            raise MatrixError(400, "M_NOT_JSON", "Bodies with a content encoding are not taken.")
        pairs = _pairs(query)
        if _DELAY & set(pairs):
            raise forbidden("Delayed events are not allowed here.")
        if match.route.operation == "fetch" and not _tokens(request, pairs):
            token, requester = (
                "",
                Requester("", ""),
            )  # media of old may be had without saying who asks
        else:
            token = _token(request, pairs)
            requester = await self._lookup.requester(token)
        wanted = {name: pairs[name] for name in match.route.query if name in pairs}
        if match.route.operation == "upload":
            name = (wanted.get("filename") or ("",))[0]
            work = self._uploads.take(request, match, requester, token, name)
            return (await self._shielded(work)).response()
        content = await _content(request, self._settings.body_size)
        method = "GET" if request.method == "HEAD" else request.method
        inspected = InspectedRequest(match, method, token, requester, content, wanted)
        if method == "GET":
            if not self._at_home(inspected):
                await self._forwarder.look_up(inspected)
                query = urlencode(wanted, doseq=True)
            return await self._upstream.stream(request, match.path, query, token)
        return (await self._once(inspected)).response()

    def _at_home(self, inspected: InspectedRequest) -> bool:
        """Whether a lookup stays on the own homeserver."""
        own, match = self._settings.server_name, inspected.match
        if match.route.operation == "directory-search" and "server" not in inspected.query:
            return True
        room = match.params.get("roomish", "").startswith("!")
        return (room and "via" not in inspected.query) or (
            server_of(inspected) == own and "via" not in inspected.query
        )

    async def _once(self, inspected: InspectedRequest) -> UpstreamResponse:
        """The same request of the same device is decided once, and answered alike."""
        key = inspected.key
        if key is None:
            return await self._shielded(self._decided(inspected))
        if (done := self._done.get(key)) is not None:
            return done
        task = self._doing.get(key)
        if task is None:
            task = asyncio.create_task(self._decided(inspected))
            self._doing[key] = task
            task.add_done_callback(lambda ended: self._remember(key, ended))
        return await asyncio.shield(task)

    async def _decided(self, inspected: InspectedRequest) -> UpstreamResponse:
        try:
            return await self._forwarder.send(inspected)
        except MatrixError as refusal:
            made = refusal.response()
            assert isinstance(made.body, bytes)
            headers = {**CORS, "Content-Type": "application/json"}
            return UpstreamResponse(made.status, headers, made.body, refusal.again)

    def _remember(self, key: bytes, task: asyncio.Task[UpstreamResponse]) -> None:
        del self._doing[key]
        if task.cancelled() or task.exception() is not None:
            return
        answer = task.result()
        if not answer.again and answer.status < 500 and answer.status not in (401, 429):
            self._done.put(key, answer)

    async def _shielded(self, work: Coroutine[None, None, UpstreamResponse]) -> UpstreamResponse:
        """What is under way is brought to its end, whether the client waits for it or not."""
        return await asyncio.shield(asyncio.create_task(work))


def _pairs(query: str) -> dict[str, tuple[str, ...]]:
    """Query parameters by name; MatrixError 400 where two programs would read them differently."""
    try:
        read = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise MatrixError(400, "M_INVALID_PARAM", "The query cannot be read.") from None
    found: dict[str, tuple[str, ...]] = {}
    for name, value in read:
        found[name] = (*found.get(name, ()), value)
    for name, values in found.items():
        if len(values) > 1 and name not in ("via", "server_name"):
            raise MatrixError(400, "M_INVALID_PARAM", "A query parameter stands there twice.")
    return found


def _tokens(request: web.BaseRequest, pairs: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [*request.headers.getall("Authorization", []), *pairs.get("access_token", ())]


def _token(request: web.BaseRequest, pairs: Mapping[str, tuple[str, ...]]) -> str:
    """The access token, from the header or the query but not both."""
    tokens = _tokens(request, pairs)
    if len(tokens) != 1:
        text = "Ambiguous access token" if tokens else "Missing access token"
        raise MatrixError(401, "M_MISSING_TOKEN", text)
    if "access_token" in pairs:
        return tokens[0]
    scheme, _, token = tokens[0].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise MatrixError(401, "M_MISSING_TOKEN", "Missing access token")
    return token.strip()


async def _content(request: web.BaseRequest, most: int) -> dict[str, object]:
    data = await login.body(request, most)
    return json_object(data) if data else {}
