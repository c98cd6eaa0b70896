"""Marking outgoing mail: the header labels of the organisation's scheme, a marking in the subject.

Pure and byte-exact: nothing but the added fields and the subject's field changes. Optional; what
calls it says which message it stamps. A stamp never lowers: `stamp` is for the level that
inspection found, not for one that a sender wished.
"""

from __future__ import annotations

from enum import StrEnum

from dlp import mime
from dlp.config import StampSettings
from dlp.detect.markings.grammar import Marking
from dlp.detect.markings.schemes import load
from dlp.errors import ConfigError, did_you_mean
from dlp.mime.words import decode_words, encode_words, fold
from dlp.model import Level
from dlp.plugins import Options


class SubjectPosition(StrEnum):
    """Where in a subject the marking goes."""

    NONE = "none"
    BEFORE = "before"
    """``[SECRET//NOFORN] Lunch``"""
    AFTER = "after"
    """``Lunch [SECRET//NOFORN]``"""


class StampFormat(Options):
    """How an organisation marks its outgoing mail."""

    fields: tuple[str, ...] = ("X-Classification",)
    """Header fields that are given the marking; `SIO-Label` and `X-Protective-Marking` in the form
    of RFC 7444 and of the EPMS, any other as plain text."""
    subject: SubjectPosition = SubjectPosition.NONE
    origin: str = ""
    """`ORIGIN=` of X-Protective-Marking."""


def stamp(data: bytes, marking: Marking, how: StampFormat) -> bytes:
    """`data` (an RFC 5322 message) with the marking's fields on top and in its subject.

    A field of the same name that stood there is taken out: it was the sender's word, not ours.
    """
    part = mime.parse(data)
    names = {name.lower() for name in how.fields}
    edits = [(field.start, field.end, b"") for field in part.fields if field.name in names]
    added = "".join(fold(name, _value(name, marking, how)) for name in how.fields)
    if how.subject is not SubjectPosition.NONE:
        subject = next((field for field in part.fields if field.name == "subject"), None)
        line = fold("Subject", _subject(data, subject, marking, how.subject))
        if subject is None:
            added += line
        else:
            edits.append((subject.start, subject.end, line.encode("ascii")))
    return mime.splice(data, [(part.start, part.start, added.encode("ascii")), *edits])


class Stamper:
    """Stamps the marking of an organisation's scheme for a level of ours."""

    def __init__(self, settings: StampSettings) -> None:
        """ConfigError where there is no such scheme."""
        schemes = {scheme.scheme: scheme for scheme in load()}
        if settings.scheme not in schemes:
            remedy = did_you_mean(settings.scheme, schemes)
            raise ConfigError("stamp.scheme", f"no scheme {settings.scheme!r}", remedy)
        scheme = schemes[settings.scheme]
        # of two labels for one level the scheme's first counts
        self._labels = {entry.level: entry.label for entry in reversed(scheme.levels)}
        self._scheme = scheme
        self._how = StampFormat(
            fields=settings.fields,
            subject=SubjectPosition(settings.subject),
            origin=settings.origin,
        )

    def __call__(self, data: bytes, level: Level) -> bytes:
        """`data` with the marking for `level`, or for the next higher one that the scheme has;
        unchanged where it has none as high."""
        marking = self._marking(level)
        return data if marking is None else stamp(data, marking, self._how)

    def label(self, level: Level) -> str:
        """That marking in words, e.g. ``SECRET``; "" where the scheme has none as high."""
        marking = self._marking(level)
        return "" if marking is None else marking.canonical

    def _marking(self, level: Level) -> Marking | None:
        fitting = [known for known in self._labels if known >= level]
        if not fitting:
            return None
        marked = min(fitting)
        return Marking(self._scheme, marked, self._labels[marked])


def _subject(
    data: bytes, subject: mime.Field | None, marking: Marking, place: SubjectPosition
) -> str:
    text = ""
    if subject is not None:
        raw = data[subject.value_start : subject.value_end].decode("utf-8", "replace")
        text = decode_words(raw).text.strip()
    tag = f"[{marking.canonical}]"
    if tag in text:
        return encode_words(text)
    return encode_words(
        f"{tag} {text}".strip() if place is SubjectPosition.BEFORE else f"{text} {tag}".strip()
    )


def _value(name: str, marking: Marking, how: StampFormat) -> str:
    text = marking.canonical
    if name.lower() == "sio-label":
        quoted = text.replace("\\", r"\\").replace('"', r"\"")
        return encode_words(f'marking="{quoted}"')
    if name.lower() == "x-protective-marking":
        parts = ["VER=2018.4", "NS=gov.au", f"SEC={marking.label.replace(' ', '-')}"]
        parts += [f"CAVEAT={caveat}" for caveat in marking.caveats]
        parts += [f"ORIGIN={how.origin}"] if how.origin else []
        return encode_words(", ".join(part.replace("\n", " ") for part in parts))
    return encode_words(text)
