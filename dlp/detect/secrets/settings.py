# ruff: noqa: E501 -- a pattern reads better unbroken
"""Passwords and keys where programs keep them: assignments, files of settings, cookies."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.chance import entropy, random_like
from dlp.detect.secrets.rules import named_rule as _rule
from dlp.detect.secrets.values import VALUE, given, group, mixed, password

_V = VALUE
_BARE = r"(?P<v>[^\s\"'<>,;]{4,100})"
_USER = re.compile(
    r"user|login|log in|usr|account|konto|käyttäj|tunnus|benutzer|användar|utilisateur|identifiant|usuario|"
    r"użytkownik|utente|gebruiker|e-?mail|host|server|@",
    re.IGNORECASE,
)


def _paired(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """ "pass" alone is many things; behind a user it is a password."""
    before = text[max(0, match.start() - 120) : match.start()]
    return password(text, match) if _USER.search(before) else None


def _signing(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A key in quotes with marks of every sort in it, as Django and WordPress draw them."""
    name = next(each for each in ("v", "w", "x") if match[each])
    value = match[name].removeprefix("base64:")
    if name == "x" and re.match(r"[\w.]+[(\[]|[^&]*&[\w.]+=", value):
        return None  # a call that gives it, a query that goes on
    good = mixed(value) >= 3 or re.fullmatch("[0-9a-f]{24,}", value)
    drawn = random_like(re.sub("[<>]|[.]{2,}", "", value))
    return match.span(name) if good and drawn else None


def _named(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Behind a comma only in quotes: without, it is the next parameter."""
    name = group(match)
    before = text[match.start() : match.start(name)]
    return None if name == "v" and "," in before else password(text, match)


def _named_secret(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Named a secret: not a word of a manual. Named a token: drawn at random, too."""
    span = _named(text, match)
    if span is None:
        return None
    value = text[slice(*span)]
    if _OPEN.search(text[max(0, match.start() - 16) : match.start("n")]):
        return None
    if "token" in match["n"].lower():
        return span if len(value) >= 12 and random_like(value) and entropy(value) > 2.5 else None
    return span if len(value) >= 6 else None


#: tokens that open nothing for whoever has them
_OPEN = re.compile(
    r"csrf|xsrf|forgery|next|page|continuation|cursor|public|sync|push|device|request",
    re.IGNORECASE,
)


def _pgpass(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """hostname:port:database:username:password, a line of its own (libpq's password file)."""
    host = match["h"]
    if not (host == "*" or "." in host or host == "localhost" or "-" in host):
        return None
    return given(text, match)


def _chpasswd(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """user:password, a line each below cloud-init's `chpasswd`."""
    if not re.search(r"chpasswd", text[max(0, match.start() - 300) : match.start()]):
        return None
    return given(text, match)


def _cookie(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    line = text.rfind("\n", 0, match.start()) + 1
    named = re.search(
        r"cookie", text[max(line, match.start() - 600) : match.start()], re.IGNORECASE
    )
    known = re.match(
        r"JSESSIONID|PHPSESSID|ASP\.NET|connect\.sid|laravel_session|\.AspNet|\.ASPXAUTH|sessionid=",
        match[0],
    )
    value = match["v"]
    if not (named or known) or not random_like(value) or not re.search("[0-9]", value):
        return None
    return match.span("v")


#: cookies that remember a choice or count visits
_COUNTING = re.compile(
    r"_g|_fb|__utm|consent|lang|theme|optanon|cookie|amp_|ajs_|_hj|_cl|csrf|xsrf|cf_", re.I
)


def _any_cookie(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Whatever its name: a cookie whose value was drawn at random lets its holder in."""
    line = text[
        max(0, text.rfind("\n", 0, match.start()), match.start() - 800) : match.start() + 12
    ]
    value = match["v"]
    drawn = random_like(value) and re.search("[0-9]", value) and re.search("[A-Za-z]", value)
    if not re.search(r"cookie['\"]?\s?[:=]", line, re.IGNORECASE) or not drawn:
        return None
    return None if _COUNTING.match(match["n"]) else match.span("v")


def _drawn(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    return match.span("v") if random_like(match["v"]) else None


def _group(text: str, match: re.Match[str]) -> tuple[int, int]:
    return match.span("v")


def _vault(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Header and body of a file or value that Ansible Vault sealed: whoever knows one password
    opens all of them."""
    body = _VAULTED.match(text, match.start())
    return body.span() if body else match.span()


_VAULTED = re.compile(r"\$ANSIBLE_VAULT;[^\n]{1,60}(?:\s{1,20}[0-9a-f]{2,80})+")


_PASSWORDS = r"(?:password|passwd|passphrase|passwort|kennwort|pwd|psk|(?:[_\-.](?:pass|pw|pswd))|(?:ssh|db|user|root|admin|smtp|ftp|mail|bind|pg|sql|proxy|vault|imap)(?:pass|pw)|(?:password|passwd|pwd)[_\-.]?[0-9]{1,2})"
_SECRETS = r"(?P<n>[_\-.](?:token|secret|sec)|(?:client|app|consumer|api|jwt|shared|signing|webhook|hmac|session|cookie|oauth2?|token|refresh|access|auth|bot|id)[_\-.]?(?:secret|token)|secret)(?:[_\-.]?(?:value|text|[0-9]{1,2}))?"
_HINTED = r"(?:token|secret|[_\-.]sec)"
_ASSIGNED = r"[\"'\])]{0,2}(?::\s{0,2}&?'?\w{1,12}(?:\s\w{1,8})?(?=\s{0,3}=))?(?:[ \t]{0,16}|\s{0,3})(?::=|=>|[:=,]|==)(?:[ \t]{0,24}|\s{0,3})"
_ELEMENT = r"(?:[\w.\-]{0,30}(?:password|passwd|pwd|passphrase|secret(?:key)?|apitoken|apikey))"
_APPLICATION = r"(?:secret_?key(?:_?base)?|app_?key|signing_?key|cookie_?secret|session_?secret|encryption_?key|master[_.]key|auth_key|secure_auth_key|logged_in_key|nonce_key|auth_salt|secure_auth_salt|logged_in_salt|nonce_salt|jwt_?secret|hash_?salt|blowfish_secret|secret)"

RULES: tuple[PatternRule, ...] = (
    _rule(
        r"(?<![A-Za-z])pass[\"']?\s{0,2}[:=]\s{0,3}" + _V,
        r"pass[\"']?\s{0,2}[:=]",
        "user and pass",
        _paired,
    ),
    _rule(
        rf"(?<![A-Za-z])(?:[a-z]{{1,20}}_)?{_APPLICATION}[\"'\]]{{0,2}}\s{{0,3}}(?:=>|[:=,])\s{{0,12}}(?:\"(?P<v>[^\"\n]{{24,140}})\"|'(?P<w>[^'\n]{{24,140}})'|(?P<x>[^\s\"'<>`]{{24,140}}))",
        rf"{_APPLICATION}[\"'\]]{{0,2}}\s{{0,3}}(?:=>|[:=,])",
        "key of an application",
        _signing,
        "SECRET",
    ),
    _rule(
        rf"(?<![A-Za-z0-9])[$A-Za-z0-9_.\->]{{0,40}}?{_PASSWORDS}{_ASSIGNED}{_V}",
        rf"{_PASSWORDS}{_ASSIGNED}",
        "named password",
        _named,
    ),
    _rule(
        rf"(?<![A-Za-z0-9])[$A-Za-z0-9_.\->]{{0,40}}?{_SECRETS}{_ASSIGNED}{_V}",
        _HINTED,
        "named secret",
        _named_secret,
        "SECRET",
    ),
    _rule(
        rf"(?:ENV|ARG|SetEnv|setenv|fastcgi_param|setx|env)\s{{1,3}}[A-Z_0-9]{{0,30}}(?:PASSWORD|PASSWD|_PASS|_PWD)\s{{1,3}}{_V}",
        r"(?:PASSWORD|PASSWD|_PASS|_PWD)\s",
        "named password",
        given,
        case=True,
    ),
    _rule(
        r"(?:user(?:name)?|login)\s{1,3}[\w.@\-]{2,60};?\s{0,3}\n\s{0,20}password\s{1,3}[\"']?(?P<v>[^\s\"';]{5,80})[\"']?;?\s{0,2}(?=\n|\Z)",
        r"password\s",
        "user and password",
        given,
    ),
    _rule(
        rf"variable \"[\w\-]{{0,40}}(?:password|passwd|pass|pwd|secret|token)\" ?\{{[^{{}}]{{0,60}}?default\s{{0,6}}=\s{{0,3}}{_V}",
        r"variable \"",
        "default of a variable",
        password,
    ),
    _rule(
        rf"<{_ELEMENT}(?:\s[^<>]{{0,40}})?>\s{{0,4}}(?:<Value>)?(?P<v>[^\s<>]{{4,120}})\s{{0,4}}</",
        "passw|passphrase|pwd|secret|apitoken|apikey",
        "element of settings",
    ),
    _rule(
        rf"(?:key|name|id)=[\"'](?:[^\"'\n]{{0,40}}[:.\-_])?{_ELEMENT}[\"'](?:\s{{1,20}}(?:type=[\"']\w{{1,12}}[\"']\s{{1,3}})?value=[\"'](?P<dq>[^\"'\n]{{4,100}})[\"']|\s{{0,3}}>\s{{0,4}}(?P<v>[^<>\s]{{4,100}})\s{{0,4}}<)",
        r"(?:passw|pwd|passphrase|secret|apitoken|apikey)[a-z]{0,6}[\"']",
        "attribute of settings",
    ),
    _rule(
        r"(?:(?<=\n)|(?<![\s\S]))(?P<h>[^\s:#/\\]{1,60}):(?:[0-9]{4,5}|\*):[^\s:]{1,40}:[^\s:]{1,40}:(?P<v>[^\s:]{4,80})(?=\s|\Z)",
        r":(?:[0-9]{4,5}|\*):[^\s:]{1,10}",
        ".pgpass",
        _pgpass,
        case=True,
    ),
    _rule(
        r"(?<=[ \n\-\t])[a-z_][a-z0-9_\-]{0,31}:(?P<v>[^\s:]{4,80})(?=\n|\Z)",
        r"[a-z_][a-z0-9_\-]{0,31}:[^\s:]{4,10}",
        "chpasswd of cloud-init",
        _chpasswd,
        case=True,
    ),
    _rule(
        r"(?:store|key|trust)Password\s{1,3}[\"'](?P<v>[^\"'\n]{4,80})[\"']",
        "(?:store|key|trust)Password ",
        "signing of a build",
    ),
    _rule(
        rf"password\s{{1,8}}REG_SZ\s{{1,8}}{_BARE}",
        r"REG_SZ",
        "value of a registry",
        given,
    ),
    _rule(
        r"key content\s{1,24}:\s(?P<v>\S{8,64})",
        "key content",
        "Wi-Fi",
        given,
    ),
    _rule(
        r"\"\w{0,40}(?:password|passphrase)\"\s{0,3}:\s{0,3}\{\s{0,40}\"(?:value|defaultValue)\"\s{0,3}:\s{0,3}\"(?P<v>[^\"\n]{4,100})\"",
        r"pass(?:word|phrase)\"\s{0,3}:\s{0,3}\{",
        "parameter of a template",
        given,
    ),
    _rule(rf"rootpw (?:--plaintext |--iscrypted )?{_V}", "rootpw ", "kickstart", given),
    _rule(
        rf"passwd/(?:root|user)-password(?:-again|-crypted)? password {_BARE}",
        "passwd/(?:root|user)-password",
        "preseed",
        given,
    ),
    _rule(
        r"(?<![A-Za-z0-9])(?:_auth|_password|\"auth\"|identitytoken|\"registrytoken\"|:_authToken)\s{0,2}[:=]\s{0,2}[\"']?(?P<v>[A-Za-z0-9+/_\-.]{12,200}={0,2})",
        r"(?:_auth|_password|\"auth\"|identitytoken|registrytoken)",
        "login of a registry",
        _drawn,
        "SECRET",
    ),
    _rule(
        r"(?:client-key-data|private_?key|preshared_?key|\bsecret)[\"']?:?\s{0,3}[:=]?\s{0,3}[\"']?(?P<v>[A-Za-z0-9+/]{40,200}={0,2})",
        r"(?:client-key-data|private_?key|preshared_?key|secret)",
        "key of a client",
        _drawn,
        "SECRET",
    ),
    _rule(
        r"otpauth://[^\s\"'<>]{1,100}?[?&]secret=(?P<v>[A-Za-z2-7]{8,110})",
        "otpauth://",
        "secret of a second factor",
        _group,
        "SECRET",
        bare=0.98,
    ),
    _rule(
        r"\$ANSIBLE_VAULT;[0-9.]{3};AES(?:256)?(?:;[\w\-]{1,30})?\s{1,9}[0-9a-f]{20}",
        r"\$ANSIBLE_VAULT;",
        "Ansible Vault",
        _vault,
        "SECRET",
        case=True,
    ),
    _rule(
        r"(?:(?<=[;:] )|(?<=[;:\"']))(?P<n>[\w.\-]{1,60})=(?P<v>[A-Za-z0-9%._~+/\-]{20,160}={0,2})",
        r"[;:\"'] ?[\w.\-]{1,10}",
        "cookie",
        _any_cookie,
        "SECRET",
        bare=0.9,
    ),
    _rule(
        r"(?<![\w.\-])[\w.\-]{0,40}(?:sess(?:ion)?[\w\-]{0,12}|sid|auth|token|jwt|remember\w{0,10}|login|PHPSESSID|JSESSIONID|SessionId|\.AspNet\.\w{1,20})=(?P<v>[A-Za-z0-9%._~+/\-:]{16,160}={0,2})",
        "sess|sid=|auth=|token=|jwt=|remember|login=|AspNet",
        "cookie",
        _cookie,
        "SECRET",
    ),
    _rule(
        r"(?<![A-Za-z])(?:app[ \-]?password|[\w.]{0,20}pass(?:word)?)[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<v>[a-z]{4}(?: [a-z]{4}){3})(?![ \-]?[A-Za-z])",
        r"pass(?:word)?[\"']?\s{0,3}[:=]",
        "application's password",
        _group,
        bare=0.97,
    ),
)
