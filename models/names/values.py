# ruff: noqa: E501 — word lists read best as lists
"""What generated mail is filled with: names, places, firms, numbers, dates. Deterministic."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import cache

import carriers
import corpora
import gazetteer
import lexicon
import negatives

#: a text and its spans (start, end, label)
Labelled = tuple[str, list[tuple[int, int, str]]]

LANGUAGES = ("en", "fi", "sv", "de", "fr", "es", "it", "nl", "pl")
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fi": "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października grudnia",
}
DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fi": "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "pl": "poniedziałek wtorek środę czwartek piątek sobotę niedzielę",
}
_TITLES = """Manager|Senior Manager|Vice President|Director, Operations|Software Engineer|Analyst|
Attorney at Law|Project Manager|CEO|Sales Representative|Assistant Professor|Department of Physics|
Toimitusjohtaja|Projektipäällikkö|Projektledare|Försäljningschef|Geschäftsführer|Projektleiterin|
Directeur commercial|Chef de projet|Ph.D.|Programmer / Analyst|Human Resources|Legal Department"""


def split(block: str) -> list[str]:
    """The alternatives of a template block; a line end inside one is only layout."""
    return [re.sub(r"\s*\n\s*", " ", item).strip() for item in block.split("|") if item.strip()]


def _lines(block: str) -> list[str]:
    return [item.strip("\n") for item in block.split("|") if item.strip()]


#: between a given and a family name, with what glues them
PARTICLES = (
    "van |van |van der |van den |van de |Van |Van der |de |de |de la |de las |del |De |di |Di |de |da |dos |do |du |le |La |"
    "von |von |von der |von und zu |zu |af |av |bin |ibn |ben |al-|el-|Al-|El |al |bint |O'|Mc|Mac|D'|d'|ter |ten |op de |'t |St. "
).split("|")
#: as Finns call them
FINNISH_PLACES = """Suomi Ruotsi Norja Tanska Saksa Ranska Espanja Italia Englanti Skotlanti Irlanti Viro Latvia Liettua
Puola Venäjä Ukraina Unkari Itävalta Sveitsi Belgia Hollanti Portugali Kreikka Turkki Israel Egypti Kiina Japani Intia
Amerikka Kanada Brasilia Australia Eurooppa Aasia Afrikka Lappi Pohjanmaa Karjala Uusimaa Tukholma Lontoo Pariisi Berliini
Rooma Moskova Pietari Tallinna Kööpenhamina Wien Madrid Praha Varsova Budapest Bryssel Helsinki Tampere Turku Oulu Espoo
Vantaa Lahti Kuopio Vaasa Pori Rovaniemi Joensuu Kotka Rauma Kemi Salo""".split()
STREETS = "Street Road Avenue Lane Drive St Rd Ave Blvd Way Court Place Square".split()
TITLES = split(_TITLES)
LONE = split(negatives.LONE)
TECH = _lines(negatives.TECH)
FORMS = _lines(carriers.FORMS)


@dataclass
class Builder:
    """Text with spans, built piece by piece."""

    text: str = ""
    spans: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, text: str, label: str = "") -> None:
        if label and text:
            self.spans.append((len(self.text), len(self.text) + len(text), label))
        self.text += text

    def put(self, other: Labelled) -> None:
        base = len(self.text)
        self.text += other[0]
        self.spans.extend((a + base, b + base, label) for a, b, label in other[1])


class Values:
    """Values in one language. The people of one text recur in it, as in real threads."""

    def __init__(self, rng: random.Random, words: lexicon.Lexicon, language: str) -> None:
        self.rng, self.words, self.language = rng, words, language
        #: those whose family name stands first at home
        self.eastern: set[tuple[str, str]] = set()
        self.people = [self._person() for _ in range(rng.randint(2, 7))]

    def _made_up(self, ending: str = "") -> str:
        """A name nobody has: what the model cannot know by heart it must read from context."""
        rng = self.rng
        parts = [
            rng.choice("b br ch d dr f g gr h j k kr l m n p r s sh st t tr v w y z".split())
            + rng.choice("a e i o u ai ea io oo".split())
            + rng.choice(["", "n", "l", "r", "s", "m", "tt", "ck", "nd"])
            for _ in range(rng.choice([1, 2, 2, 3]))
        ]
        return ("".join(parts) + ending).capitalize()

    def _person(self) -> tuple[str, str]:
        chance = self.rng.random()
        locale = self.words.locale(self.rng, self.language)
        if chance < 0.08:
            locale = self.words.locales[self.rng.choice(lexicon.EASTERN)]
        elif chance < 0.16:
            locale = self.words.locales["words:ordinary"]
        given, family = self.rng.choice(locale.given), self.rng.choice(locale.family)
        if chance < 0.08:
            self.eastern.add((given, family))
            return given, family
        if self.rng.random() < 0.07:
            given = self._made_up()
        if self.rng.random() < 0.07:
            family = self._made_up()
        if self.rng.random() < 0.04:
            family += "-" + self.rng.choice(locale.family)
        return given, family

    def person(self) -> tuple[str, str]:
        if self.rng.random() < 0.25:
            self.people.append(self._person())
        return self.rng.choice(self.people)

    def full(self) -> str:
        given, family = self.person()
        rng, form = self.rng, self.rng.random()
        if (given, family) in self.eastern and form < 0.5:
            return f"{family} {given}"
        middle = rng.choice("ABCDEFGHJKLMNPRSTVW")
        if form < 0.62:
            return f"{given} {family}"
        if form < 0.66:
            return f"{given} {rng.choice(PARTICLES)}{family}"
        if form < 0.68:
            return f"{family.upper()} {given}"
        if form < 0.70:
            return f"{given} {family.upper()}"
        if form < 0.72:
            return f"{family} {given}"
        if form < 0.80:
            return f"{given} {middle}. {family}"
        if form < 0.83:
            return f"{given} {middle} {family}"
        if form < 0.87:
            return f"{given[0]}. {family}"
        if form < 0.89:
            return f"{given[0]}.{middle}. {family}"
        if form < 0.92:
            return f"{given} {family}".upper()
        if form < 0.95:
            return f"{given} {self.person()[0]} {family}"
        if form < 0.96:
            return f"{given} {family} {rng.choice(('y', 'de', 'e', 'i', ''))} {self.person()[1]}".replace(
                "  ", " "
            )
        if form < 0.98:
            return f"{given} {family} {rng.choice(['Jr.', 'III', 'Jr', 'II'])}"
        return f"{given} {family}".lower()

    def place(self) -> str:
        """A place: half of them known to everybody, half towns of the world."""
        if self.language == "fi" and self.rng.random() < 0.7:
            return self.rng.choice(
                (gazetteer.town(self.rng, "FI"), self.rng.choice(FINNISH_PLACES))
            )
        if self.rng.random() < 0.5:
            return gazetteer.town(self.rng)
        return self.rng.choice(lexicon.PLACES)

    def land(self) -> str:
        names = gazetteer.COUNTRIES[gazetteer.country(self.rng)]
        return self.rng.choice(names.split("|"))

    def families(self) -> list[str]:
        return self.words.locale(self.rng, self.language).family

    def street(self) -> str:
        return gazetteer.street(self.rng, gazetteer.country(self.rng), self.families())

    def unknown(self) -> str:
        """An organisation nobody has heard of; one in ten is known."""
        if self.rng.random() < 0.1:
            return self.rng.choice(lexicon.ORGS)
        return gazetteer.organisation(self.rng, self.families(), self._made_up())

    def postal(self, lines: bool = False) -> Labelled:
        """A postal address on one line or several; its street, town and country are labelled."""
        rng, out = self.rng, Builder()
        code = gazetteer.country(rng)
        street, town = gazetteer.street(rng, code, self.families()), gazetteer.town(rng, code)
        if rng.random() < 0.08:
            out.add(f"P.O. Box {gazetteer.number(rng)}", "")
        elif re.search(rf" (?:{'|'.join(STREETS)})\.?$", street) or rng.random() < 0.15:
            out.add(gazetteer.number(rng) + rng.choice((" ", " ", ", ")))
            out.add(street, "LOCATION")
        else:
            out.add(f"{street} {gazetteer.number(rng)}", "LOCATION")
        glue = (
            (lambda: rng.choice(("\n", "\n", ",\n")))
            if lines
            else (lambda: rng.choice((", ", ", ", " ")))
        )
        if rng.random() < 0.3:
            out.add(glue() + gazetteer.unit(rng))
        post, form = gazetteer.code_of(rng, code), rng.random()
        out.add(glue())
        if form < 0.35:
            out.add(post + " ")
            out.add(town, "LOCATION")
        elif form < 0.6:
            out.add(town, "LOCATION")
            if code == "US":
                out.add(f", {gazetteer.state(rng)}")
            out.add(f" {post}")
        else:
            out.add(town, "LOCATION")
        if rng.random() < 0.45:
            out.add(glue())
            out.add(rng.choice(gazetteer.COUNTRIES[code].split("|")), "LOCATION")
            if form >= 0.6 and rng.random() < 0.5:
                out.add(f" {post}")
        return out.text, out.spans

    def organisation(self) -> str:
        rng = self.rng
        if rng.random() < 0.4:
            return rng.choice(lexicon.ORGS)
        if rng.random() < 0.4:
            return self.unknown()
        head = rng.choice(lexicon.ORG_WORDS)
        if rng.random() < 0.25:
            head = self.person()[1]
        if rng.random() < 0.15:
            return f"{head} & {self.person()[1]}"
        return f"{head} {rng.choice(lexicon.ORG_TAILS)}"

    def product(self) -> str:
        """Known ones, and ones that nobody has heard of: a capital alone makes no person."""
        rng, chance = self.rng, self.rng.random()
        if chance < 0.5:
            return rng.choice(negatives.PRODUCTS)
        if chance < 0.75:
            return self._made_up(rng.choice(["", "", "a", "o", "ex", "ix", "ware", "soft", "net"]))
        if chance < 0.9:
            return rng.choice(prose()).split()[0].strip(".,:()`'\"").capitalize() or "Core"
        return rng.choice(lexicon.ORG_WORDS)

    def number(self) -> str:
        rng = self.rng
        shapes = (
            "#",
            "##",
            "###",
            "####",
            "555-####",
            "(###) ###-####",
            "+358 40 ### ####",
            "######",
            "##.#",
            "+44 20 #### ####",
            "01 ## ## ## ##",
            "x####",
        )
        return re.sub("#", lambda _: str(rng.randint(0, 9)), rng.choice(shapes))

    def date(self) -> str:
        rng = self.rng
        month = rng.choice(MONTHS[self.language].split())
        day, year = rng.randint(1, 28), rng.randint(1995, 2026)
        return rng.choice(
            (
                f"{day}.{rng.randint(1, 12)}.{year}",
                f"{rng.randint(1, 12)}/{day}/{year}",
                f"{year}-{rng.randint(1, 12):02}-{day:02}",
                f"{month} {day}, {year}",
                f"{day} {month} {year}",
                f"{month[:3]} {day}, {year}",
            )
        )

    def time(self) -> str:
        rng = self.rng
        hour, minute = rng.randint(0, 23), rng.choice((0, 5, 15, 30, 45, 59))
        return rng.choice(
            (f"{hour}:{minute:02}", f"{hour % 12 + 1} pm", f"{hour:02}:{minute:02}:07")
        )

    def address(self) -> str:
        given, family = self.person()
        host = self.rng.choice(lexicon.ORG_WORDS).lower() + self.rng.choice((".com", ".org", ".fi"))
        local = self.rng.choice((f"{given}.{family}", f"{given[0]}{family}", given, "info", "list"))
        return f"{local}@{host}".lower().replace(" ", "").replace("'", "")


@cache
def prose() -> list[str]:
    return corpora.docstrings()
