"""The table model: cells, headers and columns in every syntax; linear, and robust to anything."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.detect.engine.tables import Tables
from dlp.detect.engine.tables.headers import words
from dlp.detect.engine.tables.tables import FENCE
from dlp.detect.engine.tables.types import form, majority
from dlp.detect.engine.text import normalise

sys.path.insert(0, str(Path(__file__).parent))
from tables_made import SYNTAXES, people


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_each_cell_knows_its_header(syntax: str) -> None:
    headers, rows = people("de", True)
    sheet = SYNTAXES[syntax](headers, rows)
    tables = Tables(sheet.text)
    owned = [at for at, (kind, _) in enumerate(rows[0]) if kind]
    for number, (start, end, _) in enumerate(sheet.spans):
        header = headers[owned[number % len(owned)]]
        assert words(tables.header(start)) == words(header), sheet.text[start:end]
        cell = tables.at(start)
        assert cell is not None
        assert (cell.start, cell.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "value", "header"),
    [
        ('id,name\n7,"Berg, Kim"\n8,"Ek ""Bo"" Bo"\n', "Berg, Kim", "name"),
        ('id,note,tel\n1,"two\nlines",040 1\n2,"x",040 2\n', "040 1", "tel"),
        ("Staff list\nid;name;born\n1;Kim;1999\n2;Bo;1998\nThat is all\n", "Bo", "name"),
        ("id\tname\tborn\n1\tKim\n2\tBo\t1.2.1999\textra\n", "1.2.1999", "born"),
        ("Kunde, Ort, Umsatz\nBerg, Bonn, 12\nKoch, Köln, 14\nGraf, Ulm, 9\n", "Köln", "Ort"),
        ("a | b\n--+--\n 1 | xy\n", "xy", "b"),
        ("{'name': 'Kim', 'born': '1.2.1999'}\n", "1.2.1999", "born"),
        ('{"people": ["Kim", "Bo"], "n": 2}\n', "Bo", "people"),
        ('{"columns": ["name", "n"], "data": [["Kim", 1], ["Bo", 2]]}\n', "Bo", "name"),
        (
            "CREATE TABLE p (id int, full_name text);\nINSERT INTO p VALUES (1, 'Kim');",
            "Kim",
            "full_name",
        ),
        ("INSERT INTO p (id, x) VALUES (1, now()), (2, N'it''s');", "it''s", "x"),
        (
            "Name            Born      Tel\nKim Berg        1.2.1999  040\nAlexandra Longest 3.4.1999  050\n"
            "Bo                        060\n",
            "3.4.1999",
            "Born",
        ),
        (
            "Name            Born      Tel\nKim Berg        1.2.1999  040\nAlexandra Longest 3.4.1999  050\n"
            "Bo                        060\n",
            "060",
            "Tel",
        ),
        ("<TABLE><tr><th>Name<th>Born\n<tr><td><b>Kim</b><td>1999\n</TABLE>", "1999", "Born"),
        ("Name & Born \\\\ \\hline\nKim & 1.2.1999 \\\\\nBo & 2.3.1999 \\\\\n", "2.3.1999", "Born"),
        ("||Name||Born||\n|Kim|1.2.1999|\n|Bo|2.3.1999|\n", "2.3.1999", "Born"),
        ("name^born\nKim^1.2.1999\nBo^2.3.1999\n", "2.3.1999", "born"),
        ("> Name;Born\n> Kim;1.2.1999\n", "1.2.1999", "Born"),
        ("Staff 2024,,\nName,Born,Tel\nKim,1.2.1999,040\nBo,,050\n", "050", "Tel"),
        ("Field,First,Second\nName,Kim,Bo\nDOB,1.2.1999,2.3.1999\n", "2.3.1999", "DOB"),
        ("<p><fullName>Kim</fullName><dob x='1'>1.2.1999</dob></p>", "1.2.1999", "dob"),
        ("UPDATE p SET full_name = 'Kim', dob = '1.2.1999';", "1.2.1999", "dob"),
        ("| Field | Value |\n|---|---|\n| Name | Kim |\n| DOB | 1.2.1999 |\n", "1.2.1999", "DOB"),
    ],
)
def test_syntaxes_as_they_come(text: str, value: str, header: str) -> None:
    assert Tables(text).header(text.index(value)) == header


def test_what_is_no_table() -> None:
    for text in (
        "I came, I saw, I left.\nYou came, you saw, you won.\n",
        "Hi Anna,\n\nthank you, that was kind.\nBest,\nKim\n",
        "Dear all,\nplease note, we close early.\n",
        "for (i = 0; i < 10; i++) {\n  x += a[i];\n}\n",
        'He said: "come", and she went.\n',
        "A sentence with  two spaces.\nAnother one  here.\n",
    ):
        tables = Tables(text)
        assert not any(tables.header(at) for at in range(len(text))), text


def test_under_a_header_only_the_own_cell_speaks() -> None:
    text = "order,ssn,amount\n1001,536-22-8735,7\n1002,536-22-8736,8\n"
    at = text.index("536-22-8736")
    assert Tables(text).scope(at) == ("ssn", at, at + 11)
    prose = "Order 1001 was for 536-22-8735."
    assert Tables(prose).scope(20) == ("", 0, len(prose))


def test_a_header_that_says_nothing_leaves_it_to_the_neighbours() -> None:
    text = '{"type": "ssn", "value": "536-22-8735", "n": 1}'
    assert Tables(text).scope(text.index("536")) == ("value", 0, len(text))
    text = "kind,number,year\nssn,536228735,1999\nssn,536228736,1998\n"
    assert Tables(text).scope(text.index("536228736")) == (
        "number",
        text.index("ssn,536228736"),
        len(text) - 1,
    )


def test_no_value_runs_on_into_the_next_row_or_cell() -> None:
    text = "Born        Tel\n1.2.1999    030 1234567\n2.3.1999    030 7654321\n"
    fenced = Tables(text).fenced()
    assert len(fenced) == len(text)
    assert (
        fenced.replace(FENCE, "")
        == "".join(text.replace("    ", "\t").split("\t")).replace("\n", "") + "\n"
        or FENCE in fenced
    )
    assert f"1.2.1999{FENCE * 4}030 1234567{FENCE}2.3.1999" in fenced
    prose = "Call 030\n1234567 now."
    assert Tables(prose).fenced() == prose


def test_gaps_between_columns_stay_when_numbers_are_made_plain() -> None:
    text = "id\tcard\texp\n1\t4539833976260006\t0429\n"
    assert normalise(text).text == text
    aligned = "id  name  pin\n12  Kim   1234\n"
    assert normalise(aligned).text == aligned
    assert normalise("4111\t1111\t1111\t1111").text == "4111 1111 1111 1111"
    assert normalise("4111  1111  1111  1111").text == "4111 1111 1111 1111"


def test_forms_of_cells() -> None:
    cells = {
        "1.2.1999": "date",
        "1999-02-01T10:00:00Z": "date",
        "1 200,50 €": "number",
        "kim@example.org": "email",
        "a_1": "code",
        "Kim Berg": "words",
        "n/a": "empty",
        "One two three four five six seven eight": "text",
    }
    assert {cell: form(cell) for cell in cells} == cells
    assert majority(["1", "2", "x", ""]) == "number"
    assert majority(["1", "x"]) == "text"


_PIECES = st.sampled_from(
    [
        "\n",
        "\t",
        ",",
        ";",
        "|",
        '"',
        "'",
        "  ",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ":",
        "---",
        "name",
        "Kim",
        "1.2.1999",
        "<tr>",
        "<td>",
        "</table>",
        "INSERT INTO t (a, b) VALUES (",
        "COPY t (a) FROM stdin;\n",
        "CREATE TABLE t (",
        "\\",
        "é",
        "\u2502",
        "\x1e",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=4), max_size=60).map("".join))
def test_anything_can_be_asked(text: str) -> None:
    tables = Tables(text)
    assert len(tables.fenced()) == len(text)
    for at in range(len(text) + 1):
        header, low, high = tables.scope(at)
        assert 0 <= low <= high <= len(text)
        assert header == tables.header(at)
        cell = tables.at(at)
        assert cell is None or 0 <= cell.start <= cell.end <= len(text)
    last = 0
    for table in tables.all:
        assert table.start >= last or table.start <= table.end
        last = table.start
        for row in range(len(table.starts)):
            for start, end, column in table.cells(text, row):
                assert 0 <= start <= end <= len(text)
                assert column >= 0


_WORST = {
    "csv": "1,Kim Berg,1.2.1999\n",
    "open quotes": '"a,b\n',
    "pipes": "||||||||\n",
    "gaps": "a  b  c\n",
    "rules": "---+---\n",
    "brackets": "[[1,",
    "open arrays": '["a","b",',
    "keys": '"a": [1, ',
    "objects": '{"a": {"b": "c"},',
    "inserts": "INSERT INTO t VALUES (",
    "insert and spaces": "INSERT INTO t          ",
    "creates": "CREATE TABLE t (a(",
    "copies": "COPY t (a) FROM stdin;\n",
    "rows": "<tr><td>",
    "tags": "<td <td ",
    "one line": "a,b;c|d\t",
}


@pytest.mark.slow
@pytest.mark.parametrize("piece", _WORST.values(), ids=_WORST)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        best = 9.0
        for _ in range(3):
            begin = time.process_time()
            tables = Tables(text)
            for at in range(0, length, 200):
                tables.scope(min(at, len(text) - 1))
            tables.fenced()
            best = min(best, time.process_time() - begin)
        return best

    small = max(seconds(30_000), 0.004)
    assert seconds(240_000) < 24 * small
