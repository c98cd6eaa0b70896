"""What the gateway asks of others: one interface for who inspects, one for what hooks in.

There is no other way in between: whoever wants to look on, to raise a level or to change a copy is
a `Step` in the one list that `dlp.app` makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dlp.model import Decision, Examination, Finding, Message, Outcome, Payload

#: a decision and the bytes that go out by it
Prepared = tuple[Decision, Payload]


class Inspection(Protocol):
    """Who examines and redacts messages: for the gateway, a review, the bot and the command line.

    No argument has a default, so that whoever stands in between cannot forget to pass one on.
    """

    async def examine(self, message: Message) -> Examination:
        """What reading and detecting say of it. What cannot be read is a finding. Raises
        Unavailable where nobody is there to look."""
        ...

    async def redact(
        self, message: Message, findings: Sequence[Finding], drop: Sequence[Finding]
    ) -> bytes:
        """The message without what `findings` say. A file that cannot be cut goes as a whole where
        all findings in it are in `drop`. Raises CannotRedact, and Unavailable as above."""
        ...


class Step:
    """What hooks into the way of a message, in the order of the list; each does nothing here.

    `examined` and `prepared` think: a simulation calls them too, so they write nothing. An
    exception in any but `answered` leaves the message with its sender.
    """

    def received(self, message: Message) -> Message:
        """The message as it goes on, before anybody has looked at it."""
        return message

    def examined(self, message: Message, examination: Examination) -> Examination:
        """What inspection said, before the policy decides on it: a level may rise."""
        return examination

    async def prepared(
        self, message: Message, examination: Examination, copies: list[Prepared]
    ) -> list[Prepared]:
        """The decisions and their copies, before anything goes out."""
        return copies

    async def leaving(
        self, message: Message, examination: Examination, copies: Sequence[Prepared]
    ) -> None:
        """Right before anything goes out: what must be on record by then is written here."""

    def answered(self, message: Message, outcome: Outcome) -> None:
        """What became of it, once it stands."""
