"""How a placeholder is written so that what stands around it stays valid."""

from __future__ import annotations

import html
import re

from dlp.model import Passage, Role
from dlp.read.base import SourceSyntax

_NOT_ATOM = re.compile(r"[^A-Za-z0-9_]+")


def atoms(text: str) -> str:
    """`text` as words that are safe in a phrase, a quoted string and a comment."""
    return _NOT_ATOM.sub(" ", text).strip() or "removed"


def written(text: str, passage: Passage, syntax: SourceSyntax) -> str:
    """`text` for the place `passage` was read from."""
    if syntax is SourceSyntax.ADDRESSES:
        return atoms(text)
    if syntax is not SourceSyntax.HTML:
        return text
    if passage.role is Role.LINK:
        return atoms(text).replace(" ", "-")
    if passage.role is Role.ATTRIBUTE:
        # Without a space it is one value even where the attribute has no quotes.
        return html.escape(text).replace(" ", "-")
    if passage.role is Role.COMMENT:
        return text.replace("--", "__").replace(">", "")
    if re.search(r"/code(?::\d+)?$", passage.part):
        return atoms(text).replace(" ", "_")
    return html.escape(text)
