"""Import of XSPIF: a security policy as XML, for those who have one.

    scheme_of(path.read_bytes())  →  Scheme, to be written with `as_yaml` and then edited

XSPIF knows levels, phrases and categories; it knows no abbreviations, no casing and no look-alikes,
so what comes out is a start and not the end (XML SPIF 2.1, http://www.xmlspif.org/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from dlp.config import from_validation
from dlp.detect.markings.labels.xml import NotXml, XmlNode, parse
from dlp.detect.markings.lexicon import fold_words
from dlp.detect.markings.schemes import Scheme
from dlp.errors import ConfigError
from dlp.model import Level

#: label and certificate values of X.841 and RFC 2634; others are ranked by their hierarchy
_VALUES = {
    "0": Level.PUBLIC,
    "1": Level.PUBLIC,
    "2": Level.RESTRICTED,
    "3": Level.CONFIDENTIAL,
    "4": Level.SECRET,
    "5": Level.TOP_SECRET,
}


def scheme_of(
    data: bytes, levels: Mapping[str, str] | None = None, place: str = "the XSPIF file"
) -> Scheme:
    """The scheme of an XSPIF document.

    `levels`: name or lacv of a classification → our level, where the numbers do not say it.
    ConfigError where the document is none, or a classification cannot be ranked.
    """
    try:
        root = parse(data)
    except NotXml as error:
        raise ConfigError(place, f"cannot be read: {error.args[0]}") from None
    policy = root.first("securityPolicyId") if root.name == "SPIF" else None
    if policy is None:
        raise ConfigError(place, "is no XSPIF document", "its root is SPIF")
    name = policy.attributes.get("name", "imported")
    raw = {
        "scheme": re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "imported",
        "title": f"{name} (imported from XSPIF)",
        "sources": [f"XSPIF of policy {policy.attributes.get('id', 'without identifier')}"],
        "mapping": "By label and certificate value (RFC 2634), or as given at the import",
        "levels": list(_levels(root, name, levels or {}, place)),
        "categories": [{"name": tag} for tag in ("", *dict.fromkeys(_tags(root)))],
        "caveats": _once(_caveats(root)),
    }
    try:
        return Scheme.model_validate(raw)
    except ValidationError as error:
        raise from_validation(error, place, Scheme) from None


def as_yaml(scheme: Scheme) -> str:
    """The scheme as a file for a folder of schemes."""
    raw = scheme.model_dump(mode="json", exclude_defaults=True)
    for entry, level in zip(raw["levels"], scheme.levels, strict=True):
        entry["level"] = level.level.label
    return yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=100)


def _levels(
    root: XmlNode, policy: str, given: Mapping[str, str], place: str
) -> Iterator[dict[str, Any]]:
    for node in root.all("securityClassification"):
        name, value = node.attributes.get("name", ""), node.attributes.get("lacv", "")
        if not fold_words(name) or node.attributes.get("obsolete", "false") in ("true", "1"):
            continue
        said = given.get(name) or given.get(value)
        level = Level.parse(said) if said else _VALUES.get(value)
        if level is None:
            raise ConfigError(
                place, f"no level for classification {name!r}", "give one: name → level"
            )
        shown = [phrase for phrase in _phrases(node) if fold_words(phrase)]
        label = next(iter(shown), name)
        spellings = dict.fromkeys([*shown, name, f"{policy} {name}"])
        yield {
            "level": level.label,
            "label": label,
            "phrases": [each for each in spellings if each != label],
        }


def _tags(root: XmlNode) -> Iterator[str]:
    for tag in root.all("securityCategoryTag"):
        yield tag.attributes.get("name", "")


def _caveats(root: XmlNode) -> Iterator[dict[str, Any]]:
    for tag in root.all("securityCategoryTag"):
        name = tag.attributes.get("name", "")
        permissive = tag.attributes.get("tagType", "").lower() == "permissive"
        prefix = next(
            (
                node.attributes.get("markingQualifier", "").strip()
                for node in tag.all("qualifier")
                if node.attributes.get("qualifierCode") == "prefix"
            ),
            "",
        )
        for category in tag.all("tagCategory"):
            own = category.attributes.get("name", "")
            if not fold_words(own):
                continue
            label = f"{prefix} {own}".strip() if permissive else own
            entry: dict[str, Any] = {"label": label, "category": name}
            phrases = [p for p in (own, *_phrases(category)) if p != label and fold_words(p)]
            if phrases:
                entry["phrases"] = list(dict.fromkeys(phrases))
            if permissive:
                entry["audience"] = [own]
            yield entry


def _once(entries: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    by_label: dict[str, dict[str, Any]] = {}
    for entry in entries:
        by_label.setdefault(entry["label"], entry)
    return list(by_label.values())


def _phrases(node: XmlNode) -> list[str]:
    return [
        child.attributes["phrase"]
        for child in node.children
        if child.name == "markingData" and child.attributes.get("phrase")
    ]
