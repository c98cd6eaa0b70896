"""Mails by dice, the same for the same number: every shape that MIME has, with values of several
kinds in every place, from people and to people of every zone."""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from stdnum import iban, luhn
from stdnum.fi import hetu

from built.mails import LOCKED, SEVEN, crlf
from files import pdf
from files.archives import zip_of
from files.opc import png, small_docx, small_xlsx

_PEOPLE = (
    "carol@example.org bob@outside.test pia@partner.test duty-officer@partner.test"
    " guest@guests.example.org eve@allow.test eve@redact.test eve@redirect.test eve@hold.test"
    " eve@block.test Bob.O'Hara@OUTSIDE.test accounting@example.org"
).split()
_SENDERS = "ada@example.org accounting@example.org somebody@outside.test".split()
_WORDS = {
    "utf-8": "Żółć 日本 größer привет so weit",
    "iso-8859-1": "größer café señor",
    "windows-1252": "“größer” – café…",
    "koi8-r": "привет мир",
    "iso-2022-jp": "日本語 です",
    "utf-16": "größer 日本",
    "us-ascii": "plain words as they are",
}
_LOREM = (
    "the survey of the northern harbour went on as it was planned and nothing came of it".split()
)


@dataclass
class Generated:
    """One mail, its envelope, and how a client sends it."""

    name: str
    content: bytes
    sender: str
    recipients: tuple[str, ...]
    listener: str = "in"
    login: str = ""
    #: what of it no header says, as options of the command line
    options: tuple[str, ...] = field(default=())


def generated(seed: int, count: int) -> list[Generated]:
    """`count` mails; each depends on `seed` and its own number only."""
    return [
        _Maker(random.Random(f"{seed}-{number}")).mail(f"g{seed}-{number}")
        for number in range(count)
    ]


class _Maker:
    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self._boundaries = 0

    def mail(self, name: str) -> Generated:
        dice = self.dice
        sender = dice.choice(_SENDERS)
        to = dice.sample(_PEOPLE, dice.choice((1, 1, 2, 3)))
        if dice.random() < 0.06:
            to.append("jürgen@bücher.test")
        head = [f"From: {dice.choice(('', 'Ada Example '))}<{sender}>"]
        half = dice.randint(1, len(to))
        head.append("To: " + ",\n ".join(to[:half]))
        if to[half:]:
            head.append("Cc: " + ", ".join(f'"Somebody, else" <{each}>' for each in to[half:]))
        head += [f"Message-ID: <{name}@example.org>", f"Subject: {self.subject()}"]
        head += dice.choices(
            (
                [],
                ["MIME-Version: 1.0"],
                ["X-Classification: CONFIDENTIAL"],
                ["Auto-Submitted: auto-generated"],
                [f"X-Note: {self.value()}"],
                ["List-Id: <list.example.org>"],
                ["X-DLP-Ticket: v=1; id=" + "0" * 32 + "; exp=99999999999; mac=" + "0" * 64],
                ["Content-Language: de", "X-Odd : spaced name", "Comments: a (nested (comment))"],
            ),
            (10, 10, 1, 1, 1, 1, 1, 1),
        )[0]
        content = crlf("\n".join(head).encode() + b"\n" + self.part(0))
        if dice.random() < 0.1:
            content = content.rstrip(b"\r\n")
        mail = Generated(name, content, sender, tuple(to))
        return self.told(mail)

    def told(self, mail: Generated) -> Generated:
        """In one of ten mails the envelope is not what the header says."""
        bcc = ("bob@outside.test", "carol@example.org")
        match self.dice.randrange(40):
            case 0:
                mail.sender, mail.options = "", ("--from", "<>")
            case 1:
                mail.recipients, mail.options = bcc, ("--to", ",".join(bcc))
            case 2:
                mail.listener = "night"
            case 3:
                mail.login = "accounting@example.org"
                mail.options = ("--authenticated", mail.login)
        mail.options += ("--listener", mail.listener)
        return mail

    # ------------------------------------------------------------------ values

    def value(self) -> str:
        """Something that a detector may find, or looks as if it could."""
        dice = self.dice
        digits = "".join(str(dice.randrange(10)) for _ in range(20))
        card = "4111 1111 1111 1111" if dice.random() < 0.3 else _card("4" + digits[:14])
        made: list[Callable[[], str]] = [
            lambda: f"Please charge card {card} now",
            lambda: card.replace(" ", ""),
            lambda: card[:-1] + str((int(card[-1]) + 1) % 10),
            lambda: f"IBAN {_iban('DE', digits[:18])}",
            lambda: f"henkilötunnus {_hetu(dice)}",
            lambda: "password: Tr0ub4dor&3-" + digits[:6],
            lambda: "AKIA" + "".join(dice.choices("ABCDEFGHIJKLMNOP234567", k=16)),
            lambda: dice.choice(
                ("SECRET", "RESTREINT UE/EU RESTRICTED", "TOP SECRET", "NATO CONFIDENTIAL")
            ),
            lambda: f"invoice {digits[:9]} of 12 May",
            lambda: "Lunch at noon?",
        ]
        return dice.choices(made, (5, 3, 2, 3, 2, 0.4, 0.4, 0.4, 4, 8))[0]()

    def words(self, lines: int = 0) -> str:
        dice = self.dice
        found = []
        for at in range(lines or dice.choice((1, 2, 3, 8))):
            told = dice.random() < 0.5 if at < 8 else False
            found.append(self.value() if told else " ".join(dice.choices(_LOREM, k=9)))
        return "\n".join(found) + "\n"

    def subject(self) -> str:
        said = ("Hello", self.value(), f"Re: {self.value()}", "[SECRET] Site survey")
        text = self.dice.choices(said, (8, 4, 4, 1))[0]
        match self.dice.randrange(4):
            case 0:
                coded = base64.b64encode(text.encode()).decode()
                return f"=?utf-8?B?{coded}?="
            case 1:
                coded = quopri.encodestring(text.encode("latin-1", "replace"), header=True).decode()
                coded = coded.replace("=\n", "").replace("?", "=3F")
                return f"=?iso-8859-1?q?{coded}?="
            case _:
                return text

    # ------------------------------------------------------------------ parts

    def part(self, depth: int) -> bytes:
        """Header fields of the content, an empty line, the content."""
        kinds: list[Callable[[int], bytes]] = [
            self.text,
            self.html,
            self.mixed,
            self.alternative,
            self.signed,
            self.nested,
            self.broken,
        ]
        weights = (6, 3, 8, 4, 1, 2, 1) if depth < 2 else (6, 3, 0, 0, 0, 0, 0)
        return self.dice.choices(kinds, weights)[0](depth)

    def text(self, depth: int, subtype: str = "plain", text: str = "") -> bytes:
        dice = self.dice
        charset = dice.choice(list(_WORDS))
        big = dice.random() < 0.03
        text = text or self.words(900 if big else 0)
        text += _WORDS[charset] + "\n"
        try:
            data = text.encode(charset)
        except UnicodeEncodeError:
            charset, data = "utf-8", text.encode()
        named = dice.choice(
            (charset, charset.upper(), charset, "x-odd" if charset == "us-ascii" else charset)
        )
        flowed = "; format=flowed" if subtype == "plain" and dice.random() < 0.15 else ""
        wide = charset == "utf-16"
        if charset == "us-ascii" and dice.random() < 0.4:
            return f"Content-Type: text/{subtype}\n\n".encode() + data
        how = "base64" if wide else dice.choice(("8bit", "quoted-printable", "base64"))
        head = f'Content-Type: text/{subtype}; charset="{named}"{flowed}\n'
        return head.encode() + self.encoded(data, how)

    def encoded(self, data: bytes, how: str) -> bytes:
        body = data
        if how == "base64":
            body = base64.encodebytes(data)
        elif how == "quoted-printable":
            body = quopri.encodestring(data)
        elif b"\0" in data or b"\r" in data:
            how, body = "base64", base64.encodebytes(data)
        return f"Content-Transfer-Encoding: {how}\n\n".encode() + body

    def html(self, depth: int) -> bytes:
        dice = self.dice
        value = self.value()
        at = len(value) // 2
        split = f"{value[:at]}<b>{value[at:]}</b>"
        hidden = f"<p style='display:none'>{self.value()}</p><!-- {self.value()} -->"
        entities = "".join(f"&#{ord(each)};" for each in self.value())
        body = "\n".join(
            dice.choice(
                (
                    f"<p>{self.value()}</p>",
                    f"<td title='{self.value()}'>x</td>",
                    split,
                    hidden,
                    entities,
                )
            )
            for _ in range(dice.randint(1, 4))
        )
        return self.text(depth, "html", f"<html><body>{body}</body></html>\n")

    def multipart(self, kind: str, parts: list[bytes], end: bool = True) -> bytes:
        self._boundaries += 1
        line = f"=_{self._boundaries}{self.dice.choice(('', '_b', '.x'))}"
        head = f'Content-Type: multipart/{kind}; boundary="{line}"\n\n'.encode()
        before = self.dice.choice((b"", b"", f"{self.value()}\n".encode()))
        inside = b"".join(b"--%s\n%s\n" % (line.encode(), each) for each in parts)
        return head + before + inside + (f"--{line}--\n".encode() if end else b"")

    def mixed(self, depth: int) -> bytes:
        files = [self.file(depth) for _ in range(self.dice.choice((1, 1, 2, 3)))]
        return self.multipart("mixed", [self.part(depth + 1), *files])

    def alternative(self, depth: int) -> bytes:
        return self.multipart("alternative", [self.text(depth), self.html(depth)])

    def broken(self, depth: int) -> bytes:
        return self.multipart("mixed", [self.text(depth), self.file(depth)], end=False)

    def nested(self, depth: int) -> bytes:
        inner = f"From: x@y.test\nSubject: {self.subject()}\n".encode() + self.part(depth + 1)
        return self.multipart(
            "mixed", [self.text(depth), b"Content-Type: message/rfc822\n\n" + inner]
        )

    def signed(self, depth: int) -> bytes:
        signature = b"Content-Type: application/pgp-signature; name=s.asc\n\n-----BEGIN PGP SIGNATURE-----\n\niHUE\n-----END PGP SIGNATURE-----\n"
        kind = 'signed; protocol="application/pgp-signature"; micalg=pgp-sha256'
        return self.multipart(kind, [self.text(depth), signature])

    # ------------------------------------------------------------------ files

    def file(self, depth: int) -> bytes:
        dice = self.dice
        value = self.value().replace("&", "+")
        table = f"name,number\r\nAcme,{value}\r\nRoe,12\r\n".encode()
        page = pdf.saved(pdf.new(pdf.show(value.encode("ascii", "replace").decode())))
        made: list[tuple[str, str, Callable[[], bytes]]] = [
            ("report.docx", "application/octet-stream", lambda: small_docx("First", value, "Last")),
            (
                "table.xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                lambda: small_xlsx(value),
            ),
            ("list.csv", "text/csv", lambda: table),
            (
                "files.zip",
                "application/zip",
                lambda: zip_of(**{"a.csv": table, "b.docx": small_docx(value), "c.txt": b"calm"}),
            ),
            ("note.txt", "text/plain", lambda: value.encode()),
            ("picture.png", "image/png", lambda: png(value)),
            ("locked.zip", "application/zip", lambda: LOCKED),
            ("list.7z", "application/x-7z-compressed", lambda: SEVEN),
            ("broken.docx", "application/octet-stream", lambda: small_docx(value)[:-40]),
            ("broken.zip", "application/zip", lambda: zip_of(a__txt=table)[:50]),
            ("paper.pdf", "application/pdf", lambda: page),
            ("data.bin", "application/octet-stream", lambda: dice.randbytes(300)),
            (
                "mail.eml",
                "application/octet-stream",
                lambda: f"Subject: {value}\r\n\r\n{value}\r\n".encode(),
            ),
            ("data.json", "application/json", lambda: f'{{"a": "{value}"}}'.encode()),
        ]
        name, media_type, build = dice.choices(made, (4, 3, 4, 4, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1))[0]
        if dice.random() < 0.08:
            name = f"{self.value()}-{name}".replace('"', "").replace("/", "-")
        head = f'Content-Type: {media_type}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n'
        return head.encode() + self.encoded(build(), "base64")


def _card(start: str) -> str:
    number = start + luhn.calc_check_digit(start)
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


def _iban(country: str, digits: str) -> str:
    found = next(
        f"{country}{n:02}{digits}"
        for n in range(2, 99)
        if iban.is_valid(f"{country}{n:02}{digits}")
    )
    return str(iban.format(found))


def _hetu(dice: random.Random) -> str:
    start = f"{dice.randint(1, 28):02}{dice.randint(1, 12):02}{dice.randint(40, 99)}"
    number = f"{dice.randint(2, 899):03}"
    return f"{start}-{number}{hetu._calc_checksum(start + number)}"
