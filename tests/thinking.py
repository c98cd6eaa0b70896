"""The gateway's thinking in this process, as `dlp.app.prepare` wires it, for tests of policies."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from dlp import config
from dlp.app import prepare
from dlp.inspection import Inspector
from dlp.model import Channel, Examination, Message
from dlp.policy import Policy
from dlp.policy.cases import Decide
from dlp.redaction.files import LocalFileEditor
from dlp.workers import Local


def decider(policy: Policy, inspector: Inspector, channels: Sequence[Channel] = ()) -> Decide:
    """What `dlp policy check` gives to a case, with these detectors."""
    settings = config.Config()
    inspection = Local(settings, LocalFileEditor())
    inspection.inspector = inspector
    preparation, _ = prepare(settings, inspection, policy, {one.name: one for one in channels})

    def decide(message: Message):
        plan = asyncio.run(preparation.plan(message))
        return plan.examination, plan.decisions

    return decide


def saying(policy: Policy, examination: Examination) -> Decide:
    """What a policy decides on an examination that is given."""
    return lambda message: (examination, policy.decide(message, examination))
