"""The listener: what the table says of each request, done (routes.yaml)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from dlp.config.matrix import Matrix
from dlp.errors import ConfigError
from dlp.matrix.events import parse
from dlp.protocols import ProxyContext
from dlp.proxies.matrix import login, networks
from dlp.proxies.matrix.answers import CORS, Refusal, forbidden
from dlp.proxies.matrix.media import Uploads
from dlp.proxies.matrix.people import People, Person, Remembered
from dlp.proxies.matrix.routes import Match, Treatment, table
from dlp.proxies.matrix.sending import Redirected, Request, Sending, server_of
from dlp.proxies.matrix.upstream import Answer, Upstream

log = logging.getLogger("dlp.matrix")

_DELAY = frozenset(("org.matrix.msc4140.delay", "delay"))
_GONE = frozenset(("logout", "all", "deactivate", "password", "delete_devices", "refresh"))


class MatrixProxy:
    """The Matrix proxy: one listener in front of one homeserver."""

    def __init__(self, settings: Matrix, context: ProxyContext) -> None:
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
        self._upstream = Upstream(settings)
        self._people = People(settings, self._upstream, known)
        self._sending = Sending(settings, context, self._upstream, self._people, known)
        self._uploads = Uploads(settings, self._sending, self._upstream, context.folder)
        self._done: Remembered[Answer] = Remembered(settings.remember, 20_000)
        self._doing: dict[bytes, asyncio.Task[Answer]] = {}
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
        except Refusal as refusal:
            return refusal.response()
        except Redirected as redirected:
            return redirected.refusal.response()
        except (asyncio.CancelledError, ConnectionError):
            raise
        except Exception as error:  # its text could quote the request
            log.error("a request failed: %s", type(error).__name__)
            return Refusal(500, "M_UNKNOWN", "The gateway failed.").response()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        raw, _, query = request.raw_path.partition("?")
        if request.method == "OPTIONS":
            return web.Response(status=204, headers=CORS)
        match = self._table.match(request.method, raw)
        if match is None or "#" in query:
            raise Refusal(404, "M_UNRECOGNIZED", "Unrecognized request")
        if match.treatment is None:
            raise Refusal(405, "M_UNRECOGNIZED", "Unrecognized request method")
        if match.treatment is Treatment.REFUSE:
            raise forbidden("This is not allowed here.")
        if match.row.login:
            return await login.answer(request, match, self._settings, self._upstream, self._sending)
        if match.treatment is Treatment.PASS:
            return await self._pass(request, match, query)
        return await self._inspect(request, match, query)

    async def _pass(self, request: web.BaseRequest, match: Match, query: str) -> web.StreamResponse:
        if match.row.segments[-1] in _GONE and (token := _token(request, _pairs(query))):
            self._people.forget_token(token)
        return await self._upstream.stream(request, match.path, query)

    async def _inspect(
        self, request: web.BaseRequest, match: Match, query: str
    ) -> web.StreamResponse:
        if "Content-Encoding" in request.headers:
            raise Refusal(400, "M_NOT_JSON", "Bodies with a content encoding are not taken.")
        pairs = _pairs(query)
        if _DELAY & set(pairs):
            raise forbidden("Delayed events are not allowed here.")
        if match.row.operation == "fetch" and not _tokens(request, pairs):
            token, person = "", Person("", "")  # media of old may be had without saying who asks
        else:
            token = _token(request, pairs)
            person = await self._people.who(token)
        wanted = {name: pairs[name] for name in match.row.query if name in pairs}
        if match.row.operation == "upload":
            name = (wanted.get("filename") or ("",))[0]
            work = self._uploads.take(request, match, person, token, name)
            return (await self._shielded(work)).response()
        content = await _content(request, self._settings.body_size)
        method = "GET" if request.method == "HEAD" else request.method
        asked = Request(match, method, token, person, content, wanted)
        if method == "GET":
            if not self._at_home(asked):
                await self._sending.look_up(asked)
                query = urlencode(wanted, doseq=True)
            return await self._upstream.stream(request, match.path, query, token)
        return (await self._once(asked)).response()

    def _at_home(self, asked: Request) -> bool:
        """Whether a lookup stays on the own homeserver."""
        own = self._settings.server_name
        if asked.match.row.operation == "directory-search" and "server" not in asked.query:
            return True
        room = asked.match.params.get("roomish", "").startswith("!")
        return (room and "via" not in asked.query) or (
            server_of(asked) == own and "via" not in asked.query
        )

    async def _once(self, asked: Request) -> Answer:
        """The same request of the same device is decided once, and answered alike."""
        key = asked.key
        if key is None:
            return await self._shielded(self._decided(asked))
        if (done := self._done.get(key)) is not None:
            return done
        task = self._doing.get(key)
        if task is None:
            task = asyncio.create_task(self._decided(asked))
            self._doing[key] = task
            task.add_done_callback(lambda ended: self._remember(key, ended))
        return await asyncio.shield(task)

    async def _decided(self, asked: Request) -> Answer:
        try:
            return await self._sending.send(asked)
        except Refusal as refusal:
            made = refusal.response()
            assert isinstance(made.body, bytes)
            headers = {**CORS, "Content-Type": "application/json"}
            return Answer(made.status, headers, made.body, refusal.again)

    def _remember(self, key: bytes, task: asyncio.Task[Answer]) -> None:
        del self._doing[key]
        if task.cancelled() or task.exception() is not None:
            return
        answer = task.result()
        if not answer.again and answer.status < 500 and answer.status not in (401, 429):
            self._done.put(key, answer)

    async def _shielded(self, work: Coroutine[None, None, Answer]) -> Answer:
        """What is under way is brought to its end, whether the client waits for it or not."""
        return await asyncio.shield(asyncio.create_task(work))


def _pairs(query: str) -> dict[str, tuple[str, ...]]:
    """Query parameters by name; Refusal 400 where two programs would read them differently."""
    try:
        read = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise Refusal(400, "M_INVALID_PARAM", "The query cannot be read.") from None
    found: dict[str, tuple[str, ...]] = {}
    for name, value in read:
        found[name] = (*found.get(name, ()), value)
    for name, values in found.items():
        if len(values) > 1 and name not in ("via", "server_name"):
            raise Refusal(400, "M_INVALID_PARAM", "A query parameter stands there twice.")
    return found


def _tokens(request: web.BaseRequest, pairs: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [*request.headers.getall("Authorization", []), *pairs.get("access_token", ())]


def _token(request: web.BaseRequest, pairs: Mapping[str, tuple[str, ...]]) -> str:
    """The access token, from the header or the query but not both."""
    tokens = _tokens(request, pairs)
    if len(tokens) != 1:
        text = "Ambiguous access token" if tokens else "Missing access token"
        raise Refusal(401, "M_MISSING_TOKEN", text)
    if "access_token" in pairs:
        return tokens[0]
    scheme, _, token = tokens[0].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(401, "M_MISSING_TOKEN", "Missing access token")
    return token.strip()


async def _content(request: web.BaseRequest, most: int) -> dict[str, object]:
    data = await login.body(request, most)
    if not data:
        return {}
    try:
        content = parse(data)
    except ValueError:
        raise Refusal(400, "M_NOT_JSON", "Content is not JSON that everybody reads alike") from None
    if not isinstance(content, dict):
        raise Refusal(400, "M_BAD_JSON", "Content must be a JSON object.")
    return content
