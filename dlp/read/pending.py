"""Reads the files of a message after all of its text, which may hold their passwords.

An encrypted file is tried again with what the message itself might give as its password (people
do write it in the same mail) and with the organisation's own list, within a budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dlp.model import Passage, Reading, Unread
from dlp.read.base import Collector

#: most passwords tried for one file
_MOST = 50
_LABEL = re.compile(
    r"(?i)\b(?:pass(?:word|wort|phrase|code)?|pwd|pw|pin|kennwort|passord|l\u00f6senord|salasana"
    r"|mot de passe|contrase\u00f1a|wachtwoord|adgangskode|has\u0142o)\b\W{0,3}"
    r"(?:(?:is|ist|on|\u00e4r|er|est|es|for[^:\n]{0,60})\b)?[\s:=]{0,3}(\S{3,64})"
)
_EDGE = " .,;:!?()[]{}<>\"'\u201c\u201d\u201e\u2018\u2019"


def read_pending(out: Collector, known: Sequence[str] = ()) -> None:
    """Read every file that `out` has met, in order. `known` are passwords to try first."""
    pending, out.pending = out.pending, []
    passwords: list[str] | None = None
    for item in pending:
        assert out.files is not None
        limits = out.limits.model_copy(update={"text": out.text_left})
        reading = out.files.read(item, limits)
        if _encrypted(reading):
            if passwords is None:
                passwords = candidates(out.passages, known, out.limits.files.passwords)
            if passwords:
                reading = out.files.read(item, limits, passwords)
        out.take(item, reading)


def _encrypted(reading: Reading) -> bool:
    return any(
        finding.detail.get("reason") == Unread.ENCRYPTED.value for finding in reading.findings
    )


def candidates(
    passages: Iterable[Passage], known: Iterable[str], configured: Iterable[str]
) -> list[str]:
    """What might be a password, likeliest first: known ones, what follows such a word, the list."""
    found: dict[str, None] = dict.fromkeys(known)
    for passage in passages:
        for match in _LABEL.finditer(passage.text):
            for word in (match[1], match[1].strip(_EDGE)):
                if word:
                    found[word] = None
        if len(found) >= _MOST:
            break
    for word in configured:
        found[word] = None
    return list(found)[:_MOST]
