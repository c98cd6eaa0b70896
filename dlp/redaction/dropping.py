"""A file taken out of a mail as a whole, with a short text in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import encode_rfc2231

from dlp.mime.transfer import encode
from dlp.mime.tree import Part
from dlp.model import UNREAD, Finding
from dlp.read.base import Buffer, PartContent, TextLeaf
from dlp.read.paths import safe_name
from dlp.redaction.errors import CannotRedact

Edit = tuple[int, int, bytes]

#: what a file's name ends in once the file is gone
_REMOVED = ".removed.txt"


@dataclass(frozen=True, slots=True)
class Dropping:
    """Which findings allow it, and what is said instead."""

    #: a file goes as a whole where it cannot be cut and all findings in it are among these
    findings: Sequence[Finding]
    #: the text in its place; ``{name}`` is the file's name
    note: str


def mark(
    leaves: Sequence[TextLeaf], findings: Sequence[Finding], dropping: Dropping | None
) -> None:
    """Say of each file whether it may go, or has to because it could not be read.
    `CannotRedact` where something that was not read is in no such file."""
    allowed = {_key(finding) for finding in dropping.findings} if dropping else set()
    unread = {_key(finding) for finding in findings if finding.kind in UNREAD}
    everything = bool(findings) and all(_key(finding) in allowed for finding in findings)
    for leaf in leaves:
        if leaf.item is None or leaf.location is None:
            continue
        part = leaf.item.part
        own = {
            _key(finding)
            for finding in findings
            if finding.part == part or finding.part.startswith(f"{part}/")
        }
        leaf.may_go = own <= allowed if own else everything
        leaf.must_go = leaf.may_go and bool(own & unread)
        if leaf.must_go:
            unread -= own
    if unread:
        raise CannotRedact("unreadable", min(unread)[0])


def note(
    dropping: Dropping | None, item: PartContent, clean: Callable[[str], str]
) -> tuple[str, str]:
    """File name and text of what stands in the place of `item`; `clean` takes values out."""
    assert dropping is not None  # nothing may go without
    name = safe_name(clean(item.name)) or "attachment"
    return name + _REMOVED, dropping.note.replace("{name}", name)


def dropped(buffer: Buffer, part: Part, name: str, text: str) -> list[Edit]:
    """The edits that put `text` in the place of a part's body, and say so in its header."""
    head = buffer.data[part.start : part.body_start]
    end = b"\n" if b"\r\n" not in head and b"\n" in head else b"\r\n"
    shown = encode_rfc2231(name, "utf-8") if not name.isascii() else ""
    file = f"filename*={shown}" if shown else 'filename="{}"'.format(name.replace('"', "_"))
    lines = [
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Disposition: attachment;",
        b" " + file.encode("ascii"),
        b"Content-Transfer-Encoding: quoted-printable",
    ]
    written = end.join(lines) + end
    content = encode(text.encode(), "quoted-printable", end)
    edits = [
        (field.start, field.end, b"") for field in part.fields if field.name.startswith("content-")
    ]
    last = part.fields[-1].end if part.fields else part.start
    if part.parent is None and not any(field.name == "mime-version" for field in part.fields):
        written = b"MIME-Version: 1.0" + end + written
    if not part.fields and not head.endswith(end):
        written += end
    edits.append((last, last, written))
    edits.append((part.body_start, part.body_end, content))
    return edits


def _key(finding: Finding) -> tuple[str, int, int, str, str, str]:
    reason = str(finding.detail.get("reason", ""))
    return finding.part, finding.start, finding.end, finding.kind, finding.detector, reason
