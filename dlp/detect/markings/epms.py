"""The Email Protective Marking Standard of Australia (2018.4, 2024.1): fields and subjects.

VER=2018.4, NS=gov.au, SEC=PROTECTED, CAVEAT=SH:CABINET, ACCESS=Legal-Privilege, ORIGIN=…
Subject: Minutes [SEC=OFFICIAL:Sensitive, ACCESS=Legal-Privilege]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAIR = re.compile(r"\b([A-Z]{2,8})\s*=\s*((?:\\.|[^,\]\\])+)")


@dataclass(frozen=True, slots=True)
class ProtectiveMarking:
    """What a protective marking says."""

    security: str
    caveats: tuple[str, ...] = ()
    #: ``expires``, ``downto``: what becomes of it later
    lowered: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As a banner: ``PROTECTED//CABINET``."""
        return "//".join([self.security, *self.caveats])


def epms(value: str) -> ProtectiveMarking | None:
    """What `value` says; None where it has no ``SEC=``."""
    pairs = [(key, re.sub(r"\\(.)", r"\1", text).strip()) for key, text in _PAIR.findall(value)]
    security = next((text for key, text in pairs if key == "SEC"), "")
    if not security:
        return None
    caveats = tuple(_caveat(text) for key, text in pairs if key in ("CAVEAT", "ACCESS"))
    lowered = tuple(key.lower() for key, _ in pairs if key in ("EXPIRES", "DOWNTO"))
    return ProtectiveMarking(security, caveats, lowered)


def _caveat(text: str) -> str:
    kind, _, value = text.partition(":")
    value = value or kind
    if kind == "RI" and value.upper().startswith("REL"):
        return "REL " + ", ".join(re.split(r"[/,]", value)[1:])
    return value.replace("-", " ").upper()
