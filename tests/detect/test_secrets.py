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
