# ruff: noqa: E501 — word lists read best as lists
"""Everyday sentences without any name, put together from parts; nine languages. Deterministic.

German gives every noun a capital, and a sentence's first word has one everywhere: a network that
saw few such sentences takes them for names. Every combination of an opener, a middle and an end
makes sense; written for this project.
"""

from __future__ import annotations

import random

#: language → openers, middles, ends; each of one language fits each other
_PARTS = {
    "de": (
        """Wegen der Baustelle|Aus Kostengründen|Aus Sicherheitsgründen|Nach Feierabend|Nach dem Frühstück|Zum Glück|Am Empfang|Zur Erinnerung|Bei Fragen|Im Zweifel|Zu Beginn der Woche|Trotz Regen|
        Auf Wunsch|Laut Fahrplan|Bis Monatsende|Ab Montag|Mit etwas Glück|In der Pause|Vor dem Termin|Auf dem Heimweg|Im Homeoffice|Unter Umständen|Bei Bedarf|Zwecks Übergabe|Mangels Personal|Statt Papier|Per Post|Für den Ausflug|Während der Messe|Gegen Mittag""",
        """bleibt die Kantine geschlossen|fällt die Schulung aus|nehmen wir den Aufzug|bringt der Hausmeister den Schlüssel|liegt der Ausweis am Empfang|gibt es Kuchen in der Teeküche|geht der Lieferschein an die Buchhaltung|
        kommt das Paket nach Hause|wird der Antrag in Empfang genommen|steht der Beamer zur Verfügung|tritt die Regelung in Kraft|ist der Betrag in Rechnung zu stellen|kommt die Angelegenheit zur Sprache|stellen wir den Betrieb ein|holt der Kurier die Muster ab|
        nehmen alle an der Übung teil|fahren wir mit der Bahn|läuft die Frist ab|wird der Vorgang zu den Akten gelegt|braucht das Labor die Proben|schickt die Verwaltung die Bescheide""",
        """, bitte Rücksicht nehmen.|. Danke für das Verständnis.|. Rückmeldung bis Freitag, danke.| und alle gehen nach Hause.|, wie in der Besprechung vereinbart.|. Das gilt auch für Praktikanten und Aushilfen.|.|!| – Details folgen.|, Eile ist geboten.|. Wer hat Zeit?|. Viel Erfolg!|. Guten Start in die Woche!""",
    ),
    "fi": (
        """Asia:|Huom:|Muistutus:|Aluksi|Lopuksi|Ensi viikolla|Tänä aamuna|Kahvin jälkeen|Remontin takia|Sopimuksen mukaan|Varmuuden vuoksi|Ennen kesälomaa|Syksyn aikana|Iltapäivällä|Toistaiseksi|Turvallisuussyistä|Kiireen vuoksi|Yleensä|Onneksi|Jatkossa|Tarvittaessa|Maanantaista alkaen""",
        """keittiö on suljettu|avain jätetään vastaanottoon|palaveri siirtyy|lähdemme kotiin aikaisin|työhuone siivotaan|hissi ei toimi|pysäköinti on maksutonta|ruokala avataan uudelleen|koulutus järjestetään etänä|lomake palautetaan kirjaamoon|
        tulosteet haetaan aulasta|ikkunat pestään|aikataulu päivitetään|kahviautomaatti huolletaan|sauna on lämpimänä|vieraat otetaan vastaan alakerrassa|arkisto muuttaa kellariin|laskut hyväksytään esimiehellä|puhelut ohjataan vaihteeseen|pakkaset kiristyvät""",
        """.|!|, kiitos.|. Hyvää viikonloppua!|. Ilmoittakaa esteistä.|. Lisätietoja intranetissä.| ja siitä tiedotetaan erikseen.|, kuten sovittiin.|. Sopiiko kaikille?|. Terveisin toimisto|. Kuittaus riittää.|. Otetaan rauhassa.""",
    ),
    "sv": (
        """På grund av renoveringen|Enligt överenskommelse|Till att börja med|Av säkerhetsskäl|Efter lunch|Innan semestern|Nästa vecka|Tills vidare|Från och med måndag|Vid behov|Påminnelse:|Obs!|Ärende:|För säkerhets skull|I väntan på svar|Under hösten|Lyckligtvis|Som vanligt|Hemma hos oss|Trots regnet""",
        """är köket stängt|lämnas nyckeln i receptionen|flyttas mötet|går vi hem tidigt|städas kontoret|fungerar inte hissen|är parkeringen gratis|öppnar matsalen igen|hålls kursen på distans|skickas blanketten till registret|hämtas utskrifterna i foajén|putsas fönstren|
        uppdateras schemat|lagas kaffemaskinen|tas gästerna emot på nedre botten|flyttar arkivet till källaren|godkänns fakturorna av chefen|kopplas samtalen till växeln|finns det bullar i fikarummet""",
        """.|!|, tack.|. Trevlig helg!|. Hör av er vid frågor.|. Mer information kommer.| och alla får besked.|, som vi sa.|. Passar det?|. Hälsningar kontoret|. Ta det lugnt.""",
    ),
    "fr": (
        """En raison des travaux|Pour des raisons de sécurité|À la fin du mois|Au début|Après le déjeuner|Avant les vacances|Comme prévu|Dès lundi|En cas de besoin|Rappel :|Objet :|À compter de demain|Faute de temps|Par précaution|D'habitude|Heureusement|Sauf erreur|Suite à la panne|Au final|De retour au bureau|Contre toute attente|Chez nous""",
        """la cuisine est fermée|la clé reste à l'accueil|la réunion est reportée|tout le monde rentre tôt|l'ascenseur ne marche pas|le parking est gratuit|la cantine rouvre|la formation se fait à distance|le formulaire part au greffe|les vitres sont lavées|le planning est à jour|la machine à café est réparée|
        les visiteurs sont reçus au rez-de-chaussée|les archives vont à la cave|les factures sont validées|les appels passent par le standard|il y a des croissants|les badges seront remplacés|le colis attend à la loge""",
        """.|!|, merci.| : bon week-end !|. Merci de prévenir en cas d'absence.|. Plus de détails bientôt.| et c'est tant mieux.|, comme convenu.|. Ça vous va ?|. Bon courage !|. Prenez soin de vous.""",
    ),
    "es": (
        """Al final|Por obras|Por motivos de seguridad|A partir del lunes|Después de comer|Antes de las vacaciones|En caso de duda|Recordatorio:|Asunto:|Como siempre|Por ahora|De momento|Según lo acordado|A fin de mes|Por suerte|Debido a la avería|Sin embargo|En principio|Hasta nuevo aviso|Con la lluvia|Desde casa|Ojo:""",
        """la cocina está cerrada|la llave queda en recepción|se aplaza la reunión|salimos pronto|no funciona el ascensor|el aparcamiento es gratis|el comedor abre otra vez|el curso será a distancia|el formulario va al registro|se limpian las ventanas|se actualiza el calendario|se arregla la cafetera|
        las visitas se reciben en la planta baja|el archivo baja al sótano|las facturas las aprueba el jefe|las llamadas van a la centralita|hay tarta en la cocina|cambian las tarjetas de acceso|el paquete espera en la portería""",
        """.|, gracias.|. ¡Buen fin de semana!|. Avisad si no podéis venir.|. Habrá más detalles pronto.| y nos vamos a casa.|, como quedamos.|. ¿Os parece bien?|. ¡Ánimo!|. Tened cuidado.|. Hasta mañana.""",
    ),
    "it": (
        """Alla fine|Per lavori|Per motivi di sicurezza|Da lunedì|Dopo pranzo|Prima delle ferie|In caso di dubbi|Promemoria:|Oggetto:|Come sempre|Per ora|Al momento|Come d'accordo|A fine mese|Per fortuna|A causa del guasto|Tuttavia|In teoria|Fino a nuovo avviso|Con la pioggia|Da casa|Attenzione:|Nel frattempo""",
        """la cucina resta chiusa|la chiave è in portineria|la riunione slitta|usciamo presto|l'ascensore non funziona|il parcheggio è gratuito|la mensa riapre|il corso si fa a distanza|il modulo va al protocollo|si puliscono le finestre|il calendario viene aggiornato|si ripara la macchina del caffè|
        gli ospiti sono accolti al piano terra|l'archivio scende in cantina|le fatture le approva il capo|le chiamate passano dal centralino|c'è la torta in cucina|i badge vengono sostituiti|il pacco aspetta in portineria""",
        """.|, grazie.|. Buon fine settimana!|. Avvisate in caso di assenza.|. Seguiranno dettagli.| e andiamo a casa.|, come detto.|. Va bene?|. In bocca al lupo!|. State attenti.|. A domani.""",
    ),
    "nl": (
        """Wegens werkzaamheden|Om veiligheidsredenen|Na de lunch|Voor de vakantie|Volgende week|Vanaf maandag|Bij twijfel|Herinnering:|Onderwerp:|Zoals altijd|Voorlopig|Volgens afspraak|Aan het einde van de maand|Gelukkig|Door de storing|In principe|Tot nader order|Ondanks de regen|Helaas|Let op:|Vandaar dat""",
        """de keuken gesloten is|de sleutel bij de receptie ligt|het overleg later begint|we vroeg naar huis gaan|de lift niet werkt|het parkeren gratis is|de kantine weer opengaat|de cursus online is|het formulier naar de griffie gaat|de ramen gewassen worden|het rooster klopt|het koffieapparaat kapot is|
        bezoekers beneden worden ontvangen|het archief naar de kelder gaat|de chef de facturen goedkeurt|er taart in de keuken staat|de pasjes vervangen worden|het pakket bij de balie ligt""",
        """.|, bedankt.|. Fijn weekend!|. Laat het weten bij afwezigheid.|. Meer informatie volgt.|, zoals besproken.|. Akkoord?|. Succes!|. Pas op jezelf.|. Tot morgen.""",
    ),
    "pl": (
        """Z powodu remontu|Ze względów bezpieczeństwa|Po obiedzie|Przed urlopem|W przyszłym tygodniu|Od poniedziałku|W razie wątpliwości|Przypomnienie:|Temat:|Jak zawsze|Na razie|Zgodnie z umową|Pod koniec miesiąca|Na szczęście|Przez awarię|W zasadzie|Do odwołania|Mimo deszczu|Niestety|Uwaga:|Dlatego|Proszę pamiętać, że""",
        """kuchnia jest zamknięta|klucz leży w recepcji|spotkanie jest przesunięte|idziemy wcześniej do domu|winda nie działa|parking jest bezpłatny|stołówka znów jest otwarta|szkolenie jest zdalne|formularz trafia do kancelarii|okna są myte|grafik jest aktualny|ekspres do kawy jest zepsuty|
        goście są przyjmowani na parterze|archiwum przenosi się do piwnicy|faktury zatwierdza kierownik|rozmowy idą przez centralę|w kuchni jest ciasto|przepustki są wymieniane|paczka czeka na portierni""",
        """.|, dziękuję.|. Miłego weekendu!|. Proszę dać znać.|. Szczegóły wkrótce.|, jak ustalono.|. Czy to pasuje?|. Powodzenia!|. Do jutra.|. Proszę uważać.""",
    ),
    "en": (
        """Because of the building works|For safety reasons|After lunch|Before the holidays|Next week|Starting Monday|When in doubt|Reminder:|Subject:|As always|For now|As agreed|By the end of the month|Luckily|Due to the outage|In theory|Until further notice|Despite the rain|Heads up:|From home|Given the delay|Quick note:|Just so everyone knows,""",
        """the kitchen is closed|the key is at reception|the meeting is pushed back|we go home early|the lift is out of order|parking is free|the canteen opens again|the course is remote|the form goes to the registry|the windows are being cleaned|the rota is up to date|the coffee machine is broken|
        visitors are met downstairs|the archive moves to the basement|invoices are approved by the lead|calls go through the switchboard|there is cake in the kitchen|badges are replaced|the parcel waits at the desk|blood pressure was 140/90|the build is green""",
        """.|, thanks.|. Have a good weekend!|. Let us know if you cannot make it.|. More details soon.| and that is fine.|, as discussed.|. Does that work?|. Good luck!|. Take care.|. See you tomorrow.""",
    ),
}
#: headings and lines of forms without a name
_LINES = {
    "de": "Betreff|Anlage|Ort|Datum|Uhrzeit|Raum|Lieferzeit|Zahlungsziel|Bemerkung|Hinweis|Öffnungszeiten|Ansprechpartner|Menge|Einzelpreis|Gesamtbetrag|Steuersatz|Gewicht|Versandart|Mit freundlichem Gruß|Guten Appetit|Schönen Urlaub|Alles Gute|Gute Besserung|Herzlichen Glückwunsch",
    "fi": "Asia|Aihe|Paikka|Aika|Liite|Huomio|Toimitusaika|Maksuehto|Hinta|Määrä|Yhteensä|Aukioloajat|Hyvää ruokahalua|Hyvää lomaa|Paranemisia|Onnea matkaan|Lämpimästi tervetuloa|Esityslista|Päätös|Perustelut",
    "sv": "Ärende|Plats|Tid|Bilaga|Obs|Leveranstid|Betalningsvillkor|Pris|Antal|Summa|Öppettider|Smaklig måltid|Trevlig semester|Krya på dig|Lycka till|Varmt välkomna|Dagordning|Beslut|Bakgrund",
    "fr": "Objet|Lieu|Date|Heure|Pièce jointe|Remarque|Délai|Prix|Quantité|Total|Horaires|Bon appétit|Bonnes vacances|Bon rétablissement|Bonne chance|Bienvenue|Ordre du jour|Décision|Compte rendu",
    "es": "Asunto|Lugar|Fecha|Hora|Adjunto|Nota|Plazo|Precio|Cantidad|Total|Horario|Buen provecho|Felices vacaciones|Que te mejores|Mucha suerte|Bienvenidos|Orden del día|Decisión|Acta|Buenas noticias",
    "it": "Oggetto|Luogo|Data|Ora|Allegato|Nota|Scadenza|Prezzo|Quantità|Totale|Orari|Buon appetito|Buone vacanze|Buona guarigione|In bocca al lupo|Benvenuti|Ordine del giorno|Decisione|Verbale|Buone notizie",
    "nl": "Onderwerp|Plaats|Datum|Tijd|Bijlage|Opmerking|Levertijd|Prijs|Aantal|Totaal|Openingstijden|Eet smakelijk|Prettige vakantie|Beterschap|Succes|Welkom|Agenda|Besluit|Notulen",
    "pl": "Temat|Miejsce|Data|Godzina|Załącznik|Uwaga|Termin|Cena|Ilość|Razem|Godziny otwarcia|Smacznego|Udanego urlopu|Szybkiego powrotu do zdrowia|Powodzenia|Witamy|Porządek obrad|Decyzja|Protokół",
    "en": "Subject|Where|When|Attachment|Note|Lead time|Price|Quantity|Total|Opening hours|Enjoy your meal|Happy holidays|Get well soon|Good luck|Welcome|Agenda|Decision|Minutes|BP 120/80|HR 72|Temp 36.8|Generated with care|Built with make|Powered by caffeine|Reviewed and approved|Written by hand",
}


def sentence(rng: random.Random, language: str) -> str:
    """One sentence, or a heading, now and then with a number behind it."""
    if rng.random() < 0.18:
        line = rng.choice(_LINES[language].split("|"))
        if rng.random() < 0.5:
            line += rng.choice(
                (":", ": ", ": 12.5.", " 3", ": -", ": 14:30", "!", ":\n", " – ok", ".")
            )
        return line
    opener, middle, end = (
        rng.choice([" ".join(item.split()) if at < 2 else item for item in part.split("|")])
        for at, part in enumerate(_PARTS[language])
    )
    text = f"{opener} {middle}{end}"
    if rng.random() < 0.3:
        middle = " ".join(middle.split())
        text = middle[0].upper() + middle[1:] + end
    return text


def texts(rng: random.Random, language: str) -> str:
    """A few sentences, as in a mail without names."""
    return rng.choice((" ", " ", "\n")).join(
        sentence(rng, language) for _ in range(rng.choice((1, 1, 1, 2, 3)))
    )


def phrases(language: str) -> list[str]:
    """Every part and line there is in a language."""
    return [item for part in (*_PARTS[language], _LINES[language]) for item in part.split("|")]
