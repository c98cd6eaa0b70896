"""Every metric of the gateway, in one list, with bounded label sets: no address, no content.

A label's value is always one of a set that the code or the configuration fixes; what is not known
is counted as ``other``. `dlp describe metrics` and `docs/metrics.md` are made from `REGISTRY`.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info

from dlp.model import UNREADABLE, Examination

REGISTRY = CollectorRegistry(auto_describe=True)

_STAGES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

messages = Counter(
    "dlp_messages",
    "Messages answered, by the strictest action of their destinations.",
    ["protocol", "action"],
    registry=REGISTRY,
)
outcomes = Counter(
    "dlp_destinations",
    "Destinations answered, by what became of their copy.",
    ["protocol", "status"],
    registry=REGISTRY,
)
findings = Counter(
    "dlp_findings", "Findings in inspected messages, by kind.", ["kind"], registry=REGISTRY
)
decisions = Counter(
    "dlp_decisions",
    "Decisions, by rule and action (one a group of destinations).",
    ["rule", "action"],
    registry=REGISTRY,
)
unreadable = Counter(
    "dlp_unreadable_parts",
    "Parts that could not be read, by reason.",
    ["reason"],
    registry=REGISTRY,
)
stage_seconds = Histogram(
    "dlp_stage_seconds",
    "Time a message spends in a stage: wait, read, detect, decide, redact, store, relay, total.",
    ["stage"],
    buckets=_STAGES,
    registry=REGISTRY,
)
queue_depth = Gauge(
    "dlp_outbox_messages", "Dispatches in the outbox, by state.", ["state"], registry=REGISTRY
)
queue_age = Gauge(
    "dlp_outbox_oldest_seconds", "Age of the oldest dispatch that waits.", registry=REGISTRY
)
held_incidents = Gauge(
    "dlp_held_messages", "Messages on hold that wait for a decision.", registry=REGISTRY
)
dispatches = Counter(
    "dlp_dispatches",
    "Deliveries tried by the courier, by channel and result.",
    ["channel", "result"],
    registry=REGISTRY,
)
worker_restarts = Counter(
    "dlp_worker_restarts", "Inspection workers replaced, by reason.", ["reason"], registry=REGISTRY
)
workers_ready = Gauge("dlp_workers_ready", "Inspection workers that are up.", registry=REGISTRY)
waiting = Gauge(
    "dlp_inspection_waiting_messages",
    "Messages that wait for an inspection worker.",
    registry=REGISTRY,
)
connections = Gauge(
    "dlp_connections", "Open client connections, by listener.", ["listener"], registry=REGISTRY
)
connections_total = Counter(
    "dlp_connections_accepted",
    "Client connections, by listener and result (accepted, refused).",
    ["listener", "result"],
    registry=REGISTRY,
)
buffered_bytes = Gauge(
    "dlp_buffered_bytes", "Bytes of message data now in memory or spill files.", registry=REGISTRY
)
downstream_errors = Counter(
    "dlp_downstream_errors",
    "Failures of the far side: connect, tls, timeout, lost, protocol.",
    ["listener", "reason"],
    registry=REGISTRY,
)
smtp_replies = Counter(
    "dlp_smtp_replies",
    "Replies of ours (not mirrored ones), by listener and class (4xx, 5xx).",
    ["listener", "class"],
    registry=REGISTRY,
)
store_errors = Counter("dlp_store_errors", "Failed writes to the store.", registry=REGISTRY)
policy_loaded = Gauge(
    "dlp_policy_loaded_timestamp_seconds", "When the policy in force was loaded.", registry=REGISTRY
)
policy_reloads = Counter(
    "dlp_policy_reloads", "Policy loads, by result (ok, refused).", ["result"], registry=REGISTRY
)
policy_info = Info(
    "dlp_policy", "Version (content hash) of the policy in force.", registry=REGISTRY
)
build_info = Info("dlp_build", "Version of the gateway and of its main parts.", registry=REGISTRY)


def count(examination: Examination) -> None:
    """Counts what inspection said of a message: its findings, what was not read, its seconds."""
    for stage, seconds in examination.seconds.items():
        stage_seconds.labels(stage).observe(seconds)
    for finding in examination.findings:
        findings.labels(finding.kind).inc()
        if finding.kind == UNREADABLE:
            unreadable.labels(str(finding.detail.get("reason", "other"))).inc()
