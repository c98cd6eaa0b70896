"""docs/architecture.md against the tree: its tables, its counts, its code, its words."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import dlp
from dlp.config import Section, matrix, schema

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/architecture.md").read_text()


def _imports():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("docs_imports", ROOT / "docs/imports.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["docs_imports"] = module  # dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


IMPORTS = _imports()


def _tree() -> list[str]:
    """The rooms that stand in dlp/, as paths."""
    folder = ROOT / "dlp"
    files = [f"dlp/{path.name}" for path in folder.glob("*.py") if path.name != "__init__.py"]
    return sorted(files + [f"dlp/{path.parent.name}/" for path in folder.glob("*/__init__.py")])


def test_the_tables_are_up_to_date() -> None:
    assert IMPORTS.tables(PAGE) == PAGE, "run `make docs`"


def test_each_room_stands_in_the_table_once() -> None:
    named = re.findall(r"(?m)^\| \d+ \| `(dlp/[^`]+)` \| \S", PAGE)
    assert sorted(named) == _tree()


def test_the_picture_shows_what_is_counted() -> None:
    (row,) = re.findall(r"(?m)^\| now \| .*\n", PAGE)
    assert row == IMPORTS._row(".", IMPORTS.count(ROOT)), "run `make picture`"


def test_the_package_names_its_rooms() -> None:
    named = re.findall(r"(?m)^    ([\w, ]+?)  +\S", dlp.__doc__ or "")
    rooms = sorted(name.strip() for line in named for name in line.split(","))
    assert rooms == sorted(Path(room).stem for room in _tree())


def test_the_main_path_is_quoted_from_the_code() -> None:
    walk = PAGE.partition("<!-- main path -->")[2].partition("<!-- end of main path -->")[0]
    (code,) = re.findall(r"```python\n(.*?)```", walk, re.S)
    assert len(code.splitlines()) <= 50, "one screen"
    lines: list[str] = []
    quoted = 0
    for line in code.splitlines():
        if line.startswith("# "):
            lines = (ROOT / line.split()[1]).read_text().splitlines()
        elif line:
            assert line in lines, line
            lines = lines[lines.index(line) + 1 :]  # in the order of the file
            quoted += 1
    assert quoted > 15


def test_words_are_explained_once_in_one_line() -> None:
    rows = re.findall(r"(?m)^\| (\S[^|]*) \| (\S[^|\n]*) \|$", PAGE.partition("<!-- words -->")[2])[
        1:
    ]
    words = [word for word, _ in rows]
    assert len(words) == len(set(words)) > 30
    # what the code says of its own words stands there, too
    for word in ("message", "part", "passage", "finding", "decision", "destination", "incident"):
        assert word in words


def test_sections_of_the_configuration_are_called_settings() -> None:
    sections = [
        value.__name__
        for module in (schema, matrix)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Section)
    ]
    kinds_of_values = {"Config", "Section", "Secret", "SocketAddress"}
    assert len(sections) > 15
    assert {name for name in sections if not name.endswith("Settings")} <= kinds_of_values


def test_arrows_and_cycles_are_counted(tmp_path: Path) -> None:
    # three rooms: top → (left, right) → ground; planted: left → right, ground → top, a cycle in left
    files = {
        "__init__": "",
        "top": "from dlp import left, right",
        "right": "from dlp import ground",
        "ground": "import dlp.top",
        "left/__init__": "import dlp.right",
        "left/one": "from dlp.left import two",
        "left/two": "from dlp.left.one import x",
    }
    for name, text in files.items():
        path = tmp_path / "dlp" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / ".importlinter").write_text(
        "[importlinter:contract:floors]\nlayers =\n    top\n    left | (right)\n    ground\n"
    )
    counted = subprocess.run(
        [sys.executable, ROOT / "docs/imports.py", "--count", tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    rooms, arrows, upward, room_cycles, module_cycles = map(int, counted.stdout.split())
    assert (rooms, arrows, upward) == (4, 5, 2)
    assert (room_cycles, module_cycles) == (1, 1)
