"""Chooses the reader of a part: the mail reader, or the reader of its format."""

from __future__ import annotations

from dlp.read.base import Buffer, Collector, PartContent
from dlp.read.mail import MESSAGES, read_mail
from dlp.read.registry import read_item

__all__ = ["MESSAGES", "read_part"]


def read_part(item: PartContent, out: Collector) -> None:
    """Read `item`; a mail's paths begin at `item.part`, or at the top where that is empty."""
    if item.media_type in MESSAGES:
        read_mail(Buffer(item.data), f"{item.part}/" if item.part else "", out)
    else:
        read_item(item, out)
