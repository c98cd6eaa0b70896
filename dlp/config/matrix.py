"""The `matrix:` section of dlp.yaml."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import Field

from dlp.config.values import HostPort, Seconds, Secret, Section, Size


class NetworkMode(StrEnum):
    """Whether messages may go to rooms that are bridged to a chat network."""

    FORBID = "forbid"
    """Nothing goes to a room with this bridge."""
    RESTRICT = "restrict"
    """The network counts as an outsider in the room; rules and clearances decide."""
    ACCEPT = "accept"
    """The bridge adds nobody to a room's audience."""


class RestrictionMode(StrEnum):
    """What becomes of a request that changes who can see something."""

    REFUSE = "refuse"
    """403, whatever it says."""
    POLICY = "policy"
    """The policy decides; `part_type: application/vnd.matrix.invite+json` names the request."""


class RestrictionSettings(Section):
    """Requests that change who can see something."""

    create: RestrictionMode = RestrictionMode.POLICY
    """A new room; what would open it is judged by the restrictions below as well."""
    invite: RestrictionMode = RestrictionMode.POLICY
    """An invitation of somebody with an account on this server."""
    invite_outside: RestrictionMode = RestrictionMode.POLICY
    """An invitation of somebody on another server or behind a bridge: they may see the past."""
    open: RestrictionMode = RestrictionMode.REFUSE
    """History for the world, public or restricted joining, guests, another server ACL."""
    publish: RestrictionMode = RestrictionMode.REFUSE
    """A room in the public directory."""
    bridge: RestrictionMode = RestrictionMode.REFUSE
    """State that bridges a room or embeds a widget in it."""
    upgrade: RestrictionMode = RestrictionMode.POLICY
    """A room's new version."""
    pusher: RestrictionMode = RestrictionMode.POLICY
    """A push gateway; only those in `push_gateways`, or with `event_id_only`, in any case."""
    to_device: RestrictionMode = RestrictionMode.POLICY
    """Messages from device to device; only key verification and calls, in any case."""
    keys: RestrictionMode = RestrictionMode.REFUSE
    """Keys, signatures and backups of end-to-end encryption."""


class ApplicationServiceSettings(Section):
    """The gateway as an application service: it acts for senders when their request is over."""

    token: Secret
    """`as_token` of the registration that `dlp rooms registration` writes."""
    bot: str = Field("dlp-bot", pattern=r"^[a-z0-9._=/-]*$")
    """Local part of the account that tells senders what became of a message; empty for no bot."""


class MatrixSettings(Section):
    """The reverse proxy in front of a Matrix homeserver."""

    listen: HostPort | None = None
    """Where clients, or the TLS server in front, connect. Absent: there is no Matrix proxy."""
    upstream: str = Field("http://127.0.0.1:8008", pattern=r"^https?://[^/?#@]+$")
    """The homeserver's client listener; nobody but the gateway may reach it."""
    server_name: str = ""
    """What stands behind the colon in your users' ids."""
    public_url: str = Field("", pattern=r"^(https?://[^?#@]+)?$")
    """The gateway as clients see it; put into login answers and `.well-known`."""
    networks_file: Path | None = None
    """Another `networks.yaml` than the shipped one."""
    networks: dict[str, NetworkMode] = Field(default_factory=dict)
    """Modes of single chat networks, over those in `networks.yaml`."""
    appservices: tuple[Path, ...] = ()
    """Registration files of bridges: the users that they name are no people of ours."""
    restrictions: RestrictionSettings = RestrictionSettings()
    appservice: ApplicationServiceSettings | None = None
    """Needed for a bot, for the release of held messages, and for redirects into rooms. Without,
    a sender hears only the answer to the request, and a held message can be rejected only."""
    placeholder: str = "A message was sent another way."
    """What stands in the room instead of a redirected message; empty for nothing (403)."""
    history_level: str = Field(
        "", pattern="^(public|internal|restricted|confidential|secret|top-secret)?$"
    )
    """Level of what was said in a room before the gateway knew it, for whoever is invited now.
    `inspection.default_level` if empty."""
    review_token: Secret | None = None
    """Access token of a Synapse administrator, for the review of memberships only."""
    review_every: Seconds = 0.0
    """How often `dlp serve` reviews memberships for the metrics; 0 for never."""
    silent_after: Seconds = 90 * 86400.0
    """A member who said nothing for so long is silent."""
    backstop: Secret | None = None
    """A secret shared with `dlp_backstop.py` in Synapse: each request that goes on is signed, and
    the homeserver refuses events that are not."""
    push_gateways: tuple[str, ...] = ()
    """Hosts of push gateways that may get the content of events."""
    media_audience: tuple[str, ...] = ()
    """Domains whose servers can fetch uploads; anybody if empty, as federation allows."""
    rooms_for: Seconds = 5.0
    """How long what is known of a room is believed; changes through the proxy are seen at once."""
    token_for: Seconds = 60.0
    """How long it is believed whose an access token is."""
    remember: Seconds = 600.0
    """How long a request that is sent again (same device, room and transaction) is answered as it
    was the first time."""
    body_size: Size = 1024**2
    """The longest body that is inspected; beyond it a client hears 413."""
    upload_size: Size = 50 * 1024**2
    """The largest upload; no larger than the homeserver's own limit."""
    uploads: int = Field(8, ge=1)
    """Uploads that are taken in at the same time."""
    spill_above: Size = 1024**2
    """An upload larger than this is spooled to an unlinked file."""
    timeout: Seconds = 60.0
    """For the homeserver's answer to a request that is inspected."""
