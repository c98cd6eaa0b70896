"""dlp.yaml as types. `docs/configuration.md` is made from the docstrings below the fields."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field

from dlp.config.matrix import MatrixSettings
from dlp.config.values import HostPort, Seconds, Secret, Section, Size, SocketAddress


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


class DownstreamSettings(Section):
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


class SmtpListenerSettings(Section):
    """One door. A gateway has as many as it has deployments."""

    name: str
    """Stands in metrics and policies."""
    listen: HostPort
    downstream: DownstreamSettings
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
    allowed_peers: tuple[str, ...] = ()
    """Networks that may connect; anybody if empty. The mail server behind sees the gateway's
    address, so where it relays for that, this list is what keeps the gateway no open relay."""
    trusted_peers: tuple[str, ...] = ()
    """Networks that may use XFORWARD and must send PROXY headers where `proxy_protocol` is on."""
    proxy_protocol: bool = False
    """Every connection starts with a PROXY v1/v2 header."""
    add_received: bool = True
    """Add a Received header (loop detection needs it; RFC 5321 §4.4)."""
    bare_newlines: str = Field("reject", pattern="^(reject|normalise)$")
    """What to do with a bare CR or LF in DATA: `reject` (550 5.6.0) or `normalise` to CRLF."""


class SmtpLimitSettings(Section):
    """Bounds of the SMTP proxy; beyond them a client hears 421 or 451 and nothing grows."""

    connections: int = 1000
    connections_per_peer: int = 200
    """0 for no bound; peers in `trusted_peers` are not counted."""
    messages_per_minute: int = 0
    """Of one peer, beyond which it hears 451; 0 for no bound, `trusted_peers` are not counted."""
    greet_delay: Seconds = 0.0
    """Wait before the greeting; a client that does not wait for it is sent away (spam engines)."""
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


class SmtpSettings(Section):
    """The SMTP proxy."""

    listeners: tuple[SmtpListenerSettings, ...] = ()
    limits: SmtpLimitSettings = SmtpLimitSettings()
    hostname: str = ""
    """The name in greetings, Received and reports; the machine's own if empty."""


class FileSettings(Section):
    """Reading attached files, each in a process of its own."""

    processes: int = Field(4, ge=1)
    """Files read at once; others wait their turn."""
    memory: Size = 320 * 1024**2
    """Address space that the reader of a file may take beyond what it starts with. All readers
    together may hold as much in memory; then the largest is stopped (too-large)."""
    budget: Seconds = 15.0
    """A file that takes longer is UNREADABLE (timed-out)."""
    depth: int = Field(8, ge=1)
    """Deepest nesting of files: an archive in a document in an archive."""
    entries: int = Field(10_000, ge=1)
    """Most members of one archive; the rest is PARTIAL (too-large)."""
    expanded: Size = 200 * 1024**2
    """Most bytes that one file may expand to, all that it contains together."""
    cache: Size = 64 * 1024**2
    """Memory for what was read of files lately, so that the same file is read once; 0 for none."""
    ocr: bool = True
    """Read text in pictures and scanned pages. Without it they are UNREADABLE (type)."""
    ocr_languages: tuple[str, ...] = ("eng",)
    """Tesseract's language data to use; all that are installed among these."""
    ocr_pages: int = Field(50, ge=1)
    """Most pictures and scanned pages read of one file; the rest is PARTIAL (too-large)."""
    passwords: tuple[str, ...] = ()
    """Tried on encrypted files, after what the message itself says."""


class InspectionSettings(Section):
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
    default_level: str = Field(
        "public", pattern="^(public|internal|restricted|confidential|secret|top-secret)$"
    )
    """Level of a message that no marking raises above it: the organisation's default."""
    files: FileSettings = FileSettings()
    """Attached files."""


class PluginSettings(Section):
    """A plugin by file name (or dotted module), with its own settings."""

    model_config = ConfigDict(extra="allow", frozen=True)
    use: str

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


class ChannelPluginSettings(PluginSettings):
    """A way out. `use` names a file in dlp/channels/; its own settings stand beside these."""

    trusted: bool = False
    """A redirect may use it."""
    clearance: str = "public"
    """The highest level it may carry."""


class StoreSettings(Section):
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


class CourierSettings(Section):
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
    hold_expire: Seconds = 7 * 86400.0
    """After this a held message that nobody decided on is rejected, with a report to its sender."""


class StampSettings(Section):
    """Marks what leaves with its level, in the organisation's own scheme. Off without `scheme`.

    Only allowed and redacted mail is stamped, never a signed or encrypted one. It changes header
    fields, so DKIM must be signed behind the gateway.
    """

    scheme: str = ""
    """Name of a scheme in config/markings/, e.g. `corporate`."""
    fields: tuple[str, ...] = ("X-Classification",)
    """Header fields that are given the marking; also `SIO-Label` and `X-Protective-Marking`."""
    subject: str = Field("none", pattern="^(none|before|after)$")
    """Where in the subject the marking goes, in brackets."""
    origin: str = ""
    """`ORIGIN=` of X-Protective-Marking."""


class NoticeSettings(Section):
    """What senders are told."""

    from_address: str = "postmaster"
    """Sender shown in reports; the envelope sender of a report is always null."""
    held: bool = True
    """Tell the sender by mail that a message is held or was redirected."""
    contact: str = "your security team"
    """Whom the sentence names for questions."""
    removed: str = (
        "The file {name} was removed from this message before it left: it holds content that may "
        "not be sent this way.\n\nPlease ask the sender for it by another way, and name the "
        "reference {reference}.\n"
    )
    """What a recipient reads in the place of a file that was taken out."""


class MetricsSettings(Section):
    """The HTTP port for Prometheus and health checks."""

    listen: HostPort | None = SocketAddress(host="127.0.0.1", port=9109)
    """`null` turns the HTTP port (metrics, /dashboard, /healthz, /readyz) off."""
    check_every: Seconds = Field(30.0, gt=0)
    """How often disk, certificates, far sides and ended reviews are checked."""
    user: str = "metrics"
    """Name for HTTP basic authentication, where `password` is given."""
    password: Secret | None = None
    """Asked for metrics and pages; health checks stay open. Without, the address protects."""


class ProbeSettings(Section):
    """Test leaks that must be stopped: proof that blocking works, as a metric."""

    recipient: str = ""
    """An address of your own that the policy counts as outside. Empty for no probes."""
    sender: str = ""
    """An address of your own; probes come from `local+probe-…@domain`. `recipient` if empty."""
    every: Seconds = 3600.0
    """How often; 0 for only when `dlp probe` is called."""
    wait: Seconds = 60.0
    """How long a mail server before the gateway may take to bring it here."""
    samples: tuple[str, ...] = ("private-key", "card")
    """What is leaked: private-key, card, iban, marking. The policy must stop each of them."""
    listeners: tuple[str, ...] | None = None
    """Listeners to send to; all without TLS by default. [] for none."""
    entries: dict[str, DownstreamSettings] = Field(default_factory=dict)
    """Mail servers whose way out should lead through here: a bypass shows only on such a way."""


class LoggingSettings(Section):
    """The log, on standard error."""

    level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    json_lines: bool = False


class Config(Section):
    """Everything that `dlp serve` needs."""

    instance: str = "dlp"
    """Name of this gateway, in trace headers and reports."""
    base: Path = Path()
    """Where relative paths start, also those of plugins; the folder of the file if absent."""
    directory: Path = Path("var")
    """Where spill files and sockets live; made if absent, mode 0700."""
    secret: Secret = Secret(file=Path("instance.key"))
    """Key for tickets and trace headers. `dlp init` writes one."""
    smtp: SmtpSettings = SmtpSettings()
    matrix: MatrixSettings = MatrixSettings()
    inspection: InspectionSettings = InspectionSettings()
    detectors: tuple[PluginSettings, ...] = (
        PluginSettings(use="identifiers"),
        PluginSettings(use="predefined"),
        PluginSettings(use="payment"),
        PluginSettings(use="contact"),
        PluginSettings(use="personal"),
        PluginSettings(use="secrets"),
        PluginSettings(use="names"),
        PluginSettings(use="markings"),
    )
    policy: Path = Path("policy.yaml")
    channels: dict[str, ChannelPluginSettings] = Field(default_factory=dict)
    protocols: dict[str, PluginSettings] = Field(default_factory=dict)
    """Protocols beside `smtp` and `matrix`, by name: `use` is a dotted module, its own settings
    stand beside it."""
    store: StoreSettings = StoreSettings()
    courier: CourierSettings = CourierSettings()
    notices: NoticeSettings = NoticeSettings()
    stamp: StampSettings = StampSettings()
    metrics: MetricsSettings = MetricsSettings()
    probe: ProbeSettings = ProbeSettings()
    logging: LoggingSettings = LoggingSettings()
