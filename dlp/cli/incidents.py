"""`dlp incidents`: what was not simply allowed, and what a reviewer can do about it.

Works on the store beside a running gateway: what is released here, its courier carries.
"""

from __future__ import annotations

import asyncio
import getpass
import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from dlp.app import build_protocols
from dlp.cli._common import ConfigFile, OptionalConfigFile, Overrides, out, plain, settings
from dlp.delivery.notices import Reporter
from dlp.errors import ConfigError, did_you_mean
from dlp.review import IncidentDetail, IncidentSummary, Review
from dlp.store import State, Store
from dlp.workers import local

group = typer.Typer(
    no_args_is_help=True, help="Review what was held, redirected, redacted, blocked."
)


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.add_typer(group, name="incidents")


Reference = Annotated[str, typer.Argument(help="The reference, as the sender was told.")]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; stands in the history.")]
Actor = Annotated[
    str | None, typer.Option("--as", help="Who decides; the name of your login without.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def _with_review(
    config: ConfigFile | None, overrides: list[str] | None, work: Callable[[Review], Awaitable[Any]]
) -> Any:
    cfg = settings(config, overrides)

    async def run() -> Any:
        store, (protocols, _) = Store(cfg.store), build_protocols(cfg)
        await store.open()
        try:
            with local(cfg) as inspection:
                reporter = Reporter(cfg, protocols)
                return await work(Review(cfg, store, protocols, reporter, inspection=inspection))
        finally:
            await store.aclose()

    return asyncio.run(run())


@group.command(name="list")
def list_(
    state: Annotated[str, typer.Option(help="held, released, …, or all.")] = "all",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: AsJson = False,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """List incidents, the newest first. Shows neither content nor addresses."""
    wanted = None if state == "all" else _state(state)
    items: list[IncidentSummary] = _with_review(config, overrides, lambda r: r.list(wanted, limit))
    if as_json:
        for item in items:
            sys.stdout.write(json.dumps(_summary(item)) + "\n")
        return
    columns = ("when", "state", "action", "rule", "level", "to", "bytes")
    # a reference is there to be copied: it is never cut
    table = Table(Column("reference", no_wrap=True), *columns, "found", box=None, pad_edge=False)
    for item in items:
        found = ", ".join(f"{count}× {kind}" for kind, count in sorted(item.kinds.items()))
        table.add_row(
            item.reference,
            _when(item.created),
            item.state.value,
            item.action.value,
            plain(item.rule),
            item.level.label,
            str(item.destinations),
            str(item.size),
            found,
        )
    out.print(table)


@group.command()
def show(
    reference: Reference,
    actor: Actor = None,
    as_json: AsJson = False,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Show one with its history and findings (places, no text). Looking stands in the history."""
    who = _actor(actor)
    detail: IncidentDetail = _with_review(config, overrides, lambda r: r.show(reference, who))
    if as_json:
        sys.stdout.write(json.dumps(_detail(detail)) + "\n")
        return
    incident = detail.incident
    out.print(
        f"[bold]{incident.reference}[/]  {incident.state.value}, {incident.level.label},"
        f" {incident.size} bytes, {_when(incident.created)}, policy {incident.policy_version}"
    )
    out.print(f"from {plain(incident.sender.identity or '<>')}")
    for group in incident.groups:
        for destination in group.destinations:
            out.print(
                f"  {group.action.value:8} {plain(destination.address)}"
                f"  — {plain(group.rule)}: {plain(group.why)}"
            )
    table = Table("kind", "where", "span", "score", "detector", box=None)
    for each in detail.findings:
        span = f"{each.start}–{each.end}" if each.end else ""
        table.add_row(each.kind, plain(each.part), span, f"{each.score:.2f}", each.detector)
    if detail.findings:
        out.print(table)
    if not detail.evidence:
        out.print("the original is not kept any more")
    for channel, state, attempts in detail.dispatches:
        out.print(f"  copy through {plain(channel)}: {state}, {attempts} attempts")
    for entry in incident.history:
        out.print(
            f"  {_when(entry.at)}  {plain(entry.actor)}: {plain(entry.event)} {plain(entry.why)}"
        )


@group.command()
def release(
    reference: Reference,
    reason: Reason,
    redacted: Annotated[
        bool, typer.Option("--redacted", help="Without what was found, but markings.")
    ] = False,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="With --redacted: cut these kinds only.")
    ] = None,
    with_unread: Annotated[
        bool,
        typer.Option("--with-unread", help="With --redacted: also parts that nobody could read."),
    ] = False,
    actor: Actor = None,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Send a held message on, as it is or redacted. It carries a ticket and is not held again."""
    who = _actor(actor)
    if redacted:
        unread: tuple[str, ...] = _with_review(
            config,
            overrides,
            lambda r: r.redact_and_release(
                reference, who, reason, kinds or (), with_unread=with_unread
            ),
        )
        for place in unread:
            out.print(f"goes along unread: {plain(place)}", soft_wrap=True)
    else:
        _with_review(config, overrides, lambda r: r.release(reference, who, reason))
    out.print(f"{plain(reference)} released; the gateway's courier carries it")


@group.command()
def reject(
    reference: Reference,
    reason: Reason,
    actor: Actor = None,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """End a hold: the message is not sent, its sender is told."""
    who = _actor(actor)
    _with_review(config, overrides, lambda r: r.reject(reference, who, reason))
    out.print(f"{plain(reference)} rejected; its sender is told")


@group.command(name="legal-hold")
def legal_hold(
    reference: Reference,
    reason: Reason,
    lift: Annotated[bool, typer.Option("--lift", help="End it.")] = False,
    actor: Actor = None,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Keep an incident and its evidence beyond every retention, until lifted."""
    who = _actor(actor)
    _with_review(config, overrides, lambda r: r.legal_hold(reference, who, reason, on=not lift))
    out.print(f"{plain(reference)}: legal hold {'lifted' if lift else 'set'}")


def _state(text: str) -> State:
    try:
        return State(text)
    except ValueError:
        known = [state.value for state in State]
        raise ConfigError("--state", f"unknown state {text!r}", did_you_mean(text, known)) from None


def _actor(given: str | None) -> str:
    return given or getpass.getuser()


def _when(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _summary(item: IncidentSummary) -> dict[str, Any]:
    return {
        "reference": item.reference,
        "created": _stamp(item.created),
        "state": item.state.value,
        "action": item.action.value,
        "rule": item.rule,
        "level": item.level.label,
        "destinations": item.destinations,
        "size": item.size,
        "kinds": item.kinds,
        "hold_until": _stamp(item.hold_until) if item.hold_until else None,
        "legal_hold": item.legal_hold,
    }


def _detail(detail: IncidentDetail) -> dict[str, Any]:
    incident = detail.incident
    return {
        "reference": incident.reference,
        "created": _stamp(incident.created),
        "state": incident.state.value,
        "level": incident.level.label,
        "size": incident.size,
        "policy": incident.policy_version,
        "sender": incident.sender.identity,
        "decisions": [
            {
                "destinations": [each.address for each in group.destinations],
                "action": group.action.value,
                "rule": group.rule,
                "channel": group.channel,
                "why": group.why,
            }
            for group in incident.groups
        ],
        "findings": [
            {"kind": f.kind, "part": f.part, "start": f.start, "end": f.end, "score": f.score}
            for f in detail.findings
        ],
        "evidence": detail.evidence,
        "dispatches": [
            {"channel": channel, "state": state, "attempts": attempts}
            for channel, state, attempts in detail.dispatches
        ],
        "history": [
            {"at": _stamp(e.at), "actor": e.actor, "event": e.event, "why": e.why}
            for e in incident.history
        ],
    }
