"""The log quotes nobody: neither an exception's text nor a task that died of one."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import asyncio, gc, logging
from dlp import log
from dlp.config import LoggingSettings

log.configure(LoggingSettings(level="DEBUG", json_lines={json}))
try:
    raise ValueError("xylophonic-marmalade")
except ValueError:
    logging.getLogger("dlp.test").exception("it broke")

async def fail():
    raise ValueError("xylophonic-marmalade")

async def main():
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()

asyncio.run(main())
"""


@pytest.mark.parametrize("json", [False, True])
def test_no_exception_is_quoted(json: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(json=json)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "it broke" in done.stderr
    assert "never retrieved" in done.stderr
    assert "ValueError at " in done.stderr
    assert "xylophonic-marmalade" not in done.stderr
