"""Plugins: one file each, named in the configuration by its file name.

A plugin module defines its settings as a pydantic model and ends in one typed line, e.g.
``detector: type[Detector] = Iban`` or ``channel: type[Channel] = Folder``. The class is built as
``Class(name, options)``. A dotted name (``acme.dlp.badge``) loads a plugin from outside.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from dlp.config import Section, anchored, from_validation
from dlp.errors import ConfigError, did_you_mean

#: the packages that hold plugins, and the name that a plugin file's last line gives
_LAST_LINE = {"dlp.detect": "detector", "dlp.channels": "channel", "dlp.proxies": "proxy"}


class Options(Section):
    """Base of every plugin's settings: unknown keys are refused, values are frozen."""


def names(package: str) -> list[str]:
    """The plugins that a package of ours brings, by file name."""
    folder = importlib.import_module(package)
    return sorted(
        found.name
        for found in pkgutil.iter_modules(folder.__path__)
        if hasattr(importlib.import_module(f"{package}.{found.name}"), _LAST_LINE[package])
    )


def module_of(package: str, use: str, place: str) -> ModuleType:
    """The module that `use` names; ConfigError with the nearest name if there is none."""
    path = use if "." in use else f"{package}.{use.replace('-', '_')}"
    try:
        module = importlib.import_module(path)
    except ModuleNotFoundError as error:
        if error.name != path and not path.startswith(f"{error.name}."):
            raise ConfigError(
                place, f"{use!r} needs {error.name}, which is not installed"
            ) from None
        raise ConfigError(place, f"no plugin {use!r}", did_you_mean(use, names(package))) from None
    if not hasattr(module, _LAST_LINE[package]):
        raise ConfigError(
            place,
            f"{use!r} is not a {_LAST_LINE[package]}",
            did_you_mean(use, names(package)),
        )
    return module


def build(
    package: str,
    use: str,
    name: str,
    settings: dict[str, Any],
    place: str,
    base: Path | None = None,
) -> Any:
    """Builds the plugin `use` of `package` as `name` from its settings (raw configuration).

    Relative paths among them start at `base`. ConfigError for a bad plugin or setting.
    """
    module = module_of(package, use, place)
    options_type: type[Options] = getattr(module, "Settings", Options)
    try:
        options = options_type.model_validate(settings)
    except ValidationError as error:
        raise from_validation(error, place, options_type) from None
    if base is not None:
        options = anchored(options, base)
    return getattr(module, _LAST_LINE[package])(name, options)
