"""Message + findings → message without what was found. Pure.

Only the touched MIME leaves and header fields change, every other byte stays. Charset and
transfer encoding of a leaf stay; a touched 7bit or 8bit leaf with a line over 998 octets becomes
quoted-printable (RFC 5322 §2.1.1). A value is cut wherever else the message says it, too: in the
other alternatives, the subject, file names. The result is read again, and where a value is left
the redaction is refused.

Nothing inside multipart/signed, multipart/encrypted or a PGP clear signature is changed:
`CannotRedact`. A DKIM-Signature is left in place and no longer verifies; the gateway belongs in
front of the signer.
"""

from __future__ import annotations

from collections.abc import Sequence

from dlp.config import Inspection
from dlp.mime.events import MEDIA_TYPE as EVENT
from dlp.model import Finding
from dlp.read import collect
from dlp.redaction import events
from dlp.redaction.apply import apply
from dlp.redaction.errors import CannotRedact
from dlp.redaction.values import Finder, cuts, values

__all__ = ["PLACEHOLDER", "CannotRedact", "redact"]

#: what stands where a value was; ``{kind}`` is the finding's kind
PLACEHOLDER = "[{kind} removed]"


def redact(
    media_type: str,
    data: bytes,
    findings: Sequence[Finding],
    limits: Inspection | None = None,
    placeholder: str = PLACEHOLDER,
) -> bytes:
    """`data` with what the findings stand for replaced by `placeholder` (printable ASCII).

    Raises `CannotRedact` where a signed or encrypted part would be broken, a finding has no
    span, a part has no map back, or anything is left after reading the result again.
    """
    if not placeholder.isascii() or not placeholder.isprintable():
        raise ValueError("a placeholder is printable ASCII")
    limits = limits or Inspection()
    before = collect(media_type, data, limits)
    wanted = values(before.passages, findings)
    if not wanted:
        return data
    finder = Finder(wanted)
    for leaf in before.leaves:
        for passage in leaf.passages:
            passage_cuts = cuts(passage, finder)
            if passage_cuts:
                leaf.cuts.append((passage, passage_cuts))
    if media_type == EVENT:
        result = events.apply(data, before.leaves, placeholder)
    else:
        result = apply(data, before.leaves, placeholder, media_type)
    _verify(media_type, result, finder, limits, len(before.findings))
    return result


def _verify(
    media_type: str, result: bytes, finder: Finder, limits: Inspection, unread: int
) -> None:
    after = collect(media_type, result, limits)
    if len(after.findings) > unread:
        raise CannotRedact("unreadable")
    for passage in after.passages:
        if any(finder.finditer(passage.text)):
            raise CannotRedact("left")
