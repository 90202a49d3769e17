"""A hall board on an Onbon BX-5K/6K font card, by TCP or serial. See PROTOCOL.md."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from devices.errors import DeviceRefused
from devices.exchange import Clock, ask
from devices.led.area import Area, Effect, RunMode, Speech
from devices.led.areas import EIGHTS, PIXELS, UNIT_PX, DynamicArea
from devices.led.codec import Decoder, encode
from devices.led.messages import (
    BRIGHTEST,
    DELETE_ALL,
    ERRORS,
    HALF_HOURS,
    TIMED,
    Ack,
    Answer,
    Brightness,
    CancelTimedPower,
    ClearAreas,
    Command,
    Message,
    Nack,
    Ping,
    Power,
    ReadStatus,
    Reset,
    SendAreas,
    SetClock,
    Status,
)
from devices.led.packet import ANY_DEVICE, DEVICE_TYPES, LONGEST_FRAME
from devices.led.rows import one_area
from devices.led.status import decode_status
from devices.transport import Transport

__all__ = ["Area", "Effect", "Model", "OnbonBoard", "RunMode", "Speech"]

REPLY_TIMEOUT_S = 2.0  # by serial line at 9600 baud a full board takes about a second to send
MOST_AREAS = 254  # one count byte, whose last value means "all"

Model = Literal["bx-5k", "bx-6k"]

UNITS: dict[str, int] = {"bx-5k": EIGHTS, "bx-6k": PIXELS}


class OnbonBoard:
    """One request, one answer. Methods raise `LinkLost`, `NoAnswer`, or `DeviceRefused` with the
    card's own cause (`devices.led.messages.ERRORS`). Not for more than one thread.

    `longest_frame` bytes fit the card's receive buffer: a fuller board is sent in several frames.
    `most_areas` fit its memory: rows of more are sent as one area, see `devices.led.rows`.
    """

    def __init__(
        self,
        transport: Transport,
        model: Model,
        width_px: int,
        height_px: int,
        *,
        longest_frame: int = LONGEST_FRAME,
        most_areas: int = MOST_AREAS,
        clock: Clock = time.monotonic,
    ) -> None:
        self._transport = transport
        self._unit = UNITS[model]
        self._size_px = (width_px, height_px)
        self._longest_frame = longest_frame
        self._most_areas = min(most_areas, MOST_AREAS)
        self._clock = clock
        self._card_type = ANY_DEVICE

    @property
    def card_type(self) -> str:
        """The type that the card's last answer named, such as "6K1-YY"; "" while it names none."""
        if self._card_type == ANY_DEVICE:
            return ""
        return DEVICE_TYPES.get(self._card_type, f"type {self._card_type:02X}")

    def ping(self) -> None:
        self._command(Ping())

    def reset(self) -> None:
        """The card starts again, without its areas."""
        self._command(Reset())

    def status(self) -> Status:
        """What the card tells of itself: power, brightness, clock, areas.

        Raises `DeviceRefused("no_status")` when it confirms the question and tells nothing.
        """
        answer = self._ask(ReadStatus())
        if isinstance(answer, Status):
            return answer
        told = decode_status(answer.data) if isinstance(answer, Ack) else None
        if told is None:
            raise DeviceRefused("no_status")
        return Status(header=answer.header, **told)

    def show(self, areas: Sequence[Area]) -> None:
        """Show exactly these areas; whatever else the card showed goes.

        Raises `DeviceRefused` before anything is sent with the cause `area_off_board`,
        `area_off_grid` (BX-5K), `too_many_areas`, `text_not_displayable` or `does_not_fit`.
        """
        for area in areas:
            self._fits(area)
        for command in self._parted(areas):
            self._command(command)

    def clear(self) -> None:
        self._command(ClearAreas())

    def set_clock(self, wall: datetime) -> None:
        """`wall` in the hall's own time zone: the card knows no zones and shows these digits."""
        self._command(
            SetClock(
                year=wall.year,
                month=wall.month,
                day=wall.day,
                hour=wall.hour,
                minute=wall.minute,
                second=wall.second,
                weekday=wall.isoweekday(),
            )
        )

    def set_power(self, on: bool) -> None:
        """The LEDs; any times for switching that the card was given before still hold."""
        self._command(Power(state=1 if on else 2))

    def cancel_timed_power(self) -> None:
        """The card forgets its times for switching on and off."""
        self._command(CancelTimedPower())

    def set_brightness(self, level: int) -> None:
        """0 (dark) to 15; a level beyond is taken as the nearest."""
        self._command(Brightness(level=_level(level)))

    def set_brightness_of_day(self, half_hours: Sequence[int]) -> None:
        """48 levels from midnight on, followed by the card's own clock: set that first."""
        if len(half_hours) != HALF_HOURS:
            raise ValueError(f"{len(half_hours)} levels; a day has {HALF_HOURS} half hours")
        levels = bytes(map(_level, half_hours))
        self._command(Brightness(mode=TIMED, level=levels[0], half_hours=levels))

    def _fits(self, area: Area) -> None:
        right, bottom = area.x + area.width, area.y + area.height
        width, height = self._size_px
        if min(area.x, area.y) < 0 or right > width or bottom > height:
            raise DeviceRefused("area_off_board", f"{area.x},{area.y} to {right},{bottom}")
        if self._unit == EIGHTS and (area.x % UNIT_PX or area.width % UNIT_PX):
            raise DeviceRefused("area_off_grid", f"x {area.x}, width {area.width}")

    def _parted(self, areas: Sequence[Area]) -> list[SendAreas]:
        """As few frames as the card's buffer allows; the first takes the old areas away."""
        try:
            numbered = self._numbered(areas)
        except ValueError as error:
            raise DeviceRefused("does_not_fit", str(error)) from error
        frames = [SendAreas(delete=(DELETE_ALL,))]
        for area in numbered:
            longer = _with(frames[-1], area)
            if frames[-1].areas and len(_frame(longer)) > self._longest_frame:
                frames.append(SendAreas(areas=(area,)))
            else:
                frames[-1] = longer
        if any(len(_frame(frame)) > self._longest_frame for frame in frames):
            raise DeviceRefused("does_not_fit", f"an area of more than {self._longest_frame} bytes")
        return frames

    def _numbered(self, areas: Sequence[Area]) -> list[DynamicArea]:
        if len(areas) > self._most_areas:
            return [one_area(areas, self._unit)]
        return [area.on_wire(number, self._unit) for number, area in enumerate(areas)]

    def _command(self, command: Command) -> None:
        self._ask(command)

    def _ask(self, command: Command) -> Answer:
        answer = ask(
            self._transport,
            _frame(command),
            _answer_to(command),
            timeout_s=REPLY_TIMEOUT_S,
            clock=self._clock,
        )
        self._card_type = answer.header.device_type
        if isinstance(answer, Nack) or answer.error:
            raise DeviceRefused(ERRORS.get(answer.error, f"error_{answer.error}"))
        return answer


def _level(level: int) -> int:
    return min(max(level, 0), BRIGHTEST)


def _with(frame: SendAreas, area: DynamicArea) -> SendAreas:
    return SendAreas(delete=frame.delete, areas=(*frame.areas, area))


def _frame(message: Message) -> bytes:
    """Raises `DeviceRefused` when a value does not fit its place in the frame."""
    try:
        return encode(message)
    except ValueError as error:
        raise DeviceRefused("does_not_fit", str(error)) from error


def _answer_to(command: Command) -> Callable[[bytes], Answer | None]:
    """A card gives one answer for each request; a new decoder each: half an old one is none."""
    asked_status = isinstance(command, ReadStatus)
    decoder = Decoder()

    def hear(data: bytes) -> Answer | None:
        for event in decoder.feed(data):
            if isinstance(event, Ack) or (asked_status and isinstance(event, Status)):
                return event
        return None

    return hear
