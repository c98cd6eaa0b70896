"""The listeners of the SMTP proxy: sockets, TLS, bounds on connections, a graceful end."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path
from typing import Any

from dlp import metrics
from dlp.config import SmtpListenerSettings, SmtpSettings, SocketAddress, Tls, ip_networks
from dlp.errors import ConfigError
from dlp.protocols import ProxyContext
from dlp.proxies.smtp import proxy_protocol
from dlp.proxies.smtp.limits import BufferBudget, ConnectionLimit, MessageRateLimit
from dlp.proxies.smtp.listener_context import ListenerContext, is_local
from dlp.proxies.smtp.session import Session
from dlp.proxies.smtp.trace import Tracer
from dlp.proxies.smtp.wire import ClientWire
from dlp.smtp.reply import say

#: seconds that open transactions have to end when the gateway stops
_GRACE = 30.0
_BACKLOG = 512
#: seconds that a client has for a TLS handshake
_HANDSHAKE = 30.0


class SmtpProxy:
    """The SMTP proxy: all listeners of a configuration, one gateway behind them."""

    def __init__(self, config: SmtpSettings, context: ProxyContext) -> None:
        """ConfigError where a listener cannot be as it is configured."""
        hostname = config.hostname or socket.getfqdn()
        tracer = Tracer(context.instance, hostname, context.secret)
        buffer = BufferBudget(config.limits.buffered)
        metrics.buffered_limit.set(config.limits.buffered)
        connections = ConnectionLimit(config.limits.connections, config.limits.connections_per_peer)
        message_rate = MessageRateLimit(config.limits.messages_per_minute)
        self._contexts = [
            ListenerContext(
                allowed=ip_networks(
                    listener.allowed_peers, f"smtp.listeners.{listener.name}.allowed_peers"
                ),
                listener=listener,
                limits=config.limits,
                hostname=hostname,
                handle=context.handle,
                tracer=tracer,
                buffer=buffer,
                connections=connections,
                message_rate=message_rate,
                folder=context.folder,
                has_space=context.has_space,
                tls=_tls_context(listener),
                trusted=ip_networks(
                    listener.trusted_peers, f"smtp.listeners.{listener.name}.trusted_peers"
                ),
                far_is_local=is_local(listener.downstream.address.host),
            )
            for listener in config.listeners
        ]
        self._listeners = [_Listener(context) for context in self._contexts]

    @property
    def addresses(self) -> dict[str, str]:
        """Where each listener listens, by name, as ``host:port``: the port that it really got."""
        return {one.name: one.address for one in self._listeners if one.address}

    async def start(self) -> None:
        """Opens all listeners, or none; OSError where an address cannot be had."""
        try:
            for listener in self._listeners:
                await listener.start()
        except OSError:
            await self.aclose(0.0)
            raise

    def reload(self) -> None:
        """Takes certificates and keys from their files again, for handshakes to come. ConfigError
        leaves all of them as they are."""
        renewed = [(one.tls, _chain(one.listener)) for one in self._contexts if one.tls is not None]
        for context, chain in renewed:
            context.load_cert_chain(*chain)

    async def aclose(self, grace: float = _GRACE) -> None:
        """No new connections; 421 to who is idle; open transactions get `grace` seconds."""
        for listener in self._listeners:
            listener.close()
        tasks = [task for listener in self._listeners for task in listener.leave()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=5)


class _Listener:
    def __init__(self, context: ListenerContext) -> None:
        self._context = context
        self.name = context.listener.name
        #: ``host:port``, once it listens
        self.address = ""
        self._server: asyncio.Server | None = None
        self._accepting: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None
        self._sessions: dict[asyncio.Task[None], Session] = {}
        self._open = metrics.connections.labels(self.name)
        self._accepted = metrics.connection_attempts.labels(self.name, "accepted")
        self._refused = metrics.connection_attempts.labels(self.name, "refused")

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        listener, tls = self._context.listener, self._context.tls
        implicit = tls if listener.tls is Tls.IMPLICIT else None
        host, port = listener.listen.host, listener.listen.port
        if listener.proxy_protocol:
            self._socket = socket.create_server(
                (host, port),
                family=socket.AF_INET6 if ":" in host else socket.AF_INET,
                backlog=_BACKLOG,
            )
            self._socket.setblocking(False)
            self.address = _written(self._socket)
            self._accepting = asyncio.create_task(
                proxy_protocol.accept(self._socket, self._context.trusts, self._connect)
            )
            return
        self._server = await loop.create_server(
            lambda: ClientWire(self._made),
            host,
            port,
            ssl=implicit,
            ssl_handshake_timeout=_HANDSHAKE if implicit else None,
            backlog=_BACKLOG,
        )
        self.address = _written(self._server.sockets[0])

    async def _connect(self, client: socket.socket, address: str) -> None:
        """A connection whose PROXY header named `address`."""
        listener, tls = self._context.listener, self._context.tls
        await asyncio.get_running_loop().connect_accepted_socket(
            lambda: ClientWire(self._made, address),
            client,
            ssl=tls if listener.tls is Tls.IMPLICIT else None,
            ssl_handshake_timeout=_HANDSHAKE if listener.tls is Tls.IMPLICIT else None,
        )

    def _made(self, wire: ClientWire) -> None:
        peer = wire.peer
        context = self._context
        if not context.admits(peer):
            self._turn_away(wire, 554, "5.7.1", "Not allowed to connect here")
            return
        if not context.connections.acquire(peer, context.trusts(peer)):
            self._turn_away(wire, 421, "4.7.0", "Too many connections, try again later")
            return
        self._accepted.inc()
        self._open.inc()
        session = Session(context, wire, peer, context.listener.tls is Tls.IMPLICIT)
        task = asyncio.get_running_loop().create_task(session.run())
        self._sessions[task] = session
        task.add_done_callback(lambda done: self._ended(done, peer))

    def _turn_away(self, wire: ClientWire, code: int, enhanced: str, text: str) -> None:
        self._refused.inc()
        self._context.count_reply(code)
        wire.write(say(code, enhanced, text))
        wire.close()

    def _ended(self, task: asyncio.Task[None], peer: str) -> None:
        self._context.connections.release(peer)
        self._open.dec()
        del self._sessions[task]
        if not task.cancelled():
            task.exception()

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._accepting is not None:
            self._accepting.cancel()
        if self._socket is not None:
            self._socket.close()

    def leave(self) -> list[asyncio.Task[None]]:
        for session in self._sessions.values():
            session.leave()
        return list(self._sessions)


def _written(door: Any) -> str:
    host, port = door.getsockname()[:2]
    return str(SocketAddress(host=host, port=port))


def _tls_context(listener: SmtpListenerSettings) -> ssl.SSLContext | None:
    """The server context of a listener; ConfigError where its legs cannot be kept safe (T7)."""
    place = f"smtp.listeners.{listener.name}"
    far = listener.downstream
    local = is_local(far.address.host)
    if far.tls is Tls.OPPORTUNISTIC and not local:
        raise ConfigError(
            f"{place}.downstream.tls",
            "opportunistic TLS would be a downgrade on a leg that leaves this machine",
            "use starttls, implicit or none",
        )
    if listener.tls is Tls.NONE:
        if listener.require_tls:
            raise ConfigError(place, "require_tls without tls", "set tls: starttls or implicit")
        return None
    if far.tls in (Tls.NONE, Tls.OPPORTUNISTIC) and not local:
        raise ConfigError(
            f"{place}.downstream.tls",
            "clients use TLS, but the leg behind would leave this machine without",
            "set tls: starttls or implicit",
        )
    if listener.certificate is None:
        raise ConfigError(place, "tls without a certificate", "give certificate: and key:")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(*_chain(listener))
    return context


def _chain(listener: SmtpListenerSettings) -> tuple[Path, Path | None]:
    """Certificate and key of a listener; ConfigError where they do not make a pair."""
    assert listener.certificate is not None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(listener.certificate, listener.key)
    except (OSError, ssl.SSLError):
        raise ConfigError(
            f"smtp.listeners.{listener.name}.certificate",
            "the certificate and its key cannot be loaded",
            "look whether both files can be read and belong together",
        ) from None
    return listener.certificate, listener.key
