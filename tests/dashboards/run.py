"""`make dashboards`: a site under load, every query asked, every panel drawn.

Ends with 1, and says which, if any panel's or rule's query fails or says nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from dashboards.ask import View, questions, unanswered, unfounded
from dashboards.draw import pictures
from dashboards.past import Past
from dashboards.site import Site

IMAGES = Path(__file__).parents[2] / "docs" / "img"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=150, help="of load")
    parser.add_argument("--images", type=Path, default=IMAGES)
    options = parser.parse_args()
    site = Site()
    try:
        print("writing an invented past of some weeks", flush=True)
        instance = "{}:{}".format(*site.gateway.addresses["metrics"])
        Past(instance, time.time()).write(site.prometheus.data)
        prometheus, now = site.watch(), time.time()
        sent = work(site, options.seconds)
        end = time.time()
        print(f"{sent} mails sent; asking {len(list(questions()))} panel queries", flush=True)
        live = View(now - 10, end, 5, 30)
        wrong = [*unanswered(prometheus, live), *unfounded(prometheus, end - now + 30)]
        narrow = View(now - 10, end, 5, 30, instance, "smtp", "external")
        wrong += unanswered(prometheus, narrow)
        weeks = View(end - 7 * 86400, end, 4 * 3600, 3600)
        options.images.mkdir(parents=True, exist_ok=True)
        for board, view in (("dlp-leaks", weeks), ("dlp-detectors", live), ("dlp-gateway", live)):
            for path in pictures(prometheus, board, view, options.images):
                print(f"drew {path.name} ({path.stat().st_size // 1024} KB)")
        for line in wrong:
            print(f"WRONG {line}")
        print("every query answers" if not wrong else f"{len(wrong)} queries do not answer")
        return 1 if wrong else 0
    finally:
        site.stop()


def work(site: Site, seconds: float) -> int:
    """The load, with everything that a panel shows; how many mails."""
    sent = site.load(seconds * 0.3)
    site.kill_a_worker()
    site.reload_badly()
    sent += site.load(seconds * 0.7, down_for=min(15.0, seconds * 0.2))
    site.gateway.settle(60)
    time.sleep(6)
    return sent


if __name__ == "__main__":
    sys.exit(main())
