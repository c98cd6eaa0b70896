"""Every vendor's form is found bare in a sentence, in code and in a log; its look-alikes are not."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from detect.secret_forms import example
from dlp import plugins
from dlp.detect.engine.engine import Engine
from dlp.detect.secrets import forms
from dlp.detect.secrets.checksums import CHECKS
from dlp.model import Finding, Passage

FORMS = tuple(forms.read())
NAMES = ("identifiers", "payment", "contact", "personal", "secrets")
SECRETS = frozenset({"API_KEY", "JWT", "SECRET", "PASSWORD", "PRIVATE_KEY", "CONNECTION_STRING"})

#: where a token stands; {n} is the vendor's name where the form needs it
CARRIERS = {
    "sentence": "Could you please rotate the {n}token {t} before Friday, as agreed?",
    "end": "Use this {n}key: {t}.",
    "code": 'client = Client("{t}", timeout=30)  # {n}key',
    "assignment": "{n}key = '{t}'",
    "json": '{{"{n}token": "{t}", "region": "eu"}}',
    "log": "2026-03-12T10:30:05Z ERROR auth failed for {n}token={t} status=401",
}


@cache
def engine() -> Engine:
    return Engine([plugins.build("dlp.detect", name, name, {}, name) for name in NAMES])


def find(text: str) -> list[Finding]:
    return engine().detect((Passage("body", text),))


def carried(form: forms.Form, carrier: str, token: str) -> str:
    name = f"{form.label[0]} " if form.label else ""
    text = CARRIERS[carrier]
    if form.label and carrier == "code":
        text = '{n}client = Client(token="{t}", timeout=30)'
    return text.format(n=name, t=token)


def test_there_are_enough_forms_and_each_says_what_it_needs() -> None:
    assert len(FORMS) >= 220
    assert len({(form.vendor, form.name) for form in FORMS}) == len(FORMS)
    for form in FORMS:
        assert form.parts and form.twin
        assert not (form.check or form.must) or (form.check or form.must) in CHECKS


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.vendor} {form.name}")
def test_each_form_is_found(form: forms.Form, carrier: str) -> None:
    rng = Random(f"{form.vendor} {form.name} {carrier}")
    token = example(form, rng)
    text = carried(form, carrier, token)
    start = text.index(token)
    found = [
        each
        for each in find(text)
        if each.kind in SECRETS and each.start <= start and each.end >= start + len(token)
    ]
    assert found, text
    assert any(each.end - each.start <= len(token) + 2 for each in found)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.vendor} {form.name}")
def test_no_look_alike_is(form: forms.Form) -> None:
    rng = Random(f"twin {form.vendor} {form.name}")
    token = example(form, rng)
    placeholder = _filled(form, "x")
    for text in (
        f"The docs say {form.twin} and no more.",
        f"Put {placeholder} there, as in the manual.",
        f"see {token[:6]} for details",
    ):
        assert not [each for each in find(text) if each.kind in SECRETS], text


def _filled(form: forms.Form, char: str) -> str:
    return "".join(
        part.texts[0] if isinstance(part, forms.Literal) else char * part.least
        for part in form.parts
    )


#: a link, what stands around it, and what it opens
LINKS = (
    ("Join: {u}", "https://us02web.zoom.us/j/88512345678?pwd=Zk3v9pQw7xL2mN8rT5yB.1", "meeting"),
    ("{u}", "us02web.zoom.us/j/88512345678?pwd=Zk3v9pQw7xL2mN8rT5yB", "meeting"),
    ("{u}", "https://acme.webex.com/acme/j.php?MTID=m4b1f2a9c8d7e6f5a4b3c2d1e0f9a8b7c", "meeting"),
    ("{u}", "https://teams.microsoft.com/meet/23456789012?p=Ab9xYzQw12Lm", "meeting"),
    ("{u}", "https://teams.microsoft.com/l/meetup-join/19%3ameeting_ZjQxMmE5YzctYjM0Zi00@thread.v2/0?context=%7b%22Tid%22%3a%22x%22%7d", "meeting"),
    ("Kokous {u}", "https://meet.acme.test/rooms/board?roomKey=eyJtZWV0aW5nSWQiOiI1", "meeting"),
    ("Zoom via {u}", "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Facme.zoom.us%2Fj%2F885123456%3Fpwd%3DZk3v9pQw7xL2mN8r&sdata=x", "meeting"),
    ("{u}", "https://lists.acme.test/unsubscribe?u=a81f0c2e9b7d4e33&id=9f83ab12cd", "unsubscribe"),
    ("To unsubscribe, go to {u}", "https://click.acme.test/f/a/QW8sdkf92Kd03kdLs9~~/AAQRxRA~/RgRl4Kd93", "unsubscribe"),
    ("Newsletter abbestellen: {u}", "https://news.acme.test/x/9f83ab12cda81f0c2e9b7d4e33", "unsubscribe"),
    ("Peruuta uutiskirje {u}", "https://news.acme.test/p?t=9f83ab12cda81f0c2e9b7d4e33", "unsubscribe"),
    ("{u}", "https://app.acme.test/password/reset?token=9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c", "reset"),
    ("Bestätigen Sie Ihre Adresse: {u}", "https://app.acme.test/c/MjAyNi0wMy0xMlQxMDozMA8x7", "reset"),
    ("{u}", "https://app.acme.test/magic-login/9f8a7b6c5d4e3f2a1b0c", "reset"),
    ("{u}", "https://join.slack.com/t/acme/shared_invite/zt-1a2b3c4d5-AbCdEfGhIjKlMnOpQrSt", "share"),
    ("{u}", "https://docs.google.com/document/d/1A2b3C4d5E6f7G8h9I0jKlMnOpQrStUvWxYz12345678/edit?usp=sharing", "share"),
    ("{u}", "https://acme.sharepoint.com/:w:/g/personal/anna/EYq8Zr2LxV0bNd7WmK4TyHwB?e=4Xk2pq", "share"),
    ("Calendar {u}", "https://calendar.google.com/calendar/ical/anna/private-9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c/basic.ics", "share"),
    ("{u}", "webcal://p45-caldav.icloud.com/published/2/MTIzNDU2Nzg5MDEyMzQ1Nkq8Zr2LxV0bNd7WmK4TyHa5", "share"),
    ("{u}", "https://docs.google.com/spreadsheets/d/e/2PACX-1vkR7mPz2wYbN5xQ8vT1cJ4e6LhD9sG3aF/pubhtml", "share"),
    ("{u}", "https://photos.app.goo.gl/kR7mPz2wYbN5xQ8v", "share"),
    ("{u}", "https://cloud.acme.test/s/q8Zr2LxV0bNd7Wm", "share"),
    ("{u}", "https://chat.whatsapp.com/Fq8Zr2LxV0bNd7WmK4TyHw", "share"),
    ("You are invited: {u}", "https://app.acme.test/invite/9f8a7b6c5d4e3f2a1b0c", "share"),
    ("{u}", "https://b.s3.amazonaws.com/r.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAQYLPMN5HFIQR7XYA%2F20260101%2Feu-north-1%2Fs3%2Faws4_request&X-Amz-Expires=3600&X-Amz-Signature=9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c", "signed"),
    ("{u}", "https://acc.blob.core.windows.net/c/f.txt?sv=2022-11-02&se=2026-02-01T00%3A00%3A00Z&sr=b&sp=r&sig=Zk3v9pQw7xL2mN8rT5yB1cD4fG6hJ0kS%2BaUeIoPqRs%3D", "signed"),
    ("{u}", "https://storage.googleapis.com/b/f?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=900&X-Goog-Signature=9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c", "signed"),
)  # fmt: skip

NO_LINKS = (
    "https://example.org/unsubscribe",
    "https://zoom.us/download and https://meet.google.com/abc-defg-hij",
    "https://www.example.org/news/2026/03/12/how-to-make-bread-at-home-20260312?utm_source=mail",
    "https://github.com/acme/repo/commit/9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c9f8a7b6c",
    "https://stackoverflow.com/questions/12345678/how-to-verify-a-token-in-python",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "http://example.org/download/screenshots/redhat-80-gst-player.png",
    "https://docs.example.org/guides/reset-password#step-2-confirm-2026",
    "https://shop.example.org/dp/B08N5WRWNW/ref=sr_1_3?qid=1610000000&sr=8-3",
    "https://lists.example.org/archives/list/dev@lists.example.org/2026/3/",
)


@pytest.mark.parametrize(("carrier", "url", "kind"), LINKS)
def test_a_link_that_grants_access_says_what_it_opens(carrier: str, url: str, kind: str) -> None:
    found = [each for each in find(carrier.format(u=url)) if each.kind in {*SECRETS, "ACCESS_LINK"}]
    assert [(each.kind, each.detail["sub_kind"]) for each in found] == [("ACCESS_LINK", kind)]
    assert found[0].end - found[0].start == len(url)


@pytest.mark.parametrize("text", NO_LINKS)
def test_a_link_without_a_token_grants_nothing(text: str) -> None:
    assert not [each for each in find(text) if each.kind in {*SECRETS, "ACCESS_LINK"}]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Meeting ID: 885 1234 5678\nPasscode: 482913", "482913"),
        ("Besprechungs-ID: 234 567 890 12\nKenncode: Ab9xYz", "Ab9xYz"),
        (
            "Meeting number (access code): 2367 123 4567\nMeeting password: pMkXp3DJm52",
            "pMkXp3DJm52",
        ),
        ("Kokouksen tunnus: 234 567 890 12\nTunnuskoodi: Ab9xYz", "Ab9xYz"),
        ("Webinar passcode: q8Zr2L", "q8Zr2L"),
    ],
)
def test_a_meetings_passcode_is_part_of_the_invitation(text: str, code: str) -> None:
    found = [each for each in find(text) if each.kind in {*SECRETS, "ACCESS_LINK"}]
    assert [(each.kind, text[each.start : each.end]) for each in found] == [("ACCESS_LINK", code)]
    assert found[0].detail["sub_kind"] == "meeting"


def test_a_vendors_key_in_such_a_link_is_a_key() -> None:
    form = next(form for form in FORMS if form.name == "personal token")
    token = example(form, Random(5))
    kinds = {each.kind for each in find(f"https://acme.test/unsubscribe?u={token}&x=1")}
    assert "API_KEY" in kinds


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("MIIEpAIBAAKCAQEA7bq2mQ0b", True),
        ("MIIEpAIB\nAAKCAQEA\n7bq2mQ0b", True),
        ("MIIE...\n...", False),
        ("<paste your private key here>", False),
    ],
)
def test_the_length_of_its_lines_hides_no_private_key(body: str, found: bool) -> None:
    dashes = "-" * 5
    kind = "RSA PRIVATE KEY"
    text = f"{dashes}BEGIN {kind}{dashes}\n{body}\n{dashes}END {kind}{dashes}"
    assert ("PRIVATE_KEY" in {one.kind for one in find(text)}) is found
