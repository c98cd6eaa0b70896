"""Addresses and patterns of addresses, compared in one normal form.

A message carries addresses exactly as received; policy compares a normalised copy: domain as
A-labels (IDNA 2008 with UTS 46 mapping, RFC 5891), local part unquoted, NFC and case-folded. What
cannot be read in exactly one way is no address here (`parse` answers None), and is then placed
outside with the lowest clearance.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import idna

#: RFC 5322 §3.2.3 atext without "%" and "!": Postfix and others still route ``b%evil.test@us`` and
#: ``evil.test!b@us`` onwards, so such an address names two places. Non-ASCII is RFC 6531.
_LOCAL = re.compile(
    r"[\w#$&'*+\-/=?^`{|}~\u0080-\U0010ffff]+(?:\.[\w#$&'*+\-/=?^`{|}~\u0080-\U0010ffff]+)*"
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")

#: how a pattern names the null sender of SMTP
NULL = "<>"


@dataclass(frozen=True, slots=True)
class NormalAddress:
    """An address in normal form."""

    local: str
    domain: str

    @property
    def base(self) -> str:
        """The local part without its subaddress (RFC 5233): ``anna`` of ``anna+lists``."""
        return self.local.partition("+")[0] or self.local


def domain_of(text: str) -> str | None:
    """A domain as lower-case A-labels; None if it is none (an address literal is none)."""
    if text.isascii():
        name = text.lower()
    else:
        try:
            name = idna.encode(text, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    name = name.removesuffix(".")
    if len(name) > 253 or not all(_HOST.fullmatch(label) for label in name.split(".")):
        return None
    return name


def parse(text: str) -> NormalAddress | None:
    """`text` in normal form, or None where it could be read in two ways or in none.

    None for: source routes, address literals, control characters and spaces, a second ``@``,
    ``%`` or ``!`` in the local part (routing), and whatever RFC 5321 and 6531 do not allow.
    """
    local, at, host = text.rpartition("@")
    domain = domain_of(host) if at else None
    if domain is None:
        return None
    quoted = _QUOTED.fullmatch(local)
    if quoted:
        local = re.sub(r"\\(.)", r"\1", quoted[1])
    local = unicodedata.normalize("NFC", unicodedata.normalize("NFC", local).casefold())
    if not _LOCAL.fullmatch(local) or not local.isprintable():
        return None
    return NormalAddress(local, domain)


@dataclass(frozen=True, slots=True)
class AddressPattern:
    """One pattern: ``anna@example.org``, ``*-noreply@example.org``, ``example.org``,
    ``*.example.org``, ``*`` or ``<>``.

    ``*.example.org`` stands for every subdomain, at any depth, but not for ``example.org``.
    """

    #: None for any local part
    local: re.Pattern[str] | None
    #: "" for any domain; ``.example.org`` for subdomains
    domain: str
    #: matches only what has no address
    null: bool = False

    def matches(self, address: NormalAddress | None) -> bool:
        """Whether the pattern covers this address; only ``*`` covers one that is none."""
        if self.null:
            return False
        if address is None:
            return self.local is None and not self.domain
        return self._host(address.domain) and (
            self.local is None
            or self.local.fullmatch(address.local) is not None
            or self.local.fullmatch(address.base) is not None
        )

    def _host(self, domain: str) -> bool:
        if self.domain.startswith("."):
            return domain.endswith(self.domain)
        return not self.domain or domain == self.domain


def domain_pattern(text: str) -> str:
    """``example.org`` or ``*.example.org`` as ``example.org`` or ``.example.org``; ValueError."""
    wild = text.startswith("*.")
    domain = domain_of(text[2:] if wild else text)
    if domain is None:
        raise ValueError(f"{text!r} is no domain; write example.org or *.example.org")
    return f".{domain}" if wild else domain


def pattern(text: str) -> AddressPattern:
    """The pattern that `text` writes; ValueError says what is wrong with it."""
    if text == NULL:
        return AddressPattern(None, "", null=True)
    local, at, host = text.rpartition("@")
    domain = "" if host == "*" else domain_pattern(host)
    if not at or local == "*":
        return AddressPattern(None, domain)
    known = parse(f"{local.replace('*', 'x')}@example.org")
    if known is None:
        raise ValueError(f"{text!r} is no address pattern; write anna@example.org or *@example.org")
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", local).casefold())
    return AddressPattern(re.compile(".*".join(map(re.escape, folded.split("*")))), domain)


@dataclass(frozen=True, slots=True)
class AddressPatterns:
    """Several patterns, any of which may match. Exact ones are looked up, not searched."""

    exact: frozenset[NormalAddress]
    domains: frozenset[str]
    others: tuple[AddressPattern, ...]

    def matches(self, address: NormalAddress | None) -> bool:
        """Whether any pattern covers this address."""
        if address is not None and (
            address.domain in self.domains
            or address in self.exact
            or NormalAddress(address.base, address.domain) in self.exact
        ):
            return True
        return any(one.matches(address) for one in self.others)

    @property
    def null(self) -> bool:
        """Whether the null sender is among them."""
        return any(one.null for one in self.others)


def patterns(texts: Iterable[str]) -> AddressPatterns:
    """Compiles patterns; ValueError says which is wrong."""
    exact: set[NormalAddress] = set()
    domains: set[str] = set()
    others: list[AddressPattern] = []
    for text in texts:
        one = pattern(text)
        address = None if "*" in text else parse(text)
        if address is not None:
            exact.add(address)
        elif one.local is None and one.domain and not one.domain.startswith("."):
            domains.add(one.domain)
        else:
            others.append(one)
    return AddressPatterns(frozenset(exact), frozenset(domains), tuple(others))
