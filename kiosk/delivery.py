"""Beside the visitors' way: tells the server what happened here, and leases numbers from it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from kiosk.lane import Lane
from kiosk.ledger import Ledger, LedgerRefused
from kiosk.offline_numbers import NO_CLOCK, NO_DISK, OfflineNumbers
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.contract.client import Refused, ServerAway

NOT_HEARD = "entries_refused"
REST_S = 5.0  # between two looks while all is well
FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 60.0
BACK_WITHIN_S = 3.0  # a hall's kiosks all hear at once that the server is back
BANDS_AT_ONCE = 200
LEASE_EVERY_S = 60.0

_log = logging.getLogger(__name__)


class Server(Protocol):
    """What is needed of `QueueClient`; with a patience of its own, nobody waits here."""

    def lease(self, command: o.LeaseBands) -> o.Bands: ...

    def send_entries(self, message: o.SendEntries) -> o.EntriesTaken: ...


class Delivery:
    """`say` gets the cause for which this kiosk could not go on alone, "" when it could; `chance`
    gives 0 to 1, `new_id` makes request ids. One thread: never two at once, and the
    ledger's lock keeps a second kiosk off the same outbox."""

    def __init__(
        self,
        server: Server,
        kiosk: str,
        ledger: Ledger,
        numbers: OfflineNumbers,
        say: Callable[[str], None],
        chance: Callable[[], float],
        new_id: Callable[[], UUID],
    ) -> None:
        self._server = server
        self._kiosk = kiosk
        self._ledger = ledger
        self._numbers = numbers
        self._say = say
        self._chance = chance
        self._new_id = new_id
        self._services: list[str] = []
        self._hears = False
        self._pause_s = FIRST_PAUSE_S
        self._not_before_s = ledger.clocks.mono_s() + REST_S  # until the server was heard
        self._lease: o.LeaseBands | None = None  # unanswered: only the same one is sent again
        self._lease_from_s = 0.0
        self.lane = Lane("delivery", self.look)

    def heard(self, hall: m.HallInfo | None, services: list[str]) -> None:
        """Whether the server answers, as the visitors' lane learns it; `services` are offered
        here."""
        came_back = hall is not None and not self._hears
        self._hears = hall is not None
        if hall is None:
            return
        self._services = services
        self._numbers.heard(hall)
        if came_back:
            self._pause_s = FIRST_PAUSE_S
            now_s = self._ledger.clocks.mono_s()
            self._not_before_s = now_s + BACK_WITHIN_S * self._chance()
            self._lease_from_s = now_s
            self.lane.do(lambda: None, then_look=True)

    def look(self) -> float:
        """Do what there is to do; the seconds until there may be more."""
        wait_s = self._not_before_s - self._ledger.clocks.mono_s()
        if wait_s > 0:
            return wait_s
        try:
            more = self.drain()
            more = self.lease() or more
        except LedgerRefused:
            self._say(NO_DISK)
            return LONGEST_PAUSE_S
        except Refused as error:
            _log.error("the server takes no word of this kiosk: %s", error)
            self._say(NOT_HEARD)
            return self._later()
        except ServerAway:
            self._say("" if self._numbers.today() else NO_CLOCK)
            return self._later()
        self._say("" if self._numbers.today() else NO_CLOCK)
        self._pause_s = FIRST_PAUSE_S
        return 0.0 if more else REST_S

    def drain(self) -> bool:
        """Send the oldest entries; True when there are more."""
        entries = self._ledger.unsent()
        if not entries:
            return False
        clocks = self._ledger.clocks
        taken = self._server.send_entries(
            o.SendEntries(
                kiosk=self._kiosk,
                outbox_id=self._ledger.outbox_id,
                sent_at=clocks.now(),
                boot_id=clocks.boot_id,
                mono_s=clocks.mono_s(),
                oldest=self._ledger.oldest(),
                entries=entries,
            )
        )
        for parked in taken.parked:
            _log.error(
                "entry %d was put aside by the server: %s: %s",
                parked.sequence,
                parked.code,
                parked.detail,
            )
        self._ledger.confirm(taken.received, taken.parked)
        return bool(self._ledger.unsent(1))

    def lease(self) -> bool:
        """Ask for numbers where they run low; True when there is more to ask for."""
        wanted = self._numbers.wanted(self._services)
        now_s = self._ledger.clocks.mono_s()
        if self._lease is None:
            if not wanted or now_s < self._lease_from_s:
                return False
            self._lease = o.LeaseBands(
                request_id=self._new_id(),
                kiosk=self._kiosk,
                outbox_id=self._ledger.outbox_id,
                wanted=wanted[:BANDS_AT_ONCE],
            )
        try:
            bands = self._server.lease(self._lease)
        except Refused:
            self._lease = None
            raise
        self._numbers.keep(bands)
        self._lease = None
        more = bool(bands.bands) and len(wanted) > BANDS_AT_ONCE
        # What the server does not give it is not asked for at every look.
        self._lease_from_s = now_s if more else now_s + LEASE_EVERY_S
        return more

    def _later(self) -> float:
        pause_s = self._pause_s * (0.5 + self._chance())
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        return pause_s
