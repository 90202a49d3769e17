"""What was committed, said to the hall over MQTT: retained state with a version that grows.

The broker holds copies, the database the truth: after every (re)connect all is published again
from it. Facts are made from the data at the time of publishing, so that several changes at once
make one fact and no request ever waits for the broker.
"""

from __future__ import annotations

import logging
import threading
import time
from functools import partial

from queue_server.contract import topics
from queue_server.contract.facts import FactLink
from queue_server.contract.kiosks import KioskFact
from queue_server.contract.messages import HealthFact, ShownFact, SpokenFact
from queue_server.facts import queue_fact, window_fact
from queue_server.kiosk_orders import order_fact
from queue_server.parts import Parts
from queue_server.storage.changes import Changes
from queue_server.storage.errors import StorageFailed

DISPLAY_PROGRAM = "display"  # drives every board and strip
QUEUE_AT_MOST_EVERY_S = 0.2  # counts are no news; calls are, and go out at once
STOP_TIMEOUT_S = 2.0
RETRY_AFTER_S = 1.0

log = logging.getLogger(__name__)


class Announcer:
    def __init__(self, parts: Parts, link: FactLink) -> None:
        self._layout = parts.layout
        self._hall = parts.hall.hall.id
        self._store = parts.store
        self._link = link
        self._shown = parts.shown
        self._programs = parts.programs
        self._watch = parts.kiosks
        self._clock = parts.clock
        self._on_shown = parts.streams.wake
        self._wake = threading.Condition()
        self._windows: set[str] = set()
        self._kiosks: set[str] = set()
        self._queue = False
        self._stopping = False
        self._queue_sent_at = 0.0
        link.follow(topics.shown(self._hall, "+", "+"), ShownFact, self._note_shown)
        link.follow(topics.spoken(self._hall, "+", "+"), SpokenFact, self._note_spoken)
        link.follow(topics.health(self._hall, "+"), HealthFact, self._note_health)
        for kiosk in parts.layout.kiosks:
            link.follow(
                topics.kiosk(self._hall, kiosk), KioskFact, partial(self._note_kiosk, kiosk)
            )
        link.on_link(self._note_link)
        self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._link.start()

    def stop(self) -> None:
        """What was committed is said first."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join(STOP_TIMEOUT_S)
        self._link.stop()

    def changed(self, changes: Changes) -> None:
        """Called after each commit; only takes note."""
        with self._wake:
            waits_already = self._queue  # for when the counts are due
            self._windows |= changes.windows
            self._kiosks |= changes.kiosks
            self._queue = waits_already or bool(changes.services)
            if changes.windows or changes.kiosks or not waits_already:
                self._wake.notify()

    def _run(self) -> None:
        while True:
            windows, kiosks, queue, stopping = self._take()
            try:
                self._publish(windows, kiosks, queue)
            except StorageFailed as error:
                log.warning("cannot read what to announce: %s", error)
                self._put_back(windows, kiosks, queue)
                if not stopping:
                    time.sleep(RETRY_AFTER_S)
            except Exception:  # without this thread the boards would stand still
                log.exception("announcing failed")
            if stopping:
                return

    def _take(self) -> tuple[set[str], set[str], bool, bool]:
        """What is to be said now; waits for it. Counts alone wait until they are due."""
        with self._wake:
            while not (self._windows or self._kiosks or self._stopping):
                due_in = self._queue_sent_at + QUEUE_AT_MOST_EVERY_S - time.monotonic()
                if self._queue and due_in <= 0:
                    break
                self._wake.wait(due_in if self._queue else None)
            due = self._queue_sent_at + QUEUE_AT_MOST_EVERY_S <= time.monotonic()
            queue = self._queue and (due or self._stopping)
            windows, self._windows = self._windows, set()
            kiosks, self._kiosks = self._kiosks, set()
            if queue:
                self._queue = False
            return windows, kiosks, queue, self._stopping

    def _put_back(self, windows: set[str], kiosks: set[str], queue: bool) -> None:
        with self._wake:
            self._windows |= windows
            self._kiosks |= kiosks
            self._queue = self._queue or queue

    def _publish(self, windows: set[str], kiosks: set[str], queue: bool) -> None:
        if not (windows or kiosks or queue):
            return
        now = self._clock()
        with self._store.read() as reader:
            facts = [fact for w in windows if (fact := window_fact(reader, w, now))]
            orders = [order_fact(reader, kiosk) for kiosk in kiosks]
            counts = queue_fact(reader, self._layout, now) if queue else None
        for fact in facts:
            self._link.publish(topics.window(self._hall, fact.window), fact)
        for order in orders:
            self._link.publish(topics.kiosk_order(self._hall, order.kiosk), order)
        if counts:
            self._link.publish(topics.queue(self._hall), counts)
            self._queue_sent_at = time.monotonic()

    def _note_link(self, connected: bool) -> None:
        self._programs.note_broker(connected)
        if connected:
            layout = self._layout
            self.changed(Changes(set(layout.windows), set(layout.services), set(layout.kiosks)))

    def _note_kiosk(self, kiosk: str, fact: KioskFact, _retained: bool) -> None:
        if fact.kiosk == kiosk:
            self._watch.note(fact)

    def _note_shown(self, fact: ShownFact, _retained: bool) -> None:
        if self._shown.note(fact):
            self._on_shown({fact.window})

    def _note_spoken(self, fact: SpokenFact, _retained: bool) -> None:
        if self._shown.note_spoken(fact):
            self._on_shown({fact.window})

    def _note_health(self, fact: HealthFact, retained: bool) -> None:
        self._programs.note(fact, retained)
        if fact.program != DISPLAY_PROGRAM:
            return
        if not fact.online:
            self._on_shown(self._shown.forget_all())
        elif self._shown.note_devices(fact.devices):
            self._on_shown(set(self._layout.windows))
