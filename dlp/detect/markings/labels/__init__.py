"""Machine-readable labels: header fields and document properties → findings.

A label is what a program was told; it is read apart from the text and fused with it by maximum.
A label never lowers what the text says, and one that nobody has ranked is `UNKNOWN_LABEL`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dlp.detect.markings.candidates import MarkingForm
from dlp.detect.markings.grammar import Grammar, Marking
from dlp.detect.markings.labels import headers, structured
from dlp.detect.markings.labels.der import signed_labels
from dlp.detect.markings.labels.parsed import ParsedLabel
from dlp.detect.markings.resolution import MARKING_CONFLICT, released
from dlp.detect.markings.schemes import Scheme
from dlp.model import CLASSIFICATION_MARKING, Finding, Level
from dlp.releasability import shipped_audiences

#: a label that says something only its owner knows how to rank
UNKNOWN_LABEL = "UNKNOWN_LABEL"

#: names whose value is a marking in plain words, whoever made the program
_NAMED = re.compile(
    r"classif|sensitiv|marking|securitylabel|security-label|documentsecurity|caveat|janusseal|"
    r"impact:level:confidentiality|businessauthorizationcategory|googledrivelabel|drivelabel|"
    r"(?:^|[-_.:])(?:label|tlp)s?$",
    re.IGNORECASE,
)
#: X.411 and ESS classifications (RFC 2634 §3.2)
_NUMBERS = (
    Level.PUBLIC,
    Level.PUBLIC,
    Level.RESTRICTED,
    Level.CONFIDENTIAL,
    Level.SECRET,
    Level.TOP_SECRET,
)
#: who owns a policy's object identifier, by its beginning
_OWNERS = {"1.3.26.": "nato", "2.16.578.1.2.": "norway", "2.16.840.1.101.": "us"}
_POLICIES = {"uk": "uk", "gbr": "uk", "usa": "us", "can": "canada", "aus": "australia"} | {
    "fin": "finland",
    "swe": "sweden",
    "nor": "norway",
    "deu": "germany",
    "fra": "france",
    "nld": "netherlands",
    "pol": "poland",
    "est": "estonia",
    "dnk": "denmark",
    "tlp": "tlp",
}


class LabelReader:
    """Reads labels with the words of the schemes and the configuration's own ranking."""

    def __init__(self, grammar: Grammar, detector: str, ranked: Mapping[str, str]) -> None:
        """`ranked`: identifier (GUID, ``site/guid``, object identifier) → marking or level."""
        self._grammar = grammar
        self._detector = detector
        self._ranked = {key.strip().lower(): value for key, value in ranked.items()}

    def findings(
        self, labels: Mapping[str, tuple[str, ...]], found: Iterable[Finding] = ()
    ) -> list[Finding]:
        """The findings of a message's labels, and where they disagree with those in `found`."""
        out: list[Finding] = []
        for name, label in _parsed(labels):
            finding = self._finding(name, label)
            if finding is not None and finding not in out:
                out.append(finding)
        return out + conflicts(out, found, self._detector)

    def _finding(self, name: str, label: ParsedLabel) -> Finding | None:
        part = f"label:{_short(name)}"
        marking = self._ranking(label.identifier) or self._by_number(label)
        by_text = self._by_text(label)
        if by_text is not None and (marking is None or by_text.level > marking.level):
            marking = by_text
        if marking is None:
            if not label.identifier and label.number is None:
                return None
            return Finding(
                UNKNOWN_LABEL,
                part,
                0,
                0,
                0.9,
                self._detector,
                f"a {label.format} label that the configuration does not rank",
                None,
                {"format": label.format, "form": MarkingForm.LABEL.value},
            )
        detail: dict[str, Any] = {
            "scheme": marking.scheme.scheme,
            "label": marking.label,
            "canonical": marking.canonical,
            "caveats": list(released(marking, shipped_audiences())),
            "form": MarkingForm.LABEL.value,
            "format": label.format,
        }
        if marking.ambiguous:
            detail["ambiguous"] = True
        if label.status:
            detail["status"] = label.status
        why = f"label: {label.format}"
        return Finding(
            CLASSIFICATION_MARKING,
            part,
            0,
            0,
            label.score,
            self._detector,
            why,
            marking.level,
            detail,
        )

    def _ranking(self, identifier: str) -> Marking | None:
        """What the configuration says of an identifier, for its site or for any."""
        for key in (identifier.lower(), identifier.lower().rpartition("/")[2]):
            text = self._ranked.get(key) if key else None
            if text is not None:
                return self._grammar.parse(text) or self._plain(Level.parse(text))
        return None

    def _by_text(self, label: ParsedLabel) -> Marking | None:
        text = label.text.strip()
        if not text or len(text) > 300:
            return None
        caveats = "//".join(caveat for caveat in label.caveats if caveat)
        policy = _POLICIES.get(label.policy.lower(), label.policy.lower())
        tries = [f"{label.policy} {text}"] if label.policy and "." not in label.policy else []
        for candidate in (*tries, text):
            for whole in (f"{candidate}//{caveats}" if caveats else candidate, candidate):
                marking = self._grammar.parse(whole, (policy,))
                if marking is not None:
                    return marking
        return None

    def _by_number(self, label: ParsedLabel) -> Marking | None:
        ranked = self._ranking(f"{label.policy}:{label.number}")
        if ranked is not None or label.number is None:
            return ranked
        if not 0 <= label.number < len(_NUMBERS):
            return None
        owner = next((n for oid, n in _OWNERS.items() if label.policy.startswith(oid)), "")
        return self._plain(_NUMBERS[label.number], owner or "us")

    def _plain(self, level: Level, name: str = "us") -> Marking:
        """A level without words of its own, in the words of a scheme."""
        schemes = self._grammar.lexicon.schemes
        scheme: Scheme = next((s for s in schemes if s.scheme == name), schemes[0])
        entries = [entry for entry in scheme.levels if entry.level >= level] or scheme.levels
        entry = min(entries, key=lambda each: each.level)
        return Marking(scheme, max(level, entry.level), entry.label)


def conflicts(labels: Iterable[Finding], found: Iterable[Finding], detector: str) -> list[Finding]:
    """A label and a marking in the text that disagree; quoted history does not count."""
    said = [f for f in labels if f.kind == CLASSIFICATION_MARKING and f.level is not None]
    read = [
        f.level
        for f in found
        if f.kind == CLASSIFICATION_MARKING
        and f.level is not None
        and f.detail.get("form") != MarkingForm.LABEL.value
        and not f.detail.get("quoted")
    ]
    if not said or not read:
        return []
    text = max(read)
    out = []
    for label in said:
        if label.level is not None and label.level != text:
            detail = {"label": label.level.label, "text": text.label}
            out.append(
                Finding(
                    MARKING_CONFLICT,
                    label.part,
                    0,
                    0,
                    0.9,
                    detector,
                    "a label and a marking in the text disagree",
                    max(label.level, text),
                    detail,
                )
            )
    return out


def _short(name: str) -> str:
    """The name of a header field or property without the path of its document."""
    return re.sub(r"MSIP_Label_.*", "msip_labels", name.rpartition("#")[2])[:80]


def _parsed(labels: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ParsedLabel]]:
    msip: dict[str, dict[str, str]] = {}
    for name, values in labels.items():
        place, _, bare = name.rpartition("#")
        lower = bare.lower()
        for value in values[:100]:
            if lower.startswith("msip_label_"):
                msip.setdefault(place, {})[bare] = value
            elif lower == "msip_labels":
                msip.setdefault(name, {}).update(headers.msip_header(value))
            else:
                for label in _read(lower, value):
                    yield name, label
    for place, pairs in msip.items():
        for label in headers.msip(pairs):
            yield place or "msip_labels", label


def _read(name: str, value: str) -> Iterator[ParsedLabel]:
    """The labels in one header field or property."""
    label: ParsedLabel | None = None
    if name in ("sio-label", "siolabel"):
        yield from headers.sio(value)
    elif name == "sio-label-history":
        return
    elif name == "x-protective-marking" or value.lstrip().startswith(("VER=", "SEC=")):
        label = headers.protective(value)
    elif name == "sensitivity" and headers.sensitivity(value):
        label = headers.sensitivity(value)
    elif name.startswith(("x-titus", "titus")):
        yield from structured.titus(value)
    elif name in ("pkcs7-signature", "pkcs7-mime", "ess-security-label"):
        for signed in signed_labels(_bytes(value)):
            yield ParsedLabel("ess", policy=signed.policy, number=signed.classification)
    elif value.lstrip().startswith("<"):
        yield from structured.stanag(value)
    elif _NAMED.search(name):
        label = ParsedLabel("property", text=value, score=0.9)
    if label is not None:
        yield label


def _bytes(value: str) -> bytes:
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return value.encode("latin-1", "replace")
