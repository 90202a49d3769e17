"""Appointments, numbers for kiosks that are cut off, the life of a slip, orders to kiosks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NEW_TICKET_COLUMNS = (
    ("phone_hash", sa.Text()),
    ("appointment", sa.Text()),
    ("band_id", sa.Uuid()),
    ("print_state", sa.Text()),
)
_ROLES = "role IN ('kiosk', 'desk', 'display', 'booking')"


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    for name, kind in _NEW_TICKET_COLUMNS:
        op.add_column("ticket", sa.Column(name, kind, nullable=True))
    # By day, not by service: the limits for a person's whole day are asked of it too.
    op.drop_index("ix_ticket_person", "ticket")
    _partial_index(
        "ix_ticket_person",
        "ticket",
        ["hall", "person_hash", "business_date"],
        "person_hash IS NOT NULL",
    )
    _partial_index(
        "ix_ticket_phone",
        "ticket",
        ["hall", "phone_hash", "business_date"],
        "phone_hash IS NOT NULL",
    )
    _partial_index(
        "ix_ticket_not_on_paper",
        "ticket",
        ["hall", "business_date"],
        "print_state IN ('unknown', 'failed')",
    )
    _let_booking_platforms_in()
    _appointment()
    _offline()
    _wishes()


def _let_booking_platforms_in() -> None:
    """SQLite cannot change a check: the table is made anew, with its rows."""
    name = op.f("ck_access_token_role")
    with op.batch_alter_table("access_token") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, _ROLES)


def _appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("for_hall", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("person_hash", sa.Text(), nullable=True),
        sa.Column("phone_hash", sa.Text(), nullable=True),
        sa.Column("masked_name", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_appointment_ends")),
        sa.CheckConstraint(
            "(state = 'checked_in') = (ticket_id IS NOT NULL)", name=op.f("ck_appointment_ticket")
        ),
        sa.CheckConstraint(
            "state IN ('booked', 'checked_in', 'cancelled', 'no_show')",
            name=op.f("ck_appointment_state"),
        ),
        sa.PrimaryKeyConstraint("reference", "hall", name=op.f("pk_appointment")),
        sqlite_with_rowid=False,
    )
    for who in ("person", "phone"):
        _partial_index(
            f"ix_appointment_{who}",
            "appointment",
            ["hall", f"{who}_hash", "business_date"],
            f"{who}_hash IS NOT NULL",
        )
    of_the_days_end = {
        "booked": "state = 'booked'",
        "whose": "person_hash IS NOT NULL OR phone_hash IS NOT NULL OR masked_name IS NOT NULL",
    }
    for name, where in of_the_days_end.items():
        _partial_index(f"ix_appointment_{name}", "appointment", ["hall", "business_date"], where)
    op.create_index(
        "ix_appointment_slot", "appointment", ["hall", "business_date", "service", "starts_at"]
    )


def _offline() -> None:
    op.create_table(
        "band",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("band_id", sa.Uuid(), nullable=False),
        sa.Column("kiosk", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("leased_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("first > 0 AND last >= first", name=op.f("ck_band_range")),
        sa.PrimaryKeyConstraint("band_id", name=op.f("pk_band")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_band_day", "band", ["hall", "business_date", "kiosk"])
    op.create_table(
        "outbox",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("kiosk", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("received", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall", "kiosk", "outbox_id", name=op.f("pk_outbox")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parked_entry",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("kiosk", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("parked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "hall", "kiosk", "outbox_id", "sequence", name=op.f("pk_parked_entry")
        ),
        sqlite_with_rowid=False,
    )


def _wishes() -> None:
    op.create_table(
        "kiosk_order",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("kiosk", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("restart", sa.Integer(), server_default="0", nullable=False),
        sa.Column("picture", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("hall", "kiosk", name=op.f("pk_kiosk_order")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "service_closure",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "hall", "business_date", "service", name=op.f("pk_service_closure")
        ),
        sqlite_with_rowid=False,
    )
