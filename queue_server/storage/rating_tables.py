"""The tables around ratings: of other systems' cases, rectifications, uploads."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from queue_server.storage.columns import UtcTime
from queue_server.storage.tables import metadata, one_of

second_rating = Table(  # after the answer to a low one, once
    "second_rating",
    metadata,
    Column("hall", Text, nullable=False),
    Column("act_id", Uuid, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("rated_at", UtcTime, nullable=False),
    Column("reasons", Text, nullable=False, server_default=""),
    Column("comment", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("act_id"),
    ForeignKeyConstraint(["act_id"], ["rating.act_id"]),
    CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    one_of("channel", "evaluator", "tablet", "qr"),
    sqlite_with_rowid=False,
)
Index("ix_second_rating_given", second_rating.c.hall, second_rating.c.rated_at)

rectification = Table(  # what follows a low rating (整改): one case for a rating
    "rectification",
    metadata,
    Column("hall", Text, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("act_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("due", Date, nullable=False),
    Column("owner", Text),
    Column("contact", Text, nullable=False, server_default=""),  # forgotten when the case ends
    Column("answer", Text, nullable=False, server_default=""),
    Column("answered_at", UtcTime),
    Column("answered_by", Text),
    Column("reached", Text),  # who answered the follow-up call
    Column("tries", SmallInteger, nullable=False, server_default="0"),  # calls in vain
    Column("follow_up", Text, nullable=False, server_default=""),
    Column("told_reasons", Text, nullable=False, server_default=""),  # on that call; codes
    Column("followed_up_at", UtcTime),
    Column("appeal", Text, nullable=False, server_default=""),
    Column("appealed_at", UtcTime),
    Column("appealed_by", Text),
    Column("review", Text, nullable=False, server_default=""),
    Column("reviewed_at", UtcTime),
    Column("reviewed_by", Text),
    Column("counts", SmallInteger, nullable=False, server_default="1"),  # 0: a review struck it
    Column("escalated_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("version", Integer, nullable=False, server_default="1"),
    PrimaryKeyConstraint("case_id"),
    UniqueConstraint("hall", "act_id"),
    ForeignKeyConstraint(["act_id"], ["rating.act_id"]),
    one_of("state", "open", "answered", "followed_up", "appealed", "closed"),
    one_of("reached", "visitor", "somebody_else", "nobody", "no_contact"),
    CheckConstraint("closed_at IS NULL OR contact = ''", name="contact"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    CheckConstraint("counts IN (0, 1)", name="counts"),
    sqlite_with_rowid=False,
)
Index(
    "ix_rectification_open",
    rectification.c.hall,
    rectification.c.due,
    sqlite_where=text("closed_at IS NULL"),
)
Index("ix_rectification_opened", rectification.c.hall, rectification.c.opened_at)
Index(
    "ix_rectification_closed",
    rectification.c.hall,
    rectification.c.closed_at,
    sqlite_where=text("closed_at IS NOT NULL"),
)

rectification_step = Table(  # what was done with a case, when and by whom; appended, never changed
    "rectification_step",
    metadata,
    Column("hall", Text, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("step", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("case_id", "position"),
    ForeignKeyConstraint(["case_id"], ["rectification.case_id"]),
    sqlite_with_rowid=False,
)

left_contact = Table(  # a number left with a low rating, until the case is opened or there is none
    "left_contact",
    metadata,
    Column("hall", Text, nullable=False),
    Column("act_id", Uuid, nullable=False),
    Column("contact", Text, nullable=False),
    Column("left_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("hall", "act_id"),
    sqlite_with_rowid=False,
)

evaluation = Table(  # asked for by another system, for a case of its own, at one of our windows
    "evaluation",
    metadata,
    Column("hall", Text, nullable=False),
    Column("evaluation_id", Uuid, nullable=False),
    Column("system", Text, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("told", JSON, nullable=False),
    Column("window", Text, nullable=False),
    Column("account", Text),
    Column("state", Text, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("level", SmallInteger),
    Column("channel", Text),
    Column("reasons", Text, nullable=False, server_default=""),
    Column("comment", Text, nullable=False, server_default=""),
    Column("final_at", UtcTime),
    PrimaryKeyConstraint("evaluation_id"),
    one_of("state", "asked", "rated", "not_rated", "withdrawn"),
    CheckConstraint("(state = 'rated') = (level IS NOT NULL)", name="rated"),
    CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name="level"),
    sqlite_with_rowid=False,
)
Index(  # a case is rated once
    "uq_evaluation_rated",
    evaluation.c.hall,
    evaluation.c.system,
    evaluation.c.case_number,
    unique=True,
    sqlite_where=text("state = 'rated'"),
)
Index(
    "uq_evaluation_asked",
    evaluation.c.hall,
    evaluation.c.window,
    unique=True,
    sqlite_where=text("state = 'asked'"),
)

upload = Table(  # a rating on its way to a platform; `number` 1 is the first, 2 the second rating
    "upload",
    metadata,
    Column("hall", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("act_id", Uuid, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try_at", UtcTime),
    Column("refusal", Text, nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
    Column("fingerprint", Text, nullable=False, server_default=""),  # of what was sent last
    Column("body", Text, nullable=False, server_default=""),  # on its way: the same in every try
    Column("case_version", Integer, nullable=False, server_default="0"),  # that `body` tells of
    Column("file", Integer),  # the number of the file that it stands in
    Column("changed_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("hall", "target", "act_id", "number"),
    one_of("state", "pending", "sent", "refused"),
    CheckConstraint("number IN (1, 2)", name="number"),
    sqlite_with_rowid=False,
)
Index(
    "ix_upload_pending",
    upload.c.hall,
    upload.c.target,
    upload.c.next_try_at,
    sqlite_where=text("state = 'pending'"),
)
Index(
    "ix_upload_refused",
    upload.c.hall,
    upload.c.target,
    upload.c.changed_at,
    sqlite_where=text("state = 'refused'"),
)
Index(
    "ix_upload_sent",
    upload.c.hall,
    upload.c.target,
    upload.c.changed_at,
    sqlite_where=text("state = 'sent'"),
)

upload_target = Table(  # how far a target has come
    "upload_target",
    metadata,
    Column("hall", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("since", UtcTime, nullable=False),  # ratings that were final before are not sent
    Column("seen_until", UtcTime, nullable=False),
    Column("files", Integer, nullable=False, server_default="0"),  # the last file's number
    Column("file_name", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("hall", "target"),
    sqlite_with_rowid=False,
)
