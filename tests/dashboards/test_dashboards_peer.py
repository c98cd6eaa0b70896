"""A real gateway, Postfix before and behind, Prometheus and Alertmanager looking on.

The rules are the shipped ones with every span of time divided by 480 (six hours are 45 seconds);
`make dashboards` runs them as they are.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from dashboards.ask import View, unanswered, unfounded
from dashboards.breaking import Trickle, bypassed, deaf_to_cards, full_disk, no_upstream, raises
from dashboards.draw import pictures
from dashboards.past import Past
from dashboards.run import work
from dashboards.site import Site
from peers import wait_for

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(420)]

FASTER = 480


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """A small disk of its own."""
    folder = Path(tempfile.mkdtemp(prefix="dlp-small-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "dlp-test", folder])
    if mounted.returncode:
        pytest.skip("needs the right to mount a tmpfs")
    yield folder
    subprocess.run(["umount", folder], check=True)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def site(disk: Path) -> Iterator[Site]:
    site = Site(scrape="200ms", faster=FASTER, probe=4, store=disk)
    try:
        instance = "{}:{}".format(*site.gateway.addresses["metrics"])
        Past(instance, time.time(), FASTER).write(site.prometheus.data)
        site.watch()
        yield site
    finally:
        site.stop()


def test_every_query_answers(site: Site, tmp_path: Path) -> None:
    began = time.time()
    work(site, 25)
    end = time.time()
    view = View(began, end, 2, 8)
    assert unanswered(site.prometheus, view) == []
    assert unfounded(site.prometheus, end - began + 30) == []
    drawn = [
        path
        for board in ("dlp-leaks", "dlp-detectors", "dlp-gateway")
        for path in pictures(site.prometheus, board, view, tmp_path)
    ]
    assert len(drawn) >= 14
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in drawn)
    # an exemplar leads from a slow answer to its message
    exemplars = site.prometheus.api(
        "query_exemplars", query="dlp_message_duration_seconds_bucket", start=began, end=end
    )
    references = [e["labels"]["reference"] for one in exemplars for e in one["exemplars"]]
    assert references
    assert all(len(one.split("-")) == 3 for one in references)


def test_what_goes_wrong_is_noticed(site: Site, disk: Path) -> None:
    with Trickle(site):
        # cards have to be usual before they can be missing
        wait_for(
            lambda: site.prometheus.number('dlp:findings:usual6h{kind="CREDIT_CARD"}') > 20,
            90,
            "cards to be usual",
        )
        came = raises(site, partial(full_disk, site, disk), "DlpStoreNearFull")
        came |= raises(site, partial(no_upstream, site), "DlpDownstreamFailing")
        came |= raises(site, partial(bypassed, site), "DlpNothingInspected", "DlpProbeMissed")
        came |= raises(
            site, partial(deaf_to_cards, site), "DlpProbeMissed", "DlpDetectorSilent", seconds=90
        )
    print({name: round(seconds, 1) for name, seconds in came.items()})
    heard = site.alerts.received()
    assert heard.get("DlpDownstreamFailing", {"on-call"}) == {"on-call"}


def test_nothing_fires_on_a_good_day(site: Site) -> None:
    """After all that, with mail flowing, nothing of what was broken is left."""
    with Trickle(site):
        broken = {
            "DlpProbeMissed",
            "DlpDownstreamFailing",
            "DlpNothingInspected",
            "DlpStoreNearFull",
            "DlpDown",
            "DlpNoWorkers",
            "DlpInspectionOff",
            "DlpPolicyReloadRefused",
        }
        wait_for(lambda: not site.prometheus.firing() & broken, 30, "a good day")
