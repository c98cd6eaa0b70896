"""Tokens whose issuer gave them a form: prefix, alphabet, length. From the issuers' own docs."""

from __future__ import annotations

import base64
import binascii
import json
import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.chance import random_like


def _jwt(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A JSON Web Token whose header says an algorithm (RFC 7515 §4.1.1); taken to its end."""
    whole = _JWT.match(text, match.start())
    if whole is None:
        return None
    header = whole[0].split(".")[0]
    try:
        data = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(data, dict) or not {"alg", "typ", "enc", "kid"} & set(data):
        return None
    return whole.span()


_JWT = re.compile(r"eyJ[A-Za-z0-9_\-]{8,}+\.[A-Za-z0-9_\-]*+(?:\.[A-Za-z0-9_\-]*+){1,3}")


def _private_key(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """From the BEGIN line to its END line, or to the end of what looks like its body."""
    ending = _KEY_END.search(text, match.end(), match.end() + 20_000)
    if ending is not None:
        # whoever sends it chooses the length of its lines: they are read as one
        inside = _KEY_BREAK.sub("", text[match.end() : ending.start()])
        # an ellipsis between the lines, as a manual has it, is no key
        return (match.start(), ending.end()) if _KEY_RUN.search(inside) else None
    body = _KEY_BODY.match(text, match.end())
    if body is None:
        return None
    return match.start(), body.end()


_KEY_END = re.compile(r"-{4,5}[ ]?END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?[ ]?-{4,5}")
_KEY_BREAK = re.compile(r"\s|\\[nr]|^>|[\"',+]$", re.MULTILINE)
#: base64 of some length has digits and letters of both cases
_KEY_RUN = re.compile(
    r"(?=[A-Za-z+/=]*[0-9])(?=[A-Z0-9+/=]*[a-z])(?=[a-z0-9+/=]*[A-Z])[A-Za-z0-9+/=]{16}"
)
_KEY_BODY = re.compile(r"(?:\s|\\n){0,4}[A-Za-z0-9+/=:,\-]{16,}+(?:\s{1,2}[A-Za-z0-9+/=]{8,}+)*+")


def _slack_hook(text: str) -> bool:
    return random_like(text.rsplit("/", 1)[-1])


_KEY = "API_KEY"
RULES = (
    PatternRule(
        kind="JWT",
        pattern=r"(?<![A-Za-z0-9_\-])eyJ[A-Za-z0-9_\-]{8,120}\.?",
        find=_jwt,
        bare=0.93,
        sure=True,
        why="decoded header",
    ),
    PatternRule(
        kind="PRIVATE_KEY",
        pattern=r"-{4,5}[ ]?BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?[ ]?-{4,5}",
        find=_private_key,
        bare=0.99,
        sure=True,
        why="armour",
    ),
    PatternRule(
        kind="PRIVATE_KEY",
        pattern=r"PuTTY-User-Key-File-[23]: [a-z0-9\-]{3,40}",
        bare=0.95,
        sure=True,
        why="PuTTY header",
    ),
    PatternRule(
        kind=_KEY,
        pattern=r"https://hooks\.slack\.com/(?:services|workflows|triggers)/T[A-Z0-9]{6,14}/[AB][A-Z0-9]{6,14}/"
        r"[A-Za-z0-9/]{16,40}(?![A-Za-z0-9])",
        check=_slack_hook,
        bare=0.97,
        sure=True,
        why="Slack webhook, form",
    ),
    PatternRule(
        kind=_KEY,
        pattern=r"https://[a-z0-9\-.]{1,40}\.webhook\.office\.com/webhookb2/[A-Za-z0-9@\-/]{40,160}|"
        r"https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/[0-9]{15,21}/[A-Za-z0-9_\-]{50,80}",
        bare=0.97,
        sure=True,
        why="webhook, form",
    ),
    PatternRule(
        kind=_KEY,
        pattern=r"(?:AccountKey|SharedAccessKey|sharedaccesskey|accountkey)=(?P<v>[A-Za-z0-9+/]{42,90}={0,2})",
        check=random_like,
        bare=0.97,
        sure=True,
        why="Azure key, form",
    ),
    PatternRule(
        kind=_KEY,
        pattern=r"[?&](?:sig|X-Amz-Signature|Signature|access_token|token|api_key|apikey|key|auth|code|"
        r"secret|client_secret)=(?P<v>[A-Za-z0-9%_\-.~+/]{16,180}={0,2})",
        check=lambda text: random_like(text) and any(char.isdigit() for char in text),
        bare=0.7,
        sure=True,
        why="token in a URL",
    ),
)
