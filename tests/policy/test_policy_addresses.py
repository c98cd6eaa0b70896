"""Addresses are compared in one form, and what has two readings is no address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.policy.addresses import AddressPattern, NormalAddress, parse, pattern, patterns


@pytest.mark.parametrize(
    ("text", "local", "domain"),
    [
        ("Anna.Berg@Example.ORG", "anna.berg", "example.org"),
        ("anna@example.org.", "anna", "example.org"),
        ("anna@bücher.example", "anna", "xn--bcher-kva.example"),
        ("anna@XN--BCHER-KVA.example", "anna", "xn--bcher-kva.example"),
        ("anna@bu\u0308cher.example", "anna", "xn--bcher-kva.example"),
        ("anna@faß.example", "anna", "xn--fa-hia.example"),
        ("anna@example。org", "anna", "example.org"),
        ("anna@ｅｘａｍｐｌｅ.org", "anna", "example.org"),
        ("JÄRVI@example.org", "järvi", "example.org"),
        ("ja\u0308rvi@example.org", "järvi", "example.org"),
        ('"anna"@example.org', "anna", "example.org"),
        (r'"an\na"@example.org', "anna", "example.org"),
        ("anna+lists@example.org", "anna+lists", "example.org"),
        ("o'neil/x@host", "o'neil/x", "host"),
        ("a@_dmarc.example.org", "a", "_dmarc.example.org"),
    ],
)
def test_reads(text: str, local: str, domain: str) -> None:
    assert parse(text) == NormalAddress(local, domain)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "@example.org",
        "anna@",
        "bob%evil.test@example.org",  # Postfix and Sendmail route it on to evil.test
        "evil.test!bob@example.org",
        "@relay.test:bob@example.org",
        "@a,@b:bob@example.org",
        '"bob@evil.test"@example.org',
        '"bob evil"@example.org',
        "bob@evil.test,x@example.org",
        "bob@evil.test>x@example.org",
        "bob(comment)@example.org",
        "bob@[127.0.0.1]",
        "bob@exa mple.org",
        "bob@example..org",
        "bob@-example.org",
        "bob@example.org\r",
        "bo\x00b@example.org",
        "b\u200bob@example.org",
        "bob.@example.org",
        "bob@" + "a" * 64 + ".org",
        "bob@\u2024.org",
    ],
)
def test_reads_nothing_where_there_are_two_readings_or_none(text: str) -> None:
    assert parse(text) is None


@given(st.text(max_size=40))
def test_normal_form_is_stable(text: str) -> None:
    address = parse(text)
    if address is not None:
        assert parse(f"{address.local}@{address.domain}") == address


@pytest.mark.parametrize(
    ("written", "matching", "others"),
    [
        ("anna@example.org", ["ANNA@EXAMPLE.ORG", "anna+x@example.org"], ["anna@sub.example.org"]),
        ("anna+x@example.org", ["anna+x@example.org"], ["anna@example.org", "anna+y@example.org"]),
        ("example.org", ["a@example.org"], ["a@sub.example.org", "a@notexample.org"]),
        ("*.example.org", ["a@b.example.org", "a@b.c.example.org"], ["a@example.org"]),
        ("*@example.org", ["a@example.org"], ["a@sub.example.org"]),
        ("no-*@example.org", ["no-reply@example.org", "NO-@example.org"], ["reno-x@example.org"]),
        ("anna@*", ["anna@example.org", "anna@evil.test"], ["bob@example.org"]),
        ("anna@*.example.org", ["anna@x.example.org"], ["anna@example.org"]),
        ("bücher.example", ["a@xn--bcher-kva.example"], ["a@bucher.example"]),
        ("*", ["a@b", "no address at all"], []),
    ],
)
def test_patterns(written: str, matching: list[str], others: list[str]) -> None:
    for compiled in (pattern(written), patterns([written])):
        assert isinstance(compiled, AddressPattern) or not compiled.null
        assert [text for text in matching if not compiled.matches(parse(text))] == []
        assert [text for text in others if compiled.matches(parse(text))] == []


@pytest.mark.parametrize(
    "written", ["", "a b", "exa mple.org", "[a-z]@x y", "a@b@c", "*.", "x%y@z"]
)
def test_a_bad_pattern_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"no (domain|address)"):
        pattern(written)


def test_the_null_sender_has_a_pattern_and_is_no_address() -> None:
    assert patterns(["<>", "example.org"]).null
    assert not patterns(["<>"]).matches(None)
    assert not patterns(["example.org"]).null
