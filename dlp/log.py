"""The log: one line an event on standard error, text or JSON. No content, address or credential.

Our own lines carry references and names of rules, listeners and channels only. Libraries that log
what they handle (aiosmtpd prints every line of DATA at DEBUG) are pinned to levels at which they
do not, whatever `logging.level` says; tests/test_canary.py watches.
"""

from __future__ import annotations

import json
import logging
import sys
import time

from dlp.config import LoggingSettings

#: loggers of libraries that quote what passes through them, and how far they may speak
_PINNED = {
    "mail": logging.WARNING,  # aiosmtpd
    "presidio-analyzer": logging.ERROR,
    "spacy": logging.ERROR,
    "sqlalchemy": logging.WARNING,
    "alembic": logging.WARNING,
    "aiohttp": logging.WARNING,
    "asyncio": logging.WARNING,
    "tldextract": logging.ERROR,
    "filelock": logging.ERROR,
    "urllib3": logging.ERROR,
}


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = _trace(record)
        return json.dumps(line, ensure_ascii=False)


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatException(self, ei: object) -> str:  # noqa: N802
        return ""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record).rstrip("\n")
        if record.exc_info and record.exc_info[0] is not None:
            line += f" [{_trace(record)}]"
        return line


def _first_line(record: logging.LogRecord) -> bool:
    """asyncio puts the lost task into the lines below, with its exception's text: they go."""
    if record.name == "asyncio":
        record.msg, record.args = record.getMessage().partition("\n")[0], ()
    return True


def _trace(record: logging.LogRecord) -> str:
    """Class and place of an exception; never its text, which may quote what we handled."""
    assert record.exc_info
    kind, _, trace = record.exc_info
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{kind.__name__ if kind else '?'} at {' < '.join(reversed(places[-6:]))}"


def configure(settings: LoggingSettings) -> None:
    """Sets up the root logger for this process, once; called again it replaces the set-up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if settings.json_lines else _Text())
    handler.addFilter(_first_line)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level)
    for name, level in _PINNED.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
