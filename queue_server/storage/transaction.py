"""A command's view of the data: questions, and changes that are kept together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Connection, Text, bindparam, delete, func, insert, select, update
from sqlalchemy.sql import ClauseElement

from queue_server.domain.acts import Act
from queue_server.domain.events import Event
from queue_server.domain.tickets import State, Ticket
from queue_server.domain.windows import Window
from queue_server.storage import tables as t
from queue_server.storage.changes import Changes
from queue_server.storage.kiosk_tables import service_closure
from queue_server.storage.prepared import prepare
from queue_server.storage.reader import Reader

_LOCK = select(func.pg_advisory_xact_lock(func.hashtext(bindparam("hall", type_=Text))))

_ADD_TICKET = insert(t.ticket)
_CHANGE_TICKET = (
    update(t.ticket)
    .where(t.ticket.c.ticket_id == bindparam("is_id"), t.ticket.c.state == bindparam("was_state"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "service",
                "state",
                "lane",
                "queued_at",
                "waiting_since",
                "window",
                "target_window",
                "act_id",
                "calls",
                "changed_at",
                "priority_reason",
                "appointment",
                "target_account",
                "route",
                "step",
            )
        }
    )
)
_OPEN_ACT = insert(t.service_act)
_CHANGE_ACT = (
    update(t.service_act)
    .where(t.service_act.c.act_id == bindparam("is_id"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "account",
                "last_called_at",
                "calls",
                "started_at",
                "ended_at",
                "outcome",
                "rating_until",
                "rating_asked_at",
            )
        }
    )
)
_WITHDRAW_RATING = (
    update(t.service_act)
    .where(
        t.service_act.c.act_id == bindparam("is_id"),
        t.service_act.c.rating_until > bindparam("now"),
    )
    .values(rating_until=bindparam("now"))
)
_SAVE_WINDOW = (
    update(t.window)
    .where(t.window.c.hall == bindparam("is_hall"), t.window.c.window == bindparam("is_window"))
    .values({c.name: bindparam(c.name) for c in t.window.c if c.name not in ("hall", "window")})
)
_APPEND = (
    insert(t.event)
    .values(
        seq=select(func.coalesce(func.max(t.event.c.seq), 0) + 1)
        .where(t.event.c.hall == bindparam("is_hall"))
        .scalar_subquery(),
        **{c.name: bindparam(c.name) for c in t.event.c if c.name != "seq"},
    )
    .returning(t.event.c.seq)
)
_TOUCH = update(t.meta).where(t.meta.c.hall == bindparam("is_hall")).values(epoch=t.meta.c.epoch)
_RAISE_EPOCH = (
    update(t.meta).where(t.meta.c.hall == bindparam("is_hall")).values(epoch=t.meta.c.epoch + 1)
)
_CLOSE_SERVICE = insert(service_closure)
_REOPEN_SERVICE = delete(service_closure).where(
    service_closure.c.hall == bindparam("hall"),
    service_closure.c.business_date == bindparam("business_date"),
    service_closure.c.service == bindparam("service"),
)
_ADD_RATING = insert(t.rating)
_FORGET_WHOSE = [  # each by its partial index, which only holds whom nobody forgot yet
    update(t.ticket)
    .where(
        t.ticket.c.hall == bindparam("is_hall"),
        whose > "",
        whose.is_not(None),
        t.ticket.c.business_date < bindparam("before"),
    )
    .values({whose.name: None})
    for whose in (t.ticket.c.person_hash, t.ticket.c.phone_hash)
]
_ANSWERED = select(t.request.c.fingerprint, t.request.c.answer).where(
    t.request.c.hall == bindparam("hall"), t.request.c.request_id == bindparam("request_id")
)
_REMEMBER = insert(t.request)
_FORGET = delete(t.request).where(
    t.request.c.hall == bindparam("hall"), t.request.c.answered_at < bindparam("before")
)


@cache
def _next_number(dialect: str) -> ClauseElement:
    """The counter's row, made by the first ticket of a prefix and a day: one statement, one lock.

    Only the dialect in use is imported: PostgreSQL's is 3 MB.
    """
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as upsert
    else:
        from sqlalchemy.dialects.sqlite import insert as upsert  # type: ignore[assignment]
    return (
        upsert(t.counter)
        .values(
            hall=bindparam("hall"),
            business_date=bindparam("business_date"),
            prefix=bindparam("prefix"),
            sequence=1,
        )
        .on_conflict_do_update(
            index_elements=["hall", "business_date", "prefix"],
            set_={"sequence": t.counter.c.sequence + 1},
        )
        .returning(t.counter.c.sequence)
    )


class Transaction(Reader):
    """Lives as long as one batch of the writer; `changes` collects what one command changed."""

    def __init__(self, connection: Connection, hall: str) -> None:
        super().__init__(connection, hall)
        self.changes = Changes()
        self._alone = True
        self._counter = _next_number(connection.dialect.name)
        if connection.dialect.name == "postgresql":
            # What BEGIN IMMEDIATE is on SQLite: the hall's commands queue up, also those of other
            # processes, so that an event's sequence is the order of the commits.
            self._all(_LOCK)

    def begin_command(self, *, alone: bool) -> None:
        """A command of this batch begins; one that is alone needs no savepoint."""
        self._alone = alone
        if not alone:
            self._cursor.execute("SAVEPOINT command")

    def end_command(self) -> None:
        """The command is done."""
        if not self._alone:
            self._cursor.execute("RELEASE SAVEPOINT command")

    def undo_command(self) -> None:
        """The command leaves nothing."""
        if self._alone:
            self._cursor.execute("ROLLBACK")
            self._cursor.execute("BEGIN")  # for the COMMIT that comes: it finds nothing to flush
        else:
            self._cursor.execute("ROLLBACK TO SAVEPOINT command")
            self._cursor.execute("RELEASE SAVEPOINT command")

    def touch(self) -> None:
        """A write that changes nothing: it tells whether the disk takes writes."""
        self._run(_TOUCH, is_hall=self.hall)

    def raise_epoch(self) -> None:
        """What was said before of these data is older than whatever is said from now on."""
        self._run(_RAISE_EPOCH, is_hall=self.hall)

    def next_sequence(self, day: date, prefix: str) -> int:
        """The next number of this prefix and day; given once, also over restarts."""
        return int(self._one(self._counter, business_date=day, prefix=prefix)[0])

    def add_ticket(self, ticket: Ticket) -> None:
        self._run(_ADD_TICKET, **vars(ticket))
        self.changes.services.add(ticket.service)

    def change_ticket(self, before: Ticket, after: Ticket) -> bool:
        """Keep the change if the ticket still is in the state it was seen in; else say False.

        This is the claim when clerks contend for a ticket: one of them gets True.
        """
        if not self._run(
            _CHANGE_TICKET, **vars(after), is_id=before.ticket_id, was_state=before.state
        ):
            return False
        if State.WAITING in (before.state, after.state):
            self.changes.services.update((before.service, after.service))
            self.changes.windows.update(w for w in (before.target_window, after.target_window) if w)
        return True

    def forget_whose(self, before: date) -> None:
        """Forget by which cards and telephones the tickets of earlier days would be known again."""
        for statement in _FORGET_WHOSE:
            self._run(statement, is_hall=self.hall, before=before)

    def open_act(self, act: Act, day: date) -> None:
        self._run(_OPEN_ACT, **vars(act), business_date=day)

    def change_act(self, act: Act) -> None:
        self._run(_CHANGE_ACT, **vars(act), is_id=act.act_id)

    def withdraw_rating(self, act_id: UUID, now: datetime) -> None:
        """From now on nobody can rate this act."""
        self._run(_WITHDRAW_RATING, is_id=act_id, now=now)

    def save_window(self, window: Window) -> None:
        self._run(_SAVE_WINDOW, **vars(window), is_hall=self.hall, is_window=window.window)
        self.changes.windows.add(window.window)

    def append(self, event: Event) -> int:
        """Append to the log; the sequence is the new version of what the event changed."""
        return int(self._one(_APPEND, **vars(event), is_hall=self.hall)[0])

    def add_rating(
        self,
        act_id: UUID,
        level: int,
        channel: str,
        now: datetime,
        *,
        final_at: datetime | None = None,
        reasons: str = "",
        comment: str = "",
    ) -> None:
        """`final_at`: until then the visitor may change it; `reasons` are codes, comma between."""
        self._run(
            _ADD_RATING,
            act_id=act_id,
            level=level,
            channel=channel,
            rated_at=now,
            final_at=final_at,
            reasons=reasons,
            comment=comment,
        )

    def close_service(
        self, day: date, service: str, reason: Mapping[str, str], by: str, now: datetime
    ) -> None:
        """For that day; a reason that was given before is replaced."""
        self.reopen_service(day, service)
        self._run(
            _CLOSE_SERVICE,
            business_date=day,
            service=service,
            reason=dict(reason),
            closed_by=by,
            closed_at=now,
        )

    def reopen_service(self, day: date, service: str) -> bool:
        """Whether it was closed on that day."""
        self.changes.services.add(service)
        return bool(self._run(_REOPEN_SERVICE, business_date=day, service=service))

    def answered(self, request_id: UUID) -> tuple[bytes, bytes] | None:
        """(fingerprint of the command, its answer) when this request was done before."""
        row = self._one(_ANSWERED, request_id=request_id)
        return None if row is None else (bytes(row.fingerprint), bytes(row.answer))

    def remember(self, request_id: UUID, fingerprint: bytes, answer: bytes, now: datetime) -> None:
        self._run(
            _REMEMBER,
            request_id=request_id,
            fingerprint=fingerprint,
            answer=answer,
            answered_at=now,
        )

    def forget_answers(self, before: datetime) -> None:
        self._run(_FORGET, before=before)

    def _run(self, statement: ClauseElement, **values: object) -> int:
        """How many rows the statement changed."""
        values["hall"] = self.hall
        return prepare(statement, self._dialect).run(self._cursor, values)
