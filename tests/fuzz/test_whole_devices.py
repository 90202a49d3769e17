"""A bad line at both ends: no simulator stumbles, no driver raises what it never says."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import pytest

from devices.errors import DeviceError
from devices.sim.catalog import build_device
from devices.sim.device import Device
from devices.ticket_printer.codec import encode
from devices.ticket_printer.model import Model
from devices.ticket_printer.slip import Line, Qr, Rule, Slip
from tests.devices.stories.conftest import driver_of
from tests.devices.stories.kinds import STORIES, Kind
from tests.devices.stories.stage import Simulated, on_line
from tests.devices.wires import FakeClock, Wire
from tests.fuzz.campaign import USUAL_SEED
from tests.fuzz.damage import DAMAGES, damaged
from tests.fuzz.protocols import protocol_of

WIRES = {
    "id-card": "id-card",
    "ticket-printer": "printer-status",
    "led-onbon": "led-onbon",
    "alpha": "alpha",
    "scanner": "scanner",
    "desk-bus": "keypad-ff68",
    "strip-bus": "strip-a090",
}
SLIP = encode(
    Slip(parts=(Line(text="A001", scale=3), Rule(), Line(text="请到3号窗口𠮷"), Qr(text="T-A001"))),
    Model(),
)
FRAMES = 1500
VISITS = 60
LIKELY = 0.4  # of damage to one answer


def frames_of(kind: Kind) -> list[bytes]:
    name, _, profile = kind.name.partition(":")
    frames = list(protocol_of(profile or WIRES[name]).frames)
    return [*frames, SLIP, SLIP] if name == "ticket-printer" else frames


@pytest.mark.parametrize("name", STORIES)
def test_a_simulator_hears_any_bytes_and_stands(name: str) -> None:
    kind, dice, clock = STORIES[name], random.Random(f"{USUAL_SEED} {name}"), FakeClock()
    device: Device = build_device(kind.bench, clock)
    frames = frames_of(kind)
    for _ in range(FRAMES):
        device.feed(damaged(dice, dice.choice(frames)))
        if dice.random() < 0.1:
            device.feed(dice.randbytes(dice.randint(1, 60)))
        if dice.random() < 0.2:
            clock.advance(0.3)
            device.lull()
            device.speak(clock())
        device.state()
    device.lull()


def spoiling(dice: random.Random) -> Callable[[bytes], bytes]:
    """Damages some answers; or says something else altogether."""

    def spoil(answer: bytes) -> bytes:
        if not answer or dice.random() > LIKELY:
            return answer
        data = bytearray(answer)
        for _ in range(dice.randint(1, 3)):
            if data:
                dice.choice(DAMAGES)(dice, data)
        return bytes(data) if dice.random() < 0.9 else dice.randbytes(dice.randint(1, 40))

    return spoil


@pytest.mark.parametrize("name", STORIES)
def test_a_driver_on_a_bad_line_says_only_what_it_may_say(name: str) -> None:
    """Its job may fail there, in the words of `devices.errors`; and nothing hangs."""
    kind, dice = STORIES[name], random.Random(f"{USUAL_SEED} {name}")
    for _ in range(VISITS):
        clock = FakeClock()
        device = build_device(kind.bench, clock)
        line = on_line(Wire, device, clock)
        line.damage = spoiling(dice)  # type: ignore[method-assign]
        options = {"pause": clock.advance} if kind.pauses else {}
        driver = driver_of(kind, line, kind.settings, clock=clock, **options)
        stage = Simulated(device, line, driver, clock, kind.settings)
        with contextlib.suppress(DeviceError, AssertionError):  # what it heard may well be wrong
            kind.job(stage)
        with contextlib.suppress(DeviceError):
            kind.ask(stage)
        assert clock() < 100 + 600
