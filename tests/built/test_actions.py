"""Every action on every shape of message, through what `dlp.app.build` builds: what the far side
gets, what the client hears, what stands in the store, and what becomes of it on release."""

from __future__ import annotations

import itertools
import json
from xml.etree.ElementTree import canonicalize

import pytest

from built import ACTIONS, ADA, CAROL, SAFE, Built, Seen, bare, reference_in
from built.mails import CARD, GONE, LOCKED, PRICES, SEVEN, SHAPES, members, partly_read, parts
from dlp.errors import Refused
from dlp.model import Action
from dlp.store import State
from peers import wait_for

_NUMBERS = itertools.count(1)
#: shapes that can be cut or dropped; what is signed falls back to a hold
_HELD_INSTEAD = ("redact", "signed")
_NOTE = "was removed from this message before it left"


class Sent:
    """A mail that was sent, and what its client heard."""

    def __init__(self, built: Built, shape: str, *recipients: str) -> None:
        self.mark = f"mark-{next(_NUMBERS)}x"
        self.content = SHAPES[shape](self.mark, *recipients)
        before = built.states()
        self.code, self.reply = built.send(self.content, *recipients)
        assert built.watch.last is not None
        self.seen: Seen = built.watch.last
        assert self.mark.encode() in self.seen.message.payload.read()
        self.reference = self.seen.message.id
        #: the incident's state; None where it made none
        states = built.states()
        self.state = states.get(self.reference)
        assert set(states) - set(before) == ({self.reference} if self.state else set())

    @property
    def key(self) -> bytes:
        return self.mark.encode()

    def decided(self, recipient: str) -> tuple[str, str, str]:
        """Action, rule and reason."""
        (found,) = (
            decision
            for decision, _ in self.seen.copies
            if recipient in [each.address for each in decision.destinations]
        )
        return found.action.value, found.rule, found.reason


def eve(action: str) -> str:
    return f"eve@{action}.test"


def told(built: Built, sent: Sent) -> bytes:
    """The report that the sender gets; nothing of the content is in it."""
    report = built.one(sent.key, ADA)
    assert report.sender == ""
    assert sent.reference.encode() in report.content
    for secret in (CARD, "charge", "Acme", "quarter"):
        assert secret.encode() not in report.content
    return report.content


def is_clean(shape: str, content: bytes, whole: bytes, reference: str) -> None:
    """`content` is `whole` without the value, and with everything else."""
    if shape == "body":
        assert content == whole.replace(CARD.encode(), GONE.encode())
        return
    was, now = parts(whole), parts(content)
    assert CARD.encode() not in content
    assert now[""] == was[""]
    if shape == "cut":
        assert list(now) == list(was)
        assert now["notes.docx"] == was["notes.docx"], "nothing was in it, so it is untouched"
        for name in ("report.docx", "table.xlsx"):
            old, new = members(was[name]), members(now[name])
            assert list(old) == list(new)
            changed = [each for each in old if old[each] != new[each]]
            assert len(changed) == 1
            said = old[changed[0]].decode().replace(CARD, GONE)
            assert canonicalize(new[changed[0]].decode()) == canonicalize(said)
        packed = members(now["orders.zip"])
        assert packed == {
            "orders.csv": f"a,b\r\n1,{GONE}\r\n".encode(),
            "prices.csv": PRICES,
        }
        return
    gone = {"dropped": "list.7z", "unread": "list.zip"}[shape]
    note = now.pop(f"{gone}.removed.txt").decode()
    assert _NOTE in note and gone in note and reference in note
    assert now == {name: data for name, data in was.items() if name != gone}
    assert SEVEN not in content and LOCKED not in content


@pytest.mark.parametrize("shape", SHAPES)
def test_allowed_goes_on_byte_for_byte(built: Built, shape: str) -> None:
    sent = Sent(built, shape, eve("allow"))
    assert (sent.code, sent.reply, sent.state) == (250, "2.0.0 queued", None)
    assert sent.decided(eve("allow")) == ("allow", "to-allow", "")
    mail = built.one(sent.key, eve("allow"))
    assert bare(mail.content) == sent.content
    assert (mail.sender, mail.recipients) == (ADA, [eve("allow")])
    kinds = {finding.kind for finding in sent.seen.examination.findings}
    assert ("UNREADABLE" if shape == "unread" else "CREDIT_CARD") in kinds


@pytest.mark.parametrize("shape", [each for each in SHAPES if each != "signed"])
def test_redacted_goes_on_without_the_value(built: Built, shape: str) -> None:
    sent = Sent(built, shape, eve("redact"))
    assert (sent.code, sent.reply, sent.state) == (250, "2.0.0 queued", State.PASSED)
    assert sent.decided(eve("redact")) == ("redact", "to-redact", "")
    mail = built.one(sent.key, eve("redact"))
    is_clean(shape, bare(mail.content), sent.content, sent.reference)


def test_what_is_signed_is_held_instead_of_cut(built: Built) -> None:
    sent = Sent(built, "signed", eve("redact"))
    assert (sent.code, sent.state) == (250, State.HELD)
    assert reference_in(sent.reply) == sent.reference
    assert sent.decided(eve("redact")) == ("hold", "to-redact", "sealed")
    told(built, sent)
    built.quiet()
    assert built.arrived(sent.key, eve("redact")) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_redirected_is_in_the_vault_and_nowhere_else(built: Built, shape: str) -> None:
    sent = Sent(built, shape, eve("redirect"))
    assert (sent.code, sent.state) == (250, State.PASSED)
    assert "protected way" in sent.reply and reference_in(sent.reply) == sent.reference
    assert sent.decided(eve("redirect")) == ("redirect", "to-redirect", "")
    wait_for(lambda: built.vault(sent.key), what="the copy in the vault")
    ((content, envelope),) = built.vault(sent.key)
    assert content.startswith(b"X-DLP-Redirected: " + sent.reference.encode() + b"\r\n")
    assert bare(content) == sent.content
    assert [each["address"] for each in envelope["destinations"]] == [eve("redirect")]
    told(built, sent)
    built.quiet()
    assert built.arrived(sent.key, eve("redirect")) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_blocked_goes_nowhere(built: Built, shape: str) -> None:
    sent = Sent(built, shape, eve("block"))
    assert (sent.code, sent.reply[:5], sent.state) == (550, "5.7.1", State.BLOCKED)
    assert "Cards stay here." in sent.reply and reference_in(sent.reply) == sent.reference
    assert sent.decided(eve("block")) == ("block", "to-block", "")
    built.quiet()
    assert [mail for mail in built.far.arrived if sent.key in mail.content] == []
    assert built.vault(sent.key) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_held_waits_and_is_released_as_it_is(built: Built, shape: str) -> None:
    sent = Sent(built, shape, eve("hold"))
    assert (sent.code, sent.state) == (250, State.HELD)
    assert "held until" in sent.reply and reference_in(sent.reply) == sent.reference
    assert sent.decided(eve("hold")) == ("hold", "to-hold", "")
    told(built, sent)
    built.quiet()
    assert built.arrived(sent.key, eve("hold")) == []
    built.ask(built.app.review.release(sent.reference, "test", "it is fine"))
    assert bare(built.one(sent.key, eve("hold")).content) == sent.content
    assert built.states()[sent.reference] is State.RELEASED


# the command loads everything anew, which takes seconds: the file, which needs the cage, says all
@pytest.mark.parametrize(
    ("shape", "by"), [("body", "review"), ("cut", "review"), ("cut", "command")]
)
def test_held_is_released_without_the_value(built: Built, shape: str, by: str) -> None:
    sent = Sent(built, shape, eve("hold"))
    assert sent.state is State.HELD
    if by == "review":
        built.ask(built.app.review.redact_and_release(sent.reference, "test", "without it"))
    else:
        done = built.dlp(
            "incidents", "release", sent.reference, "--redacted", "--reason", "without it"
        )
        assert (done.returncode, done.stderr) == (0, "")
    mail = built.one(sent.key, eve("hold"))
    is_clean(shape, bare(mail.content), sent.content, sent.reference)
    assert built.states()[sent.reference] is State.RELEASED


@pytest.mark.slow
def test_what_nobody_could_read_goes_along_only_if_that_is_said(built: Built) -> None:
    mark = f"mark-{next(_NUMBERS)}x"
    content = partly_read(mark, eve("hold"))
    assert built.send(content, eve("hold"))[0] == 250
    reference = built.watch.last.message.id
    release = ("incidents", "release", reference, "--redacted", "--reason", "without it")
    done = built.dlp(*release)
    assert done.returncode != 0
    said = " ".join(done.stderr.split())
    assert "list.zip" in said and "(encrypted)" in said and "--with-unread" in said
    assert CARD not in said and "prices.csv" not in said
    assert built.states()[reference] is State.HELD
    done = built.dlp(*release, "--with-unread")
    assert (done.returncode, done.stderr) == (0, "")
    assert "unread: list.zip" in " ".join(done.stdout.split())
    mail = built.one(mark.encode(), eve("hold"))
    assert bare(mail.content) == content.replace(CARD.encode(), GONE.encode())
    assert built.states()[reference] is State.RELEASED


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("dropped", r"list\.7z: values cannot be cut out of this kind of file \(release it as"),
        ("unread", "nothing in .* can be cut out: release or reject it"),
        ("signed", r"body 1: it is signed, .* \(release it as it is, or reject it"),
    ],
)
def test_what_cannot_be_cut_stays_held(built: Built, shape: str, said: str) -> None:
    sent = Sent(built, shape, eve("hold"))
    with pytest.raises(Refused, match=said):
        built.ask(built.app.review.redact_and_release(sent.reference, "test", "without it"))
    assert built.states()[sent.reference] is State.HELD
    built.quiet()
    assert built.arrived(sent.key, eve("hold")) == []


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("action", ACTIONS)
def test_two_destinations_of_different_fate(built: Built, action: str, shape: str) -> None:
    sent = Sent(built, shape, CAROL, eve(action))
    held = action == "hold" or (action, shape) == _HELD_INSTEAD
    assert sent.code == 250
    assert sent.decided(CAROL)[0] == "allow"
    assert sent.decided(eve(action))[0] == ("hold" if held else action)
    if action == "allow":
        assert sent.state is None
        mail = built.one(sent.key, CAROL)
        assert mail.recipients == [CAROL, eve("allow")] and bare(mail.content) == sent.content
        return
    assert reference_in(sent.reply) == sent.reference
    assert sent.state is (State.HELD if held else State.PASSED)
    mail = built.one(sent.key, CAROL)
    assert mail.recipients == [CAROL], "who gets another copy is not in this envelope"
    assert bare(mail.content) == sent.content
    if action == "redact" and not held:
        content = bare(built.one(sent.key, eve(action)).content)
        is_clean(shape, content, sent.content, sent.reference)
        return
    report = told(built, sent)
    built.quiet()
    assert built.arrived(sent.key, eve(action)) == []
    assert [bare(content) for content, _ in built.vault(sent.key)] == (
        [sent.content] if action == "redirect" else []
    )
    if action == "block":
        assert b"Action: failed" in report and b"5.7.1" in report


@pytest.mark.parametrize("action", ACTIONS)
def test_chat(built: Built, action: str) -> None:
    room, number = f"!{action}:example.org", next(_NUMBERS)
    built.home.rooms[room] = {"@alice:example.org": "join", f"@eve:{action}.test": "join"}
    said = {"msgtype": "m.text", "body": f"charge {CARD} please, {number}"}
    status, heard = built.chat(room, f"send/m.room.message/{number}", said)
    seen = built.watch.last
    assert seen is not None and seen.message.protocol == "matrix"
    reference = seen.message.id
    ((decision, _),) = seen.copies
    assert (decision.action.value, decision.rule) == (action, f"to-{action}")
    assert CARD not in json.dumps(heard)
    states = built.states()
    match decision.action:
        case Action.ALLOW:
            assert status == 200 and heard["event_id"]
            assert built.said(room) == [said] and reference not in states
        case Action.REDACT:
            assert status == 200 and states[reference] is State.PASSED
            assert built.said(room) == [{**said, "body": said["body"].replace(CARD, GONE)}]
        case Action.REDIRECT:
            assert status == 200 and states[reference] is State.PASSED
            ((stand_in),) = built.said(room)
            assert stand_in == {"msgtype": "m.notice", "body": "A message was sent another way."}
            wait_for(lambda: built.said(SAFE), what="the event in the safe room")
            assert built.said(SAFE) == [said]
        case Action.HOLD:
            assert status == 403 and reference in heard["error"]
            assert built.said(room) == [] and states[reference] is State.HELD
            built.ask(built.app.review.release(reference, "test", "it is fine"))
            wait_for(lambda: built.said(room), what="the released event")
            assert built.said(room) == [said]
        case Action.BLOCK:
            assert status == 403 and reference in heard["error"]
            assert "Cards stay here." in heard["error"]
            built.quiet()
            assert built.said(room) == [] and states[reference] is State.BLOCKED


def test_a_held_event_is_released_without_the_value(built: Built) -> None:
    room = "!cut:example.org"
    built.home.rooms[room] = {"@alice:example.org": "join", "@eve:hold.test": "join"}
    said = {"msgtype": "m.text", "body": f"charge {CARD} please"}
    assert built.chat(room, f"send/m.room.message/{next(_NUMBERS)}", said)[0] == 403
    reference = built.watch.last.message.id
    built.ask(built.app.review.redact_and_release(reference, "test", "without it"))
    wait_for(lambda: built.said(room), what="the released event")
    assert built.said(room) == [{**said, "body": f"charge {GONE} please"}]
