"""Questions to the data, in domain words. Used with reading connections and inside a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.sql import ClauseElement

from queue_server.contract.offline import MARK
from queue_server.domain.acts import Act, Origin, Outcome
from queue_server.domain.policy import Waiting
from queue_server.domain.quotas import Span
from queue_server.domain.tickets import State, Ticket
from queue_server.domain.windows import Status, Window
from queue_server.storage import questions as q
from queue_server.storage import taking_questions as taking
from queue_server.storage import wait_questions as waits
from queue_server.storage.held_questions import OPEN_OF_PERSON, OPEN_OF_PHONE
from queue_server.storage.prepared import Row, prepare


class Reader:
    """Bound to one hall and one connection that is in a transaction."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self.connection = connection
        self.hall = hall
        self._dialect = connection.dialect
        self._cursor = connection.connection.cursor()

    def ticket(self, ticket_id: UUID) -> Ticket | None:
        row = self._one(q.TICKET, ticket_id=ticket_id)
        return None if row is None else _ticket(row)

    def numbered(self, day: date, numbers: Sequence[str]) -> list[Ticket]:
        """Today's tickets with one of these numbers."""
        named = {f"number_{n}": number for n, number in enumerate(numbers)}
        rows = self._all(q.numbered(len(numbers)), business_date=day, **named)
        return [_ticket(row) for row in rows]

    def window(self, window: str) -> Window | None:
        row = self._one(q.ONE_WINDOW, window=window)
        return None if row is None else _window(row)

    def windows(self) -> list[Window]:
        return [_window(row) for row in self._all(q.WINDOW_ROW)]

    def act(self, act_id: UUID) -> tuple[Act, bool] | None:
        """The act and whether it was rated."""
        row = self._one(q.ONE_ACT, act_id=act_id)
        if row is None:
            return None
        fields = row._asdict()
        rated = bool(fields.pop("rated"))
        fields["origin"] = Origin(fields["origin"])
        fields["outcome"] = fields["outcome"] and Outcome(fields["outcome"])
        return Act(**fields), rated

    def queue(self, day: date, window: str, services: Sequence[str], limit: int) -> list[Row]:
        """Who waits for this window, `QUEUE_COLUMNS`, in calling order."""
        line = self._line(day, window, services)
        return self._all(q.queue_of(len(services)), limit=limit, **line)

    def waiting(self, day: date, window: str, services: Sequence[str]) -> dict[str, int]:
        """{service: how many wait for it whom this window may call}, without those for whom nobody
        waits."""
        line = self._line(day, window, services)
        found = {row.service: row.n for row in self._all(q.counts_of(len(services)), **line)}
        sent_here = Counter(row.service for row in self._all(q.SENT_HERE, **line))
        return dict(Counter(found) + sent_here)

    def counts(self, day: date) -> list[tuple[str, str | None, int]]:
        """Who waits in the hall: (service, the only window that may call them if any, how many)."""
        return [tuple(row) for row in self._all(q.COUNTS, business_date=day)]

    def service_queue(self, day: date, service: str, limit: int) -> list[Waiting]:
        """The first of a service's queue, in calling order."""
        rows = self._all(q.SERVICE_QUEUE, business_date=day, service=service, limit=limit)
        return [as_waiting(row) for row in rows]

    def ahead(self, ticket: Ticket, service: str | None = None) -> int:
        """How many of its service, or of another, are called before a waiting ticket."""
        line = vars(ticket) if service is None else vars(ticket) | {"service": service}
        return int(self._one(q.AHEAD, **line)[0])

    def misses(self, day: date, ticket_id: UUID) -> int:
        """How often this ticket was called on that day and nobody came."""
        return int(self._one(q.MISSES, business_date=day, ticket_id=ticket_id)[0])

    def ended_acts(self, day: date) -> list[Row]:
        """`service`, `called_at` and `ended_at` of all acts of a day that are over."""
        return self._all(waits.ENDED, business_date=day)

    def open_windows(self) -> dict[str, bool]:
        """{window that is open: whether it has a visitor}."""
        return {row.window: row.ticket_id is not None for row in self._all(waits.OPEN)}

    def parked(self, day: date, window: str, services: Sequence[str], limit: int) -> list[Row]:
        """Held at this window or, of its services, at one that was left; or missed in one of its
        services: `QUEUE_COLUMNS` and `state`, the held before the missed, the latest first."""
        line = self._line(day, window, services)
        return self._all(q.parked_of(len(services)), limit=limit, **line)

    def unserved_of_person(self, day: date, person_hash: str, service: str) -> Row | None:
        """`number` and `ticket_id` of this person's ticket for this service that is not at its
        end."""
        return self._one(q.OF_PERSON, business_date=day, person_hash=person_hash, service=service)

    def unserved_of_phone(self, day: date, phone_hash: str, service: str) -> Row | None:
        """The same for one who gave a telephone number."""
        return self._one(q.OF_PHONE, business_date=day, phone_hash=phone_hash, service=service)

    def had_by_person(self, day: date, person_hash: str) -> int:
        """How many numbers this person was given on a day, whatever became of them."""
        return int(self._one(taking.HAD_BY_PERSON, business_date=day, person_hash=person_hash)[0])

    def had_by_phone(self, day: date, phone_hash: str) -> int:
        return int(self._one(taking.HAD_BY_PHONE, business_date=day, phone_hash=phone_hash)[0])

    def closure(self, day: date, service: str) -> Mapping[str, str] | None:
        """Why a supervisor closed this service on that day, None when nobody did."""
        row = self._one(taking.ONE_CLOSURE, business_date=day, service=service)
        return None if row is None else row.reason

    def closures(self, day: date) -> dict[str, Mapping[str, str]]:
        """{service: why a supervisor closed it on that day}."""
        return {row.service: row.reason for row in self._all(taking.CLOSURES, business_date=day)}

    def given(self, day: date, prefix: str, span: Span) -> int:
        """How many numbers with this prefix walk-ins were given in a span of that day."""
        counted = self._one(
            taking.given(self._dialect.name),
            business_date=day,
            prefix=prefix,
            marked=prefix + MARK,
            last=prefix + taking.LAST_SIGN,
            start=span.start,
            end=span.end,
        )
        return int(counted[0])

    def inside(self, day: date) -> int:
        """How many people wait, are called, are served or were asked to step aside."""
        return int(self._one(taking.INSIDE, business_date=day)[0])

    def idle_windows(self) -> dict[str, datetime | None]:
        """The windows that are open and have no visitor; since when each is ready for one."""
        return {row.window: row.ready_at for row in self._all(taking.IDLE)}

    def open_of_person(self, day: date, person_hash: str) -> list[Ticket]:
        """Today's tickets of a card's holder that are not at their end."""
        rows = self._all(OPEN_OF_PERSON, business_date=day, person_hash=person_hash)
        return [_ticket(row) for row in rows]

    def open_of_phone(self, day: date, phone_hash: str) -> list[Ticket]:
        """The same for one who gave a telephone number."""
        rows = self._all(OPEN_OF_PHONE, business_date=day, phone_hash=phone_hash)
        return [_ticket(row) for row in rows]

    def seat(self, window: str) -> Row | None:
        """The window's row of `questions.SEAT`: its state, its visitor, the open rating."""
        return self._one(q.ONE_SEAT, window=window)

    def seats(self) -> list[Row]:
        """All windows that ever were configured, as `seat` tells them."""
        return self._all(q.SEAT)

    def left_open(self, today: date) -> list[Ticket]:
        """Tickets of earlier days that are not at their end."""
        rows = [row for query in q.LEFT_OPEN for row in self._all(query, business_date=today)]
        return [_ticket(row) for row in rows]

    def account_name(self, account: str) -> str | None:
        row = self._one(q.ACCOUNT_NAME, account=account)
        return None if row is None else str(row.name)

    def epoch(self) -> int:
        """Grows when a database was restored."""
        return int(self._one(q.EPOCH)[0])

    def last_seq(self) -> int:
        """The sequence of the hall's last event."""
        return int(self._one(q.LAST_SEQ)[0] or 0)

    def _all(self, statement: ClauseElement, **values: object) -> list[Row]:
        values["hall"] = self.hall
        return prepare(statement, self._dialect).rows(self._cursor, values)

    def _one(self, statement: ClauseElement, **values: object) -> Row:
        """The only row, or None."""
        rows = self._all(statement, **values)
        return rows[0] if rows else None

    def _line(self, day: date, window: str, services: Sequence[str]) -> dict[str, object]:
        line: dict[str, object] = {"business_date": day, "window": window}
        line.update((f"service_{n}", service) for n, service in enumerate(services))
        return line


_WAITING_FIELDS = tuple(Waiting.__dataclass_fields__)


def as_waiting(row: Row) -> Waiting:
    """A row of `Reader.queue` as the policy sees it."""
    return Waiting(**{name: getattr(row, name) for name in _WAITING_FIELDS})


def _ticket(row: Row) -> Ticket:
    fields = row._asdict()
    fields["state"] = State(fields["state"])
    return Ticket(**fields)


def _window(row: Row) -> Window:
    fields = row._asdict()
    fields["status"] = Status(fields["status"])
    return Window(**fields)
