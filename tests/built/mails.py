"""Mails of every shape that an action can meet, each with a mark of its own in the subject."""

from __future__ import annotations

import email
import io
import zipfile
from email.message import EmailMessage, Message

from built import ADA
from dlp.demo.samples import samples
from files.archives import by_libarchive, zip_of
from files.opc import small_docx, small_xlsx

CARD = "4111 1111 1111 1111"
GONE = "[CREDIT_CARD removed]"
#: an archive that is read, and that nobody here can write again: it goes as a whole or not at all
SEVEN = by_libarchive("7zip", {"list.csv": f"customer,card\r\nAcme,{CARD}\r\n".encode()})
#: an archive whose member nobody can read
LOCKED = next(
    part.get_payload(decode=True)
    for sample in samples()
    if "nobody here can open" in sample.title
    for part in email.message_from_bytes(sample.content).walk()
    if part.get_filename()
)
PRICES = b"item,price\r\nanvil,40\r\n"


def _mail(mark: str, text: str, *recipients: str, **files: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ADA, ", ".join(recipients), f"Orders {mark}"
    mail["Message-ID"] = f"<{mark}@example.org>"
    mail.set_content(text)
    for name, data in files.items():
        mail.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=name.replace("_", ".")
        )
    return crlf(mail.as_bytes())


def crlf(data: bytes) -> bytes:
    """As it goes over the wire."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def body(mark: str, *recipients: str) -> bytes:
    """The value in the text."""
    return _mail(mark, f"Good day,\n\ncharge {CARD} please.\n.\nAda\n", *recipients)


def cut(mark: str, *recipients: str) -> bytes:
    """The value in files of which it can be cut out."""
    return _mail(
        mark,
        "See the files.\n",
        *recipients,
        report_docx=small_docx("The first quarter.", f"Paid with {CARD}.", "The end."),
        table_xlsx=small_xlsx(f"Card {CARD}"),
        orders_zip=zip_of(**{"orders.csv": f"a,b\r\n1,{CARD}\r\n".encode(), "prices.csv": PRICES}),
        notes_docx=small_docx("Nothing is in here."),
    )


def dropped(mark: str, *recipients: str) -> bytes:
    """The value in a file of which it cannot be cut out."""
    return _mail(mark, "See the files.\n", *recipients, list_7z=SEVEN, prices_csv=PRICES)


def unread(mark: str, *recipients: str) -> bytes:
    """A file that nobody can read."""
    return _mail(mark, "See the files.\n", *recipients, list_zip=LOCKED, prices_csv=PRICES)


def partly_read(mark: str, *recipients: str) -> bytes:
    """The value in the text, and a file that nobody can read."""
    return _mail(mark, f"Paid with {CARD}.\n", *recipients, list_zip=LOCKED, prices_csv=PRICES)


def signed(mark: str, *recipients: str) -> bytes:
    """The value in a text that is signed."""
    return crlf(
        f"""From: {ADA}
To: {", ".join(recipients)}
Subject: Orders {mark}
Message-ID: <{mark}@example.org>
MIME-Version: 1.0
Content-Type: multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary="=_s"

--=_s
Content-Type: text/plain

charge {CARD} please.

--=_s
Content-Type: application/pgp-signature; name=signature.asc

-----BEGIN PGP SIGNATURE-----

iHUEARYIAB0WIQTHISISNOTASIGNATUREATALLx0AKCRDEMO
-----END PGP SIGNATURE-----

--=_s--
""".encode()
    )


#: by name: a message to whoever is named
SHAPES = {"body": body, "cut": cut, "dropped": dropped, "unread": unread, "signed": signed}


def parts(content: bytes) -> dict[str, bytes]:
    """File name → content of each leaf of a mail; the text is called ""."""
    parsed: Message = email.message_from_bytes(content)
    return {
        part.get_filename() or "": part.get_payload(decode=True)
        for part in parsed.walk()
        if not part.is_multipart()
    }


def members(package: bytes) -> dict[str, bytes]:
    """Of a ZIP, a document, a workbook; every checksum is looked at."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
