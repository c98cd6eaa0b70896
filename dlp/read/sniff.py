"""Tells text from other formats by content, as far as the choice of a reader needs it."""

from __future__ import annotations

from dlp.mime.charset import looks_like_text
from dlp.model import Unread
from dlp.read.formats import FORMATS

_ENVELOPED = bytes.fromhex("2a864886f70d010703")
_AUTH_ENVELOPED = bytes.fromhex("2a864886f70d0109100117")
_SIGNED = bytes.fromhex("2a864886f70d010702")


def is_texty(media_type: str) -> bool:
    """A type outside text/* that is text all the same."""
    return (
        media_type.startswith("text/")
        or FORMATS.is_text(media_type)
        or (media_type.endswith(("+xml", "+json", "+yaml")) and media_type != "image/svg+xml+gzip")
    )


def is_text(data: bytes) -> bool:
    """Plainly text, by its bytes (UTF-8 or UTF-16 with a mark, no control characters)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            sample = data[: len(data) & ~1].decode("utf-16")
        except UnicodeError:
            return False
        return all(char.isprintable() or char in "\r\n\t\f" for char in sample[:2000])
    return looks_like_text(data)


def bears_signature(data: bytes) -> bool:
    """Whether `data` has the signature of a format (`dlp.read.formats`) that no plain text begins
    with. Such a part is read as that format, whatever its media type says."""
    found = FORMATS.identify(data)
    return found is not None and not found[1].doubtful


def unread_reason(media_type: str, smime: str, data: bytes) -> tuple[Unread, str]:
    """Why nobody here can read these bytes: encrypted, signed as a whole, or their type."""
    head = data[:4096]
    if media_type in ("application/pkcs7-mime", "application/x-pkcs7-mime") or (
        head[:1] == b"\x30" and (_ENVELOPED in head[:64] or _SIGNED in head[:64])
    ):
        if "enveloped" in smime or _ENVELOPED in head[:64] or _AUTH_ENVELOPED in head[:64]:
            return Unread.ENCRYPTED, "S/MIME"
        if "signed" in smime or _SIGNED in head[:64]:
            return Unread.SIGNED_OPAQUE, "S/MIME"
        return Unread.ENCRYPTED, "PKCS #7 of an unknown kind"
    if b"-----BEGIN PGP MESSAGE" in head:
        return Unread.ENCRYPTED, "PGP"
    if head[:1] and head[0] & 0xC0 == 0xC0 and media_type == "application/pgp-encrypted":
        return Unread.ENCRYPTED, "PGP"
    if head[:4] == b"PK\x03\x04" and len(head) > 7 and head[6] & 1:
        return Unread.ENCRYPTED, "ZIP"
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" and _OFFICE in data:
        return Unread.ENCRYPTED, "Office"
    if head[:5] == b"%PDF-" and b"/Encrypt" in data:
        return Unread.ENCRYPTED, "PDF"
    return Unread.TYPE, "no reader for this type"


_OFFICE = "EncryptedPackage".encode("utf-16-le")
