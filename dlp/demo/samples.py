"""The mails that the demo sends. All names and numbers are made up or published test numbers."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage


@dataclass(frozen=True)
class Sample:
    """A mail, and what it is about in a few words."""

    title: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes


def _mail(subject: str, body: str, to: str, **parts: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Ada Example <ada@example.org>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{abs(hash(subject)):x}@example.org>"
    mail["Date"] = "Sat, 21 Nov 2026 10:00:00 +0000"
    mail.set_content(body)
    for name, data in parts.items():
        mail.add_attachment(
            data, maintype="application", subtype="zip", filename=name.replace("_", ".")
        )
    return mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("orders.csv", "customer,card\nAcme,4111 1111 1111 1111\n")
        archive.writestr("prices.csv", "item,price\nanvil,40\n")
    return file.getvalue()


#: a ZIP with one encrypted member, and a password that nobody says
_SEALED = base64.b64decode(
    "UEsDBBQAAQAAAABQIVujHCkcKAAAABwAAAAIAAAAbGlzdC50eHSlTcoYJTC7HW0TLN7WI3su2R4/ch/LGXEXRJTW"
    "STydXDRgvjEgHmn+UEsBAhQAFAABAAAAAFAhW6McKRwoAAAAHAAAAAgAAAAAAAAAAAAAAAAAAAAAAGxpc3QudHh0"
    "UEsFBgAAAAABAAEANgAAAE4AAAAAAA=="
)


def samples() -> Iterator[Sample]:
    """In the order of the tour."""
    ada, bob, carol = "ada@example.org", "bob@outside.test", "carol@example.org"
    yield Sample(
        "an ordinary mail to the outside",
        ada,
        (bob,),
        _mail("Lunch on Tuesday", "Shall we meet at noon?\n\nBest regards\nAda\n", bob),
    )
    yield Sample(
        "a card number to the outside",
        ada,
        (bob,),
        _mail("Your order", "Please charge my card 4111 1111 1111 1111, valid 12/29.\n", bob),
    )
    yield Sample(
        "the same, to a colleague and to the outside at once",
        ada,
        (carol, bob),
        _mail("Refund", "The account is DE89 3704 0044 0532 0130 00.\n", f"{carol}, {bob}"),
    )
    yield Sample(
        "a classified paper to the outside",
        ada,
        (bob,),
        _mail("[SECRET] Site survey", "SECRET\n\nThe survey is finished.\n\nSECRET\n", bob),
    )
    yield Sample(
        "a private key",
        ada,
        (bob,),
        _mail(
            "Server access",
            "Use this key:\n\n-----BEGIN OPENSSH PRIVATE KEY-----\n"
            "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
            "QyNTUxOQAAACDEMOdemodemodemodemodemodemodemodemodemodemodemoAAAAAAAAAAAA\n"
            "-----END OPENSSH PRIVATE KEY-----\n",
            bob,
        ),
    )
    yield Sample(
        "a card number in a table in an archive",
        ada,
        (bob,),
        _mail("Orders and prices", "Attached.\n", bob, tables_zip=_zip()),
    )
    yield Sample(
        "an archive that nobody here can open",
        ada,
        (bob,),
        _mail("Price list", "Attached.\n", bob, prices_zip=_SEALED),
    )
