"""dlp.yaml as types. Unknown keys are refused with the nearest known one; secrets never print.

`load(path, overrides)` reads the file, lays ``key.path=value`` overrides over it, and answers one
frozen `Config`. Relative paths in a file are relative to that file.
"""

from dlp.config.loading import anchored, from_validation, load, parse, parse_yaml, read_yaml
from dlp.config.matrix import ApplicationServiceSettings, MatrixSettings
from dlp.config.schema import (
    ChannelPluginSettings,
    Config,
    CourierSettings,
    DownstreamSettings,
    InspectionSettings,
    LoggingSettings,
    MetricsSettings,
    NoticeSettings,
    PluginSettings,
    ProbeSettings,
    SmtpLimitSettings,
    SmtpListenerSettings,
    SmtpSettings,
    StampSettings,
    StoreSettings,
    Tls,
    WireProtocol,
)
from dlp.config.values import HostPort, Seconds, Secret, Section, Size, SocketAddress, ip_networks

__all__ = [
    "ApplicationServiceSettings",
    "ChannelPluginSettings",
    "Config",
    "CourierSettings",
    "DownstreamSettings",
    "HostPort",
    "InspectionSettings",
    "LoggingSettings",
    "MatrixSettings",
    "MetricsSettings",
    "NoticeSettings",
    "PluginSettings",
    "ProbeSettings",
    "Seconds",
    "Secret",
    "Section",
    "Size",
    "SmtpLimitSettings",
    "SmtpListenerSettings",
    "SmtpSettings",
    "SocketAddress",
    "StampSettings",
    "StoreSettings",
    "Tls",
    "WireProtocol",
    "anchored",
    "from_validation",
    "ip_networks",
    "load",
    "parse",
    "parse_yaml",
    "read_yaml",
]
