"""Lookups that leave the homeserver, and uploads."""

from __future__ import annotations

import base64
from pathlib import Path

from housing import CARD, TOKEN
from matrix.benching import Bench, bench


def test_lookups_at_home_pass_and_others_are_read(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        for path in (
            "/_matrix/client/v3/profile/%40ben%3Aexample.org",
            "/_matrix/client/v3/directory/room/%23hall%3Aexample.org",
            "/_matrix/client/v3/publicRooms?limit=1",
            "/_matrix/client/v1/media/download/example.org/abc?allow_redirect=true",
            f"/_matrix/client/v3/profile/%40{TOKEN}%3Aexample.org",
        ):
            assert (await b.call("GET", path))[0] == 200
            assert b.home.asked[-1][1].partition("?")[2] == path.partition("?")[2]
        count = len(b.home.asked)
        assert (await b.call("GET", "/_matrix/media/v3/download/x.test/abc?any=x", token=""))[
            0
        ] == 200
        assert b.home.asked[-1][1] == "/_matrix/media/v3/download/x.test/abc"
        assert (await b.call("GET", "/_matrix/client/v3/profile/%40eve%3Ax.test"))[0] == 200
        for path in (
            f"/_matrix/client/v3/profile/%40{TOKEN}%3Ax.test",
            f"/_matrix/client/v3/profile/%40{CARD}%3Ax.test",
            f"/_matrix/client/v3/publicRooms?server=x.test&since={TOKEN}",
            f"/_matrix/media/v3/download/x.test/{TOKEN}",
            f"/_matrix/client/v1/room_summary/!{TOKEN}?via=x.test",
        ):
            status, said, _ = await b.call("GET", path)
            assert status == 403 and TOKEN not in said["error"], path
        assert len(b.home.asked) == count + 2

    bench(tmp_path, work)


def test_a_redacted_upload_is_what_is_stored(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        path = "/_matrix/media/v3/upload?filename="
        for name, data, stored in (
            ("a.txt", b"", b""),
            ("a.txt", b"plain text", b"plain text"),
            ("b.txt", b"x" * 100_001, b"x" * 100_001),
            ("c.txt", f"card {CARD}".encode(), b"card [CREDIT_CARD removed]"),
        ):
            status, _, _ = await b.call(
                "POST", path + name, data, **{"Content-Type": "text/plain; x=y"}
            )
            assert status == 200, name
            _, got, body, headers = b.home.asked[-1]
            assert (got, body) == (path + name, stored)
            assert headers["Content-Type"] == "text/plain" and headers["Content-Length"] == str(
                len(stored)
            )
        status, _, _ = await b.call(
            "POST", f"{path}{CARD}.txt", b"text", **{"Content-Type": "text/plain"}
        )
        assert status == 200 and CARD not in b.home.asked[-1][1]
        count = len(b.home.asked)
        for name, data in (("a.txt", TOKEN.encode()), (TOKEN, b"x"), ("big", b"x" * 200_001)):
            status, _, _ = await b.call("POST", path + name, data, **{"Content-Type": "text/plain"})
            assert status in (403, 413)
        inner = b"From: a@b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(
            TOKEN.encode()
        )
        for media_type in (
            "message/rfc822",
            "application/octet-stream",
            "application/vnd.matrix.event+json",
        ):
            status, _, _ = await b.call(
                "POST", path + "fwd.eml", inner, **{"Content-Type": media_type}
            )
            assert status == 403, media_type
        assert len(b.home.asked) == count

    bench(tmp_path, work, upload_size=200_000, spill_above=1000)
