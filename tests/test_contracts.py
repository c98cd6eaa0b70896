"""Each import contract, seen broken: what docs/architecture.md promises is really enforced.

A copy of the tree gets every forbidden import at once, as a line at the end of a module, and the
linter must name each of them under the contract that forbids it.
"""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: contract → (module, what it must not import)
PLANTED = {
    "floors": [
        ("dlp.model", "dlp.config"),
        ("dlp.policy.deciding", "dlp.detect.payment"),
        ("dlp.gateway.planning", "dlp.app"),
        ("dlp.store.facade", "dlp.channels.relay"),
        ("dlp.channels.folder", "dlp.proxies.smtp"),
    ],
    "cycles": [
        ("dlp.mime.charset", "dlp.mime.parser"),
        ("dlp.policy.zones", "dlp.policy.deciding"),
        ("dlp.detect.engine.text.normalise", "dlp.detect.engine.text.views"),
    ],
    "thinking": [
        ("dlp.policy.deciding", "urllib.request"),
        ("dlp.policy.conditions", "http.client"),
        ("dlp.policy.zones", "prometheus_client"),
        ("dlp.read.base", "socket"),
        ("dlp.read.mail", "ssl"),
        ("dlp.read.files.zips", "subprocess"),
        ("dlp.detect.payment", "requests"),
        ("dlp.detect.engine.engine", "asyncio"),
        ("dlp.detect.contact.phones", "ftplib"),
        ("dlp.inspection", "selectors"),
        ("dlp.redaction.apply", "smtplib"),
        ("dlp.mime.parser", "aiohttp"),
        ("dlp.gateway.planning", "sqlalchemy"),
        ("dlp.delivery.tickets", "dlp.store"),
        # one floor further down: whoever thinks uses the plugins
        ("dlp.plugins", "xmlrpc.client"),
    ],
    "clock": [
        ("dlp.policy.deciding", "time"),
        ("dlp.detect.engine.scan", "random"),
        ("dlp.mime.report", "uuid"),
        ("dlp.redaction.apply", "secrets"),
        ("dlp.read.mail", "dlp.references"),
        ("dlp.plugins", "tempfile"),
    ],
    "detectors": [
        ("dlp.detect.payment", "dlp.detect.identifiers"),
        ("dlp.detect.names.detector", "dlp.detect.contact.phones"),
        ("dlp.detect.engine.scan", "dlp.detect.secrets"),
    ],
    "ways": [
        ("dlp.proxies.smtp.session", "dlp.proxies.matrix.routes"),
        ("dlp.proxies.matrix.login", "dlp.proxies.smtp.wire"),
        ("dlp.channels.folder", "dlp.channels.relay"),
        ("dlp.channels.relay", "dlp.proxies.smtp.wire"),
        ("dlp.proxies.smtp.listener", "dlp.channels.folder"),
    ],
    "protocols": [
        ("dlp.gateway.gateway", "dlp.proxies.smtp"),
        ("dlp.gateway.acceptance", "dlp.matrix.events"),
        ("dlp.delivery.courier", "dlp.channels.relay"),
        ("dlp.store.records", "dlp.smtp.reply"),
        ("dlp.review", "dlp.matrix.events"),
    ],
    "workbench": [
        ("dlp.workbench.commands", "smtplib"),
        ("dlp.workbench.evaluation", "dlp.store"),
        ("dlp.workbench.systems", "urllib.request"),
        ("dlp.workbench.report", "dlp.gateway.gateway"),
        ("dlp.workbench.tuning", "socket"),
        ("dlp.workbench.dataset", "dlp.smtp.client"),
        ("dlp.plugins", "http.client"),
    ],
    "sql": [("dlp.review", "sqlalchemy"), ("dlp.cli.incidents", "sqlite3")],
    "parsers": [("dlp.detect.markings.page", "lxml"), ("dlp.workers.worker", "pikepdf")],
    "processes": [("dlp.channels.folder", "subprocess"), ("dlp.workers.pool", "multiprocessing")],
    "clients": [("dlp.channels.relay", "smtplib"), ("dlp.status.health", "urllib.request")],
    "pickles": [("dlp.workers.wire", "pickle"), ("dlp.cage.wire", "shelve")],
}


def contracts() -> dict[str, str]:
    """Contract → its name in .importlinter."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return {
        section.rpartition(":")[2]: parser[section]["name"]
        for section in parser.sections()
        if section.startswith("importlinter:contract:")
    }


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Contract → what the linter says of it, in a copy where everything is broken."""
    copy = tmp_path_factory.mktemp("broken")
    shutil.copytree(ROOT / "dlp", copy / "dlp", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", copy)
    for plants in PLANTED.values():
        for module, imported in plants:
            path = copy / module.replace(".", "/")
            file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
            with file.open("a") as stream:
                stream.write(f"\nimport {imported}\n")
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [linter, "--no-cache", "--no-logo"], cwd=copy, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1, done.stdout + done.stderr
    names = contracts()
    pieces = re.split(rf"(?m)^({'|'.join(map(re.escape, names.values()))})\n-+\n", done.stdout)
    said = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return {contract: said.get(name, "") for contract, name in names.items()}


def test_every_contract_is_tried() -> None:
    assert set(PLANTED) == set(contracts())


@pytest.mark.parametrize(
    ("contract", "module", "imported"),
    [(contract, *plant) for contract, plants in PLANTED.items() for plant in plants],
)
def test_a_forbidden_import_is_named(
    report: dict[str, str], contract: str, module: str, imported: str
) -> None:
    if contract == "cycles":  # named by package and by the names within it
        package, _, name = module.rpartition(".")
        assert f"No cycles are allowed in {package}.\n" in report[contract]
        assert re.search(rf"\.{name} -> |-> \.{name} ", report[contract])
        return
    outside = not imported.startswith(("dlp", "urllib"))
    arrow = f"{module} -> {imported.partition('.')[0] if outside else imported} (l."
    assert arrow in " ".join(report[contract].split())
