"""Numbers without the server: leased beforehand, on disk before anybody sees them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from config.hall import OfflineSettings
from kiosk.hall_time import Heard, business_date, time_now
from kiosk.ledger import Ledger, LedgerRefused
from kiosk.ledger_file import Connection
from kiosk.states import Order
from queue_server.contract import messages as m
from queue_server.contract.offline import Band, Bands, BandWanted, IssuedOffline
from queue_server.contract.slip_code import code_of, coded

HEARD, SLIP_KEY = "heard", "slip_key"  # of the ledger
HEARD_EVERY = timedelta(minutes=10)  # not a write for each answer
LOW = 0.5  # of a service's numbers: then more are leased
NO_BAND, NO_CLOCK, NO_DISK = "no_numbers_left", "clock_implausible", "disk_refuses"

_log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode
_heard = msgspec.json.Decoder(Heard).decode
_ticket = msgspec.json.Decoder(m.Ticket).decode


class NoNumber(Exception):
    """This kiosk can give none now; `cause` is a stable word."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True, kw_only=True)
class Day:
    """As the hall's file has it."""

    time_zone: str
    day_starts: str


class OfflineNumbers:
    """Thread-safe, by the ledger's lock. `hall` is the server's last word, `new_id` makes the
    tickets' ids."""

    def __init__(
        self,
        ledger: Ledger,
        settings: OfflineSettings,
        day: Day,
        hall: Callable[[], m.HallInfo],
        new_id: Callable[[], UUID],
    ) -> None:
        self._ledger = ledger
        self._settings = settings
        self._zone = ZoneInfo(day.time_zone)
        self._day_starts = day.day_starts
        self._hall = hall
        self._new_id = new_id

    # --- the day --------------------------------------------------------------------------------

    def heard(self, hall: m.HallInfo) -> None:
        """The server answered: if this clock agrees with it, it may be believed later. Numbers
        that a server leased before it was restored it may lease to others now."""
        self._give_up(hall.epoch)
        clocks = self._ledger.clocks
        at = clocks.now()
        if business_date(at, self._zone, self._day_starts) != hall.business_date:
            return
        heard = Heard(
            at=at,
            boot_id=clocks.boot_id,
            mono_s=clocks.mono_s(),
            business_date=hall.business_date,
        )
        if not _is_news(self._heard(), heard):
            return
        try:
            self._ledger.keep(HEARD, _encode(heard).decode())
        except LedgerRefused as error:
            _log.debug("the server's day is not kept: %s", error)

    def _give_up(self, epoch: int) -> None:
        try:
            with self._ledger.file.reading() as db:
                others = "SELECT 1 FROM band WHERE epoch <> ? LIMIT 1"
                if not epoch or db.execute(others, (epoch,)).fetchone() is None:
                    return
            with self._ledger.file.writing() as db:
                _drop_others(db, epoch)
        except LedgerRefused as error:
            _log.debug("bands of before are not given up: %s", error)

    def today(self) -> tuple[datetime, date] | None:
        """Now, and the business date; None when this kiosk's clock may be anything."""
        clocks, heard = self._ledger.clocks, self._heard()
        now = time_now(heard, clocks.now(), clocks.boot_id, clocks.mono_s())
        if now is None or heard is None:
            return None
        return now, max(business_date(now, self._zone, self._day_starts), heard.business_date)

    def _heard(self) -> Heard | None:
        text = self._ledger.kept(HEARD)
        try:
            return _heard(text) if text else None
        except msgspec.MsgspecError:
            return None

    # --- giving -----------------------------------------------------------------------------------

    def given(self, request_id: UUID) -> m.Ticket | None:
        """The number that this order got here before, also before a restart."""
        try:
            with self._ledger.file.reading() as db:
                return _given(db, request_id)
        except LedgerRefused:
            return None

    def held(self, order: Order) -> m.Ticket | None:
        """What this person took here for the same service today, and the server does not know yet:
        it would give a second one."""
        today = self.today()
        if today is None or (order.person is None and order.phone_hash is None):
            return None
        try:
            with self._ledger.file.reading() as db:
                return _held(db, order, today[1])
        except LedgerRefused:
            return None

    def taken(self, ticket_id: UUID) -> m.Ticket | None:
        """A ticket that this kiosk gave by itself, to print it once more."""
        try:
            with self._ledger.file.reading() as db:
                row = db.execute(
                    "SELECT ticket FROM given WHERE json_extract(CAST(ticket AS TEXT), ?) = ?",
                    ("$.ticket_id", str(ticket_id)),
                ).fetchone()
        except LedgerRefused:
            return None
        return None if row is None else _ticket(row[0])

    def give(self, order: Order) -> m.Ticket:
        """A number out of a band, on disk when this returns; the same order gets the same.

        Raises `NoNumber`.
        """
        today = self.today()
        if today is None:
            raise NoNumber(NO_CLOCK)
        try:
            with self._ledger.file.writing() as db:
                return _given(db, order.request_id) or self._give(db, order, *today)
        except LedgerRefused as error:
            raise NoNumber(NO_DISK) from error

    def _give(self, db: Connection, order: Order, now: datetime, day: date) -> m.Ticket:
        band = _next(db, order.service, day)
        if band is None:
            raise NoNumber(NO_BAND)
        band_id, prefix, sequence = band
        reason = m.PriorityReason.ELDER if order.elder else None
        number = _label(prefix, sequence)
        ticket = self._signed(_made(order, self._hall(), self._new_id(), number, now, day))
        entry = self._ledger.append_in(
            db,
            IssuedOffline(
                ticket_id=ticket.ticket_id,
                request_id=order.request_id,
                band_id=band_id,
                business_date=day,
                service=order.service,
                sequence=sequence,
                person=order.person,
                phone_hash=order.phone_hash,
                priority_reason=reason,
            ),
        )
        db.execute(
            "INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                str(order.request_id),
                str(day),
                order.service,
                ticket.number,
                order.person and order.person.hash,
                order.phone_hash,
                _encode(ticket),
                entry,
            ),
        )
        return ticket

    def _signed(self, ticket: m.Ticket) -> m.Ticket:
        """Its slip rates, as one of the server's does."""
        key = self._ledger.kept(SLIP_KEY)
        if not key:
            return ticket
        code = code_of(bytes.fromhex(key), self._hall().hall, ticket.ticket_id)
        return msgspec.structs.replace(ticket, link=coded(ticket.link, code))

    # --- leasing ----------------------------------------------------------------------------------

    def wanted(self, services: Iterable[str]) -> list[BandWanted]:
        """Bands that are missing or half used, for today and the days that may be spent alone.

        Raises `LedgerRefused`.
        """
        today = self.today()
        if today is None:
            return []
        days = [today[1] + timedelta(days=n) for n in range(self._settings.days + 1)]
        with self._ledger.file.reading() as db:
            left = {
                (row[0], row[1]): row[2]
                for row in db.execute(
                    "SELECT business_date, service, sum(last - next + 1) FROM band GROUP BY 1, 2"
                ).fetchall()
            }
        enough = self._settings.numbers_per_service * LOW
        return [
            BandWanted(business_date=day, service=service)
            for day in days
            for service in services
            if left.get((str(day), service), 0) < enough
        ]

    def keep(self, bands: Bands) -> None:
        """On disk before use. A server that was restored may not know the bands of before: they
        are given up. Raises `LedgerRefused`."""
        today = self.today()
        with self._ledger.file.writing() as db:
            _drop_others(db, bands.epoch)
            self._ledger.keep_in(db, SLIP_KEY, bands.slip_key)
            for band in bands.bands:
                _keep_band(db, band, bands.epoch)
            if today is not None:
                before = (str(today[1] - timedelta(days=1)),)
                db.execute("DELETE FROM band WHERE business_date < ?", before)
                db.execute("DELETE FROM given WHERE business_date < ?", before)

    def fewest(self, services: Iterable[str]) -> int:
        """How many numbers of today are left, in that of `services` that has the fewest."""
        today = self.today()
        if today is None:
            return 0
        try:
            with self._ledger.file.reading() as db:
                rows = db.execute(
                    "SELECT service, sum(max(last - next + 1, 0)) FROM band"
                    " WHERE business_date = ? GROUP BY service",
                    (str(today[1]),),
                ).fetchall()
        except LedgerRefused:
            return 0
        left = {row[0]: int(row[1]) for row in rows}
        return min((left.get(service, 0) for service in services), default=0)

    def ready(self) -> bool:
        """Whether numbers of today are left for any service."""
        today = self.today()
        if today is None:
            return False
        try:
            with self._ledger.file.reading() as db:
                row = db.execute(
                    "SELECT 1 FROM band WHERE business_date = ? AND next <= last LIMIT 1",
                    (str(today[1]),),
                ).fetchone()
        except LedgerRefused:
            return False
        return row is not None


def _is_news(known: Heard | None, heard: Heard) -> bool:
    if known is None or known.business_date != heard.business_date:
        return True
    return known.boot_id != heard.boot_id or abs(heard.at - known.at) >= HEARD_EVERY


def _given(db: Connection, request_id: UUID) -> m.Ticket | None:
    row = db.execute("SELECT ticket FROM given WHERE request_id = ?", (str(request_id),)).fetchone()
    return None if row is None else _ticket(row[0])


def _held(db: Connection, order: Order, day: date) -> m.Ticket | None:
    """What the server has not heard of, it can have called nobody with."""
    row = db.execute(
        "SELECT ticket FROM given JOIN outbox USING (sequence) WHERE confirmed_at IS NULL"
        " AND business_date = ? AND service = ? AND (person_hash = ? OR phone_hash = ?)",
        (str(day), order.service, order.person and order.person.hash, order.phone_hash),
    ).fetchone()
    return None if row is None else _ticket(row[0])


def _next(db: Connection, service: str, day: date) -> tuple[UUID, str, int] | None:
    """(band, prefix, number) of the lowest number that is left. A server that was restored may
    lease once more what this kiosk has given already: that is passed over."""
    while True:
        row = db.execute(
            "SELECT band_id, prefix, next FROM band WHERE business_date = ? AND service = ?"
            " AND next <= last ORDER BY first LIMIT 1",
            (str(day), service),
        ).fetchone()
        if row is None:
            return None
        db.execute("UPDATE band SET next = next + 1 WHERE band_id = ?", (row[0],))
        if not _was_given(db, day, _label(row[1], row[2])):
            return UUID(row[0]), row[1], row[2]


def _was_given(db: Connection, day: date, number: str) -> bool:
    key = (str(day), number)
    found = db.execute("SELECT 1 FROM given WHERE business_date = ? AND number = ?", key)
    return found.fetchone() is not None


def _label(prefix: str, sequence: int) -> str:
    return f"{prefix}{sequence:03d}"


def _drop_others(db: Connection, epoch: int) -> None:
    db.execute("DELETE FROM band WHERE epoch <> ?", (epoch,))


def _keep_band(db: Connection, band: Band, epoch: int) -> None:
    db.execute(
        "INSERT OR IGNORE INTO band VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            str(band.band_id),
            str(band.business_date),
            band.service,
            band.prefix,
            band.first,
            band.last,
            band.first,
            epoch,
        ),
    )


def _made(
    order: Order, hall: m.HallInfo, ticket_id: UUID, number: str, now: datetime, day: date
) -> m.Ticket:
    """What the server would have answered, but for how many are ahead: nobody knows that here."""
    service = next((x for x in hall.services if x.service == order.service), None)
    return m.Ticket(
        ticket_id=ticket_id,
        number=number,
        business_date=day,
        service=order.service,
        zone=service.zone if service else "",
        state=m.TicketState.WAITING,
        source=m.Source.KIOSK,
        priority_reason=m.PriorityReason.ELDER if order.elder else None,
        ahead=None,
        issued_at=now,
        window=None,
        windows=service.windows if service else [],
        link=f"{hall.public_url}/t/{ticket_id}" if hall.public_url else "",
    )
