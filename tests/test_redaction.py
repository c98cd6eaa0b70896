"""Redaction: the value is gone from every place, everything else is as it was."""

from __future__ import annotations

import base64
import email
import email.policy
import quopri
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.config import InspectionSettings
from dlp.mime import parse
from dlp.model import UNREAD, UNREADABLE, Finding
from dlp.read import read
from dlp.redaction import CannotRedact, Dropping, redact
from dlp.redaction.files import LocalFileEditor
from dlp.redaction.values import Value, ValueFinder
from files.opc import small_docx

FOLDER = Path(__file__).parent / "corpus" / "mail"
CARD = re.compile(r"4111[\s\u00a0-]*1111[\s\u00a0-]*1111[\s\u00a0-]*1111")
CARD_TEXT = "4111111111111111"
MAIL = "message/rfc822"


def find(
    data: bytes,
    pattern: str | re.Pattern[str],
    kind: str = "CREDIT_CARD",
    part: str = "",
    media_type: str = MAIL,
) -> list[Finding]:
    return [
        Finding(kind, passage.part, match.start(), match.end(), 1.0, "test")
        for passage in read(media_type, data).passages
        if passage.part.startswith(part)
        for match in re.finditer(pattern, passage.text)
    ]


def made(headers: str, body: str | bytes = "x") -> bytes:
    content = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode()
    return headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + content


def shown(data: bytes) -> str:
    return "\n".join(passage.text for passage in read(MAIL, data).passages)


def test_without_findings_nothing_changes():
    data = (FOLDER / "alternative.eml").read_bytes()
    assert redact(MAIL, data, []) is data


def test_one_finding_cuts_the_value_out_of_all_alternatives():
    data = (FOLDER / "alternative.eml").read_bytes()
    found = find(data, CARD, part="body:1")
    assert len(found) == 1
    after = redact(MAIL, data, found)
    assert not CARD.search(shown(after))
    assert "4111" not in shown(after)
    mail = email.message_from_bytes(after, policy=email.policy.default)
    plain, html = mail.iter_parts()
    assert plain["Content-Transfer-Encoding"] == "quoted-printable"
    assert html["Content-Transfer-Encoding"] == "base64"
    assert plain.get_content().replace("\r\n", "\n") == (
        "Die Karte ist [CREDIT_CARD removed], gültig bis 12/29, und dieser Satz ist lang genug für "
        "einen Umbruch.\n"
    )
    assert html.get_content() == (
        '<html><body><p title="Karte [CREDIT_CARD-removed]">Die Karte ist [CREDIT_CARD removed]'
        "<b></b>, gültig bis 12/29.</p><!-- intern: [CREDIT_CARD removed] -->"
        '<a href="https://shop.test/pay?card=CREDIT_CARD-removed">zahlen</a></body></html>\n'
    )
    before = data.split(b"--=_alt")
    assert after.split(b"--=_alt")[0] == before[0]
    assert after.split(b"--=_alt")[3] == before[3]


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ("Subject: 4111111111111111 is it", "x", b"Subject: [CREDIT_CARD removed] is it\r\n"),
        ("Subject: my\n 4111111111111111", "x", b"Subject: my\r\n [CREDIT_CARD removed]\r\n"),
        (
            "Subject: a fairly long subject with the card 4111111111111111 and then some words",
            "x",
            b"Subject: a fairly long subject with the card [CREDIT_CARD removed] and then\r\n"
            b" some words\r\n",
        ),
        ('From: "Anna 4111111111111111" <a@b.test>', "x",
         b'From: "Anna CREDIT_CARD removed" <a@b.test>\r\n'),
        ("From: a@b.test (4111111111111111)", "x", b"From: a@b.test (CREDIT_CARD removed)\r\n"),
        ("X-N: 4111111111111111", "x", b"X-N: [CREDIT_CARD removed]\r\n"),
        ("A: b", "pay 4111-1111-1111-1111 now\nbye", b"\r\n\r\npay [CREDIT_CARD removed] now\r\nbye"),
        ("A: b", b"lf 4111111111111111\nonly\n", b"\r\n\r\nlf [CREDIT_CARD removed]\nonly\n"),
        (
            "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit",
            "f\xfcr 4111111111111111 \x80".encode("latin-1"),
            b"f\xfcr [CREDIT_CARD removed] \x80",
        ),
        (
            "Content-Type: text/plain; charset=us-ascii",
            b"odd \xff byte 4111111111111111",
            b"odd \xff byte [CREDIT_CARD removed]",
        ),
        (
            "Content-Type: text/plain; format=flowed",
            "card 4111 1111 \n1111 1111 ends\n",
            b"card [CREDIT_CARD removed] \r\n ends\r\n",
        ),
        (
            "Content-Type: text/plain; format=flowed; delsp=yes",
            "card 41111111 \n11111111 ends\n",
            b"card [CREDIT_CARD removed] \r\n ends\r\n",
        ),
        (
            "Content-Type: text/html",
            '<a href=http://x/4111111111111111?a=b title=4111111111111111>4111<i>11111111</i>1111</a>',
            b"<a href=http://x/CREDIT_CARD-removed?a=b title=[CREDIT_CARD-removed]>"
            b"[CREDIT_CARD removed]<i></i></a>",
        ),
        ("Content-Type: text/html", "<script>var a='4111111111111111'</script>",
         b"<script>var a='CREDIT_CARD_removed'</script>"),
        ("Content-Type: text/calendar", "SUMMARY:4111111\n 111111111\n", b"SUMMARY:[CREDIT_CARD removed]\r\n \r\n"),
        (
            'Content-Type: a/b; name="c 4111111111111111.bin"\n'
            "Content-Disposition: attachment;\n filename*0*=utf-8''c%204111111111;\n filename*1=\"111111.bin\"; size=2",
            b"\0\1",
            b'Content-Type: a/b; name="c [CREDIT_CARD removed].bin"\r\n'
            b'Content-Disposition: attachment;\r\n filename="c [CREDIT_CARD removed].bin"; size=2\r\n',
        ),
        (
            "Content-Type: a/b; name*=utf-8''%C3%BC4111111111111111",
            b"\0\1",
            b"Content-Type: a/b; name*=utf-8''%C3%BC%5BCREDIT_CARD%20removed%5D\r\n",
        ),
        ("Content-Type: multipart/mixed; boundary=b", "4111111111111111\n--b\n\nx\n--b--\n",
         b"[CREDIT_CARD removed]\r\n--b\r\n\r\nx\r\n--b--\r\n"),
    ],
)  # fmt: skip
def test_places(headers, body, expected):
    data = made(headers, body)
    found = find(data, CARD)
    assert found
    after = redact(MAIL, data, found)
    assert expected in after
    assert not CARD.search(shown(after))


def test_an_encoded_subject_stays_encoded():
    data = made("Subject: =?iso-8859-1?q?F=FCr_4111111111111111?= and\n =?utf-8?q?more=C3=BC?=")
    after = redact(MAIL, data, find(data, CARD))
    mail = email.message_from_bytes(after, policy=email.policy.default)
    assert mail["Subject"] == "Für [CREDIT_CARD removed] and moreü"
    assert b"=?utf-8?q?more=C3=BC?=" in after


def test_a_name_in_an_encoded_word_leaves_the_address():
    data = made("To: =?utf-8?q?J=C3=B6rg_Berg?= <j@b.test>, Ben <b@b.test>")
    after = redact(MAIL, data, find(data, "Jörg Berg", "PERSON"))
    mail = email.message_from_bytes(after, policy=email.policy.default)
    assert [str(each) for each in mail["To"].addresses] == [
        '"[PERSON removed]" <j@b.test>',
        "Ben <b@b.test>",
    ]


def test_a_mail_in_a_mail_is_redacted_in_place():
    inner = made("Subject: 4111111111111111\nContent-Type: text/plain", "in 4111111111111111")
    data = made(
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64",
        base64.encodebytes(inner).replace(b"\n", b"\r\n"),
    )
    after = redact(MAIL, data, find(data, CARD, part="attachment:1/body"))
    nested = base64.b64decode(after.split(b"\r\n\r\n")[1])
    assert nested == inner.replace(b"4111111111111111", b"[CREDIT_CARD removed]")
    plain = made("Content-Type: message/rfc822", inner)
    assert redact(MAIL, plain, find(plain, CARD)) == plain.replace(
        b"4111111111111111", b"[CREDIT_CARD removed]"
    )


@pytest.mark.parametrize("where", ["2", "02", "12", "012", "01"])
def test_mails_in_mails_are_put_together_from_the_innermost_outwards(where):
    words = [CARD_TEXT if str(depth) in where else "nothing" for depth in range(3)]
    cut = [word.replace(CARD_TEXT, "[CREDIT_CARD removed]") for word in words]

    def nested(outer, middle, inner):
        mail = made(f"Subject: {inner}", inner)
        for subject in (middle, outer):
            fields = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64"
            body = base64.encodebytes(mail).replace(b"\n", b"\r\n")
            mail = made(f"Subject: {subject}\n{fields}", body)
        return mail

    data = nested(*words)
    assert redact(MAIL, data, find(data, CARD)) == nested(*cut)


@pytest.mark.parametrize("encoding", ["7bit", ""])
def test_a_touched_long_line_becomes_quoted_printable(encoding):
    field = f"Content-Transfer-Encoding: {encoding}\n" if encoding else ""
    data = made(f"{field}Subject: s", "4111111111111111 " + "y" * 1200 + " ü")
    after = redact(MAIL, data, find(data, CARD))
    assert max(map(len, after.split(b"\r\n"))) <= 998
    mail = email.message_from_bytes(after, policy=email.policy.default)
    assert mail["Content-Transfer-Encoding"] == "quoted-printable"
    part = parse(after)
    assert (
        read(MAIL, after).passages[-1].text == "[CREDIT_CARD removed] " + "y" * 1200 + " ü"
        and part.encoding == "quoted-printable"
    )


def test_an_added_field_ends_as_the_others_do():
    data = b"Subject: s\n\n4111111111111111 " + b"y" * 1200
    after = redact(MAIL, data, find(data, CARD))
    assert after.startswith(
        b"Subject: s\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n[CREDIT"
    )


def test_a_part_that_becomes_quoted_printable_gets_no_field_of_a_whole_mail():
    long = CARD_TEXT + " " + "y" * 1200
    data = made(
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b",
        f"--b\nX: y\n\n{long}\n--b--\n",
    )
    after = redact(MAIL, data, find(data, CARD))
    assert after.count(b"MIME-Version") == 1
    assert (
        b"--b\r\nX: y\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n[CREDIT_CARD" in after
    )
    alone = made("MIME-Version: 1.0\nX: y", long)
    assert redact(MAIL, alone, find(alone, CARD)).count(b"MIME-Version") == 1


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_an_encoded_body_keeps_its_line_ends(encoding, end):
    text = f"{CARD_TEXT} and more, longer than a line =\n".encode() * 4
    body = base64.encodebytes(text) if encoding == "base64" else quopri.encodestring(text)
    head = f"Subject: s\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    data = (head + body).replace(b"\n", end)
    after = redact(MAIL, data, find(data, CARD))
    assert after.count(b"\n") == after.count(end) and after.endswith(end)
    assert (b"\r" in after) is (end == b"\r\n")


def test_a_mail_in_a_signed_mail_is_not_touched():
    inner = base64.encodebytes(b"Subject: 4111111111111111\r\n\r\nx").decode()
    data = made(
        "Content-Type: multipart/signed; boundary=b",
        "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        f"{inner}--b\nContent-Type: application/pgp-signature\n\nx\n--b--",
    )
    with pytest.raises(CannotRedact, match="signed") as caught:
        redact(MAIL, data, find(data, CARD))
    assert caught.value.part == "attachment:1/subject"


def test_an_untouched_long_line_stays():
    data = made(
        "Content-Type: multipart/mixed; boundary=b",
        "--b\n\n4111111111111111\n--b\n\n" + "y" * 1200 + "\n--b--",
    )
    after = redact(MAIL, data, find(data, CARD))
    assert after == data.replace(b"4111111111111111", b"[CREDIT_CARD removed]")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ((FOLDER / "signed.eml").read_bytes(), "signed"),
        (
            made(
                "Content-Type: multipart/encrypted; boundary=b",
                "--b\nContent-Type: text/plain\n\n4111111111111111\n--b--",
            ),
            "encrypted",
        ),
        (
            made(
                "A: b",
                "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n4111111111111111\n"
                "-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----\n",
            ),
            "signed",
        ),
        # the value also stands where it cannot be edited: a uuencoded file
        (
            made("A: b", b"4111111111111111\r\nbegin 644 a.txt\r\n"
                 b"0-#$Q,3$Q,3$Q,3$Q,3$Q,0  \r\n`\r\nend\r\n"),
            "left",
        ),
        (made("Content-Transfer-Encoding: x-what", "4111111111111111"), "encoding"),
    ],
)  # fmt: skip
def test_refusals(data, reason):
    with pytest.raises(CannotRedact) as caught:
        redact(MAIL, data, find(data, CARD))
    assert caught.value.reason == reason
    assert caught.value.part in {passage.part for passage in read(MAIL, data).passages}
    assert "4111" not in str(caught.value)


def test_outside_the_signed_part_a_signed_mail_may_change():
    data = (FOLDER / "signed.eml").read_bytes().replace(b"is 4111111111111111.", b"is safe.")
    after = redact(MAIL, data, find(data, CARD))
    assert after == data.replace(b"4111111111111111", b"[CREDIT_CARD removed]")


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        (Finding(UNREADABLE, "subject", 0, 0, 1.0, "reader"), "unreadable"),
        (Finding("X", "subject", 2, 99, 1.0, "t"), "no-span"),
        (Finding("X", "body:9", 0, 1, 1.0, "t"), "unknown-part"),
    ],
)
def test_findings_without_text_are_refused(finding, reason):
    with pytest.raises(CannotRedact) as caught:
        redact(MAIL, made("Subject: abc"), [finding])
    assert (caught.value.reason, caught.value.part) == (reason, finding.part)


def test_overlapping_findings_are_one_cut():
    data = made("A: b", "call Anna Berg-Lind today")
    found = find(data, "Anna Berg-Lind", "PERSON") + find(data, "Berg", "LOCATION")
    assert b"call [PERSON removed] today" in redact(MAIL, data, found)
    # and what comes after them is cut as well
    data = made("A: b", "call Anna Berg-Lind or Carl today, or Carl tomorrow")
    found = find(data, "Anna Berg-Lind|Carl", "PERSON") + find(data, "Berg", "LOCATION")
    found += find(data, "Berg-Lind or Carl", "X")
    after = redact(MAIL, data, found)
    assert b"call [PERSON removed] today, or [PERSON removed] tomorrow" in after


def test_markup_before_and_between_stays_where_it_is():
    html = "<p>&uuml;ber <b>a &amp; b</b>: <i>card</i> {} now, <u>then</u> {}</p>"
    data = made("Content-Type: text/html", html.format(CARD_TEXT, "4111<b>1111</b>11111111"))
    after = redact(MAIL, data, find(data, CARD))
    cut = "[CREDIT_CARD removed]"
    assert after == made("Content-Type: text/html", html.format(cut, f"{cut}<b></b>"))


def test_two_values_that_share_one_character_of_the_source():
    """One reference that stands for two characters, each of them part of another value."""
    data = made("Content-Type: text/html", f"<p>A&NotEqualTilde;B, card {CARD_TEXT}</p>")
    found = find(data, "A\u2242", "X") + find(data, "\u0338B", "Y") + find(data, CARD)
    assert len(found) == 3
    after = redact(MAIL, data, found)
    assert after == made(
        "Content-Type: text/html", "<p>[X removed], card [CREDIT_CARD removed]</p>"
    )


def test_words_that_only_contain_a_value_stay():
    data = made("Subject: Annabelle", "Anna and ANNA, not Annabelle")
    after = redact(MAIL, data, find(data, r"^Anna\b", "PERSON", part="body"))
    assert b"Subject: Annabelle" in after
    assert b"[PERSON removed] and [PERSON removed], not Annabelle" in after


def test_the_placeholder_can_be_chosen():
    data = made("A: b", "4111111111111111")
    assert redact(MAIL, data, find(data, CARD), placeholder="<{kind}>").endswith(b"<CREDIT_CARD>")
    html = made("Content-Type: text/html", "<p>4111111111111111")
    after = redact(MAIL, html, find(html, CARD), placeholder="<{kind}>")
    assert after.endswith(b"<p>&lt;CREDIT_CARD&gt;")
    with pytest.raises(ValueError, match="ASCII"):
        redact(MAIL, data, find(data, CARD), placeholder="ü")


def test_a_kind_cannot_break_out_of_its_field():
    data = made("Subject: 4111111111111111")
    after = redact(MAIL, data, find(data, CARD, "ä\r\nBcc: x"))
    assert after.startswith(b"Subject: [___Bcc__x removed]\r\n")


def test_one_text_without_a_mail():
    data = b"x 4111111111111111 y" + b"z" * 2000
    found = find(data, CARD, media_type="text/plain")
    assert redact("text/plain", data, found) == data.replace(
        b"4111111111111111", b"[CREDIT_CARD removed]"
    )


def test_unreadable_parts_beside_it_do_not_matter():
    data = made(
        "Content-Type: multipart/mixed; boundary=b",
        "--b\n\n4111111111111111\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
        "\niVBORw0KGgoAAAANSUhEUgAAAAEAAAAB\n--b--",
    )
    after = redact(MAIL, data, find(data, CARD))
    assert after == data.replace(b"4111111111111111", b"[CREDIT_CARD removed]")


_NAMES = [
    "Anna Berg",
    "Anna",
    "O'Brien",
    "4111 1111",
    "411111",
    "DE89 3704 0044",
    "x_y",
    "(odd)",
    "İx",
    "straße 12345",
    "a.b@c.test",
    "12-34-56",
    "Ann",
]


@given(
    st.lists(st.sampled_from(_NAMES), min_size=1, unique=True),
    st.lists(st.sampled_from([*_NAMES, " ", "-", "\n", "x", "1", "ANNA", "41 11-11", "DE893704 0044"]))
    .map("".join),
)  # fmt: skip
def test_many_values_are_found_as_few_are(names, text):
    wanted = [Value("K", name, frozenset()) for name in names]
    few = sorted(ValueFinder(wanted, few=1000).finditer(text))
    many = sorted(ValueFinder(wanted, few=0).finditer(text))
    assert covered(many) == covered(few)


def covered(spans: list[tuple[int, int, str]]) -> set[int]:
    return {at for start, end, _ in spans for at in range(start, end)}


def test_a_table_of_thousands_of_values_is_redacted():
    rows = [
        f"{number};Name{number} Surname;{4000 + number}00001111{number:04d}"
        for number in range(1500)
    ]
    data = made("Content-Type: text/csv", "\n".join(rows))
    found = (
        find(data, r"\d{16}", part="body")
        + find(data, r"Name\d+ Surname", "PERSON", part="body")[:500]
    )
    after = redact(MAIL, data, found)
    assert not re.search(r"\d{16}", shown(after))
    assert after.count(b"[PERSON removed]") == 500


# ---------------------------------------------------------------- generated mail

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=40)


@st.composite
def leaf(draw: st.DrawFn) -> tuple[str, str, str, str]:
    text = draw(st.lists(_WORDS | st.just("4111 1111 1111 1111"), max_size=5).map("\n".join))
    kind = draw(st.sampled_from(["text/plain", "text/html", "text/csv"]))
    charset = draw(st.sampled_from(["utf-8", "utf-16"]))
    encoding = draw(st.sampled_from(["8bit", "base64", "quoted-printable"]))
    return text, kind, "utf-8" if encoding == "8bit" else charset, encoding


def render(tree: object, number: list[int]) -> bytes:
    if isinstance(tree, tuple):
        text, kind, charset, encoding = tree
        raw = text.replace("\n", "\r\n").encode(charset)
        if encoding == "base64":
            raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
        elif encoding == "quoted-printable":
            raw = b"".join(b"=%02X" % octet for octet in raw)
            raw = b"=\r\n".join(raw[at : at + 72] for at in range(0, len(raw), 72))
        return (
            f"Content-Type: {kind}; charset={charset}\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
        ).encode() + raw
    assert isinstance(tree, list)
    number[0] += 1
    boundary = f"=_boundary_{number[0]}_".encode()
    body = b"".join(b"\r\n--" + boundary + b"\r\n" + render(each, number) for each in tree)
    head = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
    return head + body + b"\r\n--" + boundary + b"--\r\n"


@pytest.mark.slow
@given(st.recursive(leaf(), lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=6))
@settings(max_examples=150, deadline=None)
def test_generated_mail_keeps_everything_else(tree):
    data = b"Subject: s\r\nMIME-Version: 1.0\r\n" + render(tree, [0])
    limits = InspectionSettings()
    found = find(data, "4111 1111 1111 1111")
    try:
        after = redact(MAIL, data, found, limits)
    except CannotRedact as refused:
        assert refused.reason == "left"
        return
    if not found:
        assert after == data
        return
    before_parts = [part for part in parse(data).walk() if not part.boundary]
    after_parts = [part for part in parse(after).walk() if not part.boundary]
    assert len(before_parts) == len(after_parts)
    old = email.message_from_bytes(data, policy=email.policy.default)
    new = email.message_from_bytes(after, policy=email.policy.default)
    for one, two in zip(old.walk(), new.walk(), strict=True):
        assert one.items() == two.items()
        if one.is_multipart():
            continue
        first, second = one.get_payload(decode=True), two.get_payload(decode=True)
        charset = one.get_param("charset")
        if "4111 1111 1111 1111" not in first.decode(charset, "replace"):
            assert first == second
        else:
            assert "4111 1111 1111 1111" not in second.decode(charset)
            expected = first.decode(charset).replace("4111 1111 1111 1111", "@")
            got = re.sub(
                r"\[CREDIT_CARD[ -]removed\]|CREDIT_CARD[-_]removed", "@", second.decode(charset)
            )
            assert got == expected


# --------------------------------------------------------------------------- files that go


NOTE = Dropping((), "The file {name} was removed. Reference D7K2.\n")


def with_file(name: str = "plan.bin", around: str = "multipart/mixed", end: str = "\n") -> bytes:
    blob = base64.b64encode(bytes(range(256)) * 4).decode()
    return (
        (
            f"Subject: a\nMIME-Version: 1.0\nContent-Type: {around}; boundary=b\n\n"
            "--b\nContent-Type: text/plain\n\nkeep me\n"
            f'--b\nContent-Type: application/octet-stream; name="{name}"\n'
            f'Content-Disposition: attachment; filename="{name}"\nX-Own: yes\n'
            f"Content-Transfer-Encoding: base64\n\n{blob}\n--b--\n"
        )
        .replace("\n", end)
        .encode()
    )


def unread(data: bytes) -> list[Finding]:
    return [one for one in read(MAIL, data, files=LocalFileEditor()).findings if one.kind in UNREAD]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_that_nobody_could_read_goes_with_a_note_in_its_place(end):
    data = with_file(end=end)
    findings = unread(data)
    after = redact(
        MAIL, data, findings, files=LocalFileEditor(), dropping=replace(NOTE, findings=findings)
    )
    message = email.message_from_bytes(after, policy=email.policy.default)
    text, file = message.iter_parts()
    assert text.get_content().strip() == "keep me"
    assert file.get_filename() == "plan.bin.removed.txt"
    assert file["X-Own"] == "yes"
    assert file.get_content().split() == "The file plan.bin was removed. Reference D7K2.".split()
    assert b"AAECAwQF" not in after
    assert not unread(after)


def test_a_file_goes_only_where_every_finding_in_it_allows_it():
    data = with_file()
    with pytest.raises(CannotRedact) as caught:
        redact(MAIL, data, unread(data), files=LocalFileEditor(), dropping=NOTE)
    assert (caught.value.reason, caught.value.part) == ("unreadable", unread(data)[0].part)


class CannotCut(LocalFileEditor):
    """Reads files, and finds no way to cut a value out of one."""

    def redact(self, *args, **kwargs):
        raise CannotRedact("format")


def test_a_file_that_cannot_be_cut_goes_where_it_may_and_nowhere_else():
    blob, document = base64.b64encode(bytes(range(256)) * 4), small_docx(f"card {CARD_TEXT}")
    data = with_file("plan.docx").replace(blob, base64.b64encode(document))
    found = [
        Finding(
            "CREDIT_CARD", passage.part, passage.text.index("4111"), len(passage.text), 1.0, "t"
        )
        for passage in read(MAIL, data, files=LocalFileEditor()).passages
        if CARD_TEXT in passage.text
    ]
    assert found
    cut = redact(MAIL, data, found, files=LocalFileEditor(), dropping=replace(NOTE, findings=found))
    assert b"plan.docx.removed.txt" not in cut  # what can be cut stays
    after = redact(MAIL, data, found, files=CannotCut(), dropping=replace(NOTE, findings=found))
    text, file = email.message_from_bytes(after, policy=email.policy.default).iter_parts()
    assert text.get_content().strip() == "keep me"
    assert file.get_filename() == "plan.docx.removed.txt"
    for may_not in (NOTE, None):
        with pytest.raises(CannotRedact, match="format") as caught:
            redact(MAIL, data, found, files=CannotCut(), dropping=may_not)
        assert caught.value.part == "attachment:2/plan.docx"


def test_a_file_in_signed_mail_does_not_go():
    data = with_file(around="multipart/signed")
    findings = unread(data)
    with pytest.raises(CannotRedact) as caught:
        redact(
            MAIL, data, findings, files=LocalFileEditor(), dropping=replace(NOTE, findings=findings)
        )
    assert caught.value.reason == "signed"


def test_the_name_of_a_file_that_goes_says_no_value_either():
    data = with_file("card 4111 1111 1111 1111.bin")
    findings = [*unread(data), *find(data, CARD)]
    after = redact(
        MAIL, data, findings, files=LocalFileEditor(), dropping=replace(NOTE, findings=findings)
    )
    assert b"4111" not in after
    assert b"card" in after


def test_a_mail_that_is_one_file_keeps_its_own_header():
    data = (
        b"Subject: a\r\nMessage-ID: <1@example.org>\r\nContent-Type: image/x-odd\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(bytes(range(200)))
    )
    findings = unread(data)
    after = redact(
        MAIL, data, findings, files=LocalFileEditor(), dropping=replace(NOTE, findings=findings)
    )
    message = email.message_from_bytes(after, policy=email.policy.default)
    assert (message["Subject"], message["Message-ID"]) == ("a", "<1@example.org>")
    assert message.get_content_type() == "text/plain"
    assert "was removed" in message.get_content()
