"""A hall board on an Onbon BX-5K/6K font card. Wire: devices/led/PROTOCOL.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from PIL import Image

from devices.framing import Garbage
from devices.led.areas import EIGHTS
from devices.led.codec import Decoder, encode
from devices.led.messages import (
    BRIGHTEST,
    DELETE_ALL,
    ERRORS,
    Ack,
    Answer,
    Brightness,
    CancelTimedPower,
    ClearAreas,
    Command,
    Message,
    Nack,
    OtherCommand,
    Ping,
    Power,
    ReadStatus,
    Reset,
    SendAreas,
    SetClock,
    Status,
)
from devices.led.packet import CARD, DEVICE_TYPES, HOST, START, Header
from devices.sim.device import Action, Listener, Nothing, State
from devices.sim.led_card import CardClock, Dimmer, Voice
from devices.sim.lit import lit_count, panel
from devices.sim.lit_area import LitArea

BROADCASTS = (0xFFFE, 0xFFFF)
POWER_ON, POWER_OFF = 1, 2
INITIALISE = (
    b"\x01\x00"  # "clear and set up the areas first"; other values are a length (see codec)
)
GROUPS = (0xA1, 0xA2, 0xA3, 0xA4)
CODES = {word: code for code, word in ERRORS.items()}
LARGEST_BUFFER = 65536
BOOT_S = 3.0  # how long a card that starts hears nothing [G]
SEEN = 1 / 2.2  # half the light does not look half as bright; pictures count as eyes do
ErrorWord = Literal[
    "ok", "command_group", "command", "busy", "memory", "checksum", "no_file", "flash", "download",
    "file_name", "file_type", "file_checksum", "font_missing", "firmware_type", "date",
    "file_exists", "block_number",
]  # fmt: skip


class CardFault(msgspec.Struct, forbid_unknown_fields=True):
    """What is absent stays as it is.

    refuse: the error, by its word or code (1 to 16), with which every command is refused; "ok" or 0
    for none. first_ping_only: the card answers one ping more and then none until it is restarted.
    strict_units: areas counted in the other family's units are refused. buffer_bytes: what does not
    fit the receive buffer is lost, 0 for a large one.
    """

    refuse: Annotated[int, Meta(ge=0, le=max(ERRORS))] | ErrorWord | None = None
    first_ping_only: bool | None = None
    strict_units: bool | None = None
    buffer_bytes: Annotated[int, Meta(ge=0, le=LARGEST_BUFFER)] | None = None


class LedOnbonSim(Listener):
    """`card`: the type that it names in its answers, as in `devices.led.packet.DEVICE_TYPES`."""

    def __init__(
        self,
        model: str,
        width_px: int,
        height_px: int,
        clock: Callable[[], float],
        card: str = "any",
    ):
        self.actions = {
            "fault": Action(CardFault, self._fault),
            "restart": Action(Nothing, lambda _: self._reboot()),
        }
        self._model = model
        self._card = card
        self._type = next(code for code, name in DEVICE_TYPES.items() if name == card)
        self._size_px = (width_px, height_px)
        self._clock = clock
        self._decoder = Decoder()
        self._refuse = self._buffer_bytes = self._held = 0
        self._strict_units = False
        self._pings_left: int | None = None  # None: as many as one likes
        self._frames = self._damaged = self._odd_lengths = self._overflows = 0
        self._deaf_until = 0.0
        self._restart()

    def feed(self, data: bytes) -> bytes:
        if self._clock() < self._deaf_until:
            return b""
        return b"".join(self._answer(event) for event in self._decoder.feed(self._received(data)))

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
        share = (self._dimmer.level(self._wall.read(now)) / BRIGHTEST) ** SEEN
        return lit.point([round(value * share) for value in range(256)] * 3)

    def state(self) -> State:
        now = self._clock()
        wall = self._wall.read(now)
        shown = {n: area for n, area in sorted(self._areas.items()) if area.lasts(now)}
        return {
            "model": self._model,
            "card": self._card,
            "width_px": self._size_px[0],
            "height_px": self._size_px[1],
            "power": "on" if self._on else "off",
            "starting": now < self._deaf_until,
            "brightness": self._dimmer.level(wall),
            "brightness_by_time": bool(self._dimmer.half_hours),
            "clock": f"{wall:%Y-%m-%d %H:%M}",
            "clock_set": self._wall.was_set,
            "areas": [{"area": number, **area.state()} for number, area in shown.items()],
            "texts": [area.text for area in shown.values()] if self._on else [],
            "said": list(self._voice.said),
            "moving": any(area.moves for area in shown.values()),
            "lit": lit_count(self.pixels()),
            "frames": self._frames,
            "damaged_frames": self._damaged,
            "odd_lengths": self._odd_lengths,
            "overflows": self._overflows,
            "refuse": ERRORS[self._refuse],
            "first_ping_only": self._pings_left is not None,
            "strict_units": self._strict_units,
            "buffer_bytes": self._buffer_bytes,
        }

    def _fault(self, wish: CardFault) -> None:
        if wish.refuse is not None:
            self._refuse = wish.refuse if isinstance(wish.refuse, int) else CODES[wish.refuse]
        if wish.first_ping_only is not None:
            self._pings_left = 1 if wish.first_ping_only else None
        if wish.strict_units is not None:
            self._strict_units = wish.strict_units
        if wish.buffer_bytes is not None:
            self._buffer_bytes = wish.buffer_bytes

    def _reboot(self) -> None:
        self._restart()
        self._deaf_until = self._clock() + BOOT_S

    def _restart(self) -> None:
        """As after a power cut: dynamic areas are held in memory that forgets."""
        self._areas: dict[int, LitArea] = {}
        self._on = True
        self._dimmer = Dimmer()
        self._wall = CardClock()
        self._voice = Voice(speaks=self._card.endswith("-YY"))
        if self._pings_left is not None:
            self._pings_left = 1

    def _received(self, data: bytes) -> bytes:
        """What a small receive buffer keeps of a frame: its first bytes."""
        if not self._buffer_bytes:
            return data
        kept = bytearray()
        for byte in data:
            if byte == START and not kept.endswith(bytes([START])):
                self._held = 0
            self._held += 1
            self._overflows += self._held == self._buffer_bytes + 1
            if self._held <= self._buffer_bytes:
                kept.append(byte)
        return bytes(kept)

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
        return self._reply(event, error) if event.reply else b""

    def _reply(self, command: Command, error: int) -> bytes:
        """Checked and marked as the question was."""
        asked = command.header
        header = replace(asked, destination=HOST, source=CARD, device_type=self._type)
        answer: Answer = Nack(error=error, header=header) if error else Ack(header=header)
        if isinstance(command, ReadStatus) and not error:
            answer = self._status(header)
        return encode(answer)

    def _status(self, header: Header) -> Status:
        now = self._clock()
        return Status(
            header=header,
            power=POWER_ON if self._on else POWER_OFF,
            brightness=self._dimmer.level(self._wall.read(now)),
            clock=self._wall.digits(now),
            areas=tuple(number for number in sorted(self._areas) if self._areas[number].lasts(now)),
        )

    def _complain(self, garbage: Garbage) -> bytes:
        if garbage.reason != "checksum":
            return b""
        self._damaged += 1
        return self._reply(Ping(), CODES["checksum"])

    def _answers_ping(self) -> bool:
        if self._pings_left is None:
            return True
        self._pings_left -= 1
        return self._pings_left >= 0

    def _obey(self, command: Command) -> int:
        """Do it; the error code of the answer."""
        match command:
            case Ping() | CancelTimedPower() | ReadStatus():
                pass
            case SendAreas():
                return self._take_areas(command)
            case ClearAreas():
                self._areas.clear()
            case Reset():
                self._reboot()
            case OtherCommand():
                return CODES["command" if command.group in GROUPS else "command_group"]
            case _:
                return self._set(command)
        return 0

    def _set(self, command: Command) -> int:
        match command:
            case Power():
                self._on = command.state == POWER_ON
            case Brightness():
                self._dimmer.obey(command)
            case SetClock():
                return 0 if self._wall.set(command, self._clock()) else CODES["date"]
        return 0

    def _take_areas(self, command: SendAreas) -> int:
        of_5k = self._model == "bx-5k"
        if self._strict_units and any((a.unit == EIGHTS) != of_5k for a in command.areas):
            return CODES["memory"]  # such an area lies far outside the board [G]
        if DELETE_ALL in command.delete or command.reserved == INITIALISE:
            self._areas.clear()
        for number in command.delete:
            self._areas.pop(number, None)
        now = self._clock()
        for area in command.areas:
            self._areas[area.area] = LitArea(area, now)
            self._voice.hear(area)
        return 0
