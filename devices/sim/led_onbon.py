"""A hall board on an Onbon BX-5K/6K font card. Wire: devices/led/PROTOCOL.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec
from msgspec import Meta
from PIL import Image

from devices.framing import Garbage
from devices.led.codec import Decoder, encode
from devices.led.messages import (
    BRIGHTEST,
    DELETE_ALL,
    ERRORS,
    Ack,
    Brightness,
    CancelTimedPower,
    ClearAreas,
    Command,
    Message,
    Nack,
    OtherCommand,
    Ping,
    Power,
    Reset,
    SendAreas,
    SetClock,
)
from devices.led.packet import CARD, HOST, Header
from devices.sim.device import Action, Listener, State
from devices.sim.lit import lit_count, panel
from devices.sim.lit_area import LitArea

BROADCASTS = (0xFFFE, 0xFFFF)
POWER_ON = 1
INITIALISE = (
    b"\x01\x00"  # "clear and set up the areas first"; other values are a length (see codec)
)
GROUPS = (0xA1, 0xA2, 0xA3, 0xA4)
UNKNOWN_GROUP, UNKNOWN_COMMAND, DAMAGED = 1, 2, 5  # error codes


class CardFault(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays as it is.

    refuse: the error code (1 to 16) with which every command is refused, 0 for none.
    first_ping_only: the card answers one ping more and then none until it is switched off.
    """

    refuse: Annotated[int, Meta(ge=0, le=max(ERRORS))] | None = None
    first_ping_only: bool | None = None


class LedOnbonSim(Listener):
    def __init__(self, model: str, width_px: int, height_px: int, clock: Callable[[], float]):
        self.actions = {"fault": Action(CardFault, self._fault)}
        self._model = model
        self._size_px = (width_px, height_px)
        self._clock = clock
        self._decoder = Decoder()
        self._areas: dict[int, LitArea] = {}
        self._on = True
        self._brightness = BRIGHTEST
        self._wall = ""
        self._refuse = 0
        self._pings_left: int | None = None  # None: as many as one likes
        self._frames = self._damaged = self._odd_lengths = 0

    def feed(self, data: bytes) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.feed(data))

    def lull(self) -> bytes:
        return b"".join(self._answer(event) for event in self._decoder.finish())

    def pixels(self) -> Image.Image:
        """The board's LEDs now."""
        lit = panel(*self._size_px)
        if not self._on:
            return lit
        now = self._clock()
        for number in sorted(self._areas):
            self._areas[number].light(lit, now)
        share = self._brightness / BRIGHTEST
        return lit.point([round(value * share) for value in range(256)] * 3)

    def state(self) -> State:
        now = self._clock()
        shown = {n: area for n, area in sorted(self._areas.items()) if area.lasts(now)}
        return {
            "model": self._model,
            "width_px": self._size_px[0],
            "height_px": self._size_px[1],
            "power": "on" if self._on else "off",
            "brightness": self._brightness,
            "clock": self._wall,
            "areas": [{"area": number, **area.state()} for number, area in shown.items()],
            "texts": [area.text for area in shown.values()] if self._on else [],
            "moving": any(area.moves for area in shown.values()),
            "lit": lit_count(self.pixels()),
            "frames": self._frames,
            "damaged_frames": self._damaged,
            "odd_lengths": self._odd_lengths,
            "refuse": self._refuse,
            "first_ping_only": self._pings_left is not None,
        }

    def _fault(self, wish: CardFault) -> None:
        if wish.refuse is not None:
            self._refuse = wish.refuse
        if wish.first_ping_only is not None:
            self._pings_left = 1 if wish.first_ping_only else None

    def _answer(self, event: Message | Garbage) -> bytes:
        if isinstance(event, Garbage):
            return self._complain(event)
        if not isinstance(event, Command) or event.header.destination not in (CARD, *BROADCASTS):
            return b""
        self._frames += 1
        self._odd_lengths += event.declared_length is not None
        if isinstance(event, Ping) and not self._answers_ping():
            return b""
        error = self._refuse or self._obey(event)
        return _reply(error) if event.reply else b""

    def _complain(self, garbage: Garbage) -> bytes:
        if garbage.reason != "checksum":
            return b""
        self._damaged += 1
        return _reply(DAMAGED)

    def _answers_ping(self) -> bool:
        if self._pings_left is None:
            return True
        self._pings_left -= 1
        return self._pings_left >= 0

    def _obey(self, command: Command) -> int:
        """Do it; the error code of the answer."""
        match command:
            case Ping() | CancelTimedPower():
                pass
            case SendAreas():
                self._take_areas(command)
            case ClearAreas() | Reset():
                self._areas.clear()
            case OtherCommand():
                return UNKNOWN_COMMAND if command.group in GROUPS else UNKNOWN_GROUP
            case _:
                self._set(command)
        return 0

    def _set(self, command: Command) -> None:
        match command:
            case Power():
                self._on = command.state == POWER_ON
            case Brightness():
                self._brightness = min(command.level, BRIGHTEST)
            case SetClock():
                day = f"{command.year:04d}-{command.month:02d}-{command.day:02d}"
                self._wall = f"{day} {command.hour:02d}:{command.minute:02d}:{command.second:02d}"

    def _take_areas(self, command: SendAreas) -> None:
        if DELETE_ALL in command.delete or command.reserved == INITIALISE:
            self._areas.clear()
        for number in command.delete:
            self._areas.pop(number, None)
        now = self._clock()
        for area in command.areas:
            self._areas[area.area] = LitArea(area, now)


def _reply(error: int) -> bytes:
    header = Header(destination=HOST, source=CARD)
    answer = Nack(error=error, header=header) if error else Ack(header=header)
    return encode(answer)
