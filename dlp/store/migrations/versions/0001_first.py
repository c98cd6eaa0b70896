"""Incidents, history, evidence, outbox, tickets; the history made append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SQLITE = """
CREATE TRIGGER history_no_{verb} BEFORE {verb} ON history
BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END
"""

_POSTGRESQL = (
    """
CREATE FUNCTION history_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the history is append-only'; END $$
""",
    """
CREATE TRIGGER history_no_change BEFORE UPDATE OR DELETE ON history
FOR EACH ROW EXECUTE FUNCTION history_append_only()
""",
    """
CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history
FOR EACH STATEMENT EXECUTE FUNCTION history_append_only()
""",
)


def upgrade() -> None:
    """Makes the first schema."""
    op.create_table(
        "incidents",
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("protocol", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("authenticated", sa.Text, nullable=False),
        sa.Column("sender_facts", sa.JSON, nullable=False),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("policy_version", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("automatic", sa.Boolean, nullable=False),
        sa.Column("hold_until", sa.Double),
        sa.Column("closed", sa.Double),
        sa.Column("legal_hold", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_incidents"),
    )
    op.create_index("ix_incidents_state", "incidents", ["state"])
    op.create_index("ix_incidents_closed", "incidents", ["closed"])
    op.create_table(
        "history",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("incident", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("policy_version", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_history_incident", "history", ["incident"])
    op.create_table(
        "evidence",
        sa.Column("incident", sa.Text, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("nonce", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("findings_nonce", sa.LargeBinary, nullable=False),
        sa.Column("findings", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("incident", name="pk_evidence"),
        sa.ForeignKeyConstraint(
            ["incident"], ["incidents.reference"], name="fk_evidence_incident", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_evidence_key_id", "evidence", ["key_id"])
    op.create_table(
        "dispatches",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("incident", sa.Text, nullable=False),
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
        sa.Column("finished", sa.Double),
        sa.Column("claimed_by", sa.Text),
        sa.Column("lease", sa.Double),
        sa.Column("is_report", sa.Boolean, nullable=False),
        sa.Column("ticket", sa.Boolean, nullable=False),
        sa.Column("delay_told", sa.Boolean, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("nonce", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dispatches"),
    )
    op.create_index("ix_dispatches_incident", "dispatches", ["incident"])
    op.create_index("ix_dispatches_finished", "dispatches", ["finished"])
    op.create_index("ix_dispatches_key_id", "dispatches", ["key_id"])
    op.create_index("ix_dispatches_due", "dispatches", ["state", "next_try"])
    op.create_table(
        "dispatch_destinations",
        sa.Column("dispatch", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("dispatch", "position", name="pk_dispatch_destinations"),
        sa.ForeignKeyConstraint(
            ["dispatch"],
            ["dispatches.id"],
            name="fk_dispatch_destinations_dispatch",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "used_tickets",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("used", sa.Double, nullable=False),
        sa.Column("expires", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_used_tickets"),
    )
    op.create_index("ix_used_tickets_expires", "used_tickets", ["expires"])
    op.create_table(
        "meta",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    _append_only()


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(sa.text(_SQLITE.format(verb=verb)))
    else:
        for statement in _POSTGRESQL:
            op.execute(sa.text(statement))
