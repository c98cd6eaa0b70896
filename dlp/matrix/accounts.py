"""User ids of Matrix as the addresses that policies know, and back."""

from __future__ import annotations


def address_of(user: str) -> str:
    """``@anna:example.org`` as ``anna@example.org``."""
    return user.removeprefix("@").replace(":", "@", 1)


def user_of(address: str) -> str:
    """``anna@example.org`` as ``@anna:example.org``."""
    return "@" + address.replace("@", ":", 1)
