"""Both ends of a conversation with the proxy: a client that says exactly what it is told, and a
far side that is a real server whose answers a test may script."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from dlp.config import SmtpLimitSettings, SmtpListenerSettings, SmtpSettings
from dlp.model import Action, CutThrough, Message, Outcome, Receipt, Status, Verdict
from dlp.proxies.smtp import SmtpProxy
from housing.proxying import context

#: what a script may answer instead of a reply
DROP = b"<drop>"
SILENT = b"<silent>"

Script = Callable[[bytes], bytes | None]
ALL = ("PIPELINING", "SIZE 10000000", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES")


@dataclass
class Arrived:
    """A mail as the far side got it, with the envelope that it took."""

    sender: str
    recipients: list[str]
    content: bytes


class FarSide:
    """A mail server on a real socket. `on[verb](line)` may answer in its place.

    Verbs are as in SMTP, plus ``GREETING`` and ``.`` (the reply to the final dot, one for each
    recipient in LMTP).
    """

    def __init__(
        self,
        extensions: tuple[str, ...] = ALL,
        on: dict[str, Script] | None = None,
        lmtp: bool = False,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
    ) -> None:
        self.extensions, self.on, self.lmtp = extensions, on or {}, lmtp
        self.tls, self.implicit = tls, implicit
        self.lines: list[bytes] = []
        #: as they were on the wire, dots stuffed, without the end of data
        self.mails: list[bytes] = []
        #: the same without the stuffed dots, with their envelopes
        self.arrived: list[Arrived] = []
        self.connections = 0
        self.encrypted = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._reader: asyncio.StreamReader | None = None

    async def __aenter__(self) -> FarSide:
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, limit=2**26, ssl=self.tls if self.implicit else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def verbs(self) -> list[str]:
        return [line.split(b" ")[0].split(b":")[0].decode().upper() for line in self.lines]

    def pending(self) -> int:
        """Bytes that the client has sent beyond the command that is being answered."""
        assert self._reader is not None
        return len(self._reader._buffer)  # the only way to see what asyncio holds

    def stop(self) -> None:
        """Closes every connection, at once."""
        for task in self._tasks:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._reader = reader
        self.connections += 1
        self.encrypted = self.implicit
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._say(writer, "GREETING", b"", b"220 far.test ESMTP\r\n")
        accepted = 0
        sender, recipients = "", list[str]()
        while True:
            line = (await reader.readuntil(b"\n")).removesuffix(b"\r\n")
            self.lines.append(line)
            verb = line.split(b" ")[0].upper().decode()
            answer = b"250 2.0.0 Ok\r\n"
            if verb in ("EHLO", "LHLO"):
                accepted = 0
                words = ["far.test", *self.extensions]
                if self.tls and not self.encrypted:
                    words.append("STARTTLS")
                answer = b"".join(
                    f"250{'-' if at < len(words) - 1 else ' '}{word}\r\n".encode()
                    for at, word in enumerate(words)
                )
            elif verb == "RSET" or verb == "MAIL":
                accepted = 0
            elif verb == "DATA":
                answer = b"354 go\r\n" if accepted else b"503 5.5.1 no recipients\r\n"
            elif verb == "QUIT":
                answer = b"221 2.0.0 bye\r\n"
            elif verb == "STARTTLS":
                answer = b"220 go\r\n"
            said = await self._say(writer, verb, line, answer)
            if verb == "RCPT" and said.startswith(b"2"):
                accepted += 1
                recipients.append(_path(line))
            elif verb == "MAIL":
                sender, recipients = _path(line), []
            elif verb == "STARTTLS" and said.startswith(b"220"):
                await writer.start_tls(self.tls)
                self.encrypted = True
            elif verb == "QUIT":
                return
            elif verb == "DATA" and said.startswith(b"354"):
                self.mails.append(await self._data(reader))
                bare = (b"\r\n" + self.mails[-1]).replace(b"\r\n..", b"\r\n.")[2:]
                self.arrived.append(Arrived(sender, recipients, bare))
                recipients = []
                for at in range(accepted if self.lmtp else 1):
                    await self._say(writer, ".", b"%d" % at, b"250 2.0.0 queued\r\n")
                accepted = 0

    async def _data(self, reader: asyncio.StreamReader) -> bytes:
        data = b"\r\n"
        while not data.endswith(b"\r\n.\r\n"):
            data += await reader.readuntil(b"\n")
        return data[2:].removesuffix(b".\r\n")

    async def _say(
        self, writer: asyncio.StreamWriter, verb: str, line: bytes, answer: bytes
    ) -> bytes:
        scripted = self.on[verb](line) if verb in self.on else None
        said = answer if scripted is None else scripted
        if said == DROP:
            raise ConnectionError
        if said == SILENT:
            await asyncio.sleep(3600)
        writer.write(said)
        await writer.drain()
        return said


def _path(line: bytes) -> str:
    """The address in a MAIL or RCPT command."""
    found = re.search(rb"<(.*?)>(?: |$)", line)
    return found[1].decode() if found else ""


async def allow(message: Message, cut_through: CutThrough) -> Outcome:
    """The gateway of tests that are not about decisions: pass on what came."""
    return mirrored(message, await cut_through(message.payload))


def mirrored(message: Message, receipts: tuple[Receipt, ...]) -> Outcome:
    return Outcome(
        message.id,
        tuple(Verdict(r.destination, r.status, Action.ALLOW, r.reply) for r in receipts),
    )


def saying(status: Status, text: str = "", reply: str = ""):
    """A gateway that has the same verdict for everybody."""

    async def handle(message: Message, _: CutThrough) -> Outcome:
        return Outcome(
            message.id,
            tuple(Verdict(d, status, Action.HOLD, reply, text) for d in message.destinations),
        )

    return handle


class Seen:
    """A gateway that remembers the messages and passes them on."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def __call__(self, message: Message, cut_through: CutThrough) -> Outcome:
        self.messages.append(message)
        return await allow(message, cut_through)


@contextlib.asynccontextmanager
async def proxy(
    far: FarSide | int,
    handle=allow,
    limits: dict | None = None,
    downstream: dict | None = None,
    has_room: Callable[[], bool] = lambda: True,
    grace: float = 0.0,
    **listener: object,
) -> AsyncIterator[int]:
    """The proxy before `far`; its port."""
    port = far if isinstance(far, int) else far.port
    lmtp = not isinstance(far, int) and far.lmtp
    behind = {
        "address": f"127.0.0.1:{port}",
        "timeout": 5,
        "protocol": "lmtp" if lmtp else "smtp",
        **(downstream or {}),
    }
    config = SmtpSettings(
        hostname="gw.test",
        listeners=(
            SmtpListenerSettings(name="door", listen="127.0.0.1:0", downstream=behind, **listener),
        ),
        limits=SmtpLimitSettings(**(limits or {})),
    )
    with tempfile.TemporaryDirectory() as folder:
        server = SmtpProxy(config, context(handle, Path(folder), has_space=has_room))
        await server.start()
        try:
            yield int(server.addresses["door"].rpartition(":")[2])
        finally:
            await server.aclose(grace)


class Talk:
    """A client that sends what it is told and reads whole replies."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, port: int, greet: bool = True, tls: ssl.SSLContext | None = None) -> Talk:
        talk = cls(
            *await asyncio.open_connection(
                "127.0.0.1", port, ssl=tls, server_hostname="gw.test" if tls else None, limit=2**20
            )
        )
        if greet:
            assert (await talk.hear()).startswith(b"220 gw.test ")
        return talk

    async def hear(self) -> bytes:
        """One whole reply; b"" where the connection was closed instead."""
        lines = b""
        while True:
            try:
                line = await asyncio.wait_for(self.reader.readline(), 20)
            except ConnectionError:
                line = b""
            lines += line
            if not line or line[3:4] != b"-":
                return lines

    async def say(self, line: bytes) -> bytes:
        self.send(line + b"\r\n")
        return await self.hear()

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def start(self, *recipients: bytes, params: bytes = b"") -> None:
        """EHLO, MAIL and RCPT, all accepted."""
        assert (await self.say(b"EHLO client.test")).startswith(b"250")
        await self.envelope(*recipients, params=params)

    async def envelope(self, *recipients: bytes, params: bytes = b"") -> None:
        assert (await self.say(b"MAIL FROM:<anna@example.org>" + params)).startswith(b"250")
        for recipient in recipients or (b"bob@example.net",):
            assert (await self.say(b"RCPT TO:<" + recipient + b">")).startswith(b"250")

    async def mail(self, data: bytes, replies: int = 1) -> bytes:
        """DATA and everything up to the last reply; `data` must be as on the wire."""
        answer = await self.say(b"DATA")
        assert answer.startswith(b"354"), answer
        self.send(data + b".\r\n")
        return b"".join([await self.hear() for _ in range(replies)])

    async def start_tls(self, context: ssl.SSLContext) -> None:
        assert (await self.say(b"STARTTLS")).startswith(b"220")
        await self.writer.start_tls(context, server_hostname="gw.test")

    def close(self) -> None:
        self.writer.transport.abort()


def body_of(mail: bytes) -> bytes:
    """A mail as it arrived, without the two trace fields that we put on top."""
    assert mail.startswith(b"Received: from "), mail[:80]
    at = mail.index(b"X-DLP-Trace: ")
    return mail[mail.index(b"\r\n", at) + 2 :]
