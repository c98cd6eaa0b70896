"""What the three Grafana dashboards show; `docs/grafana.py` makes their JSON of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

#: what every query is narrowed to
_I = 'instance=~"$instance"'
_IP = f'{_I},protocol=~"$protocol"'
_IPZ = f'{_IP},zone=~"$zone"'

HERE = _I

GREEN, YELLOW, RED, BLUE = "#009e73", "#e6a700", "#d55e00", "#0072b2"
MEANT = {
    "allow": GREEN, "redact": YELLOW, "redirect": "#56b4e9", "hold": "#a05195", "block": RED,
    "other": "#9aa5b1",
}  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """One panel. `queries`: (PromQL, legend). `limits`: value → colour from there on."""

    title: str
    kind: str
    about: str
    queries: Sequence[tuple[str, str]]
    unit: str = "short"
    limits: Sequence[tuple[float, str]] = ()
    wide: int = 12
    high: int = 8
    base: str = GREEN


@dataclass(frozen=True)
class Board:
    """One dashboard: rows of panels."""

    uid: str
    title: str
    about: str
    since: str
    rows: Sequence[tuple[str, Sequence[Panel]]]
    refresh: str = "1m"


def total(title: str, about: str, query: str, **more: Any) -> Panel:
    return Panel(title, "stat", about, [(query, "")], wide=4, high=4, **{"base": "text", **more})


def added(metric: str, by: str = "", labels: str = _IPZ, window: str = "$__range") -> str:
    grouping = f" by ({by})" if by else ""
    return f"sum{grouping} (increase({metric}{{{labels}}}[{window}]))"


def ranked(title: str, about: str, metric: str, by: str, labels: str = _IPZ, **more: Any) -> Panel:
    query = f"topk(10, {added(metric, by, labels)} > 0)"
    return Panel(
        title,
        "bargauge",
        about,
        [(query, "{{" + by.split(", ")[0] + "}}")],
        **{"wide": 8, "high": 6, "base": BLUE, **more},
    )


def quantiles(metric: str, by: str, labels: str, *shares: float) -> list[tuple[str, str]]:
    names = {0.5: "half", 0.95: "95%", 0.99: "99%"}
    legend = "".join(f"{{{{{one}}}}} " for one in by.split(", ") if one)
    return [
        (
            f"histogram_quantile({share}, sum by ({', '.join(filter(None, [by, 'le']))}) "
            f"(rate({metric}_bucket{{{labels}}}[$__rate_interval])))",
            f"{legend}{names[share]}",
        )
        for share in shares
    ]


LEAKS = "dlp_leaks_prevented_total"
TRIAL = "dlp_leaks_monitored_total"
_NOT_ALLOWED = f'dlp_messages_total{{{_IP},action!~"allow|other"}}'

leaks = Board(
    "dlp-leaks",
    "DLP: leaks prevented",
    "What the gateway stopped, for those who answer for it. A leak is one destination that did not "
    "get what was written; probes (test leaks of our own) are not counted.",
    "now-30d",
    [
        ("", [
            total("Leaks prevented", "Destinations that did not get what was written, in the time chosen above.", added(LEAKS)),
            total("Messages", "All messages that the gateway answered in that time.", added("dlp_messages_total", labels=_IP)),
            total("Not simply allowed", "Messages that were redacted, redirected, held or blocked, of all.",
                  f"sum(increase({_NOT_ALLOWED}[$__range])) / {added('dlp_messages_total', labels=_IP)}", unit="percentunit"),
            total("On trial", "What rules in monitor mode would have stopped and nothing else did. Read it before a rule is enforced.",
                  added(TRIAL, labels=f'{_IPZ},decided="allow"')),
            total("Wait for review", "Messages on hold now. Senders wait for these.", f"sum(dlp_held_messages{{{_I}}})",
                  limits=[(20, YELLOW), (100, RED)], base=GREEN),
            total("Hold to decision", "Half of all holds that ended in this time were decided faster than this.",
                  f"histogram_quantile(0.5, sum by (le) (increase(dlp_hold_duration_seconds_bucket{{{_I}}}[$__range])))",
                  unit="s", limits=[(14400, YELLOW), (86400, RED)], base=GREEN),
        ]),
        ("Trend", [
            Panel("Leaks prevented, by action", "bars", "When, and what was done: redacted, redirected, held or blocked.",
                  [(added(LEAKS, "action", window="$__interval"), "{{action}}")], wide=12),
            Panel("Leaks prevented, by kind", "bars", "The eight most frequent kinds of content, each leak under the kind that its rule matched most.",
                  [(f"topk(8, {added(LEAKS, 'kind', window='$__interval')} > 0)", "{{kind}}")], wide=12),
            Panel("An hour, and the same hour of earlier weeks", "timeseries",
                  "Leaks prevented in the last hour against the mean of the same hour in the four weeks before. DlpLeakSpike fires at three times the usual.",
                  [("sum(dlp:leaks_prevented:increase1h)", "this hour"), ("sum(dlp:leaks_prevented:usual1h)", "usual")], wide=12),
            Panel("Monitor against enforce", "timeseries", "Destinations stopped by rules in force, and those that rules on trial would have stopped besides.",
                  [(added(LEAKS, window="$__interval"), "enforced"),
                   (added(TRIAL, labels=f'{_IPZ},decided="allow"', window="$__interval"), "on trial")], wide=12),
        ]),
        ("Where from, where to", [
            ranked("By kind of content", "The kind that the deciding rule matched most. `none`: the rule asks for something else (size, number of recipients).", LEAKS, "kind"),
            ranked("Top rules", "Rules of the policy by leaks prevented. The rule's `why` stands in the policy.", LEAKS, "rule"),
            ranked("By unit", "Groups of the policy that the senders belong to; `none` where no group names the sender.", LEAKS, "unit"),
            ranked("By zone", "Where the copies would have gone: zones of the policy.", LEAKS, "zone"),
            ranked("By channel", "The network that the destination is reached by: smtp, matrix, or the chat network behind a bridge.", LEAKS, "network"),
            ranked("By level", "How sensitive the messages were: the highest level that a marking claims.", LEAKS, "level"),
        ]),
        ("Rules on trial and reviews", [
            Panel("Rules on trial, and what was done instead", "table", "What each rule in monitor mode would have done, by what the rules in force did with the same destinations.",
                  [(f"sum by (rule, action, decided) (increase({TRIAL}{{{_IPZ}}}[$__range])) > 0", "")], wide=12),
            Panel("How holds ended", "bars", "released: as it was. redacted: released without some findings. rejected and expired: not sent.",
                  [(f"sum by (decision) (increase(dlp_reviews_total{{{_I}}}[$__interval]))", "{{decision}}")], wide=12),
        ]),
    ],
)  # fmt: skip

FOUND = "dlp_findings_total"
_BANDS = f"sum by (band) (rate({FOUND}{{{_I}}}[$__rate_interval]))"
_JUDGED = f"dlp_reviewed_findings_total{{{_I}"

detectors = Board(
    "dlp-detectors",
    "DLP: detectors",
    "Which detector and which rule is wrong, for those who tune them: volumes, scores, drift, and what reviewers said.",
    "now-7d",
    [
        ("Volumes", [
            Panel("Findings, by kind", "timeseries", "The ten most frequent kinds, findings a second. A kind that ends at once is a dead detector or a change of the policy's kinds.",
                  [(f"topk(10, sum by (kind) (rate({FOUND}{{{_I}}}[$__rate_interval])))", "{{kind}}")], unit="reqps"),
            Panel("Findings, by detector", "stacked", "Findings a second of each detector; `reader` reports parts that could not be read.",
                  [(f"sum by (detector) (rate({FOUND}{{{_I}}}[$__rate_interval]))", "{{detector}}")], unit="reqps"),
            Panel("Detectors loaded", "table", "What the workers have loaded, by instance. A detector that is missing here finds nothing.",
                  [(f"dlp_detector_loaded{{{_I}}}", "")], wide=8),
            Panel("Kinds gone silent", "stat", "Kinds that usually come up more than 20 times in six hours and did not at all in the last six. DlpDetectorSilent names them.",
                  [("count((dlp:findings:usual6h > 20) unless (dlp:findings:increase6h > 0)) or vector(0)", "")],
                  wide=4, limits=[(1, RED)]),
            Panel("Probes caught", "bargauge", "Test leaks of the last round: 1 was stopped, 0 was not. One line an entry and sample.",
                  [(f"dlp_probe_caught{{{_I}}}", "{{entry}} {{sample}}")], wide=12, base=RED, limits=[(1, GREEN)]),
        ]),
        ("Scores", [
            Panel("Score bands", "stacked", "How sure the detectors are. A growing share of low bands means new text that a detector half knows.",
                  [(f"{_BANDS} / on () group_left () sum(rate({FOUND}{{{_I}}}[$__rate_interval]))", "{{band}}")], unit="percentunit"),
            Panel("Share of unsure findings, by kind", "bargauge", "Findings with a score below 0.85, of all of the kind. High shares are where thresholds matter.",
                  [(f'topk(12, sum by (kind) (increase({FOUND}{{{_I},band!~"0.85-0.94|0.95-1.00"}}[$__range])) / sum by (kind) (increase({FOUND}{{{_I}}}[$__range])) > 0)', "{{kind}}")],
                  unit="percentunit", limits=[(0.3, YELLOW), (0.6, RED)]),
            Panel("Drift: last six hours against the usual", "bargauge", "Findings of a kind in the last six hours, divided by the mean of six hours over the week before. 1 is as always.",
                  [("topk(12, sum by (kind) (dlp:findings:increase6h) / sum by (kind) (dlp:findings:usual6h > 1))", "{{kind}}")],
                  wide=12, base=BLUE, limits=[(3, YELLOW), (10, RED)]),
            Panel("Share judged false, by kind", "bargauge", "Where reviewers decided on holds: findings in messages that were released as they were, of all that were decided on. Known for held messages only.",
                  [(f'topk(12, sum by (kind) (increase({_JUDGED},decision="released"}}[$__range])) / sum by (kind) (increase({_JUDGED},decision!="expired"}}[$__range])))', "{{kind}}")],
                  unit="percentunit", wide=12, limits=[(0.2, YELLOW), (0.5, RED)]),
        ]),
        ("Rules", [
            Panel("Decisions, by rule", "timeseries", "Decisions a second. A rule that falls to nothing or jumps up has changed its meaning, or the mail has.",
                  [(f"sum by (rule) (rate(dlp_decisions_total{{{_I}}}[$__rate_interval]))", "{{rule}}")], unit="reqps"),
            Panel("Share of each rule", "bargauge", "Of all decisions in this time. Above one half, a rule that is not `default` deserves a look (DlpRuleMatchesEverything).",
                  [(f"topk(12, sum by (rule) (increase(dlp_decisions_total{{{_I}}}[$__range])) / on () group_left () sum(increase(dlp_decisions_total{{{_I}}}[$__range])))", "{{rule}}")],
                  unit="percentunit", base=BLUE),
            Panel("Rules on trial", "timeseries", "What rules in monitor mode would have stopped, destinations in a time step.",
                  [(f"sum by (rule) (increase({TRIAL}{{{_IPZ}}}[$__interval]))", "{{rule}}")]),
            Panel("Reviews, by rule", "table", "Holds that ended in this time, by the rule that held them and how they ended.",
                  [(f"sum by (rule, decision) (increase(dlp_reviews_total{{{_I}}}[$__range])) > 0", "")]),
        ]),
        ("Reading", [
            Panel("Inspected in full", "timeseries", "Share of messages of which every part was read. DlpUnreadableRising fires below 95%, if that is unusual.",
                  [(f'sum(rate(dlp_inspections_total{{{_IP},result="full"}}[$__rate_interval])) / sum(rate(dlp_inspections_total{{{_IP}}}[$__rate_interval]))', "in full")],
                  unit="percentunit", wide=8),
            Panel("Parts that could not be read, by reason", "bars", "type: no reader for it. encrypted, signed-opaque: closed. too-large, timed-out: beyond a limit. broken, crashed: hostile or damaged.",
                  [(f"sum by (reason) (increase(dlp_unreadable_parts_total{{{_I}}}[$__interval]))", "{{reason}}")], wide=8),
            Panel("Time to read and to detect", "timeseries", "95% of all messages took less. The budget is `inspection.budget`.",
                  quantiles("dlp_stage_duration_seconds", "stage", f'{_I},stage=~"read|detect"', 0.95), unit="s", wide=8),
        ]),
    ],
)  # fmt: skip

gateway = Board(
    "dlp-gateway",
    "DLP: gateway",
    "Is it well? For those who run it: traffic, latency, queues, workers, far sides, saturation.",
    "now-6h",
    [
        ("", [
            Panel("Up", "stat", "Gateways that Prometheus reaches.", [(f"sum(up{{{_I},job=~\"dlp.*\"}})", "")], wide=3, high=4, base=RED, limits=[(1, GREEN)]),
            Panel("Messages/s", "stat", "Answered, all protocols.", [(f"sum(rate(dlp_messages_total{{{_IP}}}[$__rate_interval]))", "")], unit="reqps", wide=3, high=4, base="text"),
            Panel("Answer time", "stat", "95% of all messages were answered faster.", [(quantiles("dlp_message_duration_seconds", "", _IP, 0.95)[0][0], "")], unit="s", wide=3, high=4, limits=[(2, YELLOW), (10, RED)]),
            Panel("Workers up", "stat", "Of those that are configured.", [(f"sum(dlp_workers_ready{{{_I}}}) / sum(dlp_workers_wanted{{{_I}}})", "")], unit="percentunit", wide=3, high=4, base=RED, limits=[(0.5, YELLOW), (1, GREEN)]),
            Panel("Outbox", "stat", "Copies that wait or are being carried.", [(f"sum(dlp_outbox_messages{{{_I}}})", "")], wide=3, high=4, limits=[(100, YELLOW), (1000, RED)]),
            Panel("Far sides up", "stat", "Mail servers behind the listeners that greet, of all.", [(f"avg(dlp_downstream_up{{{_I}}})", "")], unit="percentunit", wide=3, high=4, base=RED, limits=[(0.5, YELLOW), (1, GREEN)]),
            Panel("Reload taken", "stat", "no: a new policy or configuration was refused, the old one is in force.", [(f"min(dlp_policy_last_reload_successful{{{_I}}})", "")], unit="bool", wide=3, high=4, base=RED, limits=[(1, GREEN)]),
            Panel("Disk left", "stat", "Free space of the evidence store, as a multiple of the limit at which mail is refused (452).", [(f"min(dlp_store_free_bytes{{{_I}}} / dlp_store_free_limit_bytes{{{_I}}})", "")], wide=3, high=4, base=RED, limits=[(3, YELLOW), (10, GREEN)]),
        ]),
        ("Traffic and latency", [
            Panel("Messages, by strictest action", "stacked", "Answered messages a second; `other` could not be handled and stayed with the sender (451).",
                  [(f"sum by (action) (rate(dlp_messages_total{{{_IP}}}[$__rate_interval]))", "{{action}}")], unit="reqps"),
            Panel("Answer time", "timeseries", "From the end of a message to its answer: half, 95% and 99% of all were faster. Exemplars carry the reference of the message.",
                  quantiles("dlp_message_duration_seconds", "", _IP, 0.5, 0.95, 0.99), unit="s", limits=[(10, RED)]),
            Panel("Time by stage", "timeseries", "95% of all messages spent less in the stage: waiting for a worker, reading, detecting, deciding, redacting, storing, relaying.",
                  quantiles("dlp_stage_duration_seconds", "stage", _I, 0.95), unit="s"),
            Panel("What became of the copies", "stacked", "Destinations a second. later: the sender keeps it and tries again.",
                  [(f"sum by (status) (rate(dlp_destinations_total{{{_IP}}}[$__rate_interval]))", "{{status}}")], unit="reqps"),
            Panel("Leaks prevented, by zone", "stacked", "So that a change of traffic can be told from a change of the policy.",
                  [(f"sum by (zone) (rate({LEAKS}{{{_IPZ}}}[$__rate_interval]))", "{{zone}}")], unit="reqps"),
            Panel("Bytes of message data", "timeseries", "Received in messages, a second.",
                  [(f"sum by (protocol) (rate(dlp_message_bytes_total{{{_IP}}}[$__rate_interval]))", "{{protocol}}")], unit="Bps"),
        ]),
        ("Workers and saturation", [
            Panel("Workers", "timeseries", "Up, with a message, and as configured. All busy for long: more workers, or slower mail than usual.",
                  [(f"sum(dlp_workers_ready{{{_I}}})", "up"), (f"sum(dlp_workers_busy{{{_I}}})", "busy"), (f"sum(dlp_workers_wanted{{{_I}}})", "configured")], wide=8),
            Panel("Waiting for a worker", "timeseries", "Share of the places in the queue that are taken; at 100% clients hear 451.",
                  [(f"dlp_inspection_waiting_messages{{{_I}}} / dlp_inspection_waiting_limit_messages{{{_I}}}", "{{instance}}")], unit="percentunit", wide=8, limits=[(0.8, YELLOW), (1, RED)]),
            Panel("Workers replaced", "bars", "recycled is routine (every 1000 messages). timed-out, crashed, memory and lost are not.",
                  [(f"sum by (reason) (increase(dlp_worker_restarts_total{{{_I}}}[$__interval]))", "{{reason}}")], wide=8),
            Panel("Processor", "timeseries", "Cores used by the gateway's process and by its workers together.",
                  [(f"sum(rate(process_cpu_seconds_total{{{_I},job=~\"dlp.*\"}}[$__rate_interval]))", "gateway"), (f"sum(rate(dlp_workers_cpu_seconds_total{{{_I}}}[$__rate_interval]))", "workers")], wide=8),
            Panel("Memory", "timeseries", "Resident bytes; what the workers share counts for each of them.",
                  [(f"sum(process_resident_memory_bytes{{{_I},job=~\"dlp.*\"}})", "gateway"), (f"sum(dlp_workers_resident_bytes{{{_I}}})", "workers")], unit="bytes", wide=8),
            Panel("Message data in memory and spill files", "timeseries", "Share of the bound `smtp.limits.buffered`; at 100% clients hear 452.",
                  [(f"dlp_buffered_bytes{{{_I}}} / dlp_buffered_limit_bytes{{{_I}}}", "{{instance}}")], unit="percentunit", wide=8, limits=[(0.8, YELLOW), (1, RED)]),
        ]),
        ("Doors and far sides", [
            Panel("Open connections", "timeseries", "Of clients, by listener.", [(f"sum by (listener) (dlp_connections{{{_I}}})", "{{listener}}")], wide=8),
            Panel("Connections", "timeseries", "Taken and refused, a second.", [(f"sum by (listener, result) (rate(dlp_connection_attempts_total{{{_I}}}[$__rate_interval]))", "{{listener}} {{result}}")], unit="reqps", wide=8),
            Panel("Refusals of our own", "bars", "Replies that are ours and not the far side's: 4xx come again, 5xx do not.", [(f"sum by (class) (increase(dlp_smtp_replies_total{{{_I}}}[$__interval]))", "{{class}}")], wide=8),
            Panel("Far sides", "timeseries", "1: the mail server behind the listener greeted us when we last asked.", [(f"dlp_downstream_up{{{_I}}}", "{{listener}}")], wide=8),
            Panel("Failures of far sides", "bars", "During messages, by reason: connect, tls, timeout, lost, protocol.", [(f"sum by (listener, reason) (increase(dlp_downstream_errors_total{{{_I}}}[$__interval]))", "{{listener}} {{reason}}")], wide=8),
            Panel("Certificates and keys", "bargauge", "Time until they expire. DlpCredentialExpires fires two weeks before.", [(f"dlp_credential_expiry_timestamp_seconds{{{_I}}} - time()", "{{credential}}")], unit="s", wide=8, base=RED, limits=[(14 * 86400, YELLOW), (30 * 86400, GREEN)]),
        ]),
        ("Outbox and store", [
            Panel("Outbox", "stacked", "Copies by state; waiting ones have failed before or are about to go.", [(f"sum by (state) (dlp_outbox_messages{{{_I}}})", "{{state}}")], wide=8),
            Panel("Oldest copy in the outbox", "timeseries", "Age. DlpQueueStuck fires at half an hour.", [(f"max(dlp_outbox_oldest_seconds{{{_I}}})", "oldest")], unit="s", wide=8, limits=[(1800, RED)]),
            Panel("Deliveries by channel", "bars", "Tries of the courier, by channel and result; waiting: will be tried again.", [(f"sum by (channel, result) (increase(dlp_dispatches_total{{{_I}}}[$__interval]))", "{{channel}} {{result}}")], wide=8),
            Panel("Time of a delivery", "timeseries", "95% of the tries of a channel took less.", quantiles("dlp_delivery_duration_seconds", "channel", _I, 0.95), unit="s", wide=8),
            Panel("Store", "timeseries", "Size of the store's file, and the limit of free space at which mail is refused.", [(f"dlp_store_bytes{{{_I}}}", "size"), (f"dlp_store_free_limit_bytes{{{_I}}}", "limit of free space")], unit="bytes", wide=8),
            Panel("Failures of the store", "bars", "Reads and writes that failed; their senders heard 451.", [(f"sum by (instance) (increase(dlp_store_errors_total{{{_I}}}[$__interval]))", "{{instance}}")], wide=8),
        ]),
        ("Versions", [
            Panel("Build", "table", "The version that runs, and those of its main parts.", [(f"dlp_build_info{{{_I}}}", "")]),
            Panel("Policy", "table", "The policy in force: its content hash, and how many rules it has.", [(f"dlp_policy_info{{{_I}}}", ""), (f"dlp_policy_rules{{{_I}}}", "")]),
        ]),
    ],
    refresh="30s",
)  # fmt: skip

BOARDS = (leaks, detectors, gateway)
