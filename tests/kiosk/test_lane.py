"""The threads of a kiosk's machines end in time, whatever they wait for."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from kiosk.lane import Lane, stop_all

WITHIN_S = 30.0


class Waiting(Lane):
    """Tells how long it was waited for; the clock stands in the test's hand."""

    now_s = 100.0

    def join(self, timeout_s: float) -> None:
        Waiting.now_s += timeout_s


@pytest.fixture
def stuck() -> Iterator[list[Lane]]:
    let_go = threading.Event()
    lanes: list[Lane] = [Waiting(f"stuck-{at}", lambda: 60.0) for at in range(6)]
    for lane in lanes:
        lane.start()
        lane.do(lambda: let_go.wait(WITHIN_S) and None)
    yield lanes
    let_go.set()
    for lane in lanes:
        Lane.join(lane, WITHIN_S)


def test_six_machines_that_do_not_answer_hold_the_end_up_once_and_not_six_times(
    stuck: list[Lane],
) -> None:
    began_s = Waiting.now_s
    stop_all(stuck, 0.8, lambda: Waiting.now_s)
    assert Waiting.now_s - began_s == pytest.approx(0.8)


def test_all_are_asked_to_end_before_any_is_waited_for() -> None:
    asked: list[str] = []

    class Asked(Lane):
        def stop(self) -> None:
            asked.append("stop")

        def join(self, timeout_s: float) -> None:
            asked.append("join")

    stop_all([Asked("a", lambda: 1.0), Asked("b", lambda: 1.0)], 1.0)
    assert asked == ["stop", "stop", "join", "join"]
