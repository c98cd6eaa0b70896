"""What could be a mistake in a policy is refused with file, line, fact and remedy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from dlp.errors import ConfigError
from dlp.policy import load, parse
from tests.policy.making import CHANNELS, RELAY, VAULT, StubChannel

GOOD = """\
zones:
  internal: {domains: [example.org], clearance: secret}
groups:
  legal: [law@example.org]
kinds:
  badges: [BADGE_NUMBER]
rules:
  - name: above
    when: {over_clearance: true}
    action: redirect
    why: levels
  - name: badges
    when: {kind: badges, zone: external}
    action: redact
    why: badges
  - name: default
    action: allow
"""
BADGES = GOOD[GOOD.index("  - name: badges") : GOOD.index("  - name: default")]


def rule(text: str) -> str:
    """GOOD with this rule in place of `badges`; the rule begins at line 12."""
    return GOOD.replace(BADGES, text)


#: policy, line, fact, remedy
ERRORS: dict[str, tuple[str, int, str, str]] = {
    "no YAML": ("zones: [", 1, "is not YAML: expected the node content", ""),
    "a tab": ("zones:\n\tinternal: {}\n", 2, "is not YAML: found character", ""),
    "a list": ("- a\n", 0, "holds no mapping of keys", "starts with `zones:`"),
    "nothing": ("", 0, "holds no mapping of keys", "starts with `zones:`"),
    "no rules": ("zones: {}\n", 1, "'rules' is missing", ""),
    "a key twice": (
        GOOD.replace("groups:", "zones:"),
        3,
        "'zones' stands here twice",
        "keep one",
    ),
    "a condition's key twice": (
        GOOD.replace("{kind: badges, zone: external}", "{kind: A, kind: B}"),
        13,
        "'kind' stands here twice",
        "keep one",
    ),
    "an alias that holds itself": (
        "zones: &z\n  internal: *z\nrules: []\n",
        1,
        "is nested too deeply",
        "",
    ),
    "unknown top key": (GOOD.replace("zones:", "zone:"), 1, "unknown key 'zone'", "'zones'?"),
    "unknown zone key": (
        GOOD.replace("clearance: secret", "clearence: secret"),
        2,
        "unknown key 'clearence'",
        "did you mean 'clearance'?",
    ),
    "unknown rule key": (
        GOOD.replace("    when: {kind", "    if: {kind"),
        13,
        "unknown key 'if'",
        "known are action, channel",
    ),
    "unknown condition": (
        GOOD.replace("zone: external", "zones: external"),
        13,
        "unknown key 'zones'",
        "did you mean 'zone'?",
    ),
    "unknown nested condition": (
        GOOD.replace("zone: external", "any: [{zone: external}, {not: {recipients: x}}]"),
        13,
        "unknown key 'recipients'",
        "did you mean 'recipient'?",
    ),
    "unknown action": (
        GOOD.replace("action: redact", "action: redakt"),
        14,
        "unknown action 'redakt'",
        "did you mean 'redact'?",
    ),
    "unknown level": (
        GOOD.replace("clearance: secret", "clearance: geheim"),
        2,
        "unknown level 'geheim'",
        "known are public, internal",
    ),
    "a number for a level": (
        GOOD.replace("clearance: secret", "clearance: 4"),
        2,
        "a level is a word such as restricted or top-secret",
        "",
    ),
    "unknown zone": (
        GOOD.replace("zone: external", "zone: externel"),
        13,
        "unknown zone 'externel'",
        "did you mean 'external'?",
    ),
    "unknown group": (
        GOOD.replace("zone: external", "sender: 'group:leagl'"),
        13,
        "unknown group 'leagl'",
        "did you mean 'legal'?",
    ),
    "unknown category": (
        GOOD.replace("kind: badges", "kind: bagdes"),
        13,
        "unknown category 'bagdes'",
        "did you mean 'badges'?",
    ),
    "a category in itself": (
        GOOD.replace("[BADGE_NUMBER]", "[BADGE_NUMBER, badges]"),
        6,
        "category 'badges' holds itself",
        "take it out",
    ),
    "unknown reason": (
        GOOD.replace("kind: badges", "unreadable: encripted, kind: badges"),
        13,
        "unknown unreadable 'encripted'",
        "did you mean 'encrypted'?",
    ),
    "unknown mode": (
        GOOD.replace("    why: badges", "    why: badges\n    mode: dry"),
        16,
        "unknown mode 'dry'",
        "known are enforce, monitor",
    ),
    "unknown channel": (
        GOOD.replace("action: redirect", "action: redirect\n    channel: volt"),
        11,
        "unknown channel 'volt'",
        "did you mean 'vault'?",
    ),
    "unknown channel in channels": (
        GOOD.replace("groups:", "channels: {volt: {}}\ngroups:"),
        3,
        "unknown channel 'volt'",
        "did you mean 'vault'?",
    ),
    "an untrusted channel": (
        GOOD.replace("action: redirect", "action: redirect\n    channel: relay"),
        11,
        "channel 'relay' is not trusted",
        "trusted are safe, vault",
    ),
    "a channel without a redirect": (
        GOOD.replace("action: redact", "action: redact\n    channel: vault"),
        15,
        "`channel` without a redirect",
        "add `fallback: redirect`",
    ),
    "a channel for a hold": (
        rule("  - {name: x, when: {kind: A}, action: hold, channel: vault, why: y}\n"),
        12,
        "`channel` means nothing for hold",
        "redirect and redact",
    ),
    "declassify for a hold": (
        rule("  - {name: x, when: {kind: A}, action: hold, declassify: true, why: y}\n"),
        12,
        "`declassify` means nothing for hold",
        "allow and redact",
    ),
    "a fallback that passes": (
        GOOD.replace("action: redact", "action: redact\n    fallback: allow"),
        15,
        "'allow' would let the uncut message pass",
        "hold, block or redirect",
    ),
    "no why": (GOOD.replace("    why: badges\n", ""), 12, "rule 'badges' has no `why`", "sentence"),
    "no name": (GOOD.replace("- name: badges\n    when", "- when"), 12, "'name' is missing", ""),
    "a name with capitals": (GOOD.replace("name: badges", "name: Badges"), 12, "'name': ", ""),
    "a name twice": (GOOD.replace("name: badges", "name: above"), 12, "a second rule 'above'", ""),
    "no condition": (
        GOOD.replace("    when: {kind: badges, zone: external}\n", ""),
        12,
        "rule 'badges' has no condition",
        "only `default` goes without",
    ),
    "an empty condition": (
        GOOD.replace("{kind: badges, zone: external}", "{kind: badges, not: {}}"),
        13,
        "a condition without keys holds always",
        "take it out",
    ),
    "an empty list": (
        GOOD.replace("kind: badges", "kind: []"),
        13,
        "'kind' is empty",
        "",
    ),
    "no value": (
        GOOD.replace("zone: external", "over_clearance:"),
        13,
        "'over_clearance' has no value",
        "take it out",
    ),
    "a count of nothing": (
        GOOD.replace("kind: badges", "min_count: 3"),
        13,
        "'min_count' without `kind`",
        "add `kind:`",
    ),
    "a count of none": (
        GOOD.replace("kind: badges", "kind: badges, min_count: 0"),
        13,
        "'min_count': input should be greater than or equal to 1",
        "",
    ),
    "a range without anything in it": (
        GOOD.replace("kind: badges", "kind: badges, level: {at_least: secret, at_most: internal}"),
        13,
        "no level is at least this and at most that",
        "exchange the two",
    ),
    "a bad pattern": (
        GOOD.replace("zone: external", "recipient: [bob@example.net, 'b c']"),
        13,
        "'b c' is no domain",
        "write example.org or *.example.org",
    ),
    "a bad group": (GOOD.replace("law@", "l aw@"), 4, "'l aw@example.org' is no address", ""),
    "a bad domain": (GOOD.replace("[example.org]", "[exam ple.org]"), 2, "is no domain", ""),
    "a bad clearance": (
        GOOD.replace("groups:", "clearances: {'a b@example.org': secret}\ngroups:"),
        3,
        "'a b@example.org' is no address",
        "write anna@example.org or example.org",
    ),
    "a domain in two zones": (
        GOOD.replace("groups:", "  other: {domains: [x.test, EXAMPLE.org]}\ngroups:"),
        3,
        "'EXAMPLE.org' is already in zone 'internal'",
        "a domain is in one zone",
    ),
    "no is false": (
        GOOD.replace("clearance: secret", "audiences: [no]"),
        2,
        "is a text, not a bool",
        "put it in quotes",
    ),
    "no default": (GOOD.replace("name: default", "name: last"), 16, "the last rule is not", "end"),
    "a default with a condition": (
        GOOD.replace("name: default", "name: default\n    when: {zone: external}"),
        17,
        "`default` always applies, it has no `when`",
        "another name",
    ),
    "a default on trace": (
        GOOD.replace("name: default", "name: default\n    mode: monitor"),
        17,
        "`default` always applies, it has no `mode`",
        "",
    ),
    "a default that redacts": (
        GOOD.replace("action: allow", "action: redact"),
        17,
        "`default` has nothing to cut out",
        "allow, hold or block",
    ),
    "rules after default": (
        GOOD + BADGES.replace("name: badges", "name: late"),
        18,
        "the last rule is not `default`",
        "end with",
    ),
    "nothing to cut out": (
        GOOD.replace("kind: badges, ", ""),
        12,
        "rule 'badges' names nothing to cut out",
        "add `kind:`",
    ),
    "cutting out what was not read": (
        GOOD.replace("kind: badges", "kind: [badges, UNREADABLE]"),
        12,
        "rule 'badges' would cut out what could not be read",
        "list the kinds",
    ),
    "cutting out everything": (
        GOOD.replace("kind: badges", "kind: '*'"),
        12,
        "rule 'badges' would cut out what could not be read",
        "list the kinds",
    ),
    "write-down by default": (
        GOOD.replace("over_clearance: true", "kind: CLASSIFICATION_MARKING"),
        16,
        "rule 'default' could allow a message above the destination's clearance "
        "(for example level public to zone internal)",
        "put a rule `when: {over_clearance: true}`",
    ),
    "write-down by an early rule": (
        GOOD.replace(
            "rules:\n", "rules:\n  - {name: x, when: {zone: internal}, action: allow, why: y}\n"
        ),
        8,
        "rule 'x' could allow",
        "`declassify: true`",
    ),
    "a guard for some levels only": (
        GOOD.replace("over_clearance: true", "over_clearance: true, level: {at_least: secret}"),
        16,
        "(for example level public to zone internal)",
        "",
    ),
    "a guard for some zones only": (
        GOOD.replace("over_clearance: true", "over_clearance: true, zone: internal"),
        16,
        "to zone external)",
        "",
    ),
    "a guard on trace": (
        GOOD.replace("why: levels", "why: levels\n    mode: monitor"),
        17,
        "rule 'default' could allow",
        "",
    ),
    "a guard that is off": (
        GOOD.replace("why: levels", "why: levels\n    enabled: false"),
        17,
        "rule 'default' could allow",
        "",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_says_where_what_and_what_to_do(name: str) -> None:
    text, line, fact, remedy = ERRORS[name]
    with pytest.raises(ConfigError) as caught:
        parse(text, "policy.yaml", CHANNELS)
    place = f"policy.yaml:{line}" if line else "policy.yaml"
    assert (caught.value.place, fact in caught.value.fact) == (place, True), caught.value
    assert remedy in caught.value.remedy, caught.value


def test_the_good_policy_is_good() -> None:
    policy = parse(GOOD, "policy.yaml", CHANNELS)
    assert [one.name for one in policy.rules] == ["above", "badges", "default"]
    assert [one.line for one in policy.rules] == [8, 12, 16]


def test_a_redirect_needs_a_trusted_channel() -> None:
    with pytest.raises(ConfigError, match="no channel is trusted"):
        parse(GOOD, "policy.yaml", (RELAY,))
    with pytest.raises(ConfigError, match="is not trusted"):
        parse(GOOD.replace("redirect", "redirect\n    channel: relay"), "p", (RELAY,))


@pytest.mark.parametrize(
    "rules",
    [
        "{when: {over_clearance: true, zone: [internal]}, action: hold}"
        " {when: {over_clearance: true, not: {zone: internal}}, action: block}",
        "{when: {over_clearance: true, level: {at_least: internal}}, action: hold}"
        " {when: {over_clearance: true, level: public}, action: block}",
        "{when: {any: [{over_clearance: true}, {kind: A}]}, action: hold}",
        "{when: {not: {over_clearance: false}}, action: hold}",
        "{when: {zone: [internal, external, partner]}, action: hold}",
        "{when: {kind: A, over_clearance: false}, action: allow}"
        " {when: {over_clearance: true}, action: hold}",
        "{when: {kind: A}, action: allow, declassify: true}"
        " {when: {over_clearance: true}, action: hold}",
        "{when: {kind: A}, action: redact} {when: {over_clearance: true}, action: hold}",
    ],
)
def test_safe_in_other_ways(rules: str) -> None:
    items = "".join(
        f"  - {{name: r{n}, why: y, {one[1:]}\n"
        for n, one in enumerate(rules.replace("} {when", "}\n{when").split("\n"))
    )
    text = f"zones: {{partner: {{domains: x.test}}}}\nrules:\n{items}  - name: default\n    action: allow\n"
    assert parse(text, "policy.yaml", CHANNELS).rules[-1].name == "default"


def test_the_version_is_the_hash_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD)
    version = load(path, CHANNELS).version
    assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(version)
    path.write_text(GOOD.replace("why: levels", "why: the levels"))
    assert load(path, CHANNELS).version != version


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read: No such file.*dlp init"):
        load(tmp_path / "policy.yaml", CHANNELS)
    (tmp_path / "latin.yaml").write_bytes(b"zones: \xe4\n")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        load(tmp_path / "latin.yaml", CHANNELS)


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("BADGE_NUMBER", True),
        ("'BADGE*'", True),
        ("UNREADABLE", True),
        ("secrets", True),
        ("BAGDE_NUMBER", False),
        ("badges", False),
    ],
)
def test_a_kind_that_no_detector_reports(kind: str, known: bool) -> None:
    kinds = "kinds: {badges: [BAGDE_NUMBER]}\n" if kind == "badges" else ""
    rules = f"rules:\n  - {{name: x, when: {{kind: {kind}}}, action: block, why: x}}\n"
    text = f"{kinds}{rules}  - {{name: default, action: block}}\n"
    assert parse(text, "policy.yaml", CHANNELS)
    if known:
        assert parse(text, "policy.yaml", CHANNELS, ["PERSON", "BADGE_NUMBER"])
    else:
        with pytest.raises(ConfigError) as caught:
            parse(text, "policy.yaml", CHANNELS, ["PERSON", "BADGE_NUMBER"])
        assert caught.value.place == f"policy.yaml:{1 if kinds else 2}"
        assert caught.value.fact == "no detector reports kind 'BAGDE_NUMBER'"
        assert caught.value.remedy == "did you mean 'BADGE_NUMBER'?"


@pytest.mark.parametrize("when", ["{protocol: lmtp}", "{any: [{protocol: [matrix, lmtp]}]}"])
def test_a_protocol_that_is_not_wired_is_refused_where_those_are_known(when: str) -> None:
    text = (
        f"rules:\n  - {{name: a, when: {when}, action: hold, why: x}}\n"
        "  - {name: default, action: hold}\n"
    )
    assert parse(text, "policy.yaml", CHANNELS)
    assert parse(text.replace("lmtp", "SMTP"), "policy.yaml", CHANNELS, None, ["smtp", "matrix"])
    with pytest.raises(ConfigError) as caught:
        parse(text, "policy.yaml", CHANNELS, None, ["smtp", "matrix"])
    assert caught.value.place == "policy.yaml:2"
    assert caught.value.fact == "unknown protocol 'lmtp'"
    assert caught.value.remedy == "did you mean 'smtp'?"


def test_the_shipped_policy_loads_with_the_channels_of_the_shipped_configuration() -> None:
    path = Path(__file__).parents[2] / "config" / "policy.yaml"
    assert load(path, (RELAY, VAULT)).rules[0].name == "above-clearance"
    assert load(path, (RELAY, VAULT, StubChannel("safe"))).rules[-1].name == "default"
