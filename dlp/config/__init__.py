"""dlp.yaml as types. Unknown keys are refused with the nearest known one; secrets never print.

`load(path, overrides)` reads the file, lays ``key.path=value`` overrides over it, and answers one
frozen `Config`. Relative paths in a file are relative to that file.
"""

from dlp.config.loading import anchored, from_validation, load, parse, read_yaml
from dlp.config.matrix import ApplicationService, Matrix
from dlp.config.schema import (
    ChannelConfig,
    Config,
    Courier,
    Downstream,
    Inspection,
    Logging,
    Metrics,
    Notices,
    Plugin,
    Probe,
    Smtp,
    SmtpLimits,
    SmtpListener,
    Stamping,
    Store,
    Tls,
    WireProtocol,
)
from dlp.config.values import Address, HostPort, Seconds, Secret, Section, Size, networks

__all__ = [
    "Address",
    "ApplicationService",
    "ChannelConfig",
    "Config",
    "Courier",
    "Downstream",
    "HostPort",
    "Inspection",
    "Logging",
    "Matrix",
    "Metrics",
    "Notices",
    "Plugin",
    "Probe",
    "Seconds",
    "Secret",
    "Section",
    "Size",
    "Smtp",
    "SmtpLimits",
    "SmtpListener",
    "Stamping",
    "Store",
    "Tls",
    "WireProtocol",
    "anchored",
    "from_validation",
    "load",
    "networks",
    "parse",
    "read_yaml",
]
