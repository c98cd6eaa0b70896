"""A fourth set of hard negatives, of other sorts than the third's, written after its repair.

docs/tuning.md has what they gave at first sight; two causes were repaired since.
"""

from __future__ import annotations

from collections.abc import Iterator

import _templates

_TEMPLATES = """
# minutes of meetings
Action items: update the risk log, close point {1-9}, send slides by {iso}.
Agenda: 1. Opening 2. Minutes 3. Budget {1-9}.{d1} M 4. Any other business
Beschlüsse: Budget freigegeben, Termin {dmy} bestätigt, Punkt {1-9} vertagt.
Päätettiin jatkaa pilottia {2-9} viikkoa ja arvioida tulokset.
Beslutades att skjuta upp punkt {1-9} till nästa möte.
# kubernetes and docker
kubectl get pods¶api-{h10}-{l5}   1/1   Running   {0-9}   {10-90}d
docker run -d --name cache -p {6000-6999}:6379 redis:{5-8}-alpine
Warning  FailedScheduling  {1-60}s  default-scheduler  0/{2-9} nodes are available
helm upgrade --install app chart/ --version {1-9}.{d1}.{d2} --set replicas={2-9}
OOMKilled, exit code 137, restarts {3-90}
# database output
({10-90} rows affected, {100-900} ms)
Seq Scan on orders  (cost=0.00..{d4}.{d2} rows={d5} width={10-90})
ALTER TABLE invoice ADD COLUMN total NUMERIC(12,2) DEFAULT 0;
Deadlock found when trying to get lock; transaction {d9} rolled back
INSERT INTO stock VALUES ({d5}, 'bolt', {1-90}.{d2}, '{iso}');
# network gear
interface GigabitEthernet0/{1-48}¶ description uplink¶ switchport access vlan {10-900}
%LINK-3-UPDOWN: Interface Ethernet{1-9}/{1-48}, changed state to down
Firmware {10-20}.{1-9}({1-9})SE{1-9} fixes the memory leak.
VLAN {10-900}, subnet mask 255.255.255.0, MTU 9000
Port {1-48}: {100-900} CRC errors since {clock}
# customs and trade
HS code {d4}.{d2}.{d2}, origin EU, gross weight {100-900} kg
MRN {10-26}DE{x10}{d4} released by customs on {iso}
Container {u3}U{d6}-{d1}, seal {d7}, ETA {dmy}
Incoterms 2020: DAP, {2-20} pallets, {1-9}.{d3} cbm
B/L no. {u4}{d8}, vessel voyage {d3}{E|W|N|S}
# real estate
3 Zimmer, {50-120} m², Balkon, Kaltmiete {500-999} €, Energieklasse {A|B|C|D}
Bright flat, {40-120} sqm, {1-5}th floor, elevator, available from {iso}
Kerrostalo, {2-5} h + k + s, {40-120} m², hoitovastike {100-400} €/kk
Appartement {2-5} pièces, {40-120} m², charges comprises
Lägenhet {1-5} rok, {40-120} kvm, avgift {d4} kr
# cars
Ölwechsel bei {10-90}.000 km, Reifen {195-235}/{45-65} R{15-19}
Tyre pressure {2-3},{d1} bar, fuel {4-9}.{d1} l/100 km, odometer {d6} km
Diesel, {60-200} kW, {1-2}.{d1} TDI, erste Zulassung {1-12}/20{10-24}
Katsastus voimassa {dmy} asti, ajettu {d6} km
VIN check digit failed for the sample vehicle in the manual.
# medicine leaflets
Take one tablet of {200-800} mg twice daily with water.
Ibuprofen {200-800} mg, pack of {10-100}, batch {u2}{d5}, exp {1-12}/20{26-29}
Dosierung: {1-3}-0-{1-3}, nach dem Essen einnehmen.
Käytä enintään {1-4} tablettia vuorokaudessa.
Side effects: headache (1 in {10-100}), nausea (1 in {10-100})
# biology
The BRCA{1-2} gene spans {10-90} kb on chromosome {1-22}q{10-30}.
ATGC{A|C|G|T}GGA{A|C|G|T}TTAGC{A|C|G|T}CAGT, primer pair {1-90}, Tm {50-70} °C
Escherichia coli and Saccharomyces cerevisiae were grown at {25-37} °C.
Homo sapiens and Pan troglodytes share {95-99} per cent.
UniProt P{d5}, PDB {1-9}{x3}, resolution {1-3}.{d1} Å
# astronomy and earth
NGC {d4}, magnitude {5-15}.{d1}, redshift z = 0.{d3}
Magnitude {3-7}.{d1} quake at a depth of {5-90} km
Jupiter and Saturn meet in the evening sky, Venus sets at {clock}.
RA {10-23}h {10-59}m {10-59}s, Dec +{10-59}° {10-59}′
Orbit height {400-900} km, inclination {30-98}.{d1}°
# music and film
Sonata No. {1-30} in C minor, Op. {10-130}, three movements
Track {1-12} ({2-6}:{10-59}), remastered, {90-180} bpm, key of A flat
Season {1-9}, Episode {1-20}: The Long Way Home
Chords: C#m7 - F#7 - Bmaj7 - E6/9
Spielzeit {90-180} Minuten, Pause nach dem zweiten Akt
# chess and games
1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. Ba4 Nf6 {0-1}-0
White mates in {2-5}; rook to d{1-8}, queen takes f{1-8}.
Level {1-90}, {d5} XP, Sword of Dawn +{1-9}
Sudoku: 53..7.... 6..195... .98....6.
Kniffel: {1-6}-{1-6}-{1-6}-{1-6}-{1-6}, {10-50} Punkte
# education
Lesson {1-30}: Fractions and Decimals, homework page {10-200} exercise {1-12}
ECTS {3-30}, grade {1-5}.{d1}, exam on {dmy} at {clock}
Klausur Mathematik II, Hörsaal {1-9}, {60-180} Minuten
Kurssikoodi {u4}{d4}, {3-10} op, arvosana {1-5}
Cours magistral : Thermodynamique, amphithéâtre {A|B|C}
# accessibility and forms of address
Dear Sir or Madam, please find enclosed our reply.
Sehr geehrte Damen und Herren, vielen Dank für Ihre Anfrage.
Madame, Monsieur, nous vous remercions de votre confiance.
Geachte heer/mevrouw, bijgaand ontvangt u onze reactie.
Szanowni Państwo, dziękujemy za wiadomość.
Gentili Signori, in riferimento alla Vostra richiesta.
# marketing slogans
Think Bigger. Work Smarter. Deliver Faster.
Black Friday: Up To {10-70}% Off Everything In Store
Frühlingsgefühle im Garten: Rasenmäher jetzt {10-40} % günstiger
Soldes d'été : jusqu'à {10-70} % de remise
Uutuus! Kaikki kengät -{10-70} %
Rebajas de verano, hasta {10-70} % de descuento
# job adverts
Your profile: {2-9} years of experience, fluent English, driving licence class B
Wir bieten: Gleitzeit, {28-32} Urlaubstage, Jobrad und Kantine
Tarjoamme joustavan työajan ja kattavan työterveyden.
Vi erbjuder friskvårdsbidrag och flexibla arbetstider.
Salary band {40-60}-{61-90} k, hybrid, {2-3} days on site
# support macros
Have you tried turning it off and on again? Hold the power button for {5-30} seconds.
Clear Cache, Restart Browser, Try Again
Ticket priority P{1-4}, SLA {2-48} h, category Hardware
Öffnen Sie Einstellungen > Netzwerk > Erweitert und wählen Sie Zurücksetzen.
Ouvrez Paramètres > Confidentialité > Effacer les données.
Avaa Asetukset > Näyttö > Kirkkaus.
# spreadsheets
=SUMIFS(C{2-9}:C{100-900};A{2-9}:A{100-900};">={10-90}")
#REF! in sheet Budget, cell {A|B|C}{10-900}
A1	B1	C1¶{d3}	{d3}	{d3}¶{d2},{d2}	{d2},{d2}	{d2},{d2}
VLOOKUP returns #N/A for article {d6}
Pivot: Rows Month, Columns Region, Values Sum of Sales
# electronics
R{1-90} 4k7, C{1-90} 100n, U{1-9} LM{300-400}, 5 V, {100-900} mA
CAN id 0x{h3} dlc 8 data {h2} {h2} {h2} {h2} {h2} {h2} {h2} {h2}
Modbus register {40001-49999} = {d4}, scale 0.1
ADC {d4} counts = {1-3}.{d3} V at {20-30} °C
GPIO {1-40}, I2C address 0x{h2}, 400 kHz
# energy and buildings
Consumption {100-900} kWh, peak {10-90} kW at {clock}, tariff 0.{d4}
Zählerstand {d6}, Verbrauch {100-900} kWh, Abschlag {50-150} €
Kaukolämpö {1-9},{d2} MWh, sähkö {100-900} kWh
U-value 0.{d2} W/m²K, insulation {100-300} mm
Feuerlöscher geprüft {1-12}/20{24-27}, Plakette {d5}
# public notices
Road works: one lane closed until {iso}, expect delays of {10-40} min.
Wasser abgestellt am {dmy} von {clock} bis {clock}
Vesikatko {dmy} klo {10-12}-{13-16}
Vattnet stängs av {iso} kl {10-15}
Przerwa w dostawie prądu {dmy} w godz. {10-12}-{13-16}
Interruzione dell'energia elettrica il {dmy}
# proverbs and small talk
Better late than never, but never late is better.
Morgenstund hat Gold im Mund, sagte man früher.
Parempi myöhään kuin ei milloinkaan.
Borta bra men hemma bäst.
Más vale tarde que nunca.
Chi va piano va sano e va lontano.
# api documents
GET /v{1-3}/orders/{d6}/items?page={1-9}&size={10-90} 200 OK
{"status":"ok","count":{d3},"next":null,"took":{d2}}
Content-Type: application/json; charset=utf-8¶Content-Length: {d4}¶X-RateLimit-Remaining: {d3}
<Order id="{d6}"><Line no="{1-9}" qty="{1-90}"/></Order>
Rate limit: {10-90} requests per second, burst {100-900}
"""


def texts() -> Iterator[_templates.Text]:
    """Twenty-five texts of each sort."""
    return _templates.texts(_TEMPLATES, 25, "fourth")
