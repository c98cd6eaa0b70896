"""DOCX, XLSX and PPTX made by hand, a marker string in each place where the format can hide text.

The parts are as the programs of today write them, so LibreOffice opens each without a complaint
(`tests/read/test_files_office_peer.py`). Markers read ``ZQ<format>NNXZ``: a word of its own.
"""

from __future__ import annotations

from files import Made
from files.docx import docm, docx
from files.pptx import pptx
from files.xlsx import xlsx

__all__ = ["docm", "docx", "made", "pptx", "xlsx"]


def made() -> list[Made]:
    """One file of each format, and a document in strict namespaces."""
    return [docx(), docx(strict=True), docm(), xlsx(), pptx()]
