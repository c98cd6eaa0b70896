"""Each condition: what makes it hold, what does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dlp.errors import ConfigError
from dlp.model import (
    Destination,
    Examination,
    Finding,
    Level,
    Message,
    PartFact,
    Unread,
    mismatch,
    partial,
)
from dlp.policy import compiling
from dlp.policy.compiling import BUILDERS
from dlp.policy.schema import When
from tests.policy.making import examined, found, marked, message, outcome, policy, unread

BOB = "bob@example.net"
CARD, IBAN = found("CREDIT_CARD"), found("IBAN_CODE", 20)
PARTLY = partial("attachment:1", Unread.TOO_LARGE)
PDF = PartFact("attachment:1/plan.pdf", "application/pdf", 900, "Plan.PDF")

Ask = tuple[Message, Examination]


def to(*people: str | Destination, **more: Any) -> Ask:
    return message(*people, **more), examined()


def of(*findings: Any, **more: Any) -> Ask:
    return message(BOB), examined(*findings, **more)


def room(*people: str) -> Ask:
    return to(Destination("!r:example.org", "matrix", {"audience": people}))


def link(sub_kind: str) -> Finding:
    return replace(found("ACCESS_LINK"), detail={"sub_kind": sub_kind})


#: condition → messages for whose first destination it holds, and for which it does not
TABLE: list[tuple[str, list[Ask], list[Ask]]] = [
    ("kind: CREDIT_CARD", [of(CARD), of(IBAN, CARD)], [of(), of(IBAN)]),
    ("kind: [CREDIT_CARD, IBAN_CODE]", [of(CARD), of(IBAN)], [of(found("PERSON"))]),
    ("kind: 'IBAN_*'", [of(IBAN)], [of(CARD)]),
    ("kind: financial", [of(CARD), of(IBAN)], [of(found("PERSON"))]),
    ("kind: staff", [of(found("BADGE_NUMBER"))], [of(CARD)]),
    (
        "{kind: financial, min_count: 2}",
        [of(CARD, IBAN), of(CARD, found("CREDIT_CARD", part="subject"))],
        # the same stretch of text is one thing, however many recognisers saw it
        [of(CARD), of(CARD, found("CREDIT_CARD", 2, 8)), of(CARD, found("IBAN_CODE", 0, 20))],
    ),
    (
        "{kind: CREDIT_CARD, min_score: 0.6}",
        [of(found("CREDIT_CARD", score=0.6))],
        [of(found("CREDIT_CARD", score=0.59), found("IBAN_CODE", score=1.0))],
    ),
    (
        "{kind: ACCESS_LINK, sub_kind: [reset, 'sha*']}",
        [of(link("reset")), of(link("meeting"), link("share"))],
        [of(link("meeting")), of(found("ACCESS_LINK")), of(CARD)],
    ),
    ("level: restricted", [of(marked(Level.RESTRICTED))], [of(), of(marked(Level.SECRET))]),
    (
        "level: {at_least: restricted}",
        [of(marked(Level.RESTRICTED)), of(level=Level.TOP_SECRET)],
        [of(), of(marked(Level.INTERNAL))],
    ),
    ("level: {at_most: internal}", [of()], [of(marked(Level.RESTRICTED))]),
    ("over_clearance: true", [of(marked(Level.INTERNAL)), of(caveats=frozenset({"X"}))], [of()]),
    ("over_clearance: false", [of()], [of(marked(Level.INTERNAL))]),
    ("caveat: LIMITE", [of(marked(Level.PUBLIC, "limite"))], [of(), of(marked(Level.PUBLIC, "X"))]),
    ("caveat: 'REL TO *'", [of(marked(Level.PUBLIC, "REL  TO FIN"))], [of()]),
    (
        "unmarked: true",
        # a level by default, and a label that nobody ranked, are no marking
        [of(), of(CARD), of(level=Level.RESTRICTED), of(found("UNKNOWN_LABEL"))],
        [of(marked(Level.PUBLIC)), of(CARD, marked(Level.SECRET))],
    ),
    ("unmarked: false", [of(marked(Level.PUBLIC))], [of(), of(level=Level.RESTRICTED)]),
    ("releasable: true", [of()], [of(marked(Level.PUBLIC, "NOFORN"))]),
    (
        "releasable: false",
        [of(marked(Level.PUBLIC, "NOFORN"))],
        [of(), (message("a@example.org"), examined(marked(Level.PUBLIC, "NOFORN")))],
    ),
    ("zone: external", [to(BOB), to("x@[::1]")], [to("a@example.org"), to("a@partner.test")]),
    ("zone: [internal, partner]", [to("a@b.example.org"), to("a@partner.test")], [to(BOB)]),
    ("network: smtp", [to(BOB)], [room("example.org")]),
    ("network: [matrix, signal]", [room("example.org")], [to(BOB)]),
    (
        "sender: anna@example.org",
        [to(BOB), to(BOB, sender="ANNA+x@Example.ORG")],
        [to(BOB, sender="")],
    ),
    ("sender: 'group:legal'", [to(BOB, sender="law@example.org")], [to(BOB)]),
    ("sender: '<>'", [to(BOB, sender="")], [to(BOB)]),
    (  # who authenticated is who sends, whatever the envelope says
        "sender: law@example.org",
        [to(BOB, authenticated="law@example.org")],
        [to(BOB, sender="law@example.org", authenticated="anna@example.org")],
    ),
    ("recipient: '*.example.net'", [to("a@b.example.net")], [to(BOB)]),
    (
        "recipient: ['group:legal', bob@example.net]",
        [to("law@example.org"), to(BOB)],
        [to("c@d.test")],
    ),
    ("recipient: partner.test", [room("example.org", "eve@partner.test")], [room("example.org")]),
    ("authenticated: true", [to(BOB, authenticated="anna")], [to(BOB)]),
    ("authenticated: false", [to(BOB)], [to(BOB, authenticated="anna")]),
    ("listener: submission", [to(BOB, facts={"listener": "submission"})], [to(BOB)]),
    ("protocol: [lmtp, matrix]", [to(BOB, protocol="lmtp")], [to(BOB)]),
    ("size_over: 1k", [to(BOB, data=bytes(1025))], [to(BOB, data=bytes(1024))]),
    ("part_type: 'application/*'", [of(parts=(PDF,))], [of()]),
    ("part_name: ['*.exe', '*.pdf']", [of(parts=(PDF,))], [of()]),
    (
        "label: {x-protective-marking: '*sec=secret*'}",
        [of(labels={"X-Protective-Marking": ("VER=2018.6, SEC=SECRET",)})],
        [of(), of(labels={"Sensitivity": ("SEC=SECRET",)})],
    ),
    (
        "label: {Sensitivity: [private, personal], X-Note: '*'}",
        [of(labels={"sensitivity": ("Private",), "x-note": ("",)})],
        [of(labels={"sensitivity": ("Private",)})],
    ),
    ("kind: UNREADABLE", [of(unread(Unread.TYPE)), of(PARTLY)], [of(CARD)]),
    ("kind: PARTIAL", [of(PARTLY)], [of(unread(Unread.TYPE))]),
    ("not: {kind: UNREADABLE}", [of(CARD)], [of(PARTLY)]),
    ("kind: FILE_TYPE_MISMATCH", [of(mismatch("attachment:1", "pdf", "zip"))], [of(PARTLY)]),
    (
        "unreadable: [encrypted, type]",
        [of(unread(Unread.TYPE)), of(partial("attachment:1", Unread.ENCRYPTED))],
        [of(), of(unread(Unread.BROKEN)), of(PARTLY)],
    ),
    ("sealed: true", [of(sealed=True)], [of()]),
    ("sealed: false", [of()], [of(sealed=True)]),
    ("automatic: true", [of(automatic=True)], [of()]),
    (
        "recipients_over: 1",
        [
            to(BOB, "c@d.test", "a@example.org"),
            # one cannot be taken apart and may be two mailboxes: counted as it stands
            to("a%b@d.test", "A%b@d.test"),
        ],
        [
            to(BOB, "a@example.org", "b@example.org", "c@partner.test"),
            to("c@d.test", "c@d.test"),
            to("c@d.test", "C@D.test"),
        ],
    ),
    ("any: [{kind: CREDIT_CARD}, {zone: internal}]", [of(CARD), to("a@example.org")], [of(IBAN)]),
    ("all: [{kind: CREDIT_CARD}, {kind: IBAN_CODE}]", [of(CARD, IBAN)], [of(CARD), of(IBAN)]),
    ("not: {kind: CREDIT_CARD}", [of(), of(IBAN)], [of(CARD)]),
    ("{kind: CREDIT_CARD, not: {kind: IBAN_CODE}}", [of(CARD)], [of(CARD, IBAN), of()]),
    ("not: {any: [{kind: CREDIT_CARD}, {not: {zone: external}}]}", [of()], [of(CARD)]),
]

MORE = """
groups: {legal: [law@example.org]}
kinds: {staff: ["BADGE_*", contact]}
networks: {matrix: {clearance: restricted}}
"""


@pytest.mark.parametrize(("when", "holding", "others"), TABLE, ids=[row[0] for row in TABLE])
def test_holds(when: str, holding: list[Ask], others: list[Ask]) -> None:
    text = when if when.startswith("{") else f"{{{when}}}"
    made = policy(
        f"- {{name: asked, when: {text}, action: block, why: x}}", more=MORE, guard="last"
    )
    for expected, asks in ((True, holding), (False, others)):
        for sent, examination in asks:
            rule = outcome(made.decide(sent, examination))[sent.destinations[0].address]
            assert (rule == "block asked") is expected


def test_every_condition_stands_in_the_table_and_has_a_builder() -> None:
    keys = {info.alias or name for name, info in When.model_fields.items()}
    told = " ".join(row[0] for row in TABLE)
    assert {key for key in keys if f"{key}:" not in told} == set()
    assert keys - set(BUILDERS) == {"min_count", "min_score", "sub_kind"}


@pytest.mark.parametrize(
    ("when", "kinds"),
    [
        ("{kind: CREDIT_CARD}", ["CREDIT_CARD"]),
        ("{kind: 'IBAN*', level: restricted}", ["CLASSIFICATION_MARKING", "IBAN_CODE"]),
        # every branch that holds speaks, so that one redaction cuts it all
        (
            "{any: [{kind: CREDIT_CARD}, {kind: IBAN_CODE}, {kind: PERSON}]}",
            ["CREDIT_CARD", "IBAN_CODE"],
        ),
        ("{all: [{kind: CREDIT_CARD}, {kind: IBAN_CODE}]}", ["CREDIT_CARD", "IBAN_CODE"]),
        ("{unreadable: encrypted}", ["UNREADABLE"]),
        ("{over_clearance: true}", ["CLASSIFICATION_MARKING"]),
        ("{not: {kind: PERSON}}", []),
        ("{zone: external}", []),
    ],
)
def test_names_the_findings_that_made_it_so(when: str, kinds: list[str]) -> None:
    made = policy(f"- {{name: asked, when: {when}, action: block, why: x}}", guard="last")
    sent, examination = of(CARD, IBAN, marked(Level.RESTRICTED), unread(Unread.ENCRYPTED))
    trace = next(one for one in made.explain(sent, examination)[0].traces if one.rule == "asked")
    assert sorted(one.kind for one in trace.findings) == kinds


def test_a_key_that_nobody_builds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passed over in silence, the condition would hold for more than it says."""
    fewer = {key: build for key, build in compiling.BUILDERS.items() if key != "size_over"}
    monkeypatch.setattr(compiling, "BUILDERS", fewer)
    with pytest.raises(ConfigError, match="'size_over' is not implemented"):
        policy("- {name: x, when: {zone: external, size_over: 3}, action: block, why: x}")
