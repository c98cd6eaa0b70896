# ruff: noqa: E501 -- a list reads better unbroken
"""What streets, flats, codes and countries look like, as pieces of patterns."""

from __future__ import annotations

import re

from dlp.detect.engine.nations import COUNTRIES

CAP = r"[A-ZÀ-ÖØ-ÞŠŽČĆĐŁŚŹŻŘŠŤŇŐŰΑ-ΩΆ-Ώ∆][\w'’.\-]{0,24}"
#: small words inside names of streets and towns
SMALL = (
    r"(?:an der|am|auf der|bei|im|in der|de la|de las|de los|de|du|des|del|della|delle|dello|dei|degli|di|da|do|"
    r"dos|das|la|le|les|los|las|el|al|l'|d'|y|e|i|u|och|und|ved|på|nad|pod|pri|van der|van de|van|von|ter|ten|of|"
    r"the|upon|sur|sous|en|aan|op)"
)

#: words behind the name of a street that seldom mean anything else behind a number
SUFFIX = (
    r"(?:Street|St|Str|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|"
    r"Terrace|Ter|Way|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Crescent|Cres|Close|Gardens|Gdns|Grove|Hill|"
    r"Mews|Row|Walk|Quay|Trail|Trl|Alley|Loop|Plaza|Esplanade|Parade|Broadway|Turnpike|Pike|Route)"
)
#: the rest of USPS Publication 28, appendix C1: streets only where more of an address stands by
RARE_SUFFIX = (
    r"(?:Bayou|Beach|Bend|Bluffs?|Bottom|Branch|Bridge|Brooks?|Burgs?|Bypass|Camp|Canyon|Cape|Causeway|"
    r"Centers?|Circles|Cliffs?|Club|Common|Corners?|Course|Courts|Coves?|Creek|Crest|Crossing|Crossroads?|"
    r"Curve|Dale|Dam|Divide|Drives|Estates?|Expressway|Extensions?|Falls?|Ferry|Fields?|Flats?|Fords?|"
    r"Forest|Forges?|Forks?|Fort|Freeway|Garden|Gateway|Glens?|Greens?|Groves|Harbors?|Haven|Heights|"
    r"Highlands?|Hills|Hollow|Inlet|Islands?|Isle|Junctions?|Keys?|Knolls?|Lakes?|Land|Landing|Lights?|"
    r"Loaf|Locks?|Lodge|Mall|Manors?|Meadows?|Mills?|Mission|Motorway|Mount|Mountains?|Neck|Orchard|Oval|"
    r"Overpass|Parks?|Parkways|Pass|Passage|Path|Pines?|Plains?|Plazas|Points?|Ports?|Prairie|Radial|Ramp|"
    r"Ranch|Rapids?|Rest|Ridges?|Rise|River|Roads|Rue|Run|Shoals?|Shores?|Skyway|Springs?|Spurs?|Squares|"
    r"Station|Stravenue|Stream|Streets|Summit|Throughway|Trace|Track|Trafficway|Tunnel|Underpass|Unions?|"
    r"Valleys?|Viaduct|Views?|Villages?|Ville|Vista|Walks|Wall|Ways|Wells?|Wharf)"
)
#: endings of words that are streets
COMPOUND = (
    r"(?:stra(?:ß|ss)e|str\.?|weg|platz|allee|gasse|damm|ufer|steig|chaussee|promenade|zeile|gatan|gata|vägen|"
    r"gränd|stigen|torget|backen|leden|katu|tie|kuja|polku|aukio|tori|rinne|kaari|raitti|väylä|penger|straat|"
    r"laan|plein|gracht|kade|dijk|singel|dreef|steeg|baan|hof|gade|vej|allé|stræde|vænget|stien|parken|krogen|"
    r"bakken|marken|toften|veien|vegen|vei|veita|gaten|svingen|faret|plass|brygge|terrasse|gate|gt\.?|braut|"
    r"vegur|gerði|stígur|holt|hraun|utca|út|tér|körút|iela|gatvė|tänav|puiestee|maantee|ulica|cesta|gatve)"
)
#: words of their own behind the name, before the number
APART = (
    r"(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]asse|[Gg]ata|[Vv]äg|[Vv]ej|[Vv]ei|[Gg]ate|[Gg]ade|"
    r"[Ll]aan|[Ss]traat|[Tt]errasse|[Bb]org|Ring|utca|u\.|út|útja|tér|tere|körút|krt\.|rkp\.|köz|sétány|tn|tänav|pst|"
    r"mnt|tee|ulica|cesta|trg|pot|iela|g\.|gatvė|ul\.|Allé|Plads)"
)
#: words before the name
PREFIX = (
    r"(?:(?i:rue|avenue|av\.|avda\.?|boulevard|bd|bvd|place|chemin|allée|impasse|quai|route|ruelle|cours|cité|cite|"
    r"viale|v\.le|piazza|piazzetta|piazzale|corso|largo|vicolo|borgo|strada|contrada|calle|c/|avenida|plaza|paseo|"
    r"camino|carrer|carretera|ronda|passeig|rambla|rua|praça|praceta|travessa|estrada|alameda|quinta|ul\.|ulica|"
    r"aleja|al\.|plac|pl\.|os\.|osiedle|bulevardul|b-dul|str\.|calea|aleea|ulice|náměstí|nám\.|třída|tř\.|odos|οδός|"
    r"leoforos|λεωφόρος|gran vía|urb\.|urbanización)|Via|R\.|Strada)"
)
UNIT = (
    r"(?:[Aa]pt|[Aa]partment|[Ss]uite|[Ss]te|[Uu]nit|[Ff]lat|[Ff]loor|[Rr]oom|[Rr]m|[Bb]ldg|[Bb]uilding|"
    r"[Bb]ox|[Ll]gh|[Tt]op|[Ww]ohnung|[Aa]ppt|[Pp]iso|[Bb]us|[Aa]pp|[Aa]pto|[Pp]uerta|as|[Aa]pt\.nr|[Ww]hg|[Ll]ok|m)"
)
#: units that nothing but an address has
FIRM_UNIT = r"(?:[Aa]pt|[Aa]partment|[Ss]uite|[Ss]te|[Uu]nit|[Ff]lat|[Ww]ohnung|[Aa]ppt)"
UNIT_NUMBER = r"\.?[ ]?#?[ ]?[0-9][0-9A-Za-z\-]{0,5}(?!\w)"

#: the longest first, so that it wins
COUNTRY = (
    "(?:"
    + "|".join(re.escape(name) for name in sorted(COUNTRIES, key=lambda each: (-len(each), each)))
    + r")(?![\w\-])(?: \([A-Z][a-z]{2,12}\))?"
)

#: postal codes in the forms of countries
CODE = (
    r"(?:[A-Z]{1,2}[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{2}|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9]|"
    r"(?:[A-Z]{1,3}-)?[0-9]{5}(?:-[0-9]{4})?|[0-9]{3}[ ][0-9]{2}|[0-9]{2}-[0-9]{3}|"
    r"[0-9]{4}[ ]?[A-Z]{2}|[0-9]{4}-[0-9]{3}|(?:[A-Z]{1,3}-)?[0-9]{4,6})(?![\w])"
)
_WORD = r"[A-ZÀ-ÖØ-ÞŠŽČĆĐŁŚŹŻŘŠŤŇŐŰΑ-ΩΆ-Ώ∆](?:[^\W\d_]|['’∆.\-](?=[^\W\d_∆])){0,24}(?!\w)\.?"
TOWN = (
    rf"{_WORD}(?:[ \-](?:{SMALL}[ \-])?(?!{COUNTRY})(?![A-Z]{{2}}\b){_WORD}){{0,3}}"
    r"(?: [A-Z](?![\w.]))?(?: \([^\W\d_][^\n()]{2,20}\))?"
)
STATE = r"[A-Z]{2,3}(?![\w'])"
