"""One client's SMTP or LMTP session, mirrored to the far side (RFC 5321, 2033, 3207, 4954).

One task reads one command after the other and answers it. `transaction` does what concerns a mail;
here is what concerns the session: greeting, TLS, AUTH, XFORWARD, errors, the end.
"""

from __future__ import annotations

import asyncio
import re
from asyncio import CancelledError
from collections.abc import Awaitable, Callable

from dlp.config import Tls
from dlp.proxies.smtp.auth import AUTH_LINE, AUTH_STEPS, ClaimedIdentity
from dlp.proxies.smtp.listener_context import ListenerContext, log
from dlp.proxies.smtp.mirror import XFORWARD, Mirror
from dlp.proxies.smtp.session_client import SessionClient, SessionOver
from dlp.proxies.smtp.transaction import Transaction
from dlp.proxies.smtp.wire import ClientGone, ClientIdle, ClientWire, LineTooLong
from dlp.smtp import grammar
from dlp.smtp.client import SmtpError
from dlp.smtp.grammar import Bad
from dlp.smtp.reply import say, say_lines

_DIRTY = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
#: another protocol that was pointed at us (RFC 5321 knows none of these)
_FOREIGN = re.compile(rb"(?:GET|POST|PUT|HEAD|OPTIONS|CONNECT) |[A-Za-z-]+: ", re.IGNORECASE)
#: what may be said before STARTTLS where TLS is required (RFC 3207 §4)
_IN_CLEAR = frozenset((b"EHLO", b"LHLO", b"HELO", b"NOOP", b"QUIT", b"RSET", b"STARTTLS"))
#: a command other than AUTH is no longer than this (RFC 5321 says 512, extensions add to it)
_COMMAND = 4096
_ATTRIBUTE = re.compile(r"([A-Za-z]+)=([\x21-\x7e]{1,255})")
_GOING = ("4.3.2", "Shutting down, try again later")
_NOBODY = "The mail server behind us is not available"


class Session:
    """A session of `wire`, from greeting to close. `run` is its one task."""

    def __init__(self, context: ListenerContext, wire: ClientWire, address: str, tls: bool) -> None:
        self._context = context
        self._wire = wire
        self._client = SessionClient(context, wire, address, tls)
        self._mirror = Mirror(context)
        self._transaction = Transaction(self._client, self._mirror)
        self._leaving = False
        transaction = self._transaction
        self._commands: dict[bytes, Callable[[bytes], Awaitable[None]]] = {
            b"MAIL": transaction.mail,
            b"RCPT": transaction.rcpt,
            b"DATA": transaction.data,
            b"BDAT": transaction.bdat,
            b"RSET": self._rset,
            b"EHLO": self._ehlo,
            b"LHLO": self._lhlo,
            b"HELO": self._helo,
            b"STARTTLS": self._starttls,
            b"AUTH": self._auth,
            b"XFORWARD": self._xforward,
            b"NOOP": self._noop,
            b"VRFY": self._vrfy,
            b"EXPN": self._expn,
            b"HELP": self._help,
            b"QUIT": self._quit,
        }

    def leave(self) -> None:
        """Shutdown: an open transaction may end, a new one may not begin."""
        self._leaving = True
        if self._wire.resting:
            self._wire.interrupt()

    # ------------------------------------------------------------------ the task

    async def run(self) -> None:
        """Greets and answers until either side has enough. Raises only cancellation."""
        wire, limits, client = self._wire, self._context.limits, self._client
        kind = "LMTP" if client.lmtp else "ESMTP"
        try:
            if limits.greet_delay:
                await asyncio.sleep(limits.greet_delay)
                if wire.spoke:
                    client.refuse(554, "5.5.1", "You spoke before the greeting")
                    raise SessionOver
            wire.write(f"220 {self._context.hostname} {kind}\r\n".encode("ascii", "replace"))
            while True:
                if self._leaving and not self._transaction.open:
                    client.farewell(*_GOING)
                wire.resting = not self._transaction.open
                line = await wire.line(limits.command_line, limits.idle)
                wire.resting = False
                await self._command(line)
        except (ClientGone, SessionOver):
            pass
        except LineTooLong:
            client.refuse(500, "5.5.6", "Line too long")
        except ClientIdle:
            if self._leaving:
                client.refuse(421, *_GOING)
            else:
                client.refuse(421, "4.4.2", "Timeout, closing connection")
        except CancelledError:
            client.refuse(421, *_GOING)
            raise
        except Exception as error:
            log.error("a session ended by %s", type(error).__name__)
            client.refuse(421, "4.3.0", "Internal error, try again later")
        finally:
            self._transaction.forget()
            wire.close()
            await self._mirror.close()

    async def _command(self, line: bytes) -> None:
        client = self._client
        try:
            try:
                verb, _, argument = line.partition(b" ")
                await self._handler(verb.upper(), line)(argument)
            except Bad as bad:
                await self._transaction.settle()
                client.refuse(bad.code, bad.enhanced, bad.text)
                client.errors += 1
        except SmtpError as error:
            self._context.count_failure(error.reason)
            log.warning("%s: the far side failed: %s", self._context.listener.name, error)
            client.farewell("4.4.2", _NOBODY)
        if client.errors >= self._context.limits.errors:
            client.farewell("4.7.0", "Too many errors")

    def _handler(self, verb: bytes, line: bytes) -> Callable[[bytes], Awaitable[None]]:
        """What answers this line. Bad where it is no command, or none that may be said now."""
        client = self._client
        if _DIRTY.search(line):
            raise Bad(500, "5.5.2", "Control character or bare line end in a command")
        handler = self._commands.get(verb)
        if handler is None:
            if _FOREIGN.match(line):
                client.refuse(521, "5.7.0", "This is a mail server")
                raise SessionOver
            raise Bad(500, "5.5.2", "Command not recognised")
        if len(line) > _COMMAND and verb != b"AUTH":
            raise Bad(500, "5.5.6", "Line too long")
        if self._context.listener.require_tls and not client.tls and verb not in _IN_CLEAR:
            raise Bad(530, "5.7.0", "Must issue a STARTTLS command first")
        return handler

    # ------------------------------------------------------------------ greeting

    async def _ehlo(self, argument: bytes) -> None:
        if self._client.lmtp:
            raise Bad(500, "5.5.1", "This is LMTP, say LHLO")
        await self._hello(argument)

    async def _lhlo(self, argument: bytes) -> None:
        if not self._client.lmtp:
            raise Bad(500, "5.5.1", "This is SMTP, say EHLO")
        await self._hello(argument)

    async def _helo(self, argument: bytes) -> None:
        if self._client.lmtp:
            raise Bad(500, "5.5.1", "This is LMTP, say LHLO")
        await self._hello(argument, extended=False)

    async def _hello(self, argument: bytes, extended: bool = True) -> None:
        client = self._client
        name = grammar.host_name(argument)
        if name is None:
            raise Bad(501, "5.5.4", "Syntax: a host name or an address literal")
        await self._transaction.reset()
        lines = [self._context.hostname]
        if extended:
            await self._mirror.ready()
            lines += self._mirror.offers(tls=client.tls, trusted=client.trusted)
        client.helo, client.extended = name, extended
        self._wire.write(say_lines(250, lines))

    async def _starttls(self, argument: bytes) -> None:
        client, context = self._client, self._context.tls
        if context is None or self._context.listener.tls is Tls.IMPLICIT or client.tls:
            raise Bad(503, "5.5.1", "STARTTLS is not offered")
        if argument.strip():
            raise Bad(501, "5.5.4", "Syntax: STARTTLS")
        await self._transaction.reset()
        await self._wire.start_tls(context, say(220, "2.0.0", "Ready to start TLS"), 30.0)
        # all that was learnt in clear is forgotten (RFC 3207 §4.2)
        client.tls = True
        client.helo, client.extended, client.forwarded = b"", False, {}

    # ------------------------------------------------------------------ AUTH

    async def _auth(self, argument: bytes) -> None:
        client, mirror = self._client, self._mirror
        if self._transaction.open or client.authenticated or not client.extended:
            raise Bad(503, "5.5.1", "AUTH is not allowed now")
        name, _, initial = argument.strip(b" ").partition(b" ")
        mechanism = name.decode("ascii", "replace").upper()
        far = await mirror.ready()
        offered = mirror.mechanisms(tls=client.tls).split()
        if not offered and not client.tls and "AUTH" in far.extensions:
            raise Bad(538, "5.7.11", "Encryption required for authentication")
        if mechanism not in offered:
            raise Bad(504, "5.5.4", "Authentication mechanism not offered")
        claim = ClaimedIdentity(mechanism)
        initial = initial.strip(b" ")
        if initial:
            claim.read(initial)
        reply = await far.send(b"AUTH " + name + (b" " + initial if initial else b""))
        for _ in range(AUTH_STEPS):
            if reply.code != 334:
                break
            self._wire.write(reply.raw)
            line = await self._wire.line(AUTH_LINE, self._context.limits.idle)
            if _DIRTY.search(line):
                await far.send(b"*")
                raise Bad(501, "5.5.2", "Control character in a response")
            if line != b"*":
                claim.read(line)
            reply = await far.send(line)
        if reply.code == 334:
            client.farewell("4.7.0", "Too many challenges")
        if reply.code == 235:
            client.authenticated = mirror.authenticated = True
            client.identity = claim.identity
        self._wire.write(reply.raw)
        if reply.code == 421:
            raise SessionOver
        client.errors += not reply.ok  # guessing passwords ends like other nonsense

    # ------------------------------------------------------------------ others

    async def _xforward(self, argument: bytes) -> None:
        client = self._client
        if not client.trusted:
            raise Bad(550, "5.7.0", "Not authorised")
        if self._transaction.open or not client.helo:
            raise Bad(503, "5.5.1", "XFORWARD is not allowed now")
        attributes = []
        for word in argument.decode("ascii", "replace").split():
            found = _ATTRIBUTE.fullmatch(word)
            if found is None or found[1].upper() not in XFORWARD:
                raise Bad(501, "5.5.4", "Syntax: XFORWARD attribute=value")
            attributes.append((found[1].upper(), found[2]))
        await self._mirror.xforward(attributes)
        client.forwarded.update(attributes)
        self._wire.write(say(250, "2.0.0", "Ok"))

    async def _rset(self, _: bytes) -> None:
        await self._transaction.reset()
        self._wire.write(say(250, "2.0.0", "Ok"))

    async def _noop(self, _: bytes) -> None:
        self._wire.write(say(250, "2.0.0", "Ok"))

    async def _vrfy(self, _: bytes) -> None:
        # who exists is told at RCPT, by the far side and nobody else (RFC 5321 §7.3)
        self._wire.write(say(252, "2.5.0", "Cannot verify, will try to deliver"))

    async def _expn(self, _: bytes) -> None:
        raise Bad(502, "5.5.1", "EXPN is not available")

    async def _help(self, _: bytes) -> None:
        self._wire.write(say(214, "2.0.0", "See RFC 5321"))

    async def _quit(self, _: bytes) -> None:
        self._wire.write(say(221, "2.0.0", "Bye"))
        raise SessionOver
