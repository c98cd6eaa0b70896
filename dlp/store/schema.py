"""The tables as they are now. `migrations/` brings an older database here; a test compares both.

Times are seconds since the epoch (UTC). Payloads, evidence and full findings are sealed
(`keys`); only envelope metadata stands in clear.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("reference", sa.Text, primary_key=True),
    sa.Column("protocol", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    #: goes up by one with every transition: the optimistic lock
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("authenticated", sa.Text, nullable=False),
    sa.Column("sender_facts", sa.JSON, nullable=False),
    #: [{action, rule, channel, why, public, destinations: [{address, network, facts}]}]
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    #: {kinds: {kind: count}, findings: [{kind, part, start, end, score, detector, reason}]}
    sa.Column("summary", sa.JSON, nullable=False),
    sa.Column("policy_version", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("automatic", sa.Boolean, nullable=False),
    #: when a hold ends by itself; NULL where nothing is held
    sa.Column("hold_until", sa.Double),
    sa.Column("closed", sa.Double, index=True),
    #: beats every retention
    sa.Column("legal_hold", sa.Boolean, nullable=False),
)

#: Append-only (triggers forbid UPDATE and DELETE); outlives its incident as a tombstone, and so
#: holds no address of a sender or a recipient.
history = sa.Table(
    "history",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("incident", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("policy_version", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column(
        "incident",
        sa.Text,
        sa.ForeignKey("incidents.reference", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("key_id", sa.Text, nullable=False, index=True),
    sa.Column("nonce", sa.LargeBinary, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("findings_nonce", sa.LargeBinary, nullable=False),
    sa.Column("findings", sa.LargeBinary, nullable=False),
)

dispatches = sa.Table(
    "dispatches",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("incident", sa.Text, nullable=False, index=True),
    sa.Column("protocol", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("authenticated", sa.Text, nullable=False),
    sa.Column("sender_facts", sa.JSON, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_try", sa.Double, nullable=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("expires", sa.Double, nullable=False),
    sa.Column("finished", sa.Double, index=True),
    #: who carries it now, and until when nobody else may
    sa.Column("claimed_by", sa.Text),
    sa.Column("lease", sa.Double),
    #: a report's own failure is reported to nobody
    sa.Column("is_report", sa.Boolean, nullable=False),
    #: carry a release ticket (see dlp.delivery.tickets)
    sa.Column("ticket", sa.Boolean, nullable=False),
    sa.Column("delay_told", sa.Boolean, nullable=False),
    sa.Column("key_id", sa.Text, nullable=False, index=True),
    #: emptied when the last destination is done
    sa.Column("nonce", sa.LargeBinary, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Index("ix_dispatches_due", "state", "next_try"),
)

dispatch_destinations = sa.Table(
    "dispatch_destinations",
    metadata,
    sa.Column(
        "dispatch",
        sa.Text,
        sa.ForeignKey("dispatches.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("network", sa.Text, nullable=False),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    #: the far side's last reply
    sa.Column("reply", sa.Text, nullable=False),
)

used_tickets = sa.Table(
    "used_tickets",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("used", sa.Double, nullable=False),
    sa.Column("expires", sa.Double, nullable=False, index=True),
)

#: grows with the rooms that are spoken in; holds no address of anybody
rooms = sa.Table(
    "rooms",
    metadata,
    sa.Column("room", sa.Text, primary_key=True),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("whole", sa.Boolean, nullable=False),
    sa.Column("changed", sa.Double, nullable=False),
)

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
