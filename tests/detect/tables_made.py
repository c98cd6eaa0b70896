"""Tables of invented people in nine languages, written down in fifteen syntaxes, with their spans."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

#: language → headers: whole name; given name, surname; birth; telephone; department
HEADERS = {
    "en": ("full_name", "firstName", "lastName", "DOB", "Mobile (work)", "Department"),
    "fi": ("Nimi", "Etunimi", "Sukunimi", "Syntymäaika", "Puhelin", "Osasto"),
    "sv": ("Namn", "Förnamn", "Efternamn", "Födelsedatum", "Telefon", "Avdelning"),
    "de": ("Name", "Vorname", "Nachname", "geb. am", "Telefonnummer", "Abteilung"),
    "fr": ("Nom complet", "Prénom", "Nom", "Date de naissance", "Téléphone", "Service"),
    "es": (
        "Nombre y apellidos",
        "Nombre",
        "Apellidos",
        "Fecha de nacimiento",
        "Teléfono",
        "Puesto",
    ),
    "pl": ("Imię i nazwisko", "Imię", "Nazwisko", "Data urodzenia", "Telefon", "Dział"),
    "it": ("Nome e cognome", "Nome", "Cognome", "Data di nascita", "Telefono", "Reparto"),
    "nl": ("Naam", "Voornaam", "Achternaam", "Geboortedatum", "Telefoonnummer", "Afdeling"),
}
#: language → given name, surname, birth, telephone of four people
PEOPLE = {
    "en": (
        ("Oliver", "Hartwell", "02/14/1979", "020 7946 0958"),
        ("Priyanka", "Raghunathan", "1985-11-03", "(415) 555-2671"),
        ("Chloe", "O'Shea", "12-Apr-88", "07700 900123"),
        ("Wei", "Zhang", "Mar 3, 1991", "555-0142"),
    ),
    "fi": (
        ("Väinö", "Lehtovaara", "14.2.1979", "040 123 4567"),
        ("Säde", "Mäki", "01.01.2000", "09 5550 1234"),
        ("Tuomas", "Rantala-Heino", "140279", "050-5551234"),
        ("Onni", "Peltola", "7.7.1966", "+358 40 555 0123"),
    ),
    "sv": (
        ("Göran", "Lindqvist", "1979-02-14", "070-174 06 05"),
        ("Åsa", "Wikström", "19851103", "08-123 456 78"),
        ("Lovisa", "af Ugglas", "850412", "0701740605"),
        ("Elsa", "Ek", "1966-07-07", "031-16 45 00"),
    ),
    "de": (
        ("Jürgen", "Brückner", "14.02.1979", "0171/5550142"),
        ("Heike", "von der Heide", "3.11.85", "089-23 45 67"),
        ("Annegret", "Koch", "1. März 1991", "030 1234567"),
        ("Lukas", "Weiß", "07.07.1966", "+49 (0)30 123456"),
    ),
    "fr": (
        ("Élodie", "Marchand", "14/02/1979", "06 12 34 56 78"),
        ("Jean-Pierre", "Lefèvre", "3 novembre 1985", "01.45.67.89.10"),
        ("Thibault", "de La Tour", "01/03/91", "0612345678"),
        ("Aïcha", "Petit", "7 juil. 1966", "+33 6 12 34 56 78"),
    ),
    "es": (
        ("Íñigo", "Etxeberria Ruiz", "14/02/1979", "612 345 678"),
        ("María José", "Peña", "3-11-1985", "91 234 56 78"),
        ("Álvaro", "de la Fuente", "1 de marzo de 1991", "612345678"),
        ("Nuria", "Campos", "07.07.1966", "934-567-890"),
    ),
    "pl": (
        ("Grzegorz", "Brzęczyszczykiewicz", "14.02.1979", "501 234 567"),
        ("Małgorzata", "Wójcik-Nowak", "1985-11-03", "22 123 45 67"),
        ("Żaneta", "Król", "1 marca 1991", "(22) 123-45-67"),
        ("Jan", "Mazur", "12.04.1988", "501234567"),
    ),
    "it": (
        ("Ginevra", "De Santis", "14/02/1979", "339 1234567"),
        ("Nicolò", "D'Angelo", "3/11/1985", "06 12345678"),
        ("Chiara", "Bianchi", "1 marzo 1991", "02/12345678"),
        ("Pasquale", "Lo Russo", "12.04.88", "3391234567"),
    ),
    "nl": (
        ("Sjoerd", "van den Berg", "14-02-1979", "06-12345678"),
        ("Anneke", "de Vries", "3-11-1985", "020 123 4567"),
        ("Maarten", "'t Hart", "1 maart 1991", "010-1234567"),
        ("Femke", "Bakker", "07/07/1966", "+31 6 12345678"),
    ),
}

#: a cell: what it is of ("" for nobody's), and its text
Cell = tuple[str, str]


class Sheet:
    """A text that grows, and the values in it."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[tuple[int, int, str]] = []

    def add(self, text: str) -> None:
        self.text += text

    def cell(self, cell: Cell, value: str = "", width: int = 0) -> None:
        kind, text = cell[0], value or cell[1]
        if kind:
            self.spans.append((len(self.text), len(self.text) + len(text), kind))
        self.text += text.ljust(width)


def people(language: str, split: bool) -> tuple[list[str], list[list[Cell]]]:
    """Headers and rows; given name and surname apart where `split`."""
    whole, given, surname, birth, phone, other = HEADERS[language]
    headers = ["Nr", *([given, surname] if split else [whole]), birth, other, phone, "Amount"]
    rows = []
    for number, (first, last, born, call) in enumerate(PEOPLE[language]):
        names = [("PERSON", first), ("PERSON", last)] if split else [("PERSON", f"{first} {last}")]
        rows.append(
            [
                ("", str(1001 + 7 * number)),
                *names,
                ("DATE_OF_BIRTH", born),
                ("", ("HR", "IT", "Finance", "Sales")[number]),
                ("PHONE_NUMBER", call),
                ("", f"{83 * (number + 3)}.{number + 40}"),
            ]
        )
    return headers, rows


def _delimited(sign: str, quote: str = "") -> Callable[[list[str], list[list[Cell]]], Sheet]:
    def write(headers: list[str], rows: list[list[Cell]]) -> Sheet:
        sheet = Sheet()
        sheet.add(sign.join(f"{quote}{header}{quote}" for header in headers) + "\n")
        for row in rows:
            for at, cell in enumerate(row):
                sheet.add((sign if at else "") + quote)
                sheet.cell(cell, cell[1] if quote else cell[1].replace(",", ""))
                sheet.add(quote)
            sheet.add("\n")
        return sheet

    return write


def _markdown(headers: list[str], rows: list[list[Cell]]) -> Sheet:
    sheet = Sheet()
    sheet.add(f"| {' | '.join(headers)} |\n|{'---|' * len(headers)}\n")
    for row in rows:
        for cell in row:
            sheet.add("| ")
            sheet.cell(cell)
            sheet.add(" ")
        sheet.add("|\n")
    return sheet


def _widths(headers: list[str], rows: list[list[Cell]]) -> list[int]:
    return [
        max(len(header), *(len(row[at][1]) for row in rows)) for at, header in enumerate(headers)
    ]


def _fixed(ruled: bool) -> Callable[[list[str], list[list[Cell]]], Sheet]:
    def write(headers: list[str], rows: list[list[Cell]]) -> Sheet:
        sheet, widths = Sheet(), _widths(headers, rows)
        line = "  ".join(h.ljust(width) for h, width in zip(headers, widths, strict=True))
        sheet.add(line.rstrip() + "\n")
        if ruled:
            sheet.add("  ".join("-" * width for width in widths) + "\n")
        for row in rows:
            for cell, width in zip(row, widths, strict=True):
                sheet.cell(cell, "", width + 2)
            sheet.add("\n")
        return sheet

    return write


def _framed(headers: list[str], rows: list[list[Cell]]) -> Sheet:
    sheet, widths = Sheet(), _widths(headers, rows)
    rule = "+" + "".join("-" * (width + 2) + "+" for width in widths) + "\n"
    line = " | ".join(h.ljust(width) for h, width in zip(headers, widths, strict=True))
    sheet.add(f"{rule}| {line} |\n{rule}")
    for row in rows:
        for cell, width in zip(row, widths, strict=True):
            sheet.add("| ")
            sheet.cell(cell, "", width + 1)
        sheet.add("|\n")
    sheet.add(rule)
    return sheet


def _names(headers: list[str]) -> str:
    plain = [header.replace(" ", "_").replace(".", "") for header in headers]
    return ", ".join(header.replace("(", "").replace(")", "") for header in plain)


def _sql(each: bool) -> Callable[[list[str], list[list[Cell]]], Sheet]:
    def write(headers: list[str], rows: list[list[Cell]]) -> Sheet:
        sheet = Sheet()
        names = _names(headers)
        for number, row in enumerate(rows):
            if each or not number:
                sheet.add(f"INSERT INTO staff ({names}) VALUES\n")
            for at, cell in enumerate(row):
                sheet.add(", '" if at else "('")
                sheet.cell(cell, cell[1].replace("'", "''"))
                sheet.add("'")
            sheet.add(");\n" if each or number == len(rows) - 1 else "),\n")
        return sheet

    return write


def _dump(headers: list[str], rows: list[list[Cell]]) -> Sheet:
    sheet = Sheet()
    sheet.add(f"COPY public.staff ({_names(headers)}) FROM stdin;\n")
    for row in rows:
        for at, cell in enumerate(row):
            sheet.add("\t" if at else "")
            sheet.cell(cell)
        sheet.add("\n")
    sheet.add("\\.\n")
    return sheet


def _objects(array: bool) -> Callable[[list[str], list[list[Cell]]], Sheet]:
    def write(headers: list[str], rows: list[list[Cell]]) -> Sheet:
        sheet = Sheet()
        sheet.add("[\n" if array else "")
        for number, row in enumerate(rows):
            for at, (header, cell) in enumerate(zip(headers, row, strict=True)):
                sheet.add(f'{", " if at else "{"}"{header}": "')
                sheet.cell(cell)
                sheet.add('"')
            sheet.add("},\n" if array and number < len(rows) - 1 else "}\n")
        sheet.add("]\n" if array else "")
        return sheet

    return write


def _arrays(headers: list[str], rows: list[list[Cell]]) -> Sheet:
    sheet = Sheet()
    sheet.add("[" + json.dumps(headers, ensure_ascii=False))
    for row in rows:
        for at, cell in enumerate(row):
            sheet.add(', "' if at else ',\n ["')
            sheet.cell(cell)
            sheet.add('"')
        sheet.add("]")
    sheet.add("]\n")
    return sheet


def _html(headers: Sequence[str], rows: list[list[Cell]]) -> Sheet:
    sheet = Sheet()
    heads = "".join(f"<th>{header}</th>" for header in headers)
    sheet.add(f"<table>\n<tr>{heads}</tr>\n")
    for row in rows:
        sheet.add("<tr>")
        for cell in row:
            sheet.add("<td>")
            sheet.cell(cell)
            sheet.add("</td>")
        sheet.add("</tr>\n")
    sheet.add("</table>\n")
    return sheet


SYNTAXES: dict[str, Callable[[list[str], list[list[Cell]]], Sheet]] = {
    "tsv": _delimited("\t"),
    "csv": _delimited(","),
    "csv, quoted": _delimited(",", '"'),
    "semicolons": _delimited(";"),
    "pipes": _delimited(" | "),
    "markdown": _markdown,
    "aligned": _fixed(False),
    "aligned, ruled": _fixed(True),
    "framed": _framed,
    "insert": _sql(False),
    "inserts": _sql(True),
    "dump": _dump,
    "json": _objects(True),
    "json lines": _objects(False),
    "arrays": _arrays,
    "html": _html,
}
