"""What the hall does by itself at its windows, and who is told when nobody does anything there.

One thread, woken by commits and by time. It remembers nothing: each round looks at the data, and
each thing that is due is a command of its own, which looks again before it does anything. So a
clerk who presses in the same instant, another round, and a restart cost nobody a call.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from queue_server.alert_keeper import AlertKeeper
from queue_server.attendant_desk import BY_SERVER, AttendantDesk
from queue_server.domain.by_itself import Deed, Due, Manner, Seen, due
from queue_server.domain.errors import RuleBroken
from queue_server.forgotten_seats import ForgottenSeats
from queue_server.parts import Parts
from queue_server.storage.attendance import Attendance
from queue_server.storage.changes import Changes
from queue_server.storage.errors import StorageFailed
from queue_server.storage.transaction import Transaction

AT_LEAST_EVERY_S = 5.0
AT_MOST_EVERY_S = 0.05  # a morning's rush of commits is looked at together
STOP_TIMEOUT_S = 2.0

log = logging.getLogger(__name__)

Chore = Callable[[datetime], None]


class Attendant:
    """`chores` are done every few seconds, with the time of the hall's clock; each for itself."""

    def __init__(self, parts: Parts, chores: Sequence[Chore] = ()) -> None:
        self._parts = parts
        self._queue = parts.queue
        self._store = parts.store
        self._clock = parts.clock
        self._change_s = parts.hall.rating.change_s
        self._manner = manner_of(parts)
        forgotten = ForgottenSeats(parts.queue, parts.store, parts.gate.is_attended)
        alerts = AlertKeeper(parts.queue, parts.store)
        self._chores = (forgotten.go_round, alerts.go_round, *chores)
        self._wake = threading.Condition()
        self._news = True
        self._stopping = False
        self._looked_at_s = 0.0
        self._thread = threading.Thread(target=self._run, name="attendant", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join(STOP_TIMEOUT_S)

    def changed(self, changes: Changes) -> None:
        """Called after each commit; only takes note."""
        if self._manner.is_idle or not (changes.windows or changes.services):
            return
        with self._wake:
            self._news = True
            self._wake.notify()

    def go_round(self) -> datetime | None:
        """Do at the windows all that is due now; when the next thing will be, if nobody presses."""
        now = self._clock()
        if self._manner.is_idle:
            return None
        try:
            self._parts.commands.close_earlier_days()
            with self._store.read() as reader:
                watched = Attendance(reader, self._change_s).watched()
                crowds = reader.counts(self._queue.day.date_of(now))
        except StorageFailed as error:
            log.warning("cannot look what is due: %s", error)
            return None
        planned = [(found, seen) for seen in watched if (found := due(seen, self._manner))]
        planned.sort(key=lambda plan: (_ready_since(plan[1], plan[0]), plan[0].at))
        for found, seen in planned:
            if found.at <= now and not self._is_in_vain(seen, found, crowds):
                self._do(seen.window, found.deed)
        return min((found.at for found, _ in planned if found.at > now), default=None)

    def do_chores(self) -> None:
        """What is not about one window's next step."""
        for chore in self._chores:
            try:
                chore(self._clock())
            except StorageFailed as error:
                log.warning("the data cannot be written: %s", error)
            except Exception:  # one fault must not keep the others from being done
                log.exception("a chore failed")

    def _is_in_vain(
        self, seen: Seen, found: Due, crowds: Sequence[tuple[str, str | None, int]]
    ) -> bool:
        """A window that waits for who comes, while nobody does, needs no command."""
        if found.deed is not Deed.CALL or not self._queue.calling.auto_call:
            return False
        place = self._queue.layout.windows.get(seen.window)
        return place is None or not any(
            target == seen.window if target is not None else service in place.services
            for service, target, _ in crowds
        )

    def _do(self, window: str, deed: Deed) -> None:
        try:
            self._store.write(partial(self._command, window, deed))
        except (RuleBroken, StorageFailed) as error:
            log.warning("window %s: cannot %s by itself: %s", window, deed, error)
        except Exception:  # one window's fault must not keep the others from being attended
            log.exception("window %s: cannot %s by itself", window, deed)

    def _command(self, window: str, deed: Deed, tx: Transaction) -> None:
        """A clerk may have pressed since it was seen: it is done only if it still is due."""
        now = self._clock()
        seen = Attendance(tx, self._change_s).seen(window)
        found = due(seen, self._manner) if seen else None
        if found is None or found.deed is not deed or found.at > now:
            return
        desk = AttendantDesk(self._queue, tx, window, BY_SERVER, now)
        _DO[deed](desk)

    # --- the thread --------------------------------------------------------------------------

    def _run(self) -> None:
        chores_at_s = time.monotonic()
        while True:
            self._looked_at_s = time.monotonic()
            next_at = self._guarded_round()
            if time.monotonic() >= chores_at_s:
                self.do_chores()
                chores_at_s = time.monotonic() + AT_LEAST_EVERY_S
            if not self._wait(self._seconds_to(next_at)):
                return

    def _guarded_round(self) -> datetime | None:
        try:
            return self.go_round()
        except Exception:  # without this thread nothing is called by itself any more
            log.exception("a round failed")
            return None

    def _seconds_to(self, next_at: datetime | None) -> float:
        if next_at is None:
            return AT_LEAST_EVERY_S
        left_s = (next_at - self._clock()).total_seconds()
        return min(max(left_s, AT_MOST_EVERY_S), AT_LEAST_EVERY_S)

    def _wait(self, seconds: float) -> bool:
        """Until there is news, or so long; False when it is to stop."""
        with self._wake:
            self._wake.wait_for(lambda: self._news or self._stopping, seconds)
            too_soon_s = self._looked_at_s + AT_MOST_EVERY_S - time.monotonic()
            self._wake.wait_for(lambda: self._stopping, max(0.0, too_soon_s))
            self._news = False
            return not self._stopping


def _ready_since(seen: Seen, found: Due) -> datetime:
    """In which order things are done: windows that are ready by how long they have been."""
    return seen.ready_at if found.deed is Deed.CALL and seen.ready_at else found.at


def manner_of(parts: Parts) -> Manner:
    calling, rating = parts.hall.calling, parts.hall.rating
    recalls, finish_min = calling.auto_recall_s, calling.auto_finish_min
    return Manner(
        calls=calling.auto_call or rating.before_next_s > 0,
        recall_after=timedelta(seconds=recalls) if recalls else None,
        recalls=min(calling.auto_recalls, calling.recalls_at_most),
        finish_after=timedelta(minutes=finish_min) if finish_min else None,
    )


_DO: dict[Deed, Callable[[AttendantDesk], object]] = {
    Deed.CALL: AttendantDesk.call_ready,
    Deed.RECALL: AttendantDesk.recall,
    Deed.FINISH: AttendantDesk.end_visit,
}
