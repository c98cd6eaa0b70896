"""Tokens whose issuer gave them a form: prefix, alphabet, length. From the issuers' own docs."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections import Counter

from dlp.detect.engine.rule import PatternRule

#: a token does not start or end inside a longer word
_L = r"(?<![A-Za-z0-9_\-/+.])"
_R = r"(?![A-Za-z0-9_\-])"
_PLACEHOLDER = re.compile(
    r"x{5}|\*{3}|\.{3}|your|example|sample|dummy|placeholder|changeme|redacted|insert|replace|"
    r"0{8}|1234567890?$|abcdefgh|aaaaaa|<|>|\$\{|\{\{|notareal|fake|todo",
    re.IGNORECASE,
)


def entropy(text: str) -> float:
    """Shannon entropy in bits a character."""
    total = len(text)
    return -sum(n / total * math.log2(n / total) for n in Counter(text).values())


def random_like(text: str) -> bool:
    """No placeholder, and as mixed as a random string of its length would be."""
    plain = re.sub(r"[^A-Za-z0-9]", "", text)
    if len(plain) < 8 or _PLACEHOLDER.search(text):
        return False
    return entropy(plain) >= min(3.0, 0.72 * math.log2(len(plain)))


def _body(prefix: int) -> object:
    return lambda text: random_like(text[prefix:])


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
        return match.start(), ending.end()
    body = _KEY_BODY.match(text, match.end())
    if body is None:
        return None
    return match.start(), body.end()


_KEY_END = re.compile(r"-{4,5}[ ]?END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?[ ]?-{4,5}")
_KEY_BODY = re.compile(r"(?:\s|\\n){0,4}[A-Za-z0-9+/=:,\-]{16,}+(?:\s{1,2}[A-Za-z0-9+/=]{8,}+)*+")


def _slack_hook(text: str) -> bool:
    return random_like(text.rsplit("/", 1)[-1])


def _rule(pattern: str, kind: str, why: str, check: object = None, **more: object) -> PatternRule:
    return PatternRule(
        kind=kind,
        pattern=f"{_L}(?:{pattern}){_R}",
        check=check,  # type: ignore[arg-type]
        bare=more.pop("bare", 0.95),  # type: ignore[arg-type]
        sure=True,
        why=why,
        **more,  # type: ignore[arg-type]
    )


_KEY = "API_KEY"
#: (pattern, characters of prefix that say nothing, issuer)
_TOKENS = (
    (r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z2-7]{16}", 4, "AWS access key id"),
    (r"AIza[A-Za-z0-9_\-]{35}", 4, "Google API key"),
    (r"ya29\.[A-Za-z0-9_\-]{20,180}", 5, "Google OAuth token"),
    (r"GOCSPX-[A-Za-z0-9_\-]{28}", 7, "Google client secret"),
    (r"gh[pousr]_[A-Za-z0-9]{36,180}", 4, "GitHub token"),
    (r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", 11, "GitHub token"),
    (r"gl(?:pat|dt|rt|ptt|ft|soat|imt|agent|cbt|oas)-[A-Za-z0-9_\-.]{20,60}", 6, "GitLab token"),
    (r"xox[abeoprs]-(?:[A-Za-z0-9]{1,20}-){0,5}[A-Za-z0-9]{10,80}", 5, "Slack token"),
    (r"xapp-[0-9]-[A-Z0-9]{8,14}-[0-9]{8,16}-[a-z0-9]{30,80}", 7, "Slack token"),
    (r"(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{16,120}", 8, "Stripe key"),
    (r"whsec_[A-Za-z0-9+/=]{24,60}", 6, "Stripe webhook secret"),
    (r"(?:AC|SK)[0-9a-f]{32}", 2, "Twilio id"),
    (r"SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{32,64}", 3, "SendGrid key"),
    (r"key-[0-9a-f]{32}", 4, "Mailgun key"),
    (r"[0-9a-f]{32}-us[0-9]{1,2}", 0, "Mailchimp key"),
    (r"npm_[A-Za-z0-9]{36}", 4, "npm token"),
    (r"pypi-AgE[A-Za-z0-9_\-]{40,180}", 8, "PyPI token"),
    (r"rubygems_[0-9a-f]{48}", 9, "RubyGems key"),
    (r"sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_\-]{20,200}", 8, "OpenAI key"),
    (r"sk-[A-Za-z0-9]{20,60}", 3, "OpenAI key"),
    (r"sk-ant-[a-z0-9]{3,12}-[A-Za-z0-9_\-]{20,120}", 12, "Anthropic key"),
    (r"sk-or-v1-[0-9a-f]{64}", 9, "OpenRouter key"),
    (r"gsk_[A-Za-z0-9]{40,60}", 4, "Groq key"),
    (r"hf_[A-Za-z]{30,40}", 3, "Hugging Face token"),
    (r"r8_[A-Za-z0-9]{37}", 3, "Replicate token"),
    (r"xai-[A-Za-z0-9]{60,90}", 4, "xAI key"),
    (r"pplx-[A-Za-z0-9]{40,60}", 5, "Perplexity key"),
    (r"dop_v1_[0-9a-f]{64}|do[or]_v1_[0-9a-f]{64}", 7, "DigitalOcean token"),
    (r"dckr_(?:pat|oat)_[A-Za-z0-9_\-]{24,60}", 9, "Docker token"),
    (r"hvs\.[A-Za-z0-9_\-]{20,120}|hvb\.[A-Za-z0-9_\-]{60,160}", 4, "Vault token"),
    (r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", 6, "Shopify token"),
    (r"sq0(?:atp|csp|idp)-[A-Za-z0-9_\-]{22,43}", 7, "Square token"),
    (r"EAAA[A-Za-z0-9_\-]{60}", 4, "Square token"),
    (r"EAA[A-Za-z0-9]{60,200}", 3, "Facebook token"),
    (r"NRAK-[A-Z0-9]{27}", 5, "New Relic key"),
    (r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}", 5, "Grafana token"),
    (r"lin_api_[A-Za-z0-9]{40}", 8, "Linear key"),
    (r"secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,50}", 7, "Notion token"),
    (r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}", 5, "Postman key"),
    (r"ATATT3[A-Za-z0-9_\-=]{60,220}", 6, "Atlassian token"),
    (r"ATBB[A-Za-z0-9]{28,40}", 4, "Bitbucket password"),
    (r"figd_[A-Za-z0-9_\-]{40,60}", 5, "Figma token"),
    (r"sntrys_[A-Za-z0-9+/=_\-]{40,220}", 7, "Sentry token"),
    (r"dapi[0-9a-f]{32}", 4, "Databricks token"),
    (r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}", 3, "Airtable token"),
    (r"fo1_[A-Za-z0-9_\-]{43}|fm[12]_[A-Za-z0-9+/=]{60,200}", 4, "Fly token"),
    (r"tskey-[a-z]{2,8}-[A-Za-z0-9]{8,30}-[A-Za-z0-9]{20,50}", 10, "Tailscale key"),
    (r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", 16, "age key"),
    (r"pul-[0-9a-f]{40}", 4, "Pulumi token"),
    (r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_\-=]{60,70}", 0, "Terraform token"),
    (r"[0-9]{8,10}:AA[A-Za-z0-9_\-]{33}", 11, "Telegram bot token"),
    (r"[MNO][A-Za-z0-9_\-]{23,27}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,40}", 0, "Discord token"),
    (r"syt_[A-Za-z0-9+/=]{2,60}_[A-Za-z]{20}_[A-Za-z0-9]{6}", 4, "Matrix access token"),
    (r"[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.\-]{31,34}", 0, "Azure client secret"),
)

RULES = (
    *(
        _rule(pattern, _KEY, f"{issuer}, form", _body(prefix))
        for pattern, prefix, issuer in _TOKENS
    ),
    PatternRule(
        kind="JWT",
        pattern=r"(?<![A-Za-z0-9_\-])eyJ[A-Za-z0-9_\-]{8,120}\.?",
        find=_jwt,
        bare=0.95,
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
        pattern=r"https://hooks\.slack\.com/(?:services|workflows)/T[A-Z0-9]{6,14}/[AB][A-Z0-9]{6,14}/"
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
