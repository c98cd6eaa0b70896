"""A file as the message that a client would send: for all who ask what would become of it.

Bytes and envelope decide, so both are what the gateway would meet: lines end in CRLF, as on the
wire, and what only an envelope knows can be said by options.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from dlp.cli._common import err
from dlp.config import Config
from dlp.delivery.tickets import take
from dlp.errors import ConfigError, did_you_mean
from dlp.model import Held, Message, Sender
from dlp.policy import Policy
from dlp.policy.cases import PolicyCase, parse_case
from dlp.protocols import Draft, ProtocolProfile, Protocols
from dlp.proxies.smtp.profile import MAIL
from dlp.proxies.smtp.profile import NAME as SMTP

SenderOption = Annotated[
    str | None,
    typer.Option("--from", help="Envelope sender, <> for the null sender; From without."),
]
RecipientsOption = Annotated[
    str | None, typer.Option("--to", help="Recipients, separated by commas; To, Cc, Bcc without.")
]
ListenerOption = Annotated[
    str | None,
    typer.Option("--listener", help="Listener it comes in by; needless where there is but one."),
]
AuthenticatedOption = Annotated[
    str | None, typer.Option("--authenticated", help="Whom the client logged in as.")
]
ProtocolOption = Annotated[
    str, typer.Option("--protocol", help="How it would come in: smtp, matrix, or one of your own.")
]

#: what a policy may ask and no file says: key of a condition → option
_UNSAID = {"listener": "--listener", "authenticated": "--authenticated"}
_ANY_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class EnvelopeOptions:
    """What is said of a message beside it; None for what the file itself says."""

    protocol: str = SMTP
    sender: str | None = None
    to: str | None = None
    listener: str | None = None
    authenticated: str | None = None

    def at(self, config: Config) -> EnvelopeOptions:
        """With the listener of a protocol that has but one. ConfigError for one that it has not."""
        mail = [each.name for each in config.smtp.listeners]
        # any other protocol has one listener, of its own name
        names = {SMTP: mail}.get(self.protocol, [self.protocol])
        if self.listener is None:
            return replace(self, listener=names[0]) if len(names) == 1 else self
        if self.listener not in names:
            raise ConfigError(
                "--listener", f"no listener {self.listener!r}", did_you_mean(self.listener, names)
            )
        return self

    def note(self, policy: Policy) -> None:
        """Says on standard error what the policy asks and nobody has said."""
        for key in sorted(policy.asks & _UNSAID.keys()):
            if getattr(self, key) is None:
                err.print(f"note: the policy asks for {key!r}, which {_UNSAID[key]} says")


def message_of(path: Path, envelope: EnvelopeOptions, protocols: Protocols) -> Message:
    """A file, or the message of a policy's `.case`, as the gateway would meet it. ConfigError where
    it cannot be read, or is no message of the protocol; Refused for an unknown protocol."""
    data = _read(path)
    if path.suffix.lower() == ".case":
        message = _of_case(path, data, protocols)
        return replace(message, facts=_facts(message, envelope))
    sender, to = None, None
    if envelope.sender is not None:
        sender = Sender(envelope.sender.strip().removeprefix("<").removesuffix(">"))
    if envelope.to is not None:
        to = [address.strip() for address in envelope.to.split(",") if address.strip()]
    profile = protocols.of(envelope.protocol)
    message = profile.compose(Draft(data=data, name=path.name, sender=sender, recipients=to))
    if envelope.authenticated is not None:
        message = replace(
            message, sender=replace(message.sender, authenticated=envelope.authenticated)
        )
    if message.media_type == MAIL:
        message = replace(message, payload=Held(as_sent(data, profile)))
    return replace(message, facts=_facts(message, envelope))


def file_message(path: Path, compose: Callable[[Draft], Message]) -> Message:
    """A file as it is, from nobody to nobody; `compose` is that of a protocol. ConfigError where it
    cannot be read."""
    return compose(Draft(data=_read(path), name=path.name, sender=Sender(""), recipients=()))


def composed(case: PolicyCase, protocols: Protocols) -> PolicyCase:
    """The case with its text as the message that its `protocol:` makes of it."""
    drawn = case.message
    if drawn is None:
        return case
    profile = protocols.get(drawn.protocol)
    if profile is None:
        names = [each.name for each in protocols]
        raise ConfigError(
            case.name, f"no protocol {drawn.protocol!r}", did_you_mean(drawn.protocol, names)
        )
    draft = Draft(
        data=drawn.payload.read(),
        sender=drawn.sender,
        recipients=[each.address for each in drawn.destinations],
    )
    message = replace(profile.compose(draft), id=drawn.id, facts=drawn.facts)
    expected = case.expected
    if not {each.address for each in message.destinations} <= expected.keys():
        # a room: everybody whom the case names is in it, and it has one decision
        one, *others = set(expected.values())
        if others:
            raise ConfigError(case.name, "a room has one decision", "write the same for everybody")
        expected = {each.address: one for each in message.destinations}
    return replace(case, message=message, expected=expected)


def as_sent(data: bytes, profile: ProtocolProfile) -> bytes:
    """A mail as it is on the wire: lines end in CRLF (RFC 5321 §2.3.8), the last one, too; tickets
    are taken off, as the gateway does."""
    data = _ANY_END.sub(b"\r\n", data)
    data = data if data.endswith(b"\r\n") else data + b"\r\n"
    return take(data)[1] if profile.tickets else data


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None


def _of_case(path: Path, data: bytes, protocols: Protocols) -> Message:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise ConfigError(str(path), "cannot be read as UTF-8 text") from None
    message = composed(parse_case(text, str(path)), protocols).message
    if message is None:
        raise ConfigError(str(path), "is a case about loading a policy", "it has no message")
    return message


def _facts(message: Message, envelope: EnvelopeOptions) -> dict[str, object]:
    facts = dict(message.facts)
    if envelope.listener is not None and not facts.get("listener"):
        facts["listener"] = envelope.listener
    return facts
