"""What the gateway is made of, as rows: for `dlp describe` and the pages made from it in docs/."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from enum import EnumType
from pathlib import Path
from typing import Any

from prometheus_client import Metric, ProcessCollector
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from dlp import metrics, plugins
from dlp.config import Address, Config, Plugin, Secret
from dlp.detect.markings.describe import COLUMNS, describe_markings
from dlp.detect.markings.schemes import load as load_schemes
from dlp.inspection import build_detectors
from dlp.model import Detector


@dataclass(frozen=True)
class FactTable:
    """A title, a heading for each column, and rows of plain texts."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """As a Markdown table, for docs/."""
        lines = [
            "| " + " | ".join(self.columns) + " |",
            "|" + "|".join(" --- " for _ in self.columns) + "|",
        ]
        lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in self.rows]
        return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def configuration() -> FactTable:
    """Every key of dlp.yaml."""
    return FactTable(
        "configuration", ("key", "type", "default", "meaning"), tuple(_keys(Config, ""))
    )


def _keys(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str, str]]:
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        inner, many = _section(field.annotation)
        default = (
            "" if field.is_required() else _default(field.get_default(call_default_factory=True))
        )
        if inner is not None and inner not in (Address, Secret):
            if field.description:
                yield path, "section", "", field.description
            mark = {"": ".", "list": "[].", "mapping": ".NAME."}[many]
            yield from _keys(inner, f"{path}{mark}")
        else:
            yield path, _type(field.annotation), default, field.description or ""


def _section(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    many = "list" if origin is tuple else "mapping" if origin is dict else ""
    for each in inner:
        found, _ = _section(each)
        if found is not None:
            return found, many
    return None, ""


def _type(annotation: Any) -> str:
    if annotation is type(None):
        return "null"
    if isinstance(annotation, EnumType):
        members: list[Any] = list(annotation)
        return " or ".join(str(member.value) for member in members)
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        return " or ".join(_type(each) for each in typing.get_args(annotation))
    if typing.get_origin(annotation) is tuple:
        return f"list of {_type(typing.get_args(annotation)[0])}"
    names = {
        str: "text",
        int: "whole number",
        float: "seconds",
        bool: "true or false",
        Path: "path",
    }
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return ""
    if isinstance(value, Secret):
        return f"file: {value.file}" if value.file else f"env: {value.env}"
    if isinstance(value, tuple):
        return ", ".join(each.use if isinstance(each, Plugin) else str(each) for each in value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def metric_list() -> FactTable:
    """Every metric on the status port."""
    rows: list[tuple[str, ...]] = []
    for collector in metrics.REGISTRY._collector_to_names:
        if isinstance(collector, ProcessCollector):
            continue  # process_*: prometheus-client's own, about the gateway's main process
        labels = ", ".join(getattr(collector, "_labelnames", ()))
        families: Iterable[Metric] = getattr(collector, "describe", tuple)()
        for family in families:
            name = family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")
            unit = metrics.UNITS.get(family.name, "1")
            rows.append((name, family.type, labels, unit, family.documentation))
    return FactTable("metrics", ("name", "type", "labels", "unit", "meaning"), tuple(sorted(rows)))


def markings(config: Config) -> FactTable:
    """Every marking scheme with its levels: ours, and those of the configuration's own folders."""
    folders: list[Path] = []
    for plugin in config.detectors:
        if plugin.use == "markings":
            folders += [config.base / str(each) for each in plugin.settings.get("folders", ())]
    rows = tuple(astuple(row) for row in describe_markings(load_schemes(folders)))
    return FactTable("markings", COLUMNS, rows)


def detectors(config: Config) -> FactTable:
    """The detectors of a configuration, with what they find."""
    rows = [
        (each.name, _first_line(type(each)), ", ".join(sorted(each.kinds)))
        for each in build_detectors(config.detectors, config.base)
    ]
    return FactTable("detectors", ("detector", "what it is", "kinds"), tuple(rows))


def available() -> FactTable:
    """The plugins that ship, by file name."""
    rows = []
    for package in ("dlp.detect", "dlp.channels"):
        for name in plugins.names(package):
            module = plugins.module_of(package, name, "describe")
            settings = getattr(module, "Settings", plugins.Options)
            text = (module.__doc__ or "").strip().partition("\n")[0]
            rows.append((package.rpartition(".")[2], name, text, ", ".join(settings.model_fields)))
    return FactTable("plugins", ("folder", "name", "what it is", "settings"), tuple(rows))


def kinds(config: Config) -> FactTable:
    """Every kind of finding, who finds it, and an example of each detector's own."""
    by_kind: dict[str, list[Detector]] = {}
    for each in build_detectors(config.detectors, config.base):
        for kind in each.kinds:
            by_kind.setdefault(kind, []).append(each)
    rows = [
        ("UNREADABLE", "reader", "a part that could not be read, with its reason"),
        ("PARTIAL", "reader", "a part of which some could not be read, with the reason"),
        ("FILE_TYPE_MISMATCH", "reader", "a file that is not what it claims to be"),
        *(
            (kind, ", ".join(each.name for each in found), _example(kind, found))
            for kind, found in by_kind.items()
        ),
    ]
    return FactTable("kinds", ("kind", "detectors", "example"), tuple(sorted(rows)))


def _example(kind: str, found: list[Detector]) -> str:
    for detector in found:
        for example in detector.finds:
            if example.kind == kind and example.finds:
                return " ".join(example.finds[0].split())[:60]
    return ""


def _first_line(thing: Any) -> str:
    return (thing.__doc__ or "").strip().partition("\n")[0]
