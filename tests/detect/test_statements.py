"""Statements about persons in nine languages, each language with its traps: the same words of nobody."""

from __future__ import annotations

import time
from functools import cache

import pytest

from dlp.config import Config
from dlp.detect.engine.engine import Engine
from dlp.inspection import build_detectors
from dlp.model import Passage
from dlp.policy.kinds import CATEGORIES

KINDS = frozenset(CATEGORIES["special"])

#: language | text | term | kind
SAID = """
en|Agnes has multiple sclerosis and needs a parking place.|multiple sclerosis|HEALTH
en|Salma is Muslim, so please order the vegetarian menu.|Muslim|RELIGION
en|Please cover for Ole on Thursday: Ole's dialysis starts at nine.|dialysis|HEALTH
en|My colleague Tor is a union member.|union member|TRADE_UNION
en|Between us, Harriet was recently diagnosed with breast cancer.|breast cancer|HEALTH
en|Priya, who has type 2 diabetes, needs a snack break.|type 2 diabetes|HEALTH
en|Dr. Novak told me that Martin is being treated for depression.|depression|HEALTH
en|Our intern Lukas came out as gay last spring.|gay|SEXUAL_ORIENTATION
en|Mrs Cole takes insulin twice a day.|insulin|HEALTH
en|Her husband is on sick leave because of burnout.|burnout|HEALTH
en|Fatima underwent a hysterectomy in March.|hysterectomy|HEALTH
en|Is Joanna pregnant?|pregnant|HEALTH
en|Ben from payroll has Crohn's disease.|Crohn's disease|HEALTH
en|Victor votes for the Green Party.|Green Party|POLITICAL_OPINION
en|Nadia is of Kurdish descent.|Kurdish descent|ETHNICITY
en|Gareth was convicted of fraud in 2014.|convicted of fraud|CRIMINAL_RECORD
en|My daughter's epilepsy is getting worse.|epilepsy|HEALTH
en|Tom is a member of Unison.|Unison|TRADE_UNION
en|Sven called in sick with migraine.|migraine|HEALTH
en|Emma is 34 and has been on antidepressants since May.|antidepressants|HEALTH
en|Agnieszka carries the BRCA1 mutation.|BRCA1 mutation|HEALTH
fi|Jukka sairastaa diabetesta.|diabetesta|HEALTH
fi|Hänen masennuksensa on pahentunut.|masennuksensa|HEALTH
fi|Annalla on todettu rintasyöpä.|rintasyöpä|HEALTH
fi|Kollegani Mikko on ammattiliiton jäsen.|ammattiliiton jäsen|TRADE_UNION
fi|Liisan astma estää juoksemisen.|astma|HEALTH
fi|Matti käy dialyysissä kolmesti viikossa.|dialyysissä|HEALTH
fi|Aisha on muslimi, joten tilaa kasvisruoka.|muslimi|RELIGION
fi|Pekka on sairauslomalla uupumuksen takia.|sairauslomalla|HEALTH
fi|Vaimoni on raskaana.|raskaana|HEALTH
fi|Timo äänestää vihreitä.|vihreitä|POLITICAL_OPINION
fi|Eeva käyttää masennuslääkkeitä.|masennuslääkkeitä|HEALTH
fi|Sannalla on migreeni eikä hän pääse.|migreeni|HEALTH
fi|Kalle on homo.|homo|SEXUAL_ORIENTATION
fi|Ville tuomittiin rattijuopumuksesta.|rattijuopumuksesta|CRIMINAL_RECORD
sv|Lars har fått diagnosen epilepsi.|epilepsi|HEALTH
sv|Min kollega Karin är gravid.|gravid|HEALTH
sv|Johans depression har blivit värre.|depression|HEALTH
sv|Anders är med i facket.|med i facket|TRADE_UNION
sv|Elsa äter antidepressiva.|antidepressiva|HEALTH
sv|Mohammed är troende muslim.|muslim|RELIGION
sv|Maria är sjukskriven för utmattningssyndrom.|utmattningssyndrom|HEALTH
sv|Tyvärr har Erik MS.|MS|HEALTH
sv|Gunnar går på dialys.|dialys|HEALTH
sv|Oskar röstar på Sverigedemokraterna.|Sverigedemokraterna|POLITICAL_OPINION
sv|Hennes cellgiftsbehandling börjar på måndag.|cellgiftsbehandling|HEALTH
sv|Vår son har astma.|astma|HEALTH
sv|Linnea är lesbisk.|lesbisk|SEXUAL_ORIENTATION
de|Frau Weber ist schwanger.|schwanger|HEALTH
de|Jan hat seit Jahren Diabetes.|Diabetes|HEALTH
de|Herr Kunze wird wegen Depressionen behandelt.|Depressionen|HEALTH
de|Leider hat Sabine Brustkrebs.|Brustkrebs|HEALTH
de|Ich weiß, dass Thomas an Epilepsie leidet.|Epilepsie|HEALTH
de|Mein Kollege Uwe ist in der IG Metall.|IG Metall|TRADE_UNION
de|Peters Dialyse beginnt um acht.|Dialyse|HEALTH
de|Ayse ist Muslima und fastet gerade.|Muslima|RELIGION
de|Klaus ist wegen Burnout krankgeschrieben.|Burnout|HEALTH
de|Meine Tochter nimmt Antidepressiva.|Antidepressiva|HEALTH
de|Die Chemotherapie meiner Frau hat begonnen.|Chemotherapie|HEALTH
de|Stefan ist schwul.|schwul|SEXUAL_ORIENTATION
de|Jürgen wählt die AfD.|AfD|POLITICAL_OPINION
de|Bei Monika wurde Multiple Sklerose festgestellt.|Multiple Sklerose|HEALTH
de|Dirk ist vorbestraft.|vorbestraft|CRIMINAL_RECORD
fr|Leur fille est séropositive.|séropositive|HEALTH
fr|Mme Dupont souffre d'une dépression.|dépression|HEALTH
fr|L'asthme de Chloé nous inquiète.|asthme|HEALTH
fr|Mon collègue Karim est musulman.|musulman|RELIGION
fr|Julien est suivi pour un cancer du poumon.|cancer du poumon|HEALTH
fr|Nathalie est en arrêt maladie pour burn-out.|burn-out|HEALTH
fr|Luc est délégué syndical.|délégué syndical|TRADE_UNION
fr|Sophie est enceinte de trois mois.|enceinte|HEALTH
fr|Mathieu prend des antidépresseurs.|antidépresseurs|HEALTH
fr|Sa chimio commence lundi.|chimio|HEALTH
fr|Benoît vote pour le Rassemblement national.|Rassemblement national|POLITICAL_OPINION
fr|J'ai une sclérose en plaques.|sclérose en plaques|HEALTH
fr|On a diagnostiqué un diabète à Pierre.|diabète|HEALTH
fr|Antoine est gay.|gay|SEXUAL_ORIENTATION
es|El asma de Lucía ha empeorado.|asma|HEALTH
es|Marta tiene esclerosis múltiple.|esclerosis múltiple|HEALTH
es|A Javier le diagnosticaron leucemia.|leucemia|HEALTH
es|Mi compañero Pablo es delegado sindical.|delegado sindical|TRADE_UNION
es|Carmen está embarazada.|embarazada|HEALTH
es|Su quimioterapia empieza el lunes.|quimioterapia|HEALTH
es|Ana no viene hoy, tiene migraña.|migraña|HEALTH
es|Yusuf es musulmán y no come cerdo.|musulmán|RELIGION
es|Sergio está de baja por depresión.|depresión|HEALTH
es|Nuestra hija es celíaca.|celíaca|HEALTH
es|Diego vota a Vox.|Vox|POLITICAL_OPINION
es|Tengo diabetes y necesito un descanso.|diabetes|HEALTH
es|Alejandro es gay.|gay|SEXUAL_ORIENTATION
it|Giulia è in chemioterapia.|chemioterapia|HEALTH
it|Marco soffre di depressione.|depressione|HEALTH
it|La signora Bianchi ha il morbo di Parkinson.|morbo di Parkinson|HEALTH
it|Il mio collega Luca è iscritto alla CGIL.|CGIL|TRADE_UNION
it|L'epilessia di Sara è peggiorata.|epilessia|HEALTH
it|A Paolo hanno diagnosticato un tumore.|tumore|HEALTH
it|Chiara è incinta.|incinta|HEALTH
it|Mia moglie è celiaca.|celiaca|HEALTH
it|Omar è musulmano.|musulmano|RELIGION
it|Davide prende gli antidepressivi.|antidepressivi|HEALTH
it|Matteo vota Lega.|Lega|POLITICAL_OPINION
pl|Mój kolega Marek ma padaczkę.|padaczkę|HEALTH
pl|Anna choruje na cukrzycę.|cukrzycę|HEALTH
pl|Depresja Marka się pogłębia.|Depresja|HEALTH
pl|U Piotra wykryto raka płuc.|raka płuc|HEALTH
pl|Pani Kowalska jest w ciąży.|w ciąży|HEALTH
pl|Kasia bierze antydepresanty.|antydepresanty|HEALTH
pl|Tomek należy do Solidarności.|Solidarności|TRADE_UNION
pl|Jego astma się nasiliła.|astma|HEALTH
pl|Moja żona jest w trakcie chemioterapii.|chemioterapii|HEALTH
pl|Ahmed jest muzułmaninem.|muzułmaninem|RELIGION
pl|Paweł jest gejem.|gejem|SEXUAL_ORIENTATION
pl|Ewa głosuje na Lewicę.|Lewicę|POLITICAL_OPINION
pl|Janek leczy się na depresję.|depresję|HEALTH
nl|Pieter heeft reuma.|reuma|HEALTH
nl|Mijn collega Joost is vakbondslid.|vakbondslid|TRADE_UNION
nl|Mevrouw de Vries is zwanger.|zwanger|HEALTH
nl|Annekes depressie is weer terug.|depressie|HEALTH
nl|De astma van Sanne speelt op.|astma|HEALTH
nl|Bram is met kanker opgenomen.|kanker|HEALTH
nl|Helaas heeft Kees MS.|MS|HEALTH
nl|Omdat Femke aan epilepsie lijdt, rijdt ze niet.|epilepsie|HEALTH
nl|Fatima is moslima.|moslima|RELIGION
nl|Wouter slikt antidepressiva.|antidepressiva|HEALTH
nl|Zijn chemokuur begint maandag.|chemokuur|HEALTH
nl|Daan stemt op de PVV.|PVV|POLITICAL_OPINION
nl|Ruben is homo.|homo|SEXUAL_ORIENTATION
en|Rachel had a miscarriage last week.|miscarriage|HEALTH
en|Because of his Parkinson's, Walter can no longer sign.|Parkinson's|HEALTH
en|Our neighbour Ingrid is blind.|blind|HEALTH
en|Yasmin is fasting for Ramadan.|Ramadan|RELIGION
en|Stuart is the shop steward here.|shop steward|TRADE_UNION
en|Beatrice's chemotherapy starts Monday.|chemotherapy|HEALTH
en|Hannah lives with HIV.|HIV|HEALTH
en|Leo was signed off with depression until June.|depression|HEALTH
en|Kevin is a lifelong Labour voter.|Labour voter|POLITICAL_OPINION
en|Please note that Dmitri is allergic to peanuts.|allergic to peanuts|HEALTH
en|Paula identifies as bisexual.|bisexual|SEXUAL_ORIENTATION
en|Miriam is Jewish and keeps kosher.|Jewish|RELIGION
en|Craig spent two years in prison.|in prison|CRIMINAL_RECORD
en|Nina told us she has epilepsy.|epilepsy|HEALTH
en|Rosa recently converted to Islam.|Islam|RELIGION
fi|Tuomaksella on epilepsia.|epilepsia|HEALTH
fi|Heidin syöpähoidot alkavat maanantaina.|syöpähoidot|HEALTH
fi|Kari kuuluu vasemmistoliittoon.|vasemmistoliittoon|POLITICAL_OPINION
fi|Mirja kärsii vakavasta masennuksesta.|masennuksesta|HEALTH
fi|Ystäväni Sara on lesbo.|lesbo|SEXUAL_ORIENTATION
fi|Ali kertoi olevansa šiiamuslimi.|šiiamuslimi|RELIGION
fi|Outi on työpaikan luottamusmies.|luottamusmies|TRADE_UNION
fi|Hänellä on ms-tauti.|ms-tauti|HEALTH
sv|Birgitta opererades för bröstcancer i våras.|bröstcancer|HEALTH
sv|Eftersom Nils har adhd behöver han ett lugnt rum.|adhd|HEALTH
sv|Amir konverterade till kristendomen.|kristendomen|RELIGION
sv|Hon lider av migrän.|migrän|HEALTH
sv|Stina är medlem i Vänsterpartiet.|Vänsterpartiet|POLITICAL_OPINION
sv|Peter är skyddsombud och medlem i Unionen.|Unionen|TRADE_UNION
sv|Jag har diabetes typ 1.|diabetes typ 1|HEALTH
de|Herr Schulz ist an Krebs erkrankt.|Krebs|HEALTH
de|Unser Azubi Mehmet ist Alevit.|Alevit|RELIGION
de|Seine Epilepsie ist gut eingestellt.|Epilepsie|HEALTH
de|Frau Dr. Lange nimmt seit März Antidepressiva.|Antidepressiva|HEALTH
de|Ralf ist Gewerkschaftsmitglied.|Gewerkschaftsmitglied|TRADE_UNION
de|Katrin muss dreimal pro Woche zur Dialyse.|Dialyse|HEALTH
de|Weil Sven Migräne hat, bleibt er zu Hause.|Migräne|HEALTH
de|Annas Schwangerschaft verläuft gut.|Schwangerschaft|HEALTH
de|Kollege Brandt sitzt im Rollstuhl.|im Rollstuhl|HEALTH
fr|Camille a fait une fausse couche.|fausse couche|HEALTH
fr|Le diabète de mon père s'aggrave.|diabète|HEALTH
fr|Rachid fait le ramadan.|ramadan|RELIGION
fr|Notre stagiaire Léa est épileptique.|épileptique|HEALTH
fr|Gérard est adhérent à la CGT.|CGT|TRADE_UNION
fr|Mme Lefèvre est traitée pour un cancer du sein.|cancer du sein|HEALTH
fr|Thomas est d'origine kurde.|origine kurde|ETHNICITY
es|Ignacio es alcohólico.|alcohólico|HEALTH
es|La hija de Rosa tiene síndrome de Down.|síndrome de Down|HEALTH
es|A mi madre le han detectado un cáncer de mama.|cáncer de mama|HEALTH
es|Raúl está afiliado a Comisiones Obreras.|Comisiones Obreras|TRADE_UNION
es|Miriam es judía.|judía|RELIGION
es|El señor Ortega padece de insuficiencia renal.|insuficiencia renal|HEALTH
it|Il diabete di mio padre è peggiorato.|diabete|HEALTH
it|Francesca ha la sclerosi multipla.|sclerosi multipla|HEALTH
it|La mia collega Elena è lesbica.|lesbica|SEXUAL_ORIENTATION
it|Stefano è in cura per depressione.|depressione|HEALTH
it|Ahmed fa il Ramadan.|Ramadan|RELIGION
it|Il signor Rossi è stato operato al cuore.|operato al cuore|HEALTH
pl|Pan Nowak jest po zawale.|po zawale|HEALTH
pl|Cukrzyca mojej mamy wymaga diety.|Cukrzyca|HEALTH
pl|Agnieszka jest członkinią związku zawodowego.|członkinią związku zawodowego|TRADE_UNION
pl|Krzysztof choruje na stwardnienie rozsiane.|stwardnienie rozsiane|HEALTH
pl|Moja siostra jest na zwolnieniu z powodu depresji.|depresji|HEALTH
nl|Mijn broer heeft de ziekte van Parkinson.|ziekte van Parkinson|HEALTH
nl|Karels chemokuur begint morgen.|chemokuur|HEALTH
nl|Onze stagiaire Lotte is epileptisch.|epileptisch|HEALTH
nl|Mevrouw Bakker is behandeld voor borstkanker.|borstkanker|HEALTH
nl|Hassan doet mee aan de ramadan.|ramadan|RELIGION
nl|Henk is lid van de FNV.|FNV|TRADE_UNION
en|Colin pays his union dues every month.|union dues|TRADE_UNION
en|Sheila joined the union in 2019.|union|TRADE_UNION
en|Doug is on strike with the RMT.|RMT|TRADE_UNION
en|Erin is an active member of the Conservative Party.|member of the Conservative Party|POLITICAL_OPINION
en|Walid is a Kurd.|Kurd|ETHNICITY
en|Leila is a practising Catholic.|Catholic|RELIGION
fi|Petri on Metalliliiton luottamusmies.|Metalliliiton luottamusmies|TRADE_UNION
fi|Sari on kokoomuksen jäsen.|kokoomuksen|POLITICAL_OPINION
fi|Nilla on saamelainen.|saamelainen|ETHNICITY
fi|Heikki liittyi ammattiliittoon.|ammattiliittoon|TRADE_UNION
sv|Ahmed är kurd.|kurd|ETHNICITY
sv|Rolf är aktiv i Vänsterpartiet.|Vänsterpartiet|POLITICAL_OPINION
sv|Eva är fackligt aktiv.|fackligt aktiv|TRADE_UNION
de|Jutta ist Mitglied der CDU.|CDU|POLITICAL_OPINION
de|Herr Öztürk ist Kurde.|Kurde|ETHNICITY
de|Manfred ist Mitglied bei ver.di.|ver.di|TRADE_UNION
de|Lena ist in der SPD.|SPD|POLITICAL_OPINION
fr|Alain est membre du Parti socialiste.|Parti socialiste|POLITICAL_OPINION
fr|Sandrine milite à la CFDT.|CFDT|TRADE_UNION
fr|Manuel est gitan.|gitan|ETHNICITY
es|Teresa milita en el PSOE.|PSOE|POLITICAL_OPINION
es|Antonio es gitano.|gitano|ETHNICITY
es|Luis pertenece al sindicato.|sindicato|TRADE_UNION
it|Roberto è tesserato del PD.|PD|POLITICAL_OPINION
it|Claudia è delegata della FIOM.|FIOM|TRADE_UNION
it|Zoran è rom.|rom|ETHNICITY
pl|Andrzej jest członkiem PiS.|członkiem PiS|POLITICAL_OPINION
pl|Maria jest w związku zawodowym.|w związku zawodowym|TRADE_UNION
pl|Stefan jest Romem.|Romem|ETHNICITY
nl|Marieke is lid van GroenLinks.|GroenLinks|POLITICAL_OPINION
nl|Azad is Koerd.|Koerd|ETHNICITY
nl|Gerrit is actief in de vakbond.|vakbond|TRADE_UNION
"""
#: language | text
OF_NOBODY = """
en|Diabetes is a chronic disease.
en|The union met on Tuesday to discuss pay.
en|We support people with asthma.
en|Anna is giving a talk on depression.
en|The Muslim community centre is closed on Friday.
en|Please install MS Office on Tom's laptop.
en|Julia works in cancer research.
en|The market is depressed and we need a healthy budget.
en|Christian has the slides; ask Christian Hansen.
en|If an employee is pregnant, she must tell the company doctor.
en|Anyone who has diabetes should bring a snack.
en|Karen wrote a paper about HIV.
en|Peter's cancer research project was funded.
en|Her depression study starts in May.
en|Many people suffer from depression in winter.
en|Dr. Adams is a cancer specialist.
en|Nobody has covid at the moment.
en|The app is blind to time zones.
en|David leads the asthma working group.
en|Ireland is Catholic.
en|The novel is about a gay couple.
en|Tell Maria the Black Friday offer is live.
en|Parkinson's disease affects the nervous system.
en|Hodgkin's lymphoma has two forms.
en|The patients were treated for hepatitis.
en|Laura is reading a book on multiple sclerosis.
en|Employees on sick leave get full pay.
en|The company has burnout prevention courses.
fi|Diabetes on yleinen sairaus.
fi|Ammattiliitto kokoontuu tiistaina.
fi|Anna pitää luennon masennuksesta.
fi|Autamme ihmisiä, joilla on astma.
fi|Syöpä on Suomessa yleinen.
fi|Jos työntekijä on raskaana, ilmoita työterveyteen.
fi|Jukka työskentelee syöpätutkimuksen parissa.
fi|Monella on flunssa tai migreeni.
sv|Diabetes är en kronisk sjukdom.
sv|Facket träffas på tisdag.
sv|Anna håller ett föredrag om depression.
sv|Se sida 12 i rapporten, Erik.
sv|Personer som har epilepsi får inte köra.
sv|Alla som är gravida kan anmäla sig.
sv|Lars arbetar med cancerforskning.
de|Diabetes ist eine Krankheit.
de|Die Gewerkschaft tagt am Dienstag.
de|Anna hält einen Vortrag über Depressionen.
de|Wer Asthma hat, sollte sich melden.
de|Menschen mit Behinderung sind willkommen.
de|Thomas arbeitet in der Krebsforschung.
de|Wenn eine Mitarbeiterin schwanger ist, gilt der Mutterschutz.
de|Die Abteilung hat Grippe-Impfungen organisiert.
de|Deutschland ist evangelisch und katholisch geprägt.
fr|Le diabète est une maladie chronique.
fr|Le syndicat se réunit mardi.
fr|Claire donne une conférence sur la dépression.
fr|Les personnes qui ont de l'asthme sont prioritaires.
fr|Si une salariée est enceinte, prévenez les RH.
fr|Paul travaille dans la recherche contre le cancer.
fr|La France est catholique.
es|La diabetes es una enfermedad crónica.
es|El sindicato se reúne el martes.
es|Laura da una charla sobre la depresión.
es|Las personas que tienen asma tienen prioridad.
es|Si una empleada está embarazada, avise a RRHH.
es|Pedro trabaja en la investigación del cáncer.
es|La sida de este año.
it|Il diabete è una malattia cronica.
it|Il sindacato si riunisce martedì.
it|Laura tiene una conferenza sulla depressione.
it|Le persone che hanno l'asma hanno la precedenza.
it|Se una dipendente è incinta, avvisate l'ufficio.
it|Franco lavora nella ricerca sul cancro.
pl|Cukrzyca jest chorobą przewlekłą.
pl|Związek zawodowy spotyka się we wtorek.
pl|Anna prowadzi wykład o depresji.
pl|Osoby, które mają astmę, mają pierwszeństwo.
pl|Jeśli pracownica jest w ciąży, proszę zgłosić to kadrom.
pl|Marek pracuje przy badaniach nad rakiem.
nl|Diabetes is een chronische ziekte.
nl|De vakbond vergadert dinsdag.
nl|Anna geeft een lezing over depressie.
nl|Mensen die astma hebben, gaan voor.
nl|Als een medewerkster zwanger is, meld dat bij HR.
nl|Jan werkt in het kankeronderzoek.
nl|Wie reuma heeft, kan zich melden.
en|Sarah's team sells diabetes products to clinics.
en|Oliver fixed the bipolar transistor driver.
en|Jack is our Jewish history lecturer.
en|Grace manages the HIV prevention campaign.
en|Robert trans-shipped the goods.
en|Mark said the union rejected the offer.
en|Alice is on the labour market committee.
en|Do you have asthma? Ask your doctor.
en|Children who are deaf learn sign language.
en|Our insurance covers chemotherapy and dialysis.
en|Henry has a pregnant pause in his speech.
en|Emily has black coffee.
en|Lucy is straight to the point.
en|Philip works with blind users of the app.
en|Everyone is gay and happy in the play.
en|The economy is in a depression, says Martin.
en|Dr. Reed treats patients with epilepsy.
en|Our customer Diabetes UK has paid.
fi|Liisa tekee tutkimusta diabeteksesta.
fi|Potilaat, joilla on syöpä, saavat tukea.
fi|Mikko varasi ajan terveystarkastukseen.
fi|Kirkko on auki, kertoo Matti.
sv|Karin skriver om depression bland unga.
sv|Barn med astma får hjälp.
sv|Erik är på sida 4, Anna på sida 5.
sv|Anders sålde sin svarta bil.
de|Sabine leitet die Selbsthilfegruppe Depression.
de|Peter schreibt über Krebs bei Kindern.
de|Jeder, der Migräne hat, kennt das.
de|Michael ist Leiter der katholischen Schule.
de|Der schwarze Koffer gehört Stefan.
fr|Marie écrit un article sur le cancer.
fr|Jean travaille avec des personnes handicapées.
fr|Tous ceux qui souffrent de migraine le savent.
fr|Le parti socialiste tient son congrès, dit Paul.
es|Carlos escribe sobre el cáncer infantil.
es|Quien tiene diabetes debe cuidarse.
es|Elena trabaja con personas ciegas.
it|Paola scrive di depressione giovanile.
it|Chi ha l'asma lo sa.
it|Il centro islamico è chiuso, dice Luca.
pl|Ewa pisze artykuł o raku.
pl|Każdy, kto ma migrenę, to rozumie.
pl|Związkowcy protestują, mówi Jan.
nl|Els schrijft over kanker bij kinderen.
nl|Iedereen die migraine heeft, weet dat.
nl|Jan verkoopt zijn zwarte fiets.
"""


@cache
def engine() -> Engine:
    """The shipped detector as the gateway builds it."""
    built = build_detectors(Config().detectors)
    return Engine([each for each in built if each.name == "personal"])


def found(text: str) -> list[tuple[str, str]]:
    return [
        (each.kind, text[each.start : each.end])
        for each in engine().detect((Passage("text", text),))
        if each.kind in KINDS
    ]


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_a_statement_about_a_person_is_found(line: str) -> None:
    _, text, term, kind = line.split("|")
    assert (kind, term) in found(text)


@pytest.mark.parametrize("line", OF_NOBODY.strip().splitlines())
def test_the_same_words_of_nobody_are_passed_over(line: str) -> None:
    _, text = line.split("|")
    assert found(text) == []


@pytest.mark.parametrize(
    ("said", "of_nobody"),
    [
        ("Rosa has asthma.", "Asthma has many causes."),
        ("Rosa has asthma.", "The Rosa Institute studies asthma."),
        ("Rosa's asthma is worse.", "Rosa's asthma research is funded."),
        ("Rosa is Muslim.", "Rosa is Muslim Aid's treasurer."),
        ("my wife has asthma", "a wife has asthma in his novel"),
        ("The patient has asthma.", "A patient has asthma if the lungs tighten."),
        ("Rosa, who has asthma, is late.", "Anyone who has asthma may leave."),
        ("Rosa called. Has asthma.", "The clinic called. Has asthma."),
        ("Jans Diabetes ist schlimmer.", "Bayerns Diabetes-Bericht ist da."),
        ("Annan astma paheni.", "Euroopan astma paheni."),
        ("el asma de Rosa", "el asma de Europa"),
        ("la dépression de ma femme", "la dépression de l'économie"),
        ("choroba Parkinsona? Marek ma padaczkę", "choroba Parkinsona i padaczka"),
    ],
)
def test_a_pair_differs_in_whom_it_is_about(said: str, of_nobody: str) -> None:
    assert found(said)
    assert found(of_nobody) == []


def test_accents_that_are_left_out_in_haste_change_nothing() -> None:
    assert found("Marta tiene esclerosis multiple.") == [("HEALTH", "esclerosis multiple")]
    assert found("Marek ma padaczke.") == [("HEALTH", "padaczke")]


def test_capitals_change_nothing() -> None:
    assert found("AGNES HAS MULTIPLE SCLEROSIS") == [("HEALTH", "MULTIPLE SCLEROSIS")]


def test_a_line_break_within_the_statement_changes_nothing() -> None:
    assert found("Agnes has been\ndiagnosed with multiple\nsclerosis.") == [
        ("HEALTH", "multiple\nsclerosis")
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "asthma ",
        "Agnes has asthma, ",
        "has has has has diabetes ",
        "her her her asthma ",
        "Anna Anna Anna Anna ",
        "diabetes-diabetes-",
        "krebskrebskrebs",
        "is a very very very very very very Muslim ",
        "who has MS and who has MS and ",
        "de la de la depresión de la de ",
    ],
)
def test_time_is_linear_in_the_text(piece: str) -> None:
    """Four times the text takes about four times the work: far below the sixteen of a square."""

    def spent(length: int) -> float:
        spent = []
        for run in range(3):
            # a block that was seen before costs nothing, so each differs from the others
            text = f"{run} {piece * (length // len(piece))}"
            began = time.process_time()
            found(text)
            spent.append(time.process_time() - began)
        return min(spent)

    found(piece)
    short, long = spent(10_000), spent(40_000)
    assert long < 8 * short + 0.2
