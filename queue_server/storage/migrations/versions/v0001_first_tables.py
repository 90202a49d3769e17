"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# An event is never changed: the database refuses, whoever asks.
_APPEND_ONLY = {
    "sqlite": [
        (
            "CREATE TRIGGER event_no_update BEFORE UPDATE ON event "
            "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        ),
        (
            "CREATE TRIGGER event_no_delete BEFORE DELETE ON event "
            "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        ),
    ],
    "postgresql": [
        (
            "CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$"
        ),
        (
            "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
            "FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()"
        ),
    ],
}


def upgrade() -> None:
    op.create_table(
        "access_token",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('kiosk', 'desk', 'display')", name=op.f("ck_access_token_role")
        ),
        sa.PrimaryKeyConstraint("hall", "token_hash", name=op.f("pk_access_token")),
        sa.UniqueConstraint("hall", "program", name=op.f("uq_access_token_hall_program")),
    )
    op.create_table(
        "account",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('clerk', 'supervisor')", name=op.f("ck_account_role")),
        sa.PrimaryKeyConstraint("hall", "account", name=op.f("pk_account")),
    )
    op.create_table(
        "counter",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "business_date", "prefix", name=op.f("pk_counter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "seq", name=op.f("pk_event")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_event_abandoned",
        "event",
        ["hall", "business_date"],
        unique=False,
        sqlite_where=sa.text("kind = 'ticket_abandoned'"),
        postgresql_where=sa.text("kind = 'ticket_abandoned'"),
    )
    op.create_table(
        "meta",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall", name=op.f("pk_meta")),
    )
    op.create_table(
        "request",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "request_id", name=op.f("pk_request")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=True),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "token_hash", name=op.f("pk_session")),
    )
    op.create_index("ix_session_window", "session", ["hall", "window"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kiosk", sa.Text(), nullable=True),
        sa.Column("priority_reason", sa.Text(), nullable=True),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("person_hash", sa.Text(), nullable=True),
        sa.Column("masked_name", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("waiting_since", sa.BigInteger(), nullable=False),
        sa.Column("window", sa.Text(), nullable=True),
        sa.Column("target_window", sa.Text(), nullable=True),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "source IN ('kiosk', 'desk', 'web', 'appointment')", name=op.f("ck_ticket_source")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'called', 'serving', 'held', 'missed', 'served', "
            "'abandoned', 'expired')",
            name=op.f("ck_ticket_state"),
        ),
        sa.CheckConstraint("lane IN (0, 1)", name=op.f("ck_ticket_lane")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_ticket_sequence")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket")),
        sa.UniqueConstraint(
            "hall", "business_date", "number", name=op.f("uq_ticket_hall_business_date_number")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_ticket_parked",
        "ticket",
        ["hall", "state", "business_date", "service"],
        unique=False,
        sqlite_where=sa.text("state IN ('held', 'missed')"),
        postgresql_where=sa.text("state IN ('held', 'missed')"),
    )
    op.create_index(
        "ix_ticket_person",
        "ticket",
        ["hall", "person_hash", "service"],
        unique=False,
        sqlite_where=sa.text(
            "person_hash IS NOT NULL AND state IN ('waiting', 'called', 'serving', 'held')"
        ),
        postgresql_where=sa.text(
            "person_hash IS NOT NULL AND state IN ('waiting', 'called', 'serving', 'held')"
        ),
    )
    op.create_index(
        "ix_ticket_sent_here",
        "ticket",
        ["hall", "target_window", "business_date", "state"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting' AND target_window IS NOT NULL"),
        postgresql_where=sa.text("state = 'waiting' AND target_window IS NOT NULL"),
    )
    op.create_index(
        "ix_ticket_waiting",
        "ticket",
        [
            "hall",
            "business_date",
            "service",
            "lane",
            "queued_at",
            "sequence",
            "target_window",
            "state",
        ],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "uq_ticket_at_a_window",
        "ticket",
        ["hall", "window"],
        unique=True,
        sqlite_where=sa.text("state IN ('called', 'serving')"),
        postgresql_where=sa.text("state IN ('called', 'serving')"),
    )
    op.create_table(
        "window",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("pause_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("rating_act_id", sa.Uuid(), nullable=True),
        sa.Column("called_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("call_version", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("status IN ('closed', 'open', 'paused')", name=op.f("ck_window_status")),
        sa.CheckConstraint(
            "(ticket_id IS NULL) = (act_id IS NULL)", name=op.f("ck_window_current")
        ),
        sa.PrimaryKeyConstraint("hall", "window", name=op.f("pk_window")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "service_act",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("waiting_since", sa.BigInteger(), nullable=True),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.Column("last_called_at", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("rating_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "origin IN ('call_next', 'call', 'resume')", name=op.f("ck_service_act_origin")
        ),
        sa.CheckConstraint(
            "outcome IN ('served', 'missed', 'held', 'transferred', 'abandoned', 'expired')",
            name=op.f("ck_service_act_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (ended_at IS NULL)", name=op.f("ck_service_act_ended")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= called_at",
            name=op.f("ck_service_act_ended_after_call"),
        ),
        sa.CheckConstraint(
            "started_at IS NULL OR started_at >= called_at",
            name=op.f("ck_service_act_started_after_call"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.ticket_id"], name=op.f("fk_service_act_ticket_id")
        ),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_service_act")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_service_act_day", "service_act", ["hall", "business_date", "window"], unique=False
    )
    op.create_index(
        "uq_service_act_open",
        "service_act",
        ["hall", "window"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "rating",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('evaluator', 'tablet', 'qr')", name=op.f("ck_rating_channel")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_rating_level")),
        sa.ForeignKeyConstraint(["act_id"], ["service_act.act_id"], name=op.f("fk_rating_act_id")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_rating")),
        sqlite_with_rowid=False,
    )
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
