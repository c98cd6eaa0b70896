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
    if _DOCUMENTED in whole[0]:
        return None
    return whole.span()


#: {"sub":"1234567890","name":"J…: the example that manuals print
_DOCUMENTED = "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6Ik"
_JWT = re.compile(r"eyJ[A-Za-z0-9_\-]{8,}+\.[A-Za-z0-9_\-]*+(?:\.[A-Za-z0-9_\-]*+){1,3}")


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
        r"https://outlook\.office(?:365)?\.com/webhook/[A-Za-z0-9@\-]{40,90}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f\-]{36}|"
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
