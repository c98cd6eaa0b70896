"""The floor plan, from the imports and the contracts about them.

`make docs` writes what docs/architecture.md says of rooms and contracts between its markers; `make
picture` counts rooms, arrows and cycles before (commit `BEFORE`) and now, and writes that table
(it needs the history). `python docs/imports.py COMMIT …` prints a row for each commit; `.` is the
tree as it stands.

A **room** is a module or package directly in `dlp/`. An **arrow** leads from room A to room B where
any module of A imports any module of B, for types only included. It points **upward** where B
stands on a higher floor of that tree's own `.importlinter`, or beside A on the same one. A **cycle**
is a set of rooms, or of modules in one room, each of which leads to each other one.
"""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from io import BytesIO
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
#: the last commit before the walls were moved
BEFORE = "e1bbd28"
_CONTRACT = "importlinter:contract:"
_PARAGRAPH = "\n\n"
#: names of foreign modules in a contract's line
_NAMED = 8
#: where the types of contract say for whom they hold
_WHOM = ("source_modules", "modules", "ancestors")


@dataclass(frozen=True)
class Picture:
    """What there is to count."""

    rooms: int
    arrows: int
    upward: int
    room_cycles: int
    module_cycles: int


_HEAD = """\
| | rooms | arrows between rooms | of these upward | cycles of rooms | cycles of modules within a room |
|---|---|---|---|---|---|
"""


def contracts(root: Path) -> dict[str, Mapping[str, str]]:
    """The contracts of `root`'s .importlinter: id → settings."""
    parser = configparser.ConfigParser()
    parser.read(root / ".importlinter")
    return {
        section.removeprefix(_CONTRACT): parser[section]
        for section in parser.sections()
        if section.startswith(_CONTRACT)
    }


def floors(root: Path) -> list[list[str]]:
    """The rooms, floor by floor, the highest first."""
    return [
        [room.strip(" ()") for room in floor.split("|")]
        for floor in contracts(root)["floors"]["layers"].split("\n")
        if floor.strip()
    ]


def count(root: Path) -> Picture:
    """Counts the tree in `root`; `dlp` must be found there first (see `main`)."""
    graph = grimp.build_graph("dlp", cache_dir=None)
    modules = graph.modules - {"dlp"}  # who asks for the version asks no room
    room = {module: module.split(".")[1] for module in modules}
    height = {name: -at for at, floor in enumerate(floors(root)) for name in floor}
    within: dict[str, set[str]] = {module: set() for module in modules}
    between: dict[str, set[str]] = {name: set() for name in room.values()}
    for module in modules:
        for imported in graph.find_modules_directly_imported_by(module) & modules:
            if room[module] == room[imported]:
                within[module].add(imported)
            else:
                between[room[module]].add(room[imported])
    arrows = [(one, other) for one, others in between.items() for other in others]
    return Picture(
        rooms=len(between),
        arrows=len(arrows),
        upward=sum(height[one] <= height[other] for one, other in arrows),
        room_cycles=len(_cycles(between)),
        module_cycles=len(_cycles(within)),
    )


def _cycles(arrows: Mapping[str, set[str]]) -> set[frozenset[str]]:
    """The largest sets of which each leads to each other one."""
    reached = {start: _reached(start, arrows) for start in arrows}
    return {
        frozenset(other for other in reached[start] if start in reached[other])
        for start in arrows
        if start in reached[start]
    }


def _reached(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = arrows[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def picture(trees: Iterable[str]) -> str:
    """The table of counts, a row for each commit or folder."""
    return _HEAD + "".join(_row(name, _counted(name)) for name in trees)


def _row(name: str, counts: Picture) -> str:
    name = "now" if name == "." else f"`{name}`"
    return f"| {name} | " + " | ".join(map(str, astuple(counts))) + " |\n"


def _counted(name: str) -> Picture:
    """In a process of its own: of two packages called dlp, Python knows only the first."""
    with tempfile.TemporaryDirectory() as folder:
        if not (ROOT / name / "dlp").is_dir():
            archive = subprocess.run(
                ["git", "archive", name, "dlp", ".importlinter"],
                cwd=ROOT,
                capture_output=True,
                check=True,
            ).stdout
            with tarfile.open(fileobj=BytesIO(archive)) as tar:
                tar.extractall(folder, filter="data")
        tree = ROOT / name if (ROOT / name / "dlp").is_dir() else Path(folder)
        done = subprocess.run(
            [sys.executable, __file__, "--count", tree], capture_output=True, text=True, check=True
        )
    return Picture(*map(int, done.stdout.split()))


def rooms_table() -> str:
    """Markdown: each room with its docstring's first paragraph and what it may use."""
    lines = ["| Floor | Room | What it is | May use |", "|---|---|---|---|"]
    plan = floors(ROOT)
    for height, rooms in zip(range(len(plan), 0, -1), plan, strict=True):
        may = {1: "nothing of dlp", 2: "floor 1"}.get(height, f"floors 1 to {height - 1}")
        lines += [f"| {height} | {_what(room)} | {may} |" for room in sorted(rooms)]
    return "\n".join(lines) + "\n"


def _what(room: str) -> str:
    path, file = f"dlp/{room}.py", ROOT / "dlp" / f"{room}.py"
    if not file.exists():
        path, file = f"dlp/{room}/", ROOT / "dlp" / room / "__init__.py"
    said = ast.get_docstring(ast.parse(file.read_text())) or ""
    return f"`{path}` | {' '.join(said.partition(_PARAGRAPH)[0].split())}"


def contracts_list() -> str:
    """Markdown: each contract beside the floors, for whom it holds and what it forbids."""
    lines = []
    for name, contract in contracts(ROOT).items():
        if name == "floors":
            continue
        (whom,) = (contract[key].split() for key in _WHOM if key in contract)
        line = f"- **{contract['name']}** ({_listed(whom)})"
        forbidden = contract.get("forbidden_modules", "").split()
        if forbidden:
            ours = [module for module in forbidden if module.startswith("dlp.")]
            others = [module for module in forbidden if module not in ours]
            line += f": none of {_listed(others, _NAMED)}{' and of ' if others and ours else ''}"
            line += _listed(ours)
            line += "" if "allow_indirect_imports" in contract else ", nor through a third module"
        but = contract.get("ignore_imports", "").strip()
        lines.append(f"{line}. But: {_listed(but.splitlines())}." if but else f"{line}.")
    return "\n".join(lines) + "\n"


def _listed(names: list[str], most: int = 99) -> str:
    listed = ", ".join(f"`{name}`" for name in names[:most])
    return listed if len(names) <= most else f"{listed} and {len(names) - most} like these"


def between_markers(page: str, name: str, made: str) -> str:
    """`page` with `made` between the markers called `name`."""
    start, end = f"<!-- {name}: made by", f"<!-- end of {name} -->"
    before, _, rest = page.partition(start)
    marker, _, rest = rest.partition("-->\n")
    _, _, after = rest.partition(end)
    if not after:
        raise ValueError(f"no markers called {name!r} in the page")
    return f"{before}{start}{marker}-->\n{made}{end}{after}"


def tables(page: str) -> str:
    """`page` with what comes from the contracts up to date."""
    page = between_markers(page, "rooms", rooms_table())
    return between_markers(page, "contracts", contracts_list())


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--count"]:
        tree = Path(arguments[1])
        sys.path.insert(0, str(tree))
        sys.stdout.write(" ".join(map(str, astuple(count(tree)))))
    elif arguments == ["--tables"]:
        PAGE.write_text(tables(PAGE.read_text()))
    elif arguments == ["--picture"]:
        table = picture((BEFORE, "."))
        PAGE.write_text(between_markers(PAGE.read_text(), "picture", table))
        sys.stdout.write(table)
    else:
        sys.stdout.write(picture(arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
