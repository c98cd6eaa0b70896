# ruff: noqa: E501 -- a pattern reads better unbroken
"""Hashes of passwords, as crypt(5), directories, frameworks and Windows write them."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.rules import named_rule as _rule
from dlp.detect.secrets.rules import whole


def _windows(text: str, match: re.Match[str]) -> tuple[int, int]:
    return match.span("v")


def _digest(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """user:realm:MD5, a line of its own, as `htdigest` writes it; a realm is no number or path."""
    realm = match["r"]
    return None if realm.isdecimal() or "/" in realm or "-" in match["u"][:1] else match.span("v")


RULES: tuple[PatternRule, ...] = (
    _rule(
        r"(?<![A-Za-z0-9$])\$(?:1|5|6|apr1|8|9|gy|7|md5|sha1)\$(?:[a-z]{1,8}=[0-9]{1,9}\$)?[./A-Za-z0-9]{2,32}\$[./A-Za-z0-9]{22,100}|(?<![A-Za-z0-9$])\$g?y\$[./A-Za-z0-9]{2,8}\$[./A-Za-z0-9]{0,90}\$[./A-Za-z0-9]{43}|(?<![A-Za-z0-9$])\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}|(?<![A-Za-z0-9$])\$[PHS]\$[./A-Za-z0-9]{28,60}",
        r"\$(?:1|5|6|g?y|apr1|8|9|7|md5|sha1|2[abxy]?|[PHS])\$",
        "hash of a password",
        whole,
        case=True,
    ),
    _rule(
        r"\$(?:argon2(?:id|i|d)|scrypt|pbkdf2[\w\-]{0,10}|bcrypt-sha256)\$[A-Za-z0-9=,$+/.\-]{30,180}|(?<![A-Za-z0-9])(?:pbkdf2_sha(?:256|1)|scrypt|bcrypt_sha256|argon2|pbkdf2:sha256:[0-9]{1,7}|scrypt:[0-9:]{5,20})\$[A-Za-z0-9=,$+/.\-]{30,200}",
        "argon2|scrypt|pbkdf2|bcrypt",
        "hash of a password",
        whole,
        case=True,
    ),
    _rule(
        r"\{(?:SSHA(?:256|384|512)?|SHA(?:256|384|512)?|SMD5|MD5|CRYPT|PBKDF2[\w\-]{0,8}|ARGON2|BCRYPT|bcrypt|SHA512-CRYPT|SHA256-CRYPT|BLF-CRYPT)\}[A-Za-z0-9+/=$.,]{20,180}",
        r"\{(?:SSHA|SHA|SMD5|MD5|CRYPT|PBKDF2|ARGON2|BCRYPT|bcrypt|BLF)",
        "hash of a password",
        whole,
        case=True,
    ),
    _rule(
        r"(?<![\w.\-])[\w.\-\\$]{1,40}:[0-9]{3,6}:(?:[0-9a-fA-F]{32}|\*|NO PASSWORD\*{0,22}):(?P<v>[0-9a-fA-F]{32})(?=:)",
        r":[0-9]{3,6}:[0-9a-fA-FNO *]{1,10}",
        "hash of Windows",
        _windows,
        case=True,
    ),
    _rule(
        r"(?:(?<=\n)|(?<![\s\S]))(?P<u>[\w.@\-]{2,40}):(?P<r>[^:\n]{2,40}):(?P<v>[0-9a-f]{32})(?=\s|\Z)",
        r":[^:\n]{2,10}:[0-9a-f]{10}",
        "hash of htdigest",
        _digest,
        case=True,
    ),
    _rule(
        r"(?<![\w*])\*[0-9A-F]{40}(?![0-9A-Za-z])",
        r"\*[0-9A-F]{40}",
        "hash of MySQL",
        whole,
        case=True,
    ),
    _rule(
        r"(?<![\w])SCRAM-SHA-(?:1|256)\$[0-9]{3,7}:[A-Za-z0-9+/=]{8,60}\$[A-Za-z0-9+/=]{20,60}:[A-Za-z0-9+/=]{20,60}",
        r"SCRAM-SHA-",
        "hash of PostgreSQL",
        whole,
        case=True,
    ),
)
