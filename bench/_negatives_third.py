# ruff: noqa: E501 -- a text reads better unbroken
"""A third set of hard negatives: ordinary texts with nobody's data and nothing secret in them.

Written before any of it was measured and without a look at the other two sets. What they gave at
first sight is in docs/tuning.md; causes were repaired since, so the figure of today flatters.
"""

from __future__ import annotations

from collections.abc import Iterator

import _templates

_TEMPLATES = """
# parcel carriers
Your UPS parcel 1Z{x6}{d10} is out for delivery.
DHL shipment JJD0{d16} was scanned at the hub at {clock}.
FedEx {d12} - delivered, left at front door.
Track it here: {u2}{d9}{u2}, handed over on {iso}.
Colis Chronopost {u2}{d9}FR expédié ce matin.
GLS Paketnummer {d11} ist unterwegs.
PostNord kollinummer {d11}SE väntar hos ombudet.
# purchase orders
PO {d10} line {1-40}: {2-90} pcs, ship by {iso}.
Purchase order 45000{d5} was approved; please acknowledge within {2-5} working days.
Bestellung {d8} vom {dmy} wurde storniert.
Tilaus {d7} on vahvistettu, toimitus viikolla {1-52}.
Commande n° {d9} : {2-30} articles, livraison le {dmy}.
Order confirmation {u3}-{d6}-{u1} attached, delivery window {clock}-{clock}.
# invoices
Invoice INV-{d4}-{d5} for EUR {1-9}.{d3},{d2} is due on {dmy}.
Rechnung Nr. {d4}/{d5}, Betrag {100-999},{d2} EUR, zahlbar bis {dmy}.
Faktura {d8} förfaller {iso}, belopp {1-9} {d3},{d2} kr.
Lasku {d7}, eräpäivä {dmy}, yhteensä {100-999},{d2} €.
Fattura n. {d4}/{d2} del {dmy}, totale {1-9}.{d3},{d2} euro.
Credit note CN{d6} replaces invoice {d8}, net {100-999}.{d2}.
# part numbers
Replace bearing {d4}-2RS1/C3 with {d5}-2Z before the season.
Capacitor {u3}{d4}{u2}-{d3} is obsolete, use {u3}{d4}{u1} instead.
Spare part {d3}.{d3}.{d2} for the dishwasher is back in stock.
Ersatzteil {u1}{d3} {d3} {d2} {d2} passt auch beim Vorgänger.
Gasket {d5}-{u3}-{d3}, torque {8-45} Nm, see drawing {d6}-{d2} rev {u1}.
M{4-12}x{20-90} screws, DIN 912, A2-70, bag of {50-200}.
# books and barcodes
ISBN 978-{d1}-{d4}-{d4}-{d1}, 2nd edition, {120-900} pages.
EAN 40{d11} scans as the wrong product at the till.
ISSN {d4}-{d4}, volume {1-60}, issue {1-12}.
GTIN 0{d13} was delisted on {iso}.
UPC 0{d11} and case code 1{d13} do not match.
# serial numbers
Serial no. {x10}, installed {iso}, under warranty.
The printer's S/N is {u3}{d7}, firmware {1-9}.{d2}.
Seriennummer: {d4}-{d4}-{d4}
Numéro de série {u2}{d8}{u1}, carte mère révision {1-4}.{0-9}
SN {d12} went back to the factory with RMA {d7}.
# versions
Upgrade from {1-9}.{d1}.{d2}.{d1} to {1-9}.{d2}.0 before Friday.
Chrome {90-130}.0.{d4}.{d2} breaks the upload dialog.
Released v{1-4}.{d2}.{d1}-rc.{1-5}+build.{d4}
python3-{l4} {1-3}.{d1}.{d1}-{1-9}ubuntu0.{d2}.{d2}.1 is held back.
The driver {d2}.{d2}.{d2}.{d4} is the last that works.
Build 19045.{d4} fixes it, KB50{d5} does not.
# git
commit {h40}¶Date:   {iso}¶¶    Fix the parser for empty rows
diff --git a/src/{l4}.c b/src/{l4}.c¶index {h7}..{h7} 100644¶--- a/src/main.c¶+++ b/src/main.c¶@@ -{10-90},{3-9} +{10-90},{3-9} @@ static int parse(void)
Merge branch 'feature/{u3}-{d4}' into develop
Reverts {h8} because it broke the nightly, see #{d5}.
 {1-20} files changed, {10-900} insertions(+), {10-900} deletions(-)
cherry-picked {h10} onto release/{1-9}.{d1}
# hashes and digests
sha256:{h64}
MD5 ({l4}.iso) = {h32}
Image digest is sha256:{h64}, pull that one.
etag: "{h32}-{1-20}"
Checksum mismatch: expected {h40}, got {h40}
sha512-{x10}{l9}{d4}{l9}{x9}{l9}{x9}{l9}{x9}{l9}==
# uuids
Job {uuid} finished in {10-900} ms.
x-request-id: {uuid}
The device {uuid} did not report since {iso}T{clock}Z.
urn:uuid:{uuid}
correlationId={uuid} spanId={h16} parent={h16}
# timestamps
Last run {iso}T{clock}:{10-59}.{d6}+02:00, next at {clock}.
epoch 17{d8} is {iso} {clock} UTC
Backup {d4}{iso}-{d6} kept, older ones removed.
Modified: {mdy} {clock}:{10-59} PM
[{iso} {clock}:{10-59},{d3}] heartbeat ok
20{10-26}0{1-9}{10-28}{10-23}{10-59}{10-59}
# server logs
{iso} {clock}:{10-59},{d3} WARN  [pool-{1-9}-thread-{1-20}] Slow query took {d4} ms, rows={d5}
Nov {10-28} {clock}:{10-59} web{1-9} systemd[1]: Started Daily apt download activities.
level=info ts={iso}T{clock}:00Z caller=main.go:{100-900} msg="Listening" addr=:{8000-9100}
kernel: [{d5}.{d6}] usb 1-{1-4}: new high-speed USB device number {2-20} using xhci_hcd
nginx: [emerg] bind() to 0.0.0.0:{80-99} failed (98: Address already in use)
ERROR {d4} --- [nio-8080-exec-{1-9}] o.s.web.servlet.DispatcherServlet : Completed 500
# stack traces
Traceback (most recent call last):¶  File "/srv/app/{l5}.py", line {10-900}, in handle¶    raise KeyError(name)¶KeyError: 'total'
java.lang.NullPointerException: null¶	at com.acme.billing.InvoiceService.render(InvoiceService.java:{10-900})¶	at com.acme.web.Controller.get(Controller.java:{10-90})
TypeError: Cannot read properties of undefined (reading 'map')¶    at Table.render (webpack:///src/Table.jsx:{10-90}:{1-60})
goroutine {1-90} [running]:¶main.(*Server).Handle(0xc000{h6}, 0x{h8})¶	/go/src/app/server.go:{10-900} +0x{h3}
Unhandled exception at 0x00007FF{x9} in Editor.exe: 0xC0000005
# yaml and env
replicas: {2-9}¶image: registry.local/app:{1-9}.{d2}.{d1}¶resources:¶  limits:¶    memory: {128-900}Mi
MAX_CONNECTIONS={10-900}¶LOG_LEVEL=debug¶CACHE_TTL={60-900}¶FEATURE_X=true
[mysqld]¶max_allowed_packet={16-64}M¶innodb_buffer_pool_size = {1-9}G¶port = 33{d2}
listen 443 ssl;¶keepalive_timeout {20-90};¶client_max_body_size {10-90}m;
<property name="timeout" value="{d4}"/>¶<property name="retries" value="{1-9}"/>
# code snippets
for (int i = 0; i < {10-90}; i++) { sum += table[i] * 0x{h4}; }
SELECT id, total FROM orders WHERE created > '{iso}' ORDER BY total DESC LIMIT {10-90};
const [rows, setRows] = useState(Array({10-90}).fill(null));
def test_rounding():¶    assert round({1-9}.{d3}, 2) == {1-9}.{d2}
grep -rn "{l6}" src/ | awk '{print $2}' | sort -u | wc -l
#define BUFFER_SIZE {128-900}¶static uint8_t buffer[BUFFER_SIZE];
# ci output
Build #{d4} failed in {1-20}m{10-59}s: {1-30} tests failed, {d3} passed
=========== {100-900} passed, {1-9} skipped in {10-90}.{d2}s ===========
Pipeline {d9} passed for {h8} on main
npm WARN deprecated {l6}@{1-9}.{d1}.{d1}: use {l5} instead
Coverage {60-99}.{d2}% (+0.{d2}%), {d4} of {d4} lines
# meeting ids
Join Zoom meeting, ID: {d3} {d4} {d4}, passcode on the calendar page.
Meeting number (access code): 2{d3} {d3} {d4}
Teams meeting ID: {d3} {d3} {d3} {d3}
Conference ID: {d9}#, then wait for the host
Webinar-ID {d3}-{d4}-{d4}, Beginn {clock} Uhr
# calendar boilerplate
When: {mdy} {clock} AM - {clock} AM (UTC+01:00)¶Where: Conference room {1-9}.{10-40}¶*~*~*~*~*~*
BEGIN:VEVENT¶DTSTART:20260{1-9}{10-28}T{10-20}0000Z¶UID:{h32}¶SUMMARY:Planning¶END:VEVENT
Canceled: Weekly Sync @ {iso} {clock}-{clock}
Varaus: neuvotteluhuone {1-9}, {dmy} klo {10-17}-{18-20}
Accepted: Sprint Review, every second Thursday
# sports results
Final score {0-5}-{0-5} after extra time; attendance {1-9},{d3}.
Set scores: 6-{0-4}, 3-6, 7-6 ({1-6}), next round on Sunday.
Halbzeit {0-3}:{0-3}, Endstand {0-5}:{0-5}, zwei Rote Karten.
Marathon winning time 2:{10-20}:{10-59}, pace 3:0{1-9} per km.
Standings: 1. Tigers {50-90} pts, 2. Wolves {30-49} pts, 3. Eagles {10-29} pts
Lottarin ottelu päättyi {1-5}-{1-5} jatkoajalla.
# chemistry
Add {10-90} mL of 0.{d1} M NaOH to the flask and titrate with HCl.
CAS {d4}-{d2}-{d1}, purity >{90-99}%, store below {2-25} °C.
C{6-30}H{6-40}N{1-4}O{1-6}, M = {100-900}.{d2} g/mol, m.p. {60-250} °C
Die Probe enthält {1-40} mg/l Nitrat und {0-3},{d1} mg/l Eisen.
pH {3-9}.{d1}, conductivity {100-900} µS/cm, turbidity 0.{d2} NTU
# maths and physics
Let f(x) = x^{2-5} + {2-9}x; then f'({1-5}) = {10-90}.
E = {1-9}.{d2}e-{10-20} J, lambda = {380-780} nm, v = {1-9}.{d2} m/s
The integral from 0 to {1-9} of x^{2-4} dx equals {1-90}/{2-9}.
Bessel functions of order {1-9} vanish at {1-9}.{d4}.
Using the Navier-Stokes equations with Re = {d4} and Pr = 0.{d2}.
Eigenvalues: {1-9}.{d4}, {1-9}.{d4}, -{1-9}.{d4}
# decimal pairs
Thresholds {0-1}.{d4}, {0-1}.{d4} gave the best F-score.
Weights: ({10-80}.{d4}, {10-80}.{d4}) after epoch {1-90}
Bounding box {10-900} {10-900} {10-900} {10-900}, scale 1:{1000-9000}
The cursor jumps to {100-900}.5, {100-900}.5 when zoomed.
loss={0-2}.{d6}, accuracy={0-1}.{d4}
# legal citations
See Art. {1-90} para. {1-9} of Regulation (EU) 20{10-26}/{100-900}.
Gemäß § {1-900} Abs. {1-5} Satz {1-3} BGB verjährt der Anspruch.
BGH, Urteil vom {dmy} - VI ZR {100-400}/{10-25}
Cass. civ. 1re, {dmy}, n° {10-23}-{d2}.{d3}
Case C-{100-700}/{10-24}, ECLI:EU:C:20{10-24}:{100-900}, paragraph {10-90}
As amended by Directive 20{10-24}/{10-90}/EC and its Annex IV.
HE {10-200}/20{10-26} vp, lain {2-30} luvun {1-9} §
# case law
The court of appeal upheld the ruling, 27 U.S.C. § {100-400}(b)({1-9}).
{100-500} F.3d {100-900} ({1-9}th Cir. 20{10-24})
[20{10-24}] EWCA Civ {100-900}, at [{10-90}]
KKO 20{10-24}:{10-90} ja KHO 20{10-24}:{10-90} tulkitsevat säännöstä samoin.
NJA 20{10-24} s. {100-900} och RÅ 20{10-12} ref. {10-90}
HR {10-28} maart 20{10-24}, ECLI:NL:HR:20{10-24}:{100-900}
# standards
ISO/IEC 27001:2022, control A.{5-8}.{1-30}, is not applicable.
RFC {d4} section {1-9}.{1-9}.{1-9} says SHOULD, RFC 2119.
DIN EN 60{d3}-{1-4}:20{10-24}-{10-12}
IEEE 802.11{a|b|g|n|ac|ax}, ITU-T X.{200-900}, ETSI EN 300 {100-400}
NFPA {10-90}, ASTM D{d4}, UL {d4} listed
SFS-EN {d5} ja ST-kortti {10-90}.{10-40}
# flights and trains
LH{d4} departs at {clock}, gate {A|B|C}{10-60}, row {1-40}{A|B|C|D|E|F}.
ICE {100-999} fällt heute aus, Ersatz ist RE {1-9} um {clock}.
TGV {d4}, voiture {1-18}, place {1-99}
AY{d3} is delayed by {10-90} minutes; boarding {clock}.
Booking code {x6}, seat {1-40}{A|B|C}, one bag 23 kg
IC {100-200}, vaunu {1-9}, paikka {1-90}
# rooms and desks
Workshop moved to room {1-9}.{10-40}, building {A|B|C}, {1-9}rd floor.
Desk {1-9}{A|B|C}-{10-60} is free on Monday.
Raum {A|B|C}{100-400} ist belegt, bitte nach {A|B|C}{100-400} ausweichen.
Salle {100-400}, {1-5}e étage, bâtiment {A|B|C}
Meeting room Aurora is booked, take Borealis instead.
Sali {1-9}, {1-5}. krs, rappu {A|B|C}
# recipes
Mix {100-500} g flour, {1-4} eggs and {1-5} dl milk; bake at {160-230} °C for {10-60} min.
Den Teig {10-60} Minuten ruhen lassen, dann bei {160-230} Grad backen.
Faire revenir {1-4} oignons, ajouter {10-50} cl de crème et du thym.
Sekoita {1-9} dl sokeria ja {100-300} g voita, paista {10-50} min.
Blanda {1-9} dl mjöl och {1-3} tsk bakpulver.
Serve with Caesar Salad and Worcester Sauce, garnish with basil and rosemary.
# price lists
Basic {10-20}.90 / Plus {20-40}.90 / Premium {50-90}.90 per month
{100-999} x {10-90},{d2} = {1-9} {d3},{d2}
Item      Qty   Unit   Total¶Cable      {1-9}    {10-90}.00   {100-900}.00¶Adapter    {1-9}    {10-90}.00   {100-900}.00
Staffelpreise: ab 10 Stk. {10-40},{d2} €, ab 100 Stk. {1-9},{d2} €
Prix HT {100-900},{d2} €, TVA 20 % {10-90},{d2} €, TTC {100-900},{d2} €
# tables of numbers
Q1 {d3} {d3} {d3} {d3}¶Q2 {d3} {d3} {d3} {d3}¶Q3 {d3} {d3} {d3} {d3}
{d4};{d4};{d4}¶{d4};{d4};{d4}¶{d4};{d4};{d4}
2023	{1-9},{d3},{d3}	{1-9}.{d1}%¶2024	{1-9},{d3},{d3}	{1-9}.{d1}%
{d2} {d2} {d2} {d2} {d2}¶{d2} {d2} {d2} {d2} {d2}
min {1-9} avg {10-90} max {100-900} p95 {100-900} p99 {d4}
# statistics
n = {100-900}, mean {10-90}.{d1}, SD {1-9}.{d2}, p < 0.0{1-9}, 95% CI [{1-9}.{d2}, {10-90}.{d2}]
{10-90} of {100-900} respondents ({10-90}%) agreed or strongly agreed.
Turnover rose from {1-9}.{d1} to {10-90}.{d1} million, up {1-40} per cent.
Medianwert {10-90},{d1} bei {d4} Befragten
Vastausprosentti oli {10-90}, otos {d4} yritystä.
Pearson correlation 0.{d2}, Student's t = {1-4}.{d2}, Mann-Whitney U = {100-900}
# software names
Please install Visual Studio Code and Docker Desktop before the course.
Jenkins fails, but GitLab Runner and Maven work locally.
Does Outlook or Thunderbird show the message right?
We moved from Oracle to PostgreSQL and from Tomcat to Jetty.
Jupyter, Pandas and Django are on the new image; Flask is not.
Power BI refreshes every {10-60} minutes, Tableau daily.
Kibana and Grafana dashboards load, Elasticsearch is yellow.
# product names
The Galaxy S{20-26} and the Pixel {6-10} charge with the same cable.
ThinkPad T{14-16} Gen {1-6}, 32 GB, 1 TB SSD
Order two LaserJet Pro M{100-500}dw and black toner CF{100-400}A.
Surface Pro {7-11} docks do not fit the older model.
Der Golf {4-8} verbraucht {4-8},{d1} Liter.
Nespresso Vertuo capsules and Lavazza beans for the kitchen.
# job titles
We are hiring: Senior Backend Engineer, Product Owner and Scrum Master.
The Chief Financial Officer and the General Counsel must sign.
Gesucht: Leiter Einkauf, Sachbearbeiter Buchhaltung, Werkstudent.
Poste ouvert : Responsable Qualité, Chef de Projet.
Avoinna: Ohjelmistokehittäjä, Myyntipäällikkö, Palveluneuvoja.
Vi söker en Verksamhetsutvecklare och två Systemförvaltare.
# title case headings
Lessons Learned From Our Last Release
Quarterly Business Review And Next Steps
Getting Started With The New Expense Tool
Five Ways To Improve Your Morning Routine
Terms And Conditions Of Sale
Roles, Responsibilities And Escalation Paths
# all caps headings
IMPORTANT NOTICE - PLANNED MAINTENANCE {iso}
TABLE OF CONTENTS
SAFETY INSTRUCTIONS - READ BEFORE USE
GESCHÄFTSBEDINGUNGEN UND LIEFERUNG
CONDITIONS GÉNÉRALES DE VENTE
TILINPÄÄTÖS JA TOIMINTAKERTOMUS
PRODUCT RECALL: BATCH {x6}
# newsletters
In This Issue: Spring Trends, Summer Deals And Autumn Travel
You receive this newsletter because you subscribed. Unsubscribe | View in browser | Preferences
Save {10-70}% with code {SPRING|WELCOME|FRESH}{10-50} until midnight.
Top Stories This Week: Markets Rally, Oil Slips, Gold Steady
Nur heute: {10-70} % auf alles mit dem Code SOMMER{10-50}
Lue lisää | Peru uutiskirje | Muuta asetuksia
# disclaimers
This e-mail and any attachments are confidential and intended solely for the addressee.
If you are not the intended recipient, please notify the sender and delete this message.
Diese E-Mail enthält vertrauliche Informationen. Bitte informieren Sie den Absender.
Ce message est confidentiel. Toute diffusion non autorisée est interdite.
Tämä viesti on luottamuksellinen ja tarkoitettu vain vastaanottajalle.
Please consider the environment before printing this email.
Detta meddelande kan innehålla konfidentiell information.
# auto replies
Thank you for your message. I am out of office until {dmy} with limited access to e-mail.
Ich bin bis {dmy} nicht im Büro. Ihre Nachricht wird nicht weitergeleitet.
Je suis absent jusqu'au {dmy} inclus.
Olen lomalla {dmy} asti, vastaan sen jälkeen.
Estoy fuera de la oficina hasta el {dmy}.
Your request #{d6} has been received. Typical response time: {1-3} days.
Jag är ledig till och med {iso}.
# German business
Anbei das Protokoll der letzten Sitzung, Punkte {1-4} bis {5-9} sind offen.
Die Lieferung verzögert sich um {2-9} Tage, da der Lieferant Engpässe hat.
Bitte prüfen Sie die Freigabe in SAP, Vorgang {d7}.
Kurze Rückfrage: Gilt das Angebot noch bis Ende {März|April|Mai}?
Das Werk steht am Feiertag still, Inbetriebnahme erst danach.
# French business
Veuillez trouver ci-joint le compte rendu, les points {1-4} à {5-9} restent ouverts.
Le devis n° {d6} est valable {10-60} jours.
Bonjour à tous, la réunion est reportée à {clock}.
Merci de valider le bon de commande avant vendredi.
Suite à notre échange, le délai passe à {2-9} semaines.
# Swedish business
Hej alla, mötet flyttas till {clock} och vi ses i stora salen.
Bifogat finns offert {d6}, giltig i {10-60} dagar.
Ärende {d7} är löst, vänligen bekräfta.
Leveransen blir {2-9} dagar försenad på grund av snö.
Tack för idag, protokollet kommer imorgon.
# Finnish business
Hei kaikki, kokous siirtyy klo {clock}, linkki pysyy samana.
Liitteenä tarjous {d6}, voimassa {10-60} päivää.
Tiketti {d7} on ratkaistu, kuittaatko?
Toimitus myöhästyy {2-9} päivää lumen takia.
Kiitos, katson tämän huomenna ja palaan asiaan.
# Spanish business
Adjunto el acta; los puntos {1-4} y {5-9} quedan pendientes.
El pedido {d7} saldrá el {dmy}.
Buenos días a todos, la reunión pasa a las {clock}.
La oferta es válida durante {10-60} días.
Gracias, lo reviso mañana y te digo.
# Dutch business
Goedemorgen allemaal, het overleg begint om {clock}.
De levering loopt {2-9} dagen vertraging op.
Zie bijlage voor offerte {d6}, geldig tot {dmy}.
Ticket {d7} is opgelost, graag bevestigen.
Bedankt, ik kijk er morgen naar.
# Polish business
Dzień dobry, w załączniku oferta {d6} ważna {10-60} dni.
Dostawa opóźni się o {2-9} dni.
Spotkanie przeniesione na {clock}, link bez zmian.
Zgłoszenie {d7} zostało rozwiązane.
Proszę o potwierdzenie zamówienia {d8} do piątku.
# Italian business
In allegato il verbale; i punti {1-4} e {5-9} restano aperti.
L'ordine {d7} partirà il {dmy}.
Buongiorno a tutti, la riunione è spostata alle {clock}.
L'offerta è valida {10-60} giorni.
Grazie, lo guardo domani e ti dico.
# translations
EN: Emergency exit / DE: Notausgang / FR: Sortie de secours / FI: Hätäpoistumistie
"Guten Appetit" means "enjoy your meal"; in Finnish "hyvää ruokahalua".
Save = Speichern = Enregistrer = Tallenna = Spara = Opslaan
The French say "Bonne continuation", the Spanish "Que vaya bien".
msgid "Delete"¶msgstr "Löschen"¶¶msgid "Cancel"¶msgstr "Abbrechen"
# chat
lol yes {1-9}/10 would deploy again on a friday
brb, build's red since {clock}, prob the cache
+1, ship it. also bump the timeout to {10-90}s pls
ok ok will do, gimme {5-50} mins
Can someone restart staging? It has been down since {clock}
done ✅ moved {10-90} cards to Done
# file names
Report_FINAL_v{2-9}_{iso}.xlsx and IMG_{iso}_{d6}.jpg are in the folder.
scan{d4}.pdf, DSC0{d4}.JPG, Screenshot {iso} at {10-20}.{10-59}.{10-59}.png
See \\\\fileserver\\projects\\{d4}\\Drawings\\{u3}-{d5}.dwg
backup-{iso}-{d6}.tar.gz.sha256
C:\\Program Files (x86)\\Common Files\\{u4}\\{l5}.dll is missing
# hardware ids
PCI\\VEN_{x4}&DEV_{x4}&SUBSYS_{x8}&REV_{d2}
USB VID_{x4}&PID_{x4}, COM{3-20} at 115200 baud
CPU: 13th Gen Core i7-{d5}H, {8-24} cores, microcode 0x{h3}
NVMe SSD {u2}{d4}-{x6}, {10-90} % life left, {d5} hours
GPU 0: {30-90}C, {100-300}W / 350W, {d4}MiB / 24576MiB
# error codes
Error 0x8007{x4} while updating, see event {d4}.
ORA-{d5}: unique constraint violated
SMTP 550 5.7.{1-60} rejected by policy; 421 4.3.2 try later
HTTP 503 after {10-60} s, retry-after {10-90}
Fehlercode {u1}{d3}-{d2}: Sensor liefert keine Werte
# weather
Mostly cloudy, {10-25} degrees, wind SW {2-12} m/s, pressure {980-1030} hPa.
Heute {10-30} °C, morgen Gewitter, {1-20} mm Regen.
METAR 12{d4}Z 2{d2}0{d1}KT 9999 BKN0{d2} {10-20}/0{1-9} Q10{d2}
Huomenna lunta {2-20} cm, pakkasta {2-20} astetta.
UV index {1-9}, pollen count high, sunset {clock}
# markets
DAX {10-19},{d3}.{d2} (+{0-2}.{d2}%), Brent {60-99}.{d2}, EUR/USD 1.{d4}
10-year yield {1-5}.{d2}%, spread {100-300} bp
Shares fell {1-9} per cent after the Fed left rates unchanged.
Gold {1800-2600}.{d2} an ounce, Bitcoin down {1-9}%
Euribor 12 kk {1-4},{d3} %
# surveys and forms
1) Strongly disagree 2) Disagree 3) Neutral 4) Agree 5) Strongly agree
First name: ____  Last name: ____  Date of birth: ____
On a scale from 1 to 10, how likely are you to recommend us?
Name: [required]¶E-mail: [required]¶Phone: [optional]
Bitte ankreuzen: [ ] Ja [ ] Nein [ ] Weiß nicht
# security advice
Never share your password; we will never ask for it.
CVE-20{19-26}-{d5} scores {4-9}.{d1}, patch by {iso}.
Passwords expire after {30-90} days and need {8-16} characters.
The API key is stored in the vault, not in the repository.
Set token = os.environ["TOKEN"] and rotate it every {30-90} days.
Enter the password that was sent to you separately.
"""


def texts() -> Iterator[_templates.Text]:
    """Twenty-five texts of each sort."""
    return _templates.texts(_TEMPLATES, 25, "third")
