"""What is read of a mail: every place where text can stand, under a stable path."""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from dlp.config import InspectionSettings
from dlp.model import Reading, Role
from dlp.read import read, safe_part

FOLDER = Path(__file__).parents[1] / "corpus" / "mail"
CORPUS = sorted(FOLDER.glob("*.eml"))


def mail(name: str) -> Reading:
    return read("message/rfc822", (FOLDER / f"{name}.eml").read_bytes())


def texts(reading: Reading) -> dict[str, str]:
    found = {passage.part: passage.text.strip() for passage in reading.passages}
    assert len(found) == len(reading.passages), "every passage has its own path"
    return found


def reasons(reading: Reading) -> dict[str, str]:
    return {finding.part: finding.detail["reason"] for finding in reading.findings}


def made(headers: str, body: str | bytes = "x") -> Reading:
    content = body if isinstance(body, bytes) else body.encode()
    return read("message/rfc822", headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + content)


EXPECTED = {
    "plain": {"subject": "Lunch on Friday", "header:to": "Ben Lind"},
    "alternative": {
        "subject": "Rechnung für Jörg",
        "body:2/html": "Die Karte ist 4111\xa01111 1111 1111, gültig bis 12/29.\nzahlen",
        "body:2/html/comment": "intern: 4111-1111-1111-1111",
        "body:2/html/attribute": "Karte 4111111111111111",
        "body:2/html/link": "https://shop.test/pay?card=4111111111111111",
    },
    "attachments": {
        "body:1": "Grüße aus Köln",
        "attachment:2/name": "Gehälter 2026.csv",
        "attachment:2/Gehälter 2026.csv": "name\tiban \nAnna\tDE89 3704 0044 0532 0130 00",
        "attachment:3/name": "Vertrag Übergabe.pdf",
        "attachment:3/Vertrag Übergabe.pdf/header:content-description": "the signed contract",
        "attachment:4/fwd.eml/subject": "Old secret",
        "attachment:4/fwd.eml/header:from": '"Carl, CFO"',
        "attachment:4/fwd.eml/body:1": "The inner text",
    },
    "flowed": {
        "body:1": "Please charge my card 4111 1111 1111 1111 for the amount. \n \n"
        "> I said that my number was 4111 1111 1111 1111 yesterday"
    },
    "signed": {"body:1": "My card is 4111111111111111.", "attachment:2/name": "signature.asc"},
    "report": {"subject": "Undelivered", "body:3/as-mail/subject": "The öld subject"},
    "uuencode": {"body:1/uu:1/name": "note.txt", "body:1/uu:1": "hidden in uuencode"},
    "card": {"attachment:1/name": "ben.vcf"},
    "broken": {"gap:1": "text before", "body:1/html": "never closed", "body:2": "inner"},
    "utf16": {"body:1": "Die Zahl ist 4111111111111111 €"},
    "utf7": {
        "body:1": "Jörg says 4111 and <b>",
        "body:1/as-other": "J+APY-rg says 4111 and +ADwAYgA+-",
    },
    "labels": {"header:x-nobody-knows": "what this is", "header:comments": "nothing to see"},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_place_is_read(name):
    found = texts(mail(name))
    assert {path: found.get(path) for path in EXPECTED[name]} == EXPECTED[name]


def test_unfolded_cards_read_as_one_line():
    text = texts(mail("card"))["attachment:1/ben.vcf"]
    assert "Konto DE89 3704 0044 0532 0130 00 für Ben" in text
    assert "A long street name that is folded 12" in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", {}),
        ("alternative", {}),
        ("signed", {}),
        ("attachments", {"attachment:3/Vertrag Übergabe.pdf": "type"}),
        ("encrypted", {"container:1": "encrypted", "attachment:2/encrypted.asc": "encrypted"}),
        ("broken", {"body:3": "broken"}),
    ],
)
def test_what_could_not_be_read_is_said(name, expected):
    assert reasons(mail(name)) == expected


def test_sealed_and_automatic():
    assert [mail(name).sealed for name in ("plain", "signed", "encrypted")] == [False, True, True]
    assert [mail(name).automatic for name in ("plain", "report")] == [False, True]


def test_labels_are_kept_as_they_stand():
    labels = mail("labels").labels
    assert labels["sensitivity"] == ("Company-Confidential",)
    assert labels["msip_labels"][0].startswith("MSIP_Label_87867195-f2b8-4ac2-b0b6-6bb73cb33afc_En")
    assert labels["x-protective-marking"][0].startswith("VER=2018.4")
    assert "x-mailer" not in labels


def test_labels_of_a_nested_message_count():
    reading = made("Content-Type: message/rfc822", "Sensitivity: Private\r\n\r\nx")
    assert reading.labels == {"sensitivity": ("Private",)}


def test_part_facts():
    facts = {fact.part: (fact.media_type, fact.name) for fact in mail("attachments").parts}
    assert facts["attachment:2/Gehälter 2026.csv"] == ("text/csv", "Gehälter 2026.csv")
    assert facts["attachment:3/Vertrag Übergabe.pdf"][0] == "application/pdf"
    assert facts["attachment:4/fwd.eml/body:1"] == ("text/plain", "")


def test_roles():
    roles = {passage.part: passage.role for passage in mail("alternative").passages}
    assert roles["subject"] is Role.SUBJECT
    assert roles["header:from"] is Role.HEADER
    assert roles["body:2/html/link"] is Role.LINK
    assert roles["body:2/html/comment"] is Role.COMMENT
    names = {passage.role for passage in mail("attachments").passages if "name" in passage.part}
    assert Role.NAME in names


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ('From: "4111 1111" <a@b.test>', '"4111 1111"'),
        ("From: a@b.test (my note)", "(my note)"),
        ("To: =?utf-8?q?J=C3=B6rg?= <a@b.test>, Ben <c@d.test>", "Jörg , Ben"),
        ("Cc: <a@b.test>, c@d.test", None),
        ('To: "a@b.test" <a@b.test>', None),
        ("To: <not an address 4111>", "<not an address 4111>"),
        ("Reply-To: Group name: a@b.test;", "Group name: ;"),
    ],
)
def test_names_beside_addresses(field, text):
    name = field.partition(":")[0].lower()
    assert texts(made(field)).get(f"header:{name}") == text


@pytest.mark.parametrize(
    ("field", "read_it"),
    [
        ("X-Whatever: 4111", True),
        ("Keywords: 4111", True),
        ("Thread-Topic: 4111", True),
        ("Organization: 4111", True),
        ("Received: 4111", False),
        ("Received : 4111", True),
        ("Message-ID: <4111@x>", False),
        ("X-DLP-Ticket: 4111", False),
        ("DKIM-Signature: 4111", False),
        ("Content-Description: 4111", True),
        ('Content-Type: text/plain; x-note="4111"', True),
        ("Content-Type: text/plain; boundary=4111", False),
    ],
)
def test_human_and_machine_fields(field, read_it):
    assert any("4111" in text for text in texts(made(field)).values()) is read_it


def test_repeated_fields_have_paths_of_their_own():
    found = texts(made("Subject: one\nSubject: two\nX-A: three\nX-A: four"))
    assert {"subject": "one", "subject:2": "two", "header:x-a:2": "four"}.items() <= found.items()


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ("Content-Type: application/octet-stream", "plain 4111", "plain 4111"),
        ("Content-Type: image/png", "plain 4111", "plain 4111"),
        ("Content-Type: application/json", '{"a": "4111"}', '{"a": "4111"}'),
        ("Content-Type: text/x-anything", "4111", "4111"),
        ("Content-Type: nonsense", "4111", "4111"),
        ("Content-Transfer-Encoding: x-rot13", "4111", "4111"),
        ("Content-Type: multipart/mixed", "4111", "4111"),
        ("Content-Type: multipart/mixed; boundary=b", "4111", "4111"),
        ("Content-Type: text/plain; charset=utf-8", b"4111 \xff", "4111 ÿ"),
        ("Content-Type: text/plain; charset=x-y", b"4111 \xff", "4111 ÿ"),
    ],
)
def test_text_under_another_label_is_read(headers, body, text):
    assert text in texts(made(headers, body)).values()


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("application/zip", b"PK\x03\x04\x14\x00\x00\x00rest", "type"),
        ("application/zip", b"PK\x03\x04\x14\x00\x01\x00rest", "encrypted"),
        (
            "application/octet-stream",
            b"\x30\x82\x01\x00\x06\x09" + bytes.fromhex("2a864886f70d010703"),
            "encrypted",
        ),
        (
            "application/pkcs7-mime; smime-type=signed-data",
            b"\x30\x82\x00\x00\x00",
            "signed-opaque",
        ),
        ("application/pkcs7-mime; smime-type=enveloped-data", b"\x30\x82\x00", "encrypted"),
        ("application/pkcs7-mime", b"\x30\x82\x00", "encrypted"),
        ("text/rtf", rb"{\rtf1 \'34111}", "type"),
        ("application/pdf", b"%PDF-1.4 plain text only /Encrypt 1 0 R", "encrypted"),
        ("image/png", b"\x89PNG\r\n\x1a\n\x00\x00", "type"),
        ("message/partial; id=a; number=1", b"text", "type"),
        ("message/external-body; access-type=URL", b"Content-Type: a/b\r\n\r\n", "type"),
        ("text/plain", b"hello\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nabc", "encrypted"),
    ],
)
def test_reasons(kind, body, reason):
    assert set(reasons(made(f"Content-Type: {kind}", body)).values()) == {reason}


@pytest.mark.parametrize(
    ("headers", "body", "hidden"),
    [
        # a client that takes the text for a multipart after all
        (
            "Content-Type: text/plain",
            "x\r\n--q\r\nContent-Transfer-Encoding: base64\r\n\r\nNDExMSBzZWNyZXQ=\r\n--q--",
            "4111 secret",
        ),
        # a mail in an attachment that is not called one
        (
            "Content-Type: application/octet-stream; name=a.eml",
            "Subject: =?utf-8?q?=34111?=\r\nContent-Type: text/plain\r\n\r\nx",
            "4111",
        ),
        # a base64 mail in a mail
        (
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64",
            "U3ViamVjdDogNDExMQ0KDQp4",
            "4111",
        ),
        # yEnc
        (
            "Content-Type: text/plain",
            "=ybegin line=128 size=4 name=a.bin\r\n"
            + "".join(chr(ord(c) + 42) for c in "4111")
            + "\r\n=yend size=4",
            "4111",
        ),
        # an HTML file with another label
        ("Content-Type: application/octet-stream; name=a.html", "<b>4</b>1&#49;1", "4111"),
        ("Content-Type: text/plain; name=a.html", "<b>4</b>1&#49;1", "4111"),
        # two-byte text without a label
        ("Content-Type: text/plain", "4111 here".encode("utf-16-le"), "4111 here"),
        # UTF-8 under a one-byte label
        ("Content-Type: text/plain; charset=iso-8859-1", "Bjørn 4111".encode(), "Bjørn 4111"),
    ],
)
def test_both_readings_are_taken(headers, body, hidden):
    assert hidden in texts(made(headers, body)).values()


def test_the_text_limit_is_said_and_the_rest_read():
    data = b"Subject: short\r\n\r\n" + b"long " * 100
    reading = read("message/rfc822", data, InspectionSettings(text=100))
    assert texts(reading) == {"subject": "short"}
    assert reasons(reading) == {"body:1": "too-large"}


def test_one_leaf_without_a_mail():
    reading = read("text/html; charset=utf-8", "<p>ü</p>".encode())
    assert texts(reading) == {"body:1": "ü"}
    assert reasons(read("image/png", b"\x89PNG\0")) == {"body:1": "type"}
    assert read("text/plain", b"") == Reading((), parts=read("text/plain", b"").parts)


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("subject", "subject"),
        ("body:2/html/link", "body:2/html/link"),
        ("attachment:3/Gehalt Anna.pdf", "attachment:3/*"),
        ("attachment:3/name", "attachment:3/name"),
        ("attachment:4/fwd.eml/subject", "attachment:4/*/subject"),
        ("header:x-anything", "header:*"),
        ("body:1/uu:1/name", "body:1/uu:1/name"),
    ],
)
def test_paths_for_logs(path, safe):
    assert safe_part(path) == safe


def test_file_names_are_safe_steps():
    reading = made('Content-Type: a/b; name="../a\\\\b/c\u202ed' + "x" * 200 + '.txt"', b"\0\1")
    path = reading.findings[0].part
    assert path.count("/") == 1
    assert len(path) <= len("attachment:1/") + 80
    assert "\u202e" not in path


# ---------------------------------------------------------------- beside other parsers


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_whatever_the_standard_library_shows_is_read(path):
    data = path.read_bytes()
    have = "\n".join(passage.text for passage in read("message/rfc822", data).passages)
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    for part in parsed.walk():
        shown = [str(value) for key, value in part.items() if key.lower() == "subject"]
        if not part.is_multipart():
            try:
                content = part.get_content()
            except (LookupError, KeyError):
                payload = part.get_payload(decode=True)
                content = payload.decode("latin-1") if isinstance(payload, bytes) else ""
            if isinstance(content, str) and part.get_content_type() == "text/html":
                root = LexborHTMLParser(content).root
                content = root.text(separator=" ") if root else ""
            if isinstance(content, str):
                shown.append(content)
        if part.get_content_type() == "application/pgp-signature":
            continue  # passed over on purpose: docs/reading.md
        if part.get_content_type() == "text/vcard":
            continue  # shown there folded and encoded, here as a person sees it
        for text in shown:
            assert not [word for word in words(text) if word not in have]


def attached(inner: bytes) -> bytes:
    """A mail with `inner` as m.eml, which says of itself that it is some bytes."""
    outer = email.message.EmailMessage()
    outer["Subject"] = "see there"
    outer.set_content("with a mail in it")
    outer.add_attachment(inner, "application", "octet-stream", filename="m.eml")
    return outer.as_bytes(policy=email.policy.SMTP)


@pytest.mark.parametrize("value", ["", "4111 1111 1111 1111"])
def test_a_mail_as_a_file_of_bytes_is_read_by_its_own_header(value: str) -> None:
    """Nothing in it is broken; a boundary made up for it would make it so."""
    inner = email.message.EmailMessage()
    inner["Subject"] = "within"
    inner.set_content(f"the number {value}".strip())
    inner.add_attachment("more of it", filename="more.txt")
    reading = read("message/rfc822", attached(inner.as_bytes(policy=email.policy.SMTP)))
    assert [one for one in reading.findings if one.kind == "UNREADABLE"] == []
    assert any("more of it" in passage.text for passage in reading.passages)
    assert any(f"the number {value}".strip() in passage.text for passage in reading.passages)


def test_a_divided_body_behind_a_header_that_hides_it_is_still_dug_out() -> None:
    hidden = (
        b"Subject: within\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"NDExMSAxMTExIDExMTEgMTExMQ==\r\n--b--\r\n"
    )
    reading = read("message/rfc822", attached(hidden))
    assert any("4111 1111 1111 1111" in passage.text for passage in reading.passages)
