"""LibreOffice without a window: converts files, in a profile of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

#: conversions take seconds on an idle machine
_PATIENCE = 240


def available() -> bool:
    """Whether Debian's LibreOffice is installed."""
    return shutil.which("soffice") is not None


def convert(files: Iterable[Path], to: str, folder: Path) -> dict[str, Path]:
    """`files` as format `to` (``pdf``, ``docx``, …), put into `folder`; by the stem of their names.
    What LibreOffice could not open is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder.parent}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            str(folder),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=_PATIENCE,
    )
    return {path.stem: path for path in folder.glob(f"*.{to.partition(':')[0]}")}
