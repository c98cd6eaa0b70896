# ruff: noqa: E501 -- a pattern reads better unbroken
"""Secrets where programs keep or take them: options of commands, files of settings, hashes, cookies."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import Find, PatternRule
from dlp.detect.secrets.chance import random_like
from dlp.detect.secrets.words import WORDS, mixed, password

_Q = r"[\"']?"
#: a value up to a quote, a blank or what ends a list
_V = r"(?P<v>[^\s\"'<>,;]{4,100})"
_MANUAL = frozenset(
    "password passwort pass passwd pwd pw secret token username user name value string key foobared "
    "mypassword yourpassword newpassword oldpassword public private".split()
)


_USER = re.compile(
    r"user|login|log in|usr|account|konto|käyttäj|tunnus|benutzer|användar|utilisateur|identifiant|usuario|"
    r"użytkownik|utente|gebruiker|e-?mail|host|server|@",
    re.IGNORECASE,
)


def _real(value: str) -> bool:
    """No placeholder and no word that a manual puts there."""
    return (
        value.lower() not in _MANUAL
        and value.lower() not in WORDS
        and not value.startswith(("$", "%(", "{{", "<", "{0", "@{", "-", "/", "*"))
        and not re.match(r"(?:your|my)[_\-]|x{3,}|\.{3}", value, re.IGNORECASE)
    )


def _value(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span("v")
    while end > start and text[end - 1] in ".,;:)`":
        end -= 1
    return (start, end) if end - start >= 4 and _real(text[start:end]) else None


def _mixed_value(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """As `_value`, of more than one sort of character: what an option without a name of its own takes."""
    span = _value(text, match)
    if span is None:
        return None
    value = text[slice(*span)]
    return span if mixed(value) >= 3 or (mixed(value) == 2 and re.search("[0-9]", value)) else None


def _paired(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """ "pass" alone is many things; behind a user it is a password."""
    before = text[max(0, match.start() - 120) : match.start()]
    return password(text, match) if _USER.search(before) else None


def _signing(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A key in quotes with marks of every sort in it, as Django draws them."""
    value = match["v"]
    return match.span("v") if mixed(value) >= 3 and random_like(value) else None


def _pgpass(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """hostname:port:database:username:password, a line of its own (libpq's password file)."""
    host = match["h"]
    if not (host == "*" or "." in host or host == "localhost" or "-" in host):
        return None
    return _value(text, match)


def _cookie(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    line = text.rfind("\n", 0, match.start()) + 1
    named = re.search(
        r"cookie", text[max(line, match.start() - 600) : match.start()], re.IGNORECASE
    )
    known = re.match(
        r"JSESSIONID|PHPSESSID|ASP\.NET|connect\.sid|laravel_session|\.AspNet", match[0]
    )
    value = match["v"]
    if not (named or known) or not random_like(value) or not re.search("[0-9]", value):
        return None
    return match.span("v")


def _option(programs: str) -> Find:
    """A one-letter option means a password with some programs only."""
    line_of = re.compile(rf"(?<![\w/.\-])(?:{programs})\b[^\n|;&]*\Z")

    def find(text: str, match: re.Match[str]) -> tuple[int, int] | None:
        before = text[max(0, match.start() - 200) : match.start() + 1]
        return _mixed_value(text, match) if line_of.search(before) else None

    return find


def _rule(
    pattern: str, hint: str, why: str, find: Find = _value, kind: str = "PASSWORD", case: bool = False, bare: float = 0.96
) -> PatternRule:  # fmt: skip
    return PatternRule(
        kind=kind, pattern=pattern, hint=hint, find=find, bare=bare, sure=True, why=why, ignore_case=not case
    )  # fmt: skip


_ENDS_IN = r"(?:password|passwd|passphrase|passwort|kennwort|pwd|secret|psk|(?:[_\-.](?:pass|pw|token))|(?:ssh|db|user|root|admin|smtp|ftp|mail|bind)(?:pass|pw))"
_ELEMENT = r"(?:[\w.\-]{0,30}(?:password|passwd|pwd|passphrase|secret(?:key)?|apitoken|apikey))"

COMMANDS = (
    _rule(rf"(?:--|/)(?:pass(?:word|wd)?|passphrase|pwd|secret|token|api-?key|(?:db|http|ftp|proxy|admin|root|user)-?pass(?:word|wd)?)(?:=|:|\s{{1,2}}){_Q}{_V}", r"(?:--|/)(?:[a-z]{2,5}-?)?(?:pass|pwd|secret|token|api)", "option of a command", _mixed_value),
    _rule(rf"\s(?:-u|--user|-U|--proxy-user)[ =]?{_Q}[^\s:\"'$/]{{1,60}}:(?P<v>[^\s\"'@/]{{3,80}})", r"\s(?:-u|--user|-U|--proxy-user)[ =]?[^\s:]{1,10}", "user of a command", _option("curl|http|https|wget|docker|skopeo|helm|ab"), case=True),
    _rule(rf"\s-p\s{{0,2}}{_Q}{_V}", r"\s-p", "option of a command", _option("sshpass|mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|docker login|podman login|helm registry login|oras login|skopeo login|buildah login|az login|oc login|cf login|mongo|mongosh|mongodump|mongorestore|psexec|rdesktop|ftp|lftp|smbmap|crackmapexec|evil-winrm|sudo -S"), case=True),
    _rule(rf"\s-(?:a|w|P|A|X)\s{{1,2}}{_Q}{_V}", r"\s-[awPAX]\s", "option of a command", _option("redis-cli|ldap[a-z]+|sqlcmd|bcp|isql|snmp[a-z]+|ipmitool"), case=True),
    _rule(rf"/p:{_Q}{_V}", "/p:", "option of a command", _option(r"(?:x|wl|s)?freerdp\d?|rdesktop|mstsc|runas")),
    _rule(r"\bpass:(?P<v>[^\s\"'<>,;]{4,100})", "pass:", "passphrase of openssl", _option("openssl[^\n]{0,120}-pass(?:in|out)?")),
    _rule(rf"net user (?:/add )?[\w.\-]{{1,30}} {_V}", "net user ", "net user", _mixed_value),
    _rule(rf"net use (?:[a-z]:|\*) \\\\[^\s]{{3,60}} {_V}", "net use ", "net use", _mixed_value),
    _rule(r"ConvertTo-SecureString (?:-String )?[\"'](?P<v>[^\"'\n]{4,80})[\"']", "ConvertTo-SecureString", "PowerShell"),
    _rule(r"(?:identified (?:with [\w']{1,30} )?by|(?:with|encrypted|set) password(?: ?=)?|password\() ?[\"'](?P<v>[^\"'\n]{4,80})[\"']", r"(?:identified |password)", "SQL"),
    _rule(r"echo [\"']?[\w.\-]{1,30}:(?P<v>[^\s\"':|]{4,80})[\"']? ?\| ?(?:sudo )?chpasswd", "chpasswd|echo ", "chpasswd"),
)  # fmt: skip

FILES = (
    _rule(r"(?<![A-Za-z])pass\s{0,2}[:=]\s{0,3}[\"']?" + _V, r"pass\s{0,2}[:=]", "user and pass", _paired),
    _rule(r"(?<![A-Za-z])(?:[a-z]{1,20}_)?(?:secret_key(?:_base)?|app_key|signing_key|cookie_secret|session_secret|encryption_key|secret)[\"']?\s{0,3}(?:=>|[:=])\s{0,3}(?P<q>[\"'])(?P<v>[^\"'\s]{24,120})(?P=q)", r"(?:secret|app_key|signing_key|encryption_key)[a-z_]{0,5}[\"']?\s{0,3}(?:=>|[:=])", "key of an application", _signing, "SECRET"),
    _rule(rf"(?<![A-Za-z0-9])[A-Za-z0-9_.\-]{{0,40}}?{_ENDS_IN}[\"'\])]{{0,2}}\s{{0,3}}(?::=|=>|[:=,])\s{{0,3}}[\"']?{_V}", rf"{_ENDS_IN}[\"'\])]{{0,2}}\s{{0,3}}(?::=|=>|[:=,])", "named password", password),
    _rule(rf"<{_ELEMENT}(?:\s[^<>]{{0,40}})?>\s{{0,4}}(?:<Value>)?(?P<v>[^\s<>]{{4,120}})\s{{0,4}}</", "passw|passphrase|pwd|secret|apitoken|apikey", "element of settings"),
    _rule(rf"(?:key|name|id)=[\"'](?:[^\"'\n]{{0,40}}[:.\-_])?{_ELEMENT}[\"']\s{{1,20}}(?:type=[\"']\w{{1,12}}[\"']\s{{1,3}})?value=[\"'](?P<v>[^\"'\n]{{4,100}})[\"']", r"(?:passw|pwd|passphrase|secret|apitoken|apikey)[a-z]{0,6}[\"']\s", "attribute of settings"),
    _rule(r"(?:(?<=\n)|(?<![\s\S]))(?P<h>[^\s:#/\\]{1,60}):(?:[0-9]{4,5}|\*):[^\s:]{1,40}:[^\s:]{1,40}:(?P<v>[^\s:]{4,80})(?=\s|\Z)", r":(?:[0-9]{4,5}|\*):[^\s:]{1,10}", ".pgpass", _pgpass, case=True),
    _rule(r"(?<![A-Za-z])(?:requirepass|masterauth|bindpw|rootpw|olcRootPW:|rootbindpw|r[ow]community6?|snmp-server community|enable (?:secret|password)(?: level \d)?|username \S{1,40}[^\n]{0,40} (?:secret|password)|pre-shared-key(?: address \S{1,40} key)?|key-string|tacacs-server key|radius-server key|neighbor \S{1,40} password)\s{1,3}(?:[0-9]{1,2} )?[\"']?" + _V, r"(?:requirepass|masterauth|bindpw|ootpw|community|enable (?:secret|password)|username \S|pre-shared-key|key-string|-server key|neighbor \S)", "settings of a server", _mixed_value),
    _rule(r"createUser \S{1,40} (?:MD5|SHA(?:-\d{3})?) [\"']?(?P<v>[^\s\"']{4,80})", "createUser ", "SNMP user", case=True),
    _rule(r"(?<=AES [\"'])(?P<v>[^\s\"']{8,80})(?=[\"'])|(?<=DES [\"'])(?P<w>[^\s\"']{8,80})(?=[\"'])", "[AD]ES [\"']", "SNMP user", lambda text, match: match.span() if "createUser" in text[max(0, match.start() - 160) : match.start()] else None, case=True),
    _rule(r"(?<![A-Za-z0-9])(?:_auth|_password|\"auth\"|identitytoken|\"registrytoken\")\s{0,2}[:=]\s{0,2}[\"']?(?P<v>[A-Za-z0-9+/_\-.]{12,200}={0,2})", r"(?:_auth|_password|\"auth\"|identitytoken|registrytoken)", "login of a registry", lambda text, match: match.span("v") if random_like(match["v"]) else None, "SECRET"),
    _rule(r"(?:client-key-data|private_?key|preshared_?key):?\s{0,3}[:=]?\s{0,3}(?P<v>[A-Za-z0-9+/]{40,200}={0,2})", r"(?:client-key-data|private_?key|preshared_?key)", "key of a client", lambda text, match: match.span("v") if random_like(match["v"]) else None, "SECRET"),
    _rule(r"jdbc:oracle:(?:thin|oci8?):[^\s/@]{1,40}/[^\s@]{3,60}@[^\s\"'<>]{3,100}", "jdbc:oracle:", "credentials in a URL", lambda text, match: match.span(), "CONNECTION_STRING", bare=1.0),
    _rule(r"https?://(?P<v>[A-Za-z0-9_\-]{20,80})@[A-Za-z0-9.\-]{3,80}(?:/[^\s\"'<>]{0,60})?", r"https?://[A-Za-z0-9_\-]{10,80}", "credentials in a URL", lambda text, match: match.span() if random_like(match["v"]) else None, "CONNECTION_STRING", bare=1.0),
    _rule(r"(?<![\w.\-])[\w.\-]{0,40}(?:sess(?:ion)?[\w\-]{0,12}|sid|auth|token|jwt|remember\w{0,10}|login|PHPSESSID|JSESSIONID|SessionId|\.AspNet\.\w{1,20})=(?P<v>[A-Za-z0-9%._~+/\-:]{16,160}={0,2})", "sess|sid=|auth=|token=|jwt=|remember|login=|AspNet", "cookie", _cookie, "SECRET"),
    _rule(r"(?<![A-Za-z])(?:app[ \-]?password|[\w]{0,20}pass(?:word)?)[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<v>[a-z]{4}(?: [a-z]{4}){3})(?![ \-]?[A-Za-z])", r"pass(?:word)?[\"']?\s{0,3}[:=]", "application's password", lambda text, match: match.span("v")),
)  # fmt: skip

HASHES = (
    _rule(r"(?<![A-Za-z0-9$])\$(?:1|5|6|y|apr1|8|9|gy|7)\$(?:[a-z]{1,8}=[0-9]{1,9}\$)?[./A-Za-z0-9]{2,32}\$[./A-Za-z0-9]{22,100}|(?<![A-Za-z0-9$])\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}", r"\$(?:1|5|6|y|apr1|8|9|gy|7|2[abxy]?)\$", "hash of a password", lambda text, match: match.span(), case=True),
    _rule(r"\$(?:argon2(?:id|i|d)|scrypt|pbkdf2[\w\-]{0,10}|bcrypt-sha256)\$[A-Za-z0-9=,$+/.\-]{30,180}|(?<![A-Za-z0-9])(?:pbkdf2_sha(?:256|1)|scrypt|bcrypt_sha256|argon2)\$[A-Za-z0-9=,$+/.\-]{30,180}", "argon2|scrypt|pbkdf2|bcrypt", "hash of a password", lambda text, match: match.span(), case=True),
    _rule(r"\{(?:SSHA(?:256|384|512)?|SHA(?:256|384|512)?|SMD5|MD5|CRYPT|PBKDF2[\w\-]{0,8})\}[A-Za-z0-9+/=$.]{20,140}", r"\{(?:SSHA|SHA|SMD5|MD5|CRYPT|PBKDF2)", "hash of a password", lambda text, match: match.span(), case=True),
)  # fmt: skip

RULES = (*COMMANDS, *FILES, *HASHES)
