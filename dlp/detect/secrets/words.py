# ruff: noqa: E501 -- a pattern reads better unbroken
"""Secrets that only their surroundings give away: passwords, keys, connection strings."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.chance import classes, drawn, entropy, random_like
from dlp.detect.secrets.rules import named_rule
from dlp.detect.secrets.values import TEMPLATE, VALUE, WORDS, mixed, password, spoken, trimmed

_NAMES = (
    r"(?:pass[ _\-]?words?|passwds?|passwd|pw|pass[ _\-]?phrases?|pass[ \-]?codes?|pwd|passwort|kennwort|"
    r"zugangsdaten|zugangscode|l[oö]senord(?:et)?|l[oö]sen|l[oö]senfras|adgangskode|kodeord|passord|"
    r"salasana(?:nne|si|ni|ksi)?|tunnuslause|mot[ _]de[ _]passe|phrase secrète|mdp|contrase[nñ]a|clave(?: de acceso)?|"
    r"senha|palavra[ \-]passe|wachtwoord|wachtwoordzin|has[lł]o|heslo|jelsz[oó]|parol[aă]?(?: d['’]ordine| chiave)?|"
    r"salas[oõ]na|parool|lozinka|geslo|"
    r"κωδικ[οό]ς|пароль|парола|wifi[ _\-]?(?:key|pass)|psk|pin[ \-]?code)"
)
#: what is joined to the word before it
_COMPOUND = "(?:passwor[dt]|kennwort|salasana|l[oö]senord|wachtwoord|adgangskode|passord)"
_KEY_NAMES = (
    r"(?:api[ _\-]?(?:key|token|secret)|access[ _\-]?(?:key|token)|secret(?:[ _\-]?(?:access)?"
    r"[ _\-]?key)?|auth(?:orization)?(?:[ _\-]?(?:token|key))?|bearer|client[ _\-]?secret|"
    r"private[ _\-]?key|encryption[ _\-]?key|signing[ _\-]?(?:key|secret)|shared[ _\-]?(?:key|secret)|"
    r"token|(?:refresh|id|bot|deploy|personal access)[ _\-]token|session[ _\-]?(?:key|secret)|webhook[ _\-]?secret|master[ _\-]?key|"
    r"account[ _\-.]?key|(?:license|licence|product|activation)[ _\-]?key|recovery[ _\-]?key|db[ _\-]?pass(?:word)?)"
)
_LOGINS = (
    r"(?:log ?ins?|credentials?|creds|logon|user(?:name)?|anmeldung|anmeldedaten|zugangsdaten|zugang|benutzer(?:name)?|"
    r"kirjautu|tunnu(?:s|kset)|käyttäjä(?:tunnus)?|inloggning(?:suppgifter)?|användar(?:e|namn)|identifiants?|"
    r"usuario|credenciales|acceso|użytkownik|dane (?:do )?logowania|credenziali|utente|accesso|inloggegevens|"
    r"gebruiker(?:snaam)?)"
)
_COPULA = r"(?:is|on|ist|es|est|är|er|to|jest|je|è|on siis|lautet|luidt|kuuluu|becomes|now|nu is|é)"
#: what stands around a label or a value in Markdown and HTML
_MARKUP = r"[\"'`*_”»]{0,3}(?:</\w{1,8}>)?[*_]{0,2}"
_GAP = r"(?:[ \t]{0,12}|\s{0,3})(?:<\w{1,8}>)?[*_]{0,2}"
_SET = rf"{_MARKUP}\s{{0,3}}(?:[:=]{{1,2}}>?|->|=>|→|⇒|\||\b{_COPULA}\b:?|—|–){_MARKUP}{_GAP}"
_LOOSE = r"\s{1,3}"


def _key(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end, value = trimmed(text, match)
    if len(value) < 12 or TEMPLATE.match(value) or not random_like(value):
        return None
    if _OPEN.search(text[max(0, match.start() - 16) : match.start("v" if match["v"] else 0)]):
        return None
    plain = re.sub("[^A-Za-z0-9]", "", value)
    if _UUID.fullmatch(value):
        # as a key's value a UUID is a key; nobody names an id "api key"
        return start, end
    if not re.search("[0-9]", plain) and mixed(plain) < 2:
        return None
    if entropy(plain) < (2.8 if re.fullmatch("[0-9a-fA-F]+", plain) else 3.2):
        return None
    if "." in value and not re.search(r"[0-9]", value):
        return None
    return start, end


#: what is called a key or a token and opens nothing
_OPEN = re.compile(
    r"public|publishable|csrf|xsrf|forgery|nonce|next|page|continuation|cursor|idempotency|site|"
    r"verification|client[ _-]?id|device|push|sync|correlation|request",
    re.IGNORECASE,
)
#: keys that open nothing: of tables, caches, queues, translations
_PLAIN_KEYS = frozenset(
    "public primary foreign sort cache partition object idempotency hash routing map group row lookup "
    "translation issue project dedup dedupe trace message host registry product unique index surrogate "
    "natural composite join range item storage bucket value config setting data event job task query "
    "search session state locale i18n react list node tree answer turn pub publishable site".split()
)


def _vendor_key(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Somebody's key, whose name says no more: what it is set to has to look like one."""
    return None if match["n"].lower() in _PLAIN_KEYS else _loose_key(text, match)


#: keys that their issuer publishes
_FOR_ALL = re.compile("(?:pk|pub|publishable)[_-]|sb_publishable_")


def _said_key(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A key of which a sentence says no more: only what nobody can have written by hand."""
    if match["n"] and match["n"].lower() in _PLAIN_KEYS:
        return None
    span = _loose_key(text, match)
    if span is None:
        return None
    value = text[slice(*span)]
    return (
        span
        if classes(re.sub("[^A-Za-z0-9]", "", value)) == 3
        and drawn(value)
        and not _FOR_ALL.match(value)
        else None
    )


def _loose_key(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Without a separator: only what nobody would write as a word, a number or a reference."""
    span = _key(text, match)
    if span is None:
        return None
    value = text[slice(*span)]
    if len(value) < 16 or not re.search("[0-9]", value) or not re.search("[A-Za-z]", value):
        return None
    if _UUID.fullmatch(value) and not re.search("api|secret|auth", match[0], re.IGNORECASE):
        return None
    return span if re.fullmatch(r"[A-Za-z0-9_\-.~+/=]+", value) else None


_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _login_pair(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Behind a user's name: a password of two sorts of character, with a digit among them."""
    start, end, value = trimmed(text, match)
    if len(value) < 5 or value[0] == "/" or value.lower() in WORDS or TEMPLATE.match(value):
        return None
    if mixed(value) < 2 or not re.search("[0-9]", value) or re.match(r"[\d./:\-]+$", value):
        return None
    return start, end


def _said(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """In a sentence that names whose password it is: letters and digits, or marks, and no date."""
    start, end, value = trimmed(text, match)
    if len(value) < 6 or value[0] == "/" or value.lower() in WORDS or TEMPLATE.match(value):
        return None
    if mixed(value) < 2 or not re.search("[0-9]", value) or re.match(r"[\d./:\-]+\w?$", value):
        return None
    return start, end


def _headed(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Behind what the password opens: "Password for the archive: …"."""
    between = re.split(r"[\s\-]+", match["m"].strip().lower())
    return None if set(between) & _ABOUT else _said(text, match)


#: words that make of "password" a word about passwords
_ABOUT = frozenset(
    "policy policies manager managers reset hint length minimum maximum field rule rules requirement "
    "requirements strength expiry expires expired protected change changed recovery link page prompt "
    "required must should is was hash hashing type version complexity history age".split()
)


def _account(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Behind an address or a well-known account: letters, digits and marks or capitals in one."""
    start, end, value = trimmed(text, match)
    if len(value) < 6 or mixed(value) < 3 or not re.search("[0-9]", value) or "." in value:
        return None
    return None if TEMPLATE.match(value) else (start, end)


def _cell(value: str) -> bool:
    return (
        mixed(value) >= 2
        and any(map(str.isdecimal, value))
        and any(map(str.isalpha, value))
        and "@" not in value[1:]
        and not TEMPLATE.match(value)
        and value.lower() not in WORDS
    )


def _phrase(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    words = re.split("[ -]", match["v"].lower())
    return None if len(set(words)) < len(words) or set(words) & WORDS else match.span("v")


def _header(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end, value = trimmed(text, match)
    return (start, end) if random_like(value) else None


RULES = (
    PatternRule(
        kind="PASSWORD",
        pattern=rf"(?<![A-Za-z0-9])(?:[A-Za-z0-9]{{1,20}}[_\-.]|[^\W\d_]{{2,20}}(?={_COMPOUND}))?{_NAMES}(?:\s\([^)\n]{{1,20}}\))?"
        rf"(?:\s(?:for|to|of|für|pour|para|till)\s[\w.\-@ ]{{1,24}}?)?{_SET}{VALUE}",
        find=password,
        hint=_NAMES,
        # above a number that the same word labels: "Passwort" is no "Pass"
        bare=0.96,
        sure=True,
        ignore_case=True,
        why="named password",
    ),
    named_rule(
        pattern=rf"(?<![A-Za-z0-9]){_NAMES}{_LOOSE}{VALUE}",
        hint="",
        find=spoken,
        bare=0.75,
        why="named password",
    ),
    named_rule(
        pattern=rf"(?<![A-Za-z0-9]){_NAMES}(?P<m>(?:\s[\w\-]{{2,20}}){{1,3}})\s?[:=]\s{{1,3}}{VALUE}",
        find=_headed,
        hint=_NAMES,
        bare=0.85,
        why="named password",
    ),
    named_rule(
        pattern=r"(?<![\w.@/\-])(?:[\w.+\-]{2,40}@[\w.\-]{3,60}|admin|administrator|root|sa|postgres|sysadmin)\s?[:|/]\s?(?P<v>[^\s\"'<>,;|/]{6,60})(?=\s|\Z)",
        find=_account,
        hint=r"(?:@[\w.\-]{3}|admin|administrator|root|sa|postgres|sysadmin)[\w.\-]{0,40}\s?[:|/]",
        bare=0.85,
        why="login pair",
    ),
    # a cell of a column that is called so
    PatternRule(
        kind="PASSWORD",
        pattern=r"(?<![^\s,;|\"'])(?P<v>[^\s,;|\"'<>]{6,60})(?![^\s,;|\"'])",
        labels="password*, passwd, pwd, passphrase*, kennwort*, passwort*, salasana*, losenord*, mot de passe, mdp, "
        "contrasena*, haslo*, wachtwoord*",
        check=_cell,
        labelled=0.8,
        reach=0,
        why="column of passwords",
    ),
    named_rule(
        pattern=rf"(?<![A-Za-z0-9]){_NAMES}(?:\s[^\W\d_]{{2,24}}){{1,3}}\s{_COPULA}:?\s{{1,3}}{VALUE}",
        find=_said,
        hint=_NAMES,
        bare=0.85,
        why="named password",
    ),
    named_rule(
        pattern=r"(?<![A-Za-z0-9])(?:the |new |my |our )?(?:pass ?word|passphrase) (?:is|was|:) [\"“'‘](?P<v>[a-z]{3,12}(?:[ \-][a-z]{3,12}){2,6})[\"”'’]",
        find=_phrase,
        hint=r"(?:pass ?word|passphrase) (?:is|was|:)",
        bare=0.85,
        why="named passphrase",
    ),
    named_rule(
        pattern=rf"(?<![A-Za-z0-9]){_LOGINS}(?:\s?[/&+]\s?{_NAMES})?(?:[^\W\d_]{{0,8}}\s{{0,2}}[:=]\s{{0,2}}|\s)[\w.@\\\-]{{2,60}}"
        r"(?:\s{0,2}[/|]\s{0,2}|:)(?P<v>[^\s\"'<>,;]{5,60})",
        find=_login_pair,
        hint=_LOGINS,
        bare=0.9,
        why="login pair",
    ),
    named_rule(
        pattern=rf"(?<![A-Za-z0-9])(?:{_LOGINS}|u|usr|id)(?:\s{{0,2}}[:=]\s{{0,2}}|\s)[\w.@\\\-]{{2,60}}(?:\s{{0,2}}[,;/|]\s{{0,2}}|\s{{1,3}}(?:and |und |ja |och |et |y |i |e |en )?)"
        rf"(?:{_NAMES}|pass|p|pwd|pw)(?:\s{{0,2}}[:=]\s{{0,2}}|\s)(?P<v>[^\s\"'<>,;]{{5,60}})",
        find=_login_pair,
        hint=rf"(?:{_LOGINS}|u|usr|id)(?:\s{{0,2}}[:=]|\s)",
        bare=0.9,
        why="login pair",
    ),
    named_rule(
        kind="SECRET",
        pattern=rf"(?<![A-Za-z0-9])(?:[A-Za-z0-9]{{1,18}}[_\-.]){{0,2}}{_KEY_NAMES}"
        rf"(?:\s\([^)\n]{{1,20}}\))?{_SET}(?:b(?=[\"'])|Bearer |Basic |token )?{VALUE}",
        hint="",
        find=_key,
        bare=0.85,
        why="named secret, entropy",
    ),
    PatternRule(
        kind="SECRET",
        pattern=rf"(?<![A-Za-z0-9])(?P<n>[A-Za-z][A-Za-z0-9]{{2,24}})[_\-](?:key|KEY|Key){_SET}(?:b(?=[\"']))?{VALUE}",
        hint="_key|_KEY|-key|-KEY|-Key|_Key",
        find=_vendor_key,
        bare=0.75,
        sure=True,
        why="named key, entropy",
    ),
    named_rule(
        kind="SECRET",
        pattern=rf"(?<![\w\-])(?:(?P<n>[A-Za-z]{{3,24}}) )?(?:key|secret|credential)(?: {_COPULA}|:)\s{{1,3}}{VALUE}",
        hint="(?:key|secret|credential)(?:[ :])",
        find=_said_key,
        bare=0.75,
        why="named key, entropy",
    ),
    named_rule(
        kind="SECRET",
        pattern=rf"(?<![A-Za-z0-9]){_KEY_NAMES}{_LOOSE}{VALUE}",
        hint=_KEY_NAMES,
        find=_loose_key,
        bare=0.8,
        why="named secret, entropy",
    ),
    PatternRule(
        kind="SECRET",
        pattern=r"(?<![A-Za-z])(?:Authorization:\s{0,2})?(?:Bearer|Basic)\s(?P<v>[A-Za-z0-9+/_\-.~]{16,100}={0,2})",
        find=_header,
        bare=0.8,
        sure=True,
        why="authorization header",
    ),
)
