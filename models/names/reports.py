# ruff: noqa: E501 — word lists read best as lists
"""Sentences of reports, news, forms, complaints and letters, written for this project.

The slots of templates.py, and {V} a postal address on one line, {K} a country, {N} an adjective of
nation (not labelled), {S} a street, {Q} an organisation nobody has heard of.
"""

from __future__ import annotations

REPORTS = {
    "en": """{Q} has its head office in {G}, {K}.|{Q}, a supplier of pumps in {G}, will cut forty jobs.|The {Q} annual meeting is in {G} this year.|
    {P}, chief executive of {Q}, resigned on {W}.|{P} of {Q} declined to comment.|Shares of {Q} fell after {Q} won the order.|{Q} and {Q} announced a joint venture.|
    She left {Q} for {Q} last spring.|He used to work for {Q}.|I started at {Q} in {M}.|I'm with {Q} now.|We rent two floors from {Q}.|{Q} owes us for {M}.|
    Our clients include {Q}, {Q} and {Q}.|Among the bidders: {Q}, {Q}, {Q} and {Q}.|The audit of {Q} was done by {Q}.|Invoice from {Q} is overdue.|Is {Q} still a customer?|
    {Q}'s lawyers wrote to {Q}'s bank.|{F} from {Q} will call you.|{P} ({Q}) and {P} ({Q}) signed.|{Q} hired {P} as adviser.|The loan was granted by {Q}.|{Q} sponsors the team.|
    {Q} bought {Q} in {G}.|{Q} makes valves.|{Q} is hiring in {G}.|{Q} was set up by {P} and {P} some years ago.|Welcome to {Q}!|Thank you for choosing {Q}.|Your {Q} account is ready.|
    I banked with {Q} for years.|Contact {Q} for a refund.|My employer is {Q}.|Employer: {Q}|Company: {Q}|Organisation: {Q}|Vendor: {Q}|Customer: {Q}, {G}|{Q}\n{P}\n{G}|{P}\n{Q}\n{G}|{P}\n{Q}|
    The office of {Q} is at {V}.|{Q}, {V}|You will find {Q} at {V}.|Deliver to {Q}, {V}.|We moved to {V}.|My new address is {V}.|Their address: {V}|Address: {V}|I live at {V}.|She lives on {S}.|He grew up on {S} in {G}.|
    Turn left at {S}.|The shop on {S} is closed.|The corner of {S} and {S} was flooded.|Take {S} to {S}.|Pick me up at {V} please.|{P} lives at {V}.|{P} of {V}|Ship the parcel to {V}.|the car was found near {S}|
    We met at {V} and went to {G}.|{P} was seen at {V}.|My brother lives in {G}, {K}.|We drove from {G} to {G} and on to {G}.|The train to {G} was late.|{F} is flying to {G} on {W}.|I grew up in {G}.|Greetings from {G}!|
    It rains in {G}.|{G} is a town in {K}.|The mayor of {G} spoke.|A school in {G}, {K}|The {G} branch is closed.|Our team in {G} is on call.|Born in {G}, raised in {G}.|Hometown: {G}|City: {G}|Country: {K}|State: {G}|Place of birth: {G}|
    Where: {G} town hall|Venue: {G} Golf Club|We are off to {K} in {M}.|They exported it from {K} to {K}.|the ferry from {g} to {g}|i live in {g}|anyone from {g} here?|im stuck in {g} lol|{K} and {K} signed a treaty.|
    {K}'s prime minister met {P} in {G}.|Most of southern {K} had no power.|in northern {K}|The war between {K} and {K} ended.|Visitors from {K}, {K} and {K}|The {N} minister arrived in {G}.|{N} food is good.|A {N} company bought {Q}.|
    The {N} team lost.|We are {N}.|He is {N} and she is {N}.|I love {N} music.|An {N} airline|Are you {N}?|the {N} parliament|two {N} tourists|a {N} passport|
    {P}: What did you say?|{F}: "I never went to {G}."|{F}:"Is {F} in?"|"Ask {F}," said {F}.|{F} asked: "Where is {F}'s coat?"|I am {F}'s sister.|i am {f}'s brother|{F} gave {F} the keys.|{F} is a good friend of {F}'s.|{F} is never late.|
    {F} can fix that.|{F}, {F}, {F}, {F} and {F} were there.|The band was {F}, {F}, {L} and {L}.|{L} and {L} wrote the book.|{L} was a carpenter.|The album by {P} is out.|{P} directed it and {P} starred.|A film by {P} with {P} and {P}|the {N} writer {P}|the painter {P}|
    pianist {P} plays in {G}|Drummer {F} left the band.|the {L} novel|the {L} family of {G}|Her maiden name is {L}.|mother's maiden name: {L}|Surname: {L}|First name: {F}|Last name: {L}|Given name: {F}|born {P}|née {L}|my wife {F}|my son {F} and his friend {F}|
    Next of kin: {P}|Witness: {P}|Tenant: {P}, {V}|Account holder: {P}|Cardholder {P}|Signed, {P}|Beneficiary: {P}, {Q}, {G}|{P}'s card was charged twice.|Please change the name on my account to {P}.|Add {P} to my policy.|
    Could you send {P} a new card?|My card was stolen in {G}.|I lost my passport in {G}, {K}.|Is there a branch in {G}?|Where is the nearest {Q}?|When does the office in {G} open?|What is the weather in {G}?|How far is it from {G} to {G}?|Where can I buy {X} in {G}?|
    Tell me about {P}.|Who is {P}?|Who is {L}?|Call {F} now.|Remind me to call {F}.|Book a table for {F} at the {X}.|What is {P} known for?|A statue of {P}|{P} Street is named after {P}.|The {L} case|{L} v. {L}|{L} et al.|See {L} (2004).|according to {L}|
    {Q} invested in {Q}.|{Q}, {Q} and others were fined.|I have complained to {Q} twice.|a report by {Q}|a spokesman for {Q}|researchers at {Q}|a lecture at {Q}|a student of {Q}|a nurse at {Q}|chairman of {Q}|a subsidiary of {Q}|the {Q} website|the {Q} app|
    The University of Life|the Orchestra played well|The Country Club is closed.|The Treaty of {G}|the Border Guard|the Civil Service|The Board of Directors met.|Article 5 of the Treaty|the Rights of Man|Labor Day|the House of Lords|the Department|The Company shall|
    The Bank may|the Golf Club|My Best Friend's Wedding|Lord of the Rings|Tales of the Sea|Songs of Love|the Long Road Home|Dancing in the Rain|She sang Blue Moon.|Have you read The Long Winter?|the song Midnight Train|Windmill Hill|the movie Night Watch""",
    "fi": """{Q} avasi toimiston kaupungissa {G}.|{Q} irtisanoo kymmenen työntekijää.|Osoitteeni on {V}.|Asun osoitteessa {V}.|{P}, {V}|Uusi osoite: {V}|Työpaikka: {Q}|Kotikunta: {G}|Synnyin {G+ssa}.|
    Laskuttaja: {Q}|Toimitusosoite: {V}|Olen töissä {Q+lla}.|Matkustamme {G+in} ja {G+in}.|{K} ja {K} allekirjoittivat sopimuksen.|{P} on {Q} toimitusjohtaja.|Yritys: {Q}, {G}|Lähetä se osoitteeseen {V}.""",
    "sv": """{Q} har kontor i {G}.|Min adress är {V}.|Jag bor på {V}.|{P}, {V}|Ny adress: {V}|Arbetsgivare: {Q}|Hemort: {G}|Född i {G}.|{P} är vd för {Q}.|Vi reser till {G} och {G}.|{K} och {K} skrev på avtalet.|
    Leveransadress: {V}|Leverantör: {Q}|Jag jobbar på {Q}.|Bolaget {Q} i {G} varslar.|Skicka det till {V}.|{P} från {Q}|Tåget till {G} är försenat.""",
    "de": """{Q} hat eine Niederlassung in {G}.|Meine Adresse ist {V}.|Ich wohne in der {S} in {G}.|{P}, {V}|Neue Anschrift: {V}|Arbeitgeber: {Q}|Geburtsort: {G}|Geboren in {G}.|{P} ist Geschäftsführer der {Q}.|Wir fahren nach {G} und {G}.|
    {K} und {K} haben das Abkommen unterzeichnet.|Lieferadresse: {V}|Lieferant: {Q}|Ich arbeite bei {Q}.|Die Firma {Q} aus {G} liefert.|Bitte senden an {V}.|Der Zug nach {G} hat Verspätung.|{P} von {Q}""",
    "fr": """{Q} a un bureau à {G}.|Mon adresse est {V}.|J'habite {V}.|{P}, {V}|Nouvelle adresse : {V}|Employeur : {Q}|Lieu de naissance : {G}|Né à {G}.|{P} dirige {Q}.|Nous allons à {G} et à {G}.|{K} et {K} ont signé le traité.|
    Adresse de livraison : {V}|Fournisseur : {Q}|Je travaille chez {Q}.|La société {Q} de {G}|À envoyer au {V}.|Le train pour {G} est en retard.|{P} de {Q}""",
}

NATIONS = """American British English Scottish Irish Welsh Canadian Australian German Austrian Swiss French Belgian Dutch Danish
Norwegian Swedish Finnish Icelandic Estonian Latvian Lithuanian Polish Czech Slovak Hungarian Slovenian Croatian Serbian Romanian
Bulgarian Greek Cypriot Italian Spanish Portuguese Brazilian Argentine Chilean Mexican Indian Turkish Japanese Chinese Korean
Russian Ukrainian Israeli Egyptian Kenyan Nigerian Catholic Muslim Jewish Buddhist Hindu Protestant Asian African European""".split()
