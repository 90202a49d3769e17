"""One simulated device at its wire, with a thread of its own in which all of it happens."""

from __future__ import annotations

import logging
import queue
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import msgspec

from devices.sim.device import Device, Paced, Refused, State, act, find_action
from devices.sim.faults import Faults, WireFault
from devices.sim.speeds import smeared
from devices.sim.traffic import Traffic
from devices.sim.wires import Wire

log = logging.getLogger(__name__)

ANSWER_TIMEOUT_S = 5.0  # for a caller from another thread; a task takes milliseconds
LULL_S = 0.25  # no sender pauses that long within a frame
BITS_PER_BYTE = 10  # 8N1
SHORTEST_GAP_S = 0.0002  # between bytes of a trickle: less cannot be slept
PLUGS = ("plug", "unplug")

T = TypeVar("T")


class Station:
    """Thread-safe: whatever is asked of the device is done in its own thread, in order."""

    def __init__(
        self,
        *,
        kind: str,
        name: str,
        device: Device,
        wire: Wire,
        baud: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.kind = kind
        self.name = name
        self.device = device
        self._wire = wire
        self._gap_s = max(BITS_PER_BYTE / baud, SHORTEST_GAP_S)
        self._clock = clock
        self._sleep = sleep
        self._faults = Faults(zlib.crc32(name.encode()))
        self._traffic = Traffic()
        self._tasks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lull_at: float | None = None
        self._stopping = False
        self._plugged = False
        self._thread = threading.Thread(target=self._run, name=f"sim-{name}", daemon=True)

    def start(self) -> None:
        """Open the wire and begin to serve; raises OSError when the port is taken."""
        self._plug()
        self._thread.start()

    def stop(self, timeout_s: float = ANSWER_TIMEOUT_S) -> None:
        self._stopping = True
        self._wire.wake()
        self._thread.join(timeout_s)

    def ask(self, question: Callable[[], T]) -> T:
        """The answer of `question`, run in the device's thread; its exceptions are raised here."""
        answer: Future[T] = Future()

        def task() -> None:
            try:
                answer.set_result(question())
            except Exception as error:
                answer.set_exception(error)

        self._tasks.put(task)
        self._wire.wake()
        return answer.result(ANSWER_TIMEOUT_S)

    def state(self) -> State:
        return self.ask(self._state)

    def traffic(self) -> list[State]:
        """The last chunks on the wire, oldest first."""
        return self.ask(self._traffic.chunks)

    def act(self, action: str, body: dict[str, object]) -> State:
        """Do what a person does to the device or its cable; answers the new state.

        Raises `Refused` when the device has no such action or cannot do it now.
        """
        self.check(action, body)
        doers = {"plug": self._plug, "unplug": self._unplug}
        if action == "fault":
            return self.ask(lambda: self._fault(body))
        if action in doers:
            return self.ask(lambda: self._done(doers[action]))
        return self.ask(lambda: self._done(lambda: act(self.device, action, body)))

    def check(self, action: str, body: dict[str, object]) -> None:
        """Raises `Refused` for an action that the device does not have, or a body that is none of
        it. Does nothing."""
        if action == "fault":
            _, others = _parted(body)
            if others and "fault" not in self.device.actions:
                raise Refused("malformed", f"no such fault here: {', '.join(sorted(others))}")
            if others:
                find_action(self.device, "fault", others)
        elif action in PLUGS:
            if body:
                raise Refused("malformed", f"{action} needs no body")
        else:
            find_action(self.device, action, body)

    def _done(self, doing: Callable[[], None]) -> State:
        doing()
        return self._state()

    def _fault(self, body: dict[str, object]) -> State:
        wish, others = _parted(body)
        if others:
            act(self.device, "fault", others)
        self._faults.switch(wish)
        return self._state()

    def _state(self) -> State:
        return {
            "name": self.name,
            "kind": self.kind,
            "plugged": self._plugged,
            **self._wire.place(),
            "faults": self._faults.state(),
            "bytes_in": self._traffic.bytes_in,
            "bytes_out": self._traffic.bytes_out,
            **self.device.state(),
        }

    def _plug(self) -> None:
        if not self._plugged:
            self._wire.open()
            self._plugged = True
            log.info("%s: plugged in at %s", self.name, self._wire.place())

    def _unplug(self) -> None:
        if self._plugged:
            self._wire.close()
            self._plugged = False
            log.info("%s: unplugged", self.name)

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._turn()
            except Exception:  # a bug in one device must not silence the others, nor itself
                log.exception("%s: failed", self.name)
        self._unplug()

    def _turn(self) -> None:
        data = self._wire.read(self._speak())
        if data:
            self._traffic.add("in", data)
            self._hear(data)
            self._lull_at = self._clock() + LULL_S
        elif self._lull_at is not None and self._clock() >= self._lull_at:
            self._lull_at = None
            self._send(self.device.lull())
        while not self._tasks.empty():
            self._tasks.get()()

    def _hear(self, data: bytes) -> None:
        apart = self._speeds_differ()  # asked before: an answer may change the device's speed
        heard = self._faults.inbound(smeared(data) if apart else data)
        answer = self.device.feed(heard) if heard else b""
        self._send(smeared(answer) if apart else answer)

    def _speeds_differ(self) -> bool:
        speed = self._wire.speed()
        return speed is not None and isinstance(self.device, Paced) and speed != self.device.baud

    def _speak(self) -> float | None:
        """Say what is due; how long to wait for the next time (None: until something happens)."""
        now = self._clock()
        said, next_word = self.device.speak(now)
        hiss, next_hiss = self._faults.hiss(now)
        self._send(said)
        self._transmit(hiss)
        due = [at for at in (next_word, next_hiss, self._lull_at) if at is not None]
        return max(0.0, min(due) - self._clock()) if due else None

    def _send(self, data: bytes) -> None:
        self._transmit(self._faults.outbound(data))

    def _transmit(self, data: bytes) -> None:
        if not data or not self._plugged:
            return
        self._traffic.add("out", data)
        if not self._faults.trickle:
            self._wire.write(data)
            return
        for byte in data:
            self._wire.write(bytes([byte]))
            self._sleep(self._gap_s)


def _parted(body: dict[str, object]) -> tuple[WireFault, dict[str, object]]:
    """Switches of the wire are ours, the others are the device's own."""
    ours = {key: body[key] for key in body if key in WireFault.__struct_fields__}
    others = {key: body[key] for key in body if key not in ours}
    try:
        return msgspec.convert(ours, WireFault), others
    except msgspec.ValidationError as error:
        raise Refused("malformed", str(error)) from error
