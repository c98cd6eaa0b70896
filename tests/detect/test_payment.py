"""Account numbers that stand close together are each found: a list of them is what leaks."""

from __future__ import annotations

import pytest

from dlp.detect.payment import detector
from dlp.model import Passage
from dlp.plugins import build

IBANS = (
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
    "BE68539007547034",
)


def found(text: str) -> list[str]:
    payment = build("dlp.detect", "payment", "payment", {}, "test")
    assert isinstance(payment, detector)
    spans = payment.detect((Passage("body:1", text),))
    return [text[each.start : each.end] for each in spans if each.kind == "IBAN_CODE"]


@pytest.mark.parametrize("between", ["\n", " ", "\n2 ", ", ", ";", "\t", " and ", "\n\n"])
def test_every_iban_of_a_list_is_found(between: str) -> None:
    assert sorted(found(between.join(IBANS))) == sorted(IBANS)


def test_an_iban_behind_what_looks_like_the_start_of_one_is_found() -> None:
    assert found(f"Ref GB12 {IBANS[0]}") == [IBANS[0]]
    assert found(f"AB12 {IBANS[0]}") == [IBANS[0]]


def test_a_wrong_check_digit_is_no_iban() -> None:
    assert found("DE88370400440532013000") == []
