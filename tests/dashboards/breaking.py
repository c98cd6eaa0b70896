"""Four things that go wrong, each with the alerts that must be raised by it, and end after it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from dashboards.site import BOB, Site, mail
from peers import wait_for


class Trickle:
    """Ordinary mail and mail with a card, through the front door, a few a second."""

    def __init__(self, site: Site) -> None:
        self._site, self._end = site, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Trickle:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(30)

    def _run(self) -> None:
        card = mail("My card is 4111 1111 1111 1111.")
        plain = mail("Nothing of note.")
        number = 0
        while not self._end.wait(0.15):
            content = card if number % 2 else plain
            self._site.send(content, BOB, port=self._site.front_port)
            number += 1


@contextmanager
def deaf_to_cards(site: Site) -> Iterator[None]:
    """The detector of one kind is taken out, by a change of the configuration."""
    path = site.gateway.config_file
    config = yaml.safe_load(path.read_text())
    for one in config["detectors"]:
        if one["use"] == "payment":
            one["without"] = ["CREDIT_CARD"]
    with site.changed(path, yaml.safe_dump(config)):
        yield


@contextmanager
def full_disk(site: Site, folder: Path) -> Iterator[None]:
    """The disk of the evidence store fills up: something else writes on it."""
    ballast = folder / "ballast"
    usage = site.gateway.metric("dlp_store_free_bytes")
    limit = site.gateway.metric("dlp_store_free_limit_bytes")
    ballast.write_bytes(b"x" * int(usage - 2 * limit))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def no_upstream(site: Site) -> Iterator[None]:
    """The mail server behind the gateway stops."""
    site.far.pause()
    try:
        yield
    finally:
        site.far.resume(site.far_port)


@contextmanager
def bypassed(site: Site) -> Iterator[None]:
    """The mail server before the gateway sends past it."""
    site.front.set(f"relayhost = [127.0.0.1]:{site.far_port}")
    try:
        yield
    finally:
        site.front.set(f"relayhost = [127.0.0.1]:{site.gateway.port}")


def raises(
    site: Site, broken: Callable[[], object], *expected: str, seconds: float = 60
) -> dict[str, float]:
    """Seconds until each of the expected alerts fires while it is broken. AssertionError where one
    fired before, TimeoutError where one does not come or does not go again."""
    prometheus = site.prometheus
    wait_for(lambda: not prometheus.firing() & set(expected), seconds, "quiet")
    began, came = time.monotonic(), {}
    with broken():  # type: ignore[attr-defined]
        for name in expected:
            wait_for(lambda name=name: name in prometheus.firing(), seconds, f"{name} to fire")
            came[name] = time.monotonic() - began
        wait_for(
            lambda: set(expected) <= set(site.alerts.received()), 30, "Alertmanager to hear of it"
        )
    wait_for(
        lambda: not prometheus.firing() & set(expected), 2 * seconds, f"{expected} to be resolved"
    )
    return came
