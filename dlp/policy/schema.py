"""policy.yaml as types. The docstring below a field is its documentation, here and in editors.

Nothing here decides: `dlp.policy.loading` checks and compiles what these types hold.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from dlp.config import Section, Size
from dlp.model import Action, Level, Unread

#: the name of the zone that takes everything no other zone names
EXTERNAL = "external"
INTERNAL = "internal"


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _levels(value: Any) -> Any:
    return {"at_least": value, "at_most": value} if isinstance(value, str) else value


def _level(value: Any) -> Any:
    if isinstance(value, str):
        return Level.parse(value)
    if isinstance(value, Level):
        return value
    raise ValueError("a level is a word such as restricted or top-secret")


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
#: where an empty list would be a condition that never holds
Some = Annotated[Texts, Field(min_length=1)]
LevelWord = Annotated[
    Level,
    BeforeValidator(_level),
    WithJsonSchema({"type": "string", "enum": [level.label for level in Level]}),
]


class RuleMode(StrEnum):
    """Whether a rule decides."""

    ENFORCE = "enforce"
    MONITOR = "monitor"
    """Evaluated and recorded as what it would have done; the next rules decide."""


class LevelRange(Section):
    """A range of levels, both ends included."""

    at_least: LevelWord = Level.PUBLIC
    """The lowest level of the range. Default `public`."""
    at_most: LevelWord = Level.TOP_SECRET
    """The highest level of the range. Default `top-secret`."""


class When(Section):
    """A condition: all keys that are given must hold."""

    model_config = ConfigDict(populate_by_name=True)

    kind: Some = ()
    """Findings of any of these kinds (`CREDIT_CARD`, `US_*`) or categories (`secrets`)."""
    min_count: int | None = Field(None, ge=1)
    """At least this many findings of `kind`, each stretch of text counted once. Default 1."""
    min_score: float | None = Field(None, ge=0, le=1)
    """Only findings of `kind` with at least this score."""
    sub_kind: Some = ()
    """Only findings of `kind` with any of these sub-kinds (`ACCESS_LINK`: `meeting`, `unsubscribe`,
    `reset`, `share`, `signed`)."""
    level: (
        Annotated[
            LevelRange, BeforeValidator(_levels, json_schema_input_type=LevelWord | LevelRange)
        ]
        | None
    ) = None
    """The message's level: one word, or `{at_least: …, at_most: …}`."""
    over_clearance: bool | None = None
    """Whether the message may not go to this destination: its level is above the destination's
    clearance, or its caveats do not release it there."""
    caveat: Some = ()
    """The message carries any of these caveats (`NOFORN`, `LIMITE`, `REL TO *`)."""
    unmarked: bool | None = None
    """Whether nothing says how sensitive the message is: no marking in its text and no label that
    has a level."""
    releasable: bool | None = None
    """Whether the message's caveats release it to this destination."""
    zone: Some = ()
    """The destination's zone."""
    network: Some = ()
    """How the destination is reached: `smtp`, `matrix`, …"""
    sender: Some = ()
    """Who sends (patterns): the authenticated address, else the envelope's; `<>` for the null
    sender."""
    recipient: Some = ()
    """The destination's address (patterns)."""
    authenticated: bool | None = None
    """Whether the sender authenticated."""
    listener: Some = ()
    """The listener the message came in by (`smtp.listeners.name`)."""
    protocol: Some = ()
    """The protocol it came in by: `smtp` (LMTP too), `matrix`, or one that `protocols:` brings."""
    size_over: Annotated[Size, WithJsonSchema({"type": ["integer", "string"]})] | None = None
    """The message is larger than this, e.g. `25M`."""
    part_type: Some = ()
    """It has a part of any of these media types, e.g. `application/zip`, `image/*`."""
    part_name: Some = ()
    """It has a part with any of these names, e.g. `*.exe`."""
    label: dict[str, Some] = Field(default_factory=dict)
    """Machine-readable labels as they stand: header or property name → values, `*` allowed. All
    names must be there."""
    unreadable: Annotated[
        tuple[Unread, ...], BeforeValidator(_listed, json_schema_input_type=Unread | list[Unread])
    ] = ()
    """A part could not be read, or not in full, for any of these reasons."""
    sealed: bool | None = None
    """Whether the message is signed or encrypted as a whole, so that nothing can be cut out."""
    automatic: bool | None = None
    """Whether a machine sent it: `Auto-Submitted`, a mailing list, the null sender."""
    recipients_over: int | None = Field(None, ge=0)
    """More than this many destinations of the message are in zone `external`; an address that is
    named twice, in whatever case, counts once."""
    any: tuple[When, ...] = Field((), min_length=1)
    """At least one of these conditions holds."""
    all: tuple[When, ...] = Field((), min_length=1)
    """Each of these conditions holds."""
    not_: When | None = Field(None, alias="not")
    """This condition does not hold."""


class FileRedaction(StrEnum):
    """What a redaction may do with files."""

    CUT = "cut"
    DROP = "drop"


class PolicyRule(Section):
    """What is done when a condition holds. The first rule that matches a destination decides."""

    name: str = Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    """Stands in incidents, metrics and reports; small letters, digits, `-`, `_`, `.`."""
    when: When = When()
    """The condition. Only the last rule, `default`, has none."""
    action: Action
    """`allow`, `redact`, `redirect`, `hold` or `block`."""
    channel: str = ""
    """For `redirect`: the trusted channel to take. Default: the first trusted channel that is
    cleared for the level and reaches the destination."""
    why: str = ""
    """The reason, for operators and reviewers."""
    public: str = ""
    """The sentence that senders may see. Default: a neutral one for the action."""
    fallback: Action = Action.HOLD
    """For `redact`: what is done where nothing can be cut out without breaking a signature or
    an encryption: `hold`, `block` or `redirect`."""
    redact: Texts = ()
    """For `redact`: the kinds to cut out. Default: the findings that made the rule match."""
    files: FileRedaction = FileRedaction.CUT
    """For `redact`: `drop` takes out a file as a whole where it cannot be cut, with a note to the
    recipient in its place, instead of falling back. Such a rule may name UNREADABLE: files that
    could not be read go, too. Default: `cut`."""
    declassify: bool = False
    """For `allow` and `redact`: this rule may let a message pass that is above the destination's
    clearance."""
    justify: bool = False
    """For `hold`: the sender may release the message with a reason, where a bot can ask for one
    (Matrix). The reason stands in the incident's history."""
    enabled: bool = True
    """`false` leaves the rule out."""
    mode: RuleMode = RuleMode.ENFORCE
    """`monitor`: the rule is evaluated and recorded as what it would have done, but decides
    nothing."""


class ZonePolicy(Section):
    """Destinations that are trusted alike."""

    domains: Texts = ()
    """`example.org`, or `*.example.org` for all below it."""
    clearance: LevelWord = Level.PUBLIC
    """The highest level that may go there over ordinary ways."""
    audiences: Texts = ()
    """The nations and groups that people in the zone stand for (`FIN`, `EU`), for caveats: all of
    them must be allowed. `*` for our own, whom every caveat releases to (default of `internal`)."""


class NetworkPolicy(Section):
    """A network that carries messages: `smtp`, `matrix`, or the chat network behind a bridge."""

    clearance: LevelWord = Level.PUBLIC
    """The highest level that it may carry, whoever the destination is."""


class ChannelPolicy(Section):
    """What the policy adds to a channel of the configuration."""

    audiences: Texts = ()
    """Who reads what the channel carries, where that is not the destination: `*` for a folder of
    our own. Without it the destination's own audiences count."""


class PolicyFile(Section):
    """policy.yaml."""

    zones: dict[str, ZonePolicy] = Field(default_factory=dict)
    """`internal`, partners by name, `external`. Domains that no zone names are `external`."""
    networks: dict[str, NetworkPolicy] = Field(default_factory=dict)
    """Clearance for each network. `smtp` carries everything unless it is named here; any other
    network carries only `public` until it is named."""
    clearances: dict[str, LevelWord] = Field(default_factory=dict)
    """Clearance for single recipients and domains; the most specific wins over the zone's."""
    channels: dict[str, ChannelPolicy] = Field(default_factory=dict)
    """Audiences of channels; trust and clearance stand in the configuration."""
    caveats: dict[str, Texts] = Field(default_factory=dict)
    """Caveat → the audiences it releases to, `*` for anybody. Comes before the published ones
    (`NOFORN`, `LIMITE`, `REL TO …`); a caveat that neither knows releases to nobody but our own."""
    groups: dict[str, Texts] = Field(default_factory=dict)
    """Named lists of address patterns, used as `group:name`."""
    kinds: dict[str, Texts] = Field(default_factory=dict)
    """Categories of kinds, beside those that are built in."""
    rules: tuple[PolicyRule, ...]
    """First match wins, for each destination on its own."""


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of policy.yaml, for editors; config/policy.schema.json holds it."""
    schema: dict[str, Any] = _bare(PolicyFile.model_json_schema(by_alias=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Policy of the outbound DLP gateway (policy.yaml)",
        **schema,
    }


def _bare(schema: Any) -> Any:
    """Without the titles and defaults that pydantic derives: editors show them as noise."""
    if isinstance(schema, dict):
        noise = ("title", "default")
        return {key: _bare(value) for key, value in schema.items() if key not in noise}
    return [_bare(value) for value in schema] if isinstance(schema, list) else schema
