"""Every window of digits that could be the value is tried, whatever it stands beside."""

from __future__ import annotations

import pytest

from detect.test_secrets import find

CARD = "4539833976260006"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Invoice 5 4111 1111 1111 1111", "CREDIT_CARD", "4111 1111 1111 1111"),
        ("4111111111111111 123", "CREDIT_CARD", "4111111111111111"),
        ("No4111111111111111", "CREDIT_CARD", "4111111111111111"),
        (f"card{CARD}x", "CREDIT_CARD", CARD),
        (f"see @{CARD} ok", "CREDIT_CARD", CARD),
        (f"{CARD}@", "CREDIT_CARD", CARD),
        (f"/pay/{CARD}/ok", "CREDIT_CARD", CARD),
        (f"{CARD}_04_29", "CREDIT_CARD", CARD),
        (f"x={CARD};y", "CREDIT_CARD", CARD),
        (f"CVC 123 {CARD}", "CREDIT_CARD", CARD),
        ("12 4539 8339 7626 0006 7", "CREDIT_CARD", "4539 8339 7626 0006"),
        ("4539_8339_7626_0006", "CREDIT_CARD", "4539_8339_7626_0006"),
        ("4539 8339 7626 0006 04/29 123", "CREDIT_CARD", "4539 8339 7626 0006"),
        ("scan_140279-2237.pdf", "FI_PERSONAL_IDENTITY_CODE", "140279-2237"),
        ("https://x.example.org/p/531-24-8846/", "US_SSN", "531-24-8846"),
        ("id_531-24-8846_x", "US_SSN", "531-24-8846"),
        ("scan_75042718857.pdf", "PL_PESEL", "75042718857"),
        ("scan_DE89370400440532013000.pdf", "IBAN_CODE", "DE89370400440532013000"),
    ],
)
def test_what_stands_beside_a_value_hides_it_not(text: str, kind: str, value: str) -> None:
    found = [(each.kind, text[each.start : each.end], each.score >= 0.5) for each in find(text)]
    assert (kind, value, True) in found


@pytest.mark.parametrize(
    "text",
    [
        f"1.{CARD[:16]}",
        "row 4539 8339 7626 0006 1234 5678 9012 3456",
        f"9f8a{CARD}e7d6c5b4a3f2e1d0",
        f"123e4567-e89b-12d3-a456-{CARD}",
        f"q8Zr{CARD}LxV0bNd7WmK4",
        f"ts 1{CARD}",
        f"{CARD}7",
        "4539-8339-7626-0006-1234",
        "IMG_20260312_103045123.jpg",
        "No4111111111111112",
    ],
)
def test_a_piece_of_something_longer_is_no_card(text: str) -> None:
    assert not [each for each in find(text) if each.kind == "CREDIT_CARD"]
