"""The folder channel writes whole files or none."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from pathlib import Path

import pytest

from dlp import plugins
from dlp.errors import ConfigError
from dlp.model import Copy, Destination, Level, Receipt, Sender, Status


def copy(identity: str = "REF.1", payload: bytes = b"Subject: x\r\n\r\nbody\r\n") -> Copy:
    return Copy(
        id=identity,
        message_id="REF",
        protocol="smtp",
        sender=Sender("anna@example.org", facts={"params": "RET=HDRS", "trace": "not for others"}),
        destinations=(Destination("ben@x.test", "smtp", {"params": "NOTIFY=NEVER"}),),
        media_type="message/rfc822",
        payload=payload,
    )


def deliver(folder: Path, *copies: Copy) -> list[tuple[Receipt, ...]]:
    channel = plugins.build(
        "dlp.channels",
        "folder",
        "vault",
        {"folder": str(folder), "trusted": True, "clearance": "secret"},
        "channels.vault",
    )
    assert (channel.name, channel.trusted, channel.clearance) == ("vault", True, Level.SECRET)

    async def go() -> list[tuple[Receipt, ...]]:
        return [await channel.deliver(each) for each in copies]

    return asyncio.run(go())


def test_a_copy_is_two_files_for_their_owner_only(tmp_path: Path) -> None:
    ((receipt,),) = deliver(tmp_path / "vault", copy())
    assert receipt.status is Status.DELIVERED
    files = sorted((tmp_path / "vault").iterdir())
    assert [file.name for file in files] == ["REF.1.eml", "REF.1.json"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert files[0].read_bytes() == copy().payload
    assert json.loads(files[1].read_text()) == {
        "id": "REF.1",
        "message": "REF",
        "protocol": "smtp",
        "media_type": "message/rfc822",
        "sender": "anna@example.org",
        "sender_params": "RET=HDRS",
        "destinations": [{"address": "ben@x.test", "network": "smtp", "params": "NOTIFY=NEVER"}],
    }


def test_the_same_copy_again_is_no_second_one(tmp_path: Path) -> None:
    deliver(tmp_path, copy(), copy())
    assert len(list(tmp_path.iterdir())) == 2


def test_what_cannot_be_written_is_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    ((receipt,),) = deliver(tmp_path / "file", copy())
    assert receipt.status is Status.LATER


def test_a_half_written_copy_never_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ((receipt,),) = deliver(tmp_path, copy())
    assert receipt.status is Status.LATER
    assert [file.name for file in tmp_path.iterdir() if not file.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("domains", "address", "network", "reached"),
    [
        (None, "ben@x.test", "smtp", True),
        (["x.test"], "ben@X.TEST", "smtp", True),
        (["x.test"], "ben@sub.x.test", "smtp", False),
        (["*.x.test"], "ben@sub.x.test", "smtp", True),
        (["x.test"], "ben@notx.test", "smtp", False),
        (["x.test"], "x.test@evil.test", "smtp", False),
        (None, "!room:x.test", "matrix", False),
    ],
)
def test_whom_it_reaches(
    tmp_path: Path, domains: list[str] | None, address: str, network: str, reached: bool
) -> None:
    settings = {"folder": str(tmp_path)} | ({"domains": domains} if domains else {})
    channel = plugins.build("dlp.channels", "folder", "vault", settings, "channels.vault")
    assert channel.reaches(Destination(address, network)) is reached


@pytest.mark.parametrize(
    "settings", [{}, {"folder": "x", "clearance": "very"}, {"folder": "x", "foldr": "y"}]
)
def test_bad_settings_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"channels\.vault"):
        plugins.build("dlp.channels", "folder", "vault", settings, "channels.vault")
