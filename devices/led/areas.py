"""Dynamic areas of a font card: rectangles with a text, held in the card's memory. Pure.

Coordinates are pixels here. On the wire a BX-5K counts X and width in units of 8 px; a BX-6K in
pixels with bit 15 set [V2]; one vendor source leaves that bit out, so it is understood too.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from devices.chinese import to_bytes, to_text

PIXEL_FLAG = 0x8000
UNIT_PX = 8
EIGHTS, PIXELS, PLAIN_PIXELS = 0, 1, 2
UNITS = {EIGHTS: "8px", PIXELS: "px", PLAIN_PIXELS: "px-plain"}

RUN_MODES = {
    0: "loop",
    1: "hold-last",
    2: "loop-until-timeout",
    3: "loop-until-timeout-then-logo",
    4: "once",
    5: "count",
}
EFFECTS = {1: "static", 2: "instant", 3: "left", 4: "right", 5: "up", 6: "down"}
LINES = {1: "single", 2: "multi"}
NEW_LINES = {1: "marked", 2: "automatic"}

SPOKEN = (1, 2)  # sound modes with a voice: the shown text, or a text of its own
OWN_WORDS = 2

_PLACE = struct.Struct("<BHHHHBBBHB")  # type, x, y, width, height, id, line space, run mode, …
_LOOK = struct.Struct("<BBBBBBBI")  # align, lines, new line, effect, exit, speed, stay, length


@dataclass(frozen=True, kw_only=True)
class Voice:
    """What a "-YY" card's own speech needs; `text` only for words other than the shown ones."""

    person_and_repeat: int = 0  # low half the voice, high half how often it is said again
    volume: int = 5  # 0 to 10
    speed: int = 5  # 1 to 10
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class DynamicArea:
    """One area. `markup` carries colours, see `devices.led.markup`. `stay` counts half seconds,
    `timeout` seconds, or how many times for the run mode "count"."""

    area: int
    x: int
    y: int
    width: int
    height: int
    markup: str
    unit: int = field(default=EIGHTS, metadata={"names": UNITS})
    effect: int = field(default=1, metadata={"names": EFFECTS})
    run_mode: int = field(default=0, metadata={"names": RUN_MODES})
    timeout: int = 0
    speed: int = 0
    stay: int = 0
    lines: int = field(default=2, metadata={"names": LINES})
    new_line: int = field(default=1, metadata={"names": NEW_LINES})
    align: int = 0
    line_space: int = 0
    exit_effect: int = 0
    area_type: int = 0
    sound_mode: int = 0
    voice: Voice | None = None
    more: bytes = b""  # extension bytes, none known


class NotAnArea(Exception):
    """Bytes that do not read as an area."""


def encode_area(area: DynamicArea) -> bytes:
    """The area without its length prefix. Raises `ValueError` when a value does not fit."""
    text = to_bytes(area.markup)
    x, width = _to_wire(area.x, area.unit), _to_wire(area.width, area.unit)
    try:
        return b"".join(
            (
                _PLACE.pack(
                    area.area_type,
                    *(x, area.y, width, area.height),
                    *(area.area, area.line_space, area.run_mode, area.timeout, area.sound_mode),
                ),
                _encode_voice(area),
                bytes([len(area.more)]) + area.more,
                _LOOK.pack(
                    *(area.align, area.lines, area.new_line, area.effect, area.exit_effect),
                    *(area.speed, area.stay, len(text)),
                ),
                text,
            )
        )
    except struct.error as error:
        raise ValueError(f"area {area.area}: {error}") from error


def decode_area(data: bytes, *, of_6k: bool) -> DynamicArea:
    """`of_6k`: the header names a BX-6K, so that pixels without their bit are pixels still.

    Raises `NotAnArea` when the bytes end early or do not end with the text.
    """
    reader = _Reader(data)
    area_type, x, y, width, height, number, space, run_mode, timeout, sound = reader.take(_PLACE)
    voice = _decode_voice(reader, sound)
    more = reader.bytes(reader.bytes(1)[0])
    align, lines, new_line, effect, exit_effect, speed, stay, length = reader.take(_LOOK)
    markup = to_text(reader.bytes(length))
    if reader.left:
        raise NotAnArea(f"{reader.left} bytes after the text")
    unit = PIXELS if (x | width) & PIXEL_FLAG else PLAIN_PIXELS if of_6k else EIGHTS
    return DynamicArea(
        area=number,
        x=_from_wire(x, unit),
        y=y,
        width=_from_wire(width, unit),
        height=height,
        markup=markup,
        unit=unit,
        effect=effect,
        run_mode=run_mode,
        timeout=timeout,
        speed=speed,
        stay=stay,
        lines=lines,
        new_line=new_line,
        align=align,
        line_space=space,
        exit_effect=exit_effect,
        area_type=area_type,
        sound_mode=sound,
        voice=voice,
        more=more,
    )


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def bytes(self, count: int) -> bytes:
        if count > self.left:
            raise NotAnArea(f"{count} bytes wanted, {self.left} left")
        self._at += count
        return self._data[self._at - count : self._at]

    def take(self, form: struct.Struct) -> tuple[int, ...]:
        return form.unpack(self.bytes(form.size))


def _encode_voice(area: DynamicArea) -> bytes:
    if area.sound_mode not in SPOKEN:
        return b""
    voice = area.voice or Voice()
    how = bytes([voice.person_and_repeat, voice.volume, voice.speed])
    if area.sound_mode != OWN_WORDS:
        return how
    words = to_bytes(voice.text)
    return how + len(words).to_bytes(4, "little") + words


def _decode_voice(reader: _Reader, sound_mode: int) -> Voice | None:
    if sound_mode not in SPOKEN:
        return None
    person_and_repeat, volume, speed = reader.bytes(3)
    text = ""
    if sound_mode == OWN_WORDS:
        text = to_text(reader.bytes(int.from_bytes(reader.bytes(4), "little")))
    return Voice(person_and_repeat=person_and_repeat, volume=volume, speed=speed, text=text)


def _to_wire(pixels: int, unit: int) -> int:
    if unit == PIXELS:
        return pixels | PIXEL_FLAG
    if unit == PLAIN_PIXELS:
        return pixels
    if pixels % UNIT_PX:
        raise ValueError(f"{pixels} px: a BX-5K places areas on multiples of {UNIT_PX} px")
    return pixels // UNIT_PX


def _from_wire(value: int, unit: int) -> int:
    return value * UNIT_PX if unit == EIGHTS else value & ~PIXEL_FLAG
