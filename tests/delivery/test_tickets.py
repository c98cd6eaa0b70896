"""Release tickets: good for exactly one content, one set of recipients, one time; pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.delivery.tickets import MOST_HEADER, Tickets, header_end, present, take

ID = bytes(range(16))
DIGEST = bytes(32)
TICKETS = Tickets(b"the secret of this instance")


def minted(*recipients: str, expires: int = 1000, digest: bytes = DIGEST) -> bytes:
    line = TICKETS.mint(ID, expires, digest, recipients or ("ben@x.test",))
    assert line.startswith(b"X-DLP-Ticket: v=1; id=") and line.endswith(b"\r\n")
    return line.partition(b": ")[2]


def test_a_ticket_is_good_for_what_it_was_made_for() -> None:
    ticket = TICKETS.check(minted(), DIGEST, ["ben@x.test"], 999.0)
    assert ticket is not None
    assert (ticket.id, ticket.expires) == (ID.hex(), 1000)


def test_order_of_recipients_and_case_of_domains_do_not_matter() -> None:
    value = minted("b@X.test", "a@y.test")
    assert TICKETS.check(value, DIGEST, ["a@Y.TEST", "b@x.test"], 0.0)
    assert not TICKETS.check(value, DIGEST, ["A@y.test", "b@x.test"], 0.0)


@pytest.mark.parametrize(
    ("digest", "recipients", "now"),
    [
        (bytes(31) + b"\1", ["ben@x.test"], 0.0),
        (DIGEST, ["carl@x.test"], 0.0),
        (DIGEST, ["ben@x.test", "carl@x.test"], 0.0),
        (DIGEST, ["ben@x.test", "ben@x.test"], 0.0),
        (DIGEST, [], 0.0),
        (DIGEST, ["ben@x.test"], 1000.1),
    ],
)
def test_anything_else_is_no_ticket(digest: bytes, recipients: list[str], now: float) -> None:
    assert TICKETS.check(minted(), digest, recipients, now) is None


def test_recipients_cannot_be_glued_together() -> None:
    assert TICKETS.check(minted("a@x.testb@y.test"), DIGEST, ["a@x.test", "b@y.test"], 0.0) is None


def test_another_instances_ticket_is_none() -> None:
    assert Tickets(b"another secret").check(minted(), DIGEST, ["ben@x.test"], 0.0) is None


@given(st.integers(0, 200), st.integers(0, 255))
def test_one_changed_byte_and_it_is_none(at: int, byte: int) -> None:
    value = minted().strip()
    at %= len(value)
    changed = value[:at] + bytes([byte]) + value[at + 1 :]
    good = TICKETS.check(changed, DIGEST, ["ben@x.test"], 0.0) is not None
    # white space of another kind in place of white space is folding, and means nothing
    assert good == (changed.split() == value.split())


@given(st.binary(max_size=200))
def test_no_rubbish_is_a_ticket_or_an_error(value: bytes) -> None:
    assert TICKETS.check(value, DIGEST, ["ben@x.test"], 0.0) is None


def test_a_folded_ticket_is_still_good() -> None:
    mail = (
        b"X-DLP-Ticket: "
        + minted().replace(b"; mac", b";\r\n\tmac")
        + b"Subject: x\r\n\r\nbody\r\n"
    )
    values, rest = take(mail)
    assert rest == b"Subject: x\r\n\r\nbody\r\n"
    assert TICKETS.check(values[0], DIGEST, ["ben@x.test"], 0.0)


def test_all_ticket_headers_go_and_nothing_else() -> None:
    mail = (
        b"Received: a\r\nx-dlp-ticket: one\r\nSubject: x-dlp-ticket: no\r\n"
        b"X-DLP-TICKET : two\r\n folded\r\nX-DLP-Tickets: kept\r\n\r\nX-DLP-Ticket: body\r\n"
    )
    values, rest = take(mail)
    assert [value.split() for value in values] == [[b"one"], [b"two", b"folded"]]
    assert rest == (
        b"Received: a\r\nSubject: x-dlp-ticket: no\r\nX-DLP-Tickets: kept\r\n\r\n"
        b"X-DLP-Ticket: body\r\n"
    )


@given(st.lists(st.sampled_from([b"X-DLP-Ticket: a\r\n", b"A: b\r\n", b"\r\n", b" x\r\n", b"\n"])))
def test_taking_never_touches_the_body(lines: list[bytes]) -> None:
    mail = b"".join(lines)
    end = header_end(mail)
    values, rest = take(mail)
    assert rest.endswith(mail[end:])
    assert take(rest)[0] == ()
    assert bool(values) == present(mail[:end])
    if not values:
        assert rest is mail


@pytest.mark.parametrize(
    ("mail", "head"),
    [
        (b"A: b\r\n\r\nbody", b"A: b\r\n"),
        (b"A: b\n\nbody", b"A: b\n"),
        (b"\r\nbody: x\r\n\r\n", b""),
        (b"A: b\r\n", b"A: b\r\n"),
        (b"", b""),
    ],
)
def test_where_the_header_ends(mail: bytes, head: bytes) -> None:
    assert mail[: header_end(mail)] == head


def test_an_endless_header_is_searched_only_so_far() -> None:
    mail = b"A: b\r\n" * (MOST_HEADER // 6 + 10) + b"X-DLP-Ticket: late\r\n\r\n"
    assert take(mail) == ((), mail)
