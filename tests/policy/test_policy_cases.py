"""`.case` files: the shipped ones hold, and the runner notices when one does not."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from dlp import config
from dlp.errors import ConfigError
from dlp.inspection import Inspector, build_detectors
from dlp.model import Level
from dlp.policy import Policy, load
from dlp.policy.cases import PolicyCase, parse_case, read_cases, run_case
from tests.policy.making import RELAY, VAULT, examined, found, policy
from thinking import decider, saying

SHIPPED = Path(__file__).parents[2] / "config"
CHANNELS = (RELAY, VAULT)


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    """The detectors of the default configuration, without those that load language models."""
    models = ("names", "personal")
    chosen = tuple(one for one in config.Config().detectors if one.use not in models)
    return Inspector(build_detectors(chosen), config.InspectionSettings())


@pytest.fixture(scope="module")
def shipped() -> Policy:
    return load(SHIPPED / "policy.yaml", CHANNELS)


@pytest.mark.parametrize("case", read_cases(SHIPPED / "cases"), ids=lambda case: case.name)
def test_shipped_case(case: PolicyCase, shipped: Policy, inspector: Inspector) -> None:
    result = run_case(case, decider(shipped, inspector, CHANNELS), CHANNELS)
    assert result.failures == ()
    assert case.about


def test_the_shipped_cases_show_every_rule(shipped: Policy) -> None:
    cases = list(read_cases(SHIPPED / "cases"))
    shown = {one.rule for case in cases for one in case.expected.values()}
    trial = {rule.name for rule in shipped.rules if rule.mode == "monitor"}
    assert {rule.name for rule in shipped.rules} - trial - shown == set()
    assert len(cases) >= 15


GOOD = """\
# A case.
# Two lines about it.
from: anna@example.org
authenticated: anna
listener: submission
to: bob@example.net, "o'neil"@example.org
to: carol@example.org

Subject: x
To: somebody

-----
A line of dashes in the text is text.
----------
# a comment
level: secret
findings: CREDIT_CARD IBAN_CODE

bob@example.net: redact cards
"o'neil"@example.org: redirect above vault
carol@example.org: allow default
"""


def test_reads() -> None:
    case = parse_case(GOOD, "config/cases/good.case")
    assert (case.name, case.about) == ("good", "A case. Two lines about it.")
    assert case.message is not None
    assert case.message.sender.address == "anna@example.org"
    assert case.message.sender.authenticated == "anna"
    assert case.message.facts == {"listener": "submission"}
    assert case.message.payload.read() == (
        b"Subject: x\r\nTo: somebody\r\n\r\n-----\r\nA line of dashes in the text is text.\r\n"
    )
    assert list(case.expected) == ["bob@example.net", '"o\'neil"@example.org', "carol@example.org"]
    assert case.expected['"o\'neil"@example.org'].channel == "vault"
    assert (case.level, case.findings) == (Level.SECRET, ("CREDIT_CARD", "IBAN_CODE"))


def test_windows_line_ends_mean_the_same() -> None:
    assert parse_case(GOOD.replace("\n", "\r\n"), "x.case") == parse_case(GOOD, "x.case")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("----------", "", r"x.case:1[23]: is no `name: value`"),
        ("from: ", "form: ", r"x.case:3: unknown line 'form' \(did you mean 'from'\?\)"),
        ("from: anna@example.org\n", "", r"x.case: has no envelope"),
        ("level: secret", "level: sekret", r"x.case:16: unknown word 'sekret' .*'secret'"),
        ("redact cards", "redcat cards", r"x.case:19: unknown word 'redcat' .*'redact'"),
        ("redact cards", "redact", r"x.case:19: is no decision"),
        (
            "bob@example.net: redact",
            "bob@example.com: redact",
            r"no such destination .*example.net",
        ),
        ("carol@example.org: allow default\n", "", r"x.case: a destination without a decision"),
        ("level: secret", "expect-error: x", r"x.case:15: no line and text"),
    ],
)
def test_a_bad_case_says_what_is_wrong(old: str, new: str, error: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if "expect-error" in new:
        text = text.replace("# a comment\n", "")
    with pytest.raises(ConfigError, match=error):
        parse_case(text, "x.case")


def test_no_dashes() -> None:
    with pytest.raises(ConfigError, match="no line of dashes"):
        parse_case("from: a@example.org\n", "x.case")


CASE = """\
from: anna@example.org
to: bob@example.net, carol@example.org

Subject: x

y
-----
"""


@pytest.mark.parametrize(
    ("below", "failures"),
    [
        ("bob@example.net: redact cards\ncarol@example.org: allow default", ()),
        (
            "bob@example.net: allow default\ncarol@example.org: allow default",
            ("bob@example.net: expected allow default, got redact cards",),
        ),
        (
            "level: secret\nfindings: PERSON\n"
            "bob@example.net: redact cards\ncarol@example.org: hold default vault",
            (
                "carol@example.org: expected hold default vault, got allow default",
                "findings: no PERSON",
                "level: expected secret, got public",
            ),
        ),
        (
            "findings: none\nbob@example.net: redact cards\ncarol@example.org: allow default",
            ("findings: expected none, got CREDIT_CARD",),
        ),
    ],
)
def test_runs(below: str, failures: tuple[str, ...]) -> None:
    made = policy(
        "- {name: cards, when: {kind: CREDIT_CARD, zone: external}, action: redact, why: x}"
    )

    case = parse_case(CASE + below, "x.case")
    assert case.message is not None
    assert case.message.media_type == "message/rfc822"
    assert case.message.payload.read() == b"Subject: x\r\n\r\ny\r\n"
    result = run_case(case, saying(made, examined(found("CREDIT_CARD"))))
    assert tuple(sorted(result.failures)) == failures
    assert result.holds is not bool(failures)


@pytest.mark.parametrize(
    ("wanted", "failures"),
    [
        ("2: unknown category", ()),
        ("3: unknown category", ("expected line 3, got 2",)),
        ("2: something else", ("expected 'something else', got ",)),
    ],
)
def test_runs_a_case_about_loading(wanted: str, failures: tuple[str, ...]) -> None:
    rules = "rules:\n  - {name: x, when: {kind: cards}, action: block, why: x}\n"
    end = "  - {name: default, action: block}\n-----\nexpect-error: "
    case = parse_case(f"{rules}{end}{wanted}\n", "x.case")
    result = run_case(case, saying(policy(""), examined()), CHANNELS)
    assert len(result.failures) == len(failures)
    assert all(a.startswith(b) for a, b in zip(result.failures, failures, strict=True))
    fine = parse_case(f"{rules.replace('cards', 'X')}{end}{wanted}\n", "x.case")
    (failure,) = run_case(fine, saying(policy(""), examined()), CHANNELS).failures
    assert failure.endswith("but the policy loads")


def test_reads_a_folder_in_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.case").write_text(GOOD)
    (tmp_path / "c.txt").write_text("no case")
    assert [case.name for case in read_cases(tmp_path)] == ["a", "b"]
    (tmp_path / "d.case").write_bytes(textwrap.dedent(GOOD).encode("utf-16"))
    with pytest.raises(ConfigError, match="UTF-8"):
        list(read_cases(tmp_path))
