"""`dlp inspect`: what the gateway would see and do, without sending anything.

Its JSON is a contract (docs/cli.md): other programs and our own tests read it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from dlp.cli._common import (
    ALL_ALLOWED,
    BAD_INPUT,
    NOT_ALLOWED,
    OptionalConfigFile,
    Overrides,
    err,
    out,
    plain,
    settings,
)
from dlp.cli.envelope import (
    AuthenticatedOption,
    EnvelopeOptions,
    ListenerOption,
    ProtocolOption,
    RecipientsOption,
    SenderOption,
    message_of,
)
from dlp.cli.records import finding_record, place_of
from dlp.cli.simulation import Simulation, simulation
from dlp.config import InspectionSettings
from dlp.detect.markings import Markings
from dlp.errors import ConfigError
from dlp.gateway.preparation import Plan
from dlp.inspection import Inspector
from dlp.model import (
    Action,
    Decision,
    Destination,
    Message,
    Reading,
)
from dlp.policy.schema import RuleMode
from dlp.read import collect
from dlp.read.part import MESSAGES
from dlp.read.paths import in_words


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.command()(inspect)


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


def _as_json(path: Path, name: str, plan: Plan) -> dict[str, Any]:
    findings = plan.examination.findings
    return {
        "file": str(path),
        "level": plan.examination.level.label,
        "findings": [finding_record(each, part=True, name=name) for each in findings],
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
                plain(place_of(each, name)),
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
