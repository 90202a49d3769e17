"""A hall board on an Onbon BX-5K/6K font card, by TCP or serial. See PROTOCOL.md."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from devices.errors import DeviceRefused
from devices.exchange import Clock, ask
from devices.led.areas import EIGHTS, PIXELS, UNIT_PX, DynamicArea
from devices.led.codec import Decoder, encode
from devices.led.markup import ColourName, Run, markup_of
from devices.led.messages import (
    BRIGHTEST,
    DELETE_ALL,
    ERRORS,
    Ack,
    Brightness,
    ClearAreas,
    Command,
    Nack,
    Ping,
    Power,
    SendAreas,
    SetClock,
)
from devices.transport import Transport

REPLY_TIMEOUT_S = 2.0  # by serial line at 9600 baud a full board takes about a second to send
MOST_AREAS = 254  # one count byte, whose last value means "all"

Model = Literal["bx-5k", "bx-6k"]
Effect = Literal["static", "instant", "left", "right", "up", "down"]

UNITS: dict[str, int] = {"bx-5k": EIGHTS, "bx-6k": PIXELS}
EFFECTS: dict[str, int] = {
    "static": 1,
    "instant": 2,
    "left": 3,
    "right": 4,
    "up": 5,
    "down": 6,
}


@dataclass(frozen=True, kw_only=True)
class Area:
    """A text in a rectangle. Pixels from the board's top left; on a BX-5K `x` and `width` are
    multiples of 8. A line break in `text` starts a new line."""

    x: int
    y: int
    width: int
    height: int
    text: str
    colour: ColourName = "red"
    effect: Effect = "static"


class OnbonBoard:
    """One request, one answer. Methods raise `LinkLost`, `NoAnswer`, or `DeviceRefused` with the
    card's own cause (`devices.led.messages.ERRORS`). Not for more than one thread."""

    def __init__(
        self,
        transport: Transport,
        model: Model,
        width_px: int,
        height_px: int,
        *,
        clock: Clock = time.monotonic,
    ) -> None:
        self._transport = transport
        self._unit = UNITS[model]
        self._size_px = (width_px, height_px)
        self._clock = clock

    def ping(self) -> None:
        self._command(Ping())

    def show(self, areas: Sequence[Area]) -> None:
        """Show exactly these areas, in one frame; whatever else the card showed goes.

        Raises `DeviceRefused` before anything is sent with the cause `area_off_board`,
        `area_off_grid` (BX-5K), `too_many_areas` or `does_not_fit`.
        """
        if len(areas) > MOST_AREAS:
            raise DeviceRefused("too_many_areas", f"{len(areas)} of {MOST_AREAS}")
        for area in areas:
            self._fits(area)
        numbered = tuple(self._dynamic(number, area) for number, area in enumerate(areas))
        self._command(SendAreas(delete=(DELETE_ALL,), areas=numbered))

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
        self._command(Power(state=1 if on else 2))

    def set_brightness(self, level: int) -> None:
        """0 (dark) to 15; a level beyond is taken as the nearest."""
        self._command(Brightness(level=min(max(level, 0), BRIGHTEST)))

    def _fits(self, area: Area) -> None:
        right, bottom = area.x + area.width, area.y + area.height
        width, height = self._size_px
        if min(area.x, area.y) < 0 or right > width or bottom > height:
            raise DeviceRefused("area_off_board", f"{area.x},{area.y} to {right},{bottom}")
        if self._unit == EIGHTS and (area.x % UNIT_PX or area.width % UNIT_PX):
            raise DeviceRefused("area_off_grid", f"x {area.x}, width {area.width}")

    def _dynamic(self, number: int, area: Area) -> DynamicArea:
        return DynamicArea(
            area=number,
            x=area.x,
            y=area.y,
            width=area.width,
            height=area.height,
            markup=markup_of((Run(area.text, area.colour),)),
            unit=self._unit,
            effect=EFFECTS[area.effect],
        )

    def _command(self, command: Command) -> None:
        try:
            request = encode(command)
        except ValueError as error:
            raise DeviceRefused("does_not_fit", str(error)) from error
        answer = ask(
            self._transport,
            request,
            _hear_answer(),
            timeout_s=REPLY_TIMEOUT_S,
            clock=self._clock,
        )
        if isinstance(answer, Nack) or answer.error:
            raise DeviceRefused(ERRORS.get(answer.error, f"error_{answer.error}"))


def _hear_answer() -> Callable[[bytes], Ack | None]:
    """A card gives one answer for each request; a new decoder each: half an old one is none."""
    decoder = Decoder()

    def hear(data: bytes) -> Ack | None:
        return next((event for event in decoder.feed(data) if isinstance(event, Ack)), None)

    return hear
