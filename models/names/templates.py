# ruff: noqa: E501 — word lists read best as lists
"""Sentences and lines of mail and chat, written for this project.

A slot stands in braces: {F} given name, {L} family name, {P} full name as people write it, {I}
initials (not labelled), {G} place, {O} organisation, {D} date, {T} time, {W} weekday, {M} month,
{A} mail address, {U} link, {X} product or code word, {#} number. {F+lle} is an inflected name,
«O Ernst & Young» a fixed organisation, «G Paris» a fixed place.
"""

from __future__ import annotations

#: greetings, closings and sentences by language
GREETINGS = {
    "en": """{F},|Hi {F},|Hello {F},|Dear {F},|Hey {F},|hi {f},|hey {f}|Hi {F}!|{F}:|{F} -|{F}--|
    Dear Mr. {L},|Dear Ms. {L},|Dear Mrs {L},|Dear Dr. {L},|Dear {P},|Good morning {F},|Good morning,|
    Hi all,|Hello everyone,|Hi team,|Dear all,|Dear colleagues,|Folks,|All,|Hi there,|Hi {F} and {F},|
    {F} & {F},|{F}/{F},|{F}, {F},|{F}, {F} and {F}:|Hello {P},|Gentlemen,|Dear Sir or Madam,|Team,|
    Good afternoon {F}.|Morning {f}|yo {f}|Hey guys,|Hi|Hello,|thanks {f},|Thanks, {F}.|Hi again {F},|
    Happy Monday!|Dear Customer,|Dear Support,|Greetings,|To whom it may concern,|{F}, hello!|
    Professor {L},|Hello Mr {L},|Howdy {F},|Hi {F} -|ok {f},|{F}...|Quick one {F}:|Dear valued customer,""",
    "fi": """Hei {F},|Hei {F}!|Moi {F}|moi {f},|Terve {F}!|Hei kaikki,|Hyvä {P},|Moikka {F},|Hei,|
    Hyvää huomenta {F},|Moro {f}|Hei {F} ja {F},|Arvoisa vastaanottaja,|{F},|Heippa!|Tervehdys,""",
    "sv": """Hej {F},|Hej {F}!|Hej alla,|Hejsan {F}!|Tjena {F},|hej {f}|Bästa {F},|God morgon {F},|
    Hej {F} och {F},|{F},|Hallå där!|Hej,|Bäste {P},|Hej på er!|Kära kollegor,""",
    "de": """Hallo {F},|Hallo Herr {L},|Hallo Frau {L},|Sehr geehrter Herr {L},|Liebe {F},|Lieber {F},|
    Sehr geehrte Frau {L},|Sehr geehrte Frau Dr. {L},|Guten Morgen {F},|Hi {F},|hallo {f},|Moin {F}|
    Sehr geehrte Damen und Herren,|Liebe Kolleginnen und Kollegen,|Hallo zusammen,|Servus {F},|{F},|
    Guten Tag Herr {P},|Hallo {F} und {F},""",
    "fr": """Bonjour {F},|Salut {F},|Bonjour Madame {L},|Cher {F},|Chère {F},|Bonjour Monsieur {L},|
    Bonjour à tous,|Madame, Monsieur,|bonjour {f},|Coucou {F}|Bonsoir {F},|Chers collègues,|{F},|
    Cher Monsieur {L},|Bonjour {F} et {F},|Bonjour,|Re-bonjour {F},|Hello {F},""",
}

CLOSINGS = {
    "en": """Thanks,|Regards,|Best regards,|Kind regards,|Cheers,|Best,|Sincerely,|Thanks!|Thank you,|
    Many thanks,|Talk soon,|Take care,|Love,|thx,|thanks|cheers|Yours truly,|Best wishes,|Later,|Ciao,|
    Thanks in advance.|Warm regards,|See you Friday,|Rgds,|BR,|Hope this helps,|HTH|Have a great day!|
    Respectfully,|Looking forward,|All the best,|Thanks again,|Sent from my phone|Enjoy!|xoxo|""",
    "fi": """Terveisin|Terv.|Ystävällisin terveisin,|T:|t.|Parhain terveisin|Yt,|Kiitos!|Moikka,|
    Terkuin|Kiitokset,|Hyvää viikonloppua!|Kiitos jo etukäteen,|Terveisin,""",
    "sv": """Hälsningar,|Mvh|MVH,|Vänliga hälsningar|Med vänlig hälsning,|Hälsar|Tack!|/|Kram|Bästa
    hälsningar,|Vi hörs!|Trevlig helg!|Hej då,|Tack på förhand,""",
    "de": """Viele Grüße|Mit freundlichen Grüßen|Beste Grüße,|LG|Liebe Grüße|Gruß|MfG|Danke!|VG,|
    Schönen Gruß|Herzliche Grüße|Bis bald|Vielen Dank im Voraus,|Schönes Wochenende,""",
    "fr": """Cordialement,|Bien cordialement|Merci,|Bien à vous,|A bientôt,|Bises|Cdt,|Amicalement|
    Bonne journée,|Sincères salutations|Merci d'avance,|À demain,|Bonne réception,""",
}

SENTENCES = {
    "en": """Please call {F} at {#} if you have questions.|I spoke with {P} from {O} this morning.|
    {F} said the numbers look fine.|Can you ask {F} and {F} to review the draft?|{P} will join us in {G}.|
    I have copied {F} and {F} on this message.|{F}'s flight lands in {G} at {T}.|As {F} mentioned, we need it by {W}.|
    {L} called from {G} and wants a quote.|Let me know what {F} thinks.|I am meeting {P} ({O}) on {W} at {T}.|
    did you talk to {f} about the deal?|{f} said she would send it tomorrow|ask {f} or {f}, they know|
    can u tell {f} im running late|i think {f} {l} has the keys|{F}, could you take a look at this?|
    {F} can you resend the file?|Thanks {F}, that works for me.|Thank you {F} for the quick reply.|
    {P} has accepted the position of vice president at {O}.|Please welcome {P}, who joins our {G} office.|
    {F} {L} and {F} {L} are on vacation next week.|Per {P}'s request, I attach the contract.|
    The contract with {O} was signed by {P} and {P}.|{O} is moving its headquarters from {G} to {G}.|
    We are flying to {G} on {W} and coming back via {G}.|My manager, {P}, approved it.|
    I got your name from {P} at {O}.|My name is {P} and I work for {O} in {G}.|This is {F} from {O}.|
    my name is {f} {l}|i'm {f} btw|{F} here, just checking in.|It was great to meet you and {F} in {G}.|
    {F} and I went to {G} last weekend.|How are {F} and the kids?|Say hello to {F} for me.|
    Happy birthday {F}!|Congratulations to {P} on the new role!|{P} wrote:|{F} writes:|{P} said:|{L}, {F} wrote:|On {D}, {L}, {F} mentioned:|{F} sez:|{F} {L} mentioned:|
    On {D}, {P} wrote:|On {W}, {M} {#}, {P} <{A}> wrote:|At {T} {D}, {P} wrote:|{P} <{A}> writes:|
    Quoting {P} <{A}>:|* {P} ({A}) [{#}]:|In message <{A}>, {P} writes:|according to {P}, {X} is broken|
    > {F}, did you get a chance to look at {X}?|The meeting with {O} is moved to {W}.|We met Dr. {L} in {G}.|
    Mr. {L} asked for the {O} invoice.|Ms {L} lives in {G}.|Professor {L} will give the talk.|
    Judge {L} denied the motion.|Senator {L} and Governor {L} disagree on the bill.|President {L} visited {G}.|
    {P}, {P} and {P} are the authors of the report.|Attendees: {P}, {P}, {P}|Present: {F}, {F}, {F} and {F}|
    Cc: {P}; {P}; {P}|Approved by {P}|Prepared by: {P}|Contact: {P}, {O}|Contact person {P}, tel. {#}|
    Assigned to: {P}|Reporter: {P}|Owner: {F}|Caller: {P}|Patient: {P}|Client name: {P}|Name: {P}|
    Employee: {L}, {F}|{L}, {F}|{P} - {O}|{P} ({G})|{P}, {G}|{F}: can you do {W}?|{F}> i'm in {G} now|
    <{f}> anyone here?|<{f}> lol yes|[{T}] {F}: see you there|[{T}] {P}: ok|{P} added {P} to the group|
    {P} left the chat|@{f} can you check this?|lets meet w/ {f} at {t}|{f} & {f} are coming too|
    thanks {f}!|thx {f}|np {f}, see you {W}|good luck {f} :)|hahaha {f} you are crazy|sorry {f} my bad|
    where is {f}?|is {f} still in {g}?|i saw {f} {l} in {g} yesterday|love you {f}|miss you {F} xx|
    Sent by {F} on behalf of {P}|Forwarded by {P} on {D}|{F} forwarded me your message.|
    The {G} team led by {P} has closed the {O} account.|{F} signed the lease for the {G} apartment.|
    Could you book a room for {F} at the {G} hotel?|Payment was made by {P}, account {#}.|
    {P} was born in {G} on {D}.|{P} lives at {#} Main Street, {G}.|Please ship it to {P}, {#} Oak Avenue, {G}.|
    Send the invoice to {P}, {O}, {G}.|Deposit $ {#} to the account of {P}.|We have hired {P} as counsel.|
    I think {L} is wrong about {X}.|{L}'s paper on {X} is a classic.|{F} fixed the bug in {X}.|
    patch from {P} applied, thanks!|As {F} pointed out, {X} does not support that.|reviewed-by: {P} <{A}>|
    Signed-off-by: {P} <{A}>|Author: {P} <{A}>|{P} ({O}) asks whether {X} runs on {X}.|
    I asked {F} ({P}'s assistant) to set it up.|{F} & {F} {L} send their love.|Mom and {F} are in {G}.|
    {F} has the best price: {O} wants more.|You should meet {P} -- he runs {O}.|Did {F} ever reply?|
    Will {F} be there?|Has {P} signed?|Is {F} out today?|I'll let {F} know.|Tell {F}.|Ask {F}!|
    {F} asked me to forward this to {F} and {F} for comments.|Regarding {P}: she starts on {D}.|
    Attached is the resume of {P}.|{P}'s number is {#}.|The attorney for {O} is {P}.|
    {F} is off {W}, so {F} covers.|{F}, {F}: please see below.|Interview with {P} at {T}, then {P} at {T}.|
    Spoke to {F} re {O}.|Left a message for {F} {L}.|{F} to follow up with {O}.|Action: {F} to send minutes.|
    1. {P}|2) {P}, {O}|- {P}|* {F} {L}|{P}\t{#}|{P};{A};{G}|{F},{L},{A},{G}|"{L}, {F}" <{A}>|"{P}" <{A}>|
    "Computers are useless," said {P}.|-- {P}|"The best way out is through." -- {P}|"No reason!" {F} shouts.|
    {F} bellows, and the crowd cheers.|{F} laughs.|{F} nods|{F} replies that {X} is fine.|as {F} rightly says|
    {F} "the rock" {L} wrote it up.|(Thanks, {F}!)|thanks to {F} for the link|via {P}|props to {F}|posted by {f} on {W}|
    [{F}]|{F}> {X} is broken for me|I, {P}, hereby resign.|cc'd {F}|Baroness {L} of {G} recalled it.|{G}, TX {#}|{G}, CA|
    {#} {L} Street, {G}|{P} [mailto:{A}]|{P} <{A}>|{P} via {O}|tel {P} {#}|From: {P}|To: {P}|From: {P} <{A}>|From: "{L}, {F}" <{A}>|
    To: {P} <{A}>, {P} <{A}>|To: {L}, {F}; {L}, {F}|cc: {L}, {F}|Sent by: {P}|From: {L} {F} [mailto:{A}]|
    To: {P}/{O}@{O}|{P}@{O}|cc: {P}/HQ/{O}@{O}, {P}/{O}@{O}|From: {P} on {D} {T}|{P}\n{D} {T}""",
    "fi": """Soitin {F+lle} eilen.|{P} tulee kokoukseen {G+in}.|{F+n} puhelin on {#}.|Kysyin {F+lta}, mutta hän ei tiennyt.|
    Voisitko lähettää sopimuksen {F+lle}?|{P} aloittaa {O+lla} maanantaina.|Tapasin {P} viime viikolla.|
    Lisäsin myös {F+n} jakeluun.|{F} ja {F} ovat lomalla.|Nimeni on {P} ja olen töissä yrityksessä {O}.|
    Onko {F} paikalla?|{F} lupasi hoitaa asian.|Sain sen {F+lta}.|Yhteyshenkilö: {P}, {O}|Laatija: {P}|
    Läsnä: {P}, {P} ja {P}|{P} kirjoitti {D}:|{f} tulee vasta kuudelta|kysy {f+lta}|moi, täällä {f}|
    Kiitos {F}!|{F}, ehditkö katsoa tätä?|Toimitusjohtaja {P} kertoi asiasta.|{P} asuu kaupungissa {G}.|
    {O} avaa uuden toimiston, kertoo {P}.|Ministeri {L} vieraili {G+ssa}.|Potilas {P}, synt. {D}|
    {F+n} mukaan {O} ei ole vielä vastannut.|Terveisiä {F+lta}!|Asiakas {P} soitti.|Muistio: {P}|
    Keskustelin {F+n} kanssa hinnasta.|Hyvää syntymäpäivää {F}!|{L+n} ehdotus hyväksyttiin.""",
    "sv": """Jag pratade med {F} igår.|{P} kommer till mötet i {G}.|{F}s nummer är {#}.|Kan du fråga {F} och {F}?|
    Jag heter {P} och arbetar på {O} i {G}.|{P} skrev {D}:|Har {F} svarat?|Kontaktperson: {P}, {O}|
    Närvarande: {P}, {P} och {P}|Tack {F}!|{F}, hinner du titta på detta?|{P} börjar på {O} på måndag.|
    {f} kommer senare|fråga {f}|är {f} på jobbet?|Hälsa {F} från mig.|{P} bor i {G}.|Vd:n {P} bekräftar.|
    {O} öppnar kontor i {G}, säger {P}.|Minister {L} besökte {G}.|Avtalet med {O} är påskrivet av {P}.|
    Jag har lagt till {F} på kopia.|Grattis på födelsedagen {F}!|{F} och jag åker till {G} i helgen.|
    Enligt {F} är {O} nöjda.|Patient: {P}, född {D}|Handläggare: {P}|Skicka fakturan till {P}.|
    {L}s förslag gick igenom.|Vi träffade {P} från {O} i {G}.|Mamma och {F} hälsar.""",
    "de": """Ich habe gestern mit {F} gesprochen.|{P} kommt am {W} nach {G}.|{F}s Nummer ist {#}.|
    Können Sie bitte {F} und {F} fragen?|Mein Name ist {P}, ich arbeite bei {O} in {G}.|{P} schrieb am {D}:|
    Hat {F} geantwortet?|Ansprechpartner: {P}, {O}|Anwesend: {P}, {P} und {P}|Danke {F}!|Am {D} schrieb {P}:|
    Herr {L} ist heute nicht im Büro.|Frau {L} hat die Rechnung bezahlt.|Frau Dr. {L} ist umgezogen.|
    {P} fängt am Montag bei {O} an.|{f} kommt später|frag mal {f}|ist {f} schon da?|Grüße an {F}!|
    {P} wohnt in {G}.|{O} eröffnet ein Büro in {G}, sagt {P}.|Minister {L} besuchte {G}.|Sachbearbeiter: {P}|
    Der Vertrag mit {O} wurde von {P} unterschrieben.|Ich habe {F} in Kopie gesetzt.|Kunde: {P}, {G}|
    Alles Gute zum Geburtstag, {F}!|Laut {F} ist {O} zufrieden.|Patient {P}, geb. {D}|Von: {P}|An: {P}; {P}|
    Bitte schicken Sie die Unterlagen an Herrn {P}.|{L}s Vorschlag wurde angenommen.|i.A. {P}|gez. {P}|
    Wir haben {P} von {O} in {G} getroffen.|Die Besprechung mit Frau {P} ist um {T} Uhr.|Mama und {F} sind da.""",
    "fr": """J'ai parlé avec {F} hier.|{P} viendra à {G} mardi.|Le numéro de {F} est le {#}.|
    Pouvez-vous demander à {F} et {F} ?|Je m'appelle {P} et je travaille chez {O} à {G}.|{P} a écrit :|
    Le {D}, {P} a écrit :|Est-ce que {F} a répondu ?|Contact : {P}, {O}|Présents : {P}, {P} et {P}|
    Merci {F} !|M. {L} est absent aujourd'hui.|Mme {L} a payé la facture.|Madame {P} a déménagé à {G}.|
    {P} rejoint {O} lundi.|{f} arrive plus tard|demande à {f}|c'est {f} qui l'a dit|Bien le bonjour à {F}.|
    {P} habite à {G}.|{O} ouvre un bureau à {G}, selon {P}.|Le ministre {L} a visité {G}.|Dossier de {P}|
    Le contrat avec {O} a été signé par {P}.|J'ai mis {F} en copie.|Client : {P}, {G}|De : {P}|À : {P}|
    Bon anniversaire {F} !|D'après {F}, {O} est satisfait.|Patient : {P}, né le {D}|Monsieur {P}, {G}|
    La proposition de {L} a été acceptée.|Nous avons rencontré {P} de {O} à {G}.|Maman et {F} t'embrassent.|
    Rendez-vous avec Mme {P} à {T}.|{F}, peux-tu regarder ça ?|Le docteur {L} vous attend.""",
}
