"""National, tax, health and document numbers of the EU and EEA, UK, CH, US, CA and AU.

They do not depend on the document's language: a Polish number is found in an English mail. Forms
that prove themselves (a checksum over a date, a distinctive layout) are reported bare; plain digits
with a weak checksum score low without a label, and not at all next to words such as "order".
"""

from __future__ import annotations

from dlp.detect.engine.base import RuleDetector, RuleSettings
from dlp.detect.engine.rule import PatternRule
from dlp.detect.identifiers import anglo, central, documents, north, vat, west
from dlp.model import Detector, Example


class Settings(RuleSettings):
    """Settings of the identifiers detector."""


class IdentifiersDetector(RuleDetector):
    """Numbers that a state, a tax office or a health system gave to a person or a business."""

    all_rules: tuple[PatternRule, ...] = (
        *north.RULES,
        *central.RULES,
        *west.RULES,
        *anglo.RULES,
        *documents.RULES,
        *vat.RULES,
    )
    finds: tuple[Example, ...] = (
        Example("hetu 131052-308T", ("131052-308T",), "FI_PERSONAL_IDENTITY_CODE"),
        Example("her number is 19811228-9874", ("19811228-9874",), "SE_PERSONNUMMER"),
        Example("PESEL 44051401359", ("44051401359",), "PL_PESEL"),
        Example("DNI: 12345678-Z", ("12345678-Z",), "ES_NIF"),
        Example("C.F. RSSMRA85T10A562S", ("RSSMRA85T10A562S",), "IT_FISCAL_CODE"),
        Example("his SSN is 536-22-8735.", ("536-22-8735",), "US_SSN"),
        Example("NHS number 943 476 5919", ("943 476 5919",), "UK_NHS"),
        Example("NI no AB 12 34 56 C", ("AB 12 34 56 C",), "UK_NINO"),
        Example("passport no: K1234567", ("K1234567",), "PASSPORT"),
        Example("our VAT no. is DE136695976", ("DE136695976",), "DE_VAT_ID"),
    )
    passes_over: tuple[str, ...] = (
        "Order 4829103847 has shipped.",
        "hetu 131052-308U",
        "The NIF 12345678A is mistyped.",
        "Meeting ID: 823 4567 8901",
        "Version 10.0.19041.1 of build 20240115",
        "Tracking 1Z999AA10123456784",
    )


detector: type[Detector] = IdentifiersDetector
