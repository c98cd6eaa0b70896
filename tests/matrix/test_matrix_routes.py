"""The route table: complete, default-deny, and of one mind with the homeserver about paths."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dlp.errors import ConfigError
from dlp.proxies.matrix import routes
from dlp.proxies.matrix.routes import Reach, Treatment, table

HERE = Path(__file__).parent


def _lines(name: str) -> list[tuple[str, str]]:
    text = (HERE / name).read_text().splitlines()
    return [tuple(line.split(" ", 1)) for line in text if line and line[0] != "#"]  # type: ignore[misc]


OPERATIONS, SERVLETS = _lines("operations.txt"), _lines("servlets.txt")


def samples(pattern: str) -> list[str]:
    """Paths that a pattern of Synapse's matches: each alternative, optional groups in and out."""
    pattern = pattern.removeprefix("^").removesuffix("$").replace("\\.", ".")
    pattern = pattern.replace("(?P<path>pushrules/.*)", "pushrules/global/override/.m.rule.master")
    pattern = re.sub(r"\(\?P<\w+>(\w+)\)", r"\1", pattern)  # named, but literals
    pattern = re.sub(r"\(\?P<\w+>((?:\w+\|)*\w+)\)", r"(\1)", pattern)
    # innermost optional groups first
    optional = re.search(r"\((/[^()]*(?:\([^()]*\)[^()]*)*)\)\?", pattern)
    inner = re.search(r"\((/\(\?P<\w+>[^()]*\))\)\?(?!\()", pattern)
    if inner or optional:
        found = inner or optional
        assert found is not None
        rest = pattern[: found.start()], pattern[found.end() :]
        return samples(rest[0] + rest[1]) + samples(rest[0] + found[1] + rest[1])
    choice = re.search(r"\(([\w./|]+\|[\w./|]+)\)", pattern)
    if choice:
        head, tail = pattern[: choice.start()], pattern[choice.end() :]
        return [path for word in choice[1].split("|") for path in samples(head + word + tail)]
    return [re.sub(r"\(\?P<\w+>[^()]*\)", "x", pattern)]


def test_the_lists_are_whole() -> None:
    assert sum(method != "GET" for method, _ in OPERATIONS) == 84  # of 85: one path has two forms
    assert len(OPERATIONS) > 160
    assert len(SERVLETS) == 180


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_of_the_specification_is_classified(method: str, path: str) -> None:
    found = table().match(method, re.sub(r"\{\w+\}", "x", path))
    assert found is not None and found.treatment is not None


@pytest.mark.parametrize(("method", "pattern"), SERVLETS)
def test_everything_that_synapse_serves_is_classified(method: str, pattern: str) -> None:
    for path in samples(pattern):
        assert re.match(pattern, path), "the sample is one"
        found = table().match(method, path)
        assert found is not None and found.treatment is not None, path


def test_every_writing_method_that_passes_is_on_a_short_list() -> None:
    """What passes with a body goes to one's own devices, one's own server, or says nothing."""
    passing = {
        route.segments[-1] if not route.segments[-1].startswith("{") else route.segments[-2]
        for route in table().routes
        for method, treatment in route.treatments.items()
        if treatment is Treatment.PASS and method in ("PUT", "POST")
    }
    assert passing == set(
        """3pid/add account_data add all create deactivate delete_devices events filter forget
        get_token login logout password pushrules refresh register report requestToken
        search send_mail submit_token subscription sync tags tokenrefresh typing web
        {kind} {rule}""".split()
    ) - {"3pid/add", "pushrules"}


def test_what_must_never_pass() -> None:
    for method, path in (
        ("PUT", "rooms/!a/send/m.room.message/1"),
        ("POST", "rooms/!a/send/m.room.message"),
        ("PUT", "rooms/!a/state/m.room.topic/"),
        ("PUT", "rooms/!a/state/m.room.topic"),
        ("POST", "rooms/!a/invite"),
        ("PUT", "rooms/!a/kick/7"),
        ("PUT", "createRoom/7"),
        ("PUT", "presence/@a/status"),
        ("PUT", "sendToDevice/x/1"),
    ):
        for prefix in ("v3", "r0", "unstable"):
            found = table().match(method, f"/_matrix/client/{prefix}/{path}")
            assert found is not None
            assert found.treatment in (Treatment.INSPECT, Treatment.RESTRICT, Treatment.REFUSE), (
                path
            )


@pytest.mark.parametrize(
    "path",
    [
        "/_matrix/client/v3/rooms/!a/s%65nd/m.room.message/1",
        "/%5Fmatrix/client/v3/rooms/!a/send/m.room.message/1",
        "/_matrix//client/v3/rooms/!a/send/m.room.message/1",
        "//_matrix/client/v3/rooms/!a/send/m.room.message/1",
        "/_matrix/./client/v3/rooms/!a/send/m.room.message/1",
        "/_matrix/x/../client/v3/rooms/!a/send/m.room.message/1",
        "/_matrix/client/v3/rooms/!a/send/m.room.message/1/",
        "/_matrix/client/v3/rooms/%2e%2e/send/m.room.message/1",
        "/_matrix/client/v3/rooms/!a/send/m.room.message/%FF",
        "/_matrix/client/v3/rooms/!a/send/m.room.message/%",
        "/_matrix/client/v3/rooms/!a/send/m.room.message/%0a",
        "/_matrix/client/v3/rooms/!a\\send/m.room.message/1",
        "http://hs/_matrix/client/v3/rooms/!a/send/m.room.message/1",
        "/_MATRIX/client/v3/rooms/!a/send/m.room.message/1",
        "/_matrix/client/v9/rooms/!a/send/m.room.message/1",
        "/_matrix/client/v1/rooms/!a/send/m.room.message/1",
        "/_matrix/client/v3/rooms/!a/send/m.room.message/{}/x",
        "/_matrix/client/v3/rooms/!a/\0",
        "/_synapse/admin/v1/register",
        "/_matrix/federation/v1/version",
        "/_matrix/key/v2/server",
        "/_matrix/policy/v1/sign",
        "/_matrix/identity/v2",
        "/",
        "",
        "*",
    ],
)
def test_other_spellings_are_no_routes(path: str) -> None:
    for method in ("GET", "PUT", "POST", "DELETE"):
        assert table().match(method, path) is None


def test_methods() -> None:
    path = "/_matrix/client/v3/sync"
    found = table().match("HEAD", path)
    assert found is not None and found.treatment is Treatment.PASS
    for method in ("PUT", "PATCH", "TRACE", "CONNECT", "get", "SEND"):
        found = table().match(method, path)
        assert found is not None and found.treatment is None


def test_parameters_are_decoded_once_and_written_anew() -> None:
    raw = "/_matrix/client/v3/rooms/!a:b.c/state/%6d.bridge/b.c%2Fwhats%2520app"
    found = table().match("PUT", raw)
    assert found is not None
    assert found.params == {"room": "!a:b.c", "type": "m.bridge", "key": "b.c/whats%20app"}
    assert found.path == "/_matrix/client/v3/rooms/%21a%3Ab.c/state/m.bridge/b.c%2Fwhats%2520app"
    again = table().match("PUT", found.path)
    assert again is not None and again.params == found.params


def test_an_empty_state_key_keeps_its_slash() -> None:
    found = table().match("PUT", "/_matrix/client/v3/rooms/!a/state/m.room.name/")
    assert found is not None and found.path.endswith("/state/m.room.name/")


@given(st.text(max_size=60))
def test_no_path_breaks_it_and_a_route_is_a_fixed_point(text: str) -> None:
    for path in (
        text,
        f"/_matrix/client/v3/rooms/{text}",
        f"/_matrix/client/v3/rooms/{text}/leave",
    ):
        found = table().match("POST", path)
        if found is not None:
            again = table().match("POST", found.path)
            assert again is not None and again.params == found.params and again.route is found.route


def test_rooms_have_their_room_in_the_path() -> None:
    for route in table().routes:
        if route.reach is Reach.ROOM:
            assert "{room}" in route.segments, route.segments


@pytest.mark.parametrize(
    "route",
    [
        "{at: c, path: x, GET: maybe}",
        "{at: c, path: x, GET: inspect}",
        "{at: c, path: x, GET: restrict, as: y, to: room}",
        "{at: c, path: x}",
        "{at: d, path: x, GET: pass}",
        "{at: c, path: x, PATCH: pass}",
        "{at: c, path: y, GET: pass}",
    ],
)
def test_a_bad_table_is_refused(route: str) -> None:
    text = f"prefixes: {{c: [c]}}\nroutes:\n  - {{at: c, path: y, GET: pass}}\n  - {route}"
    with pytest.raises((ConfigError, ValueError)):
        routes.parse(yaml.safe_load(text))
