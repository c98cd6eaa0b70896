"""The first rule that matches decides, for each destination on its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dlp.model import Action, Channel, Destination, Level, Sender, Unread
from dlp.policy import Policy
from dlp.policy.deciding import ABOVE_CLEARANCE, GUARD, NO_CLEARED_CHANNEL, PUBLIC, SEALED
from tests.policy.making import (
    CHANNELS,
    RELAY,
    SAFE,
    VAULT,
    StubChannel,
    examined,
    found,
    marked,
    message,
    outcome,
    policy,
    unread,
)

ANNA, BOB, CAROL, PIA = (
    "anna@example.org",
    "bob@example.net",
    "carol@example.com",
    "pia@partner.test",
)
CARD, IBAN, NAME = found("CREDIT_CARD"), found("IBAN_CODE", 20), found("PERSON", 40)

CARDS = "- {name: cards, when: {kind: CREDIT_CARD, zone: external}, action: redact, why: cards}"
IBANS = "- {name: ibans, when: {kind: IBAN_CODE}, action: redact, why: ibans, fallback: block}"
NAMES = "- {name: names, when: {kind: PERSON}, action: hold, why: names}"


def decide(made: Policy, *to: str, findings: tuple = (), **more: object) -> list[tuple]:
    decisions = made.decide(message(*to), examined(*findings, **more))
    assert sorted(one.address for d in decisions for one in d.destinations) == sorted(to)
    return [(d.action.value, d.rule, [one.address for one in d.destinations]) for d in decisions]


def test_each_destination_on_its_own_and_equal_ones_together() -> None:
    made = policy(CARDS)
    assert decide(made, BOB, ANNA, CAROL, findings=(CARD,)) == [
        ("redact", "cards", [BOB, CAROL]),
        ("allow", "default", [ANNA]),
    ]
    assert decide(made, BOB, ANNA, PIA) == [("allow", "default", [BOB, ANNA, PIA])]


def test_the_order_of_the_rules_decides() -> None:
    both = {"findings": (CARD, NAME)}
    assert decide(policy(f"{NAMES}\n{CARDS}"), BOB, **both)[0][:2] == ("hold", "names")
    block = "- {name: stop, when: {kind: CREDIT_CARD}, action: block, why: x}"
    assert decide(policy(f"{block}\n{NAMES}"), BOB, **both)[0][:2] == ("block", "stop")


def test_the_same_recipient_twice_is_decided_twice() -> None:
    (one,) = policy(CARDS).decide(message(BOB, BOB), examined())
    assert one.destinations == (Destination(BOB), Destination(BOB))


def test_who_of_a_room_may_see_a_message() -> None:
    made, people = policy(CARDS), (BOB, PIA, ANNA)

    def cleared(level: Level, *caveats: str) -> tuple[str, ...]:
        return made.cleared(people, "smtp", examined(marked(level, *caveats)))

    assert cleared(Level.PUBLIC) == people
    assert cleared(Level.RESTRICTED) == (PIA, ANNA)  # as high as the clearance is not above it
    assert cleared(Level.SECRET) == (ANNA,)
    assert cleared(Level.TOP_SECRET) == ()
    assert cleared(Level.RESTRICTED, "REL TO FIN") == (PIA, ANNA)
    assert cleared(Level.RESTRICTED, "REL TO SWE") == (ANNA,)
    assert cleared(Level.PUBLIC, "REL TO FIN") == (PIA, ANNA)


def test_only_what_the_rule_itself_lets_go_is_a_senders_to_release() -> None:
    made = policy(f"{NAMES.replace('why: names', 'why: names, justify: true')}\n{CARDS}")
    rules = ("names", "cards", "above", "default", "gone")
    assert [one for one in rules if made.justifiable(one)] == ["names"]


def test_the_zone_of_a_destination() -> None:
    zones = [policy(CARDS).zone(Destination(one)) for one in (ANNA, BOB, PIA)]
    assert zones == ["internal", "external", "partner"]


def test_the_unit_of_a_sender() -> None:
    made = policy(CARDS, more="groups: {sales: ['*@sales.example.org'], desk: [anna@example.org]}")
    asked = {"eve@sales.example.org": "sales", ANNA: "desk", BOB: "", "": "", "no address": ""}
    assert {one: made.unit(Sender(one)) for one in asked} == asked
    assert policy(CARDS).unit(Sender(ANNA)) == ""
    everybody = policy(CARDS, more="groups: {all: ['*']}")
    assert (everybody.unit(Sender(BOB)), everybody.unit(Sender(""))) == ("all", "")


def test_no_destinations_no_decisions() -> None:
    assert policy(CARDS).decide(message(), examined()) == ()


def test_facts_of_a_destination_are_kept() -> None:
    bob = Destination(BOB, facts={"params": "NOTIFY=NEVER"})
    (one,) = policy(CARDS).decide(message(bob), examined())
    assert one.destinations[0] is bob


# ------------------------------------------------------------------------------- redactions


def test_redactions_compose() -> None:
    (one,) = policy(f"{CARDS}\n{IBANS}").decide(message(BOB), examined(IBAN, NAME, CARD))
    assert (one.action, one.rule, one.steps) == (
        Action.REDACT,
        "cards",
        ("cards", "ibans", "default"),
    )
    assert one.redact == (IBAN, CARD)  # in the order of the examination
    assert one.public == PUBLIC[Action.REDACT]
    assert one.fallback is Action.BLOCK  # the strictest of both


FALLBACKS = ("redirect", "hold", "block")


@pytest.mark.parametrize("first", FALLBACKS)
@pytest.mark.parametrize("second", FALLBACKS)
def test_of_two_redactions_the_stricter_fallback_counts(first: str, second: str) -> None:
    rules = (f"{CARDS[:-1]}, fallback: {first}}}", IBANS.replace("block", second))
    (one,) = policy("\n".join(rules)).decide(message(BOB), examined(CARD, IBAN, sealed=True))
    assert one.action.value == max(first, second, key=FALLBACKS.index)


def test_a_file_goes_as_a_whole_only_where_every_rule_that_cuts_in_it_says_so() -> None:
    drops = f"{CARDS[:-1]}, files: drop}}"
    (one,) = policy(f"{drops}\n{IBANS}").decide(message(BOB), examined(CARD, IBAN))
    assert (one.redact, one.drop) == ((CARD, IBAN), (CARD,))
    (two,) = policy(f"{CARDS}\n{IBANS}").decide(message(BOB), examined(CARD, IBAN))
    assert (two.redact, two.drop) == ((CARD, IBAN), ())


def test_what_stops_the_rest_wins_over_the_redactions_before_it() -> None:
    (one,) = policy(f"{CARDS}\n{NAMES}").decide(message(BOB), examined(CARD, NAME))
    assert (one.action, one.rule, one.steps, one.redact) == (
        Action.HOLD,
        "names",
        ("cards", "names"),
        (),
    )


def test_what_was_cut_out_is_gone_for_the_rules_that_follow() -> None:
    stop = "- {name: stop, when: {kind: [CREDIT_CARD, US_BANK_NUMBER]}, action: block, why: x}"
    made = policy(f"{CARDS}\n{stop}")
    inside = found("US_BANK_NUMBER", 2, 8)  # the same digits, seen by another recogniser
    across = found("US_BANK_NUMBER", 2, 12)
    elsewhere = found("US_BANK_NUMBER", 2, 8, part="subject")
    assert decide(made, BOB, findings=(CARD, inside))[0][:2] == ("redact", "cards")
    assert decide(made, BOB, findings=(CARD, across))[0][:2] == ("block", "stop")
    assert decide(made, BOB, findings=(CARD, elsewhere))[0][:2] == ("block", "stop")


def test_covered_means_by_one_cut_not_by_two_that_touch() -> None:
    stop = "- {name: stop, when: {kind: PERSON}, action: block, why: x}"
    cuts = (found("CREDIT_CARD", 0, 10), found("CREDIT_CARD", 10, 20), found("CREDIT_CARD", 2, 4))
    for start, end, gone in ((0, 10, True), (3, 9, True), (5, 15, False), (12, 21, False)):
        name = found("PERSON", start, end)
        rule = decide(policy(f"{CARDS}\n{stop}"), BOB, findings=(*cuts, name))[0][1]
        assert (rule == "cards") is gone


def test_rules_above_a_redaction_see_the_rest_too() -> None:
    clean = "- {name: clean, when: {not: {kind: CREDIT_CARD}}, action: allow, why: x}"
    (one,) = policy(f"{clean}\n{CARDS}\n{NAMES}").decide(message(BOB), examined(CARD, NAME))
    assert (one.action, one.rule, one.steps) == (Action.REDACT, "cards", ("cards", "clean"))


def test_a_redaction_lists_what_it_cuts() -> None:
    made = policy(
        "- {name: tidy, when: {zone: external}, action: redact, redact: financial, why: x}"
    )
    (one,) = made.decide(message(BOB), examined(CARD, NAME, IBAN))
    assert one.redact == (CARD, IBAN)
    assert decide(made, BOB, findings=(NAME,)) == [("allow", "default", [BOB])]


def test_a_score_below_the_minimum_is_not_cut() -> None:
    low = found("CREDIT_CARD", 60, score=0.3)
    made = policy("- {name: x, when: {kind: CREDIT_CARD, min_score: 0.5}, action: redact, why: x}")
    (one,) = made.decide(message(BOB), examined(CARD, low))
    assert one.redact == (CARD,)


def test_cutting_out_a_marking_does_not_lower_the_level() -> None:
    marking = marked(Level.RESTRICTED)
    made = policy(
        "- {name: unmark, when: {kind: CLASSIFICATION_MARKING}, action: redact, why: x}",
        guard="last",
    )
    (one,) = made.decide(message(BOB), examined(marking))
    assert (one.action, one.rule, one.steps) == (Action.HOLD, "above", ("unmark", "above"))
    (two,) = made.decide(message(ANNA), examined(marking))
    assert (two.action, two.redact) == (Action.REDACT, (marking,))


def test_a_marking_is_not_cut_unless_the_rule_names_markings() -> None:
    made = policy("- {name: x, when: {kind: PERSON, level: restricted}, action: redact, why: x}")
    (one,) = made.decide(message(ANNA), examined(NAME, marked(Level.RESTRICTED)))
    assert one.redact == (NAME,)
    assert decide(policy(f"{CARDS}\n{NAMES}"), ANNA, findings=(marked(Level.SECRET),)) == [
        ("allow", "default", [ANNA])
    ]


def test_what_was_not_read_is_never_cut_and_stays_for_the_rules_that_follow() -> None:
    stop = "- {name: stop, when: {kind: UNREADABLE}, action: hold, why: x}"
    (one,) = policy(f"{CARDS}\n{stop}").decide(
        message(BOB), examined(CARD, unread(Unread.ENCRYPTED))
    )
    assert (one.action, one.rule, one.steps) == (Action.HOLD, "stop", ("cards", "stop"))


@pytest.mark.parametrize("fallback", ["hold", "block", "redirect"])
def test_a_sealed_message_gets_the_fallback(fallback: str) -> None:
    made = policy(f"{CARDS[:-1]}, fallback: {fallback}}}")
    (one,) = made.decide(message(BOB), examined(CARD, sealed=True))
    assert (one.action.value, one.rule, one.reason) == (fallback, "cards", SEALED)
    assert (one.redact, one.public) == ((), PUBLIC[Action(fallback)])
    assert one.channel == ("safe" if fallback == "redirect" else "")
    (two,) = made.decide(message(BOB), examined(CARD))
    assert (two.action, two.fallback.value, two.channel) == (Action.REDACT, fallback, one.channel)


def test_a_fallback_without_a_channel_holds() -> None:
    nowhere = (RELAY, StubChannel("vault", domains=("nowhere.test",)))
    made = policy(f"{CARDS[:-1]}, fallback: redirect}}", channels=nowhere)
    (one,) = made.decide(message(BOB), examined(CARD))
    assert (one.action, one.fallback, one.channel) == (Action.REDACT, Action.HOLD, "")
    (two,) = made.decide(message(BOB), examined(CARD, sealed=True))
    assert (two.action, two.reason) == (Action.HOLD, SEALED)


# ------------------------------------------------------------------------------ redirections

ABOVE = "- {name: up, when: {over_clearance: true}, action: redirect, why: x, public: Marked.}"


@pytest.mark.parametrize(
    ("level", "caveats", "to", "channels", "channel"),
    [
        (Level.INTERNAL, (), BOB, CHANNELS, "safe"),
        (Level.INTERNAL, (), BOB, (RELAY, VAULT, SAFE), "vault"),  # the first in order
        (Level.RESTRICTED, (), BOB, CHANNELS, "safe"),
        (Level.CONFIDENTIAL, (), BOB, CHANNELS, "vault"),  # safe is not cleared
        (Level.INTERNAL, (), BOB, (RELAY, replace(SAFE, domains=("x.test",)), VAULT), "vault"),
        (Level.INTERNAL, (), BOB, (RELAY, replace(SAFE, domains=(".net",)), VAULT), "safe"),
        # caveats: the person counts, unless the channel ends with people of its own
        (Level.INTERNAL, ("REL TO SWE",), PIA, CHANNELS, "vault"),
        (Level.CONFIDENTIAL, ("REL TO FIN",), PIA, (RELAY, StubChannel("safe")), "safe"),
        (Level.CONFIDENTIAL, ("REL TO SWE",), PIA, (RELAY, StubChannel("safe")), ""),
        (Level.SECRET, (), BOB, (RELAY, SAFE), ""),
    ],
)
def test_the_first_channel_that_may_and_can(
    level: Level, caveats: tuple[str, ...], to: str, channels: tuple[StubChannel, ...], channel: str
) -> None:
    more = "channels: {vault: {audiences: '*'}}" if VAULT in channels else ""
    made = policy(ABOVE, guard="none", channels=channels, more=more)
    (one,) = made.decide(message(to), examined(marked(level, *caveats)))
    assert one.channel == channel
    if channel:
        assert (one.action, one.reason, one.public) == (Action.REDIRECT, "", "Marked.")
    else:
        assert (one.action, one.reason) == (Action.HOLD, NO_CLEARED_CHANNEL)
        assert (one.rule, one.public) == ("up", PUBLIC[Action.HOLD])


def test_a_named_channel_and_no_other() -> None:
    made = policy(ABOVE.replace("why: x", "why: x, channel: safe"), guard="none")
    (one,) = made.decide(message(BOB), examined(marked(Level.RESTRICTED)))
    assert (one.action, one.channel) == (Action.REDIRECT, "safe")
    (two,) = made.decide(message(BOB), examined(marked(Level.SECRET)))
    assert (two.action, two.channel, two.reason) == (Action.HOLD, "", NO_CLEARED_CHANNEL)


def test_destinations_that_go_different_ways_are_different_decisions() -> None:
    made = policy(ABOVE, guard="none", channels=(RELAY, replace(SAFE, domains=(".net",)), VAULT))
    decisions = made.decide(message(BOB, CAROL, ANNA), examined(marked(Level.RESTRICTED)))
    assert [(one.action.value, one.channel) for one in decisions] == [
        ("redirect", "safe"),
        ("redirect", "vault"),
        ("allow", ""),
    ]


# ----------------------------------------------------------------------- clearance, trace mode


def test_declassify_lets_a_redacted_message_pass() -> None:
    made = policy(
        """
        - name: portions
          when: {kind: CLASSIFICATION_MARKING, level: restricted}
          action: redact
          declassify: true
          why: Restricted portions are cut out, the rest may go
        """,
        guard="last",
    )
    assert decide(made, BOB, findings=(marked(Level.RESTRICTED),))[0][:2] == ("redact", "portions")
    assert decide(made, BOB, findings=(marked(Level.SECRET),))[0][:2] == ("hold", "above")


def test_declassify_lets_a_message_pass() -> None:
    made = policy(
        "- {name: press, when: {sender: press@example.org}, action: allow, declassify: true, why: x}"
    )
    examination = examined(marked(Level.SECRET))
    above = made.decide(message(BOB, sender="press@example.org"), examination)
    assert outcome(above) == {BOB: "hold above"}  # the first match decides
    made = policy(
        "- {name: press, when: {sender: press@example.org}, action: allow, declassify: true, why: x}",
        guard="last",
    )
    assert outcome(made.decide(message(BOB, sender="press@example.org"), examination)) == {
        BOB: "allow press"
    }


def test_the_guard_holds_what_a_broken_policy_would_let_pass() -> None:
    safe = policy(CARDS)
    rules = tuple(one for one in safe.rules if one.name != "above")  # as no loader would allow
    broken = Policy(rules, safe.zones, CHANNELS, caveats={}, audiences={}, version="")
    secret = examined(marked(Level.SECRET), CARD)
    decisions = broken.decide(message(BOB, ANNA), secret)
    assert outcome(decisions) == {BOB: f"hold {GUARD}", ANNA: "allow default"}
    assert decisions[0].reason == ABOVE_CLEARANCE
    nothing = Policy((), safe.zones, CHANNELS, caveats={}, audiences={}, version="")
    assert outcome(nothing.decide(message(ANNA), examined())) == {ANNA: f"hold {GUARD}"}


def test_a_rule_on_trial_decides_nothing_and_is_recorded() -> None:
    trace = NAMES.replace("why: names", "why: names, mode: monitor")
    (one,) = policy(f"{trace}\n{CARDS}").decide(message(BOB), examined(CARD, NAME))
    assert (one.action, one.rule, one.would) == (Action.REDACT, "cards", ("names",))
    (two,) = policy(f"{trace}\n{CARDS}").decide(message(BOB), examined(CARD))
    assert two.would == ()
    (three,) = policy(f"{CARDS[:-1]}, mode: monitor}}").decide(message(BOB), examined(CARD))
    assert (three.action, three.redact, three.would) == (Action.ALLOW, (), ("cards",))


def test_a_rule_that_is_off_is_not_there() -> None:
    made = policy(NAMES.replace("why: names", "why: names, enabled: false"))
    assert [one.name for one in made.rules] == ["above", "default"]


# --------------------------------------------------------------------------------- explaining


def test_explain_tells_every_rule_tried_and_why() -> None:
    made = policy(f"{CARDS}\n{NAMES.replace('why: names', 'why: n, mode: monitor')}")
    bob, anna = made.explain(message(BOB, ANNA), examined(CARD, NAME))
    assert [(one.rule, one.matched, one.observed) for one in bob.traces] == [
        ("above", False, "level public, clearance public"),
        ("cards", True, "zone is external; 1 of kind CREDIT_CARD"),
        # once more, on the rest
        ("above", False, "level public, clearance public"),
        ("names", True, "1 of kind PERSON"),
        ("default", True, ""),
    ]
    assert (bob.profile.zone, bob.profile.clearance) == ("external", Level.PUBLIC)
    assert bob.decision.destinations == (Destination(BOB),)
    assert bob.traces[1].findings == (CARD,)
    assert [(one.rule, one.observed) for one in anna.traces][1] == ("cards", "zone is internal")


def test_explain_and_decide_agree() -> None:
    made = policy(f"{ABOVE}\n{CARDS}\n{IBANS}\n{NAMES}", guard="none")
    sent = message(BOB, ANNA, PIA, CAROL)
    for findings in ((), (CARD,), (CARD, IBAN), (CARD, NAME), (marked(Level.RESTRICTED), IBAN)):
        examination = examined(*findings)
        told = {one.destination.address: one.decision for one in made.explain(sent, examination)}
        for decision in made.decide(sent, examination):
            for one in decision.destinations:
                assert replace(decision, destinations=(one,)) == told[one.address]


def test_an_explanation_repeats_no_address_and_no_pattern() -> None:
    made = policy("- {name: x, when: {recipient: carol@example.com}, action: hold, why: x}")
    for one in made.explain(message(BOB, CAROL), examined()):
        assert not any("@" in trace.observed or "example" in trace.observed for trace in one.traces)


def test_only_trusted_channels_are_asked() -> None:
    class Deaf(StubChannel):
        def reaches(self, destination: Destination) -> bool:
            raise AssertionError("an untrusted channel was asked")

    channels: tuple[Channel, ...] = (Deaf("relay", trusted=False), VAULT)
    made = policy(ABOVE, guard="none", channels=channels)  # type: ignore[arg-type]
    (one,) = made.decide(message(BOB), examined(marked(Level.SECRET)))
    assert one.channel == "vault"
