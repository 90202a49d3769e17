"""Questions to the data, in domain words. Used with reading connections and inside a command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from queue_server.domain.acts import Act, Origin, Outcome
from queue_server.domain.policy import Waiting
from queue_server.domain.tickets import OPEN_AT_DAY_CLOSE, State, Ticket
from queue_server.domain.windows import Status, Window
from queue_server.storage import questions as q


class Reader:
    """Bound to one hall and one connection."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self.connection = connection
        self.hall = hall

    def ticket(self, ticket_id: UUID) -> Ticket | None:
        row = self.connection.execute(q.TICKET, {"ticket_id": ticket_id}).one_or_none()
        return None if row is None else _ticket(row)

    def numbered(self, day: date, numbers: Sequence[str]) -> list[Ticket]:
        """Today's tickets with one of these numbers."""
        rows = self.connection.execute(
            q.NUMBERED, {"hall": self.hall, "business_date": day, "numbers": numbers}
        )
        return [_ticket(row) for row in rows]

    def window(self, window: str) -> Window | None:
        row = self.connection.execute(q.ONE_WINDOW, {"hall": self.hall, "window": window})
        found = row.one_or_none()
        return None if found is None else _window(found)

    def windows(self) -> list[Window]:
        return [_window(r) for r in self.connection.execute(q.WINDOW_ROW, {"hall": self.hall})]

    def act(self, act_id: UUID) -> tuple[Act, bool] | None:
        """The act and whether it was rated."""
        row = self.connection.execute(q.ONE_ACT, {"act_id": act_id}).one_or_none()
        if row is None:
            return None
        fields = dict(row._mapping)
        rated = bool(fields.pop("rated"))
        fields["origin"] = Origin(fields["origin"])
        fields["outcome"] = fields["outcome"] and Outcome(fields["outcome"])
        return Act(**fields), rated

    def queue(self, day: date, window: str, services: Sequence[str], limit: int) -> list[Row[Any]]:
        """Who waits for this window, `QUEUE_COLUMNS`, in calling order."""
        found = self.connection.execute(
            q.queue_of(len(services)), {**self._line(day, window, services), "limit": limit}
        )
        return list(found)

    def waiting(self, day: date, window: str, services: Sequence[str]) -> int:
        """How many wait for this window."""
        line = self._line(day, window, services)
        found: int | None = self.connection.execute(q.count_of(len(services)), line).scalar_one()
        return found or 0

    def counts(self, day: date) -> list[tuple[str, str | None, int]]:
        """Who waits in the hall: (service, the only window that may call them if any, how many)."""
        found = self.connection.execute(q.COUNTS, {"hall": self.hall, "business_date": day})
        return [(service, target, number) for service, target, number in found]

    def service_queue(self, day: date, service: str, limit: int) -> list[Waiting]:
        """The first of a service's queue, in calling order."""
        key = {"hall": self.hall, "business_date": day, "service": service, "limit": limit}
        return [Waiting(**row._mapping) for row in self.connection.execute(q.SERVICE_QUEUE, key)]

    def ahead(self, ticket: Ticket) -> int:
        """How many of its service are called before a waiting ticket."""
        number: int = self.connection.execute(
            q.AHEAD,
            {
                "hall": self.hall,
                "business_date": ticket.business_date,
                "service": ticket.service,
                "lane": ticket.lane,
                "queued_at": ticket.queued_at,
                "sequence": ticket.sequence,
            },
        ).scalar_one()
        return number

    def parked(self, day: date, window: str, services: Sequence[str], limit: int) -> list[Ticket]:
        """Held at this window, or missed in one of its services; the latest first."""
        key = {
            "hall": self.hall,
            "business_date": day,
            "window": window,
            "services": list(services),
            "limit": limit,
        }
        return [_ticket(row) for row in self.connection.execute(q.PARKED, key)]

    def number_of_person(self, day: date, person_hash: str, service: str) -> str | None:
        """The number that this person has for this service and that is not at its end."""
        key = {
            "hall": self.hall,
            "business_date": day,
            "person_hash": person_hash,
            "service": service,
        }
        return self.connection.execute(q.OF_PERSON, key).scalars().first()

    def seat(self, window: str) -> Row[Any] | None:
        """The window's row of `q.SEAT`: its state, its visitor, the open question for a rating."""
        key = {"hall": self.hall, "window": window}
        return self.connection.execute(q.ONE_SEAT, key).one_or_none()

    def seats(self) -> list[Row[Any]]:
        """All windows that ever were configured, as `seat` tells them."""
        return list(self.connection.execute(q.SEAT, {"hall": self.hall}))

    def left_open(self, today: date) -> list[Ticket]:
        """Tickets of earlier days that are not at their end."""
        key = {"hall": self.hall, "business_date": today}
        found = [
            _ticket(row) for query in q.LEFT_OPEN for row in self.connection.execute(query, key)
        ]
        return [ticket for ticket in found if ticket.state in OPEN_AT_DAY_CLOSE]

    def account_name(self, account: str) -> str | None:
        key = {"hall": self.hall, "account": account}
        return self.connection.execute(q.ACCOUNT_NAME, key).scalar_one_or_none()

    def epoch(self) -> int:
        epoch: int = self.connection.execute(q.EPOCH, {"hall": self.hall}).scalar_one()
        return epoch

    def last_seq(self) -> int:
        """The sequence of the hall's last event."""
        seq: int | None = self.connection.execute(q.LAST_SEQ, {"hall": self.hall}).scalar_one()
        return seq or 0

    def _line(self, day: date, window: str, services: Sequence[str]) -> dict[str, object]:
        line: dict[str, object] = {"hall": self.hall, "business_date": day, "window": window}
        line.update((f"service_{n}", service) for n, service in enumerate(services))
        return line


def as_waiting(row: Row[Any]) -> Waiting:
    """A row of `Reader.queue` as the policy sees it."""
    fields = row._mapping
    return Waiting(**{name: fields[name] for name in Waiting.__dataclass_fields__})


def _ticket(row: Row[Any]) -> Ticket:
    fields = dict(row._mapping)
    fields["state"] = State(fields["state"])
    return Ticket(**fields)


def _window(row: Row[Any]) -> Window:
    fields = dict(row._mapping)
    fields["status"] = Status(fields["status"])
    return Window(**fields)
