"""Generates labelled mail and chat text from the templates. Deterministic for a given seed."""

from __future__ import annotations

import random

import corpora
import everyday
import lexicon
from pieces import CLOSINGS, GREETINGS, SENTENCES, Pieces
from values import (
    FORMS,
    LANGUAGES,
    LONE,
    TECH,
    Builder,
    Labelled,
    prose,
)


class Writer(Pieces):
    """Writes whole texts in one language."""

    def mail(self) -> Labelled:
        """One mail: greeting, paragraphs, closing, signature, and often what it answers."""
        rng, out = self.rng, Builder()
        if rng.random() < 0.2:
            out.put(self.header())
            out.add("\n\n")
        if rng.random() < 0.75:
            out.put(self.one(GREETINGS))
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
            out.put(self.one(CLOSINGS))
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
            text, spans = self.one(SENTENCES) if rng.random() < 0.5 else self.plain()
            if rng.random() < 0.5:
                text = text.lower() if len(text.lower()) == len(text) else text
            out.put((text, spans))
        return out.text, out.spans

    def forms(self) -> Labelled:
        """Lines of forms, lists and chat around a name: no sentence, any language."""
        rng, out = self.rng, Builder()
        for at in range(rng.choice((1, 1, 2, 3))):
            out.add("\n" if at else "")
            text, spans = self.fill(rng.choice(FORMS))
            shout = rng.random()
            if shout < 0.12 and len(text.upper()) == len(text):
                text = text.upper()
            elif shout < 0.24 and len(text.lower()) == len(text):
                text = text.lower()
            out.put((text, spans))
        return out.text, out.spans

    def table(self) -> Labelled:
        """Rows of a table with a header; one or two columns are names."""
        rng, out = self.rng, Builder()
        glue = rng.choice((",", ";", "\t", " | ", "  ", ", "))
        columns = rng.sample("PFLA#DGTX", rng.randint(2, 5))
        titles = {"P": "Name", "F": "First name", "L": "Last name", "A": "E-mail", "#": "No"}
        titles |= {"D": "Date", "G": "City", "T": "Time", "X": "Item"}
        if rng.random() < 0.8:
            out.add(glue.join(titles[each] for each in columns) + "\n")
        for row in range(rng.randint(1, 6)):
            out.add("\n" if row else "")
            for at, column in enumerate(columns):
                out.add(glue if at else "")
                self._slot(out, column, "")
        return out.text, out.spans

    def ordinary(self) -> Labelled:
        """Everyday sentences without a name; sometimes a colleague or a place behind them."""
        text = everyday.texts(self.rng, self.language)
        if self.rng.random() < 0.75:
            return text, []
        out = Builder()
        out.add(text + self.rng.choice((" ", "\n")))
        out.put(self.one(SENTENCES))
        return out.text, out.spans

    def tech(self) -> Labelled:
        rng, out = self.rng, Builder()
        for at in range(rng.randint(2, 8)):
            out.add("\n" if at else "")
            if rng.random() < 0.8:
                text, _ = self.fill(rng.choice(TECH))
                out.add(text)
            else:
                out.put(self.plain())
        return out.text, out.spans

    def title(self) -> str:
        """A headline or a heading: Title Case over words that are no names."""
        words = self.rng.choice(prose()).split()
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


def texts(seed: int, count: int) -> list[Labelled]:
    """`count` texts: 45% English, 14% Finnish, the rest in the seven other languages."""
    rng, words = random.Random(seed), lexicon.load()
    made = []
    for _ in range(count):
        language = rng.choices(LANGUAGES, (45, 14, 7, 9, 7, 5, 5, 4, 4))[0]
        writer = Writer(rng, words, language)
        kinds = {
            writer.mail: 30,
            writer.chat: 14,
            writer.tech: 5,
            writer.headlines: 5,
            writer.name_list: 4,
            writer.header: 3,
            writer.signature: 3,
            writer.report: 18,
            writer.letterhead: 4,
            writer.forms: 10,
            writer.table: 4,
            writer.ordinary: 12,
        }
        text = rng.choices(list(kinds), list(kinds.values()))[0]()
        made.append(corpora.vary(rng, text))
    return made
