# ruff: noqa: E501 -- a pattern reads better unbroken
"""Connection strings and URLs that carry the credentials for what they name."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.chance import random_like
from dlp.detect.secrets.rules import named_rule, whole
from dlp.detect.secrets.values import TEMPLATE, WORDS, real


def _userinfo(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """user:password@ in a URL (RFC 3986 §3.2.1); the finding is the whole of it, but without a user
    the password alone: it is all the credential there is, and the host may stay readable."""
    secret = match["p"]
    user = match[0].rpartition("@")[0].partition("://")[2].partition(":")[0]
    # a manual's, or what a container is born with
    if not real(secret) or secret.lower() == user.lower():
        return None
    if text[match.start("p") - 2] == "/":  # ://:password@
        return match.span("p")
    return match.span()


def _connection(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """From the key that names the server, on the same line, to the secret."""
    value = match["v"] or match["w"]
    # in quotes it is an argument of a call, not a string of keys
    if value[0] in "\"'" or TEMPLATE.match(value):
        return None
    start = max(0, match.start() - 240, text.rfind("\n", 0, match.start()) + 1)
    head = _SERVER.search(text, start, match.start())
    if head is None:
        return None
    end = match.end()
    while text[end - 1] in "\"'`)],.":
        end -= 1
    return head.start(), end


def _java(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A JDBC URL that carries a password among its properties."""
    whole = _JAVA.match(text, match.start())
    if whole is None:
        return None
    secret = _PROPERTY.search(whole[0])
    if secret is None or TEMPLATE.match(secret["v"]) or secret["v"].lower() in WORDS:
        return None
    end = whole.end()
    while text[end - 1] in ".,;)":
        end -= 1
    return match.start(), end


_JAVA = re.compile(r"jdbc:[a-zA-Z0-9:+\-]{2,40}:(?://|@)[^\s\"'<>`]{3,400}")
_PROPERTY = re.compile(r"[?&;](?:password|pwd|pass)=(?P<v>[^&;\s\"']{3,80})", re.IGNORECASE)


def _user_is_key(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A key in the user's place, as a Sentry DSN has it."""
    return match.span() if random_like(match["v"]) else None


_SERVER = re.compile(
    r"(?<![A-Za-z])(?:Driver|DSN|Server|Data Source|Host(?:name)?|Provider|Addr(?:ess)?|Network Address|Endpoint|DefaultEndpointsProtocol|"
    r"AccountName|Initial Catalog|Database|User ID|Uid)[ ]?=",
    re.IGNORECASE,
)


RULES: tuple[PatternRule, ...] = (
    named_rule(
        r"jdbc:oracle:(?:thin|oci8?):[^\s/@]{1,40}/[^\s@]{3,60}@[^\s\"'<>]{3,100}",
        "jdbc:oracle:",
        "credentials in a URL",
        whole,
        "CONNECTION_STRING",
        bare=1.0,
    ),
    named_rule(
        r"jdbc:[a-z0-9+\-]{2,20}:",
        "jdbc:",
        "credentials in a URL",
        _java,
        "CONNECTION_STRING",
        bare=1.0,
    ),
    named_rule(
        r"https?://(?P<v>[A-Za-z0-9_\-]{20,80})@[A-Za-z0-9.\-]{3,80}(?:/[^\s\"'<>]{0,60})?",
        r"https?://[A-Za-z0-9_\-]{10,80}",
        "credentials in a URL",
        _user_is_key,
        "CONNECTION_STRING",
        bare=1.0,
    ),
    PatternRule(
        kind="CONNECTION_STRING",
        pattern=r"(?<![A-Za-z0-9+.\-])[A-Za-z][A-Za-z0-9+.\-]{1,20}://[^\s:/@\"'<>]{0,40}:"
        r"(?P<p>[^\s/@\"'<>]{3,64})@[^\s/\"'<>]{2,60}(?:/[^\s\"'<>]{0,40})?",
        find=_userinfo,
        bare=1.0,
        sure=True,
        why="credentials in a URL",
    ),
    PatternRule(
        kind="CONNECTION_STRING",
        pattern=r"(?<=[;,] )(?:Password|Pwd|AccountKey|SharedAccessKey)[ ]?=[ ]?(?P<v>[^\s;]{3,90})|"
        r"(?<=[;,])(?:Password|Pwd|AccountKey|SharedAccessKey)[ ]?=[ ]?(?P<w>[^\s;]{3,90})",
        hint=r"(?:Password|Pwd|AccountKey|SharedAccessKey)[ ]?=",
        find=_connection,
        bare=0.99,
        sure=True,
        ignore_case=True,
        why="connection string",
    ),
)
