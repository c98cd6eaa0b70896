"""`dlp inspect` and `dlp detect`: what the gateway would see and do, without sending anything.

The JSON of both is a contract (docs/cli.md): other programs and our own tests read it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from dlp.cli._common import OptionalConfigFile, Overrides, err, out, plain, settings
from dlp.cli.envelope import (
    AuthenticatedOption,
    EnvelopeOptions,
    ListenerOption,
    ProtocolOption,
    RecipientsOption,
    SenderOption,
    message_of,
)
from dlp.cli.simulation import Simulation, simulation
from dlp.config import InspectionSettings
from dlp.detect.markings import Markings
from dlp.errors import ConfigError
from dlp.gateway.preparation import Plan
from dlp.inspection import Inspector, build_detectors
from dlp.model import (
    CLASSIFICATION_MARKING,
    Action,
    Decision,
    Destination,
    Finding,
    Message,
    Passage,
    Reading,
)
from dlp.policy.schema import RuleMode
from dlp.read import collect
from dlp.read.part import MESSAGES
from dlp.read.paths import in_words

ALL_ALLOWED, BAD_INPUT, NOT_ALLOWED = 0, 2, 3


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.command()(inspect)
    app.command()(detect)


def inspect(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Mails (.eml), cases (.case) or files.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
    policy: Annotated[
        Path | None, typer.Option(help="Decide by this policy instead of the configured one.")
    ] = None,
    sender: SenderOption = None,
    to: RecipientsOption = None,
    protocol: ProtocolOption = "smtp",
    listener: ListenerOption = None,
    authenticated: AuthenticatedOption = None,
    explain: Annotated[
        bool,
        typer.Option(
            help="Show each rule that was tried, why it did not match, and what looked like a "
            "marking and was none."
        ),
    ] = False,
    show_text: Annotated[
        bool, typer.Option("--show-text", help="Show the text that was read; on a terminal only.")
    ] = False,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Read files as the gateway would, and say what it would do. Sends nothing.

    Any file: a mail, a document, a picture, an archive. Files are read in processes of their own.

    Exit code: 0 all allowed, 3 something not allowed, 2 a file cannot be opened.
    """
    cfg = settings(config, overrides)
    if show_text and not (sys.stdout.isatty() and not as_json):
        err.print("error: --show-text shows what files say on a terminal only", style="red")
        raise typer.Exit(BAD_INPUT)
    envelope = EnvelopeOptions(protocol, sender, to, listener, authenticated).at(cfg)
    with simulation(cfg, policy) as gateway:
        envelope.note(gateway.policy)
        code = _inspect(files, gateway, envelope, as_json, explain, show_text, cfg.inspection)
    raise typer.Exit(code)


def _inspect(
    files: list[Path],
    gateway: Simulation,
    envelope: EnvelopeOptions,
    as_json: bool,
    explain: bool,
    show_text: bool,
    limits: InspectionSettings,
) -> int:
    code = ALL_ALLOWED
    inspector = gateway.inspection.inspector  # its detectors are loaded before any file is opened
    for path in files:
        try:
            message = message_of(path, envelope, gateway.protocols)
        except ConfigError as error:
            err.print(f"error: {plain(error)}", style="red")
            code = BAD_INPUT
            continue
        plan = gateway.plan(message)
        name = "" if message.media_type in MESSAGES else path.name
        if as_json:
            sys.stdout.write(json.dumps(_as_json(path, name, plan)) + "\n")
        else:
            data, files_in = message.payload.read(), gateway.inspection.files
            reading = collect(message.media_type, data, limits, files_in, message.name).reading()
            _show_reading(reading, name, show_text)
            _show(path, name, plan)
            if explain:
                show_explanation(message, plan)
                show_markings(inspector, reading)
        if code == ALL_ALLOWED and any(each.action is not Action.ALLOW for each in plan.decisions):
            code = NOT_ALLOWED
    return code


def detect(
    text: Annotated[str | None, typer.Argument(help="A text; standard input without.")] = None,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Lines {"id","text"} in, lines {"id","findings"} out.'),
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Show what was refused, too, and what each score is made of."
        ),
    ] = False,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Detect in plain text: one long-lived process, offsets in the text as it was given."""
    cfg = settings(config, overrides)
    inspector = Inspector(build_detectors(cfg.detectors, cfg.base), cfg.inspection)
    if jsonl:
        _detect_lines(inspector)
        return
    given = sys.stdin.read() if text is None else text
    found = _in_text(inspector, given)
    _show_spans(found, given)
    if explain:
        reported = {(each.start, each.end, each.kind) for each in found}
        out.print("refused: a score too low, or a better finding in the same place")
        _show_spans(
            [
                each
                for each in inspector.candidates(given)
                if (each.start, each.end, each.kind) not in reported
            ],
            given,
        )


def _show_spans(findings: Sequence[Finding], text: str) -> None:
    table = Table("kind", "span", "text", "score", "detector", "why")
    for each in findings:
        table.add_row(
            each.kind,
            f"{each.start}–{each.end}",
            plain(text[each.start : each.end]),
            f"{each.score:.2f}",
            each.detector,
            plain(each.why),
        )
    out.print(table)


def _detect_lines(inspector: Inspector) -> None:
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            name, text = record["id"], record["text"]
            if not isinstance(text, str):
                raise TypeError
        except (ValueError, TypeError, KeyError):
            err.print(f'error: line {number}: not an object with "id" and "text"', style="red")
            raise typer.Exit(BAD_INPUT) from None
        findings = [_finding(each) for each in _in_text(inspector, text)]
        sys.stdout.write(json.dumps({"id": name, "findings": findings}) + "\n")
        sys.stdout.flush()


def _in_text(inspector: Inspector, text: str) -> tuple[Finding, ...]:
    return inspector.find(Reading((Passage("text", text),)))


def _finding(finding: Finding, *, part: bool = False, name: str = "") -> dict[str, Any]:
    record: dict[str, Any] = {"kind": finding.kind}
    if part:
        record["part"] = finding.part
        record["place"] = _place(finding, name)
    record |= {
        "start": finding.start,
        "end": finding.end,
        "score": round(finding.score, 4),
        "detector": finding.detector,
    }
    if part and finding.why:
        record["why"] = finding.why
    if finding.level is not None:
        record["level"] = finding.level.label
    if finding.kind == CLASSIFICATION_MARKING or part:
        record |= {key: value for key, value in finding.detail.items() if key not in record}
    return record


def _as_json(path: Path, name: str, plan: Plan) -> dict[str, Any]:
    findings = plan.examination.findings
    return {
        "file": str(path),
        "level": plan.examination.level.label,
        "findings": [_finding(each, part=True, name=name) for each in findings],
        "decisions": [
            {
                "destination": destination.address,
                "action": decision.action.value,
                "rule": decision.rule,
                "channel": decision.channel,
                "why": decision.why,
                "reason": decision.reason,
            }
            for destination, decision in _by_destination(plan.decisions)
        ],
    }


def _by_destination(decisions: Sequence[Decision]) -> Iterator[tuple[Destination, Decision]]:
    for decision in decisions:
        for destination in decision.destinations:
            yield destination, decision


_STYLE = {
    Action.ALLOW: "green",
    Action.REDACT: "yellow",
    Action.REDIRECT: "cyan",
    Action.HOLD: "magenta",
    Action.BLOCK: "red",
}


def _place(finding: Finding, name: str) -> str:
    return in_words(finding.part, str(finding.detail.get("at", "")), name)


def _show_reading(reading: Reading, name: str, text: bool) -> None:
    """What was read from where; the text itself only if asked for."""
    table = Table(
        "read", "as", "characters", *(("text",) if text else ()), box=None, pad_edge=False
    )
    for each in reading.passages:
        shown = (plain(each.text),) if text else ()
        table.add_row(
            plain(in_words(each.part, name=name)), each.role.value, str(len(each.text)), *shown
        )
    if table.row_count:
        out.print(table)


def _show(path: Path, name: str, plan: Plan) -> None:
    examination = plan.examination
    out.print(f"[bold]{plain(path)}[/]  level [bold]{examination.level.label}[/]")
    if examination.findings:
        table = Table("kind", "where", "span", "score", "detector", "why", box=None, pad_edge=False)
        for each in examination.findings:
            where = f"{each.start}–{each.end}" if each.end else ""
            why = str(each.detail.get("reason") or each.why)
            table.add_row(
                each.kind,
                plain(_place(each, name)),
                where,
                f"{each.score:.2f}",
                each.detector,
                plain(why),
            )
        out.print(table)
    for destination, decision in _by_destination(plan.decisions):
        _show_decision(destination, decision)


def show_explanation(message: Message, plan: Plan) -> None:
    """For each destination, every rule that was tried and what it saw, and what is done."""
    examination = plan.examination
    done = {
        (destination.network, destination.address): decision
        for destination, decision in _by_destination(plan.decisions)
    }
    for each in plan.policy.explain(message, examination):
        out.print(
            f"[bold]{plain(each.destination.address)}[/]  zone {plain(each.profile.zone)},"
            f" cleared for {each.profile.clearance.label}; the message is {examination.level.label}"
        )
        table = Table("", "rule", "observed", box=None, pad_edge=False)
        for trace in each.traces:
            mark = "[green]✓[/]" if trace.matched else "[dim]·[/]"
            monitored = " (monitor)" if trace.matched and trace.mode is RuleMode.MONITOR else ""
            table.add_row(mark, plain(trace.rule) + monitored, plain(trace.observed))
        out.print(table)
        to = each.destination
        _show_decision(to, done[to.network, to.address])


def show_markings(inspector: Inspector, reading: Reading) -> None:
    """What looked like a classification marking: taken, or refused and why. No text."""
    table = Table("", "where", "span", "scheme", "level", "why")
    for detector in inspector.detectors:
        if not isinstance(detector, Markings):
            continue
        for each in detector.explain(reading.passages):
            mark = "[green]✓[/]" if each.taken else "[dim]·[/]"
            level = each.level.label if each.level is not None else ""
            span = f"{each.start}–{each.end}"
            table.add_row(mark, plain(each.part), span, each.scheme, level, plain(each.why))
    if table.row_count:
        out.print(table)


def _show_decision(destination: Destination, decision: Decision) -> None:
    style = _STYLE[decision.action]
    through = f" through {plain(decision.channel)}" if decision.channel else ""
    instead = f" ({decision.reason})" if decision.reason else ""
    out.print(
        f"  [{style}]{decision.action.value:8}[/] {plain(destination.address)}{through}"
        f"  — {plain(decision.rule)}{instead}: {plain(decision.why)}"
    )
