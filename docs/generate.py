"""Writes the pages of docs/ that come from the code: `make docs`. tests/test_docs.py compares."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

from dlp.cli import tables as describe
from dlp.detect.markings.describe import markdown as marking_schemes
from dlp.policy.reference import reference
from dlp.policy.schema import json_schema
from dlp.read.formats import ARCHIVES, OFFICE, OTHERS, PICTURES, TEXTS
from dlp.read.formats import describe as describe_formats

FOLDER = Path(__file__).parent
_MADE = "<!-- made by `make docs` from the code; do not edit -->\n\n"


def pages() -> dict[str, str]:
    """Path, as docs/ sees it → content."""
    return {
        "configuration.md": "# Configuration\n\n"
        + _MADE
        + "Every key of `dlp.yaml`. Sizes may be written like `64k`, `25M`; spans of time like `30s`,\n"
        "`5m`, `4d`. Unknown keys are refused. `dlp serve --set key.path=value` overrides any key;\n"
        "items of lists by number (`smtp.listeners.0.listen=…`).\n\n"
        + describe.configuration().markdown(),
        "metrics.md": "# Metrics\n\n"
        + _MADE
        + "On `metrics.listen`, in Prometheus' text format and OpenMetrics. Labels have few values:\n"
        "names from the configuration, kinds, reasons; never an address or content. What a label does\n"
        "not know is counted as `other`, and no metric has more than 1000 series. Beside these there\n"
        "are `process_*` of the gateway's main process. `docs/dashboards.md` shows what to do with\n"
        "them.\n\n" + describe.metric_list().markdown(),
        "markings.md": _head("markings.md", _SCHEMES) + marking_schemes(),
        "policy.md": _head("policy.md", _KEYS) + reference(),
        "../config/policy.schema.json": json.dumps(json_schema(), indent=2, ensure_ascii=False)
        + "\n",
        "attachments.md": _formats(),
        "detectors.md": _detectors(),
        "cli.md": "# Command line\n\n" + _MADE + _CONTRACTS + _commands(),
    }


def _detectors() -> str:
    """The page with the table of Presidio's entities made anew; the rest is as people wrote it."""
    spec = importlib.util.spec_from_file_location("docs_presidio", FOLDER / "presidio.py")
    assert spec
    assert spec.loader
    presidio = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(presidio)
    begin, end = "<!-- Presidio's entities, made by `make docs` -->\n\n", "\n<!-- end -->"
    before, marker, rest = (FOLDER / "detectors.md").read_text().partition(begin)
    return before + marker + str(presidio.table()) + end + rest.partition(end)[2]


def _formats() -> str:
    """The page with its tables of formats made anew; the rest is as people wrote it."""
    page = (FOLDER / "attachments.md").read_text()
    for chapter, formats in _CHAPTERS.items():
        begin, end = f"<!-- formats: {chapter}, made by `make docs` -->\n\n", "\n<!-- end -->"
        before, marker, rest = page.partition(begin)
        page = before + marker + describe_formats.markdown(formats) + end + rest.partition(end)[2]
    return page


_CHAPTERS = {
    "archives and text": (*ARCHIVES, *TEXTS, *OTHERS),
    "office": OFFICE,
    "pictures and sound": PICTURES,
}
_SCHEMES = "<!-- made by `make docs` from config/markings/*.yaml; do not edit below -->\n\n"
_KEYS = "<!-- made by `make docs` from dlp/policy; do not edit below -->\n\n"


def _head(name: str, marker: str) -> str:
    """What people wrote of a page whose tail is made, with the marker."""
    return (FOLDER / name).read_text().partition(marker)[0] + marker


_CONTRACTS = """\
## Contracts that stay

`dlp detect --jsonl` reads lines `{"id","text"}` and writes lines
`{"id","findings":[{"kind","start","end","score","detector"}]}`; offsets are Python string indices
into the text as it was given. One process serves as many lines as you like.

`dlp inspect --json [--policy P] [--from A] [--to B,C] [--listener L] [--authenticated A] FILE…`
writes one object a file:
`{"file","level","findings":[…with "part"],"decisions":[{"destination","action","rule","channel","why","reason"}]}`.
Exit codes: 0 all allowed, 3 something not allowed, 2 usage or a file that cannot be read.

`dlp serve --config FILE --set key.path=value …` prints `listening NAME HOST:PORT` for each listener
and for `metrics` (ports may be 0), then `ready`.

"""


def _commands() -> str:
    done = subprocess.run(
        [
            Path(sys.executable).parent / "typer",
            "--app",
            "app",
            "dlp.cli",
            "utils",
            "docs",
            "--name",
            "dlp",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.replace("# `dlp`\n", "## `dlp`\n", 1).rstrip() + "\n"


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text)
