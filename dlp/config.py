"""dlp.yaml as types. Unknown keys are refused with the nearest known one; secrets never print.

`load(path, overrides)` reads the file, lays ``key.path=value`` overrides over it, and answers one
frozen `Config`. Relative paths in a file are relative to that file. `docs/configuration.md` is
generated from the docstrings below the fields.
"""

from __future__ import annotations

import ipaddress
import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from dlp.errors import ConfigError, did_you_mean

_UNITS = {
    "": 1,
    "b": 1,
    "k": 1024,
    "kb": 1024,
    "m": 1024**2,
    "mb": 1024**2,
    "g": 1024**3,
    "gb": 1024**3,
}
_SPANS = {"ms": 0.001, "s": 1, "": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def _bytes(value: Any) -> Any:
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d+)\s*([a-zA-Z]*)\s*", value)
        if not match or match[2].lower() not in _UNITS:
            raise ValueError("a size is a number of bytes or looks like 64k, 25M, 1G")
        return int(match[1]) * _UNITS[match[2].lower()]
    return value


def _seconds(value: Any) -> Any:
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", value)
        if not match or match[2] not in _SPANS:
            raise ValueError(
                "a span of time is a number of seconds or looks like 500ms, 30s, 5m, 2h, 4d"
            )
        return float(match[1]) * _SPANS[match[2]]
    return value


Size = Annotated[int, BeforeValidator(_bytes), Field(ge=0)]
Seconds = Annotated[float, BeforeValidator(_seconds), Field(ge=0)]


class Section(BaseModel):
    """Base of every section: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Address(Section):
    """Where to listen or connect; written ``host:port`` (``[::1]:25`` for IPv6)."""

    host: str
    port: int = Field(ge=0, le=65535)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def _address(value: Any) -> Any:
    if isinstance(value, str):
        host, colon, port = value.rpartition(":")
        if not colon or not port.isdigit():
            raise ValueError(
                "an address looks like 127.0.0.1:25 or [::1]:25; port 0 takes a free one"
            )
        return {"host": host.strip("[]"), "port": int(port)}
    return value


HostPort = Annotated[Address, BeforeValidator(_address)]


class Secret(Section):
    """A secret from a file or the environment; never written in the configuration itself."""

    file: Path | None = None
    """A file whose content (without trailing white space) is the secret."""
    env: str | None = None
    """An environment variable that holds it."""

    def read(self, place: str) -> SecretStr:
        """The secret; ConfigError where neither source gives one."""
        if self.env is not None and self.env in os.environ:
            return SecretStr(os.environ[self.env])
        if self.file is not None:
            try:
                return SecretStr(self.file.read_text().strip())
            except OSError as error:
                raise ConfigError(place, f"cannot read the secret file: {error.strerror}") from None
        raise ConfigError(place, "no secret", "give `file:` or set the variable that `env:` names")


class Tls(StrEnum):
    """How a leg is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    """Mandatory STARTTLS: a far side that stops offering it is an error, never a downgrade."""
    OPPORTUNISTIC = "opportunistic"
    """STARTTLS if it is offered; for local legs only."""
    IMPLICIT = "implicit"


class WireProtocol(StrEnum):
    """What is spoken on a leg."""

    SMTP = "smtp"
    LMTP = "lmtp"


class Downstream(Section):
    """The mail server behind us: where a session is mirrored to."""

    address: HostPort
    protocol: WireProtocol = WireProtocol.SMTP
    tls: Tls = Tls.NONE
    verify: bool = True
    """Check the certificate against `ca` (or the system's) and `server_name`."""
    ca: Path | None = None
    server_name: str | None = None
    """Name in the certificate, where it is not the host of `address`."""
    timeout: Seconds = 300.0
    """For one reply of the far side; the reply after the final dot gets twice as long."""


class SmtpListener(Section):
    """One door. A gateway has as many as it has deployments."""

    name: str
    """Stands in metrics and policies."""
    listen: HostPort
    downstream: Downstream
    protocol: WireProtocol = WireProtocol.SMTP
    tls: Tls = Tls.NONE
    certificate: Path | None = None
    key: Path | None = None
    require_tls: bool = False
    """Refuse MAIL before STARTTLS (submission)."""
    auth: bool = True
    """Relay AUTH to the far side, if it offers it and the leg to the client is encrypted."""
    auth_without_tls: bool = False
    """Offer AUTH on an unencrypted leg: only behind a TLS terminator on this host."""
    trusted_peers: tuple[str, ...] = ()
    """Networks that may use XFORWARD and must send PROXY headers where `proxy_protocol` is on."""
    proxy_protocol: bool = False
    """Every connection starts with a PROXY v1/v2 header."""
    add_received: bool = True
    """Add a Received header (loop detection needs it; RFC 5321 §4.4)."""
    bare_newlines: str = Field("reject", pattern="^(reject|normalise)$")
    """What to do with a bare CR or LF in DATA: `reject` (550 5.6.0) or `normalise` to CRLF."""


class SmtpLimits(Section):
    """Bounds of the SMTP proxy; beyond them a client hears 421 or 451 and nothing grows."""

    connections: int = 1000
    connections_per_peer: int = 200
    """0 for no bound; peers in `trusted_peers` are not counted."""
    recipients: int = 1000
    message_size: Size = 50 * 1024**2
    buffered: Size = 256 * 1024**2
    """Bytes of DATA in memory and in spill files over all sessions."""
    spill_above: Size = 1024**2
    """A message larger than this is spooled to an unlinked file."""
    idle: Seconds = 300.0
    """Between two commands (RFC 5321 §4.5.3.2)."""
    data_idle: Seconds = 180.0
    """Between two blocks of DATA."""
    data_total: Seconds = 3600.0
    """For one whole DATA, however steadily it trickles."""
    command_line: Size = 12288 + 16
    """Longest command line; AUTH needs 12288 (RFC 4954 §4)."""
    errors: int = 20
    """Bad commands before the session is closed with 421."""
    received: int = 50
    """Received headers that mean a loop."""
    passes: int = 3
    """Passes through this very instance that mean a loop."""


class Smtp(Section):
    """The SMTP proxy."""

    listeners: tuple[SmtpListener, ...] = ()
    limits: SmtpLimits = SmtpLimits()
    hostname: str = ""
    """The name in greetings, Received and reports; the machine's own if empty."""


class Inspection(Section):
    """Reading and detecting, in worker processes."""

    enabled: bool = True
    """False passes everything through unread. For measurements only; /readyz says so."""
    workers: int = Field(2, ge=1)
    budget: Seconds = 30.0
    """A message that takes longer is UNREADABLE (timed-out), its worker is replaced."""
    queue: int = 200
    """Messages that may wait for a worker; beyond it clients hear 451."""
    memory: Size = 2 * 1024**3
    """Address space a worker may take beyond what it starts with."""
    parts: int = 1000
    """Most leaves read of one message; the rest is UNREADABLE (too-large)."""
    depth: int = 50
    """Deepest nesting of MIME parts and messages."""
    header_bytes: Size = 1024**2
    """Most header bytes of one part."""
    text: Size = 20 * 1024**2
    """Most characters of text read of one message."""


class Plugin(Section):
    """A plugin by file name (or dotted module), with its own settings."""

    model_config = ConfigDict(extra="allow", frozen=True)
    use: str

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class ChannelConfig(Plugin):
    """A way out. `use` names a file in dlp/channels/; its own settings stand beside these."""

    trusted: bool = False
    """A redirect may use it."""
    clearance: str = "public"
    """The highest level it may carry."""


class Store(Section):
    """Incidents, outbox, evidence."""

    url: str = "sqlite:///dlp.sqlite"
    """SQLAlchemy URL; SQLite (WAL) on this machine, or postgresql+psycopg://… """
    evidence_key: Secret = Secret(file=Path("evidence.key"))
    """32 bytes, base64. `dlp init` writes one. Lost key, lost evidence."""
    previous_keys: tuple[Secret, ...] = ()
    """Old evidence keys, to read what they sealed after a rotation."""
    keep_evidence: Seconds = 30 * 86400.0
    """How long evidence of a closed incident stays."""
    keep_incidents: Seconds = 365 * 86400.0
    free_space: Size = 100 * 1024**2
    """Below this much free disk new messages are refused with 452 before they are read."""


class Courier(Section):
    """Delivery of the outbox."""

    retry_first: Seconds = 60.0
    """Wait after the first failure; doubles up to `retry_most`, with jitter."""
    retry_most: Seconds = 3600.0
    expire: Seconds = 4 * 86400.0
    """After this a dispatch fails, and the sender gets a delivery status notification."""
    delay_notice: Seconds = 4 * 3600.0
    """After this the sender is told once that it is delayed. 0 for never."""
    concurrency: int = 20
    poll: Seconds = 5.0
    channel: str = "relay"
    """The channel for allowed, redacted and released copies, and for reports to senders."""


class Notices(Section):
    """What senders are told."""

    from_address: str = "postmaster"
    """Sender shown in reports; the envelope sender of a report is always null."""
    held: bool = True
    """Tell the sender by mail that a message is held or was redirected."""
    contact: str = "your security team"
    """Whom the sentence names for questions."""


class Metrics(Section):
    """The HTTP port for Prometheus and health checks."""

    listen: HostPort | None = Address(host="127.0.0.1", port=9109)
    """`null` turns the HTTP port (metrics, /healthz, /readyz) off."""


class Logging(Section):
    """The log, on standard error."""

    level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    json_lines: bool = False


class Config(Section):
    """Everything that `dlp serve` needs."""

    instance: str = "dlp"
    """Name of this gateway, in trace headers and reports."""
    directory: Path = Path("var")
    """Where spill files and sockets live; made if absent, mode 0700."""
    secret: Secret = Secret(file=Path("instance.key"))
    """Key for tickets and trace headers. `dlp init` writes one."""
    smtp: Smtp = Smtp()
    inspection: Inspection = Inspection()
    detectors: tuple[Plugin, ...] = (
        Plugin(use="presidio"),
        Plugin(use="names"),
        Plugin(use="banners"),
    )
    policy: Path = Path("policy.yaml")
    channels: dict[str, ChannelConfig] = {}
    store: Store = Store()
    courier: Courier = Courier()
    notices: Notices = Notices()
    metrics: Metrics = Metrics()
    logging: Logging = Logging()


def load(path: Path, overrides: tuple[str, ...] = ()) -> Config:
    """The configuration in `path` with ``key.path=value`` laid over it; ConfigError if bad."""
    raw = read_yaml(path)
    for override in overrides:
        _override(raw, override)
    return parse(raw, str(path), path.resolve().parent)


def parse(raw: dict[str, Any], place: str, base: Path) -> Config:
    """`raw` as Config; relative paths are taken from `base`."""
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        raise from_validation(error, place, Config) from None
    anchored: Config = _anchored(config, base)
    return anchored


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping; ConfigError names file, line and column where it is not one."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            str(path), f"cannot be read: {error.strerror}", "`dlp init` writes one"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "is not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise ConfigError(
            where, f"is not YAML: {getattr(error, 'problem', 'cannot be parsed')}"
        ) from None
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise ConfigError(str(path), "holds no mapping of keys", "start with `smtp:`")
    return raw


def _override(raw: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    if not equals or not key.strip():
        raise ConfigError(f"--set {key}", "no value", "write --set key.path=value")
    steps = key.strip().split(".")
    here: Any = raw
    for at, step in enumerate(steps):
        last = at == len(steps) - 1
        if isinstance(here, list):
            if not step.isdigit() or int(step) >= len(here):
                raise ConfigError(f"--set {key}", f"no item {step}", f"the list has {len(here)}")
            index: Any = int(step)
        elif isinstance(here, dict):
            index = step
        else:
            raise ConfigError(f"--set {key}", f"{'.'.join(steps[:at])} has no keys")
        if last:
            here[index] = yaml.safe_load(value)
        else:
            if isinstance(here, dict) and here.get(index) is None:
                here[index] = {}
            here = here[index]


def _anchored(value: Any, base: Path) -> Any:
    """The same value with every relative Path taken from `base`."""
    if isinstance(value, Path):
        return value if value.is_absolute() else base / value
    if isinstance(value, BaseModel):
        changed = {
            name: new
            for name in type(value).model_fields
            if (new := _anchored(old := getattr(value, name), base)) is not old
        }
        if (
            isinstance(value, Store)
            and value.url.startswith("sqlite:///")
            and not value.url.startswith("sqlite:////")
        ):
            changed["url"] = f"sqlite:///{base / value.url.removeprefix('sqlite:///')}"
        return value.model_copy(update=changed) if changed else value
    if isinstance(value, dict):
        new_dict = {key: _anchored(item, base) for key, item in value.items()}
        return new_dict if any(new_dict[key] is not value[key] for key in value) else value
    if isinstance(value, tuple):
        new_tuple = tuple(_anchored(item, base) for item in value)
        return (
            new_tuple if any(a is not b for a, b in zip(new_tuple, value, strict=True)) else value
        )
    return value


def networks(
    texts: tuple[str, ...], place: str
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """CIDR texts as networks; ConfigError names the bad one."""
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(text, strict=False))
        except ValueError:
            raise ConfigError(
                place, f"{text!r} is not a network", "write it like 10.0.0.0/8 or ::1/128"
            ) from None
    return tuple(found)


def from_validation(error: ValidationError, place: str, model: type[BaseModel]) -> ConfigError:
    """pydantic's first complaint as place, fact, remedy; never repeats the bad value."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    spot = f"{place}.{where}" if where else place
    if first["type"] == "extra_forbidden":
        key = str(first["loc"][-1])
        known = _fields_at(model, first["loc"][:-1])
        return ConfigError(spot, f"unknown key {key!r}", did_you_mean(key, known))
    return ConfigError(spot, first["msg"])


def _fields_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    current: Any = model
    for step in path:
        if isinstance(step, int) or not hasattr(current, "model_fields"):
            continue
        info = current.model_fields.get(str(step))
        if info is None:
            continue
        current = _model_in(info.annotation) or current
    return list(getattr(current, "model_fields", {}))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
