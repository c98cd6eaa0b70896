"""Where the files that ship with the gateway are: config/ and models/.

In a checkout they stand beside the package; in an installed wheel inside it, under `_data/`.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_INSTALLED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parent


def shipped(*names: str) -> Path:
    """The path of a shipped file or folder, e.g. ``shipped("config", "markings")``."""
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return root.joinpath(*names)
