"""`GET /api/v1/devices`: the supervisor's tools read what the page shows."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from small_hall import NINE, SmallHall
from web_callers import Web

from queue_server.contract.devices import DevicesNow, ProgramState
from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact, Measure


def test_the_answer_is_the_programs_last_words(make_hall: Callable[..., SmallHall]) -> None:
    web = Web(make_hall())
    programs = web.hall.parts.programs
    board = DeviceHealth(
        state=DeviceState.OFFLINE,
        since=NINE,
        cause="garbled",
        counters={"garbage": 4},
        measures={"received": Measure(value=120, unit="B")},
    )
    programs.note_broker(True)
    programs.note(HealthFact(program="display", online=True, devices={"hall": board}))
    programs.note(HealthFact(program="server", online=True))
    answer = web.ask(web.token("lead"), "GET", "/api/v1/devices")
    told = msgspec.json.decode(answer.data, type=DevicesNow)
    assert told.broker
    found = {program.program: program for program in told.programs}
    assert found["server"].state is ProgramState.ONLINE
    (device,) = (d for d in found["display"].devices if d.device == "hall")
    assert (device.cause, device.counters, device.last_contact) == ("garbled", {"garbage": 4}, None)
    assert device.measures["received"].unit == "B"
    assert set(device.todo) == {"zh", "en"}
