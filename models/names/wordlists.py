"""Writes the word lists that the rules lean on: `python models/names/wordlists.py --data DIR`.

given.txt: given names, lower case. common.txt: words that are no names even where a sentence starts
with them, the most frequent first. places.txt: places that are looked for in lower case, too.
towns.txt: towns of over 15,000 people that are one word and no other. family.txt: family names
that are no word; eastern.txt: those that stand first.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import corpora
import foreign
import gazetteer
import lexicon
import negatives
import templates
import values

HERE = Path(__file__).resolve().parent

#: locales whose given names people in our languages are called by
_CALLED = (
    "own:",
    "census:common",
    "faker:en_US",
    "faker:en_GB",
    "faker:en_IE",
    "faker:fi_",
    "faker:sv_",
    "faker:da_",
    "faker:no_",
    "faker:de_DE",
    "faker:fr_FR",
    "faker:fr_BE",
    "faker:nl_NL",
    "faker:it_",
    "faker:es_ES",
    "faker:pl_",
    "faker:pt_PT",
    "faker:et_",
)


#: words that start sentences in languages of which the corpora hold little
_STARTERS = """
der die das den dem des ein eine einen einem einer eines wir ihr sie er es ich du man unser unsere
unserem unseren ihre ihren ihrem mein meine dein deine kein keine dieser diese dieses diesen jeder
jede jedes alle viele einige manche andere und oder aber denn weil wenn als ob dass damit obwohl
während bevor nachdem seit bis trotz wegen für mit ohne gegen durch um an auf aus bei in im ins am
vom von vor zu zum zur über unter hinter neben zwischen nach leider gestern heute morgen übermorgen
bald dann danach dort hier jetzt schon noch nur auch sehr gerne bitte danke vielen können könnten
könnte kann muss müssen soll sollen sollte wird werden wurde wurden würde würden hat haben hatte
ist sind war waren welche welcher welches was wer wie wo wann warum wieso deshalb daher außerdem
allerdings jedoch natürlich selbstverständlich vielleicht wahrscheinlich hiermit anbei beiliegend
le la les un une des du de au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre
vos leur leurs je tu il elle on nous vous ils elles et ou mais donc car si quand lorsque comme parce
puisque bien que qui quoi où combien comment pourquoi quel quelle quels quelles avec sans pour par
dans sur sous entre vers chez depuis pendant avant après malheureusement heureusement aujourd'hui
hier demain maintenant ensuite enfin ainsi aussi cependant pourtant toutefois notamment voici voilà
veuillez pouvez pourriez pourrais peux peut merci bonjour salut suite concernant est sont était sera
avez avons ont fait faut auriez serait seriez afin tous toutes tout toute chaque plusieurs
minä sinä hän me te he minun sinun hänen meidän
teidän heidän tämä tuo se nämä nuo ne joka jotka mikä
mitä kuka ketä missä mistä mihin milloin miksi miten kuinka jos kun koska vaikka että jotta sekä tai
vai mutta ja eli myös vielä jo nyt sitten eilen tänään huomenna ylihuomenna aamulla illalla
valitettavasti toivottavasti ehkä varmasti todella hyvin liitteenä ohessa kiitos olen olet on olemme
olette ovat oli olivat en et ei emme ette eivät voin voit voi voimme voitte voivat voisitko
voisitteko voinko voiko pitää täytyy onko oletko oletteko
saako saisiko kaikki jokainen moni monet muut toinen
ensimmäinen seuraava viime ensi asia palataan lähetän lähetämme sovitaan
osastomme yrityksemme kokous tilaus lasku sopimus tarjous toimitus
jag du han hon vi ni de den det en ett och eller men om när därför eftersom att som vad vem var hur
varför vilken vilket vilka min mitt mina din ditt dina vår vårt våra er ert era kan ska skulle måste
har hade är var blir tyvärr igår idag imorgon sedan nu redan också bara mycket gärna tack
""".split()


def given_names(words: lexicon.Lexicon) -> set[str]:
    return {
        name.lower()
        for culture, locale in words.locales.items()
        if culture.startswith(_CALLED)
        for name in locale.given
        if " " not in name and len(name) > 1
    }


def families(words: lexicon.Lexicon) -> set[str]:
    """Family names of people in our languages and of the census, in lower case."""
    return {
        name.lower()
        for culture, locale in words.locales.items()
        if culture.startswith((*_CALLED, "census:"))
        for name in locale.family
        if " " not in name and len(name) > 2
    }


def eastern_families() -> set[str]:
    """Family names of peoples that put them first."""
    locales = lexicon.load().locales
    return {name.lower() for culture in lexicon.EASTERN for name in locales[culture].family}


def common_words(data: Path, given: set[str]) -> list[str]:
    """Words seen in lower case outside names at least twice, and hardly ever in a name."""
    plain: Counter[str] = Counter()
    named: Counter[str] = Counter()
    sentences = (
        corpora.read(data / "wnut17" / "train.conll")
        + corpora.btc_sentences(data / "btc")
        + corpora.held_out(corpora.read(data / "wikigold" / "wikigold.conll.txt"))[0]
        + corpora.held_out(corpora.read(data / "swedish" / "train.txt"))[0]
    )
    for tokens, labels in sentences:
        for word, label in zip(tokens, labels, strict=True):
            if label in ("O", "0"):
                if word.islower() and word.isalpha():
                    plain[word] += 1
            elif label.rpartition("-")[2].upper() in corpora.LABELS:
                named[word.lower()] += 1
    for text in corpora.docstrings():
        plain.update(w for w in _words(text) if w.islower())
    for table in (negatives.PROSE, templates.SENTENCES, templates.GREETINGS, templates.CLOSINGS):
        for block in table.values():
            for item in values.split(block):
                plain.update(w for w in _words(item) for _ in (0, 1) if w.islower())
    for word in (*lexicon.NOT_NAMES, *_STARTERS, *foreign.WORDS):
        plain[word.lower()] += 2
    return [
        word
        for word, count in plain.most_common()
        if count > 1 and named[word] <= count / 20 and word not in given
    ]


def _words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").replace(".", " ").split() if word.isalpha()]


def write(data: Path, out: Path) -> None:
    given = given_names(lexicon.load())
    places = {name for names in gazetteer.COUNTRIES.values() for name in names.split("|")}
    places.update(lexicon.PLACES)
    places = {place.lower() for place in places if place.isalpha()}
    common = common_words(data, given)
    for name, words in (
        ("given.txt", sorted(given)),
        ("common.txt", common),
        ("towns.txt", sorted((gazetteer.large() | places | set(foreign.COUNTRIES)) - set(common))),
        (
            "places.txt",
            sorted(places - given),
        ),
        ("family.txt", sorted(families(lexicon.load()) - set(common) - given)),
        ("eastern.txt", sorted(eastern_families() - set(common))),
    ):
        (out / name).write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    write(options.data, options.out)
