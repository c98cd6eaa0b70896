"""Values encoded, in pieces, backwards or unseen are found, and what is cut is the whole of them."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable

import pytest

from detect.test_secrets import find
from dlp.detect.engine.text import views

CARD, SSN, IBAN = "4539833976260006", "531-24-8846", "DE89370400440532013000"
KEY, MAIL = "AKIAQYLPMN5HFIQR7XYA", "mira.berg@example.org"
KINDS = {
    CARD: "CREDIT_CARD",
    SSN: "US_SSN",
    IBAN: "IBAN_CODE",
    KEY: "API_KEY",
    MAIL: "EMAIL_ADDRESS",
}
WORDS = "zero one two three four five six seven eight nine".split()
SANAT = "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän".split()


def cut(value: str, size: int) -> list[str]:
    return [value[at : at + size] for at in range(0, len(value), size)]


#: a way to hide a value: text before, the hidden value, text behind
WAYS: dict[str, Callable[[str], tuple[str, str, str]]] = {
    "hex": lambda s: ("payload ", s.encode().hex(), " end"),
    "spaced hex": lambda s: ("bytes: ", s.encode().hex(" ").upper(), ""),
    "hex array": lambda s: ("x = [", ", ".join(hex(each) for each in s.encode()), "]"),
    "octal": lambda s: ('s = "', "".join(f"\\{each:03o}" for each in s.encode()), '"'),
    "bits": lambda s: ("it is ", " ".join(f"{each:08b}" for each in s.encode()), ""),
    "array": lambda s: ("a = [", ", ".join(map(str, s.encode())), "]"),
    "calls": lambda s: ("", "+".join(f"chr({each})" for each in s.encode()), ""),
    "base32": lambda s: ("note ", base64.b32encode(s.encode()).decode(), ""),
    "base64 of UTF-16": lambda s: (
        "powershell -enc ",
        base64.b64encode(s.encode("utf-16-le")).decode(),
        "",
    ),
    "literals": lambda s: ('x = "', '" + "'.join(cut(s, 4)), '"'),
    "PHP literals": lambda s: ("$x = '", "' . '".join(cut(s, 5)), "';"),
    "literals of lines": lambda s: ('x = ("', '"\n     "'.join(cut(s, 6)), '")'),
    "joined list": lambda s: ("''.join(['", "', '".join(cut(s, 4)), "'])"),
    "characters": lambda s: ("d = ['", "', '".join(s), "']"),
    "blanks": lambda s: ("it is ", " ".join(s), ""),
    "wide blanks": lambda s: ("it is ", "  ".join(s), ""),
    "backwards": lambda s: ("read it backwards: ", s[::-1], ""),
    "slice": lambda s: ("'", s[::-1], "'[::-1]"),
    "override": lambda s: ("see \u202e", s[::-1], "\u202c ok"),
    "tags": lambda s: ("Hello", "".join(chr(0xE0000 + ord(each)) for each in s), " world"),
}


@pytest.mark.parametrize("value", KINDS, ids=KINDS.values())
@pytest.mark.parametrize("way", WAYS)
def test_a_hidden_value_is_cut_whole(way: str, value: str) -> None:
    before, hidden, behind = WAYS[way](value)
    found = [each for each in find(before + hidden + behind) if each.kind == KINDS[value]]
    assert [(each.start, each.end) for each in found] == [
        (len(before), len(before) + len(hidden))
    ], found


@pytest.mark.parametrize("value", [IBAN, KEY, MAIL])
def test_what_is_announced_as_rotated_is_turned_back(value: str) -> None:
    hidden = codecs.encode(value, "rot13")
    assert [each.kind for each in find(f"rot13: {hidden}")] == [KINDS[value]]
    assert not [each for each in find(f"see {hidden}") if each.kind in ("IBAN_CODE", "API_KEY")]


@pytest.mark.parametrize("names", [WORDS, SANAT], ids=["en", "fi"])
def test_digits_in_words_are_digits(names: list[str]) -> None:
    said = " ".join(names[int(each)] for each in CARD)
    text = f"it is {said}, thanks"
    assert [(each.kind, text[each.start : each.end]) for each in find(text)] == [
        ("CREDIT_CARD", said)
    ]


@pytest.mark.parametrize("sign", ["_", "*", " | ", ", ", " ... ", ") (", " — ", "🙂", "#", "~~"])
def test_any_sign_may_stand_between_the_groups(sign: str) -> None:
    for value, kind in ((CARD, "CREDIT_CARD"), (IBAN, "IBAN_CODE")):
        hidden = sign.join(cut(value, 4))
        text = f"it is ({hidden}) now"
        assert [(each.kind, text[each.start : each.end]) for each in find(text)] == [(kind, hidden)]


@pytest.mark.parametrize("hidden", ["4539 8339 7626 OOO6", "DE89 37O4 OO44 O532 Ol3O OO"])
def test_letters_that_pass_for_digits_are_digits(hidden: str) -> None:
    assert [each.kind for each in find(f"it is {hidden} now")] in (["CREDIT_CARD"], ["IBAN_CODE"])


@pytest.mark.parametrize("half", [8, 10, 14])
def test_a_token_broken_over_lines_is_one(half: int) -> None:
    text = f"see\n{KEY[:half]}\n{KEY[half:]}\n"
    assert [each.kind for each in find(text)] == ["API_KEY"]


@pytest.mark.parametrize(
    "text",
    [
        "sha256 9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "rgb = [12, 200, 34, 99, 140, 7, 88, 31, 64, 120, 77, 5]",
        "ages: 34, 45, 56, 67, 78, 41, 52, 63, 74, 85, 39, 48",
        "one two three, let's go; four five six seven, eight nine ten",
        "they read it backwards: 2026-03-12 and then forwards",
        "rows 1990 | 1991 | 1992 | 1993",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12",
        'names = ["anna", "bert", "carl", "dora"]',
        "01010101 11001100",
        "00:1b:44:11:3a:b7:00:1b",
        "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U",
    ],
)
def test_what_only_looks_encoded_yields_nothing(text: str) -> None:
    assert not [each for each in find(text) if each.kind in KINDS.values()]


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "a",
        "1, ",
        "12, ",
        "'a', ",
        '"a1@" + ',
        "4539_",
        "4539 | ",
        "AB12_",
        "a1b2c3d4e5\n",
        "0x41,",
        "chr(65)+",
        "\\101",
        "01",
        "one ",
        "\u202e1",
        "backwards\n",
        "rot13\n",
        "\U000e0041",
        "1-",
        "=41",
    ],
)
def test_a_text_made_to_be_read_often_is_read_a_few_times(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    assert sum(len(view.text) for view in views(text)) < 5 * len(text)
