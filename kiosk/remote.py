"""Remote hands: follows what the hall wants of this kiosk, and tells how the kiosk is.

The last order stands on disk: a kiosk that was closed stays so over a night without the network. A
restart's number is on disk before the program ends, so that no wish is fulfilled twice.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from kiosk import states as s
from kiosk.lane import Lane
from kiosk.ledger import Ledger, LedgerRefused
from kiosk.order_rules import Here, Wanted, here_after, is_newer, may_restart, wanted
from queue_server.contract.client import Refused, ServerAway
from queue_server.contract.kiosks import KioskFact, KioskOrder

ORDER, HERE = "order", "closed_here"  # keys of the ledger
RESTARTED, PICTURED = "restarted", "pictured"
LOOK_EVERY_S = 1.0  # a fact is said at most once in this time

T = TypeVar("T", bound=msgspec.Struct)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class RemoteWorld:
    """What the remote hands reach. `screen` is what is shown now; `fact` makes the rest of the
    kiosk's fact from what is wanted; `picture` gives a redacted PNG; `want` tells the screens."""

    screen: Callable[[], s.Screen]
    fact: Callable[[], KioskFact]
    publish: Callable[[KioskFact], None]
    picture: Callable[[], bytes]
    send_picture: Callable[[bytes], None]
    want: Callable[[Wanted], None]
    restart: Callable[[], None]


class Remote:
    """`hear` comes on the broker link's thread, `switch` on the service menu's."""

    def __init__(self, ledger: Ledger, world: RemoteWorld) -> None:
        self._ledger = ledger
        self._world = world
        self._lock = threading.Lock()
        self._order = self._kept(ORDER, KioskOrder)
        self._here = self._kept(HERE, Here)
        self._said: KioskFact | None = None
        self._wished_at_s: float | None = None
        self.lane = Lane("remote", self._look)

    def start(self) -> None:
        """What stood before the restart stands now."""
        self._world.want(self.wanted())
        self.lane.start()

    def wanted(self) -> Wanted:
        with self._lock:
            return wanted(self._order, self._here)

    def hear(self, order: KioskOrder, _retained: bool = False) -> None:
        with self._lock:
            if not is_newer(order, self._order):
                return
            first, self._order = self._order is None, order
        self._keep(ORDER, order)
        if first:
            self._adopt(order)
        self._world.want(self.wanted())
        self.lane.do(lambda: None, then_look=True)

    def switch(self, closed: bool) -> None:
        """Staff close or open this kiosk: it holds until the hall's next order."""
        with self._lock:
            self._here = here_after(self._order, closed=closed)
            here = self._here
        self._keep(HERE, here)
        self._world.want(self.wanted())
        self.lane.do(lambda: None, then_look=True)

    def completed(self, fact: KioskFact) -> KioskFact:
        """`fact` with what only the remote hands know."""
        with self._lock:
            version = self._order.version if self._order else 0
        return msgspec.structs.replace(
            fact,
            closed=self.wanted().closed,
            order_version=version,
            restarted=self._done(RESTARTED) or 0,
            pictured=self._done(PICTURED) or 0,
        )

    # --- the lane -----------------------------------------------------------------------------

    def _look(self) -> float:
        self._tell()
        with self._lock:
            order = self._order
        if order is not None:
            self._picture(order)
            self._restart(order)
        return LOOK_EVERY_S

    def _tell(self) -> None:
        fact = self.completed(self._world.fact())
        if fact != self._said:
            self._world.publish(fact)
            self._said = fact

    def _picture(self, order: KioskOrder) -> None:
        if order.picture <= (self._done(PICTURED) or 0):
            return
        try:
            self._world.send_picture(self._world.picture())
        except (ServerAway, TimeoutError) as error:
            _log.info("the picture is sent later: %s", error)
            return
        except Refused as error:
            _log.warning("the server does not take the picture: %s", error)
        except Exception:  # a screen that cannot be drawn needs the restart that may come next
            _log.exception("there is no picture of this screen")
        self._settle(PICTURED, order.picture)

    def _restart(self, order: KioskOrder) -> None:
        if order.restart <= (self._done(RESTARTED) or 0):
            self._wished_at_s = None
            return
        now_s = time.monotonic()
        self._wished_at_s = now_s if self._wished_at_s is None else self._wished_at_s
        if not may_restart(self._world.screen(), now_s - self._wished_at_s):
            return
        if self._settle(RESTARTED, order.restart):
            self._tell()
            _log.warning("starting again, as the hall wishes (%d)", order.restart)
            self._world.restart()

    def _adopt(self, order: KioskOrder) -> None:
        """A kiosk with a new disk was started just now: old wishes are fulfilled."""
        for key, number in ((RESTARTED, order.restart), (PICTURED, order.picture)):
            if self._done(key) is None:
                self._settle(key, number)

    # --- on disk ------------------------------------------------------------------------------

    def _done(self, key: str) -> int | None:
        kept = self._ledger.kept(key)
        return int(kept) if kept and kept.isdecimal() else None

    def _settle(self, key: str, number: int) -> bool:
        """Whether it is on disk: what is not must not be done, or it would be done for ever."""
        try:
            self._ledger.keep(key, str(number))
        except LedgerRefused as error:
            _log.error("%s cannot be kept, and is not done: %s", key, error)
            return False
        return True

    def _keep(self, key: str, what: msgspec.Struct) -> None:
        try:
            self._ledger.keep(key, msgspec.json.encode(what).decode())
        except LedgerRefused as error:
            _log.error("%s holds only until the next start: %s", key, error)

    def _kept(self, key: str, kind: type[T]) -> T | None:
        kept = self._ledger.kept(key)
        if kept is None:
            return None
        try:
            return msgspec.json.decode(kept, type=kind)
        except msgspec.MsgspecError:
            _log.warning("what was kept as %s is not readable", key)
            return None
