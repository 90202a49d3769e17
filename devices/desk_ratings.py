"""Grades on their way to the server: each once, and not later than it counts."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from queue_server.contract.client import QueueClient, Refused, ServerAway
from queue_server.contract.messages import Channel, RateService, RatingAsk

PAUSE_S = 0.5

_log = logging.getLogger(__name__)


class RatingPost(threading.Thread):
    """One thread for the desk: while the server is away, no rating can pass another."""

    def __init__(
        self,
        client: QueueClient,
        *,
        new_id: Callable[[], UUID],
        now: Callable[[], datetime],
        stop: threading.Event,
    ) -> None:
        super().__init__(name="ratings", daemon=True)
        self._client = client
        self._new_id = new_id
        self._now = now
        self._stop_event = stop
        self._ratings: queue.SimpleQueue[tuple[RateService, RatingAsk] | None] = queue.SimpleQueue()

    def post(self, ask: RatingAsk, level: int) -> None:
        """Send a level (1 to 5) for the act that was asked about."""
        rating = RateService(
            request_id=self._new_id(), act_id=ask.act_id, level=level, channel=Channel.EVALUATOR
        )
        self._ratings.put((rating, ask))

    def stop(self) -> None:
        self._ratings.put(None)

    def run(self) -> None:
        while (item := self._ratings.get()) is not None:
            self._send(*item)

    def _send(self, rating: RateService, ask: RatingAsk) -> None:
        """The same request until it is answered; after `until` the server would refuse it."""
        while True:
            try:
                self._client.rate(rating)
                return
            except Refused as refused:
                _log.warning("a rating of act %s was refused: %s", ask.act_id, refused.code)
                return
            except ServerAway as error:
                if self._now() > ask.until or self._stop_event.wait(PAUSE_S):
                    _log.error("a rating of act %s was lost: %s", ask.act_id, error)
                    return
