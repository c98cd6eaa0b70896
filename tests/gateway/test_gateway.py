"""The only way through: every kind of plan, with real inspection, policy, redaction and store."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import Any

import pytest

from dlp import config, log, metrics
from dlp.model import Action, Status
from dlp.store import State, Unknown
from housing import (
    CARD,
    IBAN,
    POLICY,
    TOKEN,
    FaultyPolicy,
    House,
    Session,
    housed,
    letter,
    mail,
    report_of,
    statuses,
)
from housing.recording_channel import RecordingChannel, Settings

REF = "AAAA-BBBB-CCCC"


def test_what_is_allowed_goes_through_unchanged_and_leaves_no_trace(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        session, message = Session(), letter(mail(), "ben@x.test", "carl@y.test")
        outcome = await house.handle(message, session)
        assert statuses(outcome) == ["allow delivered"] * 2
        assert outcome.verdicts[0].reply == "250 2.0.0 queued as 1"
        assert session.sent == [message.payload] and session.sent[0] is message.payload
        with pytest.raises(Unknown):
            await house.store.incident(REF)

    housed(tmp_path, work)


@pytest.mark.parametrize("status", [Status.REFUSED, Status.LATER])
def test_the_far_sides_no_is_the_clients_no(tmp_path: Path, status: Status) -> None:
    async def work(house: House) -> None:
        outcome = await house.handle(letter(mail()), Session(status, "5xx or 4xx"))
        assert statuses(outcome) == [f"allow {status.value}"]
        assert outcome.verdicts[0].reply == "5xx or 4xx"

    housed(tmp_path, work)


def test_a_redacted_copy_goes_only_after_the_commit(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        async def committed() -> None:
            assert (await house.store.incident(REF)).state is State.RELAYING
            assert CARD.encode() in (await house.store.evidence(REF)).payload.read()

        session = Session(before=committed)
        outcome = await house.handle(letter(mail(f"card {CARD} it is")), session)
        assert statuses(outcome) == ["redact delivered"]
        assert outcome.verdicts[0].text == ""  # as if no proxy stood there
        (sent,) = session.sent
        assert sent.read() == mail("card [CREDIT_CARD removed] it is")
        incident = await house.store.incident(REF)
        assert incident.state is State.PASSED
        assert [one.event for one in incident.history] == ["redact", "relayed redacted"]
        assert await house.dispatches() == []

    housed(tmp_path, work)


@pytest.mark.parametrize("how", ["refused", "later", "raises"])
def test_a_redacted_copy_that_was_not_taken_leaves_no_evidence(tmp_path: Path, how: str) -> None:
    async def work(house: House) -> None:
        session = Session(fails=OSError("lost")) if how == "raises" else Session(Status(how), "no")
        outcome = await house.handle(letter(mail(CARD)), session)
        assert outcome.verdicts[0].status is (Status.REFUSED if how == "refused" else Status.LATER)
        assert (await house.store.incident(REF)).state is State.UNDELIVERED
        with pytest.raises(Unknown):
            await house.store.evidence(REF)

    housed(tmp_path, work)


def test_a_block_is_refused_with_reason_and_evidence(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        session = Session()
        outcome = await house.handle(letter(mail(TOKEN)), session)
        assert statuses(outcome) == ["block refused"]
        assert outcome.reference == REF
        assert "Keys and tokens do not leave." in outcome.verdicts[0].text
        assert TOKEN not in outcome.verdicts[0].text
        assert session.sent == []
        assert (await house.store.incident(REF)).state is State.BLOCKED
        assert TOKEN.encode() in (await house.store.evidence(REF)).payload.read()
        assert await house.dispatches() == []  # the client's own server writes the bounce

    housed(tmp_path, work)


def test_a_hold_is_kept_and_told(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        session = Session()
        outcome = await house.handle(letter(mail(IBAN, subject=IBAN)), session)
        assert statuses(outcome) == ["hold kept"]
        assert "held" in outcome.verdicts[0].text
        assert session.sent == []
        incident = await house.store.incident(REF)
        assert (incident.state, incident.hold_until) == (State.HELD, 1500.0)
        (notice,) = await house.dispatches()
        assert notice.sender.address == ""
        assert [one.address for one in notice.destinations] == ["anna@example.org"]
        assert report_of(notice) == {"ben@x.test": ("delayed", "4.7.1")}
        assert REF.encode() in notice.payload and b"dlp@example.org" in notice.payload
        assert IBAN.encode() not in notice.payload

    housed(tmp_path, work)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (letter(mail(IBAN), sender=""), "the null sender"),
        (letter(mail(IBAN), notify="NOTIFY=NEVER"), "asked not to hear"),
        (letter(mail(IBAN), notify="NOTIFY=FAILURE"), "asked for failures only"),
        (letter(mail(IBAN, header="Auto-Submitted: auto-replied\n")), "a machine"),
        (letter(mail(IBAN, header="List-Id: <x.example.org>\n")), "a list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_is_not_told_of_a_hold(tmp_path: Path, message: Any, why: str) -> None:
    async def work(house: House) -> None:
        assert statuses(await house.handle(message)) == ["hold kept"]
        assert await house.dispatches() == []

    housed(tmp_path, work)


def test_notices_can_be_turned_off_but_not_duties(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await house.handle(letter(mail(IBAN)))
        await house.handle(letter(mail("TOP SECRET"), identity="B"))
        await house.handle(letter(mail("TOP SECRET"), identity="C", notify="NOTIFY=SUCCESS"))
        reports = [one for one in await house.dispatches() if one.is_report]
        assert [(one.incident, report_of(one)) for one in reports] == [
            ("C", {"ben@x.test": ("relayed", "2.0.0")})
        ]

    housed(tmp_path, work, held=False)


def test_a_redirect_goes_through_the_trusted_channel(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        session = Session()
        trace = "Received: from x by gw\r\n"
        outcome = await house.handle(letter(mail("TOP SECRET"), trace=trace), session)
        assert statuses(outcome) == ["redirect kept"]
        assert session.sent == []
        copy, notice = await house.dispatches()
        assert (copy.channel, copy.sender.address) == ("vault", "anna@example.org")
        assert copy.payload == f"X-DLP-Redirected: {REF}\r\n{trace}".encode() + mail("TOP SECRET")
        assert report_of(notice) == {"ben@x.test": ("relayed", "2.0.0")}
        assert (await house.store.incident(REF)).state is State.PASSED
        await house.carry()
        assert len(house.vault.copies) == 1
        assert [one.sender.address for one in house.relay.copies] == [""]

    housed(tmp_path, work)


def everything(**more: Any) -> Any:
    """Inside: allowed. Outside: the token blocks."""
    return letter(mail(TOKEN), "in@example.org", "out@x.test", "hidden@y.test", **more)


def test_mixed_decisions_are_split_and_the_blocked_are_reported(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        session = Session()
        outcome = await house.handle(everything(trace="Received: x\r\n"), session)
        assert statuses(outcome) == ["allow kept", "block kept", "block kept"]
        assert session.sent == []
        copy, report = await house.dispatches()
        assert [one.address for one in copy.destinations] == ["in@example.org"]
        assert copy.channel == "relay"
        assert copy.payload == b"Received: x\r\n" + mail(TOKEN)
        assert report_of(report) == {
            "out@x.test": ("failed", "5.7.1"),
            "hidden@y.test": ("failed", "5.7.1"),
        }
        assert TOKEN.encode() not in report.payload
        assert b"Keys and tokens do not leave." in report.payload

    housed(tmp_path, work)


def test_lmtp_answers_for_each_and_needs_no_report(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        outcome = await house.handle(everything(answers_each=True))
        assert statuses(outcome) == ["allow kept", "block refused", "block refused"]
        assert [one.is_report for one in await house.dispatches()] == [False]

    housed(tmp_path, work)


def test_recipients_of_different_decisions_never_meet(tmp_path: Path) -> None:
    """T14: each decision has a copy of its own; no copy names a recipient of another."""

    async def work(house: House) -> None:
        message = letter(mail(CARD), "in@example.org", "bcc@x.test", "two@example.org")
        outcome = await house.handle(message)
        assert statuses(outcome) == ["allow kept", "redact kept", "allow kept"]
        copies = await house.dispatches()
        groups = {tuple(one.address for one in copy.destinations): copy for copy in copies}
        assert set(groups) == {("in@example.org", "two@example.org"), ("bcc@x.test",)}
        inside, outside = groups["in@example.org", "two@example.org"], groups["bcc@x.test",]
        assert CARD.encode() in inside.payload and CARD.encode() not in outside.payload
        for copy, strangers in ((inside, [b"bcc@x"]), (outside, [b"in@ex", b"two@ex"])):
            assert not any(stranger in copy.payload for stranger in strangers)
        assert (await house.store.incident(REF)).action is Action.REDACT

    housed(tmp_path, work)


def test_what_is_signed_is_not_broken_but_held(tmp_path: Path) -> None:
    signed = mail(
        f"--b\nContent-Type: text/plain\n\n{CARD}\n--b\nContent-Type: application/pgp-signature\n"
        "\nx\n--b--",
        header='MIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b; protocol="x"\n',
    )

    async def work(house: House) -> None:
        session = Session()
        assert statuses(await house.handle(letter(signed), session)) == ["hold kept"]
        assert session.sent == []
        assert (await house.store.evidence(REF)).payload.read() == signed

    housed(tmp_path, work)


def test_a_redaction_that_fails_falls_back(tmp_path: Path) -> None:
    from dlp.redaction import CannotRedact

    async def work(house: House) -> None:
        async def cannot(message: Any, findings: Any, drop: Any) -> bytes:
            raise CannotRedact("left")

        house.inspection.redact = cannot  # type: ignore[method-assign]
        session = Session()
        outcome = await house.handle(letter(mail(CARD)), session)
        assert statuses(outcome) == ["block refused"]
        assert session.sent == []
        assert (await house.store.incident(REF)).groups[0].rule == "card"

    housed(tmp_path, work, POLICY.replace("fallback: hold", "fallback: block"))


@pytest.mark.parametrize("change", ["gone", "no longer cleared", "no longer trusted"])
def test_the_gateway_checks_a_channel_again(tmp_path: Path, change: str) -> None:
    async def work(house: House) -> None:
        vault = {
            "gone": RecordingChannel("other", Settings()),
            "no longer cleared": RecordingChannel(
                "vault", Settings(trusted=True, clearance="secret")
            ),
            "no longer trusted": RecordingChannel("vault", Settings(clearance="top-secret")),
        }[change]
        house.app.preparation.channels = {"relay": house.relay, vault.name: vault}
        assert statuses(await house.handle(letter(mail("TOP SECRET")))) == ["hold kept"]
        assert all(one.is_report for one in await house.dispatches())

    housed(tmp_path, work)


def test_numbers(tmp_path: Path) -> None:
    def value(name: str, **labels: str) -> float:
        return metrics.REGISTRY.get_sample_value(name, labels) or 0.0

    asked = [
        ("dlp_messages_total", {"protocol": "smtp", "action": "block"}),
        ("dlp_destinations_total", {"protocol": "smtp", "status": "kept"}),
        ("dlp_decisions_total", {"rule": "token", "action": "block"}),
        ("dlp_findings_total", {"kind": "API_TOKEN", "detector": "marks", "band": "0.95-1.00"}),
        ("dlp_message_duration_seconds_count", {"protocol": "smtp"}),
        ("dlp_stage_duration_seconds_count", {"stage": "decide"}),
        ("dlp_stage_duration_seconds_count", {"stage": "store"}),
    ]

    async def work(house: House) -> None:
        before = [value(name, **labels) for name, labels in asked]
        await house.handle(everything())
        after = [value(name, **labels) for name, labels in asked]
        assert [b - a for a, b in zip(before, after, strict=True)] == [1, 3, 1, 1, 1, 1, 1]

    housed(tmp_path, work)


def test_no_secret_in_log_verdict_report_or_clear_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The canary through every path, at DEBUG."""
    secrets = [CARD, IBAN, TOKEN, "private-name"]
    attachment = base64.b64encode(f"{CARD} {IBAN}".encode()).decode()
    body = "\n".join(
        [
            "--b",
            "Content-Type: text/plain",
            "",
            "{}",
            "--b",
            "Content-Type: application/x-strange; name=private-name.bin",
            "Content-Transfer-Encoding: base64",
            "",
            attachment,
            "--b--",
        ]
    )
    header = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    log.configure(config.LoggingSettings(level="DEBUG"))
    spoken: list[str] = []

    async def work(house: House) -> None:
        for at, text in enumerate([CARD, IBAN, TOKEN, "TOP SECRET", "plain"]):
            data = mail(body.format(text), subject=f"about {text}", header=header)
            for to in (["a@x.test"], ["in@example.org"], ["a@x.test", "in@example.org"]):
                message = letter(data, *to, identity=f"REF-{at}-{len(spoken)}")
                outcome = await house.handle(message)
                spoken.extend(f"{one.text} {one.reply}" for one in outcome.verdicts)
        house.app.preparation.policy = FaultyPolicy("raises")  # type: ignore[assignment]
        await house.handle(letter(mail(CARD), identity="REF-X"))
        for one in await house.dispatches():
            if one.is_report:
                spoken.append(one.payload.decode())
        for item in await house.review.list(None):
            spoken.append(repr(item))
            assert "@" not in repr(item)

    try:
        housed(tmp_path, work)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    logged = capsys.readouterr().err
    assert "REF-X" in logged and len(spoken) > 20
    for secret in secrets:
        assert secret not in logged
        assert not any(secret in text for text in spoken)
        for file in filter(Path.is_file, tmp_path.rglob("*")):
            assert secret.encode() not in file.read_bytes(), file.name
