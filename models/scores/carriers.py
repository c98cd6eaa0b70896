"""Sentences of nine languages around a number, to fit the weights of cues on.

`NEUTRAL` say nothing of what the number is; `WORK` are full of words of commerce, and none of those
words names the number; `REFERENCE` and `QUANTITY` name it as something else.
"""

from __future__ import annotations

NEUTRAL = {
    "en": (
        "Please use {v} from now on.",
        "Here it is: {v}",
        "I wrote it down, {v}, just in case.",
        "Mine is {v} if you need it.",
        "She gave me {v} yesterday.",
        "Kim, {v}",
        "It should be {v} as far as I know.",
        "{v}",
        "Could you check {v} again?",
    ),
    "de": (
        "Bitte ab jetzt {v} verwenden.",
        "Hier ist es: {v}",
        "Sie hat mir gestern {v} gegeben.",
        "Meine ist {v}.",
        "Guten Morgen Jan, {v}",
        "{v}",
    ),
    "fi": (
        "Käytä jatkossa {v}.",
        "Tässä se on: {v}",
        "Minun on {v}.",
        "Hän antoi eilen {v}.",
        "Moi Antti, {v}",
    ),
    "sv": (
        "Använd {v} från och med nu.",
        "Här är det: {v}",
        "Mitt är {v}.",
        "Hon gav mig {v} i går.",
        "Hej Lars, {v}",
    ),
    "fr": (
        "Merci d'utiliser {v} désormais.",
        "Le voici : {v}",
        "Le mien est {v}.",
        "Elle m'a donné {v} hier.",
        "Bonjour Luc, {v}",
    ),
    "es": (
        "Usa {v} a partir de ahora.",
        "Aquí está: {v}",
        "El mío es {v}.",
        "Ayer me dio {v}.",
        "Hola Ana, {v}",
    ),
    "pl": (
        "Proszę używać {v} od teraz.",
        "Oto on: {v}",
        "Mój to {v}.",
        "Wczoraj dała mi {v}.",
        "Cześć Marek, {v}",
    ),
    "it": (
        "D'ora in poi usa {v}.",
        "Eccolo: {v}",
        "Il mio è {v}.",
        "Ieri mi ha dato {v}.",
        "Ciao Luca, {v}",
    ),
    "nl": (
        "Gebruik voortaan {v}.",
        "Hier is het: {v}",
        "Die van mij is {v}.",
        "Ze gaf me gisteren {v}.",
        "Hoi Piet, {v}",
    ),
}

WORK = {
    "en": (
        "The order has not arrived, so I am writing again: {v}",
        "Thanks for the invoice! Kim {v}",
        "I booked the meeting room for the release. {v}",
        "We need it before the shipment leaves, {v}.",
        "Before the case is closed please take {v} out.",
        "The ticket says two people; {v} is the second.",
        "After the contract was signed she sent {v} to the sales team.",
        "The report has 12 pages and a total. Robin, {v}",
        "For the booking I used {v} at checkout.",
        "Delivery on Monday, price as agreed, and {v} for the driver.",
        "Our project manager asked for it:\n{v}",
    ),
    "de": (
        "Die Bestellung ist da, bitte noch {v} eintragen.",
        "Danke für die Rechnung! Jan {v}",
        "Schönen Tag noch, {v}",
        "Zum Auftrag vom Montag: hier {v} für den Fahrer.",
        "Der Vorgang ist offen, sie schickte {v} an den Vertrieb.",
        "Drei Artikel, eine Lieferung, und {v} für Rückfragen.",
    ),
    "fi": (
        "Tilaus tuli perille, tässä vielä {v} teille.",
        "Kiitos laskusta! Antti {v}",
        "Kokous siirtyi, hän antoi {v} varmuuden vuoksi.",
        "Asiakas odottaa, käytä {v} toistaiseksi.",
    ),
    "sv": (
        "Beställningen har kommit, här är också {v} till er.",
        "Tack för fakturan! Lars {v}",
        "Mötet är flyttat, hon lämnade {v} för säkerhets skull.",
        "Leveransen väntar, använd {v} så länge.",
    ),
    "fr": (
        "La commande est arrivée, voici encore {v} pour vous.",
        "Merci pour la facture ! Luc {v}",
        "Le dossier est clos, elle a laissé {v} au cas où.",
        "Avant la livraison, utilisez {v} au besoin.",
    ),
    "es": (
        "El pedido ha llegado, aquí tiene además {v} para usted.",
        "¡Gracias por la factura! Ana {v}",
        "La reunión se aplazó, ella dejó {v} por si acaso.",
        "Antes del envío use {v} si hace falta.",
    ),
    "pl": (
        "Zamówienie dotarło, podaję jeszcze {v} dla Państwa.",
        "Dziękuję za fakturę! Marek {v}",
        "Pracuje tu 12 lat. Jan {v}",
        "Spotkanie przełożone, zostawiła {v} na wszelki wypadek.",
    ),
    "it": (
        "L'ordine è arrivato, ecco anche {v} per voi.",
        "Grazie per la fattura! Luca {v}",
        "La riunione è spostata, ha lasciato {v} per sicurezza.",
        "Prima della spedizione usate {v} se serve.",
    ),
    "nl": (
        "De bestelling is er, hierbij ook {v} voor u.",
        "Bedankt voor de factuur! Piet {v}",
        "De vergadering is verzet, ze liet {v} achter.",
        "Voor de levering gebruikt u {v} indien nodig.",
    ),
}

#: a word of commerce ends a phrase right before the value, and does not name it
BESIDE = {
    "en": (
        "Please add to the contract {v} today.",
        "Sorry about the order {v} is what you need.",
        "Thanks for the invoice {v}",
        "Regarding your request {v}, she said.",
        "For the booking {v} was all he had.",
        "Put on the ticket {v} please",
    ),
    "de": (
        "Bitte zum Vertrag {v} noch eintragen.",
        "Danke für die Bestellung {v}",
        "Auf der Rechnung {v} ergänzen, bitte.",
        "Für den Auftrag {v} mitnehmen.",
    ),
    "fi": (
        "Lisää sopimukseen {v} vielä tänään.",
        "Kiitos tilauksesta {v}",
        "Laita laskuun {v} kiitos.",
    ),
    "sv": (
        "Lägg till i avtalet {v} i dag.",
        "Tack för din beställning {v}",
        "Skriv på fakturan {v} tack.",
    ),
    "fr": (
        "Merci d'ajouter au contrat {v} aujourd'hui.",
        "Merci pour la commande {v}",
        "Sur la facture {v} à ajouter.",
    ),
    "es": (
        "Añade al contrato {v} hoy.",
        "Gracias por el pedido {v}",
        "En la factura {v}, por favor.",
    ),
    "pl": (
        "Do umowy {v} proszę dodać.",
        "Dziękuję za zamówienie {v}",
        "Na fakturze {v} proszę wpisać.",
    ),
    "it": (
        "Aggiungi al contratto {v} oggi.",
        "Grazie per l'ordine {v}",
        "Sulla fattura {v}, per favore.",
    ),
    "nl": (
        "Voeg aan het contract {v} toe.",
        "Bedankt voor de bestelling {v}",
        "Zet op de factuur {v} graag.",
    ),
}

REFERENCE = {
    "en": (
        "Order {v} has shipped.",
        "Your order number is {v}.",
        "Invoice no. {v} is due.",
        "Ticket #{v} was closed.",
        "Tracking number: {v}",
        "Case {v}",
        "Booking {v} is confirmed.",
        "Purchase order {v}, two pallets.",
        "Meeting ID: {v}",
        "Serial number {v}",
        "Part {v} is out of stock.",
        "ISBN {v}",
        "EAN {v}",
        "Job {v} failed after a minute.",
        "order_id={v} status=ok",
        "Build {v} is green.",
        "Batch\n{v}",
        "Transaction: {v}",
        "item {v} has moved to aisle 4",
        "Release {v}",
        "Record {v} was merged.",
        "Confirmation\n{v}",
    ),
    "de": (
        "Bestellung {v} ist da.",
        "Ihre Bestellnummer lautet {v}.",
        "Rechnung Nr. {v}",
        "Auftrag {v} wurde versandt.",
        "Sendungsnummer: {v}",
        "Vorgang {v}",
        "Artikel {v} ist vergriffen.",
        "Kundennummer {v}",
        "Seriennummer\n{v}",
    ),
    "fi": (
        "Tilaus {v} on lähetetty.",
        "Tilausnumero on {v}.",
        "Lasku {v} erääntyy.",
        "Seurantakoodi: {v}",
        "Asiakasnumero {v}",
        "Tuote {v} on loppu.",
        "Viite {v}",
    ),
    "sv": (
        "Order {v} är skickad.",
        "Ordernummer: {v}",
        "Faktura nr {v} förfaller.",
        "Ärende {v} är stängt.",
        "Kundnummer {v}",
        "Artikel {v} är slut.",
        "Kvitto {v}",
    ),
    "fr": (
        "La commande {v} est partie.",
        "Commande n° {v} : trois articles.",
        "Facture {v} à régler.",
        "Dossier {v}",
        "Numéro de série : {v}",
        "Colis {v} en transit.",
    ),
    "es": (
        "El pedido {v} ha salido.",
        "Número de pedido: {v}",
        "Factura {v} pendiente.",
        "Expediente {v}",
        "Envío {v} en camino.",
        "Artículo {v} agotado.",
    ),
    "pl": (
        "Zamówienie {v} wysłane.",
        "Numer zamówienia: {v}",
        "Faktura {v} do zapłaty.",
        "Przesyłka {v} w drodze.",
        "Paczka {v}",
        "Numer seryjny: {v}",
    ),
    "it": (
        "L'ordine {v} è partito.",
        "Ordine n. {v}: tre articoli.",
        "Fattura {v} da pagare.",
        "Spedizione {v} in viaggio.",
        "Matricola {v}",
        "Pratica {v}",
    ),
    "nl": (
        "Bestelling {v} is verzonden.",
        "Uw bestelnummer is {v}.",
        "Factuur {v} staat open.",
        "Zending {v} is onderweg.",
        "Klantnummer {v}",
        "Artikel {v} is uitverkocht.",
    ),
}

QUANTITY = {
    "en": (
        "a total of {v}",
        "{v} users signed up",
        "USD {v}",
        "${v}",
        "{v} bytes were read",
        "The population grew to {v}",
        "revenue {v}",
        "{v} km",
        "{v} downloads so far",
        "a budget of {v}",
    ),
    "de": ("Summe {v}", "{v} Einwohner", "{v} Euro", "Umsatz {v}", "EUR {v}"),
    "fi": ("Summa {v}", "{v} asukasta", "{v} euroa", "liikevaihto {v}"),
    "sv": ("Summa {v}", "{v} invånare", "{v} kronor", "omsättning {v}"),
    "fr": ("montant {v}", "{v} habitants", "{v} euros", "somme {v}"),
    "es": ("importe {v}", "{v} habitantes", "{v} euros", "precio {v}"),
    "pl": ("kwota {v}", "{v} mieszkańców", "{v} złotych", "cena {v}"),
    "it": ("importo {v}", "{v} abitanti", "{v} euro", "prezzo {v}"),
    "nl": ("bedrag {v}", "{v} inwoners", "{v} euro", "prijs {v}"),
}

#: a thing with numbers is spoken of, and the number is that thing's, though no word names it
SPOKEN = (
    "The order left on Monday, you can follow it with {v}.",
    "The ticket is closed, it was {v} in the end.",
    "We have your booking, just show {v} at the desk.",
    "The invoice is paid. It was {v}.",
    "Ihre Lieferung ist unterwegs, man findet sie unter {v}.",
    "La commande est partie, on la suit avec {v}.",
    "El pedido salió ayer, se busca con {v}.",
    "Tilaus lähti eilen, sen löytää numerolla {v}.",
    "Beställningen gick i går, den hittas med {v}.",
    "Paczka wyszła wczoraj, widać ją pod {v}.",
    "L'ordine è partito ieri, si trova con {v}.",
    "De bestelling is weg, te vinden met {v}.",
)

#: headers of columns that hold no person's numbers
HEADERS = (
    "Order",
    "Invoice no",
    "Amount",
    "Qty",
    "Article",
    "Bestellung",
    "Rechnung",
    "Tilaus",
    "Fakturanr",
    "Commande",
    "Pedido",
    "Zamówienie",
    "Ordine",
    "Bestelnummer",
    "Tracking",
    "Total",
    "order_id",
    "BatchNo",
)

#: calls it a reference and says no more; whatever it is
IDENTITY = (
    "ref {v}",
    "id {v}",
    "Ref: {v}",
    "code {v}",
    "no {v}",
    "Account {v}",
    "customer {v}",
    "Member id: {v}",
)

#: lines of programs; no number in them is anybody's
MACHINE = (
    "2026-03-{d2} 10:12:{d2} INFO worker took {v} ms",
    "[{d4}] DEBUG cache {v} hit",
    "const size = {v};",
    "    at handle(main.js:{d2}) {v}",
    "x = f({v}, 3)",
    "rows={v} width=85",
    '{{"seq": {v}, "ok": true}}',
    "# {v}",
    "seek({v})",
    "offset={v} len=4096",
    "<13>Mar 3 host app[{d4}]: {v} done",
)
#: rows of figures
ROWS = ("{v} {d3} {d3} {d2}", "{d3} {v} {d3}", "{d2} {d3} {v} {d2}\n{d3} {d3} {d3} {d2}")
#: numbers that nothing is said of, and that are nobody's
LOOSE = ("see {v}", "{v}", "{v}, again", "it says {v} here", "({v})")
