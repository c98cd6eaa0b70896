"""Documentation that cannot lie: made from the code, or held against it."""

from __future__ import annotations

import importlib.util
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from dlp.cli import app
from dlp.inspection import broken_example
from dlp.model import Passage

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def _module(path: Path, name: str):  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name",
    [
        "attachments.md",
        "configuration.md",
        "metrics.md",
        "policy.md",
        "../config/policy.schema.json",
        "cli.md",
        "detectors.md",
    ],
)
def test_made_pages_are_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text() == _made()[name], "run `make docs`"


@cache
def _made() -> dict[str, str]:
    """The pages as `make docs` would write them, made once for all tests."""
    made: dict[str, str] = _module(ROOT / "docs/generate.py", "docs_generate").pages()
    return made


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_named_in_docs_exist(page: Path) -> None:
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    commands = {_name(each) for each in app.registered_commands} | set(groups)
    for match in re.finditer(r"(?m)(?:^|`)dlp ([a-z-]+)(?: ([a-z-]+))?", page.read_text()):
        assert match[1] in commands, f"dlp {match[1]}"
        instance = groups.get(match[1])
        if instance is not None and match[2]:
            assert match[2] in {_name(each) for each in instance.registered_commands}, match[0]


def _name(command) -> str:  # type: ignore[no-untyped-def]
    return command.name or command.callback.__name__.rstrip("_").replace("_", "-")


def test_files_named_in_docs_exist() -> None:
    for page in PAGES:
        for path in re.findall(
            r"`((?:config|tests|dlp|docs|models)/[\w./-]+\w)`", page.read_text()
        ):
            assert (ROOT / path).exists() or path.endswith("/_data"), f"{page.name}: {path}"


def test_the_detector_in_the_docs_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs/add-a-detector.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    (tmp_path / "badge.py").write_text(code)
    module = _module(tmp_path / "badge.py", "acme_badge")
    sys.modules.pop("acme_badge", None)
    detector = module.detector("badge", module.Settings())
    assert broken_example(detector) is None
    (found,) = detector.detect((Passage("body:1", "badge AB-123456"),))
    assert (found.kind, found.start, found.end) == ("BADGE_NUMBER", 6, 15)


def test_no_registry_is_named_and_versions_agree() -> None:
    # in pieces, so that this file does not name them either
    names = ("py" + r"pi\.org", "python" + "hosted", "registry" + r"\.npm", "deb" + r"\.debian")
    hosts = re.compile("|".join((*names, "index-url")), re.I)
    for path in [*PAGES, *ROOT.glob("requirements/*.txt"), ROOT / "Makefile", ROOT / "Dockerfile"]:
        text = path.read_text().replace("--no-emit-index-url", "")
        assert not hosts.search(text), path.name
