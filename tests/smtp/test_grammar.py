"""The command parser: what it takes is exactly what it was given, the rest is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.policy import addresses
from dlp.smtp.grammar import Bad, Path, bdat, host_name, mail_path, rcpt_path


@pytest.mark.parametrize(
    "line, path",
    [
        (b"FROM:<>", Path(b"", b"")),
        (b"from:<a@b> SIZE=1", Path(b"a@b", b"SIZE=1")),
        (b"FROM: <a@b>  SIZE=1  BODY=8BITMIME ", Path(b"a@b", b"SIZE=1  BODY=8BITMIME")),
        (b"FROM:<a@b> ENVID=a=b AUTH=<>", Path(b"a@b", b"ENVID=a=b AUTH=<>")),
    ],
)
def test_mail_path(line: bytes, path: Path) -> None:
    assert mail_path(line) == path


def test_keys_are_upper_case_and_values_as_they_came() -> None:
    path = mail_path(b"FROM:<a@b> envid=QqX Smtputf8")
    assert path.keys == {b"ENVID": b"QqX", b"SMTPUTF8": b""}


@pytest.mark.parametrize("argument", [b"5", b"5 last", b"0 LAST", b"999999999999999"])
def test_bdat(argument: bytes) -> None:
    size, last = bdat(argument)
    assert size == int(argument.split()[0]) and last is (b"last" in argument.lower())


@pytest.mark.parametrize("argument", [b"", b"x", b"-1", b"1 FIRST", b"1 LAST x", b"9" * 16])
def test_bdat_refuses(argument: bytes) -> None:
    with pytest.raises(Bad):
        bdat(argument)


def test_host_name() -> None:
    for name in (b"mx.example.org", b"[192.0.2.1]", b"[IPv6:2001:db8::1]", b"localhost", b"PC_1"):
        assert host_name(name + b" ") == name
    for name in (b"", b"a b", b"a\x01", b"-a", b"x" * 300, b"a..b", b"<a>"):
        assert host_name(name) is None


def test_a_refusal_quotes_nothing() -> None:
    for line in (b"TO:<secret@@x>", b"TO:<secret%evil@x>", b"TO:<@secret:b@x>"):
        with pytest.raises(Bad) as refusal:
            rcpt_path(line)
        assert "secret" not in str(refusal.value)


@given(st.binary(max_size=120))
def test_any_line_is_refused_or_kept_exactly(line: bytes) -> None:
    for parse in (mail_path, rcpt_path):
        try:
            path = parse(line)
        except Bad as bad:
            assert 500 <= bad.code <= 555
        else:
            assert b"<" + path.address + b">" in line and line.endswith(path.params + b" " * 0)
            assert not re.search(rb"[\x00-\x1f\x7f]", path.address + path.params)


_ATOM = st.text("abcXYZ019!#$&'*+-/=?^_`{|}~.", min_size=1, max_size=12)
_HOST = st.from_regex(r"[a-zA-Z0-9]{1,8}(\.[a-zA-Z]{2,5}){0,2}", fullmatch=True)


@given(_ATOM, _HOST, st.booleans())
def test_what_is_accepted_has_one_meaning_for_the_policy_too(
    local: str, host: str, quoted: bool
) -> None:
    """An accepted recipient is one that the policy can place, in one way."""
    address = f'"{local}"@{host}' if quoted else f"{local}@{host}"
    try:
        path = rcpt_path(f"TO:<{address}>".encode())
    except Bad:
        return
    assert path.address.decode() == address
    placed = addresses.parse(address)
    if placed is not None:
        assert placed.domain == host.lower()
    else:  # policy then takes it for a stranger: it must be one that is quoted for a reason
        assert quoted
