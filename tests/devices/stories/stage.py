"""Where a story is played: on a simulator in memory, over a good or a bad wire, or on a real device
at a port, where a person's hand does what a simulator is told to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from devices.errors import DeviceError, NoAnswer
from devices.sim.device import Device, State, act
from tests.devices.wires import FakeClock, Wire

PATIENCE_S = 30.0  # for a person to read what to do, and to do it
POLL_S = 0.25
LULL_S = 0.25  # a device hears by such a silence that half a frame is none

Answer = TypeVar("Answer")
Settings = dict[str, Any]


class Stage(Protocol):
    """`driver` is the device's own; `settings` are where and how it stands."""

    driver: Any
    settings: Settings

    def person(self, zh: str, en: str, action: str, **body: object) -> None:
        """What somebody does at the device; at a simulator, `action` with `body`."""
        ...

    def until(self, question: Callable[[], Answer | None]) -> Answer:
        """Asks again until there is an answer. A frame that was lost costs one more try."""
        ...

    def seen(self) -> State | None:
        """What stands on the simulator; None at a real device, which a person looks at."""
        ...

    def silence(self) -> None:
        """The device says nothing more from now on."""
        ...


def on_line(kind: type[Wire], device: Device, clock: FakeClock) -> Wire:
    """`device` at a wire of this kind: it also speaks unasked, and hears when the line rests."""

    class Line(kind):  # type: ignore[misc, valid-type]
        def read(self, timeout_s: float) -> bytes:
            said, _ = device.speak(clock())
            self.coming += self.damage(said)
            data: bytes = super().read(timeout_s)
            if not data and timeout_s >= LULL_S:
                self.coming += self.damage(device.lull())
            return data

    line: Wire = Line(device.feed, clock)
    return line


class Simulated:
    """Time is a fake clock."""

    def __init__(
        self, device: Device, line: Wire, driver: Any, clock: FakeClock, settings: Settings
    ) -> None:
        self.driver = driver
        self.settings = settings
        self._device = device
        self._line = line
        self._clock = clock

    def person(self, zh: str, en: str, action: str, **body: object) -> None:
        act(self._device, action, body)

    def until(self, question: Callable[[], Answer | None]) -> Answer:
        return asked_until(question, self._clock, self._clock.advance)

    def seen(self) -> State | None:
        return self._device.state()

    def silence(self) -> None:
        self._line.peer = lambda data: b""


class AtPort:
    """`tell` prints for the person who stands there."""

    def __init__(self, driver: Any, tell: Callable[[str], None], settings: Settings) -> None:
        self.driver = driver
        self.settings = settings
        self._tell = tell

    def person(self, zh: str, en: str, action: str, **body: object) -> None:
        self._tell(f"» {zh} · {en} ({PATIENCE_S:.0f} s) [{action}]")

    def until(self, question: Callable[[], Answer | None]) -> Answer:
        return asked_until(question, time.monotonic, time.sleep)

    def seen(self) -> State | None:
        return None

    def silence(self) -> None:
        self.person(
            "请关掉设备电源,或拔下它的线", "Switch the device off, or pull its cable", "silent"
        )


def asked_until(
    question: Callable[[], Answer | None],
    clock: Callable[[], float],
    pause: Callable[[float], None],
) -> Answer:
    deadline = clock() + PATIENCE_S
    trouble: DeviceError | None = None
    while clock() < deadline:
        try:
            answer = question()
        except NoAnswer as error:
            trouble, answer = error, None
        if answer is not None:
            return answer
        pause(POLL_S)
    raise trouble or AssertionError(f"nothing within {PATIENCE_S:.0f} s")
