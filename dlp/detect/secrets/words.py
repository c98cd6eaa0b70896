# ruff: noqa: E501 -- a pattern reads better unbroken
"""Secrets that only their surroundings give away: passwords, keys, connection strings."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.chance import entropy, random_like

_NAMES = (
    r"(?:pass[ _\-]?words?|passwds?|passwd|pw|passphrases?|pwd|passwort|kennwort|"
    r"zugangsdaten|l[oö]senord(?:et)?|l[oö]sen|adgangskode|kodeord|passord|salasana(?:nne|si|ni)?|"
    r"mot[ _]de[ _]passe|mdp|contrase[nñ]a|clave(?: de acceso)?|senha|palavra[ \-]passe|"
    r"wachtwoord|has[lł]o|heslo|jelsz[oó]|parol[aă]?|salas[oõ]na|parool|lozinka|geslo|"
    r"κωδικ[οό]ς|пароль|парола|wifi[ _\-]?(?:key|pass)|psk|pin[ \-]?code)"
)
_KEY_NAMES = (
    r"(?:api[ _\-]?(?:key|token|secret)|access[ _\-]?(?:key|token)|secret(?:[ _\-]?(?:access)?"
    r"[ _\-]?key)?|auth(?:orization)?(?:[ _\-]?(?:token|key))?|bearer|client[ _\-]?secret|"
    r"private[ _\-]?key|encryption[ _\-]?key|signing[ _\-]?(?:key|secret)|shared[ _\-]?(?:key|secret)|"
    r"token|credentials?|session[ _\-]?(?:key|secret)|webhook[ _\-]?secret|master[ _\-]?key|"
    r"account[ _\-]?key|license[ _\-]?key|recovery[ _\-]?key|db[ _\-]?pass(?:word)?)"
)
_LOGINS = r"(?:log ?in|credentials?|creds|logon|anmeldung|kirjautu|inloggning)"
_SET = r"[\"'`]?\s{0,3}(?:[:=]{1,2}>?|->|=>|\bis\b:?|\bon\b:?|\bist\b:?|\bes\b:?|\best\b:?|\bär\b:?|\ber\b:?|\bto\b:?|\bjest\b:?|\bje\b:?|\bè\b:?|\bon siis\b:?|\blautet\b:?|\bluidt\b:?|\bkuuluu\b:?|—|–)\s{0,3}[\"'`]?"
_LOOSE = r"\s{1,3}[\"'`]?"
_VALUE = r"(?P<v>[^\s\"'`<>,;]{4,100})"

#: what people write behind "password" that is no password
WORDS = frozenset(
    "required reset expired expires incorrect wrong invalid must should will is was be has have "
    "protected changed change policy manager managers here below above attached following same "
    "none null nil true false empty blank undefined string str text varchar input field not "
    "sent by email via separately secret hidden encrypted hashed unknown forgotten forgot needed "
    "optional mandatory updated strong weak long short enough set stored correct your you the "
    "this that with from and for only also again too very please before after when use using "
    "username user login email mail e-mail address prompt authentication auth screen page link "
    "request requests recovery recover hint length minimum characters character digits letters "
    "rules requirements example password passwort salasana lösenord contraseña pass token key "
    "about because in on at to as if it of or an a no yes so do does did go get got now new old "
    "unique different important confidential safe secure compromised leaked stolen shared known "
    "falsch richtig abgelaufen geändert erforderlich väärin vanhentunut unohtunut fel glömt "
    "incorrecto oublié expiré caducada olvidada basic bearer digest header headers cookie cookies "
    "function const var let self this.state process.env os.environ getenv config settings".split()
)
TEMPLATE = re.compile(
    r"^(?:[*.xX•_\-#?]+|\$\{?.*|%[({\w].*|\{\{?.*|<.*|\[.*|\(.*|.*\(\)?.*|your.*|my[_\-].*|"
    r"example.*|changeme|placeholder|redacted|\.\.\..*|process\.env.*|os\.environ.*|https?:.*|"
    r"self\..*|config\..*|settings\..*|request\..*|None|null|undefined|n/a|tbd|todo)$",
    re.IGNORECASE,
)


def trimmed(text: str, match: re.Match[str]) -> tuple[int, int, str]:
    """Start, end and text of the value of a match, without what ends a sentence."""
    start, end = match.span("v")
    value = text[start:end]
    while value and value[-1] in ".,;:?)]}":
        value = value[:-1]
    return start, start + len(value), value


def mixed(value: str) -> int:
    """How many of lower case, upper case, digits and marks stand in `value`; letters are not marks."""
    return sum(
        (
            any(map(str.islower, value)),
            any(map(str.isupper, value)),
            any(map(str.isdecimal, value)),
            not value.isalnum(),
        )
    )


#: an offer's passwords (RFC 8839 §5.4): they hold for one call
_NONE = re.compile("ice-pwd|pwd: ?/", re.IGNORECASE)
#: means the key of a table as well
_KEYLIKE = re.compile("clave|pw", re.IGNORECASE)


def password(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """After a separator: anything that is no common word, template or sentence."""
    start, end, value = trimmed(text, match)
    if _NONE.search(match[0]):
        return None
    if len(value) < 4 or value.lower().strip("*_\"'") in WORDS or TEMPLATE.match(value):
        return None
    if mixed(value) >= 2 and (re.search("[0-9]", value) or mixed(value) >= 3 or _odd(value)):
        return start, end
    # a plain word only as the whole of an assignment, not as the start of a sentence
    spoken = re.search(r"[:=]", text[match.start() : start]) is None or _KEYLIKE.match(match[0])
    rest = text[end : end + 40].split("\n")[0]
    if spoken or rest.strip(" \"'`.,;)") or not value.isascii() or len(value) < 5:
        return None
    return (start, end) if value.isalnum() else None


def _odd(value: str) -> bool:
    """Marks where a word has none: not an apostrophe, hyphen or full stop between letters."""
    return bool(re.search(r"[^\w\-'’./]", value))


def _spoken(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Without a separator: only what cannot be a word."""
    start, end, value = trimmed(text, match)
    if len(value) < 6 or value[0] == "/" or value.lower() in WORDS or TEMPLATE.match(value):
        return None
    if mixed(value) >= 3 and re.search("[0-9]", value) and not re.match(r"[\d./:\-]+$", value):
        return start, end
    return None


def _key(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end, value = trimmed(text, match)
    if len(value) < 12 or TEMPLATE.match(value) or not random_like(value):
        return None
    if text[max(0, match.start() - 14) : match.start()].lower().find("public") >= 0:
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


def _userinfo(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """user:password@ in a URL (RFC 3986 §3.2.1); the finding is the whole of it, but without a user
    the password alone: it is all the credential there is, and the host may stay readable."""
    secret = match["p"]
    if TEMPLATE.match(secret) or secret.lower() in ("password", "pass", "pwd", "secret"):
        return None
    if text[match.start("p") - 2] == "/":  # ://:password@
        return match.span("p")
    return match.span()


def _connection(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """From the key that names the server, on the same line, to the secret."""
    value = (match["v"] or match["w"]).strip("\"'")
    if TEMPLATE.match(value):
        return None
    head = next(_SERVER.finditer(text, max(0, match.start() - 240), match.start()), None)
    if head is None or "\n" in text[head.start() : match.start()]:
        return None
    return head.start(), match.end()


_SERVER = re.compile(
    r"(?<![A-Za-z])(?:Server|Data Source|Host|Provider|Endpoint|DefaultEndpointsProtocol|"
    r"AccountName|Initial Catalog|Database|User ID|Uid)[ ]?=",
    re.IGNORECASE,
)


def _header(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end, value = trimmed(text, match)
    return (start, end) if random_like(value) else None


RULES = (
    PatternRule(
        kind="PASSWORD",
        pattern=rf"(?<![A-Za-z0-9])(?:[A-Za-z0-9]{{1,20}}[_\-.])?{_NAMES}(?:\s\([^)\n]{{1,30}}\))?"
        rf"(?:\s(?:for|to|of|für|pour|para|till)\s[\w.\-@ ]{{1,40}}?)?{_SET}{_VALUE}",
        find=password,
        hint=rf"(?:[A-Za-z0-9]{{1,20}}[_\-.])?{_NAMES}",
        # above a number that the same word labels: "Passwort" is no "Pass"
        bare=0.96,
        sure=True,
        ignore_case=True,
        why="named password",
    ),
    PatternRule(
        kind="PASSWORD",
        pattern=rf"(?<![A-Za-z0-9]){_NAMES}{_LOOSE}{_VALUE}",
        find=_spoken,
        bare=0.75,
        sure=True,
        ignore_case=True,
        why="named password",
    ),
    PatternRule(
        kind="PASSWORD",
        pattern=rf"(?<![A-Za-z0-9]){_LOGINS}[^\W\d_]{{0,8}}\s{{0,2}}[:=]\s{{0,2}}[\w.@\-]{{2,60}}\s{{0,2}}[/|:]\s{{0,2}}"
        r"(?P<v>[^\s\"'<>,;]{5,60})",
        find=_spoken,
        hint=_LOGINS,
        bare=0.8,
        sure=True,
        ignore_case=True,
        why="login pair",
    ),
    PatternRule(
        kind="SECRET",
        pattern=rf"(?<![A-Za-z0-9])(?:[A-Za-z0-9]{{1,20}}[_\-.]){{0,2}}{_KEY_NAMES}"
        rf"(?:\s\([^)\n]{{1,30}}\))?{_SET}(?:Bearer |Basic |token )?{_VALUE}",
        find=_key,
        bare=0.85,
        sure=True,
        ignore_case=True,
        why="named secret, entropy",
    ),
    PatternRule(
        kind="SECRET",
        pattern=rf"(?<![A-Za-z0-9])(?P<n>[A-Za-z][A-Za-z0-9]{{2,24}})[_\-](?:key|KEY|Key){_SET}{_VALUE}",
        hint="_key|_KEY|-key|-KEY|-Key|_Key",
        find=_vendor_key,
        bare=0.75,
        sure=True,
        why="named key, entropy",
    ),
    PatternRule(
        kind="SECRET",
        pattern=rf"(?<![A-Za-z0-9]){_KEY_NAMES}{_LOOSE}{_VALUE}",
        hint=_KEY_NAMES,
        find=_loose_key,
        bare=0.8,
        sure=True,
        ignore_case=True,
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
