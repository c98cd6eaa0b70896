"""YAML with its line numbers, so that every complaint about a policy names its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dlp.errors import ConfigError, did_you_mean

KeyPath = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

#: pydantic's complaint types → what the operator reads
_FACTS = {
    "missing": "{key} is missing",
    "bool_type": "{key} is true or false",
    "bool_parsing": "{key} is true or false",
    "string_type": "{key} is a text, not a {type}",
    "int_type": "{key} is a whole number",
    "int_parsing": "{key} is a whole number",
    "float_type": "{key} is a number",
    "float_parsing": "{key} is a number",
    "model_type": "{key} holds a mapping of keys",
    "dict_type": "{key} holds a mapping of keys",
    "list_type": "{key} holds a list",
    "tuple_type": "{key} holds a list",
    "too_short": "{key} is empty",
}


@dataclass(frozen=True, slots=True)
class YamlSource:
    """A parsed YAML document: plain data, and the line on which each value stands."""

    name: str
    data: dict[str, Any]
    lines: dict[KeyPath, int]

    def place(self, path: KeyPath) -> str:
        """``policy.yaml:12`` of the value at `path`, or of the nearest one that holds it."""
        while path not in self.lines and path:
            path = path[:-1]
        return f"{self.name}:{self.lines.get(path, 1)}"

    def error(self, path: KeyPath, fact: str, remedy: str = "") -> ConfigError:
        """A complaint about the value at `path`."""
        return ConfigError(self.place(path), fact, remedy)

    def validated(self, model: type[M]) -> M:
        """The data as `model`; ConfigError says where, what is wrong, and what to do."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise self._complaint(error.errors(include_url=False)[0], model) from None

    def _complaint(self, first: ErrorDetails, model: type[BaseModel]) -> ConfigError:
        path: KeyPath = first["loc"]
        word = next((step for step in reversed(path) if isinstance(step, str)), "the policy")
        key, kind = repr(word), first["type"]
        if kind == "extra_forbidden":
            fact = f"unknown key {key}"
            return self.error(path, fact, did_you_mean(word, _keys_at(model, path[:-1])))
        if kind == "enum":
            given = str(first["input"])
            known = str(first["ctx"]["expected"]).split("'")[1::2]  # 'allow', 'redact' or 'block'
            return self.error(path, f"unknown {word} {given!r}", did_you_mean(given, known))
        if kind == "value_error":
            fact, _, remedy = str(first["ctx"]["error"]).partition("; ")
            return self.error(path, fact, remedy)
        if kind in _FACTS:
            fact = _FACTS[kind].format(key=key, type=type(first["input"]).__name__)
            remedy = "put it in quotes" if kind == "string_type" and path else ""
            return self.error(path, fact, remedy)
        return self.error(path, f"{key}: {first['msg'][:1].lower()}{first['msg'][1:]}")


def read(text: str, name: str) -> YamlSource:
    """`text` as data with lines; ConfigError for what is no YAML mapping or has a key twice."""
    loader = yaml.SafeLoader(text)
    lines: dict[KeyPath, int] = {}
    try:
        node = loader.get_single_node()
        data = None
        if node is not None:
            _walk(node, (), lines, name)
            data = loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or "cannot be parsed"
        raise ConfigError(where, f"is not YAML: {problem}") from None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise ConfigError(name, "holds no mapping of keys", "a policy starts with `zones:`")
    return YamlSource(name, data, lines)


def _walk(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int], name: str) -> None:
    """Notes the line of every value below `node`.

    YAML itself keeps the last of two equal keys in silence; in a policy that hides a rule.
    """
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if len(path) > 50:  # also ends an alias that holds itself
        raise ConfigError(f"{name}:{line}", "is nested too deeply")
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), lines, name)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            word, at = str(key.value), key.start_mark.line + 1
            if word in seen:
                raise ConfigError(f"{name}:{at}", f"{word!r} stands here twice", "keep one")
            seen.add(word)
            lines[(*path, word)] = at
            _walk(value, (*path, word), lines, name)


def _keys_at(model: type[BaseModel], path: KeyPath) -> list[str]:
    """The keys that a mapping at `path` may have, as the operator writes them."""
    current: Any = model
    for step in path:
        if isinstance(step, str) and hasattr(current, "model_fields"):
            fields = {info.alias or name: info for name, info in current.model_fields.items()}
            if step in fields:
                current = _model_in(fields[step].annotation) or current
    fields = getattr(current, "model_fields", {})
    return [info.alias or name for name, info in fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
