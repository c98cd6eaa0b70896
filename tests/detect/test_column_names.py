"""Values in tables are found by their column, in every syntax and language, and nothing beside."""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from dlp.config import Config
from dlp.inspection import Inspector, build_detectors
from dlp.model import Finding, Passage, Reading

sys.path.insert(0, str(Path(__file__).parent))
from tables_made import HEADERS, SYNTAXES, people

_SURE = 0.5


@cache
def _inspector() -> Inspector:
    config = Config()
    return Inspector(build_detectors(config.detectors), config.inspection)


def _found(text: str) -> list[Finding]:
    found = _inspector().find(Reading((Passage("text", text),)))
    return [each for each in found if each.score >= _SURE]


def _values(text: str, kind: str) -> list[str]:
    return [text[each.start : each.end] for each in _found(text) if each.kind == kind]


def _same(one: Finding, start: int, end: int, kind: str) -> bool:
    both = min(one.end, end) - max(one.start, start)
    return one.kind == kind and 2 * both >= max(one.end, end) - min(one.start, start)


@pytest.mark.slow
@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("language", HEADERS)
def test_every_cell_is_found_by_its_column(language: str, syntax: str) -> None:
    for split in (False, True):
        for before in ("", "Hello,\nhere is the list that you asked for:\n\n"):
            sheet = SYNTAXES[syntax](*people(language, split))
            found = _found(before + sheet.text)
            spans = [(a + len(before), b + len(before), kind) for a, b, kind in sheet.spans]
            missed = [
                (kind, sheet.text[start - len(before) : end - len(before)])
                for start, end, kind in spans
                if not any(_same(each, start, end, kind) for each in found)
            ]
            assert not missed
            extra = [
                (each.kind, (before + sheet.text)[each.start : each.end])
                for each in found
                if not any(each.start < end and start < each.end for start, end, _ in spans)
            ]
            assert {kind for kind, _ in extra} <= {"ORGANIZATION"}


@pytest.mark.parametrize(
    "text",
    [
        "SKU,Product name,Price,Stock\n11-204,Amber Lamp,19.90,14\n11-207,Victoria Chair,89.00,3\n",
        "Company\tCity\tRevenue\nHartwell Partners\tLondon\t1200000\nBerg Holding\tOslo\t830000\n",
        "| File | Size | Modified |\n|---|---|---|\n| report_final.pdf | 1.2 MB | 2024-01-15 |\n",
        "Package    Version   Released\nnumpy      1.26.4    2024-02-05\nrequests   2.31.0    2023-05-22\n",
        "host;ip;role\nanna-web-01;10.0.12.45;frontend\nkim-db-02;10.0.12.46;database\n",
        "Quarter,Revenue,Cost,Margin\nQ1,120.4,80.1,40.3\nQ2,131.9,84.0,47.9\nQ3,140.2,90.3,49.9\n",
        "Country,Population,Area\nFrance,68042591,643801\nJordan,11484805,89342\nGeorgia,3736400,69700\n",
        '[{"name": "Blue Widget", "price": 9.5, "sku": "A-113"},\n'
        ' {"name": "Red Widget", "price": 11.0, "sku": "A-114"}]\n',
        "INSERT INTO releases (version, codename, released) VALUES ('14.0', 'Jasper', '2024-03-01'),"
        " ('15.0', 'Ruby', '2024-09-01');\n",
        "Menge;Artikel;Preis\n3;Schraube M8;0,45\n12;Mutter M8;0,12\n",
        "Metric,2021,2022,2023\nUsers,10422,13881,15210\nSessions,88213,91002,95551\n",
        "INSERT INTO colors (id, name) VALUES (1, 'Rose'), (2, 'Amber'), (3, 'Olive');\n",
        "Room;Floor;Capacity\nAurora;3;12\nBorealis;3;8\nLinnea;4;20\n",
        "Ligne,Départ,Arrivée,Retard\nTER 8841,Lyon,Grenoble,4\nTGV 6607,Paris,Lyon,0\n",
        "service,cpu,memory,replicas\nauth,250m,512Mi,3\nbilling,500m,1Gi,2\n",
        "Prodotto,Prezzo,Quantità\nPasta Barilla,1.29,40\nOlio Monini,8.90,12\n",
        "Team,Wins,Losses\nRed Lions,12,4\nBlue Hawks,9,7\nGreen Bears,5,11\n",
    ],
)
def test_tables_without_any_person_are_left_alone(text: str) -> None:
    kinds = {"PERSON", "DATE_OF_BIRTH", "PHONE_NUMBER"}
    assert not [
        (each.kind, text[each.start : each.end]) for each in _found(text) if each.kind in kinds
    ]


def test_places_and_firms_in_tables_of_nobody_count_for_less() -> None:
    figures = "Company\tCity\tRevenue\nHartwell Partners\tLondon\t120\nBerg Holding\tOslo\t83\n"
    assert not _found(figures)
    staff = "Employee\tCity\tSalary\nRajeshwari Pillai\tLondon\t120\nTor Aasen\tOslo\t83\n"
    assert _values(staff, "LOCATION") == ["London", "Oslo"]


def test_a_header_counts_for_its_own_column_only() -> None:
    text = (
        "name,dob,hired,card,amount\n"
        "Kim Berg,1979-02-14,2020-03-01,4539833976260006,120.00\n"
        "Bo Ek,1981-03-15,2021-04-02,4111111111111111,85.50\n"
    )
    assert _values(text, "DATE_OF_BIRTH") == ["1979-02-14", "1981-03-15"]
    assert _values(text, "CREDIT_CARD") == ["4539833976260006", "4111111111111111"]


def test_what_neighbours_are_called_silences_nothing() -> None:
    columns = ("order", "amount", "tracking", "version", "invoice")
    for other in columns:
        text = f"{other},ssn,{other} total\n1001,536-22-8735,7\n1002,536-22-8736,8\n"
        assert _values(text, "US_SSN") == ["536-22-8735", "536-22-8736"], other


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Card holder", ("KIM BERG", "ANNA VIRTANEN")),
        ("contact person", ("Rajeshwari Pillai", "Tor Aasen")),
        ("Account Manager", ("Oduya Nkemelu", "Xiulan Fang")),
        ("assignee", ("kim berg", "anna virtanen")),
        ("Mitarbeiter/in", ("Brückner, Jürgen", "Koch, Annegret")),
        ("Ansprechpartner", ("Dr. Heike Weiß", "Uwe Graf")),
        ("vastuuhenkilö", ("Säde Mäki", "Onni Peltola")),
        ("responsable", ("Élodie Marchand", "Manon Petit")),
        ("lekarz", ("Żaneta Król", "Jan Mazur")),
        ("姓名", ("王小明", "李静")),
        ("ФИО", ("Иванов Иван", "Петрова Анна")),
        ("Kundenname", ("Anna Berg", "Uwe Graf")),
    ],
)
def test_columns_of_persons(header: str, cells: tuple[str, str]) -> None:
    quoted = [f'"{cell}"' for cell in cells]
    text = f"no,{header},status\n17,{quoted[0]},open\n18,{quoted[1]},closed\n"
    found = _values(text, "PERSON")
    assert [each.split()[-1] for each in found] == [each.split()[-1] for each in cells]


@pytest.mark.parametrize(
    "header",
    ["product name", "Firmenname", "hostname", "file_name", "company", "tuotenimi", "brand"],
)
def test_columns_of_names_of_things(header: str) -> None:
    text = f"no,{header},status\n17,Blue Lantern,open\n18,Northern Star,closed\n"
    assert not _values(text, "PERSON")


def test_names_without_any_header_anywhere_in_the_row() -> None:
    rows = (("4411", "Anna Berg", "HR"), ("4412", "Kofi Mensah", "IT"), ("4413", "Lena Koch", "HR"))
    for place in range(3):
        shuffled = [[*row[:1], *row[2:]] for row in rows]
        for row, new in zip(rows, shuffled, strict=True):
            new.insert(place, row[1])
        text = "\n".join(",".join(row) for row in shuffled) + "\n"
        assert _values(text, "PERSON") == ["Anna Berg", "Kofi Mensah", "Lena Koch"], place
    assert _values("4411,Anna Berg,anna@example.org,HR", "PERSON")[0] == "Anna Berg"


@pytest.mark.parametrize(
    ("syntax", "media", "name"),
    [
        ("html", "text/html", "a.html"),
        ("csv, quoted", "text/csv", "a.csv"),
        ("semicolons", "application/octet-stream", "a.csv"),
        ("json", "application/json", "a.json"),
        ("inserts", "application/sql", "a.sql"),
    ],
)
def test_what_the_readers_make_of_tables(syntax: str, media: str, name: str) -> None:
    sheet = SYNTAXES[syntax](*people("fi", True))
    source = sheet.text.replace("<td>", "<td><p>").replace("</td>", "</p></td>\n")
    found = _inspector().examine(media, source.encode(), name).findings
    kinds = Counter(each.kind for each in found)
    wanted = Counter(kind for _, _, kind in sheet.spans)
    assert {kind: kinds[kind] for kind in wanted} == wanted


def test_forms_of_two_columns_and_records_side_by_side() -> None:
    form = "Name\tKim Berg\nDate of birth\t1.2.1999\nPhone\t040 1234567\n"
    assert _values(form, "PERSON") == ["Kim Berg"]
    assert _values(form, "DATE_OF_BIRTH") == ["1.2.1999"]
    beside = "Name\tAnna Berg\tKim Mo\nDOB\t1.2.1999\t3.4.1998\nPhone\t040 1234567\t050 1234567\n"
    assert _values(beside, "PERSON") == ["Anna Berg", "Kim Mo"]
    assert _values(beside, "DATE_OF_BIRTH") == ["1.2.1999", "3.4.1998"]


def test_a_serial_number_of_a_day_is_no_birth() -> None:
    assert not _values("name,dob\nKim Berg,28900\nBo Ek,30125\n", "DATE_OF_BIRTH")
    assert not _values("name,dob\nKim Berg,991399\nBo Ek,323232\n", "DATE_OF_BIRTH")
