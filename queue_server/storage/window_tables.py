"""The tables around a window's work: what was done, notices, who is away, alerts."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from queue_server.storage.columns import UtcTime
from queue_server.storage.tables import metadata, one_of

matter = Table(  # what was done in a service act; several in one visit
    "matter",
    metadata,
    Column("hall", Text, nullable=False),
    Column("act_id", Uuid, nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("service", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("case_number", Text, nullable=False, server_default=""),
    Column("recorded_at", UtcTime, nullable=False),
    Column("recorded_by", Text, nullable=False),
    PrimaryKeyConstraint("act_id", "position"),
    ForeignKeyConstraint(["act_id"], ["service_act.act_id"]),
    one_of(
        "outcome",
        "done_on_the_spot",
        "accepted",
        "accepted_with_gaps",
        "incomplete",
        "enquiry",
        "pick_up",
        "wrong_service",
    ),
    CheckConstraint("position >= 0", name="position"),
    sqlite_with_rowid=False,
)

notice = Table(  # one-time notices (一次性告知单): what is missing, told once and whole
    "notice",
    metadata,
    Column("hall", Text, nullable=False),
    Column("notice_id", Uuid, nullable=False),
    Column("act_id", Uuid, nullable=False),
    Column("guide", Text),
    Column("title", JSON, nullable=False),
    Column("missing", JSON, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("place", JSON, nullable=False),  # where to come again, as the sheet says it
    Column("phone", Text, nullable=False, server_default=""),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Text, nullable=False),
    PrimaryKeyConstraint("notice_id"),
    ForeignKeyConstraint(["act_id"], ["service_act.act_id"]),
    sqlite_with_rowid=False,
)
Index("ix_notice_act", notice.c.act_id)

absence = Table(  # leave of a clerk; both dates are included, a part is of one day
    "absence",
    metadata,
    Column("hall", Text, nullable=False),
    Column("absence_id", Uuid, nullable=False),
    Column("account", Text, nullable=False),
    Column("from_date", Date, nullable=False),
    Column("to_date", Date, nullable=False),
    Column("part", Text, nullable=False, server_default="day"),
    Column("reason", Text, nullable=False),
    Column("entered_at", UtcTime, nullable=False),
    Column("entered_by", Text, nullable=False),
    PrimaryKeyConstraint("absence_id"),
    CheckConstraint("to_date >= from_date", name="dates"),
    one_of("part", "day", "morning", "afternoon"),
    CheckConstraint("part = 'day' OR to_date = from_date", name="part_of_one_day"),
    sqlite_with_rowid=False,
)
Index("ix_absence_day", absence.c.hall, absence.c.to_date)

alert = Table(  # at most one open alert of a kind for a thing
    "alert",
    metadata,
    Column("hall", Text, nullable=False),
    Column("alert_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),  # a window, a service, a case
    Column("facts", JSON, nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("handled_at", UtcTime),
    Column("handled_by", Text),
    Column("note", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("alert_id"),
    one_of("kind", "unattended_window", "tidal_window", "rectification_overdue"),
    sqlite_with_rowid=False,
)
Index("ix_alert_raised", alert.c.hall, alert.c.raised_at)
Index(
    "uq_alert_open",
    alert.c.hall,
    alert.c.kind,
    alert.c.subject,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
)
