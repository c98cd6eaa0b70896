"""Every metric of the gateway, in one list, with bounded label sets: no address, no content.

A label's value is always one of a set that the code or the configuration fixes; what is not known
is counted as ``other`` (`bounded`). `dlp describe metrics` and `docs/metrics.md` are made from
`REGISTRY` and `UNITS`. Names follow Prometheus' conventions; `promtool check metrics` agrees.
All counting happens in the gateway's process: a worker's examination comes back to it.
"""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Info, ProcessCollector, disable_created_metrics

from dlp.metrics.bounded import Counter, Gauge, Histogram
from dlp.metrics.processes import Workers

# a second series beside each counter and histogram that nobody asks for
disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry(auto_describe=True)
#: name of a metric → what it counts or measures in
UNITS: dict[str, str] = {}

_STAGES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_HOLDS = (60, 300, 900, 3600, 4 * 3600, 8 * 3600, 86400, 2 * 86400, 4 * 86400, 7 * 86400)


def _counter(name: str, unit: str, meaning: str, *labels: str) -> Counter:
    UNITS[name] = unit
    return Counter(name, meaning, labels, registry=REGISTRY)


def _gauge(name: str, unit: str, meaning: str, *labels: str) -> Gauge:
    UNITS[name] = unit
    return Gauge(name, meaning, labels, registry=REGISTRY)


def _histogram(name: str, meaning: str, *labels: str, buckets: Any = _STAGES) -> Histogram:
    UNITS[name] = "seconds"
    return Histogram(name, meaning, labels, buckets=buckets, registry=REGISTRY)


# --------------------------------------------------------------------------- messages

messages = _counter(
    "dlp_messages",
    "messages",
    "Messages answered, by the strictest action of their destinations; `other` could not be"
    " handled and stayed with its sender. Probe messages are not counted.",
    "protocol",
    "action",
)
message_bytes = _counter(
    "dlp_message_bytes", "bytes", "Size of all messages that were handled.", "protocol"
)
destinations = _counter(
    "dlp_destinations",
    "destinations",
    "Destinations answered, by what became of their copy.",
    "protocol",
    "status",
)
inspections = _counter(
    "dlp_inspections",
    "messages",
    "Messages inspected: `full`, `partial` (a part was not read), `none` (nothing was).",
    "protocol",
    "result",
)
findings = _counter(
    "dlp_findings",
    "findings",
    "Findings in inspected messages, by kind, detector and band of the score.",
    "kind",
    "detector",
    "band",
)
unreadable = _counter(
    "dlp_unreadable_parts", "parts", "Parts that could not be read, by reason.", "reason"
)
decisions = _counter(
    "dlp_decisions",
    "decisions",
    "Decisions, by rule and action (one a group of destinations).",
    "rule",
    "action",
)
leaks_prevented = _counter(
    "dlp_leaks_prevented",
    "destinations",
    "Destinations that did not get what was written: each counts once, under the most frequent kind"
    " that the rule matched (`none` where it matched no finding). A message that stayed with its"
    " sender does not count yet. `unit` is the sender's group in the policy.",
    "protocol",
    "network",
    "zone",
    "unit",
    "kind",
    "level",
    "rule",
    "action",
)
leaks_monitored = _counter(
    "dlp_leaks_monitored",
    "destinations",
    "Destinations that a rule in monitor mode would have stopped by `action`; `decided` is what"
    " was done instead.",
    "protocol",
    "network",
    "zone",
    "rule",
    "action",
    "decided",
)
message_duration = _histogram(
    "dlp_message_duration_seconds",
    "Time from the end of a message to its answer.",
    "protocol",
)
stage_duration = _histogram(
    "dlp_stage_duration_seconds",
    "Time a message spends in a stage: wait, read, detect, decide, redact, store, relay.",
    "stage",
)

# --------------------------------------------------------------------------- review

held_messages = _gauge(
    "dlp_held_messages", "messages", "Messages on hold that wait for a decision."
)
hold_duration = _histogram(
    "dlp_hold_duration_seconds",
    "Time from hold to decision.",
    "decision",
    buckets=_HOLDS,
)
reviews = _counter(
    "dlp_reviews", "messages", "Holds that ended, by rule and decision.", "rule", "decision"
)
reviewed_findings = _counter(
    "dlp_reviewed_findings",
    "findings",
    "Findings of holds that ended. `released` (as it was) says they were judged false or harmless,"
    " `redacted` and `rejected` that they were right.",
    "kind",
    "decision",
)

# --------------------------------------------------------------------------- outbox

outbox_messages = _gauge(
    "dlp_outbox_messages", "dispatches", "Dispatches in the outbox, by state.", "state"
)
outbox_oldest = _gauge(
    "dlp_outbox_oldest_seconds", "seconds", "Age of the oldest dispatch that waits."
)
dispatches = _counter(
    "dlp_dispatches",
    "deliveries",
    "Deliveries tried by the courier, by channel and result.",
    "channel",
    "result",
)
delivery_duration = _histogram(
    "dlp_delivery_duration_seconds", "Time that one try of a channel takes.", "channel"
)

# --------------------------------------------------------------------------- workers

workers_ready = _gauge("dlp_workers_ready", "processes", "Inspection workers that are up.")
workers_wanted = _gauge("dlp_workers_wanted", "processes", "Inspection workers as configured.")
workers_busy = _gauge("dlp_workers_busy", "processes", "Inspection workers with a message.")
worker_restarts = _counter(
    "dlp_worker_restarts", "processes", "Inspection workers replaced, by reason.", "reason"
)
waiting = _gauge(
    "dlp_inspection_waiting_messages", "messages", "Messages that wait for an inspection worker."
)
waiting_limit = _gauge(
    "dlp_inspection_waiting_limit_messages",
    "messages",
    "How many may wait; beyond it clients hear 451.",
)
inspection_budget = _gauge(
    "dlp_inspection_budget_seconds",
    "seconds",
    "What one message may take; then it is unreadable (timed-out).",
)
inspection_enabled = _gauge(
    "dlp_inspection_enabled",
    "1 or 0",
    "0 where inspection is turned off: everything passes unread.",
)
detector_loaded = _gauge(
    "dlp_detector_loaded", "1", "Detectors that the workers have loaded.", "detector"
)
files = _counter(
    "dlp_files",
    "files",
    "Files in messages, by what became of them in the cage: read, cached (read before), redacted,"
    " refused (a redaction that was not possible), timed-out, memory, too-large, crashed.",
    "outcome",
)
files_running = _gauge("dlp_files_running", "processes", "Files that are being read now.")
files_waiting = _gauge("dlp_files_waiting", "files", "Files that wait for a process.")
files_cache = _gauge("dlp_files_cache_bytes", "bytes", "Readings of files kept in memory.")
file_readers_up = _gauge(
    "dlp_file_readers_up", "1 or 0", "0 while files cannot be read: their process is started anew."
)
cage = _gauge(
    "dlp_cage",
    "1 or 0",
    "Layers of the lock on a process that reads a file, and whether its self-test at the start"
    " found it closed.",
    "layer",
)
REGISTRY.register(Workers())
UNITS |= {"dlp_workers_cpu_seconds": "seconds", "dlp_workers_resident_bytes": "bytes"}
ProcessCollector(registry=REGISTRY)

# --------------------------------------------------------------------------- doors and far side

connections = _gauge(
    "dlp_connections", "connections", "Open client connections, by listener.", "listener"
)
connection_attempts = _counter(
    "dlp_connection_attempts",
    "connections",
    "Client connections, by listener and result (accepted, refused).",
    "listener",
    "result",
)
buffered_bytes = _gauge(
    "dlp_buffered_bytes", "bytes", "Bytes of message data now in memory or spill files."
)
buffered_limit = _gauge(
    "dlp_buffered_limit_bytes", "bytes", "How much there may be; beyond it clients hear 452."
)
smtp_replies = _counter(
    "dlp_smtp_replies",
    "replies",
    "Replies of ours (not mirrored ones), by listener and class (4xx, 5xx).",
    "listener",
    "class",
)
downstream_up = _gauge(
    "dlp_downstream_up",
    "1 or 0",
    "Whether the mail server behind a listener greeted at the last check (`metrics.check_every`).",
    "listener",
)
downstream_seen = _gauge(
    "dlp_downstream_last_success_timestamp_seconds",
    "seconds since 1970",
    "When the mail server behind a listener last greeted us.",
    "listener",
)
downstream_errors = _counter(
    "dlp_downstream_errors",
    "errors",
    "Failures of the far side: connect, tls, timeout, lost, protocol.",
    "listener",
    "reason",
)
credential_expiry = _gauge(
    "dlp_credential_expiry_timestamp_seconds",
    "seconds since 1970",
    "When a certificate or key that we show, or that a far side shows us, expires.",
    "credential",
)

# --------------------------------------------------------------------------- store

store_errors = _counter("dlp_store_errors", "errors", "Reads and writes of the store that failed.")
store_bytes = _gauge("dlp_store_bytes", "bytes", "Size of the store's file (SQLite).")
store_free = _gauge(
    "dlp_store_free_bytes", "bytes", "Free space of the disk that the store is on (SQLite)."
)
store_free_limit = _gauge(
    "dlp_store_free_limit_bytes", "bytes", "Below this much free space clients hear 452."
)

# --------------------------------------------------------------------------- policy, build

policy_loaded = _gauge(
    "dlp_policy_loaded_timestamp_seconds",
    "seconds since 1970",
    "When the policy in force was loaded.",
)
policy_reload_successful = _gauge(
    "dlp_policy_last_reload_successful", "1 or 0", "0 while a bad configuration or policy waits."
)
policy_reloads = _counter(
    "dlp_policy_reloads", "reloads", "Policy loads, by result (ok, refused).", "result"
)
policy_rules = _gauge("dlp_policy_rules", "rules", "Rules of the policy in force.", "mode")
policy_remembered = _gauge(
    "dlp_policy_remembered_addresses", "addresses", "Addresses whose zone is in the cache."
)
policy_info = Info(
    "dlp_policy", "Version (content hash) of the policy in force.", registry=REGISTRY
)
build_info = Info("dlp_build", "Version of the gateway and of its main parts.", registry=REGISTRY)

# --------------------------------------------------------------------------- probe

probe_messages = _counter(
    "dlp_probe_messages",
    "messages",
    "Probe messages, by entry, sample and result: stopped; passed (the gateway let it out), unseen"
    " (it never came by here), failed (it could not be sent).",
    "entry",
    "sample",
    "result",
)
probe_caught = _gauge(
    "dlp_probe_caught",
    "1 or 0",
    "Whether the last probe message of an entry and sample was stopped.",
    "entry",
    "sample",
)
probe_checked = _gauge(
    "dlp_probe_last_check_timestamp_seconds",
    "seconds since 1970",
    "When a probe last said whether blocking works; the start of the gateway before that.",
    "entry",
)
probe_interval = _gauge(
    "dlp_probe_interval_seconds", "seconds", "How often a probe is sent; 0 for never."
)

# --------------------------------------------------------------------------- chat rooms

rooms_reviewed = _gauge(
    "dlp_rooms_reviewed",
    "rooms",
    "Rooms of the homeserver at the last review of memberships: `all`, and those with `outsiders`,"
    " `bridged`, `world-readable`, `joinable`, `invited-by-address`, `published`, `encrypted`, with"
    " `silent` members, or `unknown`.",
    "found",
)
rooms_reviewed_at = _gauge(
    "dlp_rooms_review_timestamp_seconds", "seconds since 1970", "When memberships were reviewed."
)
sender_reports = _counter(
    "dlp_sender_reports",
    "reports",
    "What senders said to the bot of their own messages: `false-positive`, `justified`.",
    "says",
)
