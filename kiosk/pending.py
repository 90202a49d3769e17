"""The order in hand, on disk: a kiosk that is killed goes on with the same request id.

It holds what the order holds: at most a keyed hash and a masked name, and only until the order is
settled. An order that is older than a visitor waits is left alone, and so is one with which the
kiosk fell again and again: a kiosk must get back to its first screen.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from config.secrets import write_secret
from kiosk.events import Recovered
from kiosk.states import Order

FRESH = timedelta(minutes=2)
MOST_STARTS = 3  # with the same order

_log = logging.getLogger(__name__)


class _Kept(msgspec.Struct, frozen=True):
    order: Order
    language: str
    printing: bool
    kept_at: datetime
    starts: int = 0


class PendingOrder:
    """`clock` gives aware UTC datetimes."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._clock = clock
        self._kept: _Kept | None = None

    def keep(self, order: Order, language: str, *, printing: bool) -> None:
        """Durable when this returns. A disk that refuses must not refuse the visitor."""
        before = self._kept
        is_same = before is not None and before.order.request_id == order.request_id
        starts = before.starts if before and is_same else 0
        self._kept = _Kept(order, language, printing, self._clock(), starts)
        self._write(self._kept)

    def printing(self) -> None:
        """From now on nobody can know whether the slip came out."""
        if self._kept is not None and not self._kept.printing:
            self._kept = msgspec.structs.replace(self._kept, printing=True)
            self._write(self._kept)

    def forget(self) -> None:
        self._kept = None
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def recover(self) -> Recovered | None:
        """What was in hand when the kiosk was killed, if its visitor may still be there."""
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            _log.warning("an order in hand is not readable: %s", type(error).__name__)
            return None
        if not timedelta(0) <= self._clock() - kept.kept_at <= FRESH:
            self.forget()
            return None
        if self._kept is None:  # asked for the first time since the start
            if kept.starts >= MOST_STARTS:
                _log.error("the kiosk fell %d times with one order: it is left alone", kept.starts)
                self.forget()
                return None
            kept = msgspec.structs.replace(kept, starts=kept.starts + 1)
            self._write(kept)
        self._kept = kept
        return Recovered(order=kept.order, language=kept.language, printing=kept.printing)

    def _write(self, kept: _Kept) -> None:
        try:
            write_secret(self._path, msgspec.json.encode(kept))
        except OSError as error:
            _log.error("the order in hand cannot be kept: %s", error)
