"""Letters that a recogniser takes for digits."""

import pytest

from dlp.read.files.ocr import folded


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("DEO9 6733 8574 7421 9640 17", "DE09 6733 8574 7421 9640 17"),
        ("GB3O WEST 1234", "GB30 WEST 1234"),
        ("4lll 1111", "4111 1111"),
        # no digit at all, or too few for a number
        ("DEOl and COO, in ISO", "DEOl and COO, in ISO"),
        ("CO2 of R2D2x", "CO2 of R2D2x"),
    ],
)
def test_digits_are_folded_where_a_number_stands(read, meant):
    assert folded(read) == meant
