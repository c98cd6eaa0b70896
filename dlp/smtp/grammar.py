"""SMTP command lines, strictly (RFC 5321 §4.1, RFC 6531 §3.3). Bytes in, the same bytes kept.

An address is refused unless it can be read in exactly one way: what a policy decides about must be
where the mail goes. So no source routes (RFC 5321 §3.6.1 lets a server decline them), and no
recipient with ``%``, ``!`` or ``@`` in its local part, which mail servers still route onwards.
What is accepted is never rewritten; `policy.addresses` compares a normalised copy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import idna

_U = rb"\x80-\xff"
_ATEXT = rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~" + _U + rb"\-]+"
_DOT_STRING = _ATEXT + rb"(?:\." + _ATEXT + rb")*"
_QUOTED = rb'"(?:[\x20\x21\x23-\x5b\x5d-\x7e' + _U + rb']|\\[\x20-\x7e])*"'
_LABEL = rb"[A-Za-z0-9_" + _U + rb"](?:[A-Za-z0-9_" + _U + rb"\-]*[A-Za-z0-9_" + _U + rb"])?"
_DOMAIN = _LABEL + rb"(?:\." + _LABEL + rb")*"
_LITERAL = rb"\[[A-Za-z0-9:.\-]+\]"
_MAILBOX = (
    rb"(?P<local>"
    + _DOT_STRING
    + rb"|"
    + _QUOTED
    + rb")@(?P<domain>"
    + _DOMAIN
    + rb"|"
    + _LITERAL
    + rb")"
)
#: esmtp-param (§4.1.2, RFC 6531 §3.3). ``=`` inside a value is not in the grammar, but is sent.
_PARAM = rb"[A-Za-z0-9][A-Za-z0-9\-]*(?:=[\x21-\x7e" + _U + rb"]+)?"
_PARAMS = rb"(?: +(?P<params>" + _PARAM + rb"(?: +" + _PARAM + rb")*))? *"

# Postfix, Exim and every mail program that forgets itself put a space after the colon; there is
# one way to read it, so it is no reason to refuse mail.
_MAIL = re.compile(
    rb"FROM: ?<(?P<address>" + _MAILBOX + rb"|postmaster|)>" + _PARAMS, re.IGNORECASE
)
_RCPT = re.compile(rb"TO: ?<(?P<address>" + _MAILBOX + rb"|postmaster)>" + _PARAMS, re.IGNORECASE)
_ROUTE = re.compile(rb"(?:FROM|TO): ?<@", re.IGNORECASE)
_BDAT = re.compile(rb"(?P<size>[0-9]{1,15})(?: +(?P<last>LAST))? *", re.IGNORECASE)
_NAME = re.compile(rb"(?:" + _DOMAIN + rb"\.?|" + _LITERAL + rb")")
_ROUTING = frozenset(b"%!@")


class Bad(ValueError):
    """A command that is refused: `code`, `enhanced` and a sentence that quotes nothing."""

    def __init__(self, code: int, enhanced: str, text: str) -> None:
        self.code, self.enhanced, self.text = code, enhanced, text
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Path:
    """A reverse- or forward-path. `address` and `params` are the bytes as received."""

    #: without angle brackets; ``b""`` is the null sender
    address: bytes
    #: ``RET=HDRS ENVID=x``, byte for byte as received; ``b""`` for none
    params: bytes

    @property
    def keys(self) -> dict[bytes, bytes]:
        """Parameters by upper-case keyword; values as received."""
        found = {}
        for param in self.params.split():
            key, _, value = param.partition(b"=")
            found[key.upper()] = value
        return found


def mail_path(argument: bytes) -> Path:
    """The path of ``MAIL FROM:<…> …`` (`argument` is what follows the verb). Bad if it is none."""
    return _path(_MAIL.fullmatch(argument), argument, "MAIL FROM:<address>", 7)


def rcpt_path(argument: bytes) -> Path:
    """The path of ``RCPT TO:<…> …``. Bad if it is none, or could name two places."""
    path = _path(found := _RCPT.fullmatch(argument), argument, "RCPT TO:<address>", 3)
    if found and found["local"] and not _ROUTING.isdisjoint(found["local"]):
        raise Bad(553, "5.1.3", "Routing in a local part (%, ! or @) is not accepted")
    return path


def _path(found: re.Match[bytes] | None, argument: bytes, form: str, detail: int) -> Path:
    if found is None:
        if _ROUTE.match(argument):
            raise Bad(553, f"5.1.{detail}", "Source routes are not accepted")
        raise Bad(501, "5.5.4", f"Syntax: {form}")
    address: bytes = found["address"]
    if len(address) > 512 or len(found["local"] or b"") > 256:
        raise Bad(501, f"5.1.{detail}", "The address is too long")
    if not address.isascii():
        _international(address, found["domain"], detail)
    elif found["domain"] and (b"xn--" in found["domain"].lower()):
        _idna(found["domain"], detail)
    return Path(address, found["params"] or b"")


def _international(address: bytes, domain: bytes, detail: int) -> None:
    try:
        text = address.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad(553, f"5.1.{detail}", "The address is not UTF-8") from None
    if not text.isprintable():
        raise Bad(553, f"5.1.{detail}", "The address holds invisible characters")
    if not domain.isascii():
        _idna(domain, detail)


def _idna(domain: bytes, detail: int) -> None:
    """Bad where the domain has no single A-label form (RFC 5891, UTS 46)."""
    try:
        idna.encode(domain.decode("utf-8"), uts46=True)
    except (idna.IDNAError, UnicodeError):
        raise Bad(553, f"5.1.{detail}", "The domain is not a valid international name") from None


def bdat(argument: bytes) -> tuple[int, bool]:
    """Size in octets and whether it is the last chunk (RFC 3030 §2). Bad if it is neither."""
    found = _BDAT.fullmatch(argument)
    if found is None:
        raise Bad(501, "5.5.4", "Syntax: BDAT size [LAST]")
    return int(found["size"]), found["last"] is not None


def host_name(argument: bytes) -> bytes | None:
    """The argument of EHLO, HELO or LHLO as it stands, or None where it can be no name.

    Names that are no names (spaces, controls) are refused; wrong but harmless ones are not
    (RFC 5321 §4.1.4: a server must not refuse mail for that).
    """
    name = argument.strip(b" ")
    return name if len(name) <= 255 and _NAME.fullmatch(name) else None
