"""What a name is not: the word of a list, a unit, a theorem, a room, a step of a menu."""

from __future__ import annotations

import pytest

from dlp.detect.names.detector import NamesDetector, Settings
from dlp.model import Passage


@pytest.fixture(scope="module")
def names() -> NamesDetector:
    return NamesDetector("names", Settings())


@pytest.mark.parametrize(
    "text",
    [
        "Gesucht: Werkstudent, Sachbearbeiter Buchhaltung.",
        "Using the Navier-Stokes equations with Re = 6079.",
        "Meeting room Aurora is booked.",
        "IMG_1.jpg, Screenshot 2021-02-01 at 19.55.11.png",
        "Buenos días a todos, la reunión pasa a las 09:36.",
        "Ouvrez Paramètres > Confidentialité > Effacer les données.",
    ],
)
def test_no_name(names: NamesDetector, text: str) -> None:
    assert names.detect((Passage("body", text),)) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Mötet hålls i Sveriges största sal.", "Sveriges"),
        ("Tavataan huomenna Helsingissä tai Tampereella.", "Helsingissä"),
        ("She flew from London to Berlin.", "Berlin"),
    ],
)
def test_place(names: NamesDetector, text: str, place: str) -> None:
    found = names.detect((Passage("body", text),))
    assert place in {text[each.start : each.end] for each in found}
