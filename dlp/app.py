"""The only file that knows every concrete thing: configuration → objects → start, reload, stop."""

from __future__ import annotations

import asyncio
import importlib.metadata
import logging
import platform
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from dlp import __version__, metrics, plugins, policy
from dlp.bot import Bot
from dlp.bot.commands import CommandHandler
from dlp.channels import matrix_room
from dlp.config import Config
from dlp.delivery.courier import Courier
from dlp.delivery.notices import Reporter
from dlp.delivery.tickets import Tickets
from dlp.errors import ConfigError, DlpError
from dlp.gateway.acceptance import Acceptance, Clock
from dlp.gateway.gateway import Gateway
from dlp.gateway.ports import Inspection, Step
from dlp.gateway.preparation import Preparation
from dlp.gateway.readmission import Readmission
from dlp.gateway.steps.room_levels import RoomLevels, RoomMemory
from dlp.gateway.steps.stamping import Stamps
from dlp.model import Channel, Level
from dlp.policy.schema import RuleMode
from dlp.protocols import Protocols, Proxy, ProxyContext, ProxyPlugin
from dlp.proxies import matrix, smtp
from dlp.proxies.matrix.profile import BOT, ORIGINAL_ROOM
from dlp.review import Review
from dlp.status import Health, History, StatusServer, serve
from dlp.status.probe import Prober
from dlp.store import Store
from dlp.workers import Disabled, Pool

log = logging.getLogger("dlp.app")

#: reads the configuration again, for a reload; ConfigError if it is bad now
Reread = Callable[[], Config]
#: what a reload takes over; a change of anything else is said and waits for a restart
_RELOADED = frozenset({"base", "policy", "detectors", "inspection"})


def build_channels(config: Config) -> list[Channel]:
    """The configured ways out, in their order. Connects to nothing."""
    built: list[Channel] = []
    for name, each in config.channels.items():
        settings = {**each.settings, "trusted": each.trusted, "clearance": each.clearance}
        built.append(
            plugins.build("dlp.channels", each.use, name, settings, f"channels.{name}", config.base)
        )
    return built


def build_protocols(config: Config) -> tuple[Protocols, list[ProxyPlugin]]:
    """All protocols, and those of them that the configuration brings. Connects to nothing."""
    brought: list[ProxyPlugin] = [
        plugins.build(
            "dlp.proxies", each.use, name, each.settings, f"protocols.{name}", config.base
        )
        for name, each in config.protocols.items()
    ]
    wired = (smtp.profile(config), matrix.profile(config))
    return Protocols((*wired, *(each.profile for each in brought))), brought


def load_policy(
    config: Config,
    channels: Sequence[Channel],
    protocols: Protocols,
    path: Path | None = None,
    kinds: Collection[str] | None = None,
) -> policy.Policy:
    """The policy that is configured, or the one at `path`, for what is wired here; ConfigError if
    it is bad. With `kinds`, those that detectors report, any other kind is refused too."""
    names = [each.name for each in protocols]
    return policy.load(path or config.policy, channels, kinds, names)


def in_force(loaded: policy.Policy) -> policy.Policy:
    """Says in the metrics which policy decides from now on."""
    metrics.policy_loaded.set(time.time())
    metrics.policy_reload_successful.set(1)
    metrics.policy_info.info({"version": loaded.version})
    for mode in RuleMode:
        metrics.policy_rules.labels(mode.value).set(sum(one.mode is mode for one in loaded.rules))
    return loaded


def prepare(
    config: Config,
    inspection: Inspection,
    loaded: policy.Policy,
    channels: Mapping[str, Channel],
    before: Sequence[Step] = (),
    after: Sequence[Step] = (),
    protocols: Protocols | None = None,
) -> tuple[Preparation, tuple[Step, ...]]:
    """All the thinking about a message, as configured, and the steps in it: the running gateway's
    and, without `before` and `after`, that of whoever only wants to know. ConfigError."""
    protocols = protocols or build_protocols(config)[0]
    levels = RoomLevels(
        protocols=protocols,
        policy=lambda: preparation.policy,
        gathers=lambda name: getattr(channels.get(name), "gathers", False),
    )
    stamps = (Stamps(config.stamp, protocols),) if config.stamp.scheme else ()
    steps = (*before, *stamps, levels, *after)
    preparation = Preparation(inspection=inspection, policy=loaded, channels=channels, steps=steps)
    return preparation, steps


def build(
    config: Config,
    reread: Reread | None = None,
    *,
    steps: Sequence[Step] = (),
    inspection: Inspection | None = None,
    clock: Clock = time.time,
) -> App:
    """Everything that a configuration asks for, not started yet. ConfigError if it cannot be.

    `steps` look on, after our own. `inspection` is instead of worker processes; `clock` gives
    seconds since 1970 to all that is written down.
    """
    return App(config, reread or (lambda: config), steps, inspection, clock)


class App:
    """A gateway with all its parts. Two of them can live in one process."""

    def __init__(
        self,
        config: Config,
        reread: Reread,
        steps: Sequence[Step],
        inspection: Inspection | None,
        clock: Clock,
    ) -> None:
        self.config, self._reread = config, reread
        self._reload: asyncio.Task[None] | None = None
        config.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = config.secret.read("secret").get_secret_value().encode()
        self.channels = build_channels(config)
        if config.courier.channel not in config.channels:
            raise ConfigError(
                "courier.channel",
                f"there is no channel {config.courier.channel!r}",
                "add it under channels: it carries released copies and reports",
            )
        by_name = {channel.name: channel for channel in self.channels}
        tickets = Tickets(secret)
        self.store = Store(config.store)
        self.pool = Pool(config) if inspection is None and config.inspection.enabled else None
        self.inspection: Inspection = inspection or self.pool or Disabled()
        self.protocols, brought = build_protocols(config)
        reporter = Reporter(config, self.protocols)
        self.review = Review(
            config,
            self.store,
            self.protocols,
            reporter,
            inspection=self.inspection,
            clock=clock,
        )
        self.membership_review = (
            matrix.MembershipReview(config.matrix)
            if config.matrix.review_token is not None and config.matrix.review_every
            else None
        )
        reviews = [self.membership_review.chore] if self.membership_review is not None else []
        chores = (self.review.tidy, *reviews)
        self.courier = Courier(
            config,
            store=self.store,
            channels=by_name,
            protocols=self.protocols,
            reporter=reporter,
            tickets=tickets,
            chores=chores,
            clock=clock,
        )
        self.prober = Prober(config, self.store, secret, lambda: self.smtp.addresses)
        memory = RoomMemory(
            self.store,
            self.protocols,
            default=Level.parse(config.matrix.history_level or config.inspection.default_level),
            clock=clock,
        )
        self.preparation, every = prepare(
            config,
            self.inspection,
            in_force(load_policy(config, self.channels, self.protocols)),
            by_name,
            before=(self.prober,),
            after=(memory, *steps),
            protocols=self.protocols,
        )
        self.gateway = Gateway(
            preparation=self.preparation,
            acceptance=Acceptance(config, self.store, self.protocols, reporter, clock),
            readmission=Readmission(config, self.store, self.protocols, tickets, clock),
            wake=self.courier.wake,
            steps=every,
        )
        self.bot = self._appservice(by_name)
        self.context = context = ProxyContext(
            handle=self.gateway.handle,
            instance=config.instance,
            secret=secret,
            folder=config.directory,
            has_space=self.store.has_room,
            rooms=memory,
        )
        self.smtp = smtp.SmtpProxy(config.smtp, context)
        self.proxies: list[Proxy] = [self.smtp]
        if config.matrix.listen is not None:
            self.proxies.append(matrix.MatrixProxy(config.matrix, context))
        self.proxies += [each.proxy(context) for each in brought]
        for one in brought:
            if one.profile.channel not in by_name:
                raise ConfigError(
                    f"protocols.{one.profile.name}",
                    f"there is no channel {one.profile.channel!r} for its copies",
                    "add it under channels",
                )
        history = History(config.directory / "figures.json")
        self.health = Health(
            config,
            self.store,
            history,
            lambda: self.preparation.policy.zones.cached,
            (self.courier.measure,),
        )
        self.status: StatusServer | None = serve(config, self.checks, history)
        metrics.build_info.info(
            {
                "version": __version__,
                "python": platform.python_version(),
                "presidio": importlib.metadata.version("presidio-analyzer"),
                "spacy": importlib.metadata.version("spacy"),
            }
        )

    def _appservice(self, channels: dict[str, Channel]) -> Bot | None:
        """Adds what the gateway does as an application service; the bot, if there is one."""
        settings = self.config.matrix
        if settings.listen is None or settings.appservice is None:
            return None
        for name in (ORIGINAL_ROOM, BOT):
            if name in channels:
                raise ConfigError(f"channels.{name}", "is a name of ours", "choose another name")
        channels[ORIGINAL_ROOM] = matrix_room.original(ORIGINAL_ROOM, settings)
        bot = None
        if settings.appservice.bot:
            justifiable = lambda rule: self.preparation.policy.justifiable(rule)  # noqa: E731
            bot = Bot(
                settings,
                CommandHandler(
                    self.review, self.inspection, self.protocols.of("matrix"), justifiable
                ),
            )
            channels[BOT] = bot
        self.channels += [channels[name] for name in (ORIGINAL_ROOM, BOT) if name in channels]
        return bot

    @property
    def addresses(self) -> Mapping[str, str]:
        """Where it listens: name of a listener → ``host:port``, and ``metrics``."""
        found: dict[str, str] = {}
        for proxy in self.proxies:
            found |= proxy.addresses
        if self.status is not None and self.config.metrics.listen is not None:
            found["metrics"] = f"{self.config.metrics.listen.host}:{self.status.port}"
        return found

    async def start(self) -> None:
        """Store first, workers next, doors last: nobody is greeted before we can answer."""
        await self.store.open()
        if self.pool is not None:
            await self.pool.start()
        await self.courier.start()
        if self.status is not None:
            await self.status.start()
        for proxy in self.proxies:
            await proxy.start()
        if self.bot is not None:
            await self.bot.start()
        await self.health.start()
        await self.prober.start()
        log.info("up: policy %s, %d rules", self.preparation.policy.version, self._rules)

    async def aclose(self) -> None:
        """Doors first, then what is under way, then the store."""
        await self.prober.aclose()
        for proxy in reversed(self.proxies):
            await proxy.aclose()
        if self._reload is not None:
            self._reload.cancel()
        await self.courier.aclose()
        for channel in self.channels:
            await channel.aclose()
        if self.pool is not None:
            await self.pool.aclose()
        if self.membership_review is not None:
            await self.membership_review.aclose()
        await self.health.aclose()
        if self.status is not None:
            await self.status.aclose()
        await self.store.aclose()

    async def checks(self) -> Mapping[str, str | None]:
        """For /readyz: part → None if it is well, else why not."""
        read, pool = self.config.inspection.enabled, self.pool
        return {
            "inspection": None if pool is None or pool.ready else "no worker is up",
            "files": None if pool is None or pool.reads_files else "their readers are not up",
            "store": None if await self._store_answers() else "does not answer",
            "disk": None if self.store.has_room() else "too little free space",
            "reading": None if read else "turned off: everything passes unread",
        }

    async def _store_answers(self) -> bool:
        try:
            await self.store.queue()
        except DlpError:
            return False
        return True

    def reload_soon(self) -> None:
        """SIGHUP: reads configuration and policy again; what is bad leaves the old in force."""
        if self._reload is None or self._reload.done():
            self._reload = asyncio.get_running_loop().create_task(self.reload())

    async def reload(self) -> None:
        """Takes over policy, zones, detectors, inspection limits, and certificates from their
        files. The rest needs a restart."""
        try:
            config = await asyncio.to_thread(self._reread)
            fresh = load_policy(config, self.channels, self.protocols)
            for proxy in self.proxies:
                proxy.reload()
            if self.pool is not None:
                # always: files that a detector's settings name may have changed under their names
                await self.pool.reload(config)
        except Exception as error:  # whatever went wrong, it is said and the old policy stays
            metrics.policy_reloads.labels("refused").inc()
            metrics.policy_reload_successful.set(0)
            if isinstance(error, DlpError):
                log.error("reload refused, the old policy stays: %s", error)
            else:
                log.exception("reload failed, the old policy stays")
            return
        self.preparation.policy = in_force(fresh)
        metrics.policy_reloads.labels("ok").inc()
        log.info("reloaded: policy %s, %d rules", fresh.version, self._rules)
        for part in type(config).model_fields.keys() - _RELOADED:
            if getattr(config, part) != getattr(self.config, part):
                log.warning("reload: a change of %r takes effect after a restart", part)

    @property
    def _rules(self) -> int:
        return len(self.preparation.policy.rules)
