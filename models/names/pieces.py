"""Pieces of generated mail: sentences, signatures, letterheads, headers, lists of names."""

from __future__ import annotations

import re
from collections.abc import Callable

import carriers
import corpora
import everyday
import finnish
import lexicon
import negatives
import reports
import templates
from values import (
    DAYS,
    MONTHS,
    STREETS,
    TITLES,
    Builder,
    Labelled,
    Values,
    split,
)

GREETINGS = templates.GREETINGS | carriers.GREETINGS
CLOSINGS = templates.CLOSINGS | carriers.CLOSINGS
SENTENCES = {
    language: "|".join(filter(None, (block, carriers.SENTENCES.get(language))))
    for language, block in (carriers.SENTENCES | templates.SENTENCES).items()
}
REPORTS = reports.REPORTS | carriers.REPORTS
_SLOT = re.compile(r"\{([A-Za-z#])(\+\w+)?\}|«([OG]) ([^»]+)»")


class Pieces(Values):
    """Writes pieces in one language from the templates, filled with its values."""

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
            return finnish.inflected(word, ending)

        named: dict[str, tuple[Callable[[], str], str]] = {
            "F": (lambda: inflect(self.person()[0]), "PERSON"),
            "L": (lambda: inflect(self.person()[1]), "PERSON"),
            "f": (lambda: inflect(self.person()[0].lower()), "PERSON"),
            "l": (lambda: inflect(self.person()[1].lower()), "PERSON"),
            "P": (lambda: inflect(self.full()), "PERSON"),
            "G": (lambda: inflect(self.place()), "LOCATION"),
            "g": (lambda: self.place().lower(), "LOCATION"),
            "O": (lambda: inflect(self.organisation()), "ORGANIZATION"),
            "Q": (lambda: inflect(self.unknown()), "ORGANIZATION"),
            "K": (lambda: inflect(self.land()), "LOCATION"),
            "S": (self.street, "LOCATION"),
        }
        plain: dict[str, Callable[[], str]] = {
            "D": self.date,
            "T": self.time,
            "t": self.time,
            "A": self.address,
            "#": self.number,
            "W": lambda: self.rng.choice(DAYS[self.language].split()),
            "M": lambda: self.rng.choice(MONTHS[self.language].split()),
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

    def plain(self) -> Labelled:
        """A sentence without a person in it."""
        if self.language not in negatives.PROSE or self.rng.random() < 0.3:
            return everyday.sentence(self.rng, self.language), []
        return self.one(negatives.PROSE)

    def paragraph(self) -> Labelled:
        out = Builder()
        for at in range(self.rng.randint(1, 5)):
            if at:
                out.add(" ")
            chance = self.rng.random()
            if chance < 0.45:
                out.put(self.one(SENTENCES))
            elif chance < 0.85:
                out.put(self.plain())
            else:
                out.put(self.one(REPORTS))
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
        out.put(
            (
                text.replace("\n", "\n" + margin),
                [
                    (a + wide * text.count("\n", 0, a), b + wide * text.count("\n", 0, b), k)
                    for a, b, k in spans
                ],
            )
        )
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
            out.put(self.one(REPORTS) if self.rng.random() < 0.85 else self.plain())
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
        out.add(
            rng.choice(
                (
                    "",
                    "-----Original Message-----\n",
                    "Begin forwarded message:\n\n",
                    "---------- Forwarded message ----------\n",
                )
            )
        )
        names = {
            "en": ("From", "Sent", "To", "Cc", "Subject"),
            "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Kopio", "Aihe"),
            "sv": ("Från", "Skickat", "Till", "Kopia", "Ämne"),
            "de": ("Von", "Gesendet", "An", "Cc", "Betreff"),
            "fr": ("De", "Envoyé", "À", "Cc", "Objet"),
            "es": ("De", "Enviado", "Para", "CC", "Asunto"),
            "it": ("Da", "Inviato", "A", "Cc", "Oggetto"),
            "nl": ("Van", "Verzonden", "Aan", "CC", "Onderwerp"),
            "pl": ("Od", "Wysłano", "Do", "DW", "Temat"),
        }[self.language]
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
        out.put(self.plain() if rng.random() < 0.7 else self.one(SENTENCES))
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
