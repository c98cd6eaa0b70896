"""The `matrix:` section of dlp.yaml."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import Field

from dlp.config.values import HostPort, Seconds, Section, Size


class NetworkMode(StrEnum):
    """Whether messages may go to rooms that are bridged to a chat network."""

    FORBID = "forbid"
    """Nothing goes to a room with this bridge."""
    RESTRICT = "restrict"
    """The network counts as an outsider in the room; rules and clearances decide."""
    ACCEPT = "accept"
    """The bridge adds nobody to a room's audience."""


class GateMode(StrEnum):
    """What becomes of a request that changes who can see something."""

    REFUSE = "refuse"
    """403, whatever it says."""
    POLICY = "policy"
    """The policy decides; `part_type: application/vnd.matrix.invite+json` names the request."""


class Gates(Section):
    """Requests that change who can see something."""

    create: GateMode = GateMode.POLICY
    """A new room; what would open it is judged by the gates below as well."""
    invite: GateMode = GateMode.POLICY
    """An invitation of somebody with an account on this server."""
    invite_outside: GateMode = GateMode.POLICY
    """An invitation of somebody on another server or behind a bridge: they may see the past."""
    open: GateMode = GateMode.REFUSE
    """History for the world, public or restricted joining, guests, another server ACL."""
    publish: GateMode = GateMode.REFUSE
    """A room in the public directory."""
    bridge: GateMode = GateMode.REFUSE
    """State that bridges a room or embeds a widget in it."""
    upgrade: GateMode = GateMode.POLICY
    """A room's new version."""
    pusher: GateMode = GateMode.POLICY
    """A push gateway; only those in `push_gateways`, or with `event_id_only`, in any case."""
    to_device: GateMode = GateMode.POLICY
    """Messages from device to device; only key verification and calls, in any case."""
    keys: GateMode = GateMode.REFUSE
    """Keys, signatures and backups of end-to-end encryption."""


class Matrix(Section):
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
    gates: Gates = Gates()
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
