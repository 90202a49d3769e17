"""What every simulated device can do, so that one host serves them all.

A device is single-threaded: its host calls it from one thread only, so it needs no locks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import msgspec

State = dict[str, Any]


class Refused(Exception):
    """An action that this device cannot do; `code` is a stable word, `status` the HTTP one."""

    def __init__(self, code: str, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status


@dataclass(frozen=True)
class Action:
    """Something a person does to a device: `body` is checked before `do` is called with it."""

    body: type[msgspec.Struct]
    do: Callable[[Any], None]


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """The body of an action that needs no further word."""


class Device(Protocol):
    @property
    def actions(self) -> Mapping[str, Action]: ...

    def feed(self, data: bytes) -> bytes:
        """Hear bytes from the line; answer with bytes, perhaps none. Total: any bytes will do."""
        ...

    def lull(self) -> bytes:
        """The line has been still for a while: what was half a frame is none. Answers as `feed`."""
        ...

    def speak(self, now: float) -> tuple[bytes, float | None]:
        """What the device says unasked at `now` (monotonic seconds), and when it wants to be
        asked again (None: only after it was fed or acted upon)."""
        ...

    def state(self) -> State:
        """What a person standing before the device would see, as JSON."""
        ...


@runtime_checkable
class Paced(Protocol):
    """A device that hears and speaks at one speed of several: at another, garbage passes."""

    baud: int


class Listener:
    """The half of most devices that never speaks unasked."""

    def lull(self) -> bytes:
        return b""

    def speak(self, now: float) -> tuple[bytes, float | None]:
        return b"", None


def act(device: Device, name: str, body: object) -> None:
    """Do action `name`; raises `Refused` for unknown actions and malformed bodies."""
    action, checked = find_action(device, name, body)
    action.do(checked)


def find_action(device: Device, name: str, body: object) -> tuple[Action, msgspec.Struct]:
    """The action and its checked body; raises `Refused` as `act` does, and does nothing."""
    action = device.actions.get(name)
    if action is None:
        known = ", ".join(sorted(device.actions)) or "none"
        raise Refused("unknown_action", f"no action {name!r} here; known: {known}", 404)
    try:
        return action, msgspec.convert(body, action.body)
    except msgspec.ValidationError as error:
        raise Refused("malformed", str(error)) from error
