"""`.case` files: a message above a line of dashes, the decisions below it.

    # What the case shows, in a line or two.
    from: anna@example.org
    to: bob@example.net, carol@example.org

    Subject: Hello

    Lunch at noon?
    -----
    level: public
    findings: none
    bob@example.net: allow default
    carol@example.org: allow default

Above the empty line stands the envelope: `from` (`<>` for the null sender), `to` (may come
again), `authenticated`, `listener`, `protocol`. Then the message as mail. Below the last line of
dashes each destination has its action, rule and, if wanted, channel; `level:` and `findings:`
(kinds that must be found, or `none`) may be left out. A case whose lower half is
``expect-error: LINE: text`` has a policy above the dashes, and that complaint must come of it.

The same files are tests, `dlp policy check`, the console's examples and documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from dlp.errors import ConfigError, did_you_mean
from dlp.model import (
    Action,
    Channel,
    Decision,
    Destination,
    Examination,
    Held,
    Level,
    Message,
    Sender,
)
from dlp.policy.loading import parse

#: what inspection says of a message, and what becomes of it: the gateway's own thinking
Decide = Callable[[Message], tuple[Examination, Sequence[Decision]]]

T = TypeVar("T")
_DASHES = re.compile(r"-{5,}\s*")
_ENVELOPE = ("from", "to", "authenticated", "listener", "protocol")
_ERROR = "expect-error"


@dataclass(frozen=True, slots=True)
class ExpectedDecision:
    """What should become of one destination."""

    action: Action
    rule: str
    #: "" where the case does not say
    channel: str = ""


@dataclass(frozen=True, slots=True)
class PolicyCase:
    """One case, read."""

    #: the file's name without ``.case``
    name: str
    about: str
    message: Message | None
    expected: Mapping[str, ExpectedDecision] = field(default_factory=dict)
    level: Level | None = None
    #: kinds that must be found; () for none at all, None where the case does not say
    findings: tuple[str, ...] | None = None
    #: for a case about loading: the policy, and the complaint's line and text
    policy: str = ""
    error: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of a case: it holds if nothing failed."""

    case: PolicyCase
    failures: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()
    examination: Examination | None = None

    @property
    def holds(self) -> bool:
        return not self.failures


def read_cases(folder: Path) -> Iterator[PolicyCase]:
    """The cases in `folder`, by name; ConfigError for a file that is none."""
    for path in sorted(folder.glob("*.case")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise ConfigError(str(path), "cannot be read as UTF-8 text") from None
        yield parse_case(text, str(path))


def parse_case(text: str, name: str) -> PolicyCase:
    """The case in `text`; `name` is its file, for errors. ConfigError says what is wrong."""
    lines = text.replace("\r\n", "\n").split("\n")
    rules = [at for at, line in enumerate(lines) if _DASHES.fullmatch(line)]
    if not rules:
        raise ConfigError(name, "has no line of dashes", "put ----- above what is expected")
    above, below = lines[: rules[-1]], lines[rules[-1] + 1 :]
    title = name.rpartition("/")[2].removesuffix(".case")
    comments = [line.lstrip("# ") for line in above if line.startswith("#")]
    pairs = list(_pairs(below, rules[-1] + 2, name))
    if pairs and pairs[0][1] == _ERROR:
        number, _, words = pairs[0][2].partition(":")
        if not number.strip().isdigit() or not words.strip():
            raise ConfigError(
                f"{name}:{pairs[0][0]}", "no line and text", f"write {_ERROR}: 12: unknown key"
            )
        wanted = (int(number), words.strip())
        return PolicyCase(
            title, " ".join(comments), None, policy="\n".join(above) + "\n", error=wanted
        )
    message = _message(above, name, title)
    expected: dict[str, ExpectedDecision] = {}
    level: Level | None = None
    findings: tuple[str, ...] | None = None
    for line, key, value in pairs:
        place = f"{name}:{line}"
        if key == "level":
            level = _word(Level.parse, value, place)
        elif key == "findings":
            kinds = tuple(value.replace(",", " ").split())
            findings = () if kinds == ("none",) else kinds
        else:
            known = [one.address for one in message.destinations]
            if key not in known:
                raise ConfigError(place, "no such destination", did_you_mean(key, known))
            expected[key] = _expected(value, place)
    for destination in message.destinations:
        if destination.address not in expected:
            raise ConfigError(
                name, "a destination without a decision", "each `to:` has a line below the dashes"
            )
    return PolicyCase(title, " ".join(comments), message, expected, level, findings)


def run_case(case: PolicyCase, decide: Decide, channels: Sequence[Channel] = ()) -> CaseResult:
    """Runs a case. `channels` are for cases about loading."""
    if case.error is not None:
        return CaseResult(case, tuple(_load_failures(case, case.error, channels)))
    assert case.message is not None
    examination, decided = decide(case.message)
    decisions = tuple(decided)
    return CaseResult(case, tuple(_failures(case, decisions, examination)), decisions, examination)


def _failures(
    case: PolicyCase, decisions: tuple[Decision, ...], examination: Examination
) -> Iterator[str]:
    for decision in decisions:
        for destination in decision.destinations:
            wanted = case.expected[destination.address]
            channel = decision.channel if wanted.channel else ""
            got = ExpectedDecision(decision.action, decision.rule, channel)
            if got != wanted:
                yield f"{destination.address}: expected {_text(wanted)}, got {_text(got)}"
    if case.level is not None and examination.level is not case.level:
        yield f"level: expected {case.level.label}, got {examination.level.label}"
    if case.findings is not None:
        kinds = {one.kind for one in examination.findings}
        for kind in set(case.findings) - kinds:
            yield f"findings: no {kind}"
        if not case.findings and kinds:
            yield f"findings: expected none, got {', '.join(sorted(kinds))}"


def _load_failures(
    case: PolicyCase, wanted: tuple[int, str], channels: Sequence[Channel]
) -> Iterator[str]:
    line, words = wanted
    try:
        parse(case.policy, case.name, channels)
    except ConfigError as error:
        if error.place != f"{case.name}:{line}":
            yield f"expected line {line}, got {error.place.rpartition(':')[2]}"
        if words not in f"{error.fact} ({error.remedy})":
            yield f"expected {words!r}, got {error.fact!r} ({error.remedy})"
    else:
        yield f"expected an error at line {line}, but the policy loads"


def _message(above: list[str], name: str, title: str) -> Message:
    facts: dict[str, str] = {}
    to: list[str] = []
    at = 0
    for at, line in enumerate(above):
        if line.startswith("#"):
            continue
        if not line.strip():
            break
        for number, key, value in _pairs([line], at + 1, name):
            if key not in _ENVELOPE:
                raise ConfigError(
                    f"{name}:{number}", f"unknown line {key!r}", did_you_mean(key, _ENVELOPE)
                )
            if key == "to":
                to += [one.strip() for one in value.split(",") if one.strip()]
            else:
                facts[key] = value
    if not to or "from" not in facts:
        raise ConfigError(name, "has no envelope", "start with `from:` and `to:` lines")
    sender = Sender(facts["from"].strip("<>"), facts.get("authenticated", ""))
    data = "".join(f"{line}\r\n" for line in above[at + 1 :]).encode()
    return Message(
        id=f"case-{title}",
        protocol=facts.get("protocol", "smtp"),
        sender=sender,
        destinations=tuple(Destination(one) for one in to),
        media_type="message/rfc822",
        payload=Held(data),
        facts={"listener": facts.get("listener", "")},
    )


def _pairs(lines: Sequence[str], first: int, name: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(lines, first):
        if not line.strip() or line.startswith("#"):
            continue
        key, colon, value = line.partition(": ")
        if not colon:
            raise ConfigError(f"{name}:{number}", "is no `name: value`", "put `: ` between them")
        yield number, key.strip(), value.strip()


def _expected(value: str, place: str) -> ExpectedDecision:
    words = value.split()
    if not 2 <= len(words) <= 3:
        raise ConfigError(
            place, "is no decision", "write an action, a rule and, if wanted, a channel"
        )
    return ExpectedDecision(_word(Action, words[0], place), *words[1:])


def _word(make: Callable[[str], T], word: str, place: str) -> T:
    try:
        return make(word)
    except ValueError:
        known = [*Level] if make == Level.parse else [*Action]
        words = [one.label if isinstance(one, Level) else one.value for one in known]
        raise ConfigError(place, f"unknown word {word!r}", did_you_mean(word, words)) from None


def _text(one: ExpectedDecision) -> str:
    return f"{one.action.value} {one.rule} {one.channel}".strip()
