"""Words in the headers of columns that hold persons' names, or other things' names. Folded.

English, Finnish, Swedish, German, French, Spanish, Polish, Italian, Dutch, and some beside.
"""

from __future__ import annotations

import re

from dlp.detect.engine.tables.headers import words

#: what a header says of its column: parts of a person's name; a person; somebody who may be a firm;
#: a name of anything; certainly no person; nothing
NAMED, PERSONS, PARTIES, ANY_NAME, THINGS, SILENT = range(6)

_NAMED = frozenset(
    """
    fullname firstname lastname surname surnames forename forenames givenname givennames familyname
    middlename maidenname birthname fname lname mname legalname preferredname displayname
    personname vorname vornamen nachname nachnamen zuname familienname rufname geburtsname
    personenname vorundnachname nameundvorname namevorname nachnamevorname vornamename
    vornamenachname fornamn efternamn forenamn tilltalsnamn mellannamn forochefternamn personnamn
    etunimi etunimet sukunimi kutsumanimi kokonimi henkilonimi etujasukunimi prenom prenoms
    nomdefamille nometprenom nomprenom prenomnom nomcomplet nomusage nomdusage nomdenaissance
    apellido apellidos primerapellido segundoapellido nombreyapellidos nombrecompleto
    nombreapellidos nombredepila nombreyapellido apellidosynombre imie imiona nazwisko nazwiska
    imieinazwisko nazwiskoiimie imienazwisko cognome cognomi nomecognome cognomenome nomeecognome
    cognomeenome nominativo nomecompleto voornaam voornamen achternaam roepnaam naamenvoornaam
    volledigenaam voorenachternaam familienaam fornavn efternavn etternavn fuldenavn fulltnavn
    sobrenome apelido jmeno prijmeni фамилия имя фио отчество имяфамилия επωνυμο ονοματεπωνυμο 姓名
    氏名 名前 お名前 이름 성명 姓 الاسم first last middle given
    """.split()
)
_PERSONS = frozenset(
    """
    person persons people employee employees staff staffmember worker workers colleague colleagues
    patient patients student students pupil pupils teacher teachers tutor lecturer professor doctor
    physician nurse therapist surgeon dentist manager managers supervisor boss lead teamlead
    approver assignee author authors reviewer reviewers contact contactperson driver guest guests
    participant participants attendee attendees applicant applicants candidate candidates
    cardholder cardholdername accountholder policyholder beneficiary tenant landlord resident
    citizen spouse wife husband child children parent mother father guardian nextofkin relative
    witness lawyer attorney judge player coach instructor referee passenger traveller traveler
    donor consultant interviewer caller technician engineer operator director secretary trainee
    intern mitarbeiter mitarbeiterin mitarbeitende mitarbeiterinnen arbeitnehmer arbeitnehmerin
    angestellte angestellter beschaftigte beschaftigter patientin patienten schuler schulerin
    studentin studierende lehrer lehrerin arzt arztin ansprechpartner ansprechpartnerin
    ansprechperson kontaktperson bearbeiter bearbeiterin sachbearbeiter sachbearbeiterin
    verantwortlich verantwortliche verantwortlicher vorgesetzte vorgesetzter fahrer fahrerin
    teilnehmer teilnehmerin teilnehmende bewerber bewerberin karteninhaber kontoinhaber mieter
    mieterin betreuer versicherte versicherter zustandig leiter leiterin tyontekija tyontekijat
    henkilo henkilot potilas opiskelija oppilas opettaja laakari hoitaja esihenkilo esimies
    yhteyshenkilo vastuuhenkilo kuljettaja osallistuja hakija haltija kortinhaltija vuokralainen
    jasen huoltaja anstalld anstallda medarbetare medarbetaren elev elever larare lakare chef
    ansvarig forare deltagare sokande innehavare kortinnehavare hyresgast handlaggare medlem
    employe employes salarie salariee salaries collaborateur collaboratrice personne personnes
    patiente eleve eleves etudiant etudiante professeur enseignant medecin responsable chauffeur
    candidat titulaire locataire beneficiaire interlocuteur conseiller empleado empleada empleados
    trabajador trabajadora persona personas paciente pacientes alumno alumna alumnos estudiante
    profesor profesora medico conductor participante candidato candidata titular inquilino
    beneficiario encargado encargada pracownik pracownika pracownicy osoba osoby pacjent pacjentka
    pacjenta uczen nauczyciel lekarz kierownik przelozony kierowca uczestnik kandydat posiadacz
    najemca osobakontaktowa opiekun dipendente dipendenti lavoratore paziente pazienti alunno
    alunna studente insegnante responsabile autista partecipante titolare intestatario referente
    medewerker medewerkers werknemer werknemers persoon leerling docent arts leidinggevende
    contactpersoon deelnemer kandidaat houder kaarthouder rekeninghouder huurder behandelaar
    verantwoordelijke
    """.split()
)
_PARTIES = frozenset(
    """
    customer customers client clients owner user users account holder payee sender recipient agent
    representative rep salesperson seller buyer vendor member members contact signatory requester
    requestor reporter creator kunde kundin kunden besitzer eigentumer inhaber inhaberin nutzer
    benutzer absender empfanger kontakt mitglied asiakas asiakkaat omistaja kayttaja lahettaja
    vastaanottaja yhteystiedot kund kunder agare anvandare mottagare cliente clienti clientes
    proprietaire utilisateur expediteur destinataire membre contacto propietario usuario remitente
    destinatario miembro socio klient klienci wlasciciel uzytkownik nadawca odbiorca proprietario
    utente mittente contatto klant klanten eigenaar gebruiker afzender ontvanger lid
    """.split()
)
_ANY = frozenset(
    "name names namen nimi nimet namn navn naam nom noms nombre nombres nome nomi nev".split()
)
#: what else a header can ask of somebody: then its column holds no names
_ATTRIBUTES = frozenset(
    """
    id ids no nr num number nummer numero numer nro code codigo kod key ref email mail e phone tel
    telefon telephone telefono puhelin mobile date datum fecha data since seit type status state
    count total sum group team role dept department address adresse city age dob birth born gender
    sex title salary url link hash tier segment level rating score satisfaction feedback notes note
    comment language lang country iban card pin password login rate
    """.split()
)
_THINGS = frozenset(
    """
    product products company firm business organisation organization org file folder path host
    hostname server domain project table column field event street city town country state region
    brand model item items article category database class function method package library repo
    repository branch team group department dept division school university college hospital clinic
    vendor supplier manufacturer bank job position building room site app application service
    system device printer vessel ship boat pet dog cat animal book film movie song album track
    station county course recipe drug medicine medication ingredient color colour plan part
    component module variable parameter setting metric kpi dataset sku version feature task ticket
    issue process unit currency language planet species plant dish restaurant hotel shop store club
    league stadium airport airline username nickname nick login description notes tool produkt
    produkte artikel firma unternehmen datei ordner rechner projekt strasse ort stadt land marke
    modell abteilung schule klinik hersteller lieferant gebaude raum anwendung gerat bezeichnung
    beschreibung tuote tuotteet yritys tiedosto kansio palvelin hanke katu kaupunki maa merkki
    malli osasto koulu sairaala toimittaja pankki rakennus huone sovellus laite kuvaus foretag fil
    mapp gata stad avdelning skola sjukhus leverantor byggnad rum beskrivning produit produits
    societe entreprise fichier dossier serveur projet rue ville pays marque modele ecole hopital
    fournisseur banque batiment salle appareil designation producto productos empresa archivo
    carpeta servidor proyecto calle ciudad pais marca modelo departamento escuela proveedor banco
    edificio sala dispositivo descripcion nazwa plik serwer ulica miasto kraj marka dzial szkola
    szpital dostawca budynek opis prodotto prodotti azienda societa ditta cartella progetto via
    citta paese scuola ospedale fornitore descrizione bedrijf bestand map straat plaats merk
    afdeling ziekenhuis leverancier gebouw omschrijving
    """.split()
)
#: headers beside a column that speak for persons, and for things
_OF_PERSONS = frozenset(
    """
    dob birth birthdate birthday born ssn hetu personnummer henkilotunnus pesel nif dni bsn nino
    nhs nir fiscale gender sex age salary wage payroll nationality marital position job title
    occupation employee employer hired hire passport surname lastname firstname department dept
    extension insurance mrn diagnosis allergy blood grade geburtsdatum geboren geburtstag geb
    geschlecht alter gehalt lohn beruf abteilung personalnummer steuer versicherungsnummer
    staatsangehorigkeit krankenkasse eintritt syntymaaika ika sukupuoli palkka ammatti osasto
    nimike fodelsedatum fodd alder kon lon yrke avdelning befattning naissance sexe salaire poste
    metier service secu nacimiento sexo edad salario sueldo puesto cargo departamento urodzenia
    plec wiek wynagrodzenie stanowisko dzial nascita sesso eta stipendio ruolo reparto mansione
    geboortedatum geslacht leeftijd salaris functie afdeling burgerservicenummer email mail phone
    telephone mobile tel telefon telefono puhelin puh telefoon portable handy mobil movil
    sahkoposti epost courriel correo cell gsm nachname vorname etunimi sukunimi efternamn fornamn
    prenom apellidos nazwisko cognome achternaam voornaam iban card ccnumber
    """.split()
)
_OF_THINGS = frozenset(
    """
    price cost qty quantity sku stock version size weight colour color width height revenue
    turnover founded population capital currency url host ip port mime bytes checksum hash license
    licence vendor manufacturer isbn ean barcode brand model preis menge lager gewicht grosse
    umsatz hinta maara varasto paino pris antal vikt prix quantite poids precio cantidad peso cena
    ilosc waga prezzo quantita prijs hoeveelheid description beschreibung sector industry branche
    release download downloads stars area km kg latency cpu ram
    """.split()
)
_ENDING = re.compile(r"(?:s|n|en|ns|er)?[_-]?(?:name|namn|nimi|naam|navn|namen)\Z")
_FILLERS = frozenset(
    """
    the of a an de la le du des del der die das di da s el los och und et y e i ja en and per for
    fur pour para w primary secondary main emergency assigned responsible new current previous our
    your to by from mr ms
    """.split()
)


def says(header: str) -> int:
    """What a header says of its column: one of the constants above."""
    found = [word for word in words(header) if word not in _FILLERS]
    joined = "".join(words(header))
    if not found:
        return SILENT
    if joined in _NAMED or "".join(found) in _NAMED:
        return NAMED
    if "".join(found) in _PERSONS:
        return PERSONS
    named = any(word in _ANY for word in found)
    kinds = {_of(word) for word in found if word not in _ANY}
    if len(found) > 1 and NAMED in kinds and (named or len(kinds) == 1):
        return NAMED
    if any(word in _ATTRIBUTES for word in found) and not named and THINGS not in kinds:
        return THINGS if PERSONS in kinds or PARTIES in kinds else SILENT
    if NAMED in kinds and not {"first", "last", "middle", "given"}.intersection(found):
        return NAMED
    if PERSONS in kinds:
        return PERSONS
    if PARTIES in kinds and THINGS not in kinds:
        return PARTIES
    if THINGS in kinds:
        return THINGS
    return ANY_NAME if named else SILENT


def _of(word: str) -> int:
    for kind, known in (
        (NAMED, _NAMED),
        (PERSONS, _PERSONS),
        (PARTIES, _PARTIES),
        (THINGS, _THINGS),
    ):
        if word in known:
            return kind
    ending = _ENDING.search(word)
    if ending is None or not ending.start():
        return SILENT
    stem = word[: ending.start()]
    for kind, known in ((PERSONS, _PERSONS), (PARTIES, _PARTIES)):
        if stem in known or stem + "en" in known or stem + "e" in known:
            return kind
    return THINGS


def leaning(headers: list[str]) -> tuple[int, int]:
    """How many of a table's headers speak for persons, and how many for things."""
    persons = things = 0
    for header in headers:
        found = set(words(header))
        persons += bool(found & _OF_PERSONS)
        things += bool(found & _OF_THINGS)
    return persons, things
