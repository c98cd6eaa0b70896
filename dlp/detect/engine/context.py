"""Words around a value: labels that name it, and words that say it is something else.

A label is a lower-case word or phrase without accents; ``*`` at its end stands for up to twelve
more letters (inflection, compounds). It matches whole words, across ``_``, ``-`` and spaces, so
``date of birth`` is found in ``date_of_birth`` and ``DateOfBirth``'s lower-case form.
"""

from __future__ import annotations

import re
from functools import cache

from dlp.detect.engine.text import fold

#: characters looked at before and after a value
BEFORE, AFTER = 90, 45

_SUFFIX = r"(?:[\s_\-.]{0,2}(?:no|nr|num|number|numer|nummer|numero|id|code|kod|#|n°|nº|№)\b)?"
_BREAK = re.compile(r"\n[ \t]*\n")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: right behind a value: what follows belongs to the next value
_NEXT = re.compile(r"[^\n]{0,12}?[:=#]")

_OTHER = """
order*, purchase*, invoice*, inv, ticket*, case, tracking*, track, shipment*, shipping, shipped,
parcel*, package*, reunion*, besprechung*, vergadering*, riunione*, spotkani*, sammantrad*,
 delivery, consignment*, waybill, awb, sku, part*, serial*, model, version*,
ver, build*, release*, rev, revision*, commit*, meeting*, zoom, webinar*, conference*, dial*,
passcode*, timestamp*, epoch, unix*, unixtime, isbn*, ean*, upc, gtin*, barcode*, issn, doi, batch,
lot, po, quote*, booking*, confirmation*, reservation*, transaction*, txn, job*, request*,
session*, error*, errno, bug*, issue*, page*, article*, item*, product*, catalog*, port, pid,
offset*, byte*, bytes, checksum*, hash*, sha*, md5, crc*, row*, rows, record*, records, line*,
patch*, pull, merge*, node, nodes, cluster*, container*, image*, firmware*, kernel*, driver*,
asset*, inventory, vessel*, imei, flight*, gate, seat, voucher*, coupon*, promo*, receipt*,
claim*, contract*, file*, folder*, room*, extension, loop, counter*, count, total*, amount*, sum,
price*, population, turnover*, revenue*, sales, budget*, cost*, units, euro*, kronor, dollars,
people, users, inhabitants, votes, km, kg, grew, grow*, profit*, expense*, downloads, views,
steps, seconds, ms, milliseconds, usd, eur, gbp, sek,
latitude, longitude, lat, lon, museum*, archive*, standard*, iso, rfc, regulation*, patent*,
newsletter*, subscription*, baggage*, luggage*, tag, tags, lottery*, jackpot*, chapter*, verse,
sensor*, meter*, reading*, frame*, pixel*, pull request*, license, licence, activation*, key,
product key, msgid,
trace*, span, correlation*, event*, log, logs, thread*, process*, task*, story, sprint*, epic*,
bestellung*, bestellnummer*, rechnung*, auftrag*, sendung*, paket*, lieferung*, vorgang*,
kunden*, artikel*, commande*, facture*, colis, suivi, livraison*, dossier*, pedido*, factura*,
envio*, seguimiento, albaran*, tilaus*, lasku*, seuranta*, lahetys*, asiakas*, kokous*, tuote*,
bestallning*, bestallnings*, faktura*, fakturor, leverans*, kund*, kvitto*, arende*, artikelnummer*,
ordre*, ordrenummer*, bestilling*, bestelling*, bestelnummer*, factuur*, zending*, klant*,
zamowieni*, paczk*, przesylk*, ordine*, spedizione*, fattura*, pacco, encomenda*, fatura*, comanda*,
pipeline*, workflow*, runner*, deploy*, artifact*, incident*, rma,
serien*, seriennummer*, serienr, numero de serie, sarjanumero*, serienummer*, matricola*,
numer seryjny, conference id, konferenz*, conferenza*, videoconferenc*,
objednavk*, zasilk*, zasielk*, tellimus*, arve*, saadetis*, rendeles*, szamla*, csomag*
"""
_WEAK_OTHER = "ref, reference*, id, ids, code, codes, nr, no, customer*, client*, account*, member*"


@cache
def words(labels: str) -> re.Pattern[str]:
    """One pattern for comma-separated labels; they are matched against folded text."""
    parts = []
    for label in sorted({each.strip() for each in labels.split(",") if each.strip()}, key=len)[
        ::-1
    ]:
        stem = label.endswith("*")
        body = r"[\s_\-./']{0,3}".join(re.escape(word) for word in label.rstrip("*").split())
        parts.append(body + (r"[^\W\d_]{0,12}" if stem else ""))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)}){_SUFFIX}(?![^\W_])")


_OTHERS = words(_OTHER.replace("\n", " "))
_WEAK_OTHERS = words(_WEAK_OTHER)


def names_something_else(text: str) -> bool:
    """Whether `text` is a word such as "order number", and nothing more."""
    return _OTHERS.fullmatch(fold(text)) is not None


def stems(labels: str) -> str:
    """The same labels as a plain pattern for the scanner: no boundaries, no inflection."""
    each = {label.strip().rstrip("*") for label in labels.split(",") if label.strip()}
    return "|".join(
        r"[\s_\-./']{0,3}".join(re.escape(word) for word in label.split()) for label in sorted(each)
    )


def split_words(text: str) -> str:
    """`text` with a space where camel case begins a word."""
    return _CAMEL.sub(" ", text)


class Neighbourhood:
    """The neighbourhood of one value, folded once for all the labels asked of it."""

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        header: str = "",
        low: int = 0,
        high: int | None = None,
    ) -> None:
        """The value ``text[start:end]`` under a `header`; nothing beyond ``text[low:high]`` speaks
        of it (see `Tables.scope`)."""
        before = text[max(low, start - BEFORE) : start]
        cut = 0
        for match in _BREAK.finditer(before):
            cut = match.end()
        before = before[cut:]
        after = text[end : min(end + AFTER, len(text) if high is None else max(high, end))]
        broken = after.find("\n")
        self.before = fold(split_words(before))
        self.after = fold(after if broken < 0 else after[:broken])
        self.header = fold(split_words(header)) if header else ""
        self._other: int | None = None

    def distance(self, labels: re.Pattern[str]) -> int | None:
        """Characters to the nearest label; None without one. A header counts as adjacent."""
        if self.header and labels.search(self.header):
            return 0
        nearest: int | None = None
        for match in labels.finditer(self.before):
            nearest = len(self.before) - match.end()
        match_after = labels.search(self.after)
        if match_after and not _NEXT.match(self.after, match_after.end()):
            behind = match_after.start() + 8
            if nearest is None or behind < nearest:
                nearest = behind
        return nearest

    def ahead(self, labels: re.Pattern[str]) -> int | None:
        """Characters between the nearest label before the value and the value."""
        nearest: int | None = None
        for match in labels.finditer(self.before):
            nearest = len(self.before) - match.end()
        return nearest

    @property
    def other(self) -> int | None:
        """Characters to the nearest word that says the value is something else."""
        if self._other is None:
            found = self.distance(_OTHERS)
            self._other = -1 if found is None else found
        return None if self._other < 0 else self._other

    @property
    def numbered(self) -> bool:
        """Whether a bare number right here is announced as somebody's reference or id."""
        return any(
            len(self.before) - match.end() <= 4 for match in _WEAK_OTHERS.finditer(self.before)
        )
