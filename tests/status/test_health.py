"""What no message passes by: reviews, certificates, far sides, disk; each fails by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import trustme

from dlp import config, metrics
from dlp.errors import Unavailable
from dlp.status import Health, History
from dlp.status.health import expires
from housing import IBAN, House, housed, letter, mail
from smtp.talk import FarSide


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def health(folder: Path, store: Any, listeners: list[dict[str, Any]] | None = None) -> Health:
    raw = {"smtp": {"listeners": listeners or []}, "store": {"free_space": "7M"}}
    own = config.parse(raw, "test", folder)
    return Health(own, store, History(folder / "figures.json"), lambda: 42)


def test_every_end_of_a_hold_is_counted_once(tmp_path: Path) -> None:
    names = ("released", "redacted", "rejected", "expired")

    async def work(house: House) -> None:
        checking = health(tmp_path, house.store)
        for name in ("OLD", *names):
            message = letter(mail(IBAN), "ben@x.test", identity=name)
            await house.handle(message)
        # what had ended before the start is not counted again
        await house.review.release("OLD", "ann", "looked at it")
        await checking.start()
        await checking.aclose()
        before = {name: _reviews(name) for name in names}
        house.now += 100
        await house.review.release("released", "ann", "looked at it")
        await house.review.redact_and_release("redacted", "ann", "looked at it")
        await house.review.reject("rejected", "ann", "looked at it")
        house.now += 1000
        await house.review.tidy()
        await checking.check()
        await checking.check()
        assert {name: _reviews(name) - before[name] for name in names} == dict.fromkeys(names, 1)

    housed(tmp_path, work)


def _reviews(decision: str) -> float:
    counted = value("dlp_reviews_total", rule="iban", decision=decision)
    assert value("dlp_hold_duration_seconds_count", decision=decision) >= counted
    assert value("dlp_reviewed_findings_total", kind="IBAN_CODE", decision=decision) >= counted
    return counted


def test_far_sides_certificates_and_disk(tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("gw.test")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")

    async def work(house: House) -> None:
        async with FarSide() as far:
            address = {"address": f"127.0.0.1:{far.port}"}
            listeners = [
                {"name": "up-one", "listen": "127.0.0.1:0", "downstream": address},
                {
                    "name": "down-one",
                    "listen": "127.0.0.1:0",
                    "tls": "starttls",
                    "certificate": str(tmp_path / "cert.pem"),
                    "key": str(tmp_path / "key.pem"),
                    "downstream": {"address": "127.0.0.1:1"},
                },
            ]
            await health(tmp_path, house.store, listeners).check()
            assert "QUIT" in far.verbs(), "it says goodbye"
        assert value("dlp_downstream_up", listener="up-one") == 1
        assert value("dlp_downstream_up", listener="down-one") == 0
        assert (
            value("dlp_credential_expiry_timestamp_seconds", credential="listener:down-one") > 1e9
        )
        assert value("dlp_store_bytes") > 1000
        assert value("dlp_store_free_bytes") > 0
        assert value("dlp_store_free_limit_bytes") == 7 * 1024**2
        assert value("dlp_policy_remembered_addresses") == 42

    housed(tmp_path, work)


@pytest.mark.parametrize("text", [None, "", "-----BEGIN CERTIFICATE-----\nAA\n"])
def test_a_certificate_that_cannot_be_read_has_expired(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "bad.pem"
    if text is not None:
        path.write_text(text)
    expires("listener:bad", path)
    found = metrics.REGISTRY.get_sample_value(
        "dlp_credential_expiry_timestamp_seconds", {"credential": "listener:bad"}
    )
    assert found == 0.0


@pytest.mark.parametrize("failure", [Unavailable("away"), RuntimeError("quotes 4111111111111111")])
def test_one_look_that_fails_leaves_the_others(
    tmp_path: Path, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    class Away:
        async def last_entry(self) -> int:
            return 0

        async def ended_holds(self, after: int) -> list[object]:
            raise failure

        def usage(self) -> None:
            return None

    async def work() -> None:
        checking = health(tmp_path, Away())
        await checking.start()
        metrics.policy_remembered.set(0)
        await checking.check()
        await checking.aclose()

    asyncio.run(work())
    assert value("dlp_policy_remembered_addresses") == 42
    assert "4111" not in caplog.text
    assert (tmp_path / "figures.json").exists()
