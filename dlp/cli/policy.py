"""`dlp policy check` and `dlp policy explain`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from dlp import policy as policies
from dlp.app import build_channels
from dlp.cli._common import OptionalConfigFile, Overrides, err, out, plain, settings
from dlp.cli.inspect import NOT_ALLOWED, ProtocolName, message_of, show_explanation
from dlp.cli.simulation import simulation
from dlp.errors import ConfigError, did_you_mean
from dlp.policy.cases import CaseResult, PolicyCase, read_cases, run_case
from dlp.protocols import Draft, Protocols

app = typer.Typer(no_args_is_help=True, help="Check a policy, or ask it why.")

PolicyFile = Annotated[
    Path | None, typer.Option("--policy", "-p", help="The policy; the configured one without.")
]


@app.command()
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
        policies.load(path, gateway.channels, kinds)
        cases_here = read_cases(folder) if folder.is_dir() else ()
        found = [_composed(case, gateway.protocols) for case in cases_here]
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


def _composed(case: PolicyCase, protocols: Protocols) -> PolicyCase:
    """The case with its text as the message that its `protocol:` makes of it."""
    drawn = case.message
    if drawn is None:
        return case
    profile = protocols.get(drawn.protocol)
    if profile is None:
        names = [each.name for each in protocols]
        raise ConfigError(
            case.name, f"no protocol {drawn.protocol!r}", did_you_mean(drawn.protocol, names)
        )
    draft = Draft(
        data=drawn.payload.read(),
        sender=drawn.sender,
        recipients=[each.address for each in drawn.destinations],
    )
    message = replace(profile.compose(draft), id=drawn.id, facts=drawn.facts)
    expected = case.expected
    if not {each.address for each in message.destinations} <= expected.keys():
        # a room: everybody whom the case names is in it, and it has one decision
        one, *others = set(expected.values())
        if others:
            raise ConfigError(case.name, "a room has one decision", "write the same for everybody")
        expected = {each.address: one for each in message.destinations}
    return replace(case, message=message, expected=expected)


def _complain(result: CaseResult) -> None:
    out.print(f"[red]{plain(result.case.name)}[/]")
    for failure in result.failures:
        out.print(f"  {plain(failure)}")


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A mail (.eml) or a file.")],
    policy: PolicyFile = None,
    sender: Annotated[str | None, typer.Option("--from", help="Envelope sender.")] = None,
    to: Annotated[str | None, typer.Option(help="Recipients, separated by commas.")] = None,
    protocol: ProtocolName = "smtp",
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Show, for each recipient of a mail, every rule that was tried and what it saw."""
    cfg = settings(config, overrides)
    with simulation(cfg, policy) as gateway:
        message = message_of(file, gateway.protocols.of(protocol).compose, sender, to)
        show_explanation(message, gateway.plan(message))


@app.command(name="list")
def list_rules(
    policy: PolicyFile = None, config: OptionalConfigFile = None, overrides: Overrides = None
) -> None:
    """List the rules in the order in which they are tried."""
    cfg = settings(config, overrides)
    loaded = policies.load(policy or cfg.policy, build_channels(cfg))
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
