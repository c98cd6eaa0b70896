# ruff: noqa: E501 — word lists read best as lists
"""Mail and chat in Spanish, Italian, Dutch and Polish, and more Finnish; written for this project.

Slots as in `templates`. In Finnish a name stands in a case: {P+lle}, {G+ssa} (see `finnish`).
"""

from __future__ import annotations

GREETINGS = {
    "es": """Hola {F},|Hola {F}:|Hola a todos,|Estimado {F},|Estimada {F}:|Estimado señor {L},|Estimada señora {L}:|Buenos días {F},|Buenas tardes,|
    Querida {F},|Querido {F},|hola {f}|Buenos días a todos,|{F},|Hola {F} y {F},|Muy señores míos:|Buenas, {F}:|Estimados compañeros,""",
    "it": """Ciao {F},|Ciao {F}!|Buongiorno {F},|Gentile {F},|Gentile dott. {L},|Gentile signora {L},|Egregio sig. {L},|Cara {F},|Caro {F},|
    ciao {f}|Ciao a tutti,|Buonasera,|{F},|Ciao {F} e {F},|Spett.le ditta,|Gentili colleghi,|Salve {F},""",
    "nl": """Hoi {F},|Hallo {F},|Beste {F},|Beste heer {L},|Beste mevrouw {L},|Geachte heer {L},|Geachte mevrouw {L},|Dag {F},|hoi {f}|
    Goedemorgen {F},|Hallo allemaal,|Beste collega's,|{F},|Hoi {F} en {F},|Geachte heer, mevrouw,|Hey {F}!""",
    "pl": """Cześć {F},|Witam,|Dzień dobry {F},|Szanowny Panie {F},|Szanowna Pani {F},|Drogi {F},|Droga {F},|Hej {F}!|cześć {f}|
    Szanowni Państwo,|Dzień dobry,|Witam wszystkich,|{F},|Cześć {F} i {F},|Panie {F},|Pani {F},|Witaj {F}!""",
}

CLOSINGS = {
    "es": """Un saludo,|Saludos,|Saludos cordiales,|Atentamente,|Gracias,|Un abrazo,|Muchas gracias,|Besos,|Hasta luego,|Quedo a la espera.|Buen fin de semana,""",
    "it": """Cordiali saluti,|Saluti,|Un saluto,|Distinti saluti|Grazie,|A presto,|Un abbraccio,|Buona giornata,|Grazie mille,|Buon lavoro,|Baci""",
    "nl": """Met vriendelijke groet,|Groet,|Groeten,|Groetjes,|Mvg,|Bedankt,|Alvast bedankt,|Tot snel,|Hartelijke groet,|Liefs,|Fijn weekend,""",
    "pl": """Pozdrawiam,|Z poważaniem,|Pozdrowienia,|Dziękuję,|Dzięki,|Serdecznie pozdrawiam|Do zobaczenia,|Miłego dnia,|Pozdrawiam serdecznie,|Z góry dziękuję,""",
}

SENTENCES = {
    "es": """Ayer hablé con {F}.|{P} viene a {G} el {W}.|El número de {F} es el {#}.|¿Puedes preguntar a {F} y a {F}?|Me llamo {P} y trabajo en {O}.|{P} escribió el {D}:|
    ¿Ha contestado {F}?|Contacto: {P}, {O}|Asistentes: {P}, {P} y {P}|¡Gracias, {F}!|El señor {L} no está hoy en la oficina.|La doctora {L} le atenderá.|{P} vive en {G}.|
    {O} abre una oficina en {G}, según {P}.|El contrato con {O} lo firmó {P}.|He puesto a {F} en copia.|Cliente: {P}, {G}|Paciente: {P}, nacido el {D}|¿Dónde está {f}?|
    pregúntale a {f}|{f} llega tarde|Feliz cumpleaños, {F}.|De: {P}|Para: {P}; {P}|Según {F}, falta la factura.|Mi jefa, {P}, lo aprobó.|La propuesta de {L} fue aceptada.|
    Hemos contratado a {P}.|Le adjunto el informe de {P}.|Nombre: {P}|Apellidos: {L}|Titular: {P}|Testigo: {P}|Don {P}, vecino de {G}|{P}, con domicilio en {V}|Fui con {F} a {G}.|
    {F} y yo vamos a {G}.|El ministro {L} visitó {G}.|La alcaldesa de {G}, {P}, dimitió.|Recibí el correo de {F}.|Envíalo a {P}, {O}, {G}.|Nos vemos en {G}.|{F}, ¿puedes mirar esto?|
    La madre de {F} está enferma.|{P} ha pedido la baja.|A {F} le parece bien.|Con {F} no hay problema.|Para {F} es urgente.""",
    "it": """Ieri ho parlato con {F}.|{P} viene a {G} {W}.|Il numero di {F} è {#}.|Puoi chiedere a {F} e {F}?|Mi chiamo {P} e lavoro per {O}.|{P} ha scritto il {D}:|
    {F} ha risposto?|Contatto: {P}, {O}|Presenti: {P}, {P} e {P}|Grazie {F}!|Il signor {L} oggi non c'è.|La dottoressa {L} la riceve alle {T}.|{P} abita a {G}.|
    {O} apre una sede a {G}, dice {P}.|Il contratto con {O} è stato firmato da {P}.|Ho messo {F} in copia.|Cliente: {P}, {G}|Paziente: {P}, nato il {D}|Dov'è {f}?|
    chiedi a {f}|{f} arriva dopo|Buon compleanno {F}!|Da: {P}|A: {P}; {P}|Secondo {F} manca la fattura.|Il mio capo, {P}, ha approvato.|La proposta di {L} è passata.|
    Abbiamo assunto {P}.|Allego la relazione di {P}.|Nome: {P}|Cognome: {L}|Intestatario: {P}|Testimone: {P}|Il sig. {P}, residente a {G}|{P}, residente in {V}|Sono andato con {F} a {G}.|
    {F} e io andiamo a {G}.|Il ministro {L} ha visitato {G}.|La sindaca di {G}, {P}, si è dimessa.|Ho ricevuto la mail di {F}.|Spediscilo a {P}, {O}, {G}.|Ci vediamo a {G}.|{F}, puoi guardare?|
    La madre di {F} è malata.|{P} è in malattia.|A {F} va bene.|Con {F} nessun problema.|Per {F} è urgente.""",
    "nl": """Gisteren sprak ik met {F}.|{P} komt {W} naar {G}.|Het nummer van {F} is {#}.|Kun je het aan {F} en {F} vragen?|Mijn naam is {P} en ik werk bij {O}.|{P} schreef op {D}:|
    Heeft {F} al geantwoord?|Contactpersoon: {P}, {O}|Aanwezig: {P}, {P} en {P}|Bedankt {F}!|De heer {L} is vandaag niet aanwezig.|Mevrouw {L} heeft de factuur betaald.|{P} woont in {G}.|
    {O} opent een kantoor in {G}, zegt {P}.|Het contract met {O} is getekend door {P}.|Ik heb {F} in cc gezet.|Klant: {P}, {G}|Patiënt: {P}, geboren {D}|waar is {f}?|
    vraag het {f}|{f} komt later|Gefeliciteerd {F}!|Van: {P}|Aan: {P}; {P}|Volgens {F} ontbreekt de factuur.|Mijn chef, {P}, is akkoord.|Het voorstel van {L} is aangenomen.|
    Wij hebben {P} aangenomen.|Bijgaand het rapport van {P}.|Naam: {P}|Achternaam: {L}|Rekeninghouder: {P}|Getuige: {P}|Dhr. {P} uit {G}|{P}, wonende te {V}|Ik ging met {F} naar {G}.|
    {F} en ik gaan naar {G}.|Minister {L} bezocht {G}.|De burgemeester van {G}, {P}, treedt af.|Ik kreeg de mail van {F}.|Stuur het naar {P}, {O}, {G}.|Tot in {G}.|{F}, kun je hiernaar kijken?|
    De moeder van {F} is ziek.|{P} heeft zich ziek gemeld.|Voor {F} is het prima.|Met {F} geen probleem.|Doe de groeten aan {F}.""",
    "pl": """{F} dzwonił wczoraj.|{P} przyjeżdża w {W}.|Numer: {F} {#}.|Czy {F} i {F} już wiedzą?|Nazywam się {P} i pracuję w {O}.|{P} napisał {D}:|
    Czy {F} odpowiedział?|Osoba kontaktowa: {P}, {O}|Obecni: {P}, {P} i {P}|Dzięki {F}!|Pan {L} jest dziś nieobecny.|Pani {L} zapłaciła fakturę.|{P} mieszka w {G}.|
    {O} otwiera biuro, mówi {P}.|Umowę z {O} podpisał {P}.|{F} jest w kopii.|Klient: {P}, {G}|Pacjent: {P}, ur. {D}|gdzie jest {f}?|
    zapytaj, {f} wie|{f} będzie później|Wszystkiego najlepszego, {F}!|Od: {P}|Do: {P}; {P}|Zdaniem {F} brakuje faktury.|Moja szefowa, {P}, się zgodziła.|Wniosek złożył {L}.|
    Zatrudniliśmy nową osobę: {P}.|W załączniku raport, autor {P}.|Imię i nazwisko: {P}|Nazwisko: {L}|Właściciel rachunku: {P}|Świadek: {P}|{P}, zam. {V}|{F} pojechała do {G}.|
    {F} i ja jedziemy do {G}.|Minister {L} odwiedził {G}.|Burmistrz {P} zrezygnował.|Dostałem mail od {F}.|Proszę wysłać do: {P}, {O}, {G}.|{F}, możesz na to spojrzeć?|
    Mama i {F} pozdrawiają.|{P} jest na zwolnieniu.|Dla {F} to pilne.|Doktor {L} przyjmuje od {T}.|Kierownik: {P}""",
    "fi": """{P+n} mukaan päätös tehdään syksyllä.|{L} sanoo, että tilanne on vaikea.|{L+n} mielestä hanke etenee.|Haastattelussa {P} kertoi lapsuudestaan {G+ssa}.|{P} voitti kisan {G+ssa}.|
    {P} ja {P} tapasivat {G+ssa}.|Valmentaja {P} on tyytyväinen.|Ministeri {L+n} mukaan rahaa ei ole.|Presidentti {L} vieraili {G+ssa} ja {G+ssa}.|Kirjailija {P} syntyi {G+ssa}.|
    Kirjan on kirjoittanut {P}.|Elokuvan ohjasi {P}, pääosassa on {P}.|Laulaja {P+n} uusi levy ilmestyi.|{L+n} kausi päättyi.|Pallo oli {L+lla}.|Maalin teki {L}.|{L+n} syöttö meni ohi.|
    Voitto meni {L+lle}.|Kiitimme {P+a} avusta.|Näin {F+n} kaupassa.|En tunne {P+a}.|Rakastan {F+a}.|Odotamme {F+a} ja {F+a}.|Puhelu tuli {P+lta}.|Lahja on {F+lle}.|Soita {L+lle} heti.|
    {F+lla} on uusi auto.|{P+lla} on kokemusta alalta.|Sopimus tehtiin {O+n} kanssa.|{O} irtisanoo väkeä {G+ssa}.|{O+n} toimitusjohtaja {P} vahvistaa tiedon.|{P+sta} tuli puheenjohtaja.|
    Jutussa kerrotaan {P+sta}.|Hän muutti {G+sta} {G+in}.|Matka {G+in} kestää tunnin.|{G+n} kaupunki myy tontin.|{G+n} yliopiston professori {P}|Palasimme {G+sta} eilen.|{K+n} hallitus kaatui.|
    {K+ssa} äänestetään.|Yhdysvaltain presidentti {P}|{P} ({#})|{L}, {F}|Kuva: {P}|Teksti: {P}|Vastaaja: {P}|Hakija: {P}|Lasku on osoitettu {P+lle}.|Potilas {P} saapui ajallaan.|
    Kuulin {F+lta}, että {F} on sairaana.|{F+n} äiti soitti.|{F} ja {F+n} koira|Kävimme {F+n} luona {G+ssa}.|Isä ja {F} lähtivät {G+in}.|Tervetuloa {F}!|Onnea {F+lle}!|Ystäväni {F} asuu {G+ssa}.|
    Edustaja {L} jätti kysymyksen.|Toimittaja {P} kysyi {L+lta} asiasta.|Konserni osti {O+n}.|Näyttelijä {P} sai palkinnon.|Suomen {P} oli kolmas.|Ruotsin {L} voitti.|{P} kertoo blogissaan matkasta.|
    Johtaja {L} eroaa.|Rehtori {P} jää eläkkeelle.|Tutkija {P+n} väitöskirja|Säveltäjä {L+n} sinfonia|{L} pelaa {G+ssa}.|Rouva {L}|Herra {L}|Tohtori {L}|neiti {L}""",
}

REPORTS = {
    "es": """{Q} tiene su sede en {G}, {K}.|Mi dirección es {V}.|Vivo en {V}.|{P}, {V}|Empresa: {Q}|Nacido en {G}.|{P} dirige {Q}.|{K} y {K} firmaron el acuerdo.|Trabajo en {Q}.|Proveedor: {Q}|El tren a {G} llega tarde.|Dirección de envío: {V}|Vamos de {G} a {G}.""",
    "it": """{Q} ha la sede a {G}, {K}.|Il mio indirizzo è {V}.|Abito in {V}.|{P}, {V}|Azienda: {Q}|Nato a {G}.|{P} dirige {Q}.|{K} e {K} hanno firmato l'accordo.|Lavoro per {Q}.|Fornitore: {Q}|Il treno per {G} è in ritardo.|Indirizzo di consegna: {V}|Da {G} a {G} in treno.""",
    "nl": """{Q} is gevestigd in {G}, {K}.|Mijn adres is {V}.|Ik woon op {V}.|{P}, {V}|Bedrijf: {Q}|Geboren te {G}.|{P} is directeur van {Q}.|{K} en {K} tekenden het verdrag.|Ik werk bij {Q}.|Leverancier: {Q}|De trein naar {G} is te laat.|Afleveradres: {V}|Van {G} naar {G}.""",
    "pl": """{Q} ma siedzibę w {G}, {K}.|Mój adres: {V}.|Mieszkam: {V}.|{P}, {V}|Firma: {Q}|Urodzony: {G}.|{P} kieruje {Q}.|{K} i {K} podpisały umowę.|Pracuję w {Q}.|Dostawca: {Q}|Pociąg do {G} jest spóźniony.|Adres dostawy: {V}""",
}

#: forms and lines of chat, the same in any language
FORMS = """{P}|{P}, {#}|{P}\t{A}|{A}\t{P}|{#}\t{P}\t{D}|{D}\t{P}\t{#}|{#};{P};{G};{#}|"{P}","{A}","{#}"|{#},{F},{L},{A}|{L};{F};{D}|{L}, {F} ({#})|
[{D}, {T}] {P}: ok|[{T}] <{F}> {X}|{F} {T}\nok|{P}, [{D} {T}]\nok|*{F}*: ok|{f}: lol|@{F} ok?|@{f} ?|{F}??|{f}!!|cc @{F} @{F}|{F} 👍|👋 {F}|{F} & {F}|{F} + {F}|w/ {F}|re: {P}|fwd {P}|attn {P}|Attn: {P}|c/o {P}|p.p. {P}|i.A. {P}|
NAME: {P}|NAME {P}|Name / Nom: {P}|1) {P} 2) {P} 3) {P}|1. {L}, {F}\n2. {L}, {F}|{P} -> {P}|{P} / {P}|{P} vs {P}|{P} = {#}|{P} (m)|{P} - {D}|{T} {P}|{W}: {F}, {F}|{F}: {#}|{P}: {#}|{#} {P}|{P} <{A}>|{A} ({P})|tel. {P} {#}|{L} {#}|id={#} name={P}|
\"name\": \"{P}\"|'{P}'|«{P}»|({P})|[{P}]|{P}?|{P}...|> {P}|* {P}|- {P}: {W}|• {P} – {G}|✓ {P}|#{#} {P}|Re: {P}|FW: {P}|Fwd: {P} / {G}"""
