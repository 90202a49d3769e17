"""Puts together what lets a kiosk go on without the server: ledger, numbers, delivery."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import uuid4

from config.fitted import OUTBOX
from config.hall import Hall
from config.machines import Kiosk
from kiosk.delivery import Delivery
from kiosk.ledger import Ledger, LedgerRefused
from kiosk.offline_numbers import NO_DISK, Day, OfflineNumbers
from kiosk.slip_states import SlipStates
from queue_server.contract.client import QueueClient
from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, HallInfo

_STATES = {"": DeviceState.OK, NO_DISK: DeviceState.FAULT}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Alone:
    ledger: Ledger
    numbers: OfflineNumbers
    delivery: Delivery
    slips: SlipStates
    zones: Collection[str]  # this kiosk's own; all when empty

    def heard(self, hall: HallInfo | None) -> None:
        """The server's word, or that there is none."""
        self.delivery.heard(hall, services_here(hall, self.zones) if hall else [])

    def numbers_left(self, hall: HallInfo) -> int:
        """In the service of this kiosk that has the fewest."""
        return self.numbers.fewest(services_here(hall, self.zones))

    def begin(self) -> None:
        """Before anything is printed: what was left in the middle is told as unknown."""
        try:
            for ticket_id in self.ledger.end_interrupted():
                _log.warning("nobody knows whether the slip of %s came out", ticket_id)
        except LedgerRefused:
            _log.error("this kiosk starts without a disk: it gives numbers with the server only")


def alone(
    hall: Hall,
    kiosk: Kiosk,
    ledger: Ledger,
    token: str,
    hall_now: Callable[[], HallInfo],
    health: HealthBook,
) -> Alone:
    """`hall_now` gives the server's last word, or the file's."""
    numbers = OfflineNumbers(
        ledger,
        hall.offline,
        Day(time_zone=hall.hall.time_zone, day_starts=hall.hall.day_starts),
        hall_now,
        uuid4,
    )
    delivery = Delivery(
        QueueClient(f"http://{hall.server.host}:{hall.server.port}", token),
        kiosk.id,
        ledger,
        numbers,
        lambda cause: health.say(OUTBOX, _STATES.get(cause, DeviceState.DEGRADED), cause),
        random.SystemRandom().random,
        uuid4,
    )
    printer = kiosk.printer
    slips = SlipStates(
        ledger,
        paper_mm=printer.paper_mm if printer else 80,
        roll_m=printer.roll_m if printer else 0.0,
    )
    return Alone(ledger=ledger, numbers=numbers, delivery=delivery, slips=slips, zones=kiosk.zones)


def services_here(hall: HallInfo, zones: Collection[str]) -> list[str]:
    """Those for which this kiosk gives numbers."""
    return [x.service for x in hall.services if not x.elsewhere and (not zones or x.zone in zones)]
