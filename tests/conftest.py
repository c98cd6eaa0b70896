"""Fixtures that several tests share: real peers, started once for a module."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import dlp.detect  # noqa: F401 - sets one BLAS thread before any test imports numpy
from peers import installed
from peers.gateway import Gateway
from peers.postfix import Postfix, mailbox

# The same examples in every run, so that a run says something about a change and not about luck;
# HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="module")
def far_side() -> Iterator[tuple[Postfix, int]]:
    """A real Postfix that delivers into a maildir, and its port."""
    assert installed("postfix", "postqueue"), "Postfix is missing: run tests/peers/install as root"
    postfix, port = mailbox()
    yield postfix, port
    postfix.stop()


@pytest.fixture
def gateways(tmp_path: Path) -> Iterator[list[Gateway]]:
    """Put started gateways in; they are stopped at the end."""
    running: list[Gateway] = []
    yield running
    for gateway in running:
        gateway.stop()
