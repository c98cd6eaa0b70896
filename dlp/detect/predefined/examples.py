"""A value of each entity with a label, made up; and what is none of them."""

from __future__ import annotations

from dlp.model import Example

_VALUES = (
    ("CA_POSTAL_CODE", "Postal code", "K1A 0B1"),
    ("DE_BSNR", "BSNR", "728318400"),
    ("DE_KFZ", "Kennzeichen", "B-MA 1234"),
    ("DE_LANR", "Arztnummer", "886958967"),
    ("DE_PLZ", "PLZ", "10115"),
    ("IN_AADHAAR", "Aadhaar no", "7945 2669 8572"),
    ("IN_GSTIN", "GSTIN", "27FTMPS7329C1Z7"),
    ("IN_PAN", "PAN card", "ABCPE1234F"),
    ("IN_VEHICLE_REGISTRATION", "Vehicle number", "MH12VA6159"),
    ("IN_VOTER", "Voter ID", "ABC1234567"),
    ("KR_BRN", "사업자등록번호", "706-47-80714"),
    ("KR_DRIVER_LICENSE", "운전면허번호", "11-80-412314-59"),
    ("KR_FRN", "외국인등록번호", "850312-5317448"),
    ("KR_PASSPORT", "여권번호", "M123A4567"),
    ("KR_RRN", "주민등록번호", "850312-1522708"),
    ("NG_NIN", "NIMC enrolment NIN", "11610656656"),
    ("NG_VEHICLE_REGISTRATION", "Plate number", "ABC-123DE"),
    ("PH_PASSPORT", "Philippine passport", "P1234567A"),
    ("PH_TIN", "TIN number", "417-283-908-000"),
    ("PH_UMID", "UMID", "0111-1234567-8"),
    ("SG_NRIC_FIN", "NRIC", "S1234567D"),
    ("SG_UEN", "UEN", "31690788W"),
    ("TH_TNIN", "Thai national ID", "1101086750532"),
    ("TR_LICENSE_PLATE", "Plaka", "34 AC 5660"),
    ("TR_NATIONAL_ID", "TC kimlik no", "37426157780"),
    ("UK_POSTCODE", "Postcode", "SW1A 1AA"),
    ("UK_VEHICLE_REGISTRATION", "Reg plate", "AB51 BAC"),
    ("US_CLAIM_NUMBER", "Insurance claim no", "7730041827"),
    ("US_PRESCRIPTION_NUMBER", "Rx number", "7730041827"),
    ("US_PRIOR_AUTHORIZATION_NUMBER", "Prior authorization", "773004182"),
    ("US_PROVIDER_TAX_ID", "Billing provider", "12-3456789"),
    ("US_REFERRAL_NUMBER", "Referral no", "77300418"),
    ("ZA_COMPANY_REGISTRATION", "Company registration", "2015/576132/07"),
    ("ZA_DRIVER_LICENSE", "South African driver's licence", "31544294SR"),
    ("ZA_ID_NUMBER", "South African ID", "8503127372089"),
    ("ZA_INCOME_TAX_NUMBER", "Income tax number", "0127898389"),
    ("ZA_LICENSE_PLATE", "Licence plate", "SP 53 NP GP"),
    ("ZA_TRAFFIC_REGISTER_NUMBER", "Traffic register number", "8818426349043"),
    ("ZA_VAT_NUMBER", "VAT registration", "4296591168"),
)

EXAMPLES = (
    *(Example(f"{label}: {value}", (value,), kind) for kind, label, value in _VALUES),
    Example("for S1234567D and her brother", ("S1234567D",), "SG_NRIC_FIN"),
    Example("850312-1522708 앞으로 보내 주세요", ("850312-1522708",), "KR_RRN"),
)

PASSED_OVER = (
    "Call 11610656656 or 37426157780, batch 1101086750532, 728318400 units, 886958967 bytes",
    "TC kimlik no 37426157781",  # the last digit is wrong
    "NRIC-like part S1234567A of MH12VA6159, section ABC-123DE, room B-MA 1234",
    "at 10115 Berlin, SW1A 1AA, K1A 0B1, order 2015/576132/07 of 0111-1234567-8",
)
