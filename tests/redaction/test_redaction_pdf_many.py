"""Thirty PDFs with values in random places: gone for three other extractors and in the bytes."""

from __future__ import annotations

import io
import random
import re
import zlib

import pikepdf
import pypdf
import pypdfium2
import pytest
from pikepdf import Array

from dlp.config import InspectionSettings
from dlp.read.base import PartContent
from dlp.redaction.files import redact_file
from dlp.redaction.values import Value
from files.pdf import Dictionary, Name, form, new, saved, show

WORDS = "the payment of this invoice was made to account holder under contract number before march".split()


def card(rolls: random.Random) -> str:
    return " ".join("".join(rolls.choices("0123456789", k=4)) for _ in range(4))


def document(seed: int) -> tuple[bytes, list[str], list[str]]:
    """A PDF, the values in it, and words that have to stay."""
    rolls = random.Random(seed)
    values = [card(rolls) for _ in range(3)]
    kept: list[str] = []
    pages: list[bytes] = []
    for _ in range(rolls.randrange(1, 4)):
        content, y = b"", 780.0
        for _ in range(rolls.randrange(3, 18)):
            words = rolls.sample(WORDS, 5)
            if rolls.random() < 0.25:
                words.insert(rolls.randrange(6), rolls.choice(values))
            line = " ".join(words)
            if not any(value in line for value in values):
                kept.append(line)
            before = rolls.choice(["", "", "3 Tr", "1 1 1 rg", "0.2 Tc", "90 Tz"])
            content += (
                b"q " + show(line, rolls.uniform(30, 90), y, rolls.uniform(7, 13), before) + b" Q "
            )
            y -= rolls.uniform(16, 40)
        pages.append(content)
    pdf = new(*pages)
    for page in pdf.pages:
        page.obj.Rotate = rolls.choice([0, 0, 0, 90, 180, 270])
        if rolls.random() < 0.3:
            page.obj.CropBox = Array([10, 10, 560, 830])
        if rolls.random() < 0.4:
            look = form(pdf, show(values[0], 3, 3), Resources=page.obj.Resources)
            note = Dictionary(
                Type=Name.Annot,
                Subtype=Name.FreeText,
                Rect=[20, 20, 300, 60],
                Contents=f"note on {values[0]}",
                AP=Dictionary(N=look),
            )
            page.obj.Annots = Array([pdf.make_indirect(note)])
    if rolls.random() < 0.5:
        pdf.docinfo["/Subject"] = f"about {values[1]}"
    if rolls.random() < 0.4:
        pdf.attachments["list.csv"] = f"name,card\nx,{values[2]}\n".encode()
    how = (
        pikepdf.ObjectStreamMode.generate
        if rolls.random() < 0.5
        else pikepdf.ObjectStreamMode.disable
    )
    return saved(pdf, object_stream_mode=how), values, kept


def everything(data: bytes) -> str:
    """What pypdf, PDFium and zlib find."""
    said = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    with pypdfium2.PdfDocument(data) as other:
        said += [page.get_textpage().get_text_range() for page in other]
    for match in re.finditer(rb"stream\r?\n", data):
        try:
            said.append(zlib.decompressobj().decompress(data[match.end() :]).decode("latin-1"))
        except zlib.error:
            continue
    with pikepdf.open(io.BytesIO(data)) as third:
        said += [
            each.unparse(resolved=True).decode("latin-1")
            for each in third.objects
            if isinstance(each, pikepdf.Dictionary | pikepdf.Array)
        ]
        said += [
            third.attachments[name].get_file().read_bytes().decode() for name in third.attachments
        ]
    return "\n".join([*said, data.decode("latin-1")])


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 30, 10))
def test_values_are_gone_and_words_stay(start: int) -> None:
    for seed in range(start, start + 10):
        data, values, kept = document(seed)
        item = PartContent("a.pdf", "application/pdf", data, name="a.pdf")
        wanted = [Value("CARD", value, frozenset()) for value in values]
        result = redact_file(item, InspectionSettings(), wanted, "[removed: {kind}]")
        left = everything(result)
        for value in values:
            assert value not in left, seed
            assert value.replace(" ", "") not in left, seed
        with pypdfium2.PdfDocument(result) as after:
            text = " ".join(page.get_textpage().get_text_range() for page in after)
        text = " ".join(text.split())
        assert [line for line in kept if line not in text] == [], seed
