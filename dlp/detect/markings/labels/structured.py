"""Labels that are XML or JSON: STANAG 4774/4778, XEP-0258, ISM, LabelInfo, Titus, Boldon James.

Sources: STANAG 4774 and 4778 (ADatP-4774, ADatP-4778), XEP-0258, ODNI IC-ISM, [MS-OFFCRYPTO] 2.6,
public samples of the vendors' formats.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Any

from dlp.detect.markings.labels.parsed import ParsedLabel
from dlp.detect.markings.labels.xml import NotXml, XmlNode, parse

_MIP = "http://schemas.microsoft.com/office/2020/mipLabelMetadata"
_RELEASE = ("RELEASABLE TO", "REL TO", "PERMISSIVE", "RELEASE")


def stanag(data: str | bytes) -> Iterator[ParsedLabel]:
    """Every label in an XML document of one of these formats; nothing for other XML."""
    try:
        root = parse(data)
    except NotXml:
        return
    for node in root.walk():
        if node.name == "ConfidentialityInformation":
            yield _confidentiality(node)
        elif node.name == "securitylabel" or node.name == "SecurityLabel":
            yield from _displayed(node)
        elif node.name == "label" and node.namespace == _MIP:
            yield from _label_info(node)
        elif node.name == "sisl":
            yield from _boldon_james(node)
        classification = _ism(node)
        if classification:
            yield classification


def _confidentiality(node: XmlNode) -> ParsedLabel:
    policy = node.first("PolicyIdentifier")
    classification = node.first("Classification")
    caveats = []
    for category in node.all("Category"):
        values = [value.content for value in category.all("GenericValue") if value.content]
        tag = category.attributes.get("TagName", "").upper()
        if not values:
            continue
        if any(word in tag for word in _RELEASE):
            caveats.append(f"REL TO {', '.join(values)}")
        else:
            caveats += [value.upper() for value in values]
    mark = node.first("PrivacyMark")
    if mark is not None and mark.content:
        caveats.append(mark.content.upper())
    return ParsedLabel(
        "stanag-4774",
        text=classification.content if classification else "",
        policy=policy.content if policy else "",
        caveats=tuple(caveats),
    )


def _displayed(node: XmlNode) -> Iterator[ParsedLabel]:
    """XEP-0258: the marking that is shown; a label inside it is met by the walk."""
    shown = node.first("displaymarking")
    if shown is not None and shown.content:
        yield ParsedLabel("xep-0258", text=shown.content)


def _label_info(node: XmlNode) -> Iterator[ParsedLabel]:
    attributes = node.attributes
    enabled = attributes.get("enabled", "1").lower() in ("1", "true")
    if enabled and attributes.get("removed", "0").lower() not in ("1", "true"):
        site, guid = attributes.get("siteId", ""), attributes.get("id", "")
        identifier = f"{site.strip('{}').lower()}/{guid.strip('{}').lower()}"
        yield ParsedLabel(
            "msip",
            text=attributes.get("name", ""),
            policy="corporate",
            identifier=identifier,
            score=0.9,
        )


def _boldon_james(node: XmlNode) -> Iterator[ParsedLabel]:
    values = [element.attributes.get("value", "") for element in node.all("element")]
    texts = [value for value in values if value]
    identifiers = [element.attributes.get("uid", "") for element in node.all("element")]
    if texts:
        yield ParsedLabel("boldon-james", text="//".join(texts))
    elif any(identifiers):
        policy = node.attributes.get("policy", "")
        yield ParsedLabel("boldon-james", identifier="/".join(filter(None, [policy, *identifiers])))


def _ism(node: XmlNode) -> ParsedLabel | None:
    """ODNI ISM: ``ism:classification="S" ism:disseminationControls="NF"``."""
    spaces = [key for key in node.attributes if key.startswith("{urn:us:gov:ic:ism")]
    values = {key.rpartition("}")[2]: node.attributes[key] for key in spaces}
    if not values.get("classification"):
        return None
    parts = [values["classification"]]
    for name in ("SCIcontrols", "SARIdentifier", "disseminationControls", "nonICmarkings"):
        if values.get(name):
            parts.append("/".join(w for w in values[name].split() if w != "REL"))
    if values.get("releasableTo"):
        parts.append("REL TO " + ", ".join(values["releasableTo"].split()))
    return ParsedLabel("ism", text="//".join(filter(None, parts)), policy="us")


def titus(value: str) -> Iterator[ParsedLabel]:
    """``x-titus-metadata-40``: base64 of JSON whose values may be levels."""
    try:
        data = json.loads(base64.b64decode("".join(value.split()), validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return
    for name, text in _pairs(data, 0):
        if any(word in name.lower() for word in ("class", "sensitiv", "level", "marking", "cui")):
            yield ParsedLabel("titus", text=text, identifier=f"{name}={text}".lower())


def _pairs(data: Any, depth: int) -> Iterator[tuple[str, str]]:
    """(name, value) of Titus' ``props: [{n, vals: [{value}]}]`` and of plain objects."""
    if depth > 8:
        return
    if isinstance(data, dict):
        if isinstance(data.get("n"), str) and isinstance(data.get("vals"), list):
            for each in data["vals"][:50]:
                if isinstance(each, dict) and isinstance(each.get("value"), str):
                    yield data["n"], each["value"]
            return
        for key, value in list(data.items())[:200]:
            if isinstance(value, str):
                yield str(key), value
            else:
                yield from _pairs(value, depth + 1)
    elif isinstance(data, list):
        for each in data[:200]:
            yield from _pairs(each, depth + 1)
