# ruff: noqa: E501 — word lists read best as lists
"""Generates labelled mail and chat text from the templates. Deterministic for a given seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import corpora
import gazetteer
import lexicon
import negatives
import reports
import templates

#: a text and its spans (start, end, label)
Labelled = tuple[str, list[tuple[int, int, str]]]

LANGUAGES = ("en", "fi", "sv", "de", "fr")
_SLOT = re.compile(r"\{([A-Za-z#])(\+\w+)?\}|«([OG]) ([^»]+)»")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fi": "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fi": "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
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


STREETS = "Street Road Avenue Lane Drive St Rd Ave Blvd Way Court Place Square".split()
TITLES = split(_TITLES)
LONE = split(negatives.LONE)
TECH = _lines(negatives.TECH)


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


class Writer:
    """Writes texts in one language. The people of one text recur in it, as in real threads."""

    def __init__(self, rng: random.Random, words: lexicon.Lexicon, language: str) -> None:
        self.rng, self.words, self.language = rng, words, language
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
        locale = self.words.locale(self.rng, self.language)
        given, family = self.rng.choice(locale.given), self.rng.choice(locale.family)
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
        middle = rng.choice("ABCDEFGHJKLMNPRSTVW")
        if form < 0.72:
            return f"{given} {family}"
        if form < 0.80:
            return f"{given} {middle}. {family}"
        if form < 0.83:
            return f"{given} {middle} {family}"
        if form < 0.87:
            return f"{given[0]}. {family}"
        if form < 0.89:
            return f"{given[0]}.{middle}. {family}"
        if form < 0.91:
            return f"{given} {family}".upper()
        if form < 0.96:
            return f"{given} {self.person()[0]} {family}"
        if form < 0.97:
            return f"{given} {rng.choice(['van', 'de', 'von', 'van der', 'af', 'bin'])} {family}"
        if form < 0.98:
            return f"{given} {family} {rng.choice(['Jr.', 'III', 'Jr', 'II'])}"
        return f"{given} {family}".lower()

    def place(self) -> str:
        """A place: half of them known to everybody, half towns of the world."""
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
            return rng.choice(_prose()).split()[0].strip(".,:()`'\"").capitalize() or "Core"
        return rng.choice(lexicon.ORG_WORDS)

    def number(self) -> str:
        rng = self.rng
        shapes = ("#", "##", "###", "####", "555-####", "(###) ###-####", "+358 40 ### ####",
                  "######", "##.#", "+44 20 #### ####", "01 ## ## ## ##", "x####")  # fmt: skip
        return re.sub("#", lambda _: str(rng.randint(0, 9)), rng.choice(shapes))

    def date(self) -> str:
        rng = self.rng
        month = rng.choice(_MONTHS[self.language].split())
        day, year = rng.randint(1, 28), rng.randint(1995, 2026)
        return rng.choice(
            (f"{day}.{rng.randint(1, 12)}.{year}", f"{rng.randint(1, 12)}/{day}/{year}",
             f"{year}-{rng.randint(1, 12):02}-{day:02}", f"{month} {day}, {year}",
             f"{day} {month} {year}", f"{month[:3]} {day}, {year}")
        )  # fmt: skip

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

    def fill(self, template: str) -> Labelled:
        """The template with its slots filled, and where the labelled ones came to stand."""
        out, at = Builder(), 0
        for match in _SLOT.finditer(template):
            out.add(template[at : match.start()])
            if match[3]:
                out.add(match[4], "ORGANIZATION" if match[3] == "O" else "LOCATION")
            else:
                self._slot(out, match[1], (match[2] or "+")[1:])
            at = match.end()
        out.add(template[at:])
        return out.text, out.spans

    def _slot(self, out: Builder, slot: str, ending: str) -> None:
        def inflect(word: str) -> str:
            # Finnish puts an i between a final consonant and a case ending
            return word + ("i" if ending and word[-1] not in "aeiouyäö" else "") + ending

        named: dict[str, tuple[Callable[[], str], str]] = {
            "F": (lambda: inflect(self.person()[0]), "PERSON"),
            "L": (lambda: inflect(self.person()[1]), "PERSON"),
            "f": (lambda: inflect(self.person()[0].lower()), "PERSON"),
            "l": (lambda: inflect(self.person()[1].lower()), "PERSON"),
            "P": (self.full, "PERSON"),
            "G": (lambda: inflect(self.place()), "LOCATION"),
            "g": (lambda: self.place().lower(), "LOCATION"),
            "O": (lambda: inflect(self.organisation()), "ORGANIZATION"),
            "Q": (lambda: inflect(self.unknown()), "ORGANIZATION"),
            "K": (self.land, "LOCATION"),
            "S": (self.street, "LOCATION"),
        }
        plain: dict[str, Callable[[], str]] = {
            "D": self.date,
            "T": self.time,
            "t": self.time,
            "A": self.address,
            "#": self.number,
            "W": lambda: self.rng.choice(_DAYS[self.language].split()),
            "M": lambda: self.rng.choice(_MONTHS[self.language].split()),
            "U": lambda: f"http://www.{self.rng.choice(lexicon.ORG_WORDS).lower()}.com/",
            "X": self.product,
            "x": lambda: self.product().lower(),
            "N": lambda: self.rng.choice(reports.NATIONS),
            "I": lambda: self.person()[0][0] + self.person()[1][0],
        }
        if slot == "V":
            out.put(self.postal())
        elif slot in named:
            make, label = named[slot]
            out.add(make(), label)
        else:
            out.add(plain[slot]())

    # ----------------------------------------------------------------- pieces of a text

    def one(self, table: dict[str, str]) -> Labelled:
        text, spans = self.fill(self.rng.choice(split(table[self.language])))
        # adjacent slots such as "{F} {L}" are one name
        joined: list[tuple[int, int, str]] = []
        for start, end, label in spans:
            if (
                joined
                and joined[-1][2] == label == "PERSON"
                and text[joined[-1][1] : start] in (" ", ", ")
                and self._one_person(text, joined[-1], start, end)
            ):
                joined[-1] = (joined[-1][0], end, label)
            else:
                joined.append((start, end, label))
        return text, joined

    def _one_person(self, text: str, left: tuple[int, int, str], start: int, end: int) -> bool:
        between = text[left[1] : start]
        if between == " ":
            return True
        families = {family for _, family in self.people}
        givens = {given for given, _ in self.people}
        return text[left[0] : left[1]] in families and text[start:end] in givens

    def paragraph(self) -> Labelled:
        out = Builder()
        for at in range(self.rng.randint(1, 5)):
            if at:
                out.add(" ")
            chance = self.rng.random()
            table = templates.SENTENCES if chance < 0.45 else negatives.PROSE
            table = reports.REPORTS if chance > 0.85 else table
            out.put(self.one(table))
        return out.text, out.spans

    def signature(self) -> Labelled:
        rng, out = self.rng, Builder()
        given, family = self.people[0]
        out.add(rng.choice(("", "", "-- \n", "--\n", "____________\n")))
        out.add(f"{given} {family}", "PERSON")
        lines = [
            lambda: out.add(rng.choice(TITLES)),
            lambda: out.add(self.organisation(), "ORGANIZATION"),
            lambda: out.add(self.place(), "LOCATION"),
            lambda: self._street(out),
            lambda: out.add(rng.choice(("Tel: ", "Phone ", "+", "Mobile: ")) + self.number()),
            lambda: out.add(self.address()),
            lambda: out.add("http://www.example.com/~" + family.lower()),
        ]
        for line in rng.sample(lines, rng.randint(0, 4)):
            out.add(rng.choice(("\n", "\n", "\n", "   ", ", ")))
            line()
        return out.text, out.spans

    def _street(self, out: Builder) -> None:
        """A postal address, or one of places that nobody has heard of."""
        rng = self.rng
        if rng.random() < 0.7:
            out.put(self.postal(lines=rng.random() < 0.7))
            return
        ending = rng.choice("ham ton ville by bury ford stad dorf berg lawn more".split())
        glue = rng.choice(("\n", "\n", ", "))
        out.add(f"{rng.randint(1, 900)} ")
        out.add(f"{self._made_up()} {rng.choice(STREETS)}", "LOCATION")
        if rng.random() < 0.4:
            out.add(glue)
            estate = rng.choice(("House", "Park", "Estate", "Centre"))
            out.add(f"{self._made_up()} {estate}", "LOCATION")
        out.add(glue)
        out.add(self._made_up(ending), "LOCATION")

    def letterhead(self) -> Labelled:
        """Who lives or works where, line under line."""
        rng, out = self.rng, Builder()
        margin = rng.choice(("", "", "", "  ", "> ", ">", "    "))
        lines: list[Callable[[], None]] = [lambda: out.add(self.full(), "PERSON")]
        if rng.random() < 0.25:
            lines.append(lambda: out.add(rng.choice(TITLES)))
        if rng.random() < 0.55:
            lines.insert(rng.randint(0, 1), lambda: out.add(self.unknown(), "ORGANIZATION"))
        for at, line in enumerate(lines):
            out.add(("\n" if at else "") + margin)
            line()
        out.add("\n" + rng.choice(("", "", "\n")) + margin)
        text, spans = self.postal(lines=True)
        wide = len(margin)
        out.put((text.replace("\n", "\n" + margin),
                 [(a + wide * text.count("\n", 0, a), b + wide * text.count("\n", 0, b), k)
                  for a, b, k in spans]))  # fmt: skip
        if rng.random() < 0.4:
            out.add(
                f"\n{margin}" + rng.choice(("Tel: ", "Phone: ", "Mobile: ", "")) + self.number()
            )
        if rng.random() < 0.3:
            out.add(f"\n{margin}{self.address()}")
        return out.text, out.spans

    def report(self) -> Labelled:
        """One to four sentences of reports, forms and letters."""
        out = Builder()
        glue = self.rng.choice((" ", " ", " ", "\n"))
        for at in range(self.rng.choice((1, 1, 1, 2, 2, 3, 4))):
            if at:
                out.add(glue)
            out.put(self.one(reports.REPORTS if self.rng.random() < 0.85 else negatives.PROSE))
        return corpora.vary(self.rng, (out.text, out.spans))

    def name_list(self) -> Labelled:
        rng, out = self.rng, Builder()
        bullet = rng.choice(("", "", "", "- ", "* ", "• "))
        comma_first, first_only = rng.random() < 0.2, rng.random() < 0.25
        for at in range(rng.randint(2, 9)):
            given, family = self._person()
            out.add(("\n" if at else "") + bullet)
            name = f"{family}, {given}" if comma_first else f"{given} {family}"
            out.add(given if first_only else name, "PERSON")
            if rng.random() < 0.1:
                out.add(rng.choice((" (chair)", "\t" + self.number(), " - ok", ", CEO")))
        return out.text, out.spans

    def header(self) -> Labelled:
        rng, out = self.rng, Builder()
        out.add(rng.choice(("", "-----Original Message-----\n", "Begin forwarded message:\n\n",
                            "---------- Forwarded message ----------\n")))  # fmt: skip
        names = {"en": ("From", "Sent", "To", "Cc", "Subject"), "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Kopio", "Aihe"),
                 "sv": ("Från", "Skickat", "Till", "Kopia", "Ämne"), "de": ("Von", "Gesendet", "An", "Cc", "Betreff"),
                 "fr": ("De", "Envoyé", "À", "Cc", "Objet")}[self.language]  # fmt: skip
        out.add(f"{names[0]}: ")
        self._mailbox(out)
        out.add(f"\n{names[1]}: {self.date()} {self.time()}\n{names[2]}: ")
        for at in range(rng.choice((1, 1, 1, 2, 4))):
            out.add("; " if at else "")
            self._mailbox(out)
        if rng.random() < 0.4:
            out.add(f"\n{names[3]}: ")
            self._mailbox(out)
        out.add(f"\n{names[4]}: {rng.choice(('', 'RE: ', 'FW: '))}")
        out.put(self.one(negatives.PROSE if rng.random() < 0.7 else templates.SENTENCES))
        return out.text.replace("\n\n\n", "\n\n"), out.spans

    def _mailbox(self, out: Builder) -> None:
        rng, (given, family), form = self.rng, self.person(), self.rng.random()
        if form < 0.15:
            out.add(self.address())
            return
        quote = '"' if form < 0.3 else ""
        out.add(quote)
        if rng.random() < 0.3:
            out.add(f"{family}, {given}", "PERSON")
        else:
            out.add(f"{given} {family}", "PERSON")
        out.add(quote)
        if rng.random() < 0.5:
            out.add(rng.choice((f" <{self.address()}>", f" [mailto:{self.address()}]")))

    # ----------------------------------------------------------------- whole texts

    def mail(self) -> Labelled:
        """One mail: greeting, paragraphs, closing, signature, and often what it answers."""
        rng, out = self.rng, Builder()
        if rng.random() < 0.2:
            out.put(self.header())
            out.add("\n\n")
        if rng.random() < 0.75:
            out.put(self.one(templates.GREETINGS))
            out.add(rng.choice(("\n\n", "\n", " ", "\n\n")))
        for at in range(rng.randint(1, 4)):
            out.add("\n\n" if at else "")
            kind = rng.random()
            if kind < 0.78:
                out.put(self.paragraph())
            elif kind < 0.88:
                out.put(self.name_list())
            else:
                out.put(self.tech())
        self._ending(out)
        if rng.random() < 0.2:
            out.add("\n\n")
            out.put(self.header())
            out.add("\n\n")
            out.put(self.paragraph())
        return out.text, out.spans

    def _ending(self, out: Builder) -> None:
        rng, (given, family) = self.rng, self.people[0]
        if rng.random() < 0.6:
            out.add("\n\n")
            out.put(self.one(templates.CLOSINGS))
        form = rng.random()
        out.add(rng.choice(("\n\n", "\n", "\n", "\n\n\n", " ")))
        if form < 0.45:
            out.add(rng.choice(("", "", "", "", "- ", "-", "--", "/", "~")))
            name = given if rng.random() < 0.8 else given.lower()
            out.add(name, "PERSON")
            out.add(rng.choice(("", "", "", ".", " :)", "!")))
        elif form < 0.65:
            out.add(f"{given} {family}", "PERSON")
        elif form < 0.70:
            out.add(given[0] + rng.choice(("", ".", family[0])))
        elif form < 0.78:
            out.add(rng.choice(LONE))
        if rng.random() < 0.25:
            out.add("\n\n")
            out.put(self.signature())

    def chat(self) -> Labelled:
        """A few lines of chat, mostly lower-case."""
        rng, out = self.rng, Builder()
        for at in range(rng.randint(1, 6)):
            out.add("\n" if at else "")
            text, spans = self.one(templates.SENTENCES if rng.random() < 0.5 else negatives.PROSE)
            if rng.random() < 0.5:
                text = text.lower() if len(text.lower()) == len(text) else text
            out.put((text, spans))
        return out.text, out.spans

    def tech(self) -> Labelled:
        rng, out = self.rng, Builder()
        for at in range(rng.randint(2, 8)):
            out.add("\n" if at else "")
            if rng.random() < 0.8:
                text, _ = self.fill(rng.choice(TECH))
                out.add(text)
            else:
                out.put(self.one(negatives.PROSE))
        return out.text, out.spans

    def title(self) -> str:
        """A headline or a heading: Title Case over words that are no names."""
        words = self.rng.choice(_prose()).split()
        at = self.rng.randrange(max(1, len(words) - 6))
        return " ".join(word.capitalize() for word in words[at : at + self.rng.randint(1, 6)])

    def headlines(self) -> Labelled:
        """Lists of lines in Title Case and lone words that are no names."""
        rng, out = self.rng, Builder()
        for at in range(rng.randint(1, 6)):
            out.add("\n" if at else "")
            kind = rng.random()
            if kind < 0.3:
                out.add(rng.choice(LONE))
            elif kind < 0.65:
                out.add(self.title())
            else:
                words = rng.sample(lexicon.NOT_NAMES, rng.randint(1, 3))
                out.add(" ".join(words) + rng.choice(("", "", ",", ":", ".", "!")))
        return out.text, out.spans


@cache
def _prose() -> list[str]:
    return corpora.docstrings()


def texts(seed: int, count: int) -> list[Labelled]:
    """`count` texts: 60% English, the rest in the four other languages."""
    rng, words = random.Random(seed), lexicon.load()
    made = []
    for _ in range(count):
        language = rng.choices(LANGUAGES, (62, 10, 8, 10, 10))[0]
        writer = Writer(rng, words, language)
        kind = rng.choices(
            (writer.mail, writer.chat, writer.tech, writer.headlines, writer.name_list,
             writer.header, writer.signature, writer.report, writer.letterhead),
            (40, 12, 6, 5, 4, 3, 4, 22, 5),
        )[0]  # fmt: skip
        made.append(kind())
    return made
