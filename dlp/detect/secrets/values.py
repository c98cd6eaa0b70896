"""What may be a password: no placeholder, no word of a manual, no template's hole."""

from __future__ import annotations

import re

#: a value in quotes (with blanks in it, if it likes), or one that ends at a blank or a list's mark
VALUE = r"(?:\"(?P<dq>[^\"\n]{4,80})\"|'(?P<sq>[^'\n]{4,80})'|[\"'`]?(?P<v>[^\s\"'`<>,;]{4,80}))"
_GROUPS = ("v", "dq", "sq")
#: a closing bracket belongs to the value whose opening one does
_OPENERS = {")": "(", "]": "[", "}": "{"}

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
    "function const var let self this.state process.env os.environ getenv config settings "
    "enter type choose confirm repeat show hide save forgotten? least match matches disabled "
    "enabled unchanged default generated random redacted removed masked omitted placeholder "
    "pflichtfeld vergessen ändern eingeben obligatoire requis obligatorio obligatoria wymagane "
    "sensitive auto policy policies version tools tool service services team db backend "
    "pakollinen vaaditaan obligatorisk krävs verplicht richiesta obbligatoria boolean bool object "
    "securestring credential bytes number integer byte char&str option any void async await".split()
)
TEMPLATE = re.compile(
    r"^(?:\|.*|[*.xX•_\-#?]+|\$\{?.*|%[({\w].*|\{\{.*|\{\w{0,30}\}|\{[^}]*|<.*|\[.*|\(.*|.*\(\)?.*|your.*|"
    r"my[_\-][a-z_\-]*[0-9]{0,3}|(?:the|some|any|a)[_\-].*|&(?:str|mut|self).*|@\w+@?|"
    r"example.*|change[_\-]?(?:me|it|this).*|placeholder|redacted|\.\.\..*|process\.env.*|"
    r"os\.environ.*|https?:.*|self\..*|config\..*|settings\..*|request\..*|None|null|undefined|"
    r"[a-z_\-]*(?:password|passwd|passwort|secret|token|credential)s?[a-z_\-]*|(?:test|fake|dummy|mock)[_\-](?:secret|key|token|pass).*|n/a|tbd|todo.*|[x*•.]{3,}.*|.*(?:placeholder|redacted|-here|_here)|vault:.*|!.*|(?:arn|op|ssm|sops|secretsmanager|kv|file|sha256|sha512|md5|projects)[:/].*|(?-i:[^a-z0-9]*%)|(?:convertto|get|read|new|import)-[a-z]+|"
    r"(?:pass(?:wd|word)?|secret|pwd|foo|bar|baz|test|dummy|sample)[0-9]{0,3})$",
    re.IGNORECASE,
)
#: the next field of a query, which a value in a link does not reach into
_NEXT_FIELD = re.compile(r"&(?:amp;)?[A-Za-z_.\-]{2,30}=")


def group(match: re.Match[str]) -> str:
    """The name of the group of `VALUE` that matched."""
    for name in _GROUPS:
        if name in match.re.groupindex and match[name] is not None:
            return name
    raise ValueError(f"no value in a match of {match.re.pattern[:60]}")


def trimmed(text: str, match: re.Match[str]) -> tuple[int, int, str]:
    """Start, end and text of the value of a match, without what ends a sentence."""
    name = group(match)
    start, end = match.span(name)
    value = text[start:end]
    if name == "v":
        following = _NEXT_FIELD.search(value)
        if following is not None:
            value = value[: following.start()]
        while value and value[-1] in ".,;:?)]}*" and _OPENERS.get(value[-1], " ") not in value:
            value = value[:-1]
    return start, start + len(value), value


def mixed(value: str) -> int:
    """How many of lower case, upper case, digits and marks stand in `value`."""
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
    if len(value) < 4 or not _meant(value):
        return None
    if " " in value:
        return (start, end) if _several(value) else None
    said = re.search(r"[:=,]", text[match.start() : start]) is None
    if said and (
        re.fullmatch(r"[\d./:\-]+", value) or set(re.split("[-_]", value.lower())) & WORDS
    ):
        return None
    if mixed(value) >= 2 and (re.search("[0-9]", value) or mixed(value) >= 3 or _odd(value)):
        return start, end
    # a plain word only as the whole of an assignment, not as the start of a sentence
    said = said or _KEYLIKE.match(match[0]) is not None
    rest = text[end : end + 40].split("\n")[0]
    if said or not (_ENDS.fullmatch(rest) or _VARIABLE.search(text, match.start(), start)):
        return None
    if not value.isascii() or len(value) < 5 or set(value.lower().split("-")) & WORDS:
        return None
    return (start, end) if value.replace("-", "").isalnum() else None


#: what may stand between a plain word and the end of its line: closing marks and a comment
_ENDS = re.compile(r"(?:</[\w.\-]+>|[ \"'`.,;)}\]>/|&\\*])*(?:\s(?:#|;|//|--).*)?")
#: a variable of the environment takes what stands behind the sign, up to a blank
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{3,40}=[\"']?\Z")


def _meant(value: str) -> bool:
    """Neither a word that manuals put there nor a template."""
    plain = value.lower().strip("*_\"'")
    return plain not in WORDS and plain not in _DOCUMENTED and TEMPLATE.match(value) is None


#: passwords that manuals and jokes print
_DOCUMENTED = frozenset(
    "hunter2 mysecretpassword my-secret-pw supersecret correct-horse-battery-staple "
    "correcthorsebatterystaple s3cret s3cr3t".split()
)


def _several(value: str) -> bool:
    """Whether words in quotes are a passphrase and no sentence of a program's texts."""
    words = value.split(" ")
    if len(words) > 6 or any(word.lower().strip(".,!?:") in WORDS for word in words):
        return False
    return bool(re.search(r"[0-9#$%^&*+=~@|]", value)) and ": " not in value


def _odd(value: str) -> bool:
    """Marks where a word has none: not an apostrophe, hyphen or full stop between letters."""
    return bool(re.search(r"[^\w\-'’./]", value))


def spoken(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Without a separator: only what cannot be a word."""
    start, end, value = trimmed(text, match)
    if len(value) < 6 or value[0] == "/" or value.lower() in WORDS or TEMPLATE.match(value):
        return None
    if not re.search("[0-9]", value) or re.match(r"[\d./:\-]+$", value):
        return None
    # letters and digits by turns, as no word has them
    turns = len(re.findall("[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])", value))
    if mixed(value) >= 3 or (turns >= 3 and value.isalnum()):
        return start, end
    # a word with a number behind it, at the end of its sentence
    word = re.fullmatch(r"([^\W\d_]{5,})[0-9]{2,4}", value)
    alone = re.match(r"[.,;:!)\"']*(?:\s|\Z)", text[end : end + 4]) is not None
    return (start, end) if word and alone and word[1].lower() not in WORDS else None


_MANUAL = frozenset(
    "topsecret letmein guest postgres admin root rabbitmq minioadmin "
    "password passwort pass passwd pwd pw secret token username user name value string key "
    "foobared mypassword yourpassword newpassword oldpassword public private".split()
)


def real(value: str) -> bool:
    """No placeholder and no word that a manual puts there."""
    return (
        value.lower() not in _MANUAL
        and value.lower() not in _DOCUMENTED
        and value.lower() not in WORDS
        and TEMPLATE.match(value) is None
        and not value.startswith(("$", "%(", "{{", "<", "{0", "@{", "-", "/", "*"))
        and not re.match(r"(?:your|my)[_\-]|x{3,}|\.{3}", value, re.IGNORECASE)
    )


def given(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """What an option or a setting takes that can only be a password."""
    start, end, _ = trimmed(text, match)
    return (start, end) if end - start >= 4 and real(text[start:end]) else None


def mixed_value(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """As `given`, of more than one sort of character: for an option without a name of its own."""
    span = given(text, match)
    if span is None:
        return None
    value = text[slice(*span)]
    return span if mixed(value) >= 3 or (mixed(value) == 2 and re.search("[0-9]", value)) else None
