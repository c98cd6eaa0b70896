"""Names by the language of the passage, by their form, and rules that can be left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlp.config.shipped import shipped
from dlp.detect.names.casing import Casing
from dlp.detect.names.detector import NamesDetector, Settings
from dlp.detect.names.finnish import base_forms
from dlp.detect.names.rules import RULES, applied
from dlp.detect.names.tongue import Tongue
from dlp.detect.names.windows import WordLists
from dlp.errors import ConfigError
from dlp.model import Passage

DATA = Path(__file__).parents[2] / "bench" / "data"


@pytest.fixture(scope="module")
def names() -> NamesDetector:
    return NamesDetector("names", Settings())


@pytest.fixture(scope="module")
def lists() -> WordLists:
    return WordLists.load(shipped("models", "names"))


def persons(names: NamesDetector, text: str) -> list[str]:
    found = sorted(names.detect((Passage("body", text),)), key=lambda each: each.start)
    return [text[each.start : each.end] for each in found if each.kind == "PERSON"]


@pytest.mark.parametrize(
    ("without", "with_one", "name"),
    [
        (
            "Wir bringen das Gerät nach Hause.",
            "Wir bringen das Gerät nach Hause, sagt Henrike Vollmer.",
            "Henrike Vollmer",
        ),
        (
            "Bitte das Paket in Empfang nehmen.",
            "Bitte das Paket für Gerlinde Absmeier in Empfang nehmen.",
            "Gerlinde Absmeier",
        ),
        (
            "Aus Zeitgründen entfällt die Runde.",
            "Aus Zeitgründen fehlt Annegret Pohl.",
            "Annegret Pohl",
        ),
        (
            "Al final no hizo falta la pieza.",
            "Al final vino Maite Goikoetxea.",
            "Maite Goikoetxea",
        ),
        ("Che bello, finalmente le vacanze!", "Che bello, arriva Fulvio!", "Fulvio"),
        (
            "Asia: Ilmanvaihdon huolto keskiviikkona",
            "Asia: Pentti Lehtosaaren huone huolletaan keskiviikkona",
            "Pentti Lehtosaaren",
        ),
        (
            "Eerst eten, dan afwassen.",
            "Eerst eten, dan wast Wietske Postma af.",
            "Wietske Postma",
        ),
    ],
)
def test_an_ordinary_word_is_no_name_and_hides_none(
    names: NamesDetector, without: str, with_one: str, name: str
) -> None:
    assert names.detect((Passage("body", without),)) == []
    found = names.detect((Passage("body", with_one),))
    assert [with_one[each.start : each.end] for each in found] == [name]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("WIR HABEN FRIEDHELM OSTERKAMP GESTERN GESPROCHEN", ["FRIEDHELM OSTERKAMP"]),
        ("DAS PAKET FÜR WALTRAUD ZIEGENHAGEN IST DA", ["WALTRAUD ZIEGENHAGEN"]),
        ("KOPIATORN KRÅNGLAR IGEN.", []),
        ("hab gestern mit hannelore telefoniert", ["hannelore"]),
        ("gestern wurde im garten gegrillt", []),
        ("Iker y Maite ya están.", ["Iker", "Maite"]),
        ("Yusuf ibn Tariq replied this morning.", ["Yusuf ibn Tariq"]),
        ("Park Ji-hoon has the badge.", ["Park Ji-hoon"]),
        ("cc @Sixten Palmgren", ["Sixten Palmgren"]),
        ("Sain kuitin Marjutilta eilen illalla.", ["Marjutilta"]),
    ],
)
def test_forms(names: NamesDetector, text: str, wanted: list[str]) -> None:
    assert persons(names, text) == wanted


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("eerolle", "eero"),
        ("pekan", "pekka"),
        ("pekkaan", "pekka"),
        ("virtasen", "virtanen"),
        ("virtasta", "virtanen"),
        ("matiaksen", "matias"),
        ("davidilla", "david"),
    ],
)
def test_finnish_cases(word: str, base: str) -> None:
    assert base in base_forms(word)


def test_the_language_of_a_stretch_is_identified_once(
    lists: WordLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def identify(text: str) -> tuple[str, float]:
        asked.append(text)
        return "es", 0.9

    monkeypatch.setattr("dlp.detect.names.tongue.identify", identify)
    tongue = Tongue("Al final no hizo falta.", lists.ordinary)
    assert tongue.ordinary("Al", 0)
    assert not tongue.ordinary("Maite", 9)
    assert len(asked) == 1


def test_casing_keeps_every_place(lists: WordLists) -> None:
    text = "PLEASE CALL ANNA BERG\nask hannelore\nStraße İstanbul SAP\nASAP"
    cased = Casing(lists, applied(()))(text)
    assert cased == "Please call Anna Berg\nask Hannelore\nStraße İstanbul SAP\nASAP"
    assert Casing(lists, applied(("shouting", "raised")))(text) == text


def test_a_rule_can_be_left_out() -> None:
    text = "Yusuf ibn Tariq replied this morning."
    other = NamesDetector("names", Settings(without=("particle",)))
    assert persons(other, text) == ["Yusuf", "Tariq"]
    with pytest.raises(ConfigError, match="no rule 'nothing'"):
        NamesDetector("names", Settings(without=("nothing",)))


def test_every_rule_is_asked_for_somewhere() -> None:
    folder = shipped("dlp", "detect", "names")
    source = "".join(
        path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "rules.py"
    )
    assert [rule for rule in RULES if f'"{rule}"' not in source] == []


@pytest.mark.slow
def test_everyday_sentences_have_hardly_a_name(names: NamesDetector) -> None:
    lines = [
        line
        for line in (DATA / "everyday.txt").read_text("utf-8").splitlines()
        if line and not line.startswith(("#", "["))
    ]
    touched = [line for line in lines if names.detect((Passage("body", line),))]
    assert len(lines) == 540
    assert len(touched) <= 0.02 * len(lines), touched


def kinds(names: NamesDetector, text: str) -> set[tuple[str, str]]:
    return {(e.kind, text[e.start : e.end]) for e in names.detect((Passage("body", text),))}


@pytest.mark.parametrize(
    ("without", "with_one", "name"),
    [
        # the log of a chat, and of a program
        ("[14:31] sshd: session opened", "[14:31] wiebke: komme gleich", "wiebke"),
        ("10:15:02 INFO: cache is warm", "10:15 paavo: tulen heti", "paavo"),
        # a name before a number of seven digits, and a thing before a reading
        ("Stan licznika 983185 kWh", "Could you ask? Kim 531-24-8846", "Kim"),
        # a feast, and who keeps it
        ("Joyeuses Pâques à toute l'équipe !", "Joyeuses Pâques, Solène Kermarrec !", "Solène"),
        ("Wesołych Świąt wszystkim!", "Wesołych Świąt życzy Grzegorz Pawlak", "Grzegorz"),
        # a sentence that opens with a name is no name
        ("Prices have risen", "Anna hat Zeit", "Anna"),
        # in capitals, behind a word that people stand behind
        (
            "REQUEST FROM PURCHASING FOR PRINTER TONER",
            "REQUEST TO BE SIGNED BY MEENAKSHI SUNDARAM TODAY",
            "MEENAKSHI SUNDARAM",
        ),
    ],
)
def test_by_the_layout(names: NamesDetector, without: str, with_one: str, name: str) -> None:
    assert persons(names, without) == []
    assert any(name in found for found in persons(names, with_one))


@pytest.mark.parametrize(
    "company",
    [
        "Kestrel Tooling LLC", "Västkust El AB", "Atelier Breizh SARL", "Talleres Nervión S.L.",
        "Transbud Sp. z o.o.", "Officine Valdarno S.p.A.", "Waterland Bouw B.V.", "Nordwind GmbH",
        "Kivi & Poika Oy",
    ],
)  # fmt: skip
def test_a_company_by_its_form(names: NamesDetector, company: str) -> None:
    text = f"Please pay {company} by the end of the week."
    assert ("ORGANIZATION", company) in kinds(names, text)
    for none in ("we met at the AG meeting", "PLEASE USE THE AB TEST", "the AS 400 is down"):
        assert not {kind for kind, _ in kinds(names, none)} & {"ORGANIZATION"}


@pytest.mark.parametrize("line", ["Tor has left", "Anna hat Zeit", "ANNA HAS EPILEPSY"])
def test_a_line_that_opens_with_a_name_is_not_the_name(names: NamesDetector, line: str) -> None:
    assert all(" " not in found for found in persons(names, line))
