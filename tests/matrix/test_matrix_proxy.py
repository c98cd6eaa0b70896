"""The proxy in front of a canned homeserver: what it sends on, what it answers by itself."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import pytest
from aiohttp import web

from dlp.config.matrix import MatrixSettings
from dlp.errors import ConfigError, Refused, Unavailable
from dlp.proxies import matrix
from housing import CARD, IBAN, TOKEN
from housing.proxying import context
from matrix.benching import ME, OWN, SEND, Bench, bench


def test_our_own_serialisation_goes_on_and_the_answer_is_theirs(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        raw = b' {"body" : "h\\u00fc", "msgtype":"m.text", "n": 1.50} '
        status, said, far = await b.call("PUT", SEND + "1?user_id=%40x%3Ay&ts=1", raw)
        assert (status, said, far.headers["X-Theirs"]) == (200, {"event_id": "$e1"}, "yes")
        method, path, body, headers = b.home.asked[0]
        assert (method, path) == ("PUT", SEND.replace("!", "%21").replace(":", "%3A") + "1")
        assert body == '{"body":"hü","msgtype":"m.text","n":1.5}'.encode()
        assert headers["Authorization"] == "Bearer good"

    bench(tmp_path, work)


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b'{"body":"a","body":"b"}', {}, "M_NOT_JSON"),
        ('{"body":"a"}'.encode("utf-16"), {}, "M_NOT_JSON"),
        (b"\xef\xbb\xbf{}", {}, "M_NOT_JSON"),
        (b"[]", {}, "M_BAD_JSON"),
        (b"{}", {"Content-Encoding": "gzip"}, "M_NOT_JSON"),
        (b"x" * 2000, {}, "M_TOO_LARGE"),
    ],
)
def test_what_could_be_read_in_two_ways_goes_nowhere(
    tmp_path: Path, body: bytes, headers: dict[str, str], code: str
) -> None:
    async def work(b: Bench) -> None:
        # aiohttp as a client would encode the body itself: a plain connection does not
        host, _, port = b.url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        lines = {
            "Host": "x",
            "Authorization": "Bearer good",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in {**lines, **headers}.items())
        writer.write(f"PUT {SEND}1 HTTP/1.1\r\n{head}\r\n".encode() + body)
        said = await reader.read()
        writer.close()
        assert code.encode() in said and b"Access-Control-Allow-Origin: *" in said
        assert b.home.asked == []

    bench(tmp_path, work, body_size=1000)


def test_our_own_answers(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        for method, path, status, code in (
            ("GET", "/_synapse/admin/v1/register", 404, "M_UNRECOGNIZED"),
            ("PATCH", "/_matrix/client/v3/sync", 405, "M_UNRECOGNIZED"),
            ("GET", "/_matrix/client/v1/media/preview_url?url=x", 403, "M_FORBIDDEN"),
            ("PUT", SEND + "1?org.matrix.msc4140.delay=5", 403, "M_FORBIDDEN"),
            ("PUT", SEND + "1?access_token=good", 401, "M_MISSING_TOKEN"),
        ):
            got, said, far = await b.call(method, path, {} if method == "PUT" else None)
            assert (got, said["errcode"]) == (status, code), path
            assert far.headers["Access-Control-Allow-Origin"] == "*"
        assert (await b.call("PUT", SEND + "1", {}, token="bad"))[1]["errcode"] == "M_UNKNOWN_TOKEN"
        assert (await b.call("PUT", SEND + "1", {}, token=""))[1]["errcode"] == "M_MISSING_TOKEN"
        status, _, far = await b.call("OPTIONS", "/_matrix/client/v3/sync")
        assert status == 204 and "PUT" in far.headers["Access-Control-Allow-Methods"]
        assert b.home.asked == []

    bench(tmp_path, work)


def test_a_token_in_the_query_moves_into_the_header(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        assert (await b.call("PUT", SEND + "1?access_token=good", {"body": "x"}, token=""))[
            0
        ] == 200
        _, path, _, headers = b.home.asked[0]
        assert "good" not in path and headers["Authorization"] == "Bearer good"

    bench(tmp_path, work)


def test_passing_is_byte_for_byte(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        body = b'{"a":1,"a":2} \xff'
        path = "/_matrix/client/v3/user/%40a%3Ab/account_data/x?a=%20b&c"
        await b.call("PUT", path, body, **{"X-Any": "y", "Connection": "X-Hop", "X-Hop": "z"})
        method, got, data, headers = b.home.asked[0]
        assert (method, got, data, headers["X-Any"]) == ("PUT", path, body, "y")
        assert "X-Hop" not in headers and headers["X-Forwarded-For"] == "127.0.0.1"
        assert (await b.call("HEAD", "/_matrix/client/versions"))[0] == 200
        assert b.home.asked[1][0] == "HEAD"

    bench(tmp_path, work)


def test_what_the_homeserver_says_is_said(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            body = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2000}
            return web.json_response(body, status=429, headers={"Retry-After": "2"})

        b.home.answer = answer
        for n in (1, 2):
            status, said, far = await b.call("PUT", SEND + "1", {"body": "x"})
            assert (status, said["retry_after_ms"], far.headers["Retry-After"]) == (429, 2000, "2")
            assert len(b.home.asked) == n, "not remembered"
        assert (await b.call("GET", "/_matrix/client/v3/sync"))[0] == 429

    bench(tmp_path, work)


def test_answers_stream_and_a_poll_ends_with_its_client(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        first = asyncio.Event()

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            await response.write(b"begin")
            try:
                await first.wait()
                await response.write(b"end")
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                b.home.gone.set()
                raise
            return response

        b.home.answer = answer
        far = await b.session.get(b.url + "/_matrix/client/v3/sync?timeout=30000")
        assert await far.content.read(5) == b"begin", "before the homeserver is done"
        first.set()
        assert await far.content.read(3) == b"end"
        far.close()
        await asyncio.wait_for(b.home.gone.wait(), 20)

    bench(tmp_path, work)


def test_the_same_transaction_in_flight_is_one(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            await asyncio.sleep(0.2)
            return web.json_response({"event_id": "$once"})

        b.home.answer = answer
        body = {"body": "x"}
        both = await asyncio.gather(*(b.call("PUT", SEND + "7", body) for _ in range(5)))
        assert {each[1]["event_id"] for each in both} == {"$once"} and len(b.home.asked) == 1
        await b.call("PUT", SEND + "8", body)
        await b.call("PUT", SEND + "7", {"body": "other"})
        assert len(b.home.asked) == 3, "another transaction or body is another request"

    bench(tmp_path, work)


def test_a_client_that_goes_away_changes_nothing(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        arrived, go_on = asyncio.Event(), asyncio.Event()

        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            arrived.set()
            await go_on.wait()
            return web.json_response({"event_id": "$kept"})

        b.home.answer = answer
        body = {"body": f"card {CARD}"}
        task = asyncio.create_task(b.call("PUT", SEND + "9", body))
        await arrived.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        again = asyncio.create_task(b.call("PUT", SEND + "9", body))
        await asyncio.sleep(0.1)
        go_on.set()
        assert (await again)[1] == {"event_id": "$kept"}
        assert len(b.home.asked) == 1

    bench(tmp_path, work)


def test_what_is_held_is_in_the_store_once_and_never_sent(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        for _ in range(3):
            status, said, _ = await b.call("PUT", SEND + "1", {"body": f"pay {IBAN}"})
            assert status == 403 and "held" in said["error"]
        (held,) = await b.house.review.list()
        for release in (b.house.review.release, b.house.review.redact_and_release):
            with pytest.raises(Refused, match="cannot be released"):
                await release(held.reference, "rita", "it is fine")
        await b.house.review.reject(held.reference, "rita", "not needed")
        assert b.home.asked == [] and await b.house.dispatches() == []

    bench(tmp_path, work)


def test_a_gateway_that_cannot_look_refuses_for_now(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        b.house.inspection.fails = Unavailable("no worker")
        status, said, _ = await b.call("PUT", SEND + "1", {"body": "x"})
        assert (status, said["errcode"]) == (403, "M_FORBIDDEN") and b.home.asked == []
        b.house.inspection.fails = None
        assert (await b.call("PUT", SEND + "1", {"body": "x"}))[0] == 200, "not remembered"

    bench(tmp_path, work)


def test_a_homeserver_that_is_away(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        for method, path in (("GET", "/_matrix/client/v3/sync"), ("PUT", SEND + "1")):
            status, said, far = await b.call(
                method, path, {"body": "x"} if method == "PUT" else None
            )
            assert (status, said["errcode"]) == (502, "M_UNKNOWN")
            assert far.headers["Access-Control-Allow-Origin"] == "*"

    bench(tmp_path, work, dead=True)


def test_who_is_in_the_room_decides(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        b.home.members = {ME: "join"}
        assert (await b.call("PUT", SEND + "1", {"body": TOKEN}))[0] == 200
        b.home.members = {ME: "leave", "@ben:example.org": "join"}
        other = SEND.replace("!r", "!other")
        assert (await b.call("PUT", other + "2", {"body": TOKEN}))[0] == 403, "the past is no proof"
        b.home.members = {ME: "join", "@whatsapp_1:example.org": "join"}
        third = SEND.replace("!r", "!third")
        assert (await b.call("PUT", third + "3", {"body": TOKEN}))[0] == 403

    bench(tmp_path, work)


def test_a_forbidden_network(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        b.home.members = {ME: "join", "@signal_1:example.org": "join"}
        status, said, _ = await b.call("PUT", SEND + "1", {"body": "x"})
        assert status == 403 and "Signal" in said["error"]

    bench(tmp_path, work, networks={"signal": "forbid"})


def test_login_answers_lead_to_us_and_device_names_are_read(tmp_path: Path) -> None:
    async def work(b: Bench) -> None:
        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            return web.json_response(
                {"access_token": "t", "well_known": {"m.homeserver": {"base_url": b.url}}}
            )

        b.home.answer = answer
        login = {
            "type": "m.login.password",
            "password": TOKEN,
            "initial_device_display_name": "phone",
        }
        path = "/_matrix/client/v3/login"
        status, said, _ = await b.call("POST", path, login, token="")
        assert status == 200
        assert said["well_known"]["m.homeserver"]["base_url"] == "https://matrix.example.org"
        assert json.loads(b.home.asked[0][2]) == login, "credentials are not read"
        login["initial_device_display_name"] = f"phone {CARD}"
        await b.call("POST", path, login, token="")
        assert (
            json.loads(b.home.asked[1][2])["initial_device_display_name"]
            == "phone [CREDIT_CARD removed]"
        )
        login["initial_device_display_name"] = TOKEN
        assert (await b.call("POST", path, login, token=""))[0] == 403 and len(b.home.asked) == 2

    bench(tmp_path, work)


def test_logs_hold_no_content_and_no_token(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def work(b: Bench) -> None:
        for body in ({"body": TOKEN}, {"body": f"x {CARD}"}, {"body": IBAN}):
            await b.call("PUT", SEND + str(len(body["body"])), body)
        await b.call("PUT", SEND + f"{TOKEN}?access_token=good", {}, token="")

    bench(tmp_path, work)

    async def dead(b: Bench) -> None:
        await b.call("PUT", SEND + "1", {"body": TOKEN})

    (tmp_path / "dead").mkdir()
    bench(tmp_path / "dead", dead, dead=True)
    assert caplog.records
    ours = "\n".join(each.getMessage() for each in caplog.records if each.name.startswith("dlp"))
    for secret in (TOKEN, CARD, IBAN, "good", "alice"):
        assert secret not in ours


@pytest.mark.parametrize("missing", ["listen", "server_name", "public_url"])
def test_a_section_that_is_not_whole(tmp_path: Path, missing: str) -> None:
    whole = {"listen": "127.0.0.1:0", "server_name": OWN, "public_url": "https://x.test"}
    del whole[missing]
    with pytest.raises(ConfigError, match=missing):
        matrix.MatrixProxy(MatrixSettings.model_validate(whole), context(None, tmp_path))  # type: ignore[arg-type]


def test_keys_of_devices_are_taken_and_go_nowhere(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        keys = {"device_keys": {"unsigned": {"device_display_name": "token sk-canary-1"}}}
        for prefix in ("r0", "v3"):
            path = f"/_matrix/client/{prefix}/keys/upload"
            status, said, _ = await bench.call("POST", path, keys)
            assert status == 200 and said["one_time_key_counts"]["signed_curve25519"] > 50
            assert (await bench.call("POST", path, keys, token="bad"))[0] == 401
        assert bench.home.asked == []

    bench(tmp_path, work)
