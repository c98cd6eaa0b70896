"""Places as people say them, and as logs may say them."""

from __future__ import annotations

import pytest

from dlp.read.paths import in_words, safe_part, without_names


@pytest.mark.parametrize(
    ("path", "at", "said"),
    [
        ("attachment:2/report.docx/comment:3", "", "report.docx, comment 3"),
        ("attachment:1/budget.xlsx/sheet:Hidden", "C14", 'budget.xlsx, sheet "Hidden", C14'),
        ("attachment:4/scan.pdf/page:2/ocr", "", "scan.pdf, page 2 (OCR)"),
        ("attachment:2/report.docx", "", "report.docx"),
        ("attachment:2/report.docx/property:Title", "", 'report.docx, property "Title"'),
        ("attachment:2/talk.pptx/slide:3/notes", "", "talk.pptx, slide 3, notes"),
        (
            "attachment:3/all.zip/inner/plan.docx/header:1",
            "",
            "all.zip, inner, plan.docx, header 1",
        ),
        ("attachment:3/name", "", "attachment 3, file name"),
        ("attachment:4/fwd.eml/subject", "", "fwd.eml, subject"),
        ("header:x-note", "", 'header "x-note"'),
        ("subject", "", "subject"),
        ("body:2/html", "", "body 2, HTML"),
        ("message", "", "message"),
        ("attachment:2/report.docx/comment:3:2", "", "report.docx, comment 3"),
    ],
)
def test_a_place_in_words(path: str, at: str, said: str) -> None:
    assert in_words(path, at) == said


def test_a_file_on_its_own_is_called_by_its_name() -> None:
    assert in_words("body:1/page:2/ocr", name="scan.pdf") == "scan.pdf, page 2 (OCR)"
    assert in_words("body:1", name="scan.pdf") == "scan.pdf"


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("attachment:2/report.docx/comment:3", "attachment:2/*/comment:3"),
        ("attachment:1/budget.xlsx/sheet:Salaries", "attachment:1/*/*"),
        ("attachment:1/a.pdf/property:Title", "attachment:1/*/*"),
        ("attachment:1/a.pdf/page:2/ocr", "attachment:1/*/page:2/ocr"),
        ("attachment:1/a.docx/header:Berg", "attachment:1/*/header:*"),
    ],
)
def test_no_name_out_of_a_file_reaches_a_log(path: str, safe: str) -> None:
    assert safe_part(path) == safe


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ((), "attachment:3/all.zip/scan.pdf/page:2"),
        (("body:1", "attachment:4/name"), "attachment:3/all.zip/scan.pdf/page:2"),
        (("attachment:3/name",), "attachment:3"),
        (("attachment:3/all.zip/names",), "attachment:3/all.zip"),
    ],
)
def test_a_file_name_in_which_something_was_found_is_left_out(
    found: tuple[str, ...], kept: str
) -> None:
    assert without_names("attachment:3/all.zip/scan.pdf/page:2", found) == kept
