"""Tokens whose issuer gave them a form: prefix, alphabet, length. From the issuers' own docs."""

from __future__ import annotations

import base64
import binascii
import json
import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.chance import classes, documented, drawn, random_like


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


#: what begins like a token and names a thing: whoever has it has nothing
_NAMES = re.compile(
    r"(?:user|usr|org|team|acct|cus|prod|price|sub|evt|req|msg|chatcmpl|call|toolu|run|thread|file|asst|step|resp|"
    r"batch|job|task|item|img|image|doc|page|node|id|uid|ref|hash|sha\d*|md5|build|trace|span|event|order|inv|"
    r"cache|chunk|pub|pk|public|site|test_id|client_id|request|sess_id|fingerprint|checksum|etag|rev|ver)_"
)


#: the field of a link: what is in a link is for the rules of links
_FIELD = re.compile(r"[?&][\w\-]{1,28}=\Z")


def _issued(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A vendor's short word, a line below, and what was drawn at random: the way most issuers form
    tokens now, whoever they are. Capitals, small letters and digits, so that no name, no hash and
    no number has the form."""
    body = match["b"]
    if _FIELD.search(text, max(0, match.start() - 30), match.start()):
        return None
    if _NAMES.match(match[0]) or documented(match[0]) or classes(body) < 3 or not drawn(body):
        return None
    return match.span() if len(re.findall("[0-9]", body)) >= 3 else None


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
        pattern=r"(?<![\w\-/+.])[a-z][a-z0-9]{1,14}(?:_[a-z0-9]{1,12}){0,2}_(?P<b>[A-Za-z0-9]{32,100})(?![\w\-/+])(?!\.\w)",
        hint="_[A-Za-z0-9]{32}",
        find=_issued,
        bare=0.75,
        sure=True,
        why="an issuer's word, random",
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
