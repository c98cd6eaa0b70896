"""One mail transaction: MAIL and RCPT mirrored, DATA or BDAT received, handed to the gateway.

MAIL and RCPT go to the far side at once and its replies come back as they are (T5). What a client
pipelined is pipelined on where the far side offers it (T6, RFC 2920): replies keep their order.
"""

from __future__ import annotations

from asyncio import Future
from dataclasses import dataclass

from dlp.proxies.smtp.data import ChunkSplitter, DataSplitter, IntakeError, MessageIntake
from dlp.proxies.smtp.mirror import Mirror
from dlp.proxies.smtp.relay import carry
from dlp.proxies.smtp.session_client import SessionClient, SessionOver
from dlp.smtp import grammar
from dlp.smtp.client import Garbled, SmtpError
from dlp.smtp.grammar import Bad, Path
from dlp.smtp.reply import Reply, say

#: most envelope commands that wait for the far side at once
_BATCH = 100
_INTAKE_ERRORS = {
    IntakeError.SIZE: (552, "5.3.4", "Message too large"),
    IntakeError.UNCLEAN: (550, "5.6.0", "Bare CR, LF or NUL in message data"),
    IntakeError.BUFFER: (452, "4.3.1", "Too much mail at once, try again later"),
    IntakeError.DISK: (452, "4.3.1", "Insufficient system storage"),
}


@dataclass(slots=True)
class _PendingCommand:
    """An envelope command that was answered here (`answer`) or is asked of the far side."""

    path: Path | None
    line: bytes = b""
    answer: bytes = b""
    future: Future[Reply] | None = None


class Transaction:
    """The transaction that is open in a session, if any; the next one reuses the object."""

    def __init__(self, client: SessionClient, mirror: Mirror) -> None:
        self._client = client
        self._context = client.context
        self._mirror = mirror
        self._sender: Path | None = None
        self._recipients: list[Path] = []
        self._pending: list[_PendingCommand] = []
        self._chunks: MessageIntake | None = None

    @property
    def open(self) -> bool:
        return self._sender is not None

    async def reset(self) -> None:
        """Forgets the transaction here and at the far side."""
        self._sender, self._recipients = None, []
        self._client.forwarded.clear()
        self.forget()
        await self._mirror.reset()

    def forget(self) -> None:
        """Gives back what a message that is on its way in has taken."""
        if self._chunks is not None:
            self._chunks.release()
            self._chunks = None

    # ------------------------------------------------------------------ envelope

    async def mail(self, argument: bytes) -> None:
        limits, context, client = self._context.limits, self._context, self._client
        if not self._client.helo:
            raise Bad(503, "5.5.1", "Say EHLO first")
        if self._sender is not None:
            raise Bad(503, "5.5.1", "Nested MAIL command")
        path = grammar.mail_path(argument)
        size = 0
        if path.params:
            size = self._parameters(path)
        elif not path.address.isascii():
            raise Bad(553, "5.6.7", "The address needs SMTPUTF8")
        if limits.message_size and size > limits.message_size:
            raise Bad(552, "5.3.4", "Message too large")
        if not client.trusted and context.message_rate.exceeded(client.address):
            client.refuse(451, "4.7.1", "Too many messages, try again later")
            return
        if not context.buffer.has(size):
            self._client.refuse(452, "4.3.1", "Too much mail at once, try again later")
            return
        if not context.has_space():
            self._client.refuse(452, "4.3.1", "Insufficient system storage")
            return
        far = await self._mirror.ready()
        params = b" " + path.params if path.params else b""
        line = b"MAIL FROM:<" + path.address + b">" + params
        self._sender, self._recipients = path, []
        self._pending.append(_PendingCommand(path, line, future=far.send(line)))
        await self._settle_unless_more()

    def _parameters(self, path: Path) -> int:
        """Checks what concerns us; the rest is the far side's to judge. The declared size."""
        keys = path.keys
        size = keys.get(b"SIZE", b"0")
        if not size.isdigit() or len(size) > 20:
            raise Bad(501, "5.5.4", "Syntax: SIZE=octets")
        if keys.get(b"BODY", b"").upper() == b"BINARYMIME":
            raise Bad(555, "5.5.4", "BINARYMIME is not offered")
        if not path.address.isascii() and b"SMTPUTF8" not in keys:
            raise Bad(553, "5.6.7", "The address needs SMTPUTF8")
        if b"REQUIRETLS" in keys:
            far = self._mirror.connection
            safe = self._client.tls and far is not None and far.verified
            if not safe or far is None or "REQUIRETLS" not in far.extensions:
                raise Bad(550, "5.7.30", "REQUIRETLS support required")
        return int(size)

    async def rcpt(self, argument: bytes) -> None:
        try:
            if self._sender is None:
                raise Bad(503, "5.5.1", "Need MAIL first")
            path = grammar.rcpt_path(argument)
            if not path.address.isascii() and b"SMTPUTF8" not in self._sender.keys:
                raise Bad(553, "5.6.7", "The address needs SMTPUTF8")
        except Bad as bad:
            if not self._pending:
                raise
            self._client.errors += 1
            self._pending.append(
                _PendingCommand(None, answer=say(bad.code, bad.enhanced, bad.text))
            )
            self._context.count_reply(bad.code)
            await self._settle_unless_more()
            return
        most = self._context.limits.recipients
        if len(self._recipients) + len(self._pending) >= most:
            await self.settle()  # those that wait may be refused, or are one too many already
        if self._sender is None:
            answer = say(503, "5.5.1", "Need MAIL first")
            self._pending.append(_PendingCommand(None, answer=answer))
        elif len(self._recipients) >= most:
            self._context.count_reply(452)
            self._pending.append(
                _PendingCommand(None, answer=say(452, "4.5.3", "Too many recipients"))
            )
        else:
            far = self._mirror.connection
            assert far is not None  # it took MAIL; if it is gone by now, the future says so
            params = b" " + path.params if path.params else b""
            line = b"RCPT TO:<" + path.address + b">" + params
            self._pending.append(_PendingCommand(path, line, future=far.send(line)))
        await self._settle_unless_more()

    async def _settle_unless_more(self) -> None:
        """Waits for replies, unless the client has sent the next RCPT already (RFC 2920)."""
        far = self._mirror.connection
        if (
            far is None
            or "PIPELINING" not in far.extensions
            or len(self._pending) >= _BATCH
            or not self._client.wire.upcoming(b"RCPT ")
        ):
            await self.settle()

    async def settle(self) -> None:
        """The replies to what was asked, in order, in one write; the transaction as they say."""
        pending, self._pending = self._pending, []
        if not pending:
            return
        replies = await self._replies(pending)
        out: list[bytes] = []
        last = None
        for question, reply in zip(pending, replies, strict=True):
            if reply is None or question.path is None:
                out.append(question.answer)
                continue
            out.append(reply.raw)
            last = reply if reply.code == 421 else last
            yes = 200 <= reply.code < 300
            if reply.ok and not yes:
                raise Garbled("mail", "a reply that is no answer")
            if question.line.startswith(b"MAIL"):
                if yes:
                    self._mirror.begin()
                else:
                    self._sender = None
            elif yes and self._sender is not None:
                self._recipients.append(question.path)
        self._client.wire.write(b"".join(out))
        if last is not None:
            raise SessionOver

    async def _replies(self, pending: list[_PendingCommand]) -> list[Reply | None]:
        try:
            return [await one.future if one.future is not None else None for one in pending]
        except SmtpError:
            # A far side that closed an idle connection while MAIL was on its way has seen nothing.
            mirror = self._mirror
            if not (pending[0].line.startswith(b"MAIL") and mirror.used) or mirror.authenticated:
                raise
        far = await self._mirror.renew()
        for one in pending:
            if one.future is not None:
                one.future = far.send(one.line)
        return [await one.future if one.future is not None else None for one in pending]

    # ------------------------------------------------------------------ the message

    async def data(self, argument: bytes) -> None:
        if argument.strip():
            raise Bad(501, "5.5.4", "Syntax: DATA")
        if self._chunks is not None:
            raise Bad(503, "5.5.1", "BDAT was used in this transaction")
        self._need_recipients()
        limits = self._context.limits
        intake = self._intake(DataSplitter(self._normalise))
        self._client.wire.write(b"354 End data with <CR><LF>.<CR><LF>\r\n")
        try:
            await self._client.wire.data(intake.feed, limits.data_idle, limits.data_total)
            await self._finish(intake)
        finally:
            intake.release()

    async def bdat(self, argument: bytes) -> None:
        size, last = grammar.bdat(argument)
        limits = self._context.limits
        if self._sender is None or not self._recipients:
            # the octets come, whether we want them or not (RFC 3030 §2)
            drain = ChunkSplitter()
            drain.expect(size)
            if size:
                await self._client.wire.data(
                    lambda data: drain.feed(data)[1], limits.data_idle, limits.data_total
                )
            self._need_recipients()
        if self._chunks is None:
            self._chunks = self._intake(ChunkSplitter(self._normalise))
        intake = self._chunks
        assert isinstance(intake.splitter, ChunkSplitter)
        intake.splitter.expect(size)
        if size:
            await self._client.wire.data(intake.feed, limits.data_idle, limits.data_total)
        if last:
            self._chunks = None
            try:
                await self._finish(intake)
            finally:
                intake.release()
        elif intake.error is not None:
            self._client.refuse(*_INTAKE_ERRORS[intake.error])
        else:
            self._client.wire.write(say(250, "2.0.0", f"{size} octets received"))

    def _need_recipients(self) -> None:
        if self._sender is None:
            raise Bad(503, "5.5.1", "Need MAIL first")
        if not self._recipients:
            raise Bad(554, "5.5.1", "No valid recipients")

    @property
    def _normalise(self) -> bool:
        return self._context.listener.bare_newlines == "normalise"

    def _intake(self, splitter: DataSplitter | ChunkSplitter) -> MessageIntake:
        context, limits = self._context, self._context.limits
        return MessageIntake(
            splitter, context.buffer, limits.message_size, context.folder, limits.spill_above
        )

    async def _finish(self, intake: MessageIntake) -> None:
        payload = intake.finish()
        if payload is None:
            assert intake.error is not None
            await self._mirror.reset()
            code, enhanced, text = _INTAKE_ERRORS[intake.error]
            self._context.count_reply(code)
            replies = [say(code, enhanced, text)] * (
                len(self._recipients) if self._client.lmtp else 1
            )
        else:
            assert self._sender is not None
            replies = await carry(
                self._context,
                self._mirror,
                self._client.envelope(self._sender, self._recipients),
                payload,
            )
        self._sender, self._recipients = None, []
        self._client.forwarded.clear()
        self._client.wire.write(b"".join(replies))
        if any(reply.startswith(b"421") for reply in replies):
            raise SessionOver
