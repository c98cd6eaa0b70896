"""Kinds of values in the configuration: sizes, spans of time, addresses, secrets."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from dlp.errors import ConfigError

_UNITS = {
    "": 1,
    "b": 1,
    "k": 1024,
    "kb": 1024,
    "m": 1024**2,
    "mb": 1024**2,
    "g": 1024**3,
    "gb": 1024**3,
}
_SPANS = {"ms": 0.001, "s": 1, "": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def _bytes(value: Any) -> Any:
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d+)\s*([a-zA-Z]*)\s*", value)
        if not match or match[2].lower() not in _UNITS:
            raise ValueError("a size is a number of bytes or looks like 64k, 25M, 1G")
        return int(match[1]) * _UNITS[match[2].lower()]
    return value


def _seconds(value: Any) -> Any:
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", value)
        if not match or match[2] not in _SPANS:
            raise ValueError(
                "a span of time is a number of seconds or looks like 500ms, 30s, 5m, 2h, 4d"
            )
        return float(match[1]) * _SPANS[match[2]]
    return value


Size = Annotated[int, BeforeValidator(_bytes), Field(ge=0)]
Seconds = Annotated[float, BeforeValidator(_seconds), Field(ge=0)]


class Section(BaseModel):
    """Base of every section: unknown keys are refused, values are frozen.

    A section of dlp.yaml is called `…Settings`, so that what runs can have the plain name: `Store`
    runs by `StoreSettings`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class SocketAddress(Section):
    """Where to listen or connect; written ``host:port`` (``[::1]:25`` for IPv6)."""

    host: str
    port: int = Field(ge=0, le=65535)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def _address(value: Any) -> Any:
    if isinstance(value, str):
        host, colon, port = value.rpartition(":")
        if not colon or not port.isdigit():
            raise ValueError(
                "an address looks like 127.0.0.1:25 or [::1]:25; port 0 takes a free one"
            )
        return {"host": host.strip("[]"), "port": int(port)}
    return value


HostPort = Annotated[SocketAddress, BeforeValidator(_address)]


class Secret(Section):
    """A secret from a file or the environment; never written in the configuration itself."""

    file: Path | None = None
    """A file whose content (without trailing white space) is the secret."""
    env: str | None = None
    """An environment variable that holds it."""

    def read(self, place: str) -> SecretStr:
        """The secret; ConfigError where neither source gives one."""
        if self.env is not None and self.env in os.environ:
            return SecretStr(os.environ[self.env])
        if self.file is not None:
            try:
                return SecretStr(self.file.read_text().strip())
            except OSError as error:
                raise ConfigError(place, f"cannot read the secret file: {error.strerror}") from None
        raise ConfigError(place, "no secret", "give `file:` or set the variable that `env:` names")


def ip_networks(
    texts: tuple[str, ...], place: str
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """CIDR texts as networks; ConfigError names the bad one."""
    found = []
    for text in texts:
        try:
            found.append(ipaddress.ip_network(text, strict=False))
        except ValueError:
            raise ConfigError(
                place, f"{text!r} is not a network", "write it like 10.0.0.0/8 or ::1/128"
            ) from None
    return tuple(found)
