"""The desk unit and simulated pads on one line: from the end of a service to a rating."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from http_at_hand import hall_of, serve
from server_at_hand import ServerAtHand

from config.machines import Desk, Pad
from devices.__main__ import run
from devices.sim.bench_file import Bench, DeskBusOn, PadOn
from devices.sim.host import Host
from queue_server.contract.messages import RatingAsk

DEADLINE_S = 8.0
ACT = UUID(int=1)


class DeskAndBench:
    def __init__(self, folder: Path, evaluators: str) -> None:
        link = folder / "desk"
        pads = [PadOn(window="1", address=1)]
        bus = DeskBusOn(name="desk", link=str(link), pads=pads, evaluator_profile=evaluators)
        self.host = Host(Bench(devices=[bus]))
        self.host.start()
        self.server = ServerAtHand(waiting=["A001", "A002"])
        self._http = serve(self.server)
        settings = Desk(
            id="d1",
            port=str(link),
            evaluator_profile=evaluators,
            pads=[Pad(window="1", address=1)],
        )
        hall = hall_of(settings, self._http.server_port)
        self._stop = threading.Event()
        self._desk = threading.Thread(target=run, args=(hall, settings, "a-token", "", self._stop))
        self._desk.start()

    def close(self) -> None:
        self._stop.set()
        self._desk.join(DEADLINE_S)
        assert not self._desk.is_alive()
        self._http.shutdown()
        self._http.server_close()
        self.host.stop()

    def press(self, key: str, digits: str = "") -> None:
        self.host["desk"].act("press", {"window": "1", "key": key, "digits": digits})

    def grade(self, grade: int) -> None:
        self.host["desk"].act("grade", {"window": "1", "grade": grade})

    @property
    def pad(self) -> dict[str, Any]:
        (pad,) = self.host["desk"].state()["pads"]  # type: ignore[misc]
        return dict(pad)

    def call(self) -> None:
        self.press("CALL")
        wait_until(lambda: self.pad["number"] == "001" and self.pad["waiting"] == "1")

    def finish(self) -> None:
        self.server.current = None
        self.server.rating = RatingAsk(
            act_id=ACT, number="A001", until=datetime.now(UTC) + timedelta(seconds=30)
        )
        self.press("WAITING_RATE")
        wait_until(lambda: self.pad["evaluator"]["asked"])


@pytest.fixture(params=["csharp-ack", "short-ack", "echo-ack"])
def desk(tmp_path: Path, request: Any) -> Iterator[DeskAndBench]:
    at_bench = DeskAndBench(tmp_path, f"ff68-evaluator-{request.param}")
    yield at_bench
    at_bench.close()


def wait_until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE_S
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def test_a_visitor_is_served_and_very_satisfied(desk: DeskAndBench) -> None:
    desk.call()
    desk.finish()
    desk.grade(4)
    wait_until(lambda: len(desk.server.ratings) == 1)
    (rating,) = desk.server.ratings
    assert (rating.act_id, rating.level) == (ACT, 5)
    wait_until(lambda: not desk.pad["evaluator"]["asked"])
    assert desk.pad["evaluator"]["stars"] == 0
    assert desk.pad["evaluator"]["unheard"] == desk.pad["unheard"] == 0


def test_a_second_thought_counts_and_a_stuck_face_does_not(desk: DeskAndBench) -> None:
    desk.call()
    desk.finish()
    for grade in (0, 4, 4, 4, 4, 4):
        desk.grade(grade)
    wait_until(lambda: desk.pad["evaluator"]["acknowledged"] == 6)
    wait_until(lambda: len(desk.server.ratings) == 2)
    assert [rating.level for rating in desk.server.ratings] == [1, 5]
    assert {rating.act_id for rating in desk.server.ratings} == {ACT}
    assert [verb for verb, _ in desk.server.heard].count("rate") == 2


def test_an_evaluator_unplugged_between_question_and_press_asks_again(desk: DeskAndBench) -> None:
    desk.call()
    desk.finish()
    desk.host["desk"].act("unplug", {})
    wait_until(lambda: desk.host["desk"].state()["plugged"] is False)
    desk.host["desk"].act("plug", {})
    wait_until(lambda: desk.pad["evaluator"]["asks"] == 2)
    desk.grade(3)
    wait_until(lambda: len(desk.server.ratings) == 1)
    (rating,) = desk.server.ratings
    assert (rating.act_id, rating.level) == (ACT, 4)


def test_an_evaluator_plugged_in_after_the_next_call_asks_nothing(desk: DeskAndBench) -> None:
    desk.call()
    desk.finish()
    desk.host["desk"].act("unplug", {})
    desk.server.rating = None
    desk.host["desk"].act("plug", {})
    desk.press("CALL")  # its answer tells the desk that the next visitor is here
    wait_until(lambda: desk.pad["number"] == "002")
    asks = desk.pad["evaluator"]["asks"]
    desk.grade(0)
    wait_until(lambda: desk.pad["evaluator"]["acknowledged"] == 1)
    desk.press("RECALL")
    wait_until(lambda: ("recall", "") in desk.server.heard)  # whatever the grade did is done
    assert desk.server.ratings == []
    assert desk.pad["evaluator"]["asks"] == asks


def test_pads_that_were_unplugged_show_the_present_when_they_are_back(desk: DeskAndBench) -> None:
    desk.call()
    desk.host["desk"].act("unplug", {})
    desk.host["desk"].act("plug", {})
    wait_until(lambda: desk.host["desk"].state()["plugged"] is True)
    desk.press("RECALL")
    wait_until(lambda: ("recall", "") in desk.server.heard)
    wait_until(lambda: desk.pad["display"] == "001_1")
