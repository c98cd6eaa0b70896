"""Private keys: armoured, of PuTTY, as XML and JSON, and the bare bytes in base64."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.chance import random_like


def _private_key(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """From the BEGIN line to its END line, or to the end of what looks like its body."""
    ending = _KEY_END.search(text, match.end(), match.end() + 20_000)
    if ending is not None:
        # whoever sends it chooses the length of its lines: they are read as one
        inside = _KEY_BREAK.sub("", text[match.end() : ending.start()])
        # an ellipsis between the lines, as a manual has it, is no key
        return (match.start(), ending.end()) if _KEY_RUN.search(inside) else None
    body = _KEY_BODY.match(text, match.end())
    if body is None:
        return None
    return match.start(), body.end()


_KEY_END = re.compile(r"-{4,5}[ ]?END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?[ ]?-{4,5}")
_KEY_BREAK = re.compile(r"\s|\\[nr]|^>|[\"',+]$", re.MULTILINE)
#: base64 of some length has digits and letters of both cases
_KEY_RUN = re.compile(
    r"(?=[A-Za-z+/=]*[0-9])(?=[A-Z0-9+/=]*[a-z])(?=[a-z0-9+/=]*[A-Z])[A-Za-z0-9+/=]{16}"
)
_KEY_BODY = re.compile(r"(?:\s|\\n){0,4}[A-Za-z0-9+/=:,\-]{16,}+(?:\s{1,2}[A-Za-z0-9+/=]{8,}+)*+")


def _openvpn(text: str, match: re.Match[str]) -> tuple[int, int]:
    ending = _OPENVPN_END.search(text, match.end(), match.end() + 1000)
    return match.start(), ending.end() if ending else match.end()


_OPENVPN_END = re.compile("-----END OpenVPN Static key V1-----")


def _putty(text: str, match: re.Match[str]) -> tuple[int, int]:
    """To the checksum that ends the file, or to the end of its private lines, or the header."""
    whole = _PUTTY.match(text, match.start())
    return whole.span() if whole is not None else match.span()


_PUTTY = re.compile(
    r"PuTTY-User-Key-File-[23]: [^\n]{3,40}\n[\s\S]{0,8000}?"
    r"(?:Private-MAC: [0-9a-f]{10,64}|Private-Lines: [0-9]{1,3}(?:\s{1,9}[A-Za-z0-9+/=]{16,76})+)"
)


def _xml(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """.NET's RSA key, if the private exponent stands in it."""
    end = text.find("</RSAKeyValue>", match.end(), match.end() + 8000)
    if end < 0 or "<D>" not in text[match.start() : end]:
        return None
    return match.start(), end + len("</RSAKeyValue>")


def _json(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The private part of a JSON Web Key (RFC 7517): "d" beside "kty", whatever their order."""
    near = text[max(0, match.start() - 3000) : match.end() + 3000]
    if '"kty"' not in near.replace("'", '"') or not random_like(match["v"]):
        return None
    whole = _JWK_VALUE.match(text, match.start("v"))
    return whole.span() if whole is not None else match.span("v")


_JWK_VALUE = re.compile(r"[A-Za-z0-9_\-]{40,2000}")


def _bare(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    whole = _BARE.match(text, match.start())
    return whole.span() if whole is not None and len(whole[0]) >= 80 else None


#: the first bytes of PKCS #1, PKCS #8 and SEC 1 private keys: SEQUENCE, version 0 or 1, algorithm
_FIRST = (
    r"MII[A-Za-z0-9+/]{2}(?:gIBAAKCA|QIBAAKCA|wIBAAKCA|AIBAAKBg|QIBADANBgkq|gIBADANBgkq|wIBADANBgkq|"
    r"AIBADANBgkq)|MIG(?:HAgEAMBMG|kAgEBBDD|2AgEAMBAG)|MHcCAQEEI|MC4CAQAwBQYDK2V"
)
_BARE = re.compile(r"[A-Za-z0-9+/]{16,}(?:(?:\s{1,9}|\\n)[A-Za-z0-9+/]{4,}){0,80}={0,2}")


RULES: tuple[PatternRule, ...] = (
    PatternRule(
        kind="PRIVATE_KEY",
        pattern=r"-{4,5}[ ]?BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?[ ]?-{4,5}",
        find=_private_key,
        bare=0.99,
        sure=True,
        why="armour",
    ),
    PatternRule(
        kind="PRIVATE_KEY",
        pattern=r"-----BEGIN OpenVPN Static key V1-----\s{1,4}(?:[0-9a-f]{32}\s{1,4}){4}",
        find=_openvpn,
        hint="-----BEGIN OpenVPN Static key",
        bare=0.99,
        sure=True,
        why="armour",
    ),
    PatternRule(
        kind="PRIVATE_KEY",
        pattern=r"PuTTY-User-Key-File-[23]: [a-z0-9\-]{3,40}",
        find=_putty,
        bare=0.99,
        sure=True,
        why="PuTTY header",
    ),
    PatternRule(
        kind="PRIVATE_KEY",
        pattern="<RSAKeyValue>",
        find=_xml,
        bare=0.99,
        sure=True,
        why="XML key",
    ),
    PatternRule(
        kind="PRIVATE_KEY",
        pattern=r"[\"']d[\"']\s{0,3}:\s{0,3}[\"'](?P<v>[A-Za-z0-9_\-]{40,120})",
        find=_json,
        bare=0.97,
        sure=True,
        why="JSON Web Key",
    ),
    PatternRule(
        kind="PRIVATE_KEY",
        pattern=rf"(?<![A-Za-z0-9+/])(?:{_FIRST})",
        find=_bare,
        hint=r"MII|MIG|MHc|MC4",
        bare=0.98,
        sure=True,
        why="first bytes of a key",
    ),
)
