"""What `dlp inspect`, `dlp policy explain` and the running gateway decide is the same: the rule, the
findings, and the bytes that go out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from built import Built, Seen, bare
from built.generating import Generated, generated
from dlp import config
from dlp.cli import inspect
from dlp.cli.envelope import EnvelopeOptions, message_of
from dlp.cli.simulation import Simulation, simulation
from dlp.config.shipped import shipped
from dlp.demo.samples import samples
from dlp.gateway.planning import Handling
from dlp.gateway.preparation import Plan
from dlp.model import Action, Decision, Destination, Finding, Message
from dlp.policy.cases import read_cases
from dlp.smtp.grammar import Bad, rcpt_path

#: destination → action, rule, channel, reason
Decided = dict[str, tuple[str, str, str, str]]
#: recipients of a copy, and its bytes
Copies = Counter[tuple[tuple[str, ...], bytes]]

_LINE = re.compile(
    r"^  (allow|redact|redirect|hold|block) +(\S+)(?: through (\S+))?  — (\S+?)(?: \((\S+)\))?: ",
    re.M,
)


@dataclass
class Case:
    """A message, as a file and as it is sent."""

    path: Path
    mail: Generated

    @property
    def envelope(self) -> EnvelopeOptions:
        """The options of `dlp inspect` as what they say."""
        said = dict(zip(self.mail.options[::2], self.mail.options[1::2], strict=True))
        return EnvelopeOptions(
            "smtp",
            said.get("--from"),
            said.get("--to"),
            said.get("--listener"),
            said.get("--authenticated"),
        )


def _sendable(destination: Destination) -> bool:
    try:
        return bool(rcpt_path(f"TO:<{destination.address}>".encode()))
    except Bad:
        return False


def written(folder: Path, mails: Iterable[Generated]) -> list[Case]:
    """Mails as files, with an envelope that their header or options say."""
    folder.mkdir(exist_ok=True)
    found = []
    for number, mail in enumerate(mails):
        path = folder / f"{mail.name}.eml"
        # half of them as programs on this machine write mails to disk
        data = mail.content if number % 2 else mail.content.replace(b"\r\n", b"\n")
        path.write_bytes(data)
        found.append(Case(path, mail))
    return found


def known(folder: Path) -> Iterator[Case]:
    """The shipped cases, and the mails of the demo."""
    for case in read_cases(shipped("config", "cases")):
        # a case about loading, and one with an address that no SMTP session takes
        if (message := case.message) is None or not all(map(_sendable, message.destinations)):
            continue
        path = shipped("config", "cases") / f"{case.name}.case"
        listener = message.facts["listener"] or "in"
        mail = Generated(
            case.name,
            message.payload.read(),
            message.sender.address,
            tuple(each.address for each in message.destinations),
            login=message.sender.authenticated,
            listener=listener,
            options=("--listener", listener),
        )
        yield Case(path, mail)
    yield from written(
        folder,
        (
            Generated(
                f"demo-{at}",
                each.content,
                each.sender,
                each.recipients,
                options=("--listener", "in"),
            )
            for at, each in enumerate(samples())
        ),
    )


# ---------------------------------------------------------------------- what each says


def decided(decisions: Iterable[Decision]) -> Decided:
    return {
        each.address: (one.action.value, one.rule, one.channel, one.reason)
        for one in decisions
        for each in one.destinations
    }


def key(message: Message) -> tuple[object, ...]:
    """The same for the same bytes with the same envelope."""
    sender = (message.sender.address, message.sender.authenticated, message.facts["listener"])
    return message.payload.read(), *sender, *(each.address for each in message.destinations)


def places(findings: Iterable[Finding]) -> Counter[tuple[Any, ...]]:
    return Counter((one.kind, one.part, one.start, one.end, one.detector) for one in findings)


def inspected(line: dict[str, Any]) -> tuple[Decided, Counter[tuple[Any, ...]]]:
    """A line of `dlp inspect --json`."""
    keys = ("action", "rule", "channel", "reason")
    said = {each["destination"]: tuple(each[key] for key in keys) for each in line["decisions"]}
    found = Counter(
        (one["kind"], one["part"], one["start"], one["end"], one["detector"])
        for one in line["findings"]
    )
    return said, found


def explained(text: str) -> Decided:
    """The lines of decisions that `dlp policy explain` prints."""
    return {
        match[2]: (match[1], match[4], match[3] or "", match[5] or "")
        for match in _LINE.finditer(text)
    }


def outgoing(plan: Plan) -> Copies:
    """The copies that go to the mail server, as the simulation says."""
    found = [
        (tuple(each.address for each in decision.destinations), payload.read())
        for decision, payload in plan.copies
        if decision.action in (Action.ALLOW, Action.REDACT)
    ]
    if plan.handling in (
        Handling.UNCHANGED,
        Handling.REDACTED,
    ):  # one copy, in the client's own session
        (data,) = {data for _, data in found}
        found = [(tuple(address for to, _ in found for address in to), data)]
    return Counter((tuple(sorted(to)), data) for to, data in found)


def arrivals(built: Built) -> dict[str, Copies]:
    """What the mail server has got, by the reference in the Received field; no reports."""
    found: dict[str, Copies] = {}
    for mail in list(built.far.arrived):
        traced = re.match(rb"Received: [^;]*? id (\S+);", mail.content)
        if traced is not None:
            one = (tuple(sorted(mail.recipients)), bare(mail.content))
            found.setdefault(traced[1].decode(), Counter())[one] += 1
    return found


# ---------------------------------------------------------------------- that it is the same


def through(built: Built, case: Case) -> Seen:
    """The message on its way through the gateway."""
    mail = case.mail
    built.watch.last = None
    heard = built.send(
        mail.content, *mail.recipients, sender=mail.sender, listener=mail.listener, login=mail.login
    )
    assert built.watch.last is not None, heard
    return built.watch.last


def are_the_same(built: Built, simulated: Simulation, cases: list[Case]) -> list[str]:
    """Where gateway and simulation disagree: one line each, for all of `cases` at once."""
    seen = [through(built, case) for case in cases]
    built.quiet()
    got, wrong = arrivals(built), []
    for case, one in zip(cases, seen, strict=True):
        message = replace(
            message_of(case.path, case.envelope, simulated.protocols), id=one.message.id
        )
        plan = simulated.plan(message)
        with inspect.out.capture() as printed:
            inspect.show_explanation(message, plan)
        theirs = decided(decision for decision, _ in one.copies)
        checks = {
            "payload": one.message.payload.read() == message.payload.read(),
            "findings": places(one.examination.findings) == places(plan.examination.findings),
            "level": one.examination.level is plan.examination.level,
            "decisions": theirs == decided(plan.decisions),
            "explain": theirs == explained(printed.get()),
            "bytes": got.get(one.message.id, Counter()) == outgoing(plan),
        }
        wrong += [f"{case.path.name}: {name}" for name, same in checks.items() if not same]
    return wrong


def commanded(built: Built, cases: list[Case], lines: list[dict[str, Any]]) -> list[str]:
    """Where gateway and `dlp inspect --json` disagree."""
    assert len(lines) == len(cases)
    wrong = []
    seen = {key(one.message): one for one in built.watch.seen.values()}
    for case, line in zip(cases, lines, strict=True):
        assert line["file"] == str(case.path)
        one = seen[key(message_of(case.path, case.envelope, built.app.protocols))]
        said, found = inspected(line)
        if said != decided(decision for decision, _ in one.copies):
            wrong.append(f"{case.path.name}: decisions")
        if found != places(one.examination.findings):
            wrong.append(f"{case.path.name}: findings")
    return wrong


@pytest.fixture(scope="module")
def simulated(built: Built) -> Iterator[Simulation]:
    with simulation(config.load(built.file)) as found:
        yield found


@pytest.mark.slow
def test_cases_demo_and_twelve_mails_by_dice(
    built: Built, simulated: Simulation, tmp_path: Path
) -> None:
    cases = [*known(tmp_path / "demo"), *written(tmp_path / "dice", generated(1, 12))]
    assert are_the_same(built, simulated, cases) == []
    # one process for all whose envelope stands in the file
    options = ("--listener", "in")
    some = [case for case in cases if case.mail.options == options]
    done = built.dlp("inspect", "--json", *options, *(case.path for case in some))
    assert done.returncode == 3
    assert done.stderr == (
        "note: the policy asks for 'authenticated', which --authenticated says\n"
    )
    assert commanded(built, some, [json.loads(line) for line in done.stdout.splitlines()]) == []


@pytest.mark.slow
def test_five_hundred_mails_by_dice(built: Built, simulated: Simulation, tmp_path: Path) -> None:
    cases = written(tmp_path / "dice", generated(2, 500))
    assert are_the_same(built, simulated, cases) == []
