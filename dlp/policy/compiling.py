"""Policy as written → conditions that can be asked; every name in it is checked here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from dlp.errors import did_you_mean
from dlp.model import CLASSIFICATION_MARKING, FILE_TYPE_MISMATCH, PARTIAL, UNREADABLE
from dlp.policy import addresses, kinds
from dlp.policy.conditions import (
    AllOf,
    AnyOf,
    ClearanceCondition,
    Condition,
    Glob,
    KindCondition,
    LevelCondition,
    Not,
    PredicateCondition,
    ReleaseCondition,
    RuleInput,
    UnreadableCondition,
    ZoneCondition,
)
from dlp.policy.schema import EXTERNAL, INTERNAL, PolicyFile, When
from dlp.policy.source import KeyPath, YamlSource
from dlp.releasability import canonical

T = TypeVar("T")
_GROUP = "group:"
#: keys that say more of `kind`, and no condition of their own
_ABOUT_FINDINGS = ("min_count", "min_score", "sub_kind")
#: kinds that no detector reports
_READERS = (UNREADABLE, PARTIAL, FILE_TYPE_MISMATCH)


class ConditionCompiler:
    """Compiles the conditions of one policy. Errors name the line of the wrong word."""

    def __init__(
        self,
        policy: PolicyFile,
        source: YamlSource,
        reported: Collection[str] | None = None,
        protocols: Collection[str] | None = None,
    ) -> None:
        """`reported`: the kinds that detectors report; `protocols`: the names of those that are
        wired. None where they are not known."""
        self._policy, self._source, self._reported = policy, source, reported
        self._protocols = protocols
        self._categories = {**kinds.CATEGORIES, **policy.kinds}
        self._zones = {INTERNAL, EXTERNAL, *policy.zones}
        #: the recipient conditions met so far; a condition knows its number here
        self.recipients: list[addresses.AddressPatterns] = []
        #: the keys that any condition asks for
        self.asks: set[str] = set()
        for name in policy.kinds:
            self.kinds(policy.kinds[name], ("kinds", name))
        self.groups = {
            name: self._patterns((f"{_GROUP}{name}",), ("groups", name)) for name in policy.groups
        }

    def condition(self, when: When, path: KeyPath) -> Condition:
        """The condition that stands at `path` of the policy."""
        given = when.model_fields_set
        self.asks |= given
        if "kind" not in given:
            for key in _ABOUT_FINDINGS:
                if key in given:
                    raise self._source.error(
                        (*path, key), f"{key!r} without `kind`", "add `kind:`, it is about findings"
                    )
        for name in given:
            if getattr(when, name) is None:
                raise self._source.error((*path, name), f"{name!r} has no value", "take it out")
        for name in given:
            # a key that the schema knows and nobody builds would be a condition that always holds
            if name not in _ABOUT_FINDINGS and all(_field(key) != name for key in BUILDERS):
                raise self._source.error((*path, name), f"{name!r} is not implemented")
        made = [build(self, when, path) for key, build in BUILDERS.items() if _field(key) in given]
        if not made:
            raise self._source.error(path, "a condition without keys holds always", "take it out")
        return made[0] if len(made) == 1 else AllOf(tuple(made))

    def kinds(
        self, names: tuple[str, ...], path: KeyPath, above: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """Kinds and categories as kinds (with ``*``)."""
        found: list[str] = []
        for name in names:
            if name == UNREADABLE:
                # what was read in part was not read in full
                found += (UNREADABLE, PARTIAL)
            elif name == name.upper():
                self._check_kind(name, path)
                found.append(name)
            elif name in above:
                raise self._source.error(path, f"category {name!r} holds itself", "take it out")
            elif name in self._policy.kinds:
                found += self.kinds(self._categories[name], path, (*above, name))
            elif name in self._categories:
                found += self._categories[name]
            else:
                raise self._source.error(
                    path,
                    f"unknown category {name!r}",
                    did_you_mean(name, self._categories) + " (kinds are written in capitals)",
                )
        return tuple(dict.fromkeys(found))

    def _check_kind(self, name: str, path: KeyPath) -> None:
        """A misspelt kind would be a rule that never matches."""
        if self._reported is None or "*" in name or name in (*_READERS, *self._reported):
            return
        raise self._source.error(
            path, f"no detector reports kind {name!r}", did_you_mean(name, self._reported)
        )

    def _zoned(self, when: When, path: KeyPath) -> Condition:
        for name in when.zone:
            self._known("zone", name, self._zones, (*path, "zone"))
        return ZoneCondition(frozenset(when.zone))

    def _protocol(self, when: When, path: KeyPath) -> Condition:
        # a misspelt protocol would be a rule that never matches
        if self._protocols is not None:
            for name in when.protocol:
                self._known("protocol", name.casefold(), self._protocols, (*path, "protocol"))
        return _among(lambda given: given.message.protocol, when.protocol, "protocol")

    def _recipient(self, when: When, path: KeyPath) -> Condition:
        number = len(self.recipients)
        self.recipients.append(self._patterns(when.recipient, (*path, "recipient")))
        return PredicateCondition(
            lambda given: number in given.profile.hits,
            "recipient matches",
            "recipient matches no pattern",
        )

    def _sender(self, when: When, path: KeyPath) -> Condition:
        wanted = self._patterns(when.sender, (*path, "sender"))

        def question(given: RuleInput) -> bool:
            sender = given.message.sender
            known = addresses.parse(sender.authenticated) if sender.authenticated else None
            address = known or addresses.parse(sender.address)
            return wanted.matches(address) or (wanted.null and not sender.identity)

        return PredicateCondition(question, "sender matches", "sender matches no pattern")

    def _patterns(self, texts: Iterable[str], path: KeyPath) -> addresses.AddressPatterns:
        flat: list[str] = []
        for text in texts:
            name = text.removeprefix(_GROUP)
            if name == text:
                flat.append(text)
                continue
            self._known("group", name, self._policy.groups, path)
            flat += self._policy.groups[name]
        try:
            return addresses.patterns(flat)
        except ValueError as error:
            fact, _, remedy = str(error).partition("; ")
            raise self._source.error(path, fact, remedy) from None

    def _known(self, what: str, name: str, known: Iterable[str], path: KeyPath) -> None:
        names = tuple(known)
        if name not in names:
            raise self._source.error(path, f"unknown {what} {name!r}", did_you_mean(name, names))


def _field(key: str) -> str:
    return "not_" if key == "not" else key


def _kind(compiler: ConditionCompiler, when: When, path: KeyPath) -> Condition:
    names = compiler.kinds(when.kind, (*path, "kind"))
    written = ", ".join(when.kind)
    sub_kinds = Glob(when.sub_kind) if when.sub_kind else None
    if sub_kinds is not None:
        written += f" ({', '.join(when.sub_kind)})"
    return KindCondition(
        Glob(names), when.min_count or 1, when.min_score or 0.0, written, sub_kinds
    )


def _level(compiler: ConditionCompiler, when: When, path: KeyPath) -> Condition:
    levels = when.level
    assert levels is not None
    if levels.at_least > levels.at_most:
        raise compiler._source.error(
            (*path, "level"), "no level is at least this and at most that", "exchange the two"
        )
    return LevelCondition(levels.at_least, levels.at_most)


def _caveat(compiler: ConditionCompiler, when: When, path: KeyPath) -> Condition:
    wanted = Glob(when.caveat)

    def question(given: RuleInput) -> bool:
        return any(wanted.matches(canonical(one)) for one in given.examination.caveats)

    return PredicateCondition(question, "carries the caveat", "carries no such caveat")


def _unmarked(given: RuleInput) -> bool:
    """Asked of all that was found: a copy whose marking is cut out is still of a marked message."""
    return all(one.kind != CLASSIFICATION_MARKING for one in given.examination.findings)


def _part(
    fact: Callable[[RuleInput], Iterable[str]], texts: tuple[str, ...], what: str
) -> Condition:
    wanted = Glob(texts)
    return PredicateCondition(
        lambda given: any(wanted.matches(one) for one in fact(given)),
        f"has a part of that {what}",
        f"has no part of that {what}",
    )


def _label(compiler: ConditionCompiler, when: When, path: KeyPath) -> Condition:
    wanted = {name.casefold(): Glob(values) for name, values in when.label.items()}

    def question(given: RuleInput) -> bool:
        labels: dict[str, list[str]] = {}
        for name, values in given.examination.labels.items():
            labels.setdefault(name.casefold(), []).extend(values)
        return all(
            any(glob.matches(value.strip()) for value in labels.get(name, ()))
            for name, glob in wanted.items()
        )

    return PredicateCondition(question, "label matches", "no such label")


def _flag(fact: Callable[[RuleInput], bool], wanted: bool | None, yes: str, no: str) -> Condition:
    return PredicateCondition(
        lambda given: fact(given) is wanted, *((yes, no) if wanted else (no, yes))
    )


def _among(fact: Callable[[RuleInput], str], names: tuple[str, ...], what: str) -> Condition:
    wanted = frozenset(name.casefold() for name in names)
    return PredicateCondition(
        lambda given: fact(given).casefold() in wanted, f"{what} matches", f"another {what}"
    )


def _over(fact: Callable[[RuleInput], int], most: int, what: str) -> Condition:
    return PredicateCondition(
        lambda given: fact(given) > most, f"more than {most} {what}", f"not more than {most} {what}"
    )


Builder = Callable[[ConditionCompiler, When, KeyPath], Condition]

#: one builder for each key of `When`, cheap ones first: the first that fails ends the question
BUILDERS: Mapping[str, Builder] = {
    "zone": ConditionCompiler._zoned,
    "over_clearance": lambda _, when, __: ClearanceCondition(bool(when.over_clearance)),
    "level": _level,
    "releasable": lambda _, when, __: ReleaseCondition(bool(when.releasable)),
    "network": lambda _, when, __: _among(lambda f: f.profile.network, when.network, "network"),
    "recipient": ConditionCompiler._recipient,
    "listener": lambda _, when, __: _among(
        lambda f: str(f.message.facts.get("listener", "")), when.listener, "listener"
    ),
    "protocol": ConditionCompiler._protocol,
    "authenticated": lambda _, when, __: _flag(
        lambda f: bool(f.message.sender.authenticated),
        when.authenticated,
        "sender authenticated",
        "sender did not authenticate",
    ),
    "sealed": lambda _, when, __: _flag(
        lambda f: f.examination.sealed, when.sealed, "is sealed", "is not sealed"
    ),
    "automatic": lambda _, when, __: _flag(
        lambda f: f.examination.automatic, when.automatic, "is automatic", "is not automatic"
    ),
    "unmarked": lambda _, when, __: _flag(_unmarked, when.unmarked, "is unmarked", "is marked"),
    "size_over": lambda _, when, __: _over(
        lambda f: f.message.payload.size, when.size_over or 0, "bytes"
    ),
    "recipients_over": lambda _, when, __: _over(
        lambda f: f.external, when.recipients_over or 0, "external destinations"
    ),
    "sender": ConditionCompiler._sender,
    "caveat": _caveat,
    "part_type": lambda _, when, __: _part(
        lambda f: (one.media_type for one in f.examination.parts), when.part_type, "type"
    ),
    "part_name": lambda _, when, __: _part(
        lambda f: (one.name for one in f.examination.parts), when.part_name, "name"
    ),
    "label": _label,
    "kind": _kind,
    "unreadable": lambda _, when, __: UnreadableCondition(
        frozenset(one.value for one in when.unreadable)
    ),
    "all": lambda compiler, when, path: AllOf(
        tuple(compiler.condition(one, (*path, "all", index)) for index, one in enumerate(when.all))
    ),
    "any": lambda compiler, when, path: AnyOf(
        tuple(compiler.condition(one, (*path, "any", index)) for index, one in enumerate(when.any))
    ),
    "not": lambda compiler, when, path: Not(
        compiler.condition(when.not_ or When(), (*path, "not"))
    ),
}


def cuts(when: When) -> bool:
    """Whether a condition can name findings that may be cut out."""
    return bool(when.kind) or any(map(cuts, (*when.any, *when.all)))
