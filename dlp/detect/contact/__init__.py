"""E-mail and network addresses, telephone numbers, coordinates, postal addresses."""

from __future__ import annotations

from dlp.detect.contact import addresses, rules
from dlp.detect.engine.base import RuleDetector, RuleSettings
from dlp.detect.engine.rule import PatternRule
from dlp.model import Detector, Example


class Settings(RuleSettings):
    """Settings of the contact detector."""


class Contact(RuleDetector):
    """Where a person or a machine can be reached or found."""

    all_rules: tuple[PatternRule, ...] = (*rules.RULES, *addresses.RULES)
    finds: tuple[Example, ...] = (
        Example("write to anna.berg@example.org", ("anna.berg@example.org",), "EMAIL_ADDRESS"),
        Example("kirjoita: päivi@esimerkki.fi", ("päivi@esimerkki.fi",), "EMAIL_ADDRESS"),
        Example("anna (at) example (dot) org", ("anna (at) example (dot) org",), "EMAIL_ADDRESS"),
        Example("my number is +44 20 7946 0958", ("+44 20 7946 0958",), "PHONE_NUMBER"),
        Example("ring 070-174 06 05 ikväll", ("070-174 06 05",), "PHONE_NUMBER"),
        Example("it was 415-555-2671.", ("415-555-2671",), "PHONE_NUMBER"),
        Example("login from 203.0.113.77 failed", ("203.0.113.77",), "IP_ADDRESS"),
        Example("2001:db8:85a3::8a2e:370:7334", ("2001:db8:85a3::8a2e:370:7334",), "IP_ADDRESS"),
        Example("3c:22:fb:7a:01:9e", ("3c:22:fb:7a:01:9e",), "MAC_ADDRESS"),
        Example(
            "Send it to 221B Baker Street, London NW1 6XE.",
            ("221B Baker Street, London NW1 6XE",),
            "LOCATION",
        ),
        Example(
            "Mannerheimintie 12 A\n00100 Helsinki\nFinland",
            ("Mannerheimintie 12 A", "00100 Helsinki", "Finland"),
            "LOCATION",
        ),
        Example(
            "My address: Mannerheimintie 12 A, 00100 Helsinki",
            ("Mannerheimintie 12 A, 00100 Helsinki",),
            "LOCATION",
        ),
        Example("at 60.16987, 24.93837 now", ("60.16987, 24.93837",), "COORDINATES"),
    )
    passes_over: tuple[str, ...] = (
        "Meeting ID: 823 4567 8901 Passcode: 291034",
        "icon@2x.png and user@host",
        "Version 1.2.3.4 of 2024-01-15 10:22:31",
        "Order 0712345678 was shipped on 12.03.2024.",
        "Invoice 415-555-2671",
        "The ratio was 12:34:56.",
    )


detector: type[Detector] = Contact
