"""Presidio's entities that no other detector here finds: who has the form, and what names it.

The labels are ours: Presidio's own context words ("id", "us", "pass", "number") stand beside any
digits. `bare` is the score of a value that no label names, only where form and check digits
together are passed by hardly anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stdnum.in_ import gstin

_PLATES = (
    "license plate, licence plate, number plate, registration plate, vehicle registration*, "
    "vehicle reg, vehicle number, vehicle no, plate number, plate no"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of Presidio: its recognizer's class, the labels, and when it needs none."""

    kind: str
    recognizer: str
    labels: str
    bare: float = 0.0
    #: what a value without a label must be, besides what the recognizer proves
    strict: Callable[[str], bool] | None = None
    #: patterns to which Presidio gives less are left out
    least: float = 0.0


def _dashed(value: str) -> bool:
    return "-" in value


def _gstin(value: str) -> bool:
    return value.isupper() and bool(gstin.is_valid(value))


def _nric(value: str) -> bool:
    """The check letter of a Singapore NRIC or FIN of the series S, T, F and G."""
    if not value.isupper() or value[0] not in "STFG":
        return False
    total = sum(w * int(d) for w, d in zip((2, 7, 6, 5, 4, 3, 2), value[1:8], strict=True))
    letters = "JZIHGFEDCBA" if value[0] in "ST" else "XWUTRQPNMLK"
    return letters[(total + 4 * (value[0] in "TG")) % 11] == value[8]


ENTITIES = (
    Entity("CA_POSTAL_CODE", "CaPostalCodeRecognizer", "postal code, postcode, code postal"),
    Entity("DE_BSNR", "DeBsnrRecognizer", "betriebsstattennummer*, betriebsstatten-nummer, bsnr"),
    Entity("DE_KFZ", "DeKfzRecognizer", "kennzeichen, kfz-kennzeichen, kfz, nummernschild*"),
    Entity("DE_LANR", "DeLanrRecognizer", "lanr, arztnummer, arzt-nr, lebenslange arztnummer"),
    Entity("DE_PLZ", "DePlzRecognizer", "plz, postleitzahl"),
    Entity("IN_AADHAAR", "InAadhaarRecognizer", "aadhaar*, aadhar*, uidai, आधार"),
    Entity(
        "IN_GSTIN",
        "InGstinRecognizer",
        "gstin, gst number, gst no, gst registration*",
        0.7,
        _gstin,
    ),
    Entity(
        "IN_PAN",
        "InPanRecognizer",
        "permanent account number, pan card, pan number, pan no, income tax pan",
        least=0.05,
    ),
    Entity("IN_VEHICLE_REGISTRATION", "InVehicleRegistrationRecognizer", _PLATES, least=0.2),
    Entity(
        "IN_VOTER",
        "InVoterRecognizer",
        "voter id*, voter card*, epic number, epic no, elector photo*",
    ),
    Entity(
        "KR_BRN",
        "KrBrnRecognizer",
        "사업자등록번호, 사업자번호, business registration number, korean brn",
    ),
    Entity(
        "KR_DRIVER_LICENSE",
        "KrDriverLicenseRecognizer",
        "운전면허, 운전면허번호, 면허번호, korean driver*",
    ),
    Entity(
        "KR_FRN",
        "KrFrnRecognizer",
        "외국인등록번호, 외국인번호, foreigner registration*, alien registration*, korean frn",
        0.6,
        _dashed,
    ),
    Entity(
        "KR_PASSPORT", "KrPassportRecognizer", "여권, 여권번호, 대한민국 여권, korean passport*"
    ),
    Entity(
        "KR_RRN",
        "KrRrnRecognizer",
        "주민등록번호, 주민번호, resident registration*, korean rrn, rrn",
        0.6,
        _dashed,
    ),
    Entity(
        "NG_NIN",
        "NgNinRecognizer",
        "nimc, nigerian nin, nin number, nin no, nin, national identification number, "
        "national identity number",
    ),
    Entity("NG_VEHICLE_REGISTRATION", "NgVehicleRegistrationRecognizer", _PLATES),
    Entity("PH_PASSPORT", "PhPassportRecognizer", "philippine passport*, ph passport*, pasaporte"),
    Entity(
        "PH_TIN",
        "PhTinRecognizer",
        "philippine tin, bir tin, tin number, tin no, tin, taxpayer identification number",
    ),
    Entity(
        "PH_UMID",
        "PhUmidRecognizer",
        "umid, unified multi-purpose id, common reference number, crn, gsis number",
    ),
    Entity(
        "SG_NRIC_FIN",
        "SgFinRecognizer",
        "nric, nric no, fin number, fin no, foreign identification number, singapore ic",
        0.6,
        _nric,
    ),
    Entity("SG_UEN", "SgUenRecognizer", "uen, unique entity number, acra*"),
    Entity(
        "TH_TNIN",
        "ThTninRecognizer",
        "เลขประจำตัวประชาชน, เลขบัตรประชาชน, thai national id*, thai id*, tnin, thai citizen id*",
    ),
    Entity("TR_LICENSE_PLATE", "TrLicensePlateRecognizer", f"plaka*, arac plakasi, {_PLATES}"),
    Entity(
        "TR_NATIONAL_ID",
        "TrNationalIdRecognizer",
        "tc kimlik*, t.c. kimlik*, kimlik no, kimlik numarasi, tckn, tc no, turkish id*",
    ),
    Entity("UK_POSTCODE", "UkPostcodeRecognizer", "postcode, post code"),
    Entity(
        "UK_VEHICLE_REGISTRATION", "UkVehicleRegistrationRecognizer", f"vrm, reg plate, {_PLATES}"
    ),
    Entity(
        "US_CLAIM_NUMBER",
        "UsClaimNumberRecognizer",
        "claim number, claim no, claim id, medical claim*, healthcare claim*, insurance claim*",
    ),
    Entity(
        "US_PRESCRIPTION_NUMBER",
        "UsPrescriptionNumberRecognizer",
        "rx, rx number, rx no, prescription number, prescription no, prescription id",
    ),
    Entity(
        "US_PRIOR_AUTHORIZATION_NUMBER",
        "UsPriorAuthorizationNumberRecognizer",
        "prior auth*, preauthorization*, pre-auth*, authorization number, auth number, auth no",
    ),
    Entity(
        "US_PROVIDER_TAX_ID",
        "UsProviderTaxIdRecognizer",
        "provider tax id, provider tin, provider ein, billing provider*, rendering provider*",
    ),
    Entity(
        "US_REFERRAL_NUMBER",
        "UsReferralNumberRecognizer",
        "referral number, referral no, referral id, infusion referral*",
    ),
    Entity(
        "ZA_COMPANY_REGISTRATION",
        "ZaCompanyRegistrationRecognizer",
        "cipc, company registration*, company reg, close corporation, registration number, reg no",
    ),
    Entity(
        "ZA_DRIVER_LICENSE",
        "ZaDriverLicenseRecognizer",
        "south african drivers licen*, south african driver s licen*, rsa drivers licen*, "
        "sa drivers licen*, sa driving licen*, south african driving licen*",
    ),
    Entity(
        "ZA_ID_NUMBER",
        "ZaIdNumberRecognizer",
        "south african id*, rsa id*, sa id, sa id number, id number, identity number",
    ),
    Entity(
        "ZA_INCOME_TAX_NUMBER",
        "ZaIncomeTaxNumberRecognizer",
        "sars, income tax number, income tax reference*, tax reference number",
    ),
    Entity("ZA_LICENSE_PLATE", "ZaLicensePlateRecognizer", _PLATES),
    Entity(
        "ZA_TRAFFIC_REGISTER_NUMBER",
        "ZaTrafficRegisterNumberRecognizer",
        "traffic register*, trn number, enatis",
    ),
    Entity("ZA_VAT_NUMBER", "ZaVatNumberRecognizer", "vat number, vat no, vat registration*, vat"),
)

#: Presidio's entities that another detector finds under a name of its own
ELSEWHERE = {
    "DE_PASSPORT": "PASSPORT",
    "ES_PASSPORT": "PASSPORT",
    "IN_PASSPORT": "PASSPORT",
    "IT_PASSPORT": "PASSPORT",
    "UK_PASSPORT": "PASSPORT",
    "US_PASSPORT": "PASSPORT",
    "ZA_MOBILE_NUMBER": "PHONE_NUMBER",
    "ZA_PASSPORT": "PASSPORT",
    "ZA_TELEPHONE_NUMBER": "PHONE_NUMBER",
}

#: and those that stand in half of all mail and say nothing of anybody: on demand
NOT_RUN = {
    "DE_HANDELSREGISTER": "public, and in the footer of every mail of a German company",
    "UUID": "in every log and link",
}
