"""Simulated people act in order, at their speed, and stop when told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from queue_server.admin.demo_agenda import Agenda


def test_people_act_in_the_order_of_their_times() -> None:
    agenda = Agenda(1_000.0, time.monotonic)
    stop = threading.Event()
    acted: list[str] = []

    def person(name: str, waits: list[float], last: bool = False) -> Iterator[float]:
        for wait_s in waits:
            acted.append(name)
            yield wait_s
        if last:
            stop.set()

    agenda.add(person("b", [300.0, 300.0]), after_s=150.0)
    agenda.add(person("a", [300.0, 300.0, 300.0], last=True))
    agenda.run(stop)
    assert acted == ["a", "b", "a", "b", "a"]


def test_a_person_who_fails_disturbs_nobody() -> None:
    agenda = Agenda(1_000.0, time.monotonic)
    stop = threading.Event()

    def clumsy() -> Iterator[float]:
        raise ValueError("fell over a chair")
        yield 0.0

    def steady() -> Iterator[float]:
        yield 100.0
        stop.set()

    agenda.add(clumsy())
    agenda.add(steady())
    agenda.run(stop)
    assert stop.is_set()


def test_speed_is_simulated_seconds_per_second() -> None:
    seconds = iter([100.0, 101.5])
    agenda = Agenda(60.0, lambda: next(seconds))
    assert agenda.now_s() == 90.0
