"""The words that all rooms share, as frozen values. Imports nothing of dlp; no I/O, no clock.

Every layer speaks in these: a proxy makes a `Message`, `read` makes `Passage`s, `detect` makes
`Finding`s, `policy` makes `Decision`s, `gateway` makes an `Outcome`, channels answer `Receipt`s.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Protocol, runtime_checkable

# --------------------------------------------------------------------------- how sensitive


class Level(IntEnum):
    """How sensitive a message is. Ordered; each marking scheme maps onto it."""

    PUBLIC = 0
    INTERNAL = 1
    RESTRICTED = 2
    CONFIDENTIAL = 3
    SECRET = 4
    TOP_SECRET = 5

    @property
    def label(self) -> str:
        """The word used in configuration, JSON and metrics, e.g. ``top-secret``."""
        return self.name.lower().replace("_", "-")

    @classmethod
    def parse(cls, text: str) -> Level:
        """`text` is a label such as ``top-secret``; ValueError names the known ones."""
        try:
            return cls[text.strip().upper().replace("-", "_").replace(" ", "_")]
        except KeyError:
            known = ", ".join(level.label for level in cls)
            raise ValueError(f"unknown level {text!r}; known are {known}") from None


class Action(StrEnum):
    """What is done with a message for one destination. An enum, never a bool."""

    ALLOW = "allow"
    REDACT = "redact"
    REDIRECT = "redirect"
    HOLD = "hold"
    BLOCK = "block"


# --------------------------------------------------------------------------- what is sent


class Payload(Protocol):
    """The bytes of a message, in memory or spilled to disk (`dlp.spool`)."""

    @property
    def size(self) -> int: ...

    def read(self) -> bytes:
        """All of it. For workers, channels and tests; never on the event loop when spilled."""
        ...

    def chunks(self, size: int = 262_144) -> Iterator[bytes]:
        """The bytes in order, at most `size` each."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """A payload that is in memory."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self) -> bytes:
        return self.data

    def chunks(self, size: int = 262_144) -> Iterator[bytes]:
        for at in range(0, len(self.data), size):
            yield self.data[at : at + size]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends. `address` is exactly as received (``""`` is SMTP's null sender)."""

    address: str
    #: the identity that authenticated, where the protocol shows it; policy prefers it
    authenticated: str = ""
    #: protocol parameters to carry on unchanged, e.g. {"params": "RET=HDRS ENVID=x"}
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        return self.authenticated or self.address


@dataclass(frozen=True, slots=True)
class Destination:
    """Who gets one copy: an SMTP recipient, or a Matrix room with its whole audience."""

    #: exactly as received, e.g. ``Anna.Berg@Example.org`` (no angle brackets) or a room id
    address: str
    #: how it is reached: smtp, matrix, or the chat network behind a bridge
    network: str = "smtp"
    #: protocol parameters to carry on unchanged ({"params": "NOTIFY=NEVER"}), audience of a room, …
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody is trying to send, in the same shape for every protocol."""

    #: our reference, safe to show to anybody, e.g. ``D7K2-QF4M-X9TB``
    id: str
    protocol: str
    sender: Sender
    destinations: tuple[Destination, ...]
    #: how `payload` is read: ``message/rfc822`` for mail
    media_type: str
    payload: Payload
    #: the file name, where the message is a bare file; "" for a mail or an event
    name: str = ""
    #: the protocol can answer for each destination on its own (LMTP)
    answers_each: bool = False
    #: what policy may ask about the way in: listener, client address, helo, tls, size, …
    facts: Mapping[str, Any] = field(default_factory=dict)


# --------------------------------------------------------------------------- what is read


class Role(StrEnum):
    """What a passage is to the person who reads the message."""

    SUBJECT = "subject"
    HEADER = "header"
    BODY = "body"
    HIDDEN = "hidden"
    COMMENT = "comment"
    ATTRIBUTE = "attribute"
    LINK = "link"
    NAME = "name"
    PROPERTY = "property"


@dataclass(frozen=True, slots=True)
class Segment:
    """`text[start:end]` of a passage stood at `source[source_start:source_end]` of its leaf.

    Equal lengths mean character for character; else the whole source range stands for the whole
    text range (an HTML entity, an encoded word).
    """

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Spot:
    """From `start` on, a passage's text stands at `place` within its part, e.g. ``C14``."""

    start: int
    place: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Text read out of a part, with a map back to where it stood."""

    #: e.g. ``subject``, ``header:x-note``, ``body:2/html``, ``attachment:2/report.docx``
    part: str
    text: str
    role: Role = Role.BODY
    #: media type of the leaf it was read from
    media_type: str = "text/plain"
    #: map back into the leaf's decoded source, in order; () where a part cannot be edited
    segments: tuple[Segment, ...] = ()
    #: finer places than the part's path, in order: cells of a sheet
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class PartFact:
    """What policy may ask about a part without its text."""

    part: str
    media_type: str
    size: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that could be read of a message, and a finding for each part that could not."""

    passages: tuple[Passage, ...]
    findings: tuple[Finding, ...] = ()
    parts: tuple[PartFact, ...] = ()
    #: machine-readable labels as they stand: header or property name → values
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: True for a message that cannot be changed without breaking a signature or an encryption
    sealed: bool = False
    #: the message answers a machine or is one (Auto-Submitted, list, bulk): no notices
    automatic: bool = False


# --------------------------------------------------------------------------- what it means

UNREADABLE = "UNREADABLE"
#: some of a part was read and some was not: a policy that asks for UNREADABLE means this, too
PARTIAL = "PARTIAL"
#: a file whose content is not what its name or its media type says
FILE_TYPE_MISMATCH = "FILE_TYPE_MISMATCH"
CLASSIFICATION_MARKING = "CLASSIFICATION_MARKING"


class Unread(StrEnum):
    """Why a part could not be read; `detail["reason"]` of an UNREADABLE or PARTIAL finding."""

    TYPE = "type"
    ENCRYPTED = "encrypted"
    SIGNED_OPAQUE = "signed-opaque"
    TOO_LARGE = "too-large"
    BROKEN = "broken"
    TIMED_OUT = "timed-out"
    CRASHED = "crashed"
    SILENT = "silent"  # a file that holds text, of which its reader gave none


@dataclass(frozen=True, slots=True)
class Finding:
    """A span that means something to the policy. Never carries the text it stands for."""

    kind: str
    part: str
    #: offsets into the passage's text (Python str indices)
    start: int
    end: int
    score: float
    detector: str
    #: which pattern, checksum or context spoke; never the matched text
    why: str = ""
    #: for markings: the level they claim
    level: Level | None = None
    #: for UNREADABLE: reason; for markings: scheme, label, caveats, form; JSON values only
    detail: Mapping[str, Any] = field(default_factory=dict)


#: kinds of findings that say that something was not read
UNREAD = frozenset({UNREADABLE, PARTIAL})


def unreadable(part: str, reason: Unread, why: str = "") -> Finding:
    """The finding that stands for a part nobody could read."""
    return Finding(UNREADABLE, part, 0, 0, 1.0, "reader", why, None, {"reason": reason.value})


def partial(part: str, reason: Unread, why: str = "") -> Finding:
    """The finding that stands for the rest of a part that was read only in part."""
    return Finding(PARTIAL, part, 0, 0, 1.0, "reader", why, None, {"reason": reason.value})


def mismatch(part: str, claimed: str, found: str) -> Finding:
    """The finding that stands for a file that is not what it claims to be; formats in words, ""
    for an unknown one."""
    detail = {"claimed": claimed, "found": found or "unknown"}
    return Finding(FILE_TYPE_MISMATCH, part, 0, 0, 1.0, "reader", "", None, detail)


@dataclass(frozen=True, slots=True)
class Examination:
    """What reading and detecting say of a message; what policy decides on. Holds no content."""

    findings: tuple[Finding, ...]
    level: Level = Level.PUBLIC
    caveats: frozenset[str] = frozenset()
    parts: tuple[PartFact, ...] = ()
    #: human-written headers a policy may ask about are not here: conditions on text are findings
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: True for a message that cannot be changed without breaking a signature or an encryption
    sealed: bool = False
    #: the message answers a machine or is one (Auto-Submitted, list, null sender): no notices
    automatic: bool = False
    #: seconds by stage: read, detect
    seconds: Mapping[str, float] = field(default_factory=dict)


# --------------------------------------------------------------------------- what is decided


@dataclass(frozen=True, slots=True)
class Decision:
    """Action + rule + channel + reasons for some destinations of one message."""

    destinations: tuple[Destination, ...]
    action: Action
    rule: str
    #: for the operator and the reviewer
    why: str
    #: the rule's public reason: the only text of a rule a sender may see
    public: str = ""
    channel: str = ""
    #: the findings to cut out, for `redact` (already without those of other rules)
    redact: tuple[Finding, ...] = ()
    #: those of `redact` whose file may go as a whole, with a note in its place
    drop: tuple[Finding, ...] = ()
    #: what to do where a redaction would break a signature or cannot be done
    fallback: Action = Action.HOLD
    #: where redactions came before the end: all rules applied, in order, the ending one last
    steps: tuple[str, ...] = ()
    #: a constant word where the action is not the one the rule asks for: ``sealed``,
    #: ``no-cleared-channel``, ``above-clearance``
    reason: str = ""
    #: rules in monitor mode that matched before this one: they would have decided
    would: tuple[str, ...] = ()
    #: the kinds of findings that made it so, the most frequent first
    kinds: tuple[str, ...] = ()


# --------------------------------------------------------------------------- what became of it


class Status(StrEnum):
    """What became of one destination's copy, as its sender may know it."""

    DELIVERED = "delivered"  # the far side said yes for those bytes
    KEPT = "kept"  # committed on disk: held, redirected, or waiting in the outbox
    REFUSED = "refused"  # permanently, by us or by the far side
    LATER = "later"  # temporarily: the sender keeps it and tries again


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a way out (a cut-through session, a channel) answered for one destination."""

    destination: Destination
    status: Status
    #: an SMTP reply or its like as the far side gave it, e.g. ``550 5.1.1 no such user``
    reply: str = ""
    #: DELIVERED to a far side that will not tell the sender of a delivery (RFC 3461 §5.2.2)
    relayed: bool = False
    #: where the sender finds the copy now, for a redirect
    link: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the proxy tells its client about one destination."""

    destination: Destination
    status: Status
    action: Action
    #: the far side's reply to mirror, verbatim; empty where we speak for ourselves
    reply: str = ""
    #: a plain sentence in our own words: what and the rule's public reason, never content; the
    #: proxy adds the outcome's reference
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: one verdict for each destination, in their order."""

    reference: str
    verdicts: tuple[Verdict, ...]


#: The client's own session to the far side: sends these bytes now, answers for each destination.
CutThrough = Callable[[Payload], Awaitable[tuple[Receipt, ...]]]

#: The whole gateway, as a proxy sees it.
Handle = Callable[[Message, CutThrough], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy on its way out through one channel."""

    #: the dispatch's own reference
    id: str
    message_id: str
    protocol: str
    sender: Sender
    destinations: tuple[Destination, ...]
    media_type: str
    payload: bytes
    #: how many deliveries were tried before this one
    attempts: int = 0


class Channel(Protocol):
    """A way out. One file in `dlp/channels/`; see `dlp.plugins`."""

    name: str
    #: a redirect may use it
    trusted: bool
    #: the highest level it may carry
    clearance: Level

    def reaches(self, destination: Destination) -> bool:
        """Whether this channel can reach that destination at all. No I/O."""
        ...

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        """Deliver now; one receipt a destination. Raises nothing but cancellation: what went
        wrong is a receipt (LATER where trying again can help)."""
        ...

    async def aclose(self) -> None:
        """Give back connections and files."""
        ...


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a detector: `text`, and what stands in it (exact strings)."""

    text: str
    finds: tuple[str, ...] = ()
    kind: str = ""


class Detector(Protocol):
    """Finds kinds of things in passages. One file in `dlp/detect/`; see `dlp.plugins`.

    Pure: no I/O after construction, no clock, no state that a text changes.
    """

    #: the file name; stands in `Finding.detector`
    name: str
    #: the kinds it can report
    kinds: tuple[str, ...]
    #: examples that run in a test, at load, and in `dlp describe`
    finds: tuple[Example, ...]
    passes_over: tuple[str, ...]

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        """All findings in these passages (of one message), in any order."""
        ...


@runtime_checkable
class LabelDetector(Protocol):
    """A detector that reads machine-readable labels (`Reading.labels`), too. Pure."""

    def detect_labels(
        self, labels: Mapping[str, tuple[str, ...]], found: Iterable[Finding]
    ) -> list[Finding]:
        """Findings of the labels, and where they disagree with `found`, which the text gave."""
        ...
