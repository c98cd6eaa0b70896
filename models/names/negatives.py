# ruff: noqa: E501 — word lists read best as lists
"""Lines that hold no name, written for this project: what mail and chat are full of besides names.

Slots as in `templates`; {O}, {G} are labelled as what they are, the rest is plain text.
"""

from __future__ import annotations

PROSE = {
    "en": """Please find attached the updated file.|I will be out of the office until {W}.|Let me know if you have any questions.|
    Can we move the call to {T}?|The meeting is on {W}, {M} {#} at {T}.|See attached.|Sounds good to me.|
    I agree with the plan, but the budget is too small.|Is there anything else you need from us?|ok|lol|yes please|no worries|
    i will be there in ten minutes|what time is dinner?|The server was rebooted last night and everything looks fine now.|
    We shipped your order on {M} {#}.|Your invoice number is {#}.|The price went up {#} percent in {M}.|Good point.|
    Our {G} office is closed on {W}.|Traffic in {G} was terrible.|{O} announced its quarterly results.|Buy {O}, sell {O}.|
    The {O} contract ends in {M}.|May I ask why?|Will do.|March was slow, April was better, and June will be great.|
    Mark the box and grant access to the bill.|Bill me later.|Jack up the price and pat the dog.|Rob a bank? Sue them!|
    The mark was hit, the will was read and the art was sold.|Rich people like chase scenes.|Drew a picture of a robin.|
    Python and Ruby are languages; Java runs on Windows and Linux.|Install Debian or Red Hat, then run Apache.|
    I use Perl, Emacs and Mutt on my laptop.|Upgrade SpamAssassin to version {#}.|{X} crashes when {X} is enabled.|
    Does {X} work with {X}?|Windows XP will not boot after the update.|Mozilla and Netscape render it wrong.|
    The Internet Explorer bug is fixed in Service Pack 2.|Click Start, then Control Panel.|Press Enter to continue.|
    Summer is over; Christmas is coming.|Happy Easter everyone!|The English version is better than the French one.|
    Americans and Germans drink beer.|God knows.|Jesus, that was close!|Oh my God|I read the «O New York Times» and the Economist.|
    Chapter One: The Beginning|Terms and Conditions|Privacy Policy|All Rights Reserved.|Frequently Asked Questions|
    Quarterly Business Review|Project Status Report|Human Resources|Risk Management|Vice President, Sales|
    Chief Financial Officer|Senior Software Engineer|Director of Marketing|Account Manager|Managing Director|
    Product Roadmap Update|Action Items|Next Steps|Key Findings|Executive Summary|Table of Contents|
    Breaking News: Stocks Fall As Oil Prices Rise|Five Ways To Save Money This Winter|Local Team Wins Cup|
    To unsubscribe from this group, send an email to {A}.|You are receiving this mail because you subscribed.|
    This message and any attachments are confidential.|If you are not the intended recipient, delete it.|
    Sent from my mobile device|Get your free account today!|Special Offer: Save {#}% Now|Click Here To Unsubscribe|
    Your use of this service is subject to our terms.|Meeting ID: {#}|Passcode: {#}|Dial-in: {#}|Room: {#}|
    Tracking number {#}|Order {#} has shipped|Ticket {#} was closed|Re: your question about {X}|FW: {X} release|
    Subject: {X} update|Subject: Re: Meeting on {W}|Subject: Agenda|Date: {D} {T}|Sent: {W}, {M} {#}, {T}|
    Importance: High|Attachments: report.pdf|Tel: {#}|Fax: {#}|Phone: {#}|Mobile: {#}|Web: {U}|E-mail: {A}|{A}|{U}|
    -----Original Message-----|---------- Forwarded message ----------|Begin forwarded message:|_______________|* * *|
    To: {A}|From: {A}|Cc: {A}, {A}|{D}|{W}|{M}|{T}|{G}|{G}, {G}|{O}|P.O. Box {#}, {G}|{#} Main Street|Suite {#}|
    Hello World|Good Morning America|Dear Diary|Thank God it's {W}|Monday Night Football|Black Friday sale|
    Ground Zero|«G Silicon Valley»|«G Wall Street»|«G Capitol Hill»|The White House|Supreme Court|Super Bowl|World Cup|
    True Crime Stories|Star Wars is on TV tonight|Spider Man and Batman are comics|Harry Potter sold millions|
    Buffy season five is out|the tempest in a teapot|a murphy bed|a stanley knife|the wilson line|bernoulli trials|
    Bayes filter|Gaussian noise|Markov chain|Turing test|Moore's Law|Nobel Prize|Fourier transform|Newton's method|
    St. Patrick's Day|Martin Luther King Day|«O Johns Hopkins University»|«O Wells Fargo Bank»|«O Ernst & Young»|«O JP Morgan Chase»|
    «O Morgan Stanley»|«O Merrill Lynch»|«O Goldman Sachs»|«O Johnson & Johnson»|Harley Davidson motorcycle|Ford Focus|Mercedes|
    Ben & Jerry's ice cream|Jack Daniels whiskey|Calvin Klein jeans|Tommy Hilfiger|Louis Vuitton bag|«O Lewis & Clark College»|
    «O Austin Energy»|«O Houston Astros»|«O Denver Broncos»|«O San Antonio Spurs»|«O Dallas Cowboys»|«G Lincoln Center»|«G Kennedy Airport»|
    «G Victoria Station»|Charlotte office|«G Madison Avenue»|«G Jackson Street»|«G Washington DC»|«G Georgia»|«G Virginia»|«G Sydney»|«G Florence»|
    Thanks for the quick turnaround.|Thanks for your help!|Thanks again for everything.|Regards|Cheers|Best|Sincerely yours|
    Great news!|Awesome.|Perfect, thanks.|Congrats!|Sorry about that.|My bad.|Any update?|Ping.|+1|LGTM|FYI|ASAP|TBD|IMHO|BTW|
    Install {X} first, then restart {X}.|{X} {#} is out.|I've found {X} quite good.|{X} seems to have a similar product.|
    Is this using {X} or {X}?|We moved from {X} to {X} last year.|The {X} mailing list|{X}-users mailing list|Via {X}|
    My {X} stopped working after the {X} upgrade.|I bought a {X} at the mall.|The {X} is faster than the {X}.|{X} or {X}?|
    The {X} project needs volunteers.|Does anyone have a {X} license?|{X} crashed again|I use {X} for that|try {x} instead|
    tell people running {X} to upgrade|{X}, {X} and {X} all have the same bug.|The {X} server is down.|{X} messages are flagged.|
    According to the {X} manual, it is safe.|The {X} committee meets in {G}.|We stayed at the {X} in {G}.|{X} has a sale on {W}.|
    {X} Project|{X} Release Notes|Project {X} kicks off on {W}.|The {X} deal closes in {M}.|{X} volumes for {M} {#}|{X} pipeline|
    {X} Street|{X} Award|The {X} Act|{X} Theory|{X} Curve|{X} Evaluation System|New {X} Web Site|Strange {X}|{X} Wisdom|
    Yes, {W} works.|No, not yet.|Maybe {M}.|Which one?|Call me.|Later!|brb|omw|gtg|wtf|haha|idk|nvm|tbh""",
    "fi": """Liitteenä päivitetty tiedosto.|Olen poissa {W} asti.|Palataan asiaan.|Kokous on huomenna kello {T}.|
    Kiitos viestistäsi.|Hinta nousi {#} prosenttia.|Toimisto on kiinni maanantaina.|Sopiiko torstai?|joo|ei käy|
    Lasku numero {#} erääntyy {D}.|Tilauksesi on lähetetty.|Soita minulle.|Palvelin käynnistettiin uudelleen.|
    Suomen hallitus päätti asiasta.|Hyvää joulua!|Tämä viesti on luottamuksellinen.|Liite: raportti.pdf|
    Lähettäjä: {A}|Aihe: Kokous|Puh. {#}|Matti meikäläisen tilanne|Onnea!|Toimitusjohtaja|Myyntipäällikkö|
    «O Helsingin yliopisto»|Sää on kaunis tänään.|Lumi suli ja satoi vettä.|
    Osastomme muuttaa syksyllä.|Varaosien toimitus viivästyy.|Hän lähetti laskun kirjanpitoon.|Voisitteko vahvistaa osallistumisenne?|
    Valitettavasti tulostin on rikki.|Vakuutus ei korvaa vahinkoa.|Tarjous on voimassa kuun loppuun.|Mitä asiakirjoja tarvitaan?|
    Johto päätti sulkea toimipisteen.|Emme ehdi tänään.|Onko teillä aikaa huomenna?|Pöytäkirja on liitteenä.|Juna oli myöhässä.|
    Salasanasi vanhenee pian.|Avaimet ovat vastaanotossa.|Lääkäri uusi reseptin.|Varasto on täynnä.|Raportissa on virheitä.|
    Etsimme asuntoa parvekkeella.|Myynti kasvoi viime vuonna.|Hallitus käsittelee talousarviota.|Muistakaa sulkea ovi.|Auto odottaa pihalla.|
    Loma on hyväksytty.|Palkka maksetaan kuun lopussa.|Hakemus on käsittelyssä.|Kuljettaja soittaa ennen toimitusta.|Lämmitys ei toimi.|
    Vuokralainen irtisanoi sopimuksen.|Kokoukseen ei voi osallistua etänä.|Ohessa tarjous ja hinnasto.|Mukavaa viikonloppua!|
    Palaan asiaan ensi viikolla.|Tietokoneeni on hidas.|Kissa nukkuu sohvalla.|Lapset leikkivät pihalla.|Kakkua on keittiössä.|
    Aikataulu muuttui taas.|Maksu erääntyy perjantaina.|Hyvää uutta vuotta!|Kiitos, kuulemiin.|Kuulostaa hyvältä.|Tuuli yltyi illalla.|Ilta oli lämmin.""",
    "sv": """Bifogat finns den nya filen.|Jag är ledig till {W}.|Vi hörs på måndag.|Mötet är i morgon klockan {T}.|
    Tack för ditt mejl.|Priset gick upp {#} procent.|Kontoret är stängt på fredag.|Passar torsdag?|ja|nej tack|
    Faktura {#} förfaller {D}.|Din order är skickad.|Ring mig.|Servern startades om i natt.|God jul!|
    Regeringen beslutade om saken.|Detta meddelande är konfidentiellt.|Ämne: Möte|Tel: {#}|Från: {A}|
    Verkställande direktör|Försäljningschef|«O Stockholms universitet»|Vädret är fint i dag.|Björn gick i ide.|Leveransen är försenad två veckor.|Vår avdelning flyttar i höst.|Försäkringen täcker inte skadan.|
    Tyvärr är skrivaren trasig.|Vilka handlingar behövs?|Ledningen stänger kontoret.|Lösenordet går ut snart.|Nycklarna ligger i receptionen.|
    Tåget var försenat.|Lagret är fullt.|Rapporten innehåller fel.|Semestern är godkänd.|Kaka finns i köket.|Glöm inte att stänga dörren.""",
    "de": """Anbei die aktualisierte Datei.|Ich bin bis {W} nicht im Büro.|Wir sprechen am Montag.|Das Treffen ist morgen um {T} Uhr.|
    Vielen Dank für Ihre Nachricht.|Der Preis stieg um {#} Prozent.|Das Büro ist am Freitag geschlossen.|Passt Donnerstag?|
    Ja|Nein danke|Rechnung {#} ist am {D} fällig.|Ihre Bestellung wurde verschickt.|Bitte rufen Sie mich an.|
    Der Server wurde neu gestartet.|Die Bundesregierung hat das beschlossen.|Frohe Weihnachten!|Betreff: Besprechung|
    Diese Nachricht ist vertraulich.|Tel.: {#}|Von: {A}|Gesendet: {D} {T}|Geschäftsführer|Vertriebsleiterin|
    Die Technische Universität|Das Wetter ist schön heute.|Guten Appetit|Im Anhang finden Sie das Angebot.|
    Der Kunde hat den Vertrag gekündigt.|Die Abteilung zieht in den Neubau.|Sommerfest im Garten|Der Richter|
    Die Ersatzteile liegen noch beim Zoll.|Wegen der Krankheit des Kollegen fällt der Termin aus.|Für Rückfragen stehen wir zur Verfügung.|
    Die Buchhaltung braucht die Belege bis Ende des Monats.|Der Drucker im Erdgeschoss ist defekt.|Das Protokoll der Sitzung folgt.|
    Leider konnte das Paket nicht zugestellt werden.|Die Geschäftsleitung schließt den Standort im Herbst.|Bitte bestätigen Sie den Erhalt.|
    Die Versicherung übernimmt den Schaden.|Am Bahnhof ist die Baustelle fertig.|Unsere Öffnungszeiten haben sich geändert.|Mit der Bahn dauert es länger.|
    Der Antrag liegt dem Gericht vor.|Im Keller steht Wasser.|Der Zug hatte Verspätung.|Welche Unterlagen brauchen Sie für den Antrag?|
    Das Gehalt wird am Monatsende überwiesen.|Die Steuererklärung ist fällig.|Der Urlaub ist genehmigt.|Die Maschine steht seit Dienstag still.|
    Zum Geburtstag gibt es Kuchen in der Küche.|Die Schlüssel liegen beim Pförtner.|Das Gebäude wird saniert.|Die Umsätze sind gestiegen.|
    Die Sitzung des Betriebsrats ist vertraulich.|Der Vorstand entscheidet über den Haushalt.|Anlage: Lageplan und Kostenvoranschlag|
    Der Fahrer wartet vor dem Tor.|Im Anhang das Angebot mit Preisen und Lieferzeit.|Ihr Passwort läuft in drei Tagen ab.|Die Frist endet morgen.|
    Kennwort vergessen?|Die Leitung ist besetzt.|Neue Mitarbeiter bekommen einen Ausweis.|Das Lager ist voll.|Die Ware wurde geprüft.|
    Wir suchen eine Wohnung mit Balkon.|Die Katze schläft auf dem Sofa.|Der Arzt hat das Rezept geschickt.|Kinder spielen im Hof.|
    Der Mieter kündigt die Wohnung.|Die Heizung läuft.|Das Wochenende war schön.|Mein Rechner ist langsam.|Der Bericht enthält Fehler.""",
    "fr": """Veuillez trouver ci-joint le fichier.|Je suis absent jusqu'à {W}.|On se parle lundi.|La réunion est demain à {T}.|
    Merci pour votre message.|Le prix a augmenté de {#} pour cent.|Le bureau est fermé vendredi.|Jeudi vous convient ?|
    oui|non merci|La facture {#} est due le {D}.|Votre commande est expédiée.|Appelez-moi.|Joyeux Noël !|
    Le serveur a été redémarré.|Le gouvernement a décidé.|Ce message est confidentiel.|Objet : Réunion|Tél : {#}|De : {A}|
    Directeur général|Responsable commercial|«O Université de Lyon»|Il fait beau aujourd'hui.|Pièce jointe : rapport.pdf|
    Le client a résilié son contrat.|Nous vous souhaitons une bonne journée.|Pierre tombale|La rose est rouge.|
    Malheureusement, l'imprimante est en panne.|Les pièces sont bloquées en douane.|Le compte rendu de la réunion suit.|
    La comptabilité attend les justificatifs.|Pourriez-vous confirmer votre présence ?|Notre équipe déménage en automne.|
    L'assurance prend en charge les dégâts.|Le contrat arrive à échéance.|Votre mot de passe expire bientôt.|Quels documents faut-il fournir ?|
    Le train avait du retard.|Les horaires ont changé.|La direction a tranché.|Veuillez patienter.|Vos congés sont acceptés.|La chaudière marche.|
    Le médecin a envoyé l'ordonnance.|Les clés sont à l'accueil.|Le stock est épuisé.|Nous cherchons un appartement avec balcon.|
    Les ventes ont progressé.|Le rapport contient des erreurs.|Mon ordinateur est lent.|Le conseil vote le budget.|Bonne fin de semaine !|
    Rappel : réunion à {T}|Merci de patienter.|Pensez à fermer la porte.|Le camion attend devant le portail.|Cordialement""",
}

TECH = """$ git commit -m "fix {X}"|$ sudo apt-get install {X}|$ cd /usr/local/src/{x} && make|rpm -Uvh {x}-{#}.i386.rpm|
import os, sys|def main():|    return self.{x}|if ({x} == NULL) return -1;|#include <stdio.h>|for (int i = 0; i < n; i++) {|
public class {X} extends Base {|SELECT name, id FROM users WHERE id = {#};|ERROR {x}: connection refused|
{D} {T} INFO [main] {X} started in {#} ms|{M} {#} {T} host sshd[{#}]: Failed password for root|WARN: {X} is deprecated|
Traceback (most recent call last):|  File "/usr/lib/python3/{x}.py", line {#}, in <module>|KeyError: 'name'|
X-Mailer: {X} {#}|MIME-Version: 1.0|Content-Type: text/plain; charset=us-ascii|Message-ID: <{A}>|Received: from {x} by {x}|
+++ b/src/{x}.c|--- a/src/{x}.c|@@ -{#},7 +{#},9 @@|Index: {x}.c|RCS file: /cvs/{x},v|diff -u -r1.1 -r1.2|
checking for gcc... gcc|make: *** [{x}] Error 1|Segmentation fault (core dumped)|{x}: command not found|
<div class="{x}">|<a href="{U}">|&nbsp;&nbsp;|{"id": {#}, "ok": true}|- name: {x}|version: {#}|key = {x}|export PATH=$PATH:/opt/{x}|
HTTP/1.1 200 OK|GET /{x} HTTP/1.0|PING {x} ({#}): 56 data bytes|100% |=====|  {#}  {#}  {#}|Linux {x} 2.4.18 i686|
BEGIN PGP SIGNATURE|Version: GnuPG v1.0.6|iD8DBQE9{#}|ssh-rsa AAAAB3{#}|Score: {#}|[x] Done|[ ] Open|TODO: {x}|
Mail::{X}::{X}|java.lang.NullPointerException|at com.{x}.{X}.run({X}.java:{#})|0x{#}|{x}.conf|{X}Factory|use {X};|my ${x} = shift;"""

PRODUCTS = """Postfix Sendmail Exim Qmail Procmail Fetchmail Mutt Pine Outlook Thunderbird Eudora Evolution KMail
Mozilla Netscape Opera Galeon Konqueror Firefox Chrome Safari GNOME KDE Debian Ubuntu Fedora RedHat Mandrake SuSE
Gentoo Solaris FreeBSD NetBSD Windows MacOS Linux Perl Python Ruby Java Tcl Lisp Haskell Kotlin Rust Swift Jython
Apache Nginx Tomcat MySQL PostgreSQL Oracle Redis MongoDB Kafka Spark Hadoop Docker Kubernetes Jenkins Ansible
Terraform Grafana Prometheus Kibana Splunk Jira Confluence Slack Zoom Teams Skype Excel Word PowerPoint Access
SharePoint Photoshop Acrobat iPhone iPad Android Galaxy Pixel Kindle Xbox PlayStation Tesla Prius Camry Corolla
Razor SpamAssassin Vipul Bugzilla Sourceforge Github Gitlab Bitbucket Subversion CVS Emacs Vim Eclipse Alsa Xine
Mplayer Ogle Nvidia Athlon Pentium Celeron Thinkpad Latitude Inspiron Vaio ODBC LDAP Kerberos Samba Webmin Gimp
Clippy Alexa Siri Cortana Watson Darwin Sarge Woody Potato Buster Stretch Squeeze Delphi
Eiffel Erlang Scala Elixir Django Flask Rails Laravel Symfony Angular React Vue Ember Mocha Notes
Blackberry Bluetooth Ethernet Exchange Citrix Bonneville Latitude Marathon Snickers Pastry""".split()

#: single lines that stand where a sign-off could stand
LONE = """Thanks|Regards|Best|Cheers|Team|Support|Admin|The Team|Sales|Marketing|Legal|HR|IT|Webmaster|Postmaster|
Customer Service|Help Desk|Attached|See below|Confidential|Draft|Final|Agenda|Notes|Summary|Update|Reminder|Invoice|
Hello|Hi|Hey|Yes|No|Ok|Great|Perfect|Done|Sorry|Lunch?|Coffee?|Monday|Friday|March|June|Today|Tomorrow|Q1|Q2|Page 2|
Chapter 3|Introduction|Conclusion|References|Home|About|Contact|Login|Search|Help|News|Sports|Weather|Business|
Breaking News|Top Stories|More Info|Read More|Click Here|Free Trial|Buy Now|Sign Up|Log In|End|Fin|Amen|Enjoy|Ciao|
Sent from my iPhone|Internal Use Only|Original Message|Begin Forward|Cancel|Save|Delete|Total|Amount|Price|Item|
Quantity|Description|Status|Priority|Open|Closed|Pending|Approved|Rejected|North|South|East|West|Winter|Summer"""
