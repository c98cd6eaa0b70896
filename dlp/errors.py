"""What can go wrong, as three kinds: a place, a fact, a remedy.

    DlpError
      + ConfigError        bad configuration or policy: place, fact, remedy
      + Unavailable        a store, worker or far side that may be back later: temporary
      + Refused            a request that will never succeed as it stands

An error's text never holds message content, a matched value, an address or a credential.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class DlpError(Exception):
    """The root; catch it at the edges only."""


class ConfigError(DlpError):
    """Bad input from the operator. Says where, what is wrong, and what to do about it."""

    def __init__(self, place: str, fact: str, remedy: str = "") -> None:
        self.place, self.fact, self.remedy = place, fact, remedy
        super().__init__(f"{place}: {fact}" + (f" ({remedy})" if remedy else ""))


class Unavailable(DlpError):
    """Something we need is not there now. The sender keeps the message and tries again."""


class Refused(DlpError):
    """What was asked will not be done, now or later."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean 'redact'?``, or the list of what is known, as a remedy."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return "known are " + ", ".join(names) if names else ""
