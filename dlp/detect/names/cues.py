# ruff: noqa: E501 -- a pattern reads better unbroken
"""Cues around a name for its kind: a place, an organisation, or neither. Pure.

The model reads two words to each side. Who is flown to is no person, who one works for is an
organisation, and an organisation that nothing but a capital speaks for is left out: a gateway that
holds a mail for "IKEA" or "Teams" is switched off.
"""

from __future__ import annotations

import re

from dlp.detect.engine.nations import COUNTRIES, is_nation

PERSON, PLACE, ORGANISATION = "PERSON", "LOCATION", "ORGANIZATION"

#: characters looked at on both sides
_REACH = 48

#: right before a place
_GOES = re.compile(
    r"\b(?:(?:fl(?:y|ies|ew|ying|own)|mov(?:e|es|ed|ing)|travel(?:s|led|ling|ing)?|dr(?:ive|iving|ove)|trip|"
    r"journey|sail(?:s|ed|ing)?|trains?|bus|ferry|flights?|road|way|return(?:s|ed|ing)?|relocat(?:e|ed|ing))"
    r"(?: back| here| over| down| up)? (?:to|from)|"
    r"(?:born|raised|bas(?:ed)|liv(?:e|es|ed|ing)|locat(?:ed)|resid(?:e|es|ed|ing)|grew up|stay(?:s|ed|ing)?|"
    r"headquartered|arriv(?:e|es|ed|ing)|landed|stuck) (?:in|at|near|outside)|"
    r"(?:town|city|village|suburb|region|county|district|mayor|streets|outskirts) of|home ?town|home city)"
    r"[ \t]{1,2}\Z"
    # a field of a form, and what follows a house number
    r"|\b(?:where|city|town|location|venue|place|home ?town|country|birthplace|place of birth)[ \t]?:[ \t]{1,6}\Z"
    r"|\b(?!janu|febr|march|april|augu|sept|octo|nove|dece|chapter|section|figure|table|level|version)"
    r"[^\W\d_]{5,30} (?!(?:19|20)[0-9]{2},)[0-9]{1,4}[A-Za-z]?,[ \n]{1,3}\Z",
    re.IGNORECASE,
)
#: right before an employer
_WORKS = re.compile(
    r"\b(?:(?:work(?:s|ed|ing)?|job|position|employed|intern(?:s|ed|ing)?|consult(?:s|ed|ing)?) (?:for|at|with|by)|"
    r"join(?:s|ed|ing)|(?:CEO|CTO|CFO|COO|chairman|chairwoman|chief executive|president|founder|co-founder|"
    r"employees?|subsidiary|shareholders?|shares|directors?|customers?|clients?) (?:of|at)|"
    r"(?:address|offices?|headquarters|website|premises) of|"
    r"(?:employer|company|organi[sz]ation|vendor|supplier|contractor|firm|arbeitgeber|employeur|työnantaja)[:,]?)"
    r"[ \t]{1,2}(?:the )?\Z",
    re.IGNORECASE,
)
#: right behind an organisation
_IS_FIRM = re.compile(
    r"[ \t]{1,2}(?:is|was|are|were)[ \t](?:an?|the)[ \t](?:[^\s.,]{1,20}[ \t]){0,4}(?:agency|company|firm|bank|"
    r"start-?up|supplier|provider|manufacturer|retailer|subsidiary|non-?profit|charity|corporation|brand|"
    r"organi[sz]ation|airline|insurer|publisher)\b",
    re.IGNORECASE,
)
#: a place by that name has none of these, a person hardly
_OWNS = re.compile(
    r"[ \t](?:website|app|headquarters|HQ|shareholders|shares|stock|newsletter|subsidiary)\b"
)
#: "at Acme, 12 Main Street": who resides at an address
_RESIDES = re.compile(r",[ \t][0-9]{1,6} [^\W\d_]")
_AT = re.compile(r"\bat[ \t]\Z")
#: a line of its own between a name and a street: the company of a signature
_LINE_BEFORE = re.compile(r"[^\W\d_][^\n]*\n[ \t>|?*]*\Z")
_STREET_BEHIND = re.compile(
    r"[ \t]*\n(?:[ \t>|?*]*\n)?[ \t>|?*]*(?:[0-9]{1,6} \S|the corner of|PSC [0-9]|Unit [0-9]|P\.? ?O\.? Box|US[A-Z]{1,4} [A-Z])"
)
_TITLE_BEFORE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Mme|Sir|Lady)\.?[ \t]\Z")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Mme)\.? (?=[^\W\d_])")
_INITIAL = re.compile(r"[^\W\d_][^\W\d_]+ [^\W\d_]\.? [^\W\d_][^\W\d_'’\-]+\Z")
#: right before a place, however short
_AT_PLACE = re.compile(r"\b(?:in|at|to|from|near|of|via|the)[ \t]\Z", re.IGNORECASE)
#: words that organisations have in their names
_BODY = re.compile(
    r"\b(?:inc|incorporated|ltd|limited|llc|llp|plc|corp|corporation|co|company|group|holdings?|gmbh|ag|kg|ab|oyj?|"
    r"asa|as|a/s|aps|b\.?v|n\.?v|s\.?a|sas|sarl|srl|s\.r\.l|s\.p\.a|spa|e\.v|university|college|institute|school|"
    r"academy|hospital|clinic|bank|trust|fund|foundation|association|society|union|federation|league|council|"
    r"committee|commission|ministry|department|agency|bureau|board|authority|parliament|court|church|museum|"
    r"orchestra|airlines?|airways|railways?|insurance|partners|associates|brothers|bros|sons|consulting|"
    r"technologies|technology|solutions|systems|industries|enterprises|laborator(?:y|ies)|labs|networks?|"
    r"pharma(?:ceuticals)?|energy|motors|media|press|studios?|entertainment|capital|ventures|securities|"
    r"investments?|services|software|analytics|research|international|party|club|united|yliopisto|universitet|"
    r"universität|université|verein|stiftung|kommun|kunta|virasto)\b\.?",
    re.IGNORECASE,
)
_DIRECTION = re.compile(
    r"(?:(?:north|south|east|west)(?:ern)?|northeast(?:ern)?|northwest(?:ern)?|southeast(?:ern)?|southwest(?:ern)?|"
    r"central|upper|lower|rural|mainland|downtown|mid|greater|all of) (?=\S)",
    re.IGNORECASE,
)
_WHOLE = frozenset(
    {"northern ireland", "south africa", "south korea", "north korea", "west virginia"}
)
_LANDMARK = re.compile(
    r" (?:bridge|city|town|village|county|airport|station|harbou?r|river|lake|island|valley|beach|area|region|"
    r"district|road|street|office|branch|plant|campus)\Z"
)


def trimmed(value: str, kind: str) -> tuple[int, int, str]:
    """(characters to leave out before and behind, kind): "Southern Italy", "Montijo bridge"."""
    first = last = 0
    direction = _DIRECTION.match(value)
    if direction and value.lower() not in _WHOLE and value[direction.end() :] in COUNTRIES:
        first = direction.end()
    landmark = _LANDMARK.search(value)
    if landmark and kind != ORGANISATION and value[:1].isupper():
        last, kind = len(landmark[0]), PLACE
    if value[first : len(value) - last] in COUNTRIES:
        kind = PLACE
    return first, last, kind


def kind_of(text: str, start: int, end: int, kind: str, known: bool) -> str:
    """The kind that what stands around ``text[start:end]`` gives it, "" for none.

    `known` says that a word of it is a given name: then a person stays one.
    """
    value = text[start:end]
    before, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if is_nation(value.split()[0]) and not value.split()[-1][0].isupper():
        return ""  # Russian place
    if kind == PERSON and known:
        return kind
    if kind != PERSON and (
        _TITLE_BEFORE.search(before) or (_INITIAL.fullmatch(value) and not _BODY.search(value))
    ):
        return PERSON
    if kind == PLACE and known and value not in COUNTRIES and not _AT_PLACE.search(before):
        return PERSON
    if _GOES.search(before) and not _BODY.search(value):
        return PLACE
    if value not in COUNTRIES and _is_organisation(value, before, behind):
        return ORGANISATION
    if kind == ORGANISATION:
        return kind if _organisation(value) else ""
    if kind == PERSON and len(value.split()) > 1 and FORM_AT_END.search(value):
        return ORGANISATION
    return kind


def is_body(value: str) -> bool:
    """Whether a word of organisations' names stands in a value."""
    return _BODY.search(value) is not None


def abbreviates(value: str, behind: str) -> bool:
    """Whether a short word stands before a number: Abs. 3, Op. 19, Fig. 2."""
    return len(value) < 5 and _NUMBERED.match(behind) is not None


def opens_only(text: str, start: int, end: int) -> bool:
    """Whether a word has its capital from opening a sentence, and nothing behind it speaks for a
    person: "Sonata in C minor", but not "Sunniva, could you", "Hitzig wrote"."""
    if _OPENS.search(text[max(0, start - 6) : start]) is None:
        return False
    return _SPOKEN_TO.match(text[end : end + 20]) is None


def situated(text: str, start: int, end: int) -> bool:
    """Whether something around a word that is in no list of places speaks for one: a preposition,
    a code or a state behind, a place beside it."""
    before, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if _ADDRESS_LINE.search(before) and _LINE_ENDS.match(behind):
        return True
    return bool(_IN_PLACE.search(before) or _GOES.search(before) or _REGION.match(behind))


def listed(word: str, places: frozenset[str]) -> bool:
    """Whether a word is in a list of places, as it stands or with the ending of a case."""
    low = word.lower().replace("’", "'")
    if low in places or word in COUNTRIES:
        return True
    for ending in _CASES:
        if low.endswith(ending) and len(low) - len(ending) > 3:
            stem = low.removesuffix(ending)
            if stem in places or stem + "i" in places:
                return True
    return False


def coined(value: str, ordinary: frozenset[str]) -> bool:
    """Whether ordinary words alone make up a value that has no organisation's form: a heading."""
    words = _LETTERS.findall(value)
    plain = [word for word in words if word.lower() in ordinary or _ROMAN.fullmatch(word)]
    return bool(words) and not _BODY.search(value) and ("," in value or len(plain) == len(words))


def eponym(text: str, end: int) -> bool:
    """Whether what a name is the name of follows: a theorem, a test, a sauce."""
    return _EPONYM.match(text[end : end + 24]) is not None


def thing(value: str) -> bool:
    """Whether a value ends with a word for what is called after somebody, a letter or a number."""
    last = value[value.rfind(" ") :]
    return " " in value and bool(_EPONYM.fullmatch(last.lower()) or _CLASS.fullmatch(last))


def made(value: str) -> bool:
    """Whether something that people make has a person's name in its own: Ada Server."""
    return _MADE.search(value) is not None


def chosen(text: str, start: int, end: int) -> bool:
    """Whether a value is a step of a path through menus: Settings > Network."""
    return bool(
        _STEP.match(text[end : end + 4]) or _STEPPED.search(text[max(0, start - 4) : start])
    )


def moved(text: str, start: int) -> bool:
    """Whether somebody moves there: from Oracle to PostgreSQL as well as from Rome to Oslo."""
    return _MOVED.search(text[max(0, start - 24) : start]) is not None


def keyed(text: str, start: int, end: int) -> bool:
    """Whether a word that opens a line stands before a colon and no words: a field's name."""
    return (
        " " not in text[start:end]
        and _LINE_OPENS.search(text[max(0, start - 8) : start]) is not None
        and _KEYED.match(text[end : end + 24]) is not None
    )


def housed(text: str, start: int) -> bool:
    """Whether a room, a printer, a machine or a project has the name."""
    return _HOUSED.search(text[max(0, start - 24) : start]) is not None


def foreign(text: str, start: int, end: int, language: str) -> bool:
    """Whether an unknown word stands in a language in which its capital says nothing: in German
    any, in others the first of a sentence or of a list's item. Only if no verb follows."""
    if language in _KNOWN:
        return False
    value = text[start:end]
    if not value.split()[-1][0].isupper():
        return True  # Buenos días
    if " " in value:
        return False
    return language == "de" or _ITEM.search(text[max(0, start - 6) : start]) is not None


def lived_in(text: str, start: int, end: int) -> bool:
    """Whether somebody lives in a German place or goes there: "wohnt in", "die Fahrt nach", a
    postal code before it. A preposition alone says nothing: nach Hause, in Empfang."""
    before, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if _ADDRESS_LINE.search(before) and _LINE_ENDS.match(behind):
        return True
    return bool(_LIVES.search(before) or _GOES.search(before) or _REGION.match(behind))


def titled(text: str, start: int) -> bool:
    """Whether a title stands before: Frau Engel."""
    return _TITLE_BEFORE.search(text[max(0, start - 12) : start]) is not None


#: languages that the model learnt
_KNOWN = ("en", "")
#: small words inside of names
PARTICLES = frozenset(
    "al bin da de del den der di do dos du el ibn la le ten ter van von zu".split()
)
_LIVES = re.compile(
    r"\b(?:wohn\w{0,6}|leb(?:t|en|te|ten)|geboren|aufgewachsen|ansässig|zieht|ziehen|zog|umgezogen|sitzt|sitz|büro|niederlassung|"
    r"filiale|werk|standort|fahrt|flug|reise|zug|weg|urlaub|stadt|gemeinde|ort|fährt|fahren|fliegt|fliegen|reist|reisen|kommt|komme|"
    r"kommen|stammt|stamme) (?:in|nach|aus|bei|von)[ \t]\Z|\b(?:stadt|gemeinde|ort|dorf|raum|landkreis|bezirk)[ \t]\Z"
    r"|(?<![0-9/.\-])[0-9]{4,5}[ \t]\Z",
    re.IGNORECASE,
)
#: given names that are articles and the like where they are small
ARTICLES = frozenset(
    "al alla bin da de del den di do du el en et i in la le lo na o og se si ta un van".split()
)
#: genitives, and the cases of place in Finnish and Estonian
_CASES = (
    "'s",
    "s",
    "n",
    "in",
    "ssa",
    "ssä",
    "issa",
    "issä",
    "sta",
    "stä",
    "ista",
    "istä",
    "lla",
    "llä",
    "lta",
    "ltä",
    "lle",
    "an",
    "en",
    "iin",
    "on",
    "ään",
    "een",
)
_ADDRESS_LINE = re.compile(r"[0-9][^\n]*\n(?:[ \t]*\n)?[ \t>?*]*\Z")
_LINE_ENDS = re.compile(r"[ \t]*(?:,|\n|\Z|[0-9])")
_LETTERS = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile("[IVX]{1,4}")
_IN_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|via|outside|around|across|between|throughout|nach|aus|bei|von|i|till|från|vid|på|utanför|norra|södra|östra|västra|mellersta|mot|genom|kring|mellan|hela|övriga|"
    r"à|en|de|da|a|chez|vers|te|naar|uit|w|we|z|do|na|ved|fra|til)[ \t](?:the )?\Z"
    r"|(?<![0-9/.\-])[0-9]{4,5}[ \t]\Z",
    re.IGNORECASE,
)
_REGION = re.compile(
    r",[ \t](?:[A-Z]{2}\b|[^\W\d_a-z][^\W\d_]+)|[ \t][A-Z]{2}[ \t][0-9]{4,5}|['’]s\b"
)
_EPONYM = re.compile(
    r"(?:['’]s?)?[ \t](?:equations?|theorem|lemma|laws?|tests?|distributions?|functions?|algorithm|transforms?|"
    r"constant|numbers?|effect|correlation|coefficients?|matri(?:x|ces)|series|method|model|principle|paradox|"
    r"conjecture|polynomials?|integral|curve|scale|filter|diagrams?|charts?|process|sauce|salad|cheese|disease|"
    r"syndrome|cycle|t|U)\b",
)
_MADE = re.compile(
    r" (?:code|project|projekt|server|bot|app|api|model|edition|release|award|prize|inn|hotel|airport|hospital)\Z",
    re.IGNORECASE,
)
_CLASS = re.compile(r" (?:[A-Z]|[IVX]{2,4})")
_STEP = re.compile(r"[ \t](?:>|›|→|»)[ \t]")
_STEPPED = re.compile(r"\S[ \t](?:>|›|→|»)[ \t]\Z")
_MOVED = re.compile(
    r"\b(?:mov(?:e|es|ed|ing)|return\w*|relocat\w+|way|road|from \S+)[ \t](?:to|from)[ \t]\Z"
)
_LINE_OPENS = re.compile(r"(?:\A|\n)[ \t>*\-]{0,6}\Z")
_KEYED = re.compile(r"[ \t]?:[ \t]*(?:[^\w\s]|[0-9-]|[a-zà-ÿ]{3,20}[ \t]?(?:[0-9]|\n|\Z))")
_HOUSED = re.compile(
    r"\b(?:rooms?|salle|raum|saal|sali|huone|salen?|rum|lokal|zaal|printer|drucker|server|cluster|host|node|project|"
    r"projekt|projekti|codename|release|sprint|team|building|block|zone|hall)[ \t][\"'“„]?\Z",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:\A|[.!?:,;/|=(«\"“„][ \t]{0,2}|\n)[ \t>*\-•]{0,6}\Z")
_NUMBERED = re.compile(r"\.[ \t]?[0-9]")
_OPENS = re.compile(r"(?:\A|[.!?][ \t]{1,2}|\n)[ \t>*\-]{0,6}\Z")
_SPOKEN_TO = re.compile(
    r"[ \t]*(?:[,:;!?.)\-–—\n<\[]|\Z|['’]|(?:and|&|und|och|ja|et|is|was|has|had|will|would|can|could|did|does|"
    r"said|says|wrote|writes|asked|asks|told|thinks|wants|called|sent|and|just|also|who|hat|ist|war|schrieb|sagte|"
    r"went|got|gave|made|took|came|left|lives|works|likes|needs|gives|goes|knows|[a-z]{2,12}ed|"
    r"har|är|sa|skrev|sanoi|est|dit)\b)"
)


def _is_organisation(value: str, before: str, behind: str) -> bool:
    return bool(
        _WORKS.search(before)
        or _IS_FIRM.match(behind)
        or _OWNS.match(behind)
        or (_AT.search(before) and _RESIDES.match(behind))
        or (" " not in value and _LINE_BEFORE.search(before) and _STREET_BEHIND.match(behind))
    )


FORM_AT_END = re.compile(
    r"\b(?:Inc|Incorporated|Ltd|LLC|LLP|PLC|Corp|Corporation|GmbH|AG|AB|Oyj?|ASA|ApS|BV|NV|SAS|SARL|Srl|"
    r"Holdings?|Technologies|Solutions|Consulting|Partners|Associates)\.?\Z"
)


def _organisation(value: str) -> bool:
    """Whether a name is an organisation's by its own words: two capitalised, or a legal form."""
    words = value.split()
    if not any(word[0].isupper() for word in words):
        return False
    return len(words) > 1 or "-" in value[1:-1] or "&" in value
