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

from dlp.config import InspectionSettings
from dlp.model import UNREAD, Finding
from dlp.read import collect
from dlp.redaction.core import cut_values
from dlp.redaction.dropping import Dropping, mark
from dlp.redaction.editor import FileEditor
from dlp.redaction.errors import CannotRedact
from dlp.redaction.values import values

__all__ = ["PLACEHOLDER", "CannotRedact", "Dropping", "FileEditor", "redact"]

#: what stands where a value was; ``{kind}`` is the finding's kind
PLACEHOLDER = "[{kind} removed]"


def redact(
    media_type: str,
    data: bytes,
    findings: Sequence[Finding],
    limits: InspectionSettings | None = None,
    placeholder: str = PLACEHOLDER,
    files: FileEditor | None = None,
    name: str = "",
    dropping: Dropping | None = None,
) -> bytes:
    """`data` with what the findings stand for replaced by `placeholder` (printable ASCII).

    `files` reads and edits what is no text; `dropping` says which files may go as a whole where
    they cannot be cut. Raises `CannotRedact` where a signed or encrypted part would be broken, a
    finding has no span, a part has no map back, or anything is left after reading the result again.
    """
    if not placeholder.isascii() or not placeholder.isprintable():
        raise ValueError("a placeholder is printable ASCII")
    before = collect(media_type, data, limits or InspectionSettings(), files, name)
    mark(before.leaves, findings, dropping)
    wanted = values(before.passages, [one for one in findings if one.kind not in UNREAD])
    if not wanted and not any(leaf.must_go for leaf in before.leaves):
        return data
    return cut_values(media_type, data, wanted, before, placeholder, files, name, dropping)
