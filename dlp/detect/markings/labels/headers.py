"""Labels that are written as parameters: MSIP, the Australian EPMS, RFC 7444, Sensitivity.

Sources: Microsoft [MS-OFFCRYPTO] 2.6 and the msip_labels header, EPMS 2018.4/2024.1, RFC 7444,
RFC 2156 §2.3.1.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping

from dlp.detect.markings.epms import epms
from dlp.detect.markings.labels.der import NotLabel, security_label
from dlp.detect.markings.labels.parsed import ParsedLabel
from dlp.detect.markings.labels.structured import stanag

_MSIP = re.compile(r"MSIP_Label_([0-9A-Fa-f-]{32,40})_(\w+)\s*=\s*([^;]*)")
_PARAMETER = re.compile(r'\s*([\w-]+(?:\*\d*\*?)?)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;]*))\s*(?:;|$)')
_TRUE = frozenset({"true", "1", "yes"})
#: RFC 2156 values of Sensitivity
_SENSITIVITY = {
    "company-confidential": "COMPANY CONFIDENTIAL",
    "company confidential": "COMPANY CONFIDENTIAL",
    "private": "INTERNAL USE ONLY",
    "personal": "INTERNAL USE ONLY",
}


def msip(values: Mapping[str, str]) -> Iterator[ParsedLabel]:
    """Labels from ``MSIP_Label_<guid>_<key>`` → value; one that is switched off gives none."""
    by_guid: dict[str, dict[str, str]] = {}
    for key, value in values.items():
        match = re.fullmatch(r"MSIP_Label_([0-9A-Fa-f-]{32,40})_(\w+)", key)
        if match:
            by_guid.setdefault(match[1].lower(), {})[match[2].lower()] = value.strip()
    for guid, keys in by_guid.items():
        if keys.get("enabled", "true").lower() in _TRUE and keys.get("removed", "0") == "0":
            yield labelled(guid, keys.get("siteid", ""), keys.get("name", ""))


def labelled(guid: str, site: str, name: str) -> ParsedLabel:
    """A sensitivity label: the GUID is the label, its name is free text that anybody can forge."""
    identifier = f"{site.strip('{}').lower()}/{guid.strip('{}').lower()}"
    return ParsedLabel("msip", text=name, policy="corporate", identifier=identifier, score=0.9)


def msip_header(value: str) -> dict[str, str]:
    """The pairs of an ``msip_labels`` header field."""
    return {f"MSIP_Label_{m[1]}_{m[2]}": m[3] for m in _MSIP.finditer(value)}


def protective(value: str) -> ParsedLabel | None:
    """``X-Protective-Marking``; None for other text."""
    found = epms(value)
    if found is None:
        return None
    return ParsedLabel(
        "epms", found.security, "australia", caveats=found.caveats, status=" ".join(found.lowered)
    )


def sio(value: str) -> Iterator[ParsedLabel]:
    """``SIO-Label`` (RFC 7444): its marking and its label, each on its own."""
    parameters: dict[str, str] = {}
    for match in _PARAMETER.finditer(value):
        name, _, _part = match[1].lower().partition("*")
        text = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3].strip()
        parameters[name] = parameters.get(name, "") + text
    if parameters.get("marking"):
        yield ParsedLabel("sio", text=parameters["marking"])
    kind, label = parameters.get("type", "").lower(), parameters.get("label", "")
    if not label:
        return
    try:
        data = base64.b64decode("".join(label.split()), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if kind in (":ess", ":x411"):
        try:
            ess = security_label(data)
        except NotLabel:
            yield ParsedLabel("sio", identifier="unreadable")
        else:
            yield ParsedLabel(
                "ess", policy=ess.policy, number=ess.classification, text=ess.privacy_mark
            )
    elif kind == ":xml":
        yield from stanag(data or label)


def sensitivity(value: str) -> ParsedLabel | None:
    """``Sensitivity`` of RFC 2156, a hint that Outlook sets; None for an ordinary one."""
    text = _SENSITIVITY.get(value.strip().lower())
    return ParsedLabel("sensitivity", text=text, policy="corporate", score=0.7) if text else None
