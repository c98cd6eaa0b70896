"""What is read of Matrix events, and what a redaction leaves of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.config import InspectionSettings
from dlp.inspection import Inspector
from dlp.matrix.events import MEDIA_TYPE, parse
from dlp.model import UNREADABLE, Role
from dlp.read import read
from dlp.redaction import CannotRedact, redact
from housing import CARD
from housing.marks import Marks

LIMITS = InspectionSettings()


def wrapped(content: Any, operation: str = "send", **path: str) -> bytes:
    path = path or {"type": "m.room.message"}
    return json.dumps({"operation": operation, "path": path, "content": content}).encode()


def texts(content: Any, **path: str) -> dict[str, str]:
    return {each.part: each.text for each in read(MEDIA_TYPE, wrapped(content, **path)).passages}


def found(content: Any, **path: str) -> list[Any]:
    findings = Inspector([Marks()], LIMITS).examine(MEDIA_TYPE, wrapped(content, **path)).findings
    return [each for each in findings if each.kind != UNREADABLE]


def cut(content: Any, **path: str) -> Any:
    data = wrapped(content, **path)
    findings = Inspector([Marks()], LIMITS).examine(MEDIA_TYPE, data).findings
    wanted = [each for each in findings if each.kind == "CREDIT_CARD"]
    return json.loads(redact(MEDIA_TYPE, data, wanted, LIMITS))["content"]


def doubts(data: bytes) -> list[str]:
    return [each.detail["reason"] for each in read(MEDIA_TYPE, data).findings]


#: where a number may hide: event type, content
EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("m.room.message", {"msgtype": "m.text", "body": CARD}),
    (
        "m.room.message",
        {
            "body": "x",
            "format": "org.matrix.custom.html",
            "formatted_body": f"<b>41111111</b>11111111 <i>{CARD}</i>",
        },
    ),
    ("m.room.message", {"body": "x", "formatted_body": f'<a href="https://x.test/?{CARD}">y</a>'}),
    ("m.room.message", {"body": "x", "formatted_body": f"<!-- {CARD} -->"}),
    (
        "m.room.message",
        {"body": "* x", "m.new_content": {"body": CARD}, "m.relates_to": {"rel_type": "m.replace"}},
    ),
    (
        "m.room.message",
        {
            "body": f"> <@a:b> {CARD}\n\nyes",
            "m.relates_to": {"m.in_reply_to": {"event_id": "$" + "a" * 43}},
        },
    ),
    (
        "m.room.message",
        {"body": "x", "formatted_body": f"<mx-reply><blockquote>{CARD}</blockquote></mx-reply>yes"},
    ),
    (
        "m.room.message",
        {"msgtype": "m.image", "body": CARD, "filename": "a.png", "url": "mxc://a.b/" + "x" * 24},
    ),
    ("m.room.message", {"msgtype": "m.file", "body": "a", "filename": f"{CARD}.pdf"}),
    ("m.room.message", {"msgtype": "m.image", "body": "a", "info": {"mimetype": CARD}}),
    ("m.room.message", {"msgtype": "m.location", "body": "x", "m.location": {"description": CARD}}),
    ("m.room.message", {"body": "x", "org.matrix.msc1767.text": CARD}),
    ("m.room.message", {"body": "x", "m.text": [{"mimetype": "text/html", "body": f"<p>{CARD}"}]}),
    ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "key": CARD}}),
    ("m.sticker", {"body": CARD, "info": {}}),
    ("m.poll.start", {"m.poll": {"question": {"m.text": [{"body": CARD}]}, "answers": []}}),
    ("m.poll.start", {"m.poll": {"answers": [{"m.id": "1", "m.text": [{"body": CARD}]}]}}),
    ("org.matrix.msc3381.poll.response", {"org.matrix.msc3381.poll.response": {"answers": [CARD]}}),
    ("m.call.invite", {"offer": {"type": "offer", "sdp": f"v=0\r\ns={CARD}\r\n"}}),
    ("m.room.topic", {"topic": CARD}),
    ("m.room.topic", {"topic": "x", "m.topic": {"m.text": [{"body": CARD}]}}),
    ("m.room.member", {"membership": "join", "displayname": CARD}),
    ("m.room.tombstone", {"body": CARD, "replacement_room": "!x"}),
    ("im.vector.modular.widgets", {"url": f"https://w.test/?q={CARD}", "name": "w"}),
    ("m.policy.rule.user", {"entity": "@x:y", "reason": CARD}),
    ("com.example.any", {"deep": [{"er": [[CARD]]}]}),
]


@pytest.mark.parametrize(("kind", "content"), EVENTS, ids=lambda x: x if isinstance(x, str) else "")
def test_text_of_every_type_is_read_and_cut(kind: str, content: dict[str, Any]) -> None:
    assert found(content, type=kind)
    after = json.dumps(cut(content, type=kind))
    assert CARD not in after and "CREDIT_CARD" in after


def test_only_the_value_changes() -> None:
    content = {
        "msgtype": "m.text",
        "body": f"my card {CARD}, thanks ü",
        "format": "org.matrix.custom.html",
        "formatted_body": f"my card <b>{CARD}</b>, thanks &uuml;",
        "m.relates_to": {"event_id": "$" + "x" * 43},
        "n": [1, 2.5, None, True],
    }
    assert cut(content) == {
        **content,
        "body": "my card [CREDIT_CARD removed], thanks ü",
        "formatted_body": "my card <b>[CREDIT_CARD removed]</b>, thanks &uuml;",
    }


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({CARD: "x"}, {}),  # a key of the sender's own
        ({"body": "x", "n": int(CARD)}, {}),
        ({"body": "x", "url": "https://x.test/" + "".join(f"%{ord(c):02x}" for c in CARD)}, {}),
        ({}, {"type": f"my card {CARD}"}),
        ({}, {"type": "m.room.name", "key": CARD}),
        ({}, {"alias": f"#{CARD}:x.test"}),
    ],
)
def test_what_cannot_be_cut_is_found_and_refused(content: Any, path: dict[str, str]) -> None:
    assert found(content, **path)
    with pytest.raises(CannotRedact):
        cut(content, **path)


def test_roles_and_paths_hold_no_content() -> None:
    passages = read(
        MEDIA_TYPE, wrapped({"body": "b", "name": "n", "url": "u", "secret key": "s"})
    ).passages
    assert {(each.part, each.role) for each in passages} == {
        ("event/content/body", Role.BODY),
        ("event/content/name", Role.NAME),
        ("event/content/url", Role.LINK),
        ("event/content/key", Role.PROPERTY),
        ("event/content/key:2", Role.BODY),
    }


def test_identifiers_are_read_too() -> None:
    """No homeserver checks them, so anything may stand there."""
    assert texts({"event_id": "$" + CARD}) and texts({"url": f"mxc://{CARD}/x"})


def test_what_nobody_can_read_is_said() -> None:
    assert doubts(wrapped({"ciphertext": "x"}, type="m.room.encrypted")) == ["encrypted"]
    assert doubts(wrapped({"body": "x"}, type="com.example.any")) == ["type"]
    file = {"url": "mxc://a/b", "key": {"k": "x"}, "iv": "y", "hashes": {}}
    assert doubts(wrapped({"body": "x", "file": file})) == ["encrypted"]
    pgp = "-----BEGIN PGP MESSAGE-----\n\nabc"
    assert doubts(wrapped({"body": pgp})) == ["encrypted"]
    assert doubts(wrapped({"body": ["x"] * 2000})) == ["too-large"]
    deep: Any = "x"
    for _ in range(100):
        deep = [deep]
    assert doubts(wrapped({"body": deep})) == ["too-large"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"operation":"send"}',
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"operation":"send","path":{},"content":{"body":"a","body":"b"}}',
        b'{"operation":"send","path":{},"content":{},"more":1}',
        '{"operation":"send","path":{},"content":{}}'.encode("utf-16"),
    ],
)
def test_what_is_no_event_is_unreadable(data: bytes) -> None:
    assert doubts(data) == (["broken"] if data else [])


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}',
        b'{"b":{"a":1,"\\u0061":2}}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":"\\ud800"}',
        b'{"a":[["\\udfff"]]}',
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16-le"),
        b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"a":' + b"9" * 5000 + b"}",
        b"{} x",
        b"",
    ],
)
def test_ambiguous_json_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse(data)


def test_the_type_is_a_fact_for_policies() -> None:
    reading = read(MEDIA_TYPE, wrapped({}, operation="invite", user="@a:b"))
    assert [each.media_type for each in reading.parts][-1] == "application/vnd.matrix.invite+json"


def test_in_a_mail_it_is_read_as_text() -> None:
    mail = f'Content-Type: {MEDIA_TYPE}\r\n\r\n{{"x": "{CARD}"}}'.encode()
    assert any(CARD in each.text for each in read("message/rfc822", mail).passages)
    findings = Inspector([Marks()], LIMITS).examine("message/rfc822", mail).findings
    wanted = [each for each in findings if each.kind == "CREDIT_CARD"]
    assert CARD.encode() not in redact("message/rfc822", mail, wanted, LIMITS)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), _JSON, max_size=4), st.integers(0, 9))
def test_any_content_is_read_and_survives_a_redaction(content: dict[str, Any], where: int) -> None:
    content["body"] = "x" * where + f" {CARD} "
    after = cut(content)
    assert after["body"] == "x" * where + " [CREDIT_CARD removed] "
    assert {k: v for k, v in after.items() if k != "body"} == {
        k: v for k, v in content.items() if k != "body"
    }
