"""Windows that know who sits there and what was done; ratings and what follows from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ROLES = "role IN ('kiosk', 'desk', 'display', 'booking', 'tablet', 'case_system', 'hallctl')"


def _partial_index(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def upgrade() -> None:
    _columns()
    _let_tablets_and_case_systems_in()
    _who_sits_where()
    _around_windows()
    _around_ratings()


def _columns() -> None:
    op.add_column("rating", sa.Column("reasons", sa.Text(), server_default="", nullable=False))
    op.add_column("rating", sa.Column("comment", sa.Text(), server_default="", nullable=False))
    op.add_column("rating", sa.Column("final_at", sa.BigInteger(), nullable=True))
    _partial_index("ix_rating_low", "rating", ["hall", "final_at"], "level <= 2")
    _partial_index("ix_rating_final", "rating", ["hall", "final_at"], "final_at IS NOT NULL")
    op.add_column("service_act", sa.Column("rating_asked_at", sa.BigInteger(), nullable=True))
    _partial_index(
        "ix_service_act_served", "service_act", ["hall", "ticket_id"], "outcome = 'served'"
    )
    op.add_column("ticket", sa.Column("target_account", sa.Text(), nullable=True))
    op.add_column("ticket", sa.Column("route", sa.Text(), nullable=True))
    op.add_column(
        "ticket", sa.Column("step", sa.SmallInteger(), server_default="0", nullable=False)
    )
    _partial_index(
        "ix_ticket_sent_to",
        "ticket",
        ["hall", "target_account", "business_date"],
        "state IN ('waiting', 'missed') AND target_account IS NOT NULL",
    )
    op.add_column("window", sa.Column("stands_in_for", sa.Text(), nullable=True))
    op.add_column("window", sa.Column("since", sa.BigInteger(), nullable=True))
    op.add_column("window", sa.Column("paused_at", sa.BigInteger(), nullable=True))
    op.add_column("window", sa.Column("asked_act_id", sa.Uuid(), nullable=True))
    op.add_column("window", sa.Column("ended_act_id", sa.Uuid(), nullable=True))
    op.add_column("window", sa.Column("evaluation_id", sa.Uuid(), nullable=True))
    op.add_column("window", sa.Column("ready_at", sa.BigInteger(), nullable=True))
    op.add_column("window", sa.Column("undo", sa.JSON(), nullable=True))


def _let_tablets_and_case_systems_in() -> None:
    """SQLite cannot change a check: the table is made anew, with its rows."""
    name = op.f("ck_access_token_role")
    with op.batch_alter_table("access_token") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, _ROLES)


def _who_sits_where() -> None:
    op.add_column("session", sa.Column("taken_at", sa.BigInteger(), nullable=True))
    op.add_column("session", sa.Column("taken_by", sa.Text(), nullable=True))
    op.add_column("session", sa.Column("taken_window", sa.Text(), nullable=True))
    _partial_index(
        "ix_event_seat",
        "event",
        ["hall", "business_date"],
        "kind IN ('window_opened','window_closed','window_paused','window_resumed')",
    )


def _around_windows() -> None:
    op.create_table(
        "absence",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("part", sa.Text(), server_default="day", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.CheckConstraint("to_date >= from_date", name=op.f("ck_absence_dates")),
        sa.CheckConstraint("part IN ('day', 'morning', 'afternoon')", name=op.f("ck_absence_part")),
        sa.CheckConstraint(
            "part = 'day' OR to_date = from_date", name=op.f("ck_absence_part_of_one_day")
        ),
        sa.PrimaryKeyConstraint("absence_id", name=op.f("pk_absence")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_absence_day", "absence", ["hall", "to_date"])
    op.create_table(
        "alert",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("handled_at", sa.BigInteger(), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind IN ('unattended_window', 'tidal_window', 'rectification_overdue')",
            name=op.f("ck_alert_kind"),
        ),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alert")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_raised", "alert", ["hall", "raised_at"])
    _partial_index(
        "uq_alert_open", "alert", ["hall", "kind", "subject"], "ended_at IS NULL", unique=True
    )
    op.create_table(
        "matter",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("case_number", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('done_on_the_spot', 'accepted', 'accepted_with_gaps', 'incomplete',"
            " 'enquiry', 'pick_up', 'wrong_service')",
            name=op.f("ck_matter_outcome"),
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_matter_position")),
        sa.ForeignKeyConstraint(["act_id"], ["service_act.act_id"], name=op.f("fk_matter_act_id")),
        sa.PrimaryKeyConstraint("act_id", "position", name=op.f("pk_matter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("guide", sa.Text(), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["service_act.act_id"], name=op.f("fk_notice_act_id")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_notice_act", "notice", ["act_id"])


def _around_ratings() -> None:
    op.create_table(
        "evaluation",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.SmallInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), server_default="", nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("final_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'rated') = (level IS NOT NULL)", name=op.f("ck_evaluation_rated")
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'rated', 'not_rated', 'withdrawn')",
            name=op.f("ck_evaluation_state"),
        ),
        sa.CheckConstraint(
            "level IS NULL OR level BETWEEN 1 AND 5", name=op.f("ck_evaluation_level")
        ),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_evaluation")),
        sqlite_with_rowid=False,
    )
    _partial_index(
        "uq_evaluation_asked", "evaluation", ["hall", "window"], "state = 'asked'", unique=True
    )
    _partial_index(
        "uq_evaluation_rated",
        "evaluation",
        ["hall", "system", "case_number"],
        "state = 'rated'",
        unique=True,
    )
    op.create_table(
        "upload",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=True),
        sa.Column("refusal", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("fingerprint", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("case_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("file", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'sent', 'refused')", name=op.f("ck_upload_state")),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_upload_number")),
        sa.PrimaryKeyConstraint("hall", "target", "act_id", "number", name=op.f("pk_upload")),
        sqlite_with_rowid=False,
    )
    _partial_index(
        "ix_upload_pending", "upload", ["hall", "target", "next_try_at"], "state = 'pending'"
    )
    for state in ("refused", "sent"):
        _partial_index(
            f"ix_upload_{state}", "upload", ["hall", "target", "changed_at"], f"state = '{state}'"
        )
    op.create_table(
        "upload_target",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("seen_until", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Integer(), server_default="0", nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("hall", "target", name=op.f("pk_upload_target")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rectification",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("reached", sa.Text(), nullable=True),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("follow_up", sa.Text(), server_default="", nullable=False),
        sa.Column("told_reasons", sa.Text(), server_default="", nullable=False),
        sa.Column("followed_up_at", sa.BigInteger(), nullable=True),
        sa.Column("appeal", sa.Text(), server_default="", nullable=False),
        sa.Column("appealed_at", sa.BigInteger(), nullable=True),
        sa.Column("appealed_by", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), server_default="", nullable=False),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("counts", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("escalated_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_rectification_closed")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'followed_up', 'appealed', 'closed')",
            name=op.f("ck_rectification_state"),
        ),
        sa.CheckConstraint(
            "reached IN ('visitor', 'somebody_else', 'nobody', 'no_contact')",
            name=op.f("ck_rectification_reached"),
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR contact = ''", name=op.f("ck_rectification_contact")
        ),
        sa.CheckConstraint("counts IN (0, 1)", name=op.f("ck_rectification_counts")),
        sa.ForeignKeyConstraint(
            ["act_id"], ["rating.act_id"], name=op.f("fk_rectification_act_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_rectification")),
        sa.UniqueConstraint("hall", "act_id", name=op.f("uq_rectification_hall_act_id")),
        sqlite_with_rowid=False,
    )
    _partial_index("ix_rectification_open", "rectification", ["hall", "due"], "closed_at IS NULL")
    op.create_index("ix_rectification_opened", "rectification", ["hall", "opened_at"])
    _partial_index(
        "ix_rectification_closed", "rectification", ["hall", "closed_at"], "closed_at IS NOT NULL"
    )
    op.create_table(
        "rectification_step",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["rectification.case_id"], name=op.f("fk_rectification_step_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_rectification_step")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "left_contact",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "act_id", name=op.f("pk_left_contact")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "second_rating",
        sa.Column("hall", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.Text(), server_default="", nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "channel IN ('evaluator', 'tablet', 'qr')", name=op.f("ck_second_rating_channel")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_second_rating_level")),
        sa.ForeignKeyConstraint(
            ["act_id"], ["rating.act_id"], name=op.f("fk_second_rating_act_id")
        ),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_second_rating")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_second_rating_given", "second_rating", ["hall", "rated_at"])
