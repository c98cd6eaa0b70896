"""Keys, tokens, passwords and whatever else opens a door."""

from __future__ import annotations

from dlp.detect.engine.base import RuleDetector, RuleSettings
from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets import (
    codes,
    commands,
    connections,
    devices,
    hashes,
    keys,
    links,
    literals,
    settings,
    tokens,
    vendors,
    words,
)
from dlp.model import Detector, Example


class Settings(RuleSettings):
    """Settings of the secrets detector."""


class Secrets(RuleDetector):
    """Secrets by their issuer's form, by their armour, or by the words before them."""

    all_rules: tuple[PatternRule, ...] = (
        *vendors.RULES,
        *links.RULES,
        *tokens.RULES,
        *keys.RULES,
        *connections.RULES,
        *commands.RULES,
        *settings.RULES,
        *devices.RULES,
        *hashes.RULES,
        *literals.RULES,
        *codes.RULES,
        *words.RULES,
    )
    finds: tuple[Example, ...] = (
        Example("key AKIAQYLPMN5HFIQR7XYA in the log", ("AKIAQYLPMN5HFIQR7XYA",), "API_KEY"),
        Example(
            "Join: https://acme.zoom.us/j/88512345678?pwd=Zk3v9pQw7xL2mN8r",
            ("https://acme.zoom.us/j/88512345678?pwd=Zk3v9pQw7xL2mN8r",),
            "ACCESS_LINK",
        ),
        Example("password: Tr0ub4dor&3", ("Tr0ub4dor&3",), "PASSWORD"),
        Example("Salasana on kissa1234!", ("kissa1234!",), "PASSWORD"),
        Example(
            "postgres://app:s3cr3tpw@db.internal:5432/prod",
            ("postgres://app:s3cr3tpw@db.internal:5432/prod",),
            "CONNECTION_STRING",
        ),
        Example(
            "redis://:q8Zr2LxV0bNd7WmK@cache:6379/0", ("q8Zr2LxV0bNd7WmK",), "CONNECTION_STRING"
        ),
        Example(
            "api_key = 'q8Zr2LxV0bNd7WmK4TyH'",
            ("q8Zr2LxV0bNd7WmK4TyH",),
            "SECRET",
        ),
    )
    passes_over: tuple[str, ...] = (
        "Your password must be at least 12 characters.",
        "password: ********",
        "api_key = YOUR_API_KEY_HERE",
        "commit 0f3c9a1b2c3d4e5f60718293a4b5c6d7e8f90123",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "Forgot your password? Reset it here.",
    )


detector: type[Detector] = Secrets
