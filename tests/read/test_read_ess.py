"""ESS security labels in real signatures: from the bytes of a signed mail to a level."""

from __future__ import annotations

import base64
import datetime
import hashlib
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dlp.config import InspectionSettings
from dlp.detect.markings import MARKING_CONFLICT, Markings, Settings
from dlp.inspection import Inspector
from dlp.model import CLASSIFICATION_MARKING, UNREADABLE, Examination, Level
from dlp.read.ess import LONGEST, security_labels

BODY = b"Content-Type: text/plain\r\n\r\nThe train leaves at nine.\r\n"
SECURITY_LABEL = bytes.fromhex("060b2a864886f70d0109100202")
DATA, SIGNED = bytes.fromhex("06092a864886f70d010701"), bytes.fromhex("06092a864886f70d010702")
SHA256 = bytes.fromhex("300b0609608648016503040201")
ECDSA = bytes.fromhex("300a06082a8648ce3d040302")
NATO = bytes.fromhex("06042b1a0001")


def der(tag: int, *content: bytes) -> bytes:
    body = b"".join(content)
    size = len(body).to_bytes(3, "big").lstrip(b"\0")
    return (
        bytes([tag])
        + (bytes([len(body)]) if len(body) < 128 else bytes([128 + len(size)]) + size)
        + body
    )


def label(number: int, mark: str = "") -> bytes:
    """ESSSecurityLabel ::= SET { policy, classification, privacy mark } (RFC 2634 §3.2)."""
    return der(0x31, der(2, bytes([number])), NATO, der(0x13, mark.encode()) if mark else b"")


@cache
def signer() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ada")])
    begin = datetime.datetime(2024, 1, 1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(77)
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=36500))
    )
    return key, made.sign(key, hashes.SHA256())


def cms(content: bytes, *labels: bytes, opaque: bool = False) -> bytes:
    """CMS SignedData over `content` with signed attributes (RFC 5652 §5)."""
    key, certificate = signer()
    attributes = [
        der(0x30, bytes.fromhex("06092a864886f70d010903"), der(0x31, DATA)),
        der(
            0x30,
            bytes.fromhex("06092a864886f70d010904"),
            der(0x31, der(4, hashlib.sha256(content).digest())),
        ),
        *(der(0x30, SECURITY_LABEL, der(0x31, one)) for one in labels),
    ]
    signed = b"".join(sorted(attributes))
    signature = key.sign(der(0x31, signed), ec.ECDSA(hashes.SHA256()))
    sid = der(0x30, certificate.issuer.public_bytes(), der(2, b"\x4d"))
    info = der(0x30, der(2, b"\1"), sid, SHA256, der(0xA0, signed), ECDSA, der(4, signature))
    inner = der(0xA0, der(4, content)) if opaque else b""
    chain = der(0xA0, certificate.public_bytes(serialization.Encoding.DER))
    data = der(
        0x30, der(2, b"\1"), der(0x31, SHA256), der(0x30, DATA, inner), chain, der(0x31, info)
    )
    return der(0x30, SIGNED, der(0xA0, data))


def lines(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def signed(signature: bytes, body: bytes = BODY) -> bytes:
    return (
        b"From: a@example.org\r\nSubject: lunch\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed;"
        b' protocol="application/pkcs7-signature"; micalg=sha-256; boundary=b\r\n\r\n--b\r\n'
        + body
        + b"\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + lines(signature) + b"\r\n--b--\r\n"
    )


def examined(data: bytes) -> Examination:
    return inspector().examine("message/rfc822", data)


@cache
def inspector() -> Inspector:
    return Inspector((Markings("markings", Settings()),), InspectionSettings())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
def test_the_signature_is_a_real_one(tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(signed(cms(BODY, label(4))))
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-noverify", "-in", "m.eml", "-out", "out"],
        cwd=tmp_path,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out").read_bytes() == BODY


@pytest.mark.parametrize(
    ("number", "level"),
    [(1, Level.INTERNAL), (2, Level.RESTRICTED), (4, Level.SECRET), (5, Level.TOP_SECRET)],
)
def test_a_label_in_a_signature_is_a_level(number: int, level: Level) -> None:
    examination = examined(signed(cms(BODY, label(number))))
    assert examination.level is level and examination.sealed
    (one,) = [f for f in examination.findings if f.kind == CLASSIFICATION_MARKING]
    assert (one.detail["format"], one.detail["scheme"]) == ("ess", "nato")
    assert [f for f in examination.findings if f.kind == UNREADABLE] == []


def test_a_signature_without_a_label_says_nothing() -> None:
    examination = examined(signed(cms(BODY)))
    assert examination.findings == () and dict(examination.labels) == {}


def test_only_the_label_is_handed_on() -> None:
    (value,) = examined(signed(cms(BODY, label(3)))).labels["ess-security-label"]
    assert base64.b64decode(value) == SECURITY_LABEL + der(0x31, label(3))


def test_a_label_below_the_text_lowers_nothing() -> None:
    body = b"Content-Type: text/plain\r\n\r\nNATO SECRET\r\n\r\nAt nine.\r\n"
    examination = examined(signed(cms(body, label(1)), body))
    assert examination.level is Level.SECRET
    assert MARKING_CONFLICT in {f.kind for f in examination.findings}


def test_a_label_within_an_opaque_signature_counts_too() -> None:
    mail = (
        b"From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime;"
        b" smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + lines(cms(BODY * 2000, label(5), opaque=True))
    )
    examination = examined(mail)
    assert examination.level is Level.TOP_SECRET
    assert [f.detail["reason"] for f in examination.findings if f.kind == UNREADABLE] == [
        "signed-opaque"
    ]


@pytest.mark.parametrize(
    "damaged",
    [
        SECURITY_LABEL,
        SECURITY_LABEL + b"\x30\x03\x02\x01\x04",
        SECURITY_LABEL + der(0x31, label(4))[:-3],
        SECURITY_LABEL + b"\x31\x84\xff\xff\xff\xff",
        SECURITY_LABEL + der(0x31, bytes(LONGEST)),
    ],
    ids=["bare", "no set", "cut", "endless", "huge"],
)
def test_a_label_that_cannot_be_taken_out_is_said(damaged: bytes) -> None:
    assert list(security_labels(damaged)) == [None]
    examination = examined(signed(der(0x30, SIGNED) + damaged))
    assert [f.detail["reason"] for f in examination.findings] == ["broken"]


def test_many_labels_are_not_all_taken() -> None:
    found = list(security_labels((SECURITY_LABEL + der(0x31, label(1))) * 1000))
    assert len(found) == 17 and found.count(None) == 1
