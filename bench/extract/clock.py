"""How long a single library takes for each file in a folder, warm, in its own process:

python clock.py LIBRARY FOLDER    →    one JSON line a file: {"name", "seconds", "characters"}
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def pdfium() -> Callable[[Path], str]:
    """pypdfium2: the text of every page."""
    import pypdfium2

    def read(path: Path) -> str:
        with pypdfium2.PdfDocument(path.read_bytes()) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)

    return read


def docx() -> Callable[[Path], str]:
    """python-docx: paragraphs and tables."""
    import docx as module

    def read(path: Path) -> str:
        document = module.Document(str(path))
        cells = (cell.text for t in document.tables for row in t.rows for cell in row.cells)
        return "\n".join([*(one.text for one in document.paragraphs), *cells])

    return read


def calamine() -> Callable[[Path], str]:
    """python-calamine: the values of every sheet."""
    import python_calamine

    def read(path: Path) -> str:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        return "\n".join(
            str(value)
            for name in book.sheet_names
            for row in book.get_sheet_by_name(name).to_python()
            for value in row
        )

    return read


def main(library: str, folder: Path) -> None:
    """The second of two readings is the one that counts."""
    import run

    read = {"pdfium": pdfium, "docx": docx, "calamine": calamine, "xberg": run.xberg}[library]()
    for path in sorted(folder.iterdir()):
        said, took = "", 0.0
        for _ in range(2):
            began = time.perf_counter()
            try:
                said = read(path)
            except BaseException:
                said = ""
            took = time.perf_counter() - began
        record = {"name": path.name, "seconds": took, "characters": len(said)}
        sys.stdout.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
