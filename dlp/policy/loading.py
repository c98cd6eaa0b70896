"""policy.yaml → `Policy`. What could be a mistake is refused with file, line, fact and remedy."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path

from dlp.errors import ConfigError, did_you_mean
from dlp.model import CLASSIFICATION_MARKING, UNREAD, Action, Channel
from dlp.policy import addresses, lattice, source
from dlp.policy.compiling import ConditionCompiler, cuts
from dlp.policy.conditions import AllOf, Glob
from dlp.policy.deciding import PUBLIC, CompiledRule, Policy
from dlp.policy.schema import FileRedaction, PolicyFile, PolicyRule, When
from dlp.policy.zones import ZoneMap, audiences
from dlp.releasability import canonical

DEFAULT = "default"

_STOPS = (Action.HOLD, Action.BLOCK, Action.REDIRECT)
#: settings that mean something for some actions only
_ONLY_FOR = {
    "redact": (Action.REDACT,),
    "fallback": (Action.REDACT,),
    "files": (Action.REDACT,),
    "declassify": (Action.ALLOW, Action.REDACT),
    "justify": (Action.HOLD,),
    "channel": (Action.REDIRECT, Action.REDACT),
}


def load(
    path: Path,
    channels: Sequence[Channel],
    kinds: Collection[str] | None = None,
    protocols: Collection[str] | None = None,
) -> Policy:
    """The policy in the file `path`; ConfigError says where it is wrong and what to do.

    With `kinds`, those that the configured detectors report, a kind that none of them reports is
    refused too; with `protocols`, the names of those that are wired, any other protocol.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            str(path), f"cannot be read: {error.strerror}", "`dlp init` writes one"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "is not UTF-8 text") from None
    return parse(text, str(path), channels, kinds, protocols)


def parse(
    text: str,
    name: str,
    channels: Sequence[Channel],
    kinds: Collection[str] | None = None,
    protocols: Collection[str] | None = None,
) -> Policy:
    """The policy in `text`, called `name` in errors. Pure."""
    read = source.read(text, name)
    written = read.validated(PolicyFile)
    compiler = ConditionCompiler(written, read, kinds, protocols)
    return _Loader(read, written, channels, compiler).policy(text)


class _Loader:
    def __init__(
        self,
        read: source.YamlSource,
        policy: PolicyFile,
        channels: Sequence[Channel],
        compiler: ConditionCompiler,
    ) -> None:
        self._source, self._file, self._compiler = read, policy, compiler
        self._channels = {one.name: one for one in channels}

    def policy(self, text: str) -> Policy:
        self._check_domains()
        self._check_names()
        rules = tuple(
            self._rule(rule, ("rules", index))
            for index, rule in enumerate(self._file.rules)
            if rule.enabled
        )
        zones = ZoneMap(self._file, tuple(self._compiler.recipients))
        self._check_lattice(rules, zones)
        return Policy(
            rules,
            zones,
            tuple(self._channels.values()),
            caveats={canonical(name): audiences(to) for name, to in self._file.caveats.items()},
            audiences={
                name: audiences(plan.audiences)
                for name, plan in self._file.channels.items()
                if plan.audiences
            },
            units=self._compiler.groups,
            asks=self._compiler.asks,
            version=hashlib.sha256(text.encode()).hexdigest()[:12],
        )

    def _check_domains(self) -> None:
        owner: dict[str, str] = {}
        path: source.KeyPath
        for name, zone in self._file.zones.items():
            for index, text in enumerate(zone.domains):
                path = ("zones", name, "domains", index)
                domain = self._pattern(text, path)
                if owner.setdefault(domain, name) != name:
                    raise self._source.error(
                        path,
                        f"{text!r} is already in zone {owner[domain]!r}",
                        "a domain is in one zone",
                    )
        for text in self._file.clearances:
            path = ("clearances", text)
            if "@" in text and addresses.parse(text) is None:
                raise self._source.error(
                    path, f"{text!r} is no address", "write anna@example.org or example.org"
                )
            if "@" not in text:
                self._pattern(text, path)
        for name in self._file.channels:
            self._known_channel(name, ("channels", name))

    def _pattern(self, text: str, path: source.KeyPath) -> str:
        try:
            return addresses.domain_pattern(text)
        except ValueError as error:
            fact, _, remedy = str(error).partition("; ")
            raise self._source.error(path, fact, remedy) from None

    def _check_names(self) -> None:
        seen: set[str] = set()
        for index, rule in enumerate(self._file.rules):
            if rule.name in seen:
                raise self._source.error(
                    ("rules", index, "name"),
                    f"a second rule {rule.name!r}",
                    "names stand in incidents and metrics, make each its own",
                )
            seen.add(rule.name)
        last = len(self._file.rules) - 1
        if last < 0 or self._file.rules[last].name != DEFAULT:
            raise self._source.error(
                ("rules", max(last, 0)),
                "the last rule is not `default`",
                "end with `- name: default` and an action, without `when`",
            )

    def _rule(self, rule: PolicyRule, path: source.KeyPath) -> CompiledRule:
        default = rule.name == DEFAULT
        if default:
            self._check_default(rule, path)
        elif not rule.when.model_fields_set:
            raise self._source.error(
                path,
                f"rule {rule.name!r} has no condition, so no later rule counts",
                "add `when:`; only `default` goes without",
            )
        elif not rule.why.strip():
            raise self._source.error(
                path, f"rule {rule.name!r} has no `why`", "say in a sentence why it is there"
            )
        self._check_settings(rule, path)
        condition = (
            self._compiler.condition(rule.when, (*path, "when")) if not default else AllOf(())
        )
        if rule.channel:
            self._check_channel(rule, path)
        elif self._redirects(rule) and not any(one.trusted for one in self._channels.values()):
            raise self._source.error(
                (*path, "action"),
                "no channel is trusted, so nothing can be redirected",
                "give a channel `trusted: true` and a clearance, or hold instead",
            )
        redact = self._redact(rule, path) if rule.action is Action.REDACT else None
        return CompiledRule(
            rule.name,
            condition,
            rule.action,
            rule.channel,
            rule.why or "No other rule applied",
            rule.public or PUBLIC[rule.action],
            rule.fallback,
            redact,
            rule.action is Action.REDACT and self._names(rule, CLASSIFICATION_MARKING, path),
            rule.declassify,
            rule.files is FileRedaction.DROP,
            rule.mode,
            self._source.lines.get(path, 0),
            rule.justify,
        )

    def _check_default(self, rule: PolicyRule, path: source.KeyPath) -> None:
        for key in ("when", "enabled", "mode"):
            if key in rule.model_fields_set:
                raise self._source.error(
                    (*path, key),
                    f"`default` always applies, it has no `{key}`",
                    "take it out, or give the rule another name and a default after it",
                )
        if rule.action is Action.REDACT:
            raise self._source.error(
                (*path, "action"), "`default` has nothing to cut out", "allow, hold or block"
            )

    def _check_settings(self, rule: PolicyRule, path: source.KeyPath) -> None:
        for key, actions in _ONLY_FOR.items():
            if key in rule.model_fields_set and rule.action not in actions:
                raise self._source.error(
                    (*path, key),
                    f"`{key}` means nothing for {rule.action.value}",
                    f"it goes with {' and '.join(one.value for one in actions)}",
                )
        if rule.fallback not in _STOPS:
            raise self._source.error(
                (*path, "fallback"),
                f"{rule.fallback.value!r} would let the uncut message pass",
                "fall back to hold, block or redirect",
            )

    def _redirects(self, rule: PolicyRule) -> bool:
        return rule.action is Action.REDIRECT or (
            rule.action is Action.REDACT and rule.fallback is Action.REDIRECT
        )

    def _check_channel(self, rule: PolicyRule, path: source.KeyPath) -> None:
        where = (*path, "channel")
        if not self._redirects(rule):
            raise self._source.error(
                where, "`channel` without a redirect", "add `fallback: redirect` or take it out"
            )
        self._known_channel(rule.channel, where)
        if not self._channels[rule.channel].trusted:
            trusted = [one.name for one in self._channels.values() if one.trusted]
            raise self._source.error(
                where,
                f"channel {rule.channel!r} is not trusted",
                f"trusted are {', '.join(trusted)}" if trusted else "no channel is trusted",
            )

    def _known_channel(self, name: str, where: source.KeyPath) -> None:
        if name not in self._channels:
            raise self._source.error(
                where, f"unknown channel {name!r}", did_you_mean(name, self._channels)
            )

    def _redact(self, rule: PolicyRule, path: source.KeyPath) -> Glob | None:
        unread = any(self._names(rule, kind, path) for kind in UNREAD)
        if unread and rule.files is not FileRedaction.DROP:
            raise self._source.error(
                path,
                f"rule {rule.name!r} would cut out what could not be read",
                "say `files: drop`, or list the kinds in `redact:` and hold UNREADABLE in a rule "
                "of its own",
            )
        if rule.redact:
            return Glob(self._compiler.kinds(rule.redact, (*path, "redact")))
        if not cuts(rule.when):
            raise self._source.error(
                path,
                f"rule {rule.name!r} names nothing to cut out",
                "add `kind:` to its condition, or `redact:` with kinds",
            )
        return None

    def _names(self, rule: PolicyRule, kind: str, path: source.KeyPath) -> bool:
        """Whether the rule asks to cut out findings of `kind`."""
        if rule.redact:
            return Glob(self._compiler.kinds(rule.redact, (*path, "redact"))).matches(kind)
        return self._asks(rule.when, kind, (*path, "when"))

    def _asks(self, when: When, kind: str, path: source.KeyPath) -> bool:
        here = bool(when.kind) and Glob(self._compiler.kinds(when.kind, path)).matches(kind)
        return here or any(self._asks(one, kind, path) for one in (*when.any, *when.all))

    def _check_lattice(self, rules: Sequence[CompiledRule], zones: ZoneMap) -> None:
        found = lattice.first_violation(rules, zones.names)
        if found is None:
            return
        rule, flow = found
        index = next(n for n, one in enumerate(self._file.rules) if one.name == rule.name)
        raise self._source.error(
            ("rules", index),
            f"rule {rule.name!r} could allow a message above the destination's clearance "
            f"(for example level {flow.level.label} to zone {flow.zone})",
            "put a rule `when: {over_clearance: true}` that redirects, holds or blocks above it, "
            "add `over_clearance: false` to its condition, or say `declassify: true`",
        )
