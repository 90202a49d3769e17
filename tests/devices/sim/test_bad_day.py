"""The shipped bad day against the real drivers: every fault is told by its cause, and all heals."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from devices.catalog import DRIVERS
from devices.errors import DeviceError, DeviceRefused, LinkLost, NoAnswer
from devices.id_card.driver import IdCardReader
from devices.keypad.driver import KeyPressed, PadBus
from devices.led.driver import Area, OnbonBoard
from devices.link import Link
from devices.profiles.load import load_profile
from devices.sim.bench_file import (
    Bench,
    DeskBusOn,
    IdCardOn,
    LedOnbonOn,
    PadOn,
    StripBusOn,
    StripOn,
    TicketPrinterOn,
)
from devices.sim.day import find_day, read_day, seconds_of
from devices.sim.day_runner import DayClock, DayRunner
from devices.sim.host import Host
from devices.strip.driver import StripBus
from devices.ticket_printer.driver import TicketPrinter
from devices.ticket_printer.slip import Line, Slip
from devices.transport import open_transport

DEADLINE_S = 10.0
SLIP = Slip(parts=(Line(text="A001", scale=4),))
CALL = Area(x=0, y=0, width=64, height=16, text="A001")


def until(what: Callable[[], Any]) -> Any:
    """Asks again, as programs do, while the device is away; what the answer then was."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            if answer := what():
                return answer
        except DeviceError:
            pass
        assert time.monotonic() < deadline, "it never healed"
        time.sleep(0.02)


class Hall:
    """A hall's devices with their real drivers, and a day whose time the test sets."""

    def __init__(self, folder: Path) -> None:
        self.host = Host(
            Bench(
                devices=[
                    TicketPrinterOn(name="printer-k1", link=str(folder / "printer")),
                    IdCardOn(name="id-card-k1", link=str(folder / "id-card")),
                    LedOnbonOn(name="board-hall", tcp_port=0, width_px=128, height_px=32),
                    StripBusOn(
                        name="strips-s1",
                        link=str(folder / "strips"),
                        strips=[StripOn(window="1", address=1)],
                    ),
                    DeskBusOn(
                        name="desk-d1",
                        link=str(folder / "desk"),
                        pads=[PadOn(window="1", address=3)],
                    ),
                ]
            )
        )
        self.host.start()
        self.printer = TicketPrinter(self._link("printer-k1", "ticket-printer"))
        self.reader = IdCardReader(self._link("id-card-k1", "id-card"))
        self.board = OnbonBoard(self._link("board-hall", "led-onbon"), "bx-6k", 128, 32)
        self.strips = StripBus(self._link("strips-s1", "strip-bus"), load_profile("strip-a090"))
        self.desk = PadBus(
            self._link("desk-d1", "desk-bus"),
            load_profile("ff68-21key"),
            load_profile("ff68-evaluator-csharp-ack"),
        )
        self._real_s = 0.0
        self._start_s = seconds_of("10:10")
        day = read_day(find_day("bad-day"), self.host)
        clock = DayClock(self._start_s, 1.0, 0.0, lambda: self._real_s)
        self._day = DayRunner(day, clock, self.host.act)

    def _link(self, name: str, kind: str) -> Link:
        state = self.host[name].state()
        port = state.get("link") or f"socket://127.0.0.1:{state['tcp_port']}"
        return Link(partial(open_transport, port, DRIVERS[kind].baud), name, longest_retry_s=0.2)

    def becomes(self, clock: str) -> None:
        """The hall's clock; what was due by then has happened."""
        self._real_s = seconds_of(clock) - self._start_s
        self._day.turn()

    def press(self) -> list[Any]:
        """What the desk's bus heard of a pressed key, within a while."""
        self.host.act("desk-d1", "press", {"window": "1", "key": "CALL"})
        return list(until(lambda: self.desk.read(0.2)))

    def lay_a_card(self) -> Any:
        """A visitor's card, read and taken away."""
        self.host.act("id-card-k1", "lay", {"person": self.a_person})
        card = until(self.reader.poll)
        self.host.act("id-card-k1", "remove", {})
        until(lambda: self.reader.poll() is None and not self.reader.card_lies)
        return card

    @property
    def a_person(self) -> str:
        return str(self.host["id-card-k1"].state()["tray"][0]["id"])

    def all_is_well(self) -> None:
        """Each device does what it is there for."""
        assert until(lambda: self.printer.print(SLIP).fate == "printed")
        until(lambda: self.board.show([CALL]) or True)
        assert self.host["board-hall"].state()["texts"] == ["A001"]
        until(lambda: self.strips.show(1, "A001") or True)
        assert self.host["strips-s1"].state()["strips"][0]["text"] == "A001"
        assert KeyPressed(3, "", "call") in self.press()
        assert self.lay_a_card()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.host.stop()


def test_a_bad_day_is_told_by_its_causes_and_heals(hall: Hall) -> None:
    hall.all_is_well()

    hall.becomes("10:12:30")
    outcome = hall.printer.print(SLIP)
    assert (outcome.fate, outcome.cause) == ("not_printed", "paper_out")
    hall.becomes("10:13:30")
    assert hall.printer.print(SLIP).fate == "printed"

    hall.becomes("10:14:10")
    with pytest.raises(DeviceRefused, match="busy"):
        hall.board.show([CALL])
    hall.becomes("10:14:40")
    hall.board.show([CALL])
    hall.becomes("10:15")
    assert hall.host["board-hall"].state()["texts"] == []
    until(lambda: hall.board.show([CALL]) or True)

    hall.becomes("10:16")
    with pytest.raises(NoAnswer):
        hall.reader.poll()
    hall.becomes("10:18")

    hall.becomes("10:19")
    with pytest.raises(LinkLost):
        hall.desk.read(0.2)
    hall.becomes("10:20")
    assert KeyPressed(3, "", "call") in hall.press()

    hall.becomes("10:24:30")
    assert hall.printer.print(SLIP).fate in ("unknown", "not_printed")
    hall.becomes("10:26")

    hall.becomes("10:27:30")
    for command in (hall.printer.status, hall.board.ping, lambda: hall.desk.read(0.1)):
        with pytest.raises(LinkLost):
            command()

    hall.becomes("10:30")
    hall.all_is_well()
