"""A morning of a few windows, minute by minute: what visitors were told, and what came true.

`python -m tests.queue_server.waiting_morning` prints the figures of several mornings.
"""

from __future__ import annotations

import heapq
import random
import sys
import tempfile
from dataclasses import dataclass
from itertools import count
from math import log, sqrt
from pathlib import Path
from uuid import UUID

from queue_server.contract import messages as m
from queue_server.contract.waits import Wait, minutes
from queue_server.storage.provisioning import AccountRow, ensure_accounts
from tests.queue_server.morning import Morning

MEANS_MIN = {"company-setup": 7.0, "company-change": 4.0, "trade-permit": 11.0}
SPREAD = 0.75  # of a service's times, lognormal: their deviation to their mean
NO_SHOWS, NO_SHOW_MIN = 0.06, 1.0
ELDERS = 0.08
PRESS_MIN = 0.2  # from the end of one visit to the clerk's next press
FOR_MIN = 180.0


@dataclass(frozen=True)
class Told:
    """In minutes. `low` and `high` as the visitor reads them; `raw` before rounding."""

    low: float
    high: float
    raw: tuple[float, float]
    waited: float


class _Windows:
    """Clerks who press "next" as soon as they can; visitors who come when chance says."""

    def __init__(self, day: Morning, seed: int, windows: int) -> None:
        self.day = day
        self.told: list[Told] = []
        self._chance = random.Random(seed)
        self._order = count()
        self._agenda: list[tuple[float, int, str, str]] = []
        self._promised: dict[UUID, tuple[float, Wait]] = {}
        self._seats = [str(at) for at in range(1, windows + 1)]
        self._tempo = {seat: self._chance.uniform(0.8, 1.25) for seat in self._seats}
        rows = [AccountRow(f"c{w}", f"Clerk {w}", "clerk", w, "no login") for w in self._seats]
        ensure_accounts(day.store, rows)

    def live(self, load: float) -> list[Told]:
        services = list(MEANS_MIN)
        rate = load * len(self._seats) / (sum(MEANS_MIN.values()) / len(services) + PRESS_MIN)
        at = 0.0
        while (at := at + self._chance.expovariate(rate)) < FOR_MIN:
            self._then(at, "comes", self._chance.choice(services))
        for seat in self._seats:
            self.day.at(seat, 0, "log_in", f"c{seat}")
            self._then(0.01, "next", seat)
        while self._agenda and self._agenda[0][0] < FOR_MIN + 60:
            now, _, what, whom = heapq.heappop(self._agenda)
            {"comes": self._come, "next": self._next}.get(what, self._end)(now, what, whom)
        return self.told

    def _then(self, at: float, what: str, whom: str) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), what, whom))

    def _come(self, now: float, _what: str, service: str) -> None:
        elder = m.PriorityReason.ELDER if self._chance.random() < ELDERS else None
        ticket = self.day.issue(service, now, priority_reason=elder)
        with self.day.store.read() as reader:
            found = reader.ticket(ticket.ticket_id)
            assert found is not None
            wait = self.day.views.wait(reader, found, self.day.now)
        if wait.high_s:
            self._promised[ticket.ticket_id] = now, wait

    def _next(self, now: float, _what: str, seat: str) -> None:
        answer = self.day.at(seat, now, "call_next")
        ticket = answer.window.ticket
        if ticket is None:
            self._then(now + PRESS_MIN, "next", seat)
            return
        if ticket.ticket_id in self._promised:
            self._keep(*self._promised.pop(ticket.ticket_id), now)
        if self._chance.random() < NO_SHOWS:
            self._then(now + NO_SHOW_MIN, "miss", seat)
            return
        self.day.at(seat, now + 0.3, "start")
        takes = lognormal(self._chance, MEANS_MIN[ticket.service] * self._tempo[seat], SPREAD)
        self._then(now + 0.3 + takes, "finish", seat)

    def _end(self, now: float, verb: str, seat: str) -> None:
        self.day.at(seat, now, verb)
        self._then(now + PRESS_MIN, "next", seat)

    def _keep(self, asked_at: float, wait: Wait, now: float) -> None:
        shown = minutes(wait)
        assert shown is not None
        assert wait.low_s is not None
        assert wait.high_s is not None
        self.told.append(Told(*shown, (wait.low_s / 60, wait.high_s / 60), now - asked_at))


def live(day: Morning, seed: int, *, windows: int, load: float) -> list[Told]:
    """`load`: work that comes to work that `windows` can do. Elders go first, some never come."""
    return _Windows(day, seed, windows).live(load)


def lognormal(chance: random.Random, mean: float, spread: float) -> float:
    sigma = sqrt(log(1 + spread**2))
    return chance.lognormvariate(log(mean) - sigma**2 / 2, sigma)


def covered(told: list[Told]) -> float:
    """Share of those who waited as long as they had read."""
    return sum(x.low <= x.waited <= x.high for x in told) / len(told)


def main() -> int:
    for load in (0.9, 1.0, 1.15):
        told: list[Told] = []
        for seed in range(4):
            with tempfile.TemporaryDirectory() as folder:
                day = Morning(Path(folder))
                told += live(day, seed, windows=6, load=load)
                day.close()
        raw = sum(x.raw[0] <= x.waited <= x.raw[1] for x in told) / len(told)
        width = sum(x.high - x.low for x in told) / len(told)
        mean = sum(x.waited for x in told) / len(told)
        bias = sum(x.waited - (x.raw[0] + x.raw[1]) / 2 for x in told) / len(told)
        longer = sum(x.waited > x.high for x in told) / len(told)
        print(
            f"load {load}: {len(told)} visitors, mean wait {mean:.1f} min;"
            f" as told {covered(told):.3f} (before rounding {raw:.3f}),"
            f" longer than told {longer:.3f},"
            f" mean width {width:.1f} min, middle off by {bias:+.1f} min"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
