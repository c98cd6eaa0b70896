"""Whether the first row of a table is its header, or the first column. Pure."""

from __future__ import annotations

import re

from dlp.detect.engine.tables.table import Table
from dlp.detect.engine.tables.types import CODE, DATE, EMAIL, EMPTY, NUMBER, TEXT, WORDS, form
from dlp.detect.engine.text.normalise import fold

_LONGEST, _MOST_WORDS = 48, 6
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[Qq][1-4]|[0-9]{1,2}")
#: how much of a first row must be words, and of a first column headers
_MOSTLY = 0.6
#: a table with its headers in the first column has few rows
_MOST_ROWS = 400

#: words that head columns, folded; a header is known where each word of it, or the last, is one
KNOWN = frozenset(
    """
    id ids no nr num number nummer numero code key ref name names nimi namn navn nom noms nombre
    nombres nome naam imie nazwisko cognome cognomi prenom apellido apellidos vorname nachname
    familienname fornamn efternamn etunimi sukunimi voornaam achternaam surname lastname firstname
    forename fullname first last full middle given family titel title gender sex age alter ika
    employee employees mitarbeiter mitarbeiterin arbeitnehmer tyontekija anstalld employe empleado
    pracownik dipendente medewerker person persona personne personer henkilo osoba persoon customer
    client kunde asiakas kund cliente klient klant patient patientin potilas paciente pacjent
    paziente student pupil schueler schuler opiskelija elev eleve alumno uczen studente leerling
    contact kontakt contacto contatto contactpersoon manager owner lead assignee author reviewer
    approver supervisor driver teacher doctor nurse member guest tenant sender recipient
    participant attendee applicant candidate holder beneficiary payee user username login email
    mail e-mail sahkoposti epost courriel correo telefon telefono telephone tel phone mobile mobil
    handy cell fax puhelin puh telefoon movil portable gsm komorka cellulare address adresse adress
    osoite adres direccion indirizzo street strasse city town ort stadt kaupunki ville ciudad
    miasto citta plaats zip postcode plz country land maa pays pais kraj paese dob birth birthdate
    birthday born geburtsdatum geboren geb geburtstag syntymaaika fodelsedatum fodd naissance
    nacimiento urodzenia nascita geboortedatum date datum data fecha dato paivamaara pvm day month
    year time start end status state type department dept abteilung osasto avdelning service
    departamento dzial reparto afdeling team role position job funktion rolle rooli roll poste
    cargo stanowisko ruolo functie salary lohn palkka lon salaire salario wynagrodzenie stipendio
    amount total sum price preis hinta pris prix precio cena prezzo prijs qty quantity menge maara
    antal quantite cantidad ilosc aantal product produkt tuote produit producto prodotto item
    artikel company firma yritys foretag societe empresa azienda bedrijf organisation organization
    supplier vendor category description beschreibung kuvaus beskrivning notes note comment
    comments remarks bemerkung file host hostname server ip version url iban account konto tili
    compte cuenta rekening card karte kortti kort carte tarjeta karta carta kaart ssn hetu
    personnummer pesel nif dni bsn passport password value field column feld wert kentta arvo falt
    varde champ valeur campo valor pole wartosc veld waarde valore
    """.split()
)
#: headers of the two columns of a form
_FORM = frozenset("field value key feld wert attribute property item details data".split())
_EMPTY = frozenset(
    "no nr num number nummer numero numer text content input output id code nro string str".split()
)


def words(header: str) -> list[str]:
    """The words of a header, folded: ``dateOfBirth (UTC)`` is date, of, birth, utc."""
    return _LETTERS.findall(fold(_CAMEL.sub(" ", header[:_LONGEST])).replace("_", " "))


def known(header: str) -> bool:
    """Whether a header's words are those of headers."""
    found = words(header)
    return bool(found) and (found[-1] in KNOWN or found[0] in KNOWN) and len(found) <= _MOST_WORDS


def says_nothing(header: str) -> bool:
    """Whether a header leaves what its cells are to their neighbours: value, number, text."""
    return all(word in _FORM or word in _EMPTY for word in words(header))


def _heads(cell: str) -> bool:
    """Whether a cell can be a header: short, of words, no sentence."""
    if len(cell) > _LONGEST or cell.count(" ") >= _MOST_WORDS or form(cell) not in (WORDS, CODE):
        return False
    return bool(_LETTERS.search(cell)) and "@" not in cell and not cell.endswith(("!", "?"))


def settle(text: str, table: Table, ruled: bool = False) -> None:
    """Find out whether the first row is a header (`ruled`: a line under it says so)."""
    cells = [(text[start:end], column) for start, end, column in table.cells(text, 0)]
    filled = [cell for cell, _ in cells if cell]
    heads = sum(map(_heads, filled))
    years = sum(_YEAR.fullmatch(cell) is not None for cell in filled)
    if not filled or (not ruled and (not heads or heads + years < len(filled))):
        return
    table.head = 1
    below = table.values(text)
    table.head = 0
    if not below:
        return
    several = sum(known(cell) for cell in filled)
    if _sideways(text, table, several, len(filled)):
        table.sideways = table.sure = True
        return
    table.headers = [""] * (1 + max(column for _, column in cells))
    for cell, column in cells:
        table.headers[column] = cell
    table.head = 1
    forms = table.forms(text)
    typed = sum(
        forms.get(column, EMPTY) in (NUMBER, DATE, EMAIL, CODE, TEXT)
        and form(cell) == WORDS
        and cell not in below.get(column, ())
        for cell, column in cells
    )
    table.sure = ruled or typed > 0 or 2 * several >= len(filled)


def _sideways(text: str, table: Table, known_above: int, width: int) -> bool:
    """Whether the first column holds the headers: a form, or records side by side."""
    if len(table.starts) > _MOST_ROWS:
        return False
    first: list[str] = []
    for number in range(min(len(table.starts), 24)):
        cells = table.cells(text, number)
        if cells:
            first.append(text[cells[0][0] : cells[0][1]])
    if len(first) < 2:
        return False
    if first[0] and set(words(first[0])) & _FORM:
        first = first[1:]
        known_above = 0
    many = sum(known(cell) for cell in first if _heads(cell))
    return (
        len(set(first)) == len(first)
        and many >= max(2, _MOSTLY * len(first))
        and known_above < max(2, _MOSTLY * width)
    )
