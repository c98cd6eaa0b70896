# ruff: noqa: E501 — word lists read best as lists
"""Names, places and organisations that the text generator draws from.

Three sources: the lists below and in `cultures`, written for this project from general knowledge;
Faker (MIT), some sixty locales; the US Census of 1990 (public domain) as packed in `names` (MIT).
All three are needed only to rebuild the model.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import random
from dataclasses import dataclass, field
from pathlib import Path

from cultures import CULTURES, NICKNAMES

PLACES = """
London Paris Berlin Madrid Rome Vienna Brussels Amsterdam Copenhagen Stockholm Oslo Helsinki Dublin
Lisbon Warsaw Prague Budapest Athens Zurich Geneva Munich Hamburg Frankfurt Cologne Stuttgart Lyon
Marseille Toulouse Nice Bordeaux Lille Milan Naples Turin Barcelona Valencia Seville Porto Gothenburg
Malmö Uppsala Turku Tampere Espoo Vantaa Oulu Jyväskylä Lahti Kuopio Aarhus Bergen Trondheim Edinburgh
Glasgow Manchester Birmingham Liverpool Leeds Bristol Cardiff Belfast Cork Galway Houston Dallas Austin
Chicago Boston Seattle Portland Denver Phoenix Atlanta Miami Detroit Cleveland Pittsburgh Philadelphia
Baltimore Calgary Toronto Vancouver Montreal Ottawa Sydney Melbourne Brisbane Perth Auckland Wellington
Tokyo Osaka Kyoto Seoul Beijing Shanghai Shenzhen Taipei Singapore Bangkok Jakarta Manila Hanoi Mumbai
Delhi Bangalore Chennai Kolkata Karachi Lahore Dubai Doha Riyadh Cairo Nairobi Lagos Accra Johannesburg
Moscow Kyiv Minsk Riga Vilnius Tallinn Istanbul Ankara Tehran Jerusalem Beirut Mexico Bogotá Lima
Santiago Caracas Havana Finland Sweden Norway Denmark Germany France Spain Portugal Italy Austria
Switzerland Belgium Poland Hungary Romania Bulgaria Greece Turkey Russia Ukraine Estonia Latvia
Lithuania Ireland Scotland Wales England Iceland Canada Brazil Argentina Chile Peru Colombia Venezuela
China Japan Korea India Pakistan Bangladesh Nepal Thailand Vietnam Malaysia Indonesia Australia Egypt
Kenya Nigeria Ghana Ethiopia Morocco Tunisia Israel Iran Iraq Syria Texas California Florida Ohio Virginia
Georgia Oregon Nevada Montana Alaska Hawaii Kansas Iowa Utah Maine Vermont Quebec Ontario Bavaria Saxony
Lapland Scania Normandy Brittany Tuscany Sicily Catalonia Andalusia Yorkshire Cornwall Kent Essex Europe
Asia Africa Houston Omaha Tulsa Tucson Memphis Nashville Charlotte Raleigh Orlando Tampa Sacramento
""".split()
PLACES += [
    "New York",
    "Los Angeles",
    "San Francisco",
    "San Diego",
    "San Jose",
    "Las Vegas",
    "Hong Kong",
    "New Delhi",
    "New Zealand",
    "South Africa",
    "United Kingdom",
    "United States",
    "Saudi Arabia",
    "Costa Rica",
    "Sri Lanka",
    "New Jersey",
    "North Carolina",
    "West Virginia",
    "Tel Aviv",
    "São Paulo",
    "Rio de Janeiro",
    "Buenos Aires",
    "Kuala Lumpur",
    "Cape Town",
    "St. Petersburg",
    "Palo Alto",
    "Santa Fe",
    "Salt Lake City",
    "El Paso",
    "Abu Dhabi",
    "Åbo",
    "Genève",
    "München",
]

ORG_WORDS = """
Acme Apex Arctic Argon Aster Atlas Aurora Axiom Beacon Bluebird Boreal Brightwater Cascade Cobalt
Compass Condor Crestview Delta Dynamo Eastgate Edgewood Element Ember Everest Falcon Fjord Fulcrum
Glacier Granite Greenfield Halcyon Harbor Helix Horizon Ironwood Juniper Keystone Lakeside Lumen
Magnolia Meridian Mosaic Nimbus Nordic Northwind Oakridge Obsidian Orchid Orion Pacific Pinnacle
Polaris Quantum Quartz Redstone Ridgeline Sable Sapphire Sequoia Silverline Skyline Solstice Summit
Sterling Tallgrass Tern Titan Trident Umbra Unity Vanguard Vertex Vista Westbrook Willow Zenith
""".split()
ORG_TAILS = """
Inc Inc. Ltd Ltd. LLC Corp Corp. Corporation Group Holdings Partners Capital Energy Systems Software
Technologies Labs Bank Insurance Consulting Industries Pharma Logistics Media Networks Oy Oyj AB ASA
GmbH AG SE SA SAS S.p.A. B.V. Foundation University Institute Associates Securities Power Gas
""".split()
ORGS = """
Microsoft Google Apple Amazon IBM Oracle Cisco Intel Siemens Nokia Ericsson Volvo Bosch Airbus Renault
Shell BP Exxon Reuters Bloomberg BBC CNN NATO UNICEF WHO FBI NASA MIT Stanford Harvard Deloitte KPMG
Accenture Citigroup Barclays HSBC Nordea Kesko Fortum Telia Spotify Ikea Skanska Lufthansa BMW SAP
Carrefour Orange Danone Michelin Adobe Dell Sony Samsung Toyota Honda Netflix Facebook Twitter LinkedIn
Yahoo Netscape Hotmail Novell Compaq Macromedia PayPal Visa Mastercard FedEx UPS DHL Boeing Ford Chrysler Pfizer Novartis Roche Bayer Nestlé Unilever
""".split()

#: capitalised words that look like names at a line's start or in a sign-off, and are none
NOT_NAMES = """
Thanks Regards Cheers Hello Hi Hey Dear Best Sincerely Cordially Respectfully Yours All Team Folks
Everyone Everybody Guys Colleagues Friends Sir Madam Customer Support Admin Administrator Webmaster
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
August September October November December Today Tomorrow Yesterday Attached Attachment Please Note
Update Reminder Urgent Agenda Minutes Action Summary Overview Background Question Answer Draft Final
Version Invoice Contract Budget Report Schedule Meeting Call Lunch Yes No Ok Okay Sure Great Perfect
Sorry Congrats Congratulations Welcome Sent From To Cc Bcc Subject Date Re Fwd Fw Reply Forwarded
Original Message Confidential Internal Private Public Home Contact About Login Logout Settings Help
Search Next Previous Click Here Unsubscribe Subscribe Download Upload Error Warning Info Debug Fatal
Server Client Python Perl Java Linux Windows Debian Ubuntu Fedora Apache Oracle Jenkins Jira Excel Word
Outlook Teams Slack Zoom Docker Kubernetes Spring Summer Autumn Winter Christmas Easter English French
German Swedish Finnish Spanish American European Internet Web Email Phone Fax Mobile Office Room Floor
Building Street Suite Box Page Chapter Section Figure Table Appendix Annex North South East West
""".split()


#: cultures that put the family name first
EASTERN = ("own:chinese", "own:japanese", "own:korean", "own:vietnamese")
#: names that are words, too, in one of the languages
_WORDS_GIVEN = """Grace Hope Faith Joy Rose Will Mark Bill Frank Rich Art Jack Chase Hunter Dawn Summer Autumn April May June Iris
Ivy Pearl Ruby Amber Crystal Melody Harmony Heather Ginger Sandy Rusty Drew Pat Rob Sue Skip Chip Dale Glen Cliff Forest River Sky
Star Angel Christian Grant Miles Max Norm Guy Dean Earl Duke Prince Mercy Patience Charity Constant Clement Reed Stone Jade Violet
Olive Holly Hazel Daisy Lily Robin Jay Martin Colt Ernst Herz Engel Blume Aimé Désiré Fleur Violette Rosa Cruz Dolores Consuelo
Pilar Luz Sol Estrella Toivo Onni Taika Satu Tuuli Meri Ilta Lumi Sisu Rauha Aura Björn Sten Stig Liv Tor Blanca Bianca Gemma
Perla Felice Vera Alba""".split()
_WORDS_FAMILY = """Bishop Rich Price Page Day May Long Short Young White Black Brown Green Gray King Pope Knight Baker Cook Carpenter
Miller Mason Fisher Hunter Shepherd Farmer Gardner Wood Stone Rivers Lake Hill Field Marsh Woods Banks Bridges Street Lane Church
Temple Cross Rose Lily Berry Bush Fox Wolf Lamb Bird Swan Crane Hawk Love Joy Hope Moody Savage Strong Swift Small Little Sharp
Golden Silver Gold Diamond Penny Cash Bill Marks Case Law Judge Sales Booker Carter Porter Major Power Winter Summer Frost Snow
Storm Flood Weeks Noon Best Good Goodman Read Wright Bell Book Hall House Parks Head Hand Foot Bones Koch Schuster Klein Gross
Lang Kurz Sommer Herbst Montag Freitag Sonntag Vogel Fuchs Hahn Baum Stein Berg Bach Wald Feld Nagel Hammer Eisen Kaiser König
Fürst Bauer Richter Engel Zimmermann Schneider Krause Ritter Koski Laine Mäki Salo Niemi Lahti Saari Kallio Järvi Ranta Virta Kivi
Susi Karhu Petit Legrand Blanc Noir Boulanger Berger Marchand Leroy Flores Cruz Iglesias Reyes Campo Bueno Blanco Rubio Delgado
Calvo Bianchi Neri Ferrari Fontana Costa Villa Bosco Lind Kvist Blad Lilja Strand Ström Bakker Visser Smit Kuiper Kowal Wilk
Zając Wróbel Kos Gołąb Mróz Zima""".split()


@dataclass(frozen=True)
class Locale:
    """Given and family names that go together."""

    given: list[str]
    family: list[str]


@dataclass
class Lexicon:
    """Everything the generator draws from. Deterministic for the same package versions."""

    locales: dict[str, Locale] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)

    def locale(self, rng: random.Random, group: str) -> Locale:
        """A locale for a text in `group` (a language): mostly its own, often any."""
        own = self.groups.get(group, [])
        if own and rng.random() < (0.6 if group == "en" else 0.75):
            return self.locales[rng.choice(own)]
        return self.locales[rng.choice(sorted(self.locales))]


def _latin(word: str) -> bool:
    return bool(word) and all(ord(c) < 0x250 or c in "’ʻ" for c in word)


def _faker_names(provider: type, what: str) -> list[str]:
    found: set[str] = set()
    for suffix in ("", "_male", "_female", "_nonbinary"):
        values = getattr(provider, f"{what}{suffix}", None)
        if isinstance(values, dict | list | tuple | set):
            found.update(str(value).strip() for value in values)
    return sorted(
        word
        for word in found
        if _latin(word) and 1 < len(word) < 20 and word[0].isupper() and "." not in word
    )


def _census(file_name: str, most: int) -> list[str]:
    spec = importlib.util.find_spec("names")
    assert spec is not None and spec.origin is not None
    lines = (Path(spec.origin).parent / file_name).read_text(encoding="ascii").splitlines()
    words = [line.split()[0].capitalize() for line in lines[:most]]
    return [word[:2] + word[2:].capitalize() if word.startswith("Mc") else word for word in words]


def load() -> Lexicon:
    """All locales; needs Faker and `names`."""
    lexicon = Lexicon()
    for culture, (given, family) in CULTURES.items():
        lexicon.locales[f"own:{culture}"] = Locale(given, family)
    plain = lexicon.locales["own:english-plain"]
    lexicon.locales["own:nick"] = Locale(NICKNAMES, plain.family)
    lexicon.locales["words:ordinary"] = Locale(_WORDS_GIVEN, _WORDS_FAMILY)
    people = importlib.import_module("faker.providers.person")
    for found in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"faker.providers.person.{found.name}").Provider
        given = _faker_names(provider, "first_names")
        family = _faker_names(provider, "last_names")
        if len(given) > 30 and len(family) > 30:
            lexicon.locales[f"faker:{found.name}"] = Locale(given, family)
    women, men = _census("dist.female.first", 1500), _census("dist.male.first", 900)
    family = _census("dist.all.last", 12000)
    lexicon.locales["census:common"] = Locale(women[:300] + men[:300], family[:1000])
    lexicon.locales["census:rare"] = Locale(women[300:] + men[300:], family[1000:])
    everything = sorted(lexicon.locales)
    for group, prefixes in {
        "en": (
            "faker:en_US",
            "faker:en_GB",
            "faker:en_IE",
            "census:",
            "own:nick",
            "own:english",
            "own:jewish",
            "own:celtic",
        ),
        "fi": ("faker:fi_",),
        "sv": ("faker:sv_",),
        "de": ("faker:de_",),
        "fr": ("faker:fr_",),
        "es": ("faker:es_",),
        "it": ("faker:it_",),
        "nl": ("faker:nl_",),
        "pl": ("faker:pl_",),
    }.items():
        lexicon.groups[group] = [name for name in everything if name.startswith(prefixes)]
    return lexicon


#: locales whose given names people in our languages are called by
_CALLED = (
    "own:",
    "census:common",
    "faker:en_US",
    "faker:en_GB",
    "faker:en_IE",
    "faker:fi_",
    "faker:sv_",
    "faker:da_",
    "faker:no_",
    "faker:de_DE",
    "faker:fr_FR",
    "faker:fr_BE",
    "faker:nl_NL",
    "faker:it_",
    "faker:es_ES",
    "faker:pl_",
    "faker:pt_PT",
    "faker:et_",
)


def given_names() -> list[str]:
    """Given names in lower case, for the rules that run beside the model (given.txt)."""
    locales = load().locales
    return sorted(
        {
            name.lower()
            for culture, locale in locales.items()
            if culture.startswith(_CALLED)
            for name in locale.given
            if " " not in name and len(name) > 1
        }
    )
