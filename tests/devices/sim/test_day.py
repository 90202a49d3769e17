"""A scripted day: every mistake at its line, and everything once, at its time, in its order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from devices.sim.bench_file import Bench, DeskBusOn, IdCardOn, LedOnbonOn, StripBusOn
from devices.sim.bench_file import TicketPrinterOn as Printer
from devices.sim.day import Day, DayMistakes, find_day, read_day, seconds_of, shipped_days
from devices.sim.day_runner import DayClock, DayRunner, begin, clock_of
from devices.sim.device import Refused
from devices.sim.host import Host

TEN = 10 * 3600.0


@pytest.fixture
def bench(tmp_path: Path) -> Host:
    """Named as the launcher names them; nothing is opened."""
    return Host(
        Bench(
            devices=[
                Printer(name="printer-k1", link=str(tmp_path / "p1")),
                Printer(name="printer-k2", link=str(tmp_path / "p2")),
                IdCardOn(name="id-card-k1", link=str(tmp_path / "i1")),
                LedOnbonOn(name="board-hall", tcp_port=0, width_px=64, height_px=16),
                StripBusOn(name="strips-s1", link=str(tmp_path / "s1")),
                DeskBusOn(name="desk-d1", link=str(tmp_path / "d1")),
            ]
        )
    )


class Seen:
    """What was done, and what would not be done."""

    def __init__(self, unwilling: str = "") -> None:
        self.acts: list[tuple[str, str, dict[str, Any]]] = []
        self.unwilling = unwilling

    def act(self, device: str, action: str, body: dict[str, Any]) -> None:
        if device == self.unwilling:
            raise Refused("no_person", "there is nobody")
        self.acts.append((device, action, body))


class RealTime:
    def __init__(self) -> None:
        self.now = 500.0

    def __call__(self) -> float:
        return self.now


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "day.toml"
    path.write_text(text, "utf-8")
    return path


def told(tmp_path: Path, bench: Host, text: str) -> list[str]:
    with pytest.raises(DayMistakes) as mistakes:
        read_day(written(tmp_path, text), bench)
    return [f"{m.line} {m.key}: {m.message}" for m in mistakes.value.mistakes]


def runner_of(day: Day, seen: Seen, real: RealTime, start_s: float = TEN) -> DayRunner:
    return DayRunner(day, DayClock(start_s, day.speed, real(), real), seen.act)


@pytest.mark.parametrize("name", shipped_days())
def test_a_shipped_day_fits_a_hall_and_ends_with_every_fault_healed(name: str, bench: Host) -> None:
    day = read_day(find_day(name), bench)
    faults: dict[str, dict[str, Any]] = {}
    plugged: dict[str, bool] = {}
    for event in sorted(day.events, key=lambda e: e.at_s or (day.starts_s or 0) + e.after_s):
        for device in event.devices:
            faults.setdefault(device, {}).update(event.body if event.do == "fault" else {})
            if event.do in ("plug", "unplug"):
                plugged[device] = event.do == "plug"
    healed = {"paper": "ok", "cover": "closed", "cutter": "ok", "refuse": "ok", "drop": 0.0}
    left = {d: {k: v for k, v in f.items() if v != healed.get(k, False)} for d, f in faults.items()}
    assert not any(left.values())
    assert all(plugged.values())


def test_a_hall_without_the_device_of_a_pattern_has_nothing_done_to_it(tmp_path: Path) -> None:
    alone = Host(Bench(devices=[Printer(name="printer-k1", link=str(tmp_path / "p"))]))
    day = read_day(find_day("bad-day"), alone)
    assert {event.devices for event in day.events} == {("printer-k1",)}


def test_every_mistake_is_told_at_its_line(tmp_path: Path, bench: Host) -> None:
    lines = told(
        tmp_path,
        bench,
        """title = ""
stars = "10:00"
starts = "25:00"

[[event]]
at = "10:12"
device = "printer-k9"
do = "fault"

[[event]] # neither at nor after_s
device = "printer-k1"
do = "kick"

[[event]]
at = "10:12"
after_s = -1
device = "printer-*"
do = "fault"
with = { paper = "wet" }

[[event]]
after_s = 1
device = "board-hall"
do = "unplug"
with = { paper = "out" }

[[event]]
after_s = "soon"
device = "id-card-k1"
do = "fault"
with = { paper = "out" }
""",
    )
    joined = "\n".join(lines)
    assert "1 title: expected a text of 1 to 80 characters, found ''" in joined
    assert '2 stars: unknown key; did you mean "starts"?' in joined
    assert "3 starts: expected a time of day" in joined
    assert '7 event[0].device: no "printer-k9" on the bench; did you mean "printer-k' in joined
    assert "10 event[1]: give either at or after_s" in joined
    assert "12 event[1].do: printer-k1: no action 'kick' here; known: fault" in joined
    assert "14 event[2]: give either at or after_s" in joined
    assert "16 event[2].after_s: expected seconds, 0 to 86400" in joined
    assert "19 event[2].with: printer-k1: Invalid enum value 'wet'" in joined
    assert "19 event[2].with: printer-k2: Invalid enum value 'wet'" in joined
    assert "25 event[3].with: board-hall: unplug needs no body" in joined
    assert "28 event[4].after_s: expected seconds" in joined
    assert "31 event[4].with: id-card-k1: Object contains unknown field" in joined
    assert len(lines) == 13


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "not TOML"),
        ('event = "no"\ntitle = "x"', "1 event: expected tables [[event]]"),
        ('title = "x"\nevent = [3]', "event[0]: a table expected"),
        ("speed = 1", "title: is missing"),
        ('title = "x"\n[[event]]\nat = "10:00"', "2 event[0].device: is missing"),
        ('title = "x"\nspeed = 0', "2 speed: expected a number, 0.1 to 10000"),
    ],
)
def test_what_is_no_day_is_told(tmp_path: Path, bench: Host, text: str, message: str) -> None:
    assert message in "\n".join(told(tmp_path, bench, text))


def test_a_day_that_is_not_there_names_those_that_are(bench: Host) -> None:
    with pytest.raises(DayMistakes, match="shipped are bad-day, quiet-day"):
        read_day(find_day("worse-day"), bench)


@pytest.mark.parametrize("text", ["24:00", "1:00", "10:60", "10", "", "10:00:61"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no time of day"):
        seconds_of(text)


SMALL_DAY = """title = "A small day"
starts = "10:00"
speed = 60

[[event]]
at = "10:30"
device = "board-hall"
do = "unplug"

[[event]]
at = "10:12"
device = "printer-*"
do = "fault"
with = { paper = "out" }

[[event]]
after_s = 720
device = "id-card-k1"
do = "lay"
with = { person = "zhang" }

[[event]]
at = "09:59"
device = "desk-d1"
do = "unplug"
"""


def test_everything_happens_once_at_its_time_and_what_was_before_is_passed_over(
    tmp_path: Path, bench: Host
) -> None:
    day = read_day(written(tmp_path, SMALL_DAY), bench)
    seen, real = Seen(), RealTime()
    runner = runner_of(day, seen, real)
    assert runner.turn() == 12.0  # real seconds until 10:12, a minute in each
    assert seen.acts == []
    real.now += 11.9
    assert runner.turn() == pytest.approx(0.1)
    real.now += 0.2
    assert runner.turn() == pytest.approx(17.9)
    paper_out = {"paper": "out"}
    assert seen.acts == [
        ("printer-k1", "fault", paper_out),
        ("printer-k2", "fault", paper_out),
        ("id-card-k1", "lay", {"person": "zhang"}),
    ]
    runner.turn()
    assert len(seen.acts) == 3
    real.now += 1000
    assert runner.turn() is None
    assert seen.acts[3:] == [("board-hall", "unplug", {})]


def test_a_day_that_was_slept_through_is_caught_up_in_order(tmp_path: Path, bench: Host) -> None:
    day = read_day(written(tmp_path, SMALL_DAY), bench)
    seen, real = Seen(), RealTime()
    runner = runner_of(day, seen, real)
    real.now += 86400
    assert runner.turn() is None
    assert [act[0] for act in seen.acts][-1] == "board-hall"


def test_a_device_that_would_not_is_told_and_the_day_goes_on(tmp_path: Path, bench: Host) -> None:
    day = read_day(written(tmp_path, SMALL_DAY), bench)
    seen, real = Seen(unwilling="printer-k1"), RealTime()
    runner = runner_of(day, seen, real)
    real.now += 1000
    runner.turn()
    assert [act[0] for act in seen.acts] == ["printer-k2", "id-card-k1", "board-hall"]
    first, second, _ = runner.to_json()["done"]
    assert first["refused"] == ["printer-k1: there is nobody"]
    assert (second["at"], second["do"], second["refused"]) == ("10:12:00", "lay", [])
    assert runner.to_json()["coming"] == []


def test_a_day_begins_when_it_is_told_to_else_by_its_file_else_now(
    tmp_path: Path, bench: Host
) -> None:
    real = RealTime()

    def clock(text: str, starts_s: int | None, speed: float | None) -> tuple[str, float]:
        made = begin(
            read_day(written(tmp_path, text), bench),
            starts_s=starts_s,
            speed=speed,
            wall=lambda: datetime(2026, 11, 22, 15, 4, 5),  # noqa: DTZ001  # a wall clock
            real_s=real,
        )
        return clock_of(made.now_s()), made.speed

    assert clock(SMALL_DAY, seconds_of("11:00"), 2.0) == ("11:00:00", 2.0)
    assert clock(SMALL_DAY, None, None) == ("10:00:00", 60.0)
    assert clock('title = "Now"', None, None) == ("15:04:05", 1.0)


def test_a_day_goes_on_after_midnight() -> None:
    real = RealTime()
    late = DayClock(23.5 * 3600, 60, real(), real)
    real.now += 60
    assert clock_of(late.now_s()) == "00:30:00"
    assert late.real_until(late.now_s() + 120) == pytest.approx(2.0)
