"""The tables. Every row names its hall, so that halls can share a database; words as in README.

A commit's cost is the number of pages that it touches. So the tables that grow are kept in the
order of their key (`WITHOUT ROWID`), and have no index that today's work does not need.

Changes here need a migration in `migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from queue_server.storage.columns import UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, *words: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


meta = Table(  # one row per hall; `epoch` grows when a database was restored
    "meta",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("epoch", Integer, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("hall", Text, nullable=False),
    Column("ticket_id", Uuid, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kiosk", Text),
    Column("priority_reason", Text),
    Column("lane", SmallInteger, nullable=False),
    Column("person_hash", Text),
    Column("masked_name", Text),
    Column("issued_at", UtcTime, nullable=False),
    Column("queued_at", UtcTime, nullable=False),
    Column("waiting_since", UtcTime, nullable=False),
    Column("window", Text),
    Column("target_window", Text),
    Column("act_id", Uuid),
    Column("calls", Integer, nullable=False, server_default="0"),
    Column("changed_at", UtcTime, nullable=False),
    Column("phone_hash", Text),
    Column("appointment", Text),  # the reference of the appointment that it was made of
    Column("band_id", Uuid),  # of a kiosk that was cut off
    Column("print_state", Text),
    Column(
        "target_account", Text
    ),  # whom it was sent to; their window is the target while they sit
    Column("route", Text),
    Column("step", SmallInteger, nullable=False, server_default="0"),  # of its route, from 0
    PrimaryKeyConstraint("ticket_id"),
    UniqueConstraint("hall", "business_date", "number"),
    one_of(
        "state",
        "waiting",
        "called",
        "serving",
        "held",
        "missed",
        "served",
        "abandoned",
        "expired",
    ),
    one_of("source", "kiosk", "desk", "web", "appointment"),
    CheckConstraint("lane IN (0, 1)", name="lane"),
    CheckConstraint("sequence > 0", name="sequence"),
    sqlite_with_rowid=False,
)

# Partial indexes hold only what lives today: a million old tickets cost them nothing. Here they
# are SQLite's; the migration makes them on PostgreSQL too, whose dialect SQLAlchemy would import
# for that word alone (3 MB).
_WAITING = text("state = 'waiting'")
_PARKED = text("state IN ('held', 'missed')")
_AT_A_WINDOW = text("state IN ('called', 'serving')")
_NAMED = text("person_hash IS NOT NULL")
_PHONED = text("phone_hash IS NOT NULL")
_NOT_ON_PAPER = text("print_state IN ('unknown', 'failed')")

Index(
    "ix_ticket_waiting",
    ticket.c.hall,
    ticket.c.business_date,
    ticket.c.service,
    ticket.c.lane,
    ticket.c.queued_at,
    ticket.c.sequence,
    ticket.c.target_window,
    ticket.c.state,  # only so that counting needs no look at the rows
    sqlite_where=_WAITING,
)
Index(
    "ix_ticket_sent_here",
    ticket.c.hall,
    ticket.c.target_window,
    ticket.c.business_date,
    ticket.c.state,
    sqlite_where=text("state = 'waiting' AND target_window IS NOT NULL"),
)
Index(
    "ix_ticket_sent_to",
    ticket.c.hall,
    ticket.c.target_account,
    ticket.c.business_date,
    sqlite_where=text("state IN ('waiting', 'missed') AND target_account IS NOT NULL"),
)
Index(
    "ix_ticket_parked",  # missed ones stay in it for ever: by state first, then by day
    ticket.c.hall,
    ticket.c.state,
    ticket.c.business_date,
    ticket.c.service,
    sqlite_where=_PARKED,
)
Index(  # at most one current ticket per window, whoever asks
    "uq_ticket_at_a_window",
    ticket.c.hall,
    ticket.c.window,
    unique=True,
    sqlite_where=_AT_A_WINDOW,
)
Index(
    "ix_ticket_person",
    ticket.c.hall,
    ticket.c.person_hash,
    ticket.c.business_date,
    sqlite_where=_NAMED,
)
Index(
    "ix_ticket_phone",
    ticket.c.hall,
    ticket.c.phone_hash,
    ticket.c.business_date,
    sqlite_where=_PHONED,
)
Index(
    "ix_ticket_not_on_paper",
    ticket.c.hall,
    ticket.c.business_date,
    sqlite_where=_NOT_ON_PAPER,
)

counter = Table(
    "counter",
    metadata,
    Column("hall", Text, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("sequence", Integer, nullable=False),  # the last one given
    PrimaryKeyConstraint("hall", "business_date", "prefix"),
    sqlite_with_rowid=False,
)

service_act = Table(
    "service_act",
    metadata,
    Column("hall", Text, nullable=False),
    Column("act_id", Uuid, nullable=False),
    Column("ticket_id", Uuid, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("number", Text, nullable=False),
    Column("window", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("account", Text),
    Column("origin", Text, nullable=False),
    Column("waiting_since", UtcTime),
    Column("called_at", UtcTime, nullable=False),
    Column("last_called_at", UtcTime, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("started_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("outcome", Text),
    Column("rating_until", UtcTime),
    Column("rating_asked_at", UtcTime),
    PrimaryKeyConstraint("act_id"),
    ForeignKeyConstraint(["ticket_id"], ["ticket.ticket_id"]),
    one_of("origin", "call_next", "call", "resume"),
    one_of("outcome", "served", "missed", "held", "transferred", "abandoned", "expired"),
    CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended"),
    CheckConstraint("started_at IS NULL OR started_at >= called_at", name="started_after_call"),
    CheckConstraint("ended_at IS NULL OR ended_at >= called_at", name="ended_after_call"),
    sqlite_with_rowid=False,
)
Index("ix_service_act_day", service_act.c.hall, service_act.c.business_date, service_act.c.window)
Index(
    "uq_service_act_open",
    service_act.c.hall,
    service_act.c.window,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
)

Index(  # which services of a ticket can be rated by its slip
    "ix_service_act_served",
    service_act.c.hall,
    service_act.c.ticket_id,
    sqlite_where=text("outcome = 'served'"),
)

rating = Table(  # at most one per act, by its key; apart from the person, who is not asked for
    "rating",
    metadata,
    Column("hall", Text, nullable=False),
    Column("act_id", Uuid, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("rated_at", UtcTime, nullable=False),
    Column("reasons", Text, nullable=False, server_default=""),  # codes, comma between
    Column("comment", Text, nullable=False, server_default=""),
    Column("final_at", UtcTime),  # until then the visitor may change the level
    PrimaryKeyConstraint("act_id"),
    ForeignKeyConstraint(["act_id"], ["service_act.act_id"]),
    CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    one_of("channel", "evaluator", "tablet", "qr"),
    sqlite_with_rowid=False,
)
Index(  # what a rectification case is opened for
    "ix_rating_low", rating.c.hall, rating.c.final_at, sqlite_where=text("level <= 2")
)
Index(  # what is sent to platforms
    "ix_rating_final",
    rating.c.hall,
    rating.c.final_at,
    sqlite_where=text("final_at IS NOT NULL"),
)

window = Table(
    "window",
    metadata,
    Column("hall", Text, nullable=False),
    Column("window", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("account", Text),
    Column("pause_reason", Text, nullable=False, server_default=""),
    Column("ticket_id", Uuid),
    Column("act_id", Uuid),
    Column("rating_act_id", Uuid),
    Column("called_at", UtcTime),
    Column("version", BigInteger, nullable=False, server_default="0"),
    Column("call_version", BigInteger, nullable=False, server_default="0"),
    Column("stands_in_for", Text),  # the account whose window this is
    Column("since", UtcTime),  # when its clerk sat down
    Column("paused_at", UtcTime),  # when its present break began
    Column("asked_act_id", Uuid),  # the last act whose visitor was asked to rate
    Column("ended_act_id", Uuid),  # the last act that ended here as served
    Column("evaluation_id", Uuid),  # the open question of another system
    Column("ready_at", UtcTime),  # from then on it gets the next visitor without a press
    Column("undo", JSON),  # what its clerk can still take back
    PrimaryKeyConstraint("hall", "window"),
    one_of("status", "closed", "open", "paused"),
    CheckConstraint("(ticket_id IS NULL) = (act_id IS NULL)", name="current"),
    sqlite_with_rowid=False,
)

event = Table(  # append-only: triggers refuse update and delete
    "event",
    metadata,
    Column("hall", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("window", Text),
    Column("service", Text),
    Column("ticket_id", Uuid),
    Column("act_id", Uuid),
    Column("data", JSON, nullable=False),
    PrimaryKeyConstraint("hall", "seq"),
    sqlite_with_rowid=False,
)
Index(  # who gave up has no service act: the reports look here
    "ix_event_abandoned",
    event.c.hall,
    event.c.business_date,
    sqlite_where=text("kind = 'ticket_abandoned'"),
)

Index(  # who sat where, and the breaks
    "ix_event_seat",
    event.c.hall,
    event.c.business_date,
    sqlite_where=text("kind IN ('window_opened','window_closed','window_paused','window_resumed')"),
)

request = Table(  # what was answered to a command, so that a retry gets the same
    "request",
    metadata,
    Column("hall", Text, nullable=False),
    Column("request_id", Uuid, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("answered_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("hall", "request_id"),
    sqlite_with_rowid=False,
)

account = Table(
    "account",
    metadata,
    Column("hall", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("window", Text),  # where this clerk usually sits
    Column("password_hash", Text, nullable=False),
    PrimaryKeyConstraint("hall", "account"),
    one_of("role", "clerk", "supervisor"),
)

session = Table(
    "session",
    metadata,
    Column("hall", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("account", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("window", Text),
    Column("csrf", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    # Whose window was taken over is told so, by whom and when, also after the server's restart.
    Column("taken_at", UtcTime),
    Column("taken_by", Text),
    Column("taken_window", Text),  # where whoever took it sits
    PrimaryKeyConstraint("hall", "token_hash"),
)
Index("ix_session_window", session.c.hall, session.c.window)

access_token = Table(
    "access_token",
    metadata,
    Column("hall", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("program", Text, nullable=False),
    Column("role", Text, nullable=False),
    PrimaryKeyConstraint("hall", "token_hash"),
    UniqueConstraint("hall", "program"),
    one_of("role", "kiosk", "desk", "display", "booking", "tablet", "case_system", "hallctl"),
)
