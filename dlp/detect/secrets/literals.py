"""Passwords that code hands on: arguments of calls, rows of inserts."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.rules import named_rule as _rule
from dlp.detect.secrets.values import mixed, mixed_value, real

_STRING = r"(?:u|b|f|r|N|@|L)?(?:\"[^\"\n]{0,50}\"|'[^'\n]{0,50}'|`[^`\n]{0,50}`)"
_NAME = r"[\w.\[\]()>$\-]{1,40}"
_SECOND = r"(?:u|b|N|@)?(?:\"(?P<dq>[^\"\n]{4,60})\"|'(?P<sq>[^'\n]{4,60})')"


def _inserted(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The value in the column whose name says password (SQL, INSERT)."""
    columns = [each.strip(" `\"'[]").lower() for each in match["c"].split(",")]
    at = next((n for n, each in enumerate(columns) if _COLUMN.search(each)), None)
    if at is None:
        return None
    for n, value in enumerate(_ITEM.finditer(text, match.end(), match.end() + 600)):
        if n == at:
            start, end = value.span("v")
            return (start, end) if value["v"] and real(value["v"]) and end - start >= 4 else None
    return None


_COLUMN = re.compile(r"passw|passwd|(?:^|_)pass(?:$|_)|pwd|kennwort|secret|api_?key")
_ITEM = re.compile(r"\s*(?:N?'(?P<v>[^'\n]*)'|[^,'()]+)\s*[,)]")


def _argument(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """An argument behind a user's name: no word, no name of a variable, and not the domain that
    some calls take last."""
    span = mixed_value(text, match)
    if span is None and match.re.groupindex.get("before") and match["before"]:
        start, end = match.start("before") + 1, match.end("before") - 1
        value = text[start:end]
        span = (
            (start, end) if len(value) >= 4 and real(value) and re.search("[0-9]", value) else None
        )
    return (
        span if span and mixed(text[slice(*span)]) >= 2 and not _HOST.search(text, *span) else None
    )


_HOST = re.compile(r"://|\.[a-z]{2,}\Z")


RULES: tuple[PatternRule, ...] = (
    _rule(
        rf"(?:login|log_in|logon|authenticate|signin|sign_in|getConnection|createConnection|PasswordAuthentication|UsernamePasswordCredentials|UsernamePasswordAuthenticationToken|NetworkCredential|HTTPBasicAuth|BasicAuth|basic_auth|SetBasicAuth|basicAuth|setCredentials|PSCredential|PlainAuth|withCredentials|withBasicAuth|AuthenticationInfo|mysqli|mysqli_connect|mysqli_real_connect|pg_connect|PDO|[cC]redentials|username_pw_set|WiFi\.begin)\s?\(\s{{0,3}}(?:{_STRING}|{_NAME})\s?,\s{{0,3}}(?:(?:(?P<before>\"[^\"\n]{{0,60}}\"|'[^'\n]{{0,60}}')|{_NAME})\s?,\s{{0,3}})?{_SECOND}",
        r"(?:login|log_in|logon|authenticate|signin|sign_in|Connection|Authentication|Credential|asic_?[aA]uth|HTTPBasicAuth|PlainAuth|AuthenticationInfo|mysqli|pg_connect|PDO|redentials|username_pw_set|WiFi\.begin)",
        "argument of a login",
        _argument,
        case=True,
    ),
    _rule(
        rf"\bauth\s?=\s?[\(\[]\s?(?:{_STRING}|{_NAME})\s?,\s?{_SECOND}",
        r"auth\s?=\s?[\(\[]",
        "argument of a login",
        _argument,
    ),
    _rule(
        rf"(?:set_?password|setPassword|setPass|set_?passphrase|check_password|change_password|passwordEncoder\.encode|load_pkcs12|setKeyPassword|encrypt_with_password)\((?:{_NAME},\s?)?{_SECOND}",
        r"(?:set_?pass|check_password|change_password|passwordEncoder|load_pkcs12|setKeyPass|encrypt_with)",
        "argument of a call",
        mixed_value,
    ),
    _rule(
        r"insert into [\w.`\"\[\]]{1,60}\s?\((?P<c>[^()\n]{3,130})\)\s{0,3}values\s{0,3}\(",
        "insert into ",
        "column of an insert",
        _inserted,
    ),
)
