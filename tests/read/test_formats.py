"""The records of formats: whole and consistent, and enough to add one, as a toy does here.

Run as a program this is a cage server that knows the toy as well.
"""

from __future__ import annotations

import io
import runpy
import typing
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from dlp.cage import launch
from dlp.config import InspectionSettings
from dlp.model import FILE_TYPE_MISMATCH, Finding
from dlp.read import collect
from dlp.read.base import Collector, PartContent
from dlp.read.files.base import File, Sink
from dlp.read.files.kinds import claim, format_of, misleading
from dlp.read.formats import FORMATS, UNKNOWN, Format, FormatRegistry, Signature, resolve
from dlp.read.formats.describe import markdown
from dlp.read.sniff import bears_signature
from dlp.redaction import CannotRedact, redact
from dlp.redaction.files import LocalFileEditor, redact_file
from dlp.redaction.files.base import ValueReplacer
from dlp.redaction.values import Value

MAGIC = b"TOY\x01"
TOY = Format(
    name="toy",
    title="Toy",
    contents="what stands behind its first four bytes",
    endings=("toy",),
    media_types=("application/x-toy",),
    signatures=(Signature(MAGIC),),
    read=f"{__name__}:read_toy",
    redact=f"{__name__}:redact_toy",
    second_reader=f"{__name__}:second_toy",
)
DATA = MAGIC + b"account ZQ4711 of Anna"
VALUE = Value("ACCOUNT", "ZQ4711", frozenset())


def read_toy(file: File, sink: Sink) -> None:
    sink.text("page:1", file.data[len(MAGIC) :].decode())


def redact_toy(file: File, replacer: ValueReplacer) -> bytes:
    return MAGIC + replacer.clean(file.data[len(MAGIC) :].decode()).encode()


def second_toy(data: bytes) -> Iterable[str]:
    yield data.decode("latin-1")


def forgetful(file: File, replacer: ValueReplacer) -> bytes:
    """Leaves the value where the toy's own reader does not look."""
    return redact_toy(file, replacer) + b"\0ZQ4711"


def short_sighted(file: File, sink: Sink) -> None:
    sink.text("page:1", file.data[len(MAGIC) :].partition(b"\0")[0].decode())


@pytest.fixture
def toy() -> Iterator[None]:
    before = dict(vars(FORMATS))
    FORMATS.register(TOY)
    yield
    vars(FORMATS).update(before)


def item(data: bytes = DATA, name: str = "a.toy") -> PartContent:
    return PartContent(name, "application/octet-stream", data, name=name)


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("inside.bin", data)
    return out.getvalue()


def mail(data: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "a toy"
    message.set_content("see attachment")
    message.add_attachment(data, maintype="text", subtype="x-promised", filename="a.toy")
    return message.as_bytes()


@pytest.mark.usefixtures("toy")
def test_a_new_format_is_told() -> None:
    assert format_of(DATA) == "toy"
    assert bears_signature(DATA)
    assert claim("b.TOY") == claim("b", "application/x-toy; v=1") == "toy"
    assert misleading("zip", "b.toy") == "toy"
    lie = LocalFileEditor().read(item(zipped(b"x")), InspectionSettings()).findings
    assert [each.detail["claimed"] for each in lie if each.kind == FILE_TYPE_MISMATCH] == ["toy"]


@pytest.mark.usefixtures("toy")
def test_a_new_format_is_read_and_redacted_wherever_it_stands() -> None:
    (read,) = LocalFileEditor().read(item(), InspectionSettings()).passages
    assert (read.part, read.text) == ("a.toy/page:1", "account ZQ4711 of Anna")
    done = redact_file(
        item(zipped(DATA), "a.zip"), InspectionSettings(), [VALUE], "[{kind} removed]"
    )
    texts = [
        each.text
        for each in LocalFileEditor().read(item(done, "a.zip"), InspectionSettings()).passages
    ]
    assert "account [ACCOUNT removed] of Anna" in texts

    data = mail(DATA)
    passages = collect("message/rfc822", data, InspectionSettings(), LocalFileEditor()).passages
    (found,) = (each for each in passages if each.part.endswith("a.toy/page:1"))
    at = found.text.index("ZQ4711")
    finding = Finding("ACCOUNT", found.part, at, at + 6, 1.0, "test")
    after = redact("message/rfc822", data, [finding], files=LocalFileEditor())
    passages = collect("message/rfc822", after, InspectionSettings(), LocalFileEditor()).passages
    assert "account [ACCOUNT removed] of Anna" in [each.text for each in passages]


@pytest.mark.parametrize("second", [f"{__name__}:second_toy", ""])
def test_the_second_reader_sees_what_the_first_overlooks(second: str, toy: None) -> None:
    careless = replace(
        TOY,
        name="careless",
        endings=(),
        media_types=(),
        signatures=(Signature(b"TOY\x01account"),),
        read=f"{__name__}:short_sighted",
        redact=f"{__name__}:forgetful",
        second_reader=second,
    )
    FORMATS.register(careless)
    if not second:
        assert b"ZQ4711" in redact_file(item(), InspectionSettings(), [VALUE], "x")
        return
    with pytest.raises(CannotRedact, match="left"):
        redact_file(item(), InspectionSettings(), [VALUE], "x")


def test_a_new_format_in_the_cage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr(launch, "SERVER", "test_formats")
    with launch.launched(InspectionSettings()) as (client, _):
        (read,) = client.read(item(), InspectionSettings()).passages
        assert read.text == "account ZQ4711 of Anna"
        assert (
            client.redact(item(), InspectionSettings(), [VALUE], "[x]")
            == MAGIC + b"account [x] of Anna"
        )


def test_a_new_format_is_described() -> None:
    table = markdown((TOY, replace(TOY, name="tin", title="Tin toy", endings=("tin",), redact="")))
    row = "| Toy, Tin toy | `toy` `tin` | what stands behind its first four bytes | Toy |"
    assert row in table.splitlines()


# ---------------------------------------------------------------------- the records


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name or "unknown")
def test_records_name_functions_that_are_what_is_called(format: Format) -> None:
    for name, given in (
        (format.read, [File, Sink]),
        (format.redact, [File, ValueReplacer]),
        (format.second_reader, [bytes]),
        (format.look_inside, [bytes]),
        (format.read_text, [PartContent, Collector]),
    ):
        if name:
            hints = typing.get_type_hints(resolve(name))
            hints.pop("return")
            assert list(hints.values())[: len(given)] == given, name
    for name in format.warm:
        hints = typing.get_type_hints(resolve(name))
        assert (
            InspectionSettings in typing.get_args(hints["limits"])
            or hints["limits"] is InspectionSettings
        )


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name or "unknown")
def test_records_can_be_told_and_proved(format: Format) -> None:
    if format.redact and not format.is_text:
        assert format.second_reader, "no second reader proves what the redactor did"
    if not format.is_text and format.name not in (
        UNKNOWN,
        "heif",
        "fodf",
        "svg",
        "odf",
        "iwork",
        "ooxml",
    ):
        packaged = format.container and (format.inside or format.media_types)
        assert format.signatures or packaged, "nothing tells it"
    assert not format.container or format.container in {each.name for each in FORMATS}
    for signature in format.signatures:
        found = FORMATS.identify(made(signature))
        assert found is not None
        assert found[0] is format


def made(signature: Signature) -> bytes:
    """The least that bears it."""
    pieces = [(signature.at, signature.piece), *signature.also]
    data = bytearray(max(signature.least, *(at + len(piece) for at, piece in pieces)))
    for at, piece in pieces:
        data[at : at + len(piece)] = piece
    return bytes(data)


@pytest.mark.parametrize(
    "twice",
    [
        replace(TOY, name="pdf"),
        replace(TOY, endings=("pdf",)),
        replace(TOY, media_types=("application/pdf",)),
    ],
)
def test_nothing_is_claimed_twice(twice: Format) -> None:
    registry = FormatRegistry((FORMATS["pdf"],))
    with pytest.raises(ValueError, match="pdf"):
        registry.register(twice)


@pytest.mark.parametrize(
    ("data", "veiled"),
    [
        (b"\x28\xb5\x2f\xfd" + bytes(60), True),
        (b"  \n{\\rtf1 x}", True),
        (b"GIF89a", True),
        (b"MSCF is a signature", False),
        (b"ID3 tags, and 070701 in cpio", False),
        (b"a PDF begins with %PDF-1.7", False),
        (b"-----BEGIN PGP MESSAGE-----", False),
        (b"", False),
    ],
)
def test_a_label_of_text_is_believed_only_where_text_may_begin_so(
    data: bytes, veiled: bool
) -> None:
    assert bears_signature(data) is veiled


if __name__ == "__main__":
    FORMATS.register(TOY)
    runpy.run_module("dlp.cage.server", run_name="__main__")
