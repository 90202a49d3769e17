"""What a hall board is asked to show, in pixels, and its form on an Onbon card. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from devices.chinese import NotInFont, in_gb2312, missing
from devices.errors import DeviceRefused
from devices.led import areas as wire
from devices.led.markup import ColourName, Run, markup_of

Effect = Literal["static", "instant", "left", "right", "up", "down"]
RunMode = Literal[
    "loop", "hold-last", "loop-until-timeout", "loop-until-timeout-then-logo", "once", "count"
]

EFFECTS: dict[str, int] = {name: code for code, name in wire.EFFECTS.items()}
RUN_MODES: dict[str, int] = {name: code for code, name in wire.RUN_MODES.items()}
MARKED_LINES, AUTOMATIC_LINES = 1, 2
SHOWN_TEXT, OWN_WORDS = 1, 2  # sound modes
STAYS_PER_S = 2  # a stay counts half seconds
LONGEST_STAY = 255
LOUDEST = FASTEST = 10
VOICES = 6
MOST_TIMES = 16


@dataclass(frozen=True, kw_only=True)
class Speech:
    """What a card with a voice ("-YY") says when it is shown the area, `times` times.

    Without `words` it says the area's text. `volume` and `speed` are 0 to 10 (volume 0 is silence),
    `voice` is 0 to 5 [V2, the maker's two manuals].
    """

    words: str = ""
    volume: int = 5
    speed: int = 5
    voice: int = 0
    times: int = 1

    def on_wire(self) -> wire.Voice:
        """Raises `ValueError` for what the card has no number for."""
        limits = ((self.volume, LOUDEST), (self.speed, FASTEST), (self.voice, VOICES - 1))
        if any(not 0 <= value <= most for value, most in limits):
            raise ValueError("volume and speed are 0 to 10, the voice 0 to 5")
        if not 1 <= self.times <= MOST_TIMES:
            raise ValueError(f"{self.times} times; 1 to {MOST_TIMES} can be told")
        return wire.Voice(
            person_and_repeat=(self.times - 1) << 4 | self.voice,
            volume=self.volume,
            speed=self.speed,
            text=self.words,
        )


@dataclass(frozen=True, kw_only=True)
class Area:
    """A text in a rectangle. Pixels from the board's top left; on a BX-5K `x` and `width` are
    multiples of 8. A line break in `text` starts a new line; with `wrap` a full line does too.

    What a text of several pages, or one that moves, does is said by `run`; `timeout` is in seconds,
    for "count" in times. `stay_s` is how long a page stands, in steps of 0.5 s (0: the card's own),
    `speed` from 0, the fastest, to 24.
    """

    x: int
    y: int
    width: int
    height: int
    text: str
    colour: ColourName = "red"
    effect: Effect = "static"
    run: RunMode = "loop"
    timeout: int = 0
    stay_s: float = 0.0
    speed: int = 0
    wrap: bool = False
    say: Speech | None = None

    def on_wire(self, number: int, unit: int) -> wire.DynamicArea:
        """Raises `DeviceRefused` with the cause `text_not_displayable`."""
        _refuse_missing(self.text)
        if self.say is not None:
            _refuse_missing(self.say.words)
        return wire.DynamicArea(
            area=number,
            x=self.x,
            y=self.y,
            width=self.width,
            height=self.height,
            markup=markup_of((Run(self.text, self.colour),)),
            unit=unit,
            effect=EFFECTS[self.effect],
            run_mode=RUN_MODES[self.run],
            timeout=self.timeout,
            stay=min(round(self.stay_s * STAYS_PER_S), LONGEST_STAY),
            speed=self.speed,
            new_line=AUTOMATIC_LINES if self.wrap else MARKED_LINES,
            sound_mode=_sound_mode(self.say),
            voice=self.say.on_wire() if self.say else None,
        )


def _sound_mode(say: Speech | None) -> int:
    if say is None:
        return 0
    return OWN_WORDS if say.words else SHOWN_TEXT


def has_glyph(character: str) -> bool:
    """Whether every font card can show it: GB2312, and no control character but the line break.

    A card may have a larger font; nothing on the wire tells.
    """
    return character == "\n" or (character >= " " and character != "\x7f" and in_gb2312(character))


def _refuse_missing(text: str) -> None:
    lacking = missing(text, has_glyph)
    if lacking:
        raise DeviceRefused("text_not_displayable", str(NotInFont(lacking)))
