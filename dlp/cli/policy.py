"""`dlp policy check` and `dlp policy explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from dlp.app import build_channels, build_protocols, load_policy
from dlp.cli._common import NOT_ALLOWED, OptionalConfigFile, Overrides, err, out, plain, settings
from dlp.cli.envelope import (
    AuthenticatedOption,
    EnvelopeOptions,
    ListenerOption,
    ProtocolOption,
    RecipientsOption,
    SenderOption,
    composed,
    message_of,
)
from dlp.cli.inspect import show_explanation
from dlp.cli.simulation import simulation
from dlp.policy.cases import CaseResult, read_cases, run_case

group = typer.Typer(no_args_is_help=True, help="Check a policy, or ask it why.")


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.add_typer(group, name="policy")


PolicyFile = Annotated[
    Path | None, typer.Option("--policy", "-p", help="The policy; the configured one without.")
]


@group.command()
def check(
    policy: PolicyFile = None,
    cases: Annotated[
        Path | None, typer.Option(help="Folder of .case files; `cases` beside the policy without.")
    ] = None,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Load a policy and run its cases. Exit code 3 if a case fails, 2 if the policy is bad."""
    cfg = settings(config, overrides)
    path = policy or cfg.policy
    folder = cases or path.parent / "cases"
    with simulation(cfg, path) as gateway:
        # with the kinds at hand a misspelt one is an error, not a rule that never matches
        detectors = gateway.inspection.inspector.detectors
        kinds = {kind for detector in detectors for kind in detector.kinds}
        load_policy(cfg, gateway.channels, gateway.protocols, path, kinds)
        cases_here = read_cases(folder) if folder.is_dir() else ()
        found = [composed(case, gateway.protocols) for case in cases_here]
        loaded = gateway.policy
        out.print(f"{plain(path)}: {len(loaded.rules)} rules, version {loaded.version}")
        if not found:
            out.print(f"no cases in {plain(folder)}")
            return
        results = [
            run_case(case, gateway.decide, gateway.channels)
            for case in track(found, "cases", console=err, transient=True)
        ]
    failed = [result for result in results if result.failures]
    for result in failed:
        _complain(result)
    out.print(f"{len(results) - len(failed)} of {len(results)} cases as expected")
    if failed:
        raise typer.Exit(NOT_ALLOWED)


def _complain(result: CaseResult) -> None:
    out.print(f"[red]{plain(result.case.name)}[/]")
    for failure in result.failures:
        out.print(f"  {plain(failure)}")


@group.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A mail (.eml), a case (.case) or a file.")],
    policy: PolicyFile = None,
    sender: SenderOption = None,
    to: RecipientsOption = None,
    protocol: ProtocolOption = "smtp",
    listener: ListenerOption = None,
    authenticated: AuthenticatedOption = None,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Show, for each recipient of a mail, every rule that was tried and what it saw."""
    cfg = settings(config, overrides)
    envelope = EnvelopeOptions(protocol, sender, to, listener, authenticated).at(cfg)
    with simulation(cfg, policy) as gateway:
        envelope.note(gateway.policy)
        message = message_of(file, envelope, gateway.protocols)
        show_explanation(message, gateway.plan(message))


@group.command(name="list")
def list_rules(
    policy: PolicyFile = None, config: OptionalConfigFile = None, overrides: Overrides = None
) -> None:
    """List the rules in the order in which they are tried."""
    cfg = settings(config, overrides)
    loaded = load_policy(cfg, build_channels(cfg), build_protocols(cfg)[0], policy)
    table = Table("line", "rule", "action", "channel", "mode", "why", title=str(loaded.version))
    for rule in loaded.rules:
        table.add_row(
            str(rule.line),
            plain(rule.name),
            rule.action.value,
            plain(rule.channel),
            rule.mode.value,
            plain(rule.why),
        )
    out.print(table)
