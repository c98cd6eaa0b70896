"""Words that models take for names and that name nobody: labels, units, carriers, tools.

A message that says "DHL tracking 2382316438" or "SEK 845" tells nothing of a person or of the
organisation's own dealings, so as a finding it is a false alarm.
"""

from __future__ import annotations

from dlp.detect.engine.nations import is_nation
from dlp.detect.engine.text import fold

_WORDS = """
usd eur gbp sek nok dkk chf pln czk huf ron bgn isk cad aud jpy cny inr euro euros dollars kronor
dhl ups fedex usps gls dpd tnt hermes postnord posti bring evri "royal mail" "deutsche post"
zoom teams "microsoft teams" webex skype "google meet" slack discord whatsapp signal telegram
jira github gitlab bitbucket jenkins docker kubernetes nginx apache postgres mysql redis linux
windows ubuntu debian macos android ios chrome firefox safari outlook excel word powerpoint
iban bic swift ssn nhs nino nin vat pin puk cvv cvc pan otp sms mms url uri urn http https html
json xml csv pdf api sdk cpu gpu ram usb ssd isbn issn ean gtin upc sku doi uuid guid md5 sha sha1
sha256 crc ssl tls ssh ftp smtp imap dns dhcp nat vpn lan wan tcp udp ip ipv4 ipv6 mac utc gmt cet
cest est pst iso rfc eta etd asap fyi btw imho lol tba tbd n/a faq cc bcc re fw fwd ps nb vs etc
id ids no nr ref po inc cve rev ver pcs qty min max avg sum total am pm q1 q2 q3 q4 h1 h2 kpi roi
b2b b2c hr it ceo cfo cto coo mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct
nov dec isikukood hetu pesel cnp bsn dni nie nif cpr oib egn emso amka taj tfn abn sin ppsn pps ahv
avs nir utr itin ein tin iva tva mwst moms alv btw ust gdpr pii dlp
"""

PLAIN: frozenset[str] = frozenset(
    word
    for chunk, quoted in zip(_WORDS.split('"'), [False, True] * _WORDS.count('"'), strict=False)
    for word in ([chunk] if quoted else chunk.split())
)


def names_nobody(text: str) -> bool:
    """Whether all that `text` says is such a word (or several)."""
    plain = fold(text).strip(" .,:;#()[]")
    return plain in PLAIN or is_nation(plain) or all(word in PLAIN for word in plain.split())
