# ruff: noqa: E501 -- a pattern reads better unbroken
"""Links that grant access to whoever holds them: ACCESS_LINK, with what they open as sub-kind.

`meeting` and `unsubscribe` are sent by everybody every day; `reset`, `share` and `signed` open an
account, a file or a group. A link without a part that cannot be guessed grants nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from dlp.detect.engine.rule import Find, PatternRule
from dlp.detect.secrets.chance import classes, random_like

#: below a token in its vendor's form (a key does not leave because it stands in such a link), above
#: everything else that is found in one
_SCORE = 0.97
_LONGEST = 2000
_BEFORE, _BEHIND = 90, 40

_HOST = re.compile(r"(?:(?:https?|webcal)://)?([^/?#\s]+)")
_URL = re.compile(r"[^\s<>\"«»“”|\\^`{}]+")
_ENDS = ".,;:!?'*_)]"
#: what a link without it cannot be: a value with a digit, or a place where any value counts
_MAY = re.compile(
    r"[?&#;/=%](?=[^?&#;/=\s]{0,60}[0-9])[^?&#;/=\s]{6,}|(?:pwd|passcode|roomKey|[?&]p)=|"
    r"//(?:discord\.gg|t\.me|chat\.whatsapp|we\.tl|signal\.group)/|usp=|#.{16}"
)
#: an ordinary file, whose name is no secret
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|html?|php|css|js|zip|t?gz|deb|rpm|exe|iso)\Z")
_DIGIT, _MARKS = re.compile("[0-9]"), re.compile("[^A-Za-z0-9]")
_VALUES = re.compile(r"[?&#;/=]([^?&#;/=]{6,})")

_MEETINGS = re.compile(
    r"(?:^|\.)(?:zoom(?:gov)?\.(?:us|com|com\.cn)|webex\.com|teams\.(?:microsoft|live)\.com|gotomeeting\.com|"
    r"gotowebinar\.com|goto\.com|whereby\.com|bluejeans\.com|ringcentral\.com|chime\.aws|jit\.si|8x8\.vc|"
    r"meet\.google\.com|lifesize\.com|adobeconnect\.com|livestorm\.co|dialpad\.com|demio\.com|"
    r"bigmarker\.com|around\.co|daily\.co|pexip\.me|starleaf\.com|zoho\.(?:com|eu)|butter\.us)$|"
    r"^(?:meet|meeting|video|conf|conference|webinar|bbb|jitsi|vc|call|zoom)[\w\-]*\.",
    re.IGNORECASE,
)
_MEETING_PARTS = re.compile(
    r"[?&#](?:pwd|password|passcode|pw|p|tk|token|roomKey|jwt|MTID|PW|zak|key|confpwd|code|uname|auth)=[^&#]{3,}|"
    r"/l/meetup-join/.{20,}|/[0-9]{6,12}/[0-9A-Za-z]{4,10}(?:[/?#]|$)|[?&]context=.{20,}",
    re.IGNORECASE,
)
_MEETING_PATH = re.compile(
    r"/(?:j|join|meet|meeting|webinar|wc|w|rooms?)/[^/?#]{3,}", re.IGNORECASE
)
_MEETING_SECRET = re.compile(
    r"[?&#](?:pwd|passcode|roomKey|meetingPassword)=[^&#]{3,}", re.IGNORECASE
)

_UNSUBSCRIBE = re.compile(
    r"unsub|opt-?_?out|list-unsub|preferences|email-?settings|abmeld|abbestell|austragen|d[eé]s-?inscri|"
    r"d[eé]sabonn|darse de baja|\bbaja\b|avregistr|avprenumer|avsluta|peruuta|peru uutis|poistu|disiscri|"
    r"annulla|wypis|rezygn|afmeld|uitschrij|list-manage|afmelden|manage.subscri",
    re.IGNORECASE,
)
_RESET = re.compile(
    r"reset|recover|forgot|passw|activat|verif|confirm|magic|one-?time|set-?up-?account|login[/?_\-]|"
    r"signin|sign-in|otp|sso[/?]|zur[uü]cksetz|best[aä]tig|nollaa|vahvist|aktivo|[aå]terst[aä]ll|bekr[aä]ft|"
    r"r[eé]initialis|restablec|reimposta|conferma|ripristin|resetuj|potwierd|herstel|bevestig|wachtwoord|"
    r"kennwort|l[oö]senord|salasana|contrase|has[lł]o",
    re.IGNORECASE,
)
_SHARES = re.compile(
    r"(?:^|\.)(?:drive\.google\.com|calendar\.google\.com|photos\.app\.goo\.gl|outlook\.(?:office365|live|office)\.com|docs\.google\.com|dropbox\.com|1drv\.ms|onedrive\.live\.com|box\.com|mega\.nz|"
    r"wetransfer\.com|we\.tl|icloud\.com|join\.slack\.com|discord\.gg|discord\.com|chat\.whatsapp\.com|t\.me|"
    r"signal\.group|onetimesecret\.com|eu\.onetimesecret\.com|privnote\.com|send\.bitwarden\.com|vault\.bitwarden\.com|"
    r"swisstransfer\.com|transfernow\.net|sharefile\.com|egnyte\.com|proton\.me|send\.vis\.ee|wormhole\.app|"
    r"smash\.com|fromsmash\.com|pcloud\.link|tresorit\.com|matrix\.to|share\.1password\.com)$|sharepoint\.com$",
    re.IGNORECASE,
)
_SHARE_PARTS = re.compile(
    r"usp=(?:sharing|share_link|drive_link)|/private-[0-9a-f]{16,}/|/calendar/.{20,}\.(?:ics|html)|/published/|"
    r"/d/e/2PACX-|goo\.gl/[\w\-]{12,}|/iclouddrive/[\w\-]{10,}|/sharedalbum/|/:[a-z]:/|rlkey=|/s/[A-Za-z0-9]{8,}|/shared_invite/|/invite/|/file/[^#]+#|"
    r"/folder/[^#]+#|/downloads/[0-9a-f]{20,}|/secret/|/private/|/joinchat/|/\+[\w\-]{10,}|#.{16,}|authkey=|"
    r"resid=|/d/[\w\-]{20,}/(?:edit|view)\?|^https://(?:1drv\.ms|discord\.gg|chat\.whatsapp\.com|we\.tl|signal\.group)/",
    re.IGNORECASE,
)
_SHARE_WORDS = re.compile(
    r"invit|shared?[/?=_\-]|sharing|/s/|public.?link|guest|download[/?]|accept|einladung|freigabe|teilen|kutsu|"
    r"jaettu|jako|inbjud|delad|dela/|partage|compart|condivi|invito|zaprosz|udost|uitnod|gedeeld|t=ey|"
    r"[?&](?:token|auth|invite_?code|code|k|hash|authkey|accesskey|access)=",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"[?&](?:X-Amz-Signature|X-Goog-Signature|X-Oss-Signature|X-Cos-Signature|q-signature|Signature|signature|sig|"
    r"hmac|hdnea|hdnts|__token__|sign|AWSAccessKeyId)=[^&]{10,}|[?&]alt=media&token=[^&]{16,}|Key-Pair-Id=",
)
#: of a generic signature only where the link says until when it holds, or what it permits
_LIMITED = re.compile(
    r"X-(?:Amz|Goog|Oss|Cos)-|[?&](?:Expires|expires|exp|se|e|sv|st|sp|Policy|validUntil|valid|ttl|"
    r"expiry|expiration|GoogleAccessId|AWSAccessKeyId|OSSAccessKeyId|alt|ts|timestamp|until)=|~hmac|Key-Pair-Id",
)


def _guessed(text: str) -> bool:
    """Whether no value in the link is one that cannot be guessed."""
    return not any(_unguessable(value) for value in _VALUES.findall(text))


def _unguessable(value: str) -> bool:
    if len(value) < 10 or not _DIGIT.search(value) or value.isdecimal():
        return False
    plain = _MARKS.sub("", value)
    if len(plain) < 10 or not random_like(value):
        return False
    # a title with a date in it is made of words
    words = re.findall(r"[A-Z]?[a-z]{3,}|[0-9]+", value)
    spelt = sum(len(word) for word in words if len(word) > 3 or word.isdecimal())
    return classes(plain) >= 2 and not (re.search(r"[\-_.]", value) and spelt >= 0.75 * len(plain))


def _meeting(url: str, host: str, around: str) -> bool:
    if _MEETINGS.search(host):
        return bool(_MEETING_PARTS.search(url))
    return bool(_MEETING_PATH.search(url) and _MEETING_SECRET.search(url))


def _unsubscribe(url: str, host: str, around: str) -> bool:
    return bool(_UNSUBSCRIBE.search(url) or _UNSUBSCRIBE.search(around)) and not _guessed(url)


def _reset(url: str, host: str, around: str) -> bool:
    return bool(_RESET.search(url[len(host) :]) or _RESET.search(around)) and not _guessed(url)


def _share(url: str, host: str, around: str) -> bool:
    if _SHARES.search(host) and _SHARE_PARTS.search(url):
        return True
    if "?" not in url and _FILE.search(url):
        return False
    return bool(_SHARE_WORDS.search(url[len(host) :])) and not _guessed(url) and not _api(url, host)


def _signed(url: str, host: str, around: str) -> bool:
    return bool(_SIGNATURE.search(url)) and bool(_LIMITED.search(url))


def _api(url: str, host: str) -> bool:
    """Whether the link is a call of a program: a token in it is that program's key."""
    return host.startswith(("api.", "hooks.")) or bool(
        re.search(r"/(?:api|v[0-9]|webhooks?)/", url)
    )


#: sub-kind → whether a link is one; the first that says so has it
_KINDS: dict[str, Callable[[str, str, str], bool]] = {
    "signed": _signed,
    "meeting": _meeting,
    "unsubscribe": _unsubscribe,
    "reset": _reset,
    "share": _share,
}


def sub_kind(url: str, around: str = "") -> str:
    """What `url` opens to whoever has it ("" for nothing); `around` is the text of its line."""
    plain = unquote(url)
    match = _HOST.match(plain)
    host = match[1].lower() if match else ""
    host = host.rpartition("@")[2].partition(":")[0]
    if "." not in host:
        return ""
    known = _MEETINGS.search(host) or _SHARES.search(host) or _MEETING_SECRET.search(plain)
    if not known and _guessed(plain):
        return ""
    return next((name for name, says in _KINDS.items() if says(plain, host, around)), "")


def _finds(wanted: str) -> Find:
    def find(text: str, match: re.Match[str]) -> tuple[int, int] | None:
        if text[match.start() - 1 : match.start()].isalnum():
            return None
        whole = _URL.match(text, match.start(), match.start() + _LONGEST)
        if whole is None:
            return None
        if _MAY.search(text, match.end(), whole.end()) is None:
            return None
        end = whole.end()
        while end > match.end() and text[end - 1] in _ENDS:
            end -= 1
        before = text[max(0, match.start() - _BEFORE) : match.start()].rpartition("\n\n")[2]
        # what stands before the last link there belongs to that link
        before = re.split(r"https?://\S+", before)[-1]
        behind = text[end : end + _BEHIND].partition("\n")[0].partition("http")[0]
        around = f"{before} {behind}"
        found = sub_kind(text[match.start() : end], around) == wanted
        return (match.start(), end) if found else None

    return find


#: begins with a literal, which `re` finds at once
_START = "(?:https?|webcal)://"


def _rule(name: str, hint: str = "", pattern: str = _START) -> PatternRule:
    return PatternRule(
        kind="ACCESS_LINK",
        pattern=pattern,
        find=_finds(name),
        hint=hint,
        bare=_SCORE,
        sure=True,
        why=f"{name} link",
        detail={"sub_kind": name},
    )


_MEETING_WORDS = (
    r"(?:meeting|webinar|event|conference|zoom|webex|teams|audio|dial-?in|host|besprechungs?|konferenz|"
    r"kokouk?sen|kokous|m[oö]tes?|r[eé]union|reuni[oó]n|spotkania|riunione|vergadering(?:s)?)"
)
_PASSCODE = (
    r"(?:pass ?codes?|pass ?words?|kenncode|kennwort|passwort|tunnuskoodi|salasana|l[oö]senord|lösenkod|"
    r"code secret|mot de passe|clave(?: de acceso)?|c[oó]digo de acceso|contrase[nñ]a|kod dost[eę]pu|"
    r"has[lł]o|passcode|codice(?: di accesso)?|toegangscode|wachtwoord|pin)"
)
_INVITED = re.compile(
    r"zoom\.us|webex\.com|teams\.(?:microsoft|live)\.com|meet\.google|whereby|gotomeeting|join the meeting|"
    r"(?:meeting|webinar|besprechungs|konferenz|kokouksen|m[oö]tes|vergaderings?)[ \-]?(?:id|nr|number|nummer|tunnus)|"
    r"(?:id|identifiant|id\.) (?:de (?:la )?)?(?:r[eé]union|reuni[oó]n|riunione|spotkania)|"
    r"(?:identyfikator|nr) spotkania|access code\)|dial-?in|meeting link",
    re.IGNORECASE,
)


def _passcode(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """What a meeting asks for: named as a meeting's, or in an invitation."""
    start, end = match.span("v")
    while end > start and text[end - 1] in ".,;:)]":
        end -= 1
    around = text[max(0, match.start() - 500) : end + 250]
    if end - start < 3 or not (match["m"] or _INVITED.search(around)):
        return None
    value = text[start:end]
    if not re.search("[0-9]", value) and classes(value) < 2:
        return None
    return start, end


RULES = (
    _rule("signed", r"X-Amz-|X-Goog-|X-Oss-|sig=|ignature=|hmac=|hdnea=|Key-Pair-Id|alt=media"),
    _rule(
        "meeting",
        r"zoom|webex|teams\.|goto|whereby|bluejeans|ringcentral|chime\.aws|jit\.si|8x8|meet|conf|video|"
        r"webinar|lifesize|livestorm|dialpad|demio|bigmarker|around\.co|daily\.co|pexip|starleaf|bbb|jitsi|"
        r"vc\.|call|/join|passcode|roomKey",
    ),
    _rule("meeting", pattern=r"(?<![\w./@\-])(?:[a-z0-9\-]{1,40}\.){0,2}(?:zoom\.us|webex\.com)/"),
    # the names of these are whatever a company calls them: any link may be one
    _rule("unsubscribe"),
    _rule("reset"),
    _rule("share"),
    PatternRule(
        kind="ACCESS_LINK",
        pattern=rf"(?<![A-Za-z])(?P<m>{_MEETING_WORDS}[ \-]{{0,2}})?{_PASSCODE}(?: \([^)\n]{{1,30}}\))?"
        r"\s{0,2}[:=]\s{0,3}(?P<v>[^\s<>\"']{3,40})",
        find=_passcode,
        hint=rf"{_PASSCODE}(?: \([^)\n]{{1,30}}\))?\s{{0,2}}[:=]",
        bare=_SCORE,
        sure=True,
        ignore_case=True,
        why="meeting passcode",
        detail={"sub_kind": "meeting"},
    ),
)
