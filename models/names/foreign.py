# ruff: noqa: E501 -- words, not code
"""Words of offices, shops, forms, weather and sport in nine languages, which are nobody's name.

German gives every noun a capital, and short lines start with one in any language; the corpora hold
little of either. None of these is a usual family name in its language.
"""

WORDS = """
absence access achievement adapter addendum adjustment agreement alert alerts amendment analysis analyst
announcement annual apartment appendix applicant application approval architecture archive arrival assembly
assessment asset assets assignment assistant audit automation availability award backlog backup badge balance
banking banner baseline batch battery benchmark benefits billing blueprint board boarding bonus booking
branch breakfast briefing broadcast brochure browser budget bulletin business buyer cafeteria calendar
campaign cancellation canteen capacity carrier catalog category certificate checklist checkout cloud cluster
coach code collection commission commitment committee compliance component conclusion conference
configuration confirmation connector consultant consumer container contents contractor controller
conversion cooling copyright corporate correction coupon coverage credential critical culture currency
customs cycle daily dashboard data database deadline delay deliverables delivery demo departure deployment
design designer desktop developer development device diagnostics digest digital director directory
disclaimer discount discovery dispatch display division documentation domain download driver durability
economy edition editor efficiency electrical emergency employee employment energy engine engineer
engineering enrollment enterprise entry environment equipment error escalation estimate evaluation event
events excellence exchange executive exercise exit expense expenses experience expiry export extension
facilities facility factory failure feature features feedback field filter finance financial findings
firewall firmware fiscal fleet forecast format framework freight frontend fulfillment function gateway
general global glossary goals governance guidance guide guideline guidelines handbook handover handling
hardware headline health heating helpdesk highlights hiring holiday hosting hotfix household housing
identity image impact implementation import improvement incident index industry initiative innovation
insights inspection installation instructions insurance integration intelligence interface intern
international internship interview introduction inventory invitation issue issues itinerary journey keynote
kickoff kitchen laboratory language laptop launch lead leader leadership learning ledger legal lesson level
library license lifecycle limit limited listing literature loading location logistics machine maintenance
management manager managing manual manufacturing market marketing markets master matrix measures media
medical member membership menu merger method methods metrics middleware migration milestone milestones
mobile mode model module monitor monitoring monthly motor movement network news newsletter notes notice
notification objectives offer offering officer onboarding operating operation operations operator option
options organization orientation outage outcome outlook output outreach overtime package packaging
panel parking participant partner partnership patch patent path paths payment payroll pension performance
permission personal pickup pilot pipeline planner planning plant platform policies policy portal position
postponed power practice preferences preparation presentation press pressure prevention pricing principal
priority privacy procedure process processing processor procurement producer product production professional
profile program programme project projects promotion property proposal protection protocol provider
publication publisher purchase purchasing purpose quality quarter quarterly questionnaire queue quotation
quote ranking rate rates rating readiness real receipt reception recipe recommendation record recovery
recruiting recruitment reference refund region registration regulation release reliability remote renewal
repair replacement requirement requirements research reservation resource resources response
responsibilities responsibility restaurant results retail retention retrospective return returns revenue
review reviews revision risk roadmap role roles rollout room rotation router routine safety salary sales
sample satisfaction savings scan schedule scheduled science scope score screen screenshot script season
section sector security semester senior sensor series session setup shift shipment shipping shop shutdown
signature solution solutions source space specialist specification sprint stability staff stage stakeholder
standard standards standup statement station status steering stock storage store strategic strategy stream
structure student subscription success supervisor supplier supply survey sustainability sync synopsis
system systems tablet target task tasks tax taxes technical technician technology template terminal terms
testing ticket timeline timesheet tool tools tracking trade traffic training transaction transfer
transformation transition transport travel treasury trend trends trial troubleshooting tutorial upgrade
upgrades usage utility vacancy vacation validation vehicle vendor venue verification version video visitor
voucher warehouse warranty weather website weekly welcome window wireless workflow workforce workload
workplace workshop yearly
abfahrt ablauf abrechnung abschnitt absender abstimmung abteilung abwesenheit adresse agenda aktion
aktuell alarm anbieter anfrage angebot angabe angaben anhang ankunft anlage anleitung anmeldung
anruf anschluss anspruch antrag antwort anwendung anzeige arbeit arbeitstag artikel aufgabe aufgaben
aufnahme auftrag ausdruck ausfall ausgabe ausgang auskunft ausschreibung auswahl auswertung ausweis
bahnhof bahn baustelle bearbeitung bedarf bedingungen befragte befragten befund beginn beispiel beitrag
benutzer bereich bericht beschaffung beschluss beschreibung besprechung bestand bestellung besuch
betreff betrieb bewerbung beziehung bildschirm brandschutz buchhaltung buchung büro datei daten
datum dauer dienst dienstag dokument donnerstag drucker durchschnitt eingabe eingang einkauf
einkäufer einladung einsatz einstellung eintrag eintritt ende endstand entwicklung entwickler entwurf
ergebnis ergebnisse erinnerung ersatz ersatzteil erstellung fahrplan fehler feiertag fertigung finanzen
firma flug formular frage fragen freigabe freitag frist gebühr gebäude gehalt gerät gesamt geschäft
geschäftsführung gesetz gespräch gewährleistung gewicht gewinn gewitter glatteis grad größe grund
grüße guten halbzeit handel handbuch haftung heizung hinweis hinweise höhe inhalt inbetriebnahme
jahr jahre jahresabschluss kalender kantine karte karten kasse kauf kennwort kosten kontrolle konto
kunde kunden kündigung küche lager leiter leitung liefertermin lieferung lieferant lieferanten linie
lösung mahnung mangel maschine maschinen material meldung menge mitarbeiter mitarbeiterin mittwoch
monat montag montage muster nachricht nachweis nebel niederlage niederschlag notausgang nutzer
nutzung objekt öffnungszeiten ordner parkplatz pause planung preis preise preisliste probe produkt
produktion projekt projektleiter protokoll prüfung punkt punkte qualität quartal rabatt rechnung
regen reihe reise reparatur rückfrage rückmeldung rückgabe sachbearbeiter sachbearbeiterin samstag
schaden schicht schlüssel schnee schritt schulung seite sendung sicherheit sieg sitzung sonne
sonntag sparte speicher spiel spieler sprache stand standort start stelle steuer störung straße
stück stunde stunden summe system tabelle tag tagesordnung teil teile teilnehmer termin termine
tor treffen tür überblick übergabe überweisung uhr umsatz umstellung unterlagen unterschrift
unternehmen urlaub urteil verkauf verkäufer vermietung versand versicherung versicherungen version
vertrag vertrieb verwaltung verzögerung vorgang vorlage vorschlag vorstand wartung ware waren wärme
werk werkstatt werkstudent werkstudentin wetter wind woche wochen wolken zahl zahlen zahlung zeichnung
zeile zeit zeitraum zeugnis ziel ziele zimmer zoll zugang zusage zusammenfassung zustand zutaten
erste zweite dritte letzte nächste neue neuer neues alte gute rote roten gelbe grüne blaue große kleine
achat adjoint affaire agence alerte annexe annexes appel article articles attente avis baisse bâtiment
besoin bienvenue bilan bonsoir bureau cadre caisse calendrier cantine chantier chapitre chauffage chef
choix classement client clients colis commande commandes commercial compte compteur conclusion
condition conditions confirmation congé congés contrat contrôle copie courrier coût coûts date décembre
décision début délai demande départ dépense développeur développement devis dimanche directeur
directrice direction document documents dossier droit durée échéance écran emploi enquête entreprise
entretien envoi équipe erreur essai étage état étude exemple expédition fabrication facture factures
fermeture fichier filiale fin formation formulaire fournisseur fournisseurs frais garantie gestion
grève guide hausse heure heures horaire horaires imprimante information informations inscription
installation janvier jeudi jour jours journée juillet juin lettre licence lieu ligne liste
livraison livraisons logiciel logistique lundi machine magasin maintenance manuel marché mardi
matériel mercredi message messages météo mise mois montant mot mots neige niveau nombre note nouveau
nouveaux nouvelle nouvelles numéro objet offre offres opération ordre organisation ouverture page
paiement panne partie passage patron période personnel photo pièce pièces plage plan plans pluie
point points poste postes préparation prix procédure produit produits programme projet projets
proposition qualité quantité question questions rapport réception réclamation référence relance
remarque remboursement rendez-vous renseignement réponse réseau réservation responsable ressources
résultat résultats résumé retard retour réunion salaire salle samedi sécurité semaine semaines
service services signature site situation société solde soleil solution sortie sorties stage stock
suivi tableau tarif tarifs temps texte titre total train travail travaux usine utilisateur
utilisateurs valeur validation vendeur vendredi vente ventes vérification version virement visite
voyage technicien ingénieur comptable assistant assistante stagiaire vendeuse
ansökan anmälan annons användare arbete arbetsgrupp artikel avdelning avgift avtal avvikelse bakgrund
beställning beslut besök betalning bilaga bilagor bokning budget chef datum deltagare dokument
drift dörr ekonomi enhet exempel fakta faktura fel flytt fönster förfrågan förslag förändring
försäljning försäljningschef fredag fråga frågor färg företag garanti grupp handläggare handling
handlingar hiss hjälp hälsning idé information ingenjör inköp inköpare instruktion kalender
kallelse kassa klocka kod kontakt konto kontor kontroll kostnad kostnader kund kunder kurs lager
ledning leverans leverantör leverantörer lista lokal lunch lördag lösning lösenord mall material
meddelande måndag mål månad möte möten nyhet nyheter nyckel nummer offert onsdag ordning order
paket period plan planering plats pris priser produkt produkter program projekt projektledare protokoll
punkt rapport redovisning regel regler resa resultat rum rutin rättelse rådgivare samordnare samtal
schema serie service sida skrivare skola snö sommar start status statistik strömavbrott stöd summering
system systemförvaltare säkerhet sökning söndag tabell tack tid tidplan tidning tisdag tjänst tjänster
torsdag trafik tåg underhåll underlag undersökning uppdatering uppdrag uppföljning uppgift uppgifter
utbildning utrustning utskrift utvecklare utveckling val vecka veckor verksamhet verksamhetsutvecklare
verktyg version villkor väder välkommen välkomna värde våning ärende ärenden återkoppling åtgärd
öppettider översikt övning
aihe aika aikataulu aiheet alennus ale alue arvio asennus asiakas asiakaspalvelu asiakirja asiat avain
avoin avoinna budjetti ehdotus ehdot ennuste erittely esimerkki esimies esitys esityslista ennen
hakemus hallinto hallitus henkilöstö henkilökunta hinta hinnasto hinnat huolto huomio huomautus
huone hyväksyntä hälytys hätäpoistumistie ilmoitus ilmoittautuminen insinööri irtisanominen jakelu
johtaja johtoryhmä jäsen kahvi kalenteri kauppa kehitys kehittäjä kerros keskiviikko kirje
kirjanpito kirjautuminen kirjanpitäjä kohde kokoukset kokouksen koodi kortti korjaus koulutus
kuljetus kustannukset kuukausi kuulutus kuva kysely kysymys kysymykset käyttäjä käyttöohje käyttöönotto
laite laitteet lauantai laskut laskutus lataus lentokenttä liite liitteet linkki lisätieto
lisätiedot loma lomake loppu luettelo lumi lupa luvut lähetys lähete lämpötila maanantai maksu maksut
matka merkintä myynti myyjä myyntipäällikkö määrä määräaika neuvonta neuvottelu neuvotteluhuone ohje
ohjeet ohjelma ohjelmisto ohjelmistokehittäjä omistaja opas opiskelija osa osasto osto ostot osoite
ottelu paikka paketti palaute palaveri palkka palvelu palvelut palveluneuvoja pelaaja perjantai peruutus
peruuta poikkeama poissaolo pyyntö pyydämme pysäköinti päivitys päivä päivät päiväys päällikkö pääsy
pöytäkirja raportti ravintola remontti ryhmä saapuminen saate sade saldo salasana sarja selvitys
seuranta siirto sijainti sisältö sivut suunnitelma suunnittelija sunnuntai sähkö sähkökatko sähköposti
taulukko tehtävä tehtävät tiedote tiedotus tiedosto tiedot tieto tietoturva tiistai tilaukset tilauksen
tilinpäätös tilitys tila toimittaja toimisto toimitukset torstai tulos tulokset tulostin tuki tunnus
tuotanto turvallisuus tuote tuotteet tutkimus tuuli työ työaika työntekijä työryhmä uutinen uutiset
uutiskirje vaihe varasto varaus varaukset varoitus vastaus vastaukset verkko verkkokauppa versio viesti
viestintä viikko viikot vika voimassa vuokra vuosi vuoro yhteenveto yhteys yhteystiedot yhtiö ylläpito
yritys äänestys tervetuloa hyvää huomenta päivää iltaa lue lisää muuta näytä sulje tallenna avaa hae
acta adjunto adjunta adjuntos albarán almacén anexo año anuncio aplicación aprobación archivo artículo
asunto atención aviso ayuda baja bienvenido bienvenida bienvenidos buen buena buenas bueno buenos calidad
calendario cambio camión cargo carta cita cliente clientes código comentario compra compras condiciones
contabilidad contraseña contrato control copia correo cotización coste costes cuota datos departamento
descuento desarrollador desarrollo dirección documento documentos domingo ejemplo empresa encuesta
entrada entrega entregas enero envío equipo error estado estimado estimada estimados estudio etapa evento
factura facturas fábrica fecha formación formulario garantía gasto gastos gerente gestión gracias gratis
grupo hola hora horario hoja horas impresora incidencia informe ingeniero inicio jueves lista llamada
lluvia lugar lunes máquina martes mantenimiento material mensaje mes mesa miércoles muestra muchas
muchos norma nieve nota noticia noticias nueva nuevo nuevos número obra oferta ofertas oficina orden
página pago pagos pedido pedidos periodo personal planta plazo plazos precio precios pregunta preguntas
presupuesto problema proceso producción producto productos programa proveedor proveedores próximo próxima
proyecto prueba puerta puesto puntos recibo reclamación recordatorio recursos red reembolso registro
reserva resolución respuesta responsable resultado resultados resumen retraso reunión ruta sábado
sala salida saludo saludos seguridad seguimiento semana servicio servicios siguiente sistema solicitud
taller tabla tarea tareas tarifa tarjeta temporada tiempo tienda trabajo trámite traslado transporte
tren turno usuario usuarios vacaciones vendedor venta ventas viaje viernes visita vuelo días tardes
noches todos
acquisto allegato allegata allegati anno appuntamento articolo assemblea assistenza avviso azienda
bando biglietto bilancio bozza buon buona buono buongiorno buonasera calendario cantiere capitolo
catalogo cliente clienti codice collaudo commessa compito condizioni conferma consegna consegne
conto contratto controllo copia corso cortese costo data dati dipendente direttore direzione documenti
documento domanda domande domenica elenco errore esempio evento fabbrica fattura fatture fine fiera
firma foglio fornitore fornitori gentile gentili gennaio gestione giorno giornata giovedì giugno grazie
gruppo guasto guida imballaggio impianto impiegato importo incontro indirizzo informazioni ingegnere
ingresso inizio invito lavori lavoro lettera lista listino lunedì macchina magazzino manutenzione
martedì mercoledì merce mese messaggio modulo negozio neve nota notizie novità nuova nuovo nuovi numero
offerta offerte oggetto ora orario ordine ordini ore pagamento pagina pausa periodo pezzi pezzo pioggia
porta posta preventivo prezzi prezzo problema prodotti prodotto produzione progetto programma promemoria
proposta prossima prossimo prova qualità quantità reclamo registrazione relazione reparto responsabile
resoconto riassunto ricevuta richiesta riepilogo rimborso risposta risultati risultato ritardo riunione
sabato salute saluti sconto scadenza scheda seguito sede segreteria servizio servizi settimana sicurezza
sistema società sole spedizione spese stabilimento stampante stato sviluppatore sviluppo tabella tariffa
tempo termine testo totale treno turno ufficio uscita utente utenti vendita vendite venerdì verbale
verifica versione viaggio visita volo tutti
aanbieding aanmelding aanvraag actie afdeling afspraak agenda antwoord artikel bedankt bedrag bedrijf
beheer belasting bericht beschrijving besluit bestand bestelling betaling betreft bezoek bijlage boeking
boekhouding boekhouder bon bureau controle cursus dag dagen dank datum deel dienst dinsdag directie
donderdag drukker eind einde enquête factuur facturen fout gebouw gebruiker gebruikers gegevens geldig
geachte gesprek gevolg goede goedemiddag goedemorgen goedenavond groep groeten handleiding herinnering
hoofdstuk hulp huur informatie inkoop inkoper inhoud jaar kantoor kassa klant klanten klacht kosten
korting lading lijst leverancier leveranciers levering locatie maand maandag magazijn map medewerker
medewerkers melding middag monteur nieuws nieuwe nieuwsbrief notulen nummer offerte offertes omschrijving
onderdeel onderhoud onderwerp ontvangst ontwerp ontwikkelaar ontwikkeling opdracht opleiding oplossing
opmerking overleg overzicht pagina pakket pauze plaats planning prijs prijzen product productie
proef project punt regel regels rekening reparatie reis resultaat rooster samenvatting scherm schip
schade sleutel spoed sneeuw start storing stuk systeem taak taken tabel terugkoppeling tijd toegang
training trein uitgang uitnodiging uitslag uur vacature vakantie vandaag veiligheid vergadering verkoop
verkoper verlof versie vertraging verzekering verzending verzoek voorraad voorstel voorwaarden vraag vragen
vrachtwagen vrijdag wachtwoord week weken welkom werk werkplaats wijziging woensdag zaterdag zending zondag
adres aktualizacja aktualności analiza aplikacja awaria badanie bezpieczeństwo bilet biuro błąd brak budowa
budynek cena cennik ceny cześć czas czerwiec czwartek dane data dokument dokumenty dostawa dostawca
dostawcy dostawy drogi droga drukarka drzwi dział działu dzień dziękuję dziękujemy faktura faktury firma
formularz godzina godziny grupa gwarancja harmonogram hasło informacja informacje inżynier instrukcja
instalacja jakość jutro kadry kalendarz karta kierownik klient klienci koniec konto kontrola koszt koszty
księgowa księgowość kurs księgowy lista listopad list lipiec łącznie magazyn materiał maszyna miejsce
miesiąc montaż naprawa numer oferta oferty odbiór odpowiedź ogłoszenie okres opis opłata osoba paczka
pakiet pani pan państwo piątek pismo plan płatność początek poczta podpis podsumowanie pokój polecenie
pomoc poniedziałek potwierdzenie pozdrawiam pozycja praca pracownik pracownicy prezentacja problem
produkcja produkt produkty program programista projekt prosimy proszę protokół przelew przerwa przesyłka
przypomnienie pytanie pytania rabat rachunek raport regulamin reklamacja rezerwacja rok rozwiązanie
rozmowa ryzyko sala serwis siedziba sklep sobota spis spotkanie sprawa sprzedaż sprzedawca sprzęt
stan stanowisko strona szanowni szanowny szanowna szkolenie środa śnieg temat termin towar towary
transport tydzień umowa umowy urlop urząd usługa usługi uwaga uwagi warunki wersja wiadomość wniosek
wtorek wydanie wydarzenie wynik wyniki wysyłka załącznik załączniku zadanie zadania zakup zakupy zamówienie
zamówienia zapytanie zapłata zaproszenie zebranie zespół zgłoszenie zgłoszenia zgoda zlecenie zmiana
zmiany zwrot witam
""".split()

#: countries and parts of the world as our languages call them, lower case
COUNTRIES = """
europa europe eurooppa asien asia aasia afrika africa afrikka amerika amerikka america norden
skandinavien skandinavia baltikum frankrike ranska frankreich frankrijk francia francja france
tyskland saksa deutschland allemagne alemania germania duitsland niemcy ryssland venäjä russland
russie rusia rusland rosja norge norja norwegen norvège noorwegen danmark tanska dänemark danemark
denemarken dania sverige ruotsi schweden suède suecia svezia zweden szwecja finland suomi finnland
finlande finlandia viro estland estonie lettland latvia lettonie litauen liettua lituanie polen
puola pologne polonia polska tjeckien tšekki tschechien tchéquie chequia cechia österrike itävalta
österreich autriche oostenrijk schweiz sveitsi suisse suiza svizzera zwitserland italien italia
italie italië włochy spanien espanja espagne españa spanje hiszpania portugali storbritannien
britannia englanti großbritannien angleterre inglaterra inghilterra engeland irland irlanti irlande
ierland nederländerna hollanti alankomaat niederlande olanda belgien belgia belgique bélgica belgië
grekland kreikka griechenland grèce grecia griekenland turkiet turkki türkei turquie turquía
kroatien kroatia croatie ungern unkari ungarn hongrie rumänien romania roumanie bulgarien serbien
serbia ukraina ukraine kina kiina chine cina indien intia inde japani japon giappone australien
australia australie brasilien brasilia brésil argentina argentinien kanada mexiko meksiko usa
yhdysvallat egypten egypti israel iran irak syrien syyria laos kuba marocko marokko moçambique
""".split()
