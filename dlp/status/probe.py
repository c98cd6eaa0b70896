"""Probes: test leaks of our own that must be stopped, sent through each way out.

A probe carries a made-up secret to an address of ours that policy counts as outside. It is
known by its envelope sender, ``local+probe-<time><nonce>-<mac>@domain``; nobody without the
instance's key can make one. It takes the same way as any other message and is decided by the same
policy; only the statistics leave it out. Whether it was stopped is read from what the gateway did
with it, here or in the store, and not from the reply alone: a redacted copy gets a 250 as well.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum

from dlp import config, metrics
from dlp.errors import ConfigError, Unavailable, did_you_mean
from dlp.gateway.ports import Step
from dlp.metrics.counting import PROBE
from dlp.model import Action, Message, Outcome, Status
from dlp.smtp.client import SmtpError, connect
from dlp.store import Store

log = logging.getLogger("dlp.status.probe")

#: all made up: a well-known test number, a bank's published example, a key of nothing
SAMPLES: Mapping[str, str] = {
    "private-key": "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
    "QyNTUxOQAAACBIb25leUhvbmV5SG9uZXlIb25leUhvbmV5SG9uZXlIb25leUhvbmV5AAAA\n"
    "-----END OPENSSH PRIVATE KEY-----",
    "card": "Please charge my credit card 4111 1111 1111 1111.",
    "iban": "The account is DE89 3704 0044 0532 0130 00.",
    "marking": "SECRET\n\nThe survey of the site is finished.\n\nSECRET",
}
_MARK = re.compile(r"\+probe-([0-9a-f]{8}[0-9a-f]{8})-([0-9a-f]{16})@")
#: seconds after which a probe address is just an address
_FRESH = 3600.0
#: seconds to wait for a message that was given to the gateway itself
_SOON = 10.0


class ProbeResult(StrEnum):
    """What became of a probe."""

    STOPPED = "stopped"
    PASSED = "passed"  # it came by and was let out
    UNSEEN = "unseen"  # it was taken on the way, and never came by: the gateway is bypassed
    FAILED = "failed"  # it could not be sent, so nothing is proved


@dataclass(frozen=True, slots=True)
class ProbeRecord:
    """One probe."""

    entry: str
    sample: str
    result: ProbeResult
    #: action or short reason; no address, no content
    detail: str = ""


class Prober(Step):
    """Sends probes and looks for them. ConfigError where it cannot be as it is configured."""

    def __init__(
        self,
        settings: config.Config,
        store: Store,
        secret: bytes,
        addresses: Callable[[], Mapping[str, str]] = dict,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`addresses`: where listeners really listen, by name (ports may be configured as 0)."""
        self._settings, self._store, self._clock = settings, store, clock
        self._options = settings.probe
        self._key = hmac.digest(secret, b"probe", "sha256")
        self._addresses = addresses
        self._task: asyncio.Task[None] | None = None
        #: sender → the actions that this process saw it get; only for those under way
        self._under_way: dict[str, set[Action]] = {}
        if self._options.recipient:
            self._check()

    def _check(self) -> None:
        for sample in self._options.samples:
            if sample not in SAMPLES:
                raise ConfigError(
                    "probe.samples", f"unknown sample {sample!r}", did_you_mean(sample, SAMPLES)
                )
        names = [one.name for one in self._settings.smtp.listeners]
        for name in self._options.listeners or ():
            if name not in names:
                raise ConfigError(
                    "probe.listeners", f"unknown listener {name!r}", did_you_mean(name, names)
                )
        for place in ("recipient", "sender"):
            address = getattr(self._options, place)
            if address and (address.count("@") != 1 or not address.isascii()):
                raise ConfigError(f"probe.{place}", "is no plain address")

    # ------------------------------------------------------------------ on the way

    def received(self, message: Message) -> Message:
        """A probe of ours is marked, for the statistics to leave it out."""
        sender = message.sender.address
        if "+probe-" not in sender or not self._ours(sender):
            return message
        return replace(message, facts={**message.facts, PROBE: True})

    def answered(self, message: Message, outcome: Outcome) -> None:
        """What was done with a probe is remembered until its sender asks."""
        if message.facts.get(PROBE) and message.sender.address in self._under_way:
            # what stays with its sender for now was neither stopped nor let out
            self._under_way[message.sender.address] |= {
                one.action for one in outcome.verdicts if one.status is not Status.LATER
            }

    def _ours(self, sender: str) -> bool:
        mark = _MARK.search(sender)
        if mark is None or not hmac.compare_digest(mark[2], self._mac(mark[1])):
            return False
        return abs(self._clock() - int(mark[1][:8], 16)) < _FRESH

    def _mac(self, nonce: str) -> str:
        return hmac.new(self._key, nonce.encode(), hashlib.sha256).hexdigest()[:16]

    def _sender(self) -> str:
        local, _, domain = (self._options.sender or self._options.recipient).partition("@")
        nonce = f"{int(self._clock()):08x}{secrets.token_hex(4)}"
        return f"{local}+probe-{nonce}-{self._mac(nonce)}@{domain}"

    # ------------------------------------------------------------------ the schedule

    async def start(self) -> None:
        """Begins to send probes as often as it is configured."""
        wanted = self._options.every if self._options.recipient else 0.0
        metrics.probe_interval.set(wanted)
        if wanted:
            for name in self.entries():
                metrics.probe_checked.labels(name).set(self._clock())
            self._task = asyncio.create_task(self._run(), name="probe")

    async def aclose(self) -> None:
        """Stops."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                for one in await self.send():
                    if one.result is not ProbeResult.STOPPED:
                        level = (
                            logging.WARNING if one.result is ProbeResult.FAILED else logging.ERROR
                        )
                        log.log(level, "probe %s by %s: %s", one.sample, one.entry, one.result)
            except Exception as error:
                log.error("no probe was sent: %s", type(error).__name__)
            await asyncio.sleep(self._options.every)

    # ------------------------------------------------------------------ sending

    def entries(self) -> dict[str, config.DownstreamSettings]:
        """Where probes go in: listeners of our own by name, then the configured entries."""
        chosen = self._options.listeners
        ways = {}
        real = self._addresses()
        for one in self._settings.smtp.listeners:
            reachable = not one.proxy_protocol and not one.require_tls
            if one.name not in chosen if chosen is not None else not reachable:
                continue
            host, _, port = real.get(one.name, str(one.listen)).rpartition(":")
            host = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(host, host.strip("[]"))  # noqa: S104
            ways[one.name] = config.DownstreamSettings(
                address=config.SocketAddress(host=host, port=int(port)),
                protocol=one.protocol,
                tls=config.Tls.NONE if one.tls is config.Tls.STARTTLS else one.tls,
                verify=False,
                timeout=120.0,
            )
        return ways | dict(self._options.entries)

    async def send(self) -> list[ProbeRecord]:
        """Every sample through every entry, one after the other; counts what became of each.

        ConfigError where no recipient is configured.
        """
        if not self._options.recipient:
            raise ConfigError(
                "probe.recipient", "no address to send probes to", "name one of yours"
            )
        trials = []
        for name, way in self.entries().items():
            for sample in self._options.samples:
                trial = await self._try(name, way, sample)
                trials.append(trial)
                metrics.probe_messages.labels(name, sample, trial.result.value).inc()
                if trial.result is not ProbeResult.FAILED:
                    caught = trial.result is ProbeResult.STOPPED
                    metrics.probe_caught.labels(name, sample).set(caught)
                    metrics.probe_checked.labels(name).set(self._clock())
        return trials

    async def _try(self, name: str, way: config.DownstreamSettings, sample: str) -> ProbeRecord:
        sender, began = self._sender(), self._clock()
        self._under_way[sender] = set()
        try:
            code = await self._give(way, sender, sample)
            patience = self._options.wait if name in self._options.entries else _SOON
            return await self._became(name, sample, sender, began, code, patience)
        except SmtpError as error:
            return ProbeRecord(
                name, sample, ProbeResult.FAILED, f"the mail server failed: {error.reason}"
            )
        except Unavailable:
            return ProbeRecord(name, sample, ProbeResult.FAILED, "the store cannot be asked")
        finally:
            del self._under_way[sender]

    async def _give(self, way: config.DownstreamSettings, sender: str, sample: str) -> int:
        """Sends it; the code of the reply."""
        hostname = self._settings.smtp.hostname or "localhost"
        far = await connect(way, hostname)
        try:
            # a mail server that meets our 550 further on shall not write a report about it
            own = b"NOTIFY=NEVER" if "DSN" in far.extensions else b""
            to = [(self._options.recipient.encode(), own)]
            (reply,) = await far.deliver(sender.encode(), b"", to, self._mail(sender, sample))
        finally:
            await far.quit()
        return reply.code

    def _mail(self, sender: str, sample: str) -> Iterable[bytes]:
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, self._options.recipient
        mail["Subject"] = "Test of the outgoing mail gateway"
        mail["Date"] = format_datetime(datetime.fromtimestamp(self._clock(), UTC))
        mail["Message-ID"] = f"<{sender}>"
        mail["Auto-Submitted"] = "auto-generated"  # no notices (RFC 3834)
        mail.set_content(
            "This message tests that the gateway stops what it should stop. If you can read what\n"
            f"stands below, it does not: tell those who run it.\n\n{SAMPLES[sample]}\n"
        )
        return [mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")]

    async def _became(
        self, name: str, sample: str, sender: str, began: float, code: int, patience: float
    ) -> ProbeRecord:
        until = self._clock() + patience
        while True:
            # another gateway with the same store may have met it
            seen = self._under_way[sender] | set(await self._store.actions_for(sender, began - 1))
            stopped = seen - {Action.ALLOW}
            if stopped:
                return ProbeRecord(name, sample, ProbeResult.STOPPED, ", ".join(sorted(stopped)))
            if seen:
                return ProbeRecord(name, sample, ProbeResult.PASSED, "allow")
            if code >= 400:
                return ProbeRecord(name, sample, ProbeResult.FAILED, f"was answered {code}")
            if self._clock() >= until:
                inside = name not in self._options.entries
                result = ProbeResult.PASSED if inside else ProbeResult.UNSEEN
                return ProbeRecord(name, sample, result, "no trace of it")
            await asyncio.sleep(0.2)
