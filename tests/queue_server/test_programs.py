"""What the server keeps of the other programs' health, and tells at /api/v1/devices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from queue_server.contract.devices import DeviceNow, ProgramNow, ProgramState
from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact, PaperLevel
from queue_server.programs import Programs

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FITTED = {"server": (), "kiosk-k1": ("printer", "id_reader")}
PRINTER = DeviceHealth(
    state=DeviceState.FAULT,
    since=NINE,
    cause="paper_out",
    last_contact=NINE,
    counters={"no_answer": 3},
    paper=PaperLevel.OUT,
)
SAID = HealthFact(program="kiosk-k1", online=True, devices={"printer": PRINTER})
LOST = HealthFact(program="kiosk-k1", online=False, lost=True)
STOPPED = HealthFact(program="kiosk-k1", online=False)


class Told:
    """`minute` is what the clock on the wall says after nine."""

    def __init__(self) -> None:
        self.minute = 0
        self.programs = Programs(FITTED, lambda: NINE + timedelta(minutes=self.minute))

    def kiosk(self) -> ProgramNow:
        return next(p for p in self.programs.now().programs if p.program == "kiosk-k1")

    def device(self, name: str) -> DeviceNow:
        return next(d for d in self.kiosk().devices if d.device == name)


@pytest.fixture
def told() -> Told:
    return Told()


def test_every_device_of_the_halls_file_is_told_before_it_speaks(told: Told) -> None:
    assert told.kiosk().state is ProgramState.SILENT
    assert [(d.device, d.state) for d in told.kiosk().devices] == [
        ("printer", None),
        ("id_reader", None),
    ]
    assert told.programs.all() == []


def test_what_a_device_says_comes_with_what_to_do(told: Told) -> None:
    told.programs.note(SAID)
    printer = told.device("printer")
    assert (printer.state, printer.paper, printer.counters) == (
        DeviceState.FAULT,
        PaperLevel.OUT,
        {"no_answer": 3},
    )
    assert printer.todo["zh"] == "缺纸：请换纸卷。"
    assert told.device("id_reader").state is None


def test_a_lost_programs_devices_keep_their_last_words(told: Told) -> None:
    told.programs.note(SAID)
    told.minute = 7
    told.programs.note(LOST)
    assert told.kiosk().state is ProgramState.LOST
    assert told.kiosk().since == NINE + timedelta(minutes=7)
    assert told.device("printer").cause == "paper_out"
    assert "电源和网络" in told.kiosk().todo["zh"]


def test_a_program_that_left_in_good_order_is_not_lost(told: Told) -> None:
    told.programs.note(SAID)
    told.programs.note(STOPPED)
    assert told.kiosk().state is ProgramState.STOPPED


def test_nobody_knows_since_when_a_program_is_lost_that_was_so_before_the_server(
    told: Told,
) -> None:
    told.programs.note(LOST, retained=True)
    assert told.kiosk().since is None
    told.minute = 5
    told.programs.note(LOST, retained=True)  # the broker was away for a moment
    assert told.kiosk().since is None


def test_a_device_that_is_not_in_the_halls_file_is_told_too(told: Told) -> None:
    devices = {"camera": DeviceHealth(state=DeviceState.OK, since=NINE)}
    told.programs.note(HealthFact(program="kiosk-k1", online=True, devices=devices))
    told.programs.note(HealthFact(program="kiosk-k9", online=True))
    assert told.device("camera").state is DeviceState.OK
    assert [p.program for p in told.programs.now().programs] == ["server", "kiosk-k1", "kiosk-k9"]
