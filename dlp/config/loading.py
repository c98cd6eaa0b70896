"""Reading dlp.yaml: YAML → overrides → `Config`, with errors that name place, fact and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from dlp.config.schema import Config, StoreSettings
from dlp.errors import ConfigError, did_you_mean

#: libyaml reads ten times as fast; it may be absent where PyYAML was built from source
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: Path, overrides: tuple[str, ...] = ()) -> Config:
    """The configuration in `path` with ``key.path=value`` laid over it; ConfigError if bad."""
    raw = read_yaml(path)
    for override in overrides:
        _override(raw, override)
    return parse(raw, str(path), path.resolve().parent)


def parse(raw: dict[str, Any], place: str, base: Path) -> Config:
    """`raw` as Config; relative paths are taken from `base`."""
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        raise from_validation(error, place, Config) from None
    base = base / config.base
    whole: Config = anchored(config, base)
    return whole.model_copy(update={"base": base})


def parse_yaml(text: str) -> Any:
    """What a YAML text holds, of plain types only. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, ours or libyaml's


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping; ConfigError names file, line and column where it is not one."""
    try:
        raw = parse_yaml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            str(path), f"cannot be read: {error.strerror}", "`dlp init` writes one"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "is not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise ConfigError(
            where, f"is not YAML: {getattr(error, 'problem', 'cannot be parsed')}"
        ) from None
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise ConfigError(str(path), "holds no mapping of keys", "start with `smtp:`")
    return raw


def _override(raw: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    if not equals or not key.strip():
        raise ConfigError(f"--set {key}", "no value", "write --set key.path=value")
    steps = key.strip().split(".")
    here: Any = raw
    for at, step in enumerate(steps):
        last = at == len(steps) - 1
        if isinstance(here, list):
            if not step.isdigit() or int(step) >= len(here):
                raise ConfigError(f"--set {key}", f"no item {step}", f"the list has {len(here)}")
            index: Any = int(step)
        elif isinstance(here, dict):
            index = step
        else:
            raise ConfigError(f"--set {key}", f"{'.'.join(steps[:at])} has no keys")
        if last:
            here[index] = parse_yaml(value)
        else:
            if isinstance(here, dict) and here.get(index) is None:
                here[index] = {}
            here = here[index]


def anchored(value: Any, base: Path) -> Any:
    """The same value with every relative Path taken from `base`."""
    if isinstance(value, Path):
        return value if value.is_absolute() else base / value
    if isinstance(value, BaseModel):
        changed = {
            name: new
            for name in type(value).model_fields
            if (new := anchored(old := getattr(value, name), base)) is not old
        }
        if (
            isinstance(value, StoreSettings)
            and value.url.startswith("sqlite:///")
            and not value.url.startswith("sqlite:////")
        ):
            changed["url"] = f"sqlite:///{base / value.url.removeprefix('sqlite:///')}"
        return value.model_copy(update=changed) if changed else value
    if isinstance(value, dict):
        new_dict = {key: anchored(item, base) for key, item in value.items()}
        return new_dict if any(new_dict[key] is not value[key] for key in value) else value
    if isinstance(value, tuple):
        new_tuple = tuple(anchored(item, base) for item in value)
        return (
            new_tuple if any(a is not b for a, b in zip(new_tuple, value, strict=True)) else value
        )
    return value


def from_validation(error: ValidationError, place: str, model: type[BaseModel]) -> ConfigError:
    """pydantic's first complaint as place, fact, remedy; never repeats the bad value."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    spot = f"{place}.{where}" if where else place
    if first["type"] == "extra_forbidden":
        key = str(first["loc"][-1])
        known = _fields_at(model, first["loc"][:-1])
        return ConfigError(spot, f"unknown key {key!r}", did_you_mean(key, known))
    return ConfigError(spot, first["msg"])


def _fields_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    current: Any = model
    for step in path:
        if isinstance(step, int) or not hasattr(current, "model_fields"):
            continue
        info = current.model_fields.get(str(step))
        if info is None:
            continue
        current = _model_in(info.annotation) or current
    return list(getattr(current, "model_fields", {}))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
