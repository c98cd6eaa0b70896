"""Cards, bank accounts, transfer codes and crypto addresses."""

from __future__ import annotations

from dlp.detect.engine.base import RuleDetector, RuleSettings
from dlp.detect.engine.rule import PatternRule
from dlp.detect.payment import accounts, cards
from dlp.model import Detector, Example


class Settings(RuleSettings):
    """Settings of the payment detector."""


class Payment(RuleDetector):
    """Numbers with which money can be moved."""

    all_rules: tuple[PatternRule, ...] = (*cards.RULES, *accounts.RULES)
    finds: tuple[Example, ...] = (
        Example("card 4012 8888 8888 1881 please", ("4012 8888 8888 1881",), "CREDIT_CARD"),
        Example("it is 2223003122003222.", ("2223003122003222",), "CREDIT_CARD"),
        Example("DE89 3704 0044 0532 0130 00", ("DE89 3704 0044 0532 0130 00",), "IBAN_CODE"),
        Example("BIC: DEUTDEFF500", ("DEUTDEFF500",), "BIC_CODE"),
        Example("routing number 121000248", ("121000248",), "ABA_ROUTING_NUMBER"),
        Example(
            "send to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",),
            "CRYPTO",
        ),
    )
    passes_over: tuple[str, ...] = (
        "Order 4012888888881882 was shipped.",
        "EAN 4006381333931",
        "DE89 3704 0044 0532 0130 01 is a typing error.",
        "timestamp 1700000000000",
        "SHIPMENT and PURCHASE are words.",
    )


detector: type[Detector] = Payment
