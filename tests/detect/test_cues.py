"""Cues are weighed: none is a veto, each speaks where it stands, and the reasons add up."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp import plugins
from dlp.detect.engine.base import RuleDetector
from dlp.detect.engine.context import Naming, Neighbourhood, Where
from dlp.detect.engine.cues import chance, cues, log_odds
from dlp.detect.engine.engine import Engine
from dlp.detect.engine.labels import words
from dlp.detect.engine.scan import LEAST, Scanner
from dlp.model import Finding, Passage

NAMES = ("identifiers", "payment", "contact")
#: what the shipped detectors report from on
SHIPPED = 0.4


@cache
def engine() -> Engine:
    return Engine([plugins.build("dlp.detect", name, name, {}, name) for name in NAMES])


@cache
def scanner() -> Scanner:
    return Scanner.of([e.scanner for e in engine().detectors if isinstance(e, RuleDetector)])


def found(text: str) -> dict[str, Finding]:
    return {
        f"{each.kind} {text[each.start : each.end]}": each
        for each in engine().detect((Passage("body", text),))
    }


#: values whose own form speaks for itself
STRONG = (
    ("CREDIT_CARD", "5312 7056 1489 7078"),
    ("CREDIT_CARD", "4012-8888-8888-1881"),
    ("PHONE_NUMBER", "+49 170 5550142"),
    ("US_SSN", "531-24-8846"),
    ("PL_PESEL", "75042718857"),
    ("FR_NIR", "1 85 05 78 006 084 91"),
    ("IBAN_CODE", "DE89 3704 0044 0532 0130 00"),
    ("FI_PERSONAL_IDENTITY_CODE", "131052-308T"),
)
#: every word that can speak against a value, as people would write it
AGAINST = sorted(
    {
        word.strip().rstrip("*")
        for listed in (cues().reference, cues().quantity, cues().identity)
        for pattern in listed.spoken
        for word in pattern.split(",")
        if not word[-1].isdecimal()
    }
)


def test_there_are_words_against() -> None:
    assert len(AGAINST) > 300 and "invoice" in AGAINST and "zamowieni" in AGAINST


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "value"), STRONG)
def test_no_word_hides_a_strong_form(kind: str, value: str) -> None:
    for word in AGAINST:
        for text in (f"{word} {value}", f"{word} number: {value}", f"{word}\n{value} {word}"):
            assert f"{kind} {value}" in found(text), text
    table = f"Day\tAmount\nMonday\t{value}\nTuesday\t-"
    assert f"{kind} {value}" in found(table)


@given(st.sampled_from(AGAINST), st.sampled_from(AGAINST), st.text(" \n\t:,#|;", max_size=3))
def test_nothing_around_hides_a_card(before: str, after: str, gap: str) -> None:
    text = f"{before}{gap} 5312 7056 1489 7078 {after}"
    assert any(each.kind == "CREDIT_CARD" for each in found(text).values()), text


#: the same value where a word names it as something else, and where the word is merely there
PAIRS = (
    ("DE_TAX_ID 65929970489", "Bestellnummer: {}", "Die Bestellung ist da. Jan {}"),
    ("NL_BSN 814652281", "Bestelnummer: {}", "De bestelling is er. Piet {} staat klaar"),
    ("UK_NHS 943 476 5919", "Ticket no. {}", "The ticket is closed. Robin, {}"),
    ("PHONE_NUMBER 030 7946 0958", "Rechnung Nr. {}", "Danke für die Rechnung, Jan, {}"),
    ("CREDIT_CARD 4012888888881881", "Order number {}", "I paid the order, it was {}"),
)


@pytest.mark.parametrize(("what", "names", "mentions"), PAIRS)
def test_a_word_speaks_where_it_names_the_value(what: str, names: str, mentions: str) -> None:
    value = what.partition(" ")[2]
    assert what not in found(names.format(value))
    assert what in found(mentions.format(value))


def test_words_speak_in_their_own_language() -> None:
    # Finnish "era" (a lot), Italian "was"; English "tag", German "day"; Polish "lat" (years)
    assert "CREDIT_CARD 4012888888881881" in found("Mi dispiace tanto, era 4012888888881881 ieri!")
    assert "PHONE_NUMBER 030 7946 0958" in found("Ich wünsche dir einen guten Tag 030 7946 0958")
    assert "PL_PESEL 75042718857" in found("Pracuje tu od dwunastu lat 75042718857 i nie choruje")
    assert "PHONE_NUMBER 030 7946 0958" not in found("Please find the baggage tag 030 7946 0958")


def test_a_label_beats_a_neighbour() -> None:
    assert "NL_BSN 814652281" in found("Order,BSN,Amount\n12,814652281,44\n13,,")
    assert "NL_BSN 814652281" in found("invoice for BSN 814652281, amount 12")
    # a word right before the value beats a label farther off
    assert "PHONE_NUMBER 0307946095" not in found("call us about invoice number 0307946095")


def test_a_strong_form_stays_its_kind_beside_another_kinds_label() -> None:
    assert "US_SSN 531-24-8846" in found("Kim 531-24-8846 call")
    assert "PHONE_NUMBER +49 170 5550142" in found("licence number: +49 170 5550142")


def test_a_reference_is_a_weak_word() -> None:
    # an id, a code, a member's number: whatever it is, it may well be this
    for text in ("id 4012888888881881", "Ref: 4012888888881881", "code 65929970489"):
        assert found(text), text


#: values, and what stands so near that the value might be taken for a part of it
BESIDE = (
    ("CREDIT_CARD 5312 7056 1489 7078", "card number {} 2027-05-01"),
    ("CREDIT_CARD 5312 7056 1489 7078", "29.11.2026 {} was charged"),
    ("CREDIT_CARD 5312 7056 1489 7078", "Visa {} 2027"),
    ("CREDIT_CARD 5312 7056 1489 7078", "2024 {}"),
    ("PHONE_NUMBER +358 40 512 7741", "order\tx {}\t12.00"),
    ("PHONE_NUMBER +447911123456", "{} 9-17"),
    ("PHONE_NUMBER +358 40 512 7741", '{{"body":"call\\n{}\\nthanks"}}'),
    ("FI_PERSONAL_IDENTITY_CODE 131052-308T", "x\\t{}"),
    # scripts that put no space between a word and a number
    ("US_SSN 536-22-8145", "SSN是{}，请保密"),
    ("PHONE_NUMBER +81 90-1234-5678", "電話は{}です"),
    ("PHONE_NUMBER +82 10-1234-5678", "전화는 {}입니다"),
    ("IBAN_CODE DE89370400440532013000", "IBAN号码{}请确认"),
)


@pytest.mark.parametrize(("what", "form"), BESIDE)
def test_what_stands_beside_a_value_is_no_part_of_it(what: str, form: str) -> None:
    assert what in found(form.format(what.partition(" ")[2]))


def test_a_row_of_groups_is_no_card() -> None:
    row = "1234 5678 9012 3456 7890 1234 5312 7056 1489 7078 1234"
    assert not any(each.kind == "CREDIT_CARD" for each in found(row).values())


def test_where_a_word_names_a_value() -> None:
    order = words("order*")

    def named(text: str, header: str = "") -> Naming | None:
        at = text.index("123")
        return Neighbourhood(text, at, at + 3, header).named(order)

    assert named("order 123") is Naming.BESIDE
    for text in ("order no. 123", "Order: 123", "order is 123", "order_id=123", "Order\n123"):
        assert named(text) is Naming.SAID, text
    for text in ("order, I used 123", "the order. Kim 123", "my order\n123", "reorders 123"):
        assert named(text) is None, text
    assert named("order\t123") is Naming.SAID
    assert named("order\t123", header="SSN") is None


def test_what_a_value_is_measured_by() -> None:
    units = words("km, euro")

    def measured(text: str) -> bool:
        at = text.index("123")
        return Neighbourhood(text, at, at + 3).measured(units)

    assert all(map(measured, ("123 km", "$123", "123 €", "EUR 123 euro", "euro 123")))
    assert not any(map(measured, ("123, km", "drove km. Kim 123", "123 Kim euro")))


def test_the_nearest_label_and_its_place() -> None:
    label = words("ssn")

    def where(text: str, header: str = "") -> Where | None:
        at = text.index("123")
        found = Neighbourhood(text, at, at + 3, header).label(label)
        return None if found is None else found.where

    assert where("SSN: 123") is Where.DIRECT
    assert where("SSN of her brother 123") is Where.NEAR
    assert where("123 (SSN)") is Where.AFTER
    assert where("123", header="ssn") is Where.HEADER
    assert where("nothing 123") is None


def test_scores_are_the_sum_of_what_is_said() -> None:
    for text in ("SSN 531248846", "Item 971-323-3618", "no 814652281", "It was 814652281 I think"):
        for match in scanner().scan(text):
            base = log_odds(match.rule.bare or 0.02) + cues().form(match.rule.form)
            assert match.score >= LEAST
            assert match.score == pytest.approx(
                chance(base + sum(weight for _, weight in match.cues)), abs=0.002
            )
            assert all(cues().weights[name].says in match.why for name, _ in match.cues)


def test_weights_are_bounded_and_speak_their_way() -> None:
    known = cues()
    for cue in known.weights.values():
        assert abs(cue.weight) <= cue.bound
    for name in ("reference_names", "reference_beside", "reference_header", "quantity", "row"):
        assert known.weight(name) <= -1
    for name in ("label_header", "label_direct", "label_near", "label_after", "company", "home"):
        assert known.weight(name) > 0
    assert known.weight("reference_names") < known.weight("reference_beside")
    assert known.strong >= SHIPPED


def test_a_number_is_at_home_in_its_countrys_language() -> None:
    assert cues().at_home("NL_BSN", "nl")
    assert not cues().at_home("NL_BSN", "sv")
    assert not cues().at_home("CREDIT_CARD", "en")
    at_home = found("Ha llamado mi hermana y dice que 692 50 18 95 es suyo desde ayer.")
    abroad = found("Min syster ringde och säger att 692 50 18 95 är hennes sedan i går.")
    here = at_home["PHONE_NUMBER 692 50 18 95"].score
    assert here > max((each.score for each in abroad.values()), default=0.0)


def test_candidates_are_shown_whatever_they_scored() -> None:
    text = "Order number 4012888888881881"
    assert found(text) == {}
    refused = engine().candidates((Passage("body", text),))
    assert {(each.kind, each.start, each.end) for each in refused} == {("CREDIT_CARD", 13, 29)}
    assert all(each.score < SHIPPED and "named as" in each.why for each in refused)


def test_odds_and_chances_are_inverse() -> None:
    rng = Random(3)
    for _ in range(100):
        probability = rng.uniform(0.01, 0.99)
        assert chance(log_odds(probability)) == pytest.approx(probability)
    assert 0 < chance(log_odds(0.0)) < 0.01 and 0.99 < chance(log_odds(1.0)) < 1
