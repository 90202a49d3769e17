"""The tables that kiosks need beside the queue: appointments, number bands, outboxes, orders."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)

from queue_server.storage.columns import UtcTime
from queue_server.storage.tables import metadata, one_of

appointment = Table(
    "appointment",
    metadata,
    Column("hall", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("for_hall", Text, nullable=False),  # may be another one: then the kiosk says which
    Column("service", Text, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("starts_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("person_hash", Text),
    Column("phone_hash", Text),
    Column("masked_name", Text),
    Column("state", Text, nullable=False),
    Column("ticket_id", Uuid),
    Column("changed_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("reference", "hall"),  # not for the questions about a whole day
    one_of("state", "booked", "checked_in", "cancelled", "no_show"),
    CheckConstraint("ends_at > starts_at", name="ends"),
    CheckConstraint("(state = 'checked_in') = (ticket_id IS NOT NULL)", name="ticket"),
    sqlite_with_rowid=False,
)
Index(
    "ix_appointment_person",
    appointment.c.hall,
    appointment.c.person_hash,
    appointment.c.business_date,
    sqlite_where=text("person_hash IS NOT NULL"),
)
Index(
    "ix_appointment_phone",
    appointment.c.hall,
    appointment.c.phone_hash,
    appointment.c.business_date,
    sqlite_where=text("phone_hash IS NOT NULL"),
)
Index(
    "ix_appointment_slot",
    appointment.c.hall,
    appointment.c.business_date,
    appointment.c.service,
    appointment.c.starts_at,
)

Index(  # what the day's end closes
    "ix_appointment_booked",
    appointment.c.hall,
    appointment.c.business_date,
    sqlite_where=text("state = 'booked'"),
)
Index(  # and of which it forgets whose they were
    "ix_appointment_whose",
    appointment.c.hall,
    appointment.c.business_date,
    sqlite_where=text(
        "person_hash IS NOT NULL OR phone_hash IS NOT NULL OR masked_name IS NOT NULL"
    ),
)

band = Table(  # numbers that a kiosk may give while it is cut off
    "band",
    metadata,
    Column("hall", Text, nullable=False),
    Column("band_id", Uuid, nullable=False),
    Column("kiosk", Text, nullable=False),
    Column("outbox_id", Uuid, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("service", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("leased_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("band_id"),
    CheckConstraint("first > 0 AND last >= first", name="range"),
    sqlite_with_rowid=False,
)
Index("ix_band_day", band.c.hall, band.c.business_date, band.c.kiosk)

outbox = Table(  # how far a kiosk's outbox was taken in
    "outbox",
    metadata,
    Column("hall", Text, nullable=False),
    Column("kiosk", Text, nullable=False),
    Column("outbox_id", Uuid, nullable=False),
    Column("received", BigInteger, nullable=False, server_default="0"),
    Column("heard_at", UtcTime, nullable=False),
    Column("last_at", UtcTime),  # when the last entry happened: later ones were not before it
    PrimaryKeyConstraint("hall", "kiosk", "outbox_id"),
    sqlite_with_rowid=False,
)

parked_entry = Table(  # what could not be taken in: a person looks at it
    "parked_entry",
    metadata,
    Column("hall", Text, nullable=False),
    Column("kiosk", Text, nullable=False),
    Column("outbox_id", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("entry", JSON, nullable=False),
    Column("parked_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("hall", "kiosk", "outbox_id", "sequence"),
    sqlite_with_rowid=False,
)

kiosk_order = Table(  # what the hall wants of a kiosk; `version` is the sequence of its last event
    "kiosk_order",
    metadata,
    Column("hall", Text, nullable=False),
    Column("kiosk", Text, nullable=False),
    Column("version", BigInteger, nullable=False, server_default="0"),
    Column("closed", Boolean, nullable=False),
    Column("reason", JSON, nullable=False),
    Column("message", JSON, nullable=False),
    Column("restart", Integer, nullable=False, server_default="0"),
    Column("picture", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("hall", "kiosk"),
    sqlite_with_rowid=False,
)

service_closure = Table(  # a service that the hall's people closed for a day, and why
    "service_closure",
    metadata,
    Column("hall", Text, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("service", Text, nullable=False),
    Column("reason", JSON, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("closed_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("hall", "business_date", "service"),
    sqlite_with_rowid=False,
)
