"""Every protocol by name: how its bytes are read and written, and how its events look in clear.

A table of what was written by hand, then the shipped profiles; the TOML file of a profile is read
when its name is first used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from devices.alpha import clear as alpha_clear
from devices.alpha import codec as alpha
from devices.framing import FrameDecoder
from devices.id_card import clear as id_card_clear
from devices.id_card import codec as id_card
from devices.keypad import clear as keypad_clear
from devices.keypad import codec as keypad
from devices.led import clear as led_clear
from devices.led import codec as led
from devices.pixel_wall import clear as pixel_wall_clear
from devices.pixel_wall import codec as pixel_wall
from devices.profiles.clear import shapes as profile_shapes
from devices.profiles.codec import Decoder as ProfileDecoder
from devices.profiles.codec import encode as encode_by_profile
from devices.profiles.load import SUFFIX, load_profile, shipped_profiles
from devices.profiles.profile import Profile
from devices.scanner import clear as scanner_clear
from devices.scanner import codec as scanner
from devices.shape import Shape
from devices.strip import clear as strip_clear
from devices.strip import codec as strip
from devices.ticket_printer import clear as printer_clear
from devices.ticket_printer import status as printer


@dataclass(frozen=True)
class Kind:
    """One protocol. `salvage` reads a frame whose check is right and whose length is wrong, where
    the check covers the length: then someone computed it so."""

    name: str
    about: str
    decoder: Callable[[], FrameDecoder[Any]]
    encode: Callable[[Any], bytes]
    shapes: tuple[Shape, ...]
    salvage: Callable[[bytes], Any] | None = None
    warning: Callable[[Any], str | None] = lambda event: None


_ALL = (
    Kind(
        "id-card",
        "identity-card reader (SDT), serial",
        id_card.Decoder,
        id_card.encode,
        id_card_clear.SHAPES,
        id_card.salvage,
    ),
    Kind(
        "keypad-ff68",
        "calling keypad and evaluator (FF 68), RS485",
        keypad.Decoder,
        keypad.encode,
        keypad_clear.SHAPES,
    ),
    Kind(
        "strip-a090",
        "window strip (A0 90), RS485",
        strip.Decoder,
        strip.encode,
        strip_clear.SHAPES,
        strip.salvage,
    ),
    Kind(
        "led-onbon",
        "hall board (Onbon BX-5K/6K), TCP or serial",
        led.Decoder,
        led.encode,
        led_clear.SHAPES,
        warning=led_clear.warning,
    ),
    Kind(
        "alpha",
        "hall board (Alpha, BetaBrite), serial",
        alpha.Decoder,
        alpha.encode,
        alpha_clear.SHAPES,
    ),
    Kind(
        "e131",
        "pixel wall (E1.31, streaming ACN), UDP",
        pixel_wall.Decoder,
        pixel_wall.encode,
        pixel_wall_clear.SHAPES,
    ),
    Kind(
        "printer-status",
        "status questions and answers of an ESC/POS printer",
        printer.Decoder,
        printer.encode,
        printer_clear.SHAPES,
    ),
    Kind(
        "scanner",
        "code scanner, serial or CDC, and its commands",
        scanner.Decoder,
        scanner.encode,
        scanner_clear.SHAPES,
    ),
)


class _Kinds(Mapping[str, Kind]):
    """The kinds written by hand, then the shipped profiles; and any profile by its file's path,
    which is not listed. A profile is read at its first use: raises `ProfileMistakes`."""

    def __init__(self, by_hand: Iterable[Kind]) -> None:
        self._made = {kind.name: kind for kind in by_hand}
        self._names = dict.fromkeys([*self._made, *shipped_profiles()])

    def __getitem__(self, name: str) -> Kind:
        if name not in self:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = _kind_of(load_profile(name))
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names or str(name).endswith(SUFFIX)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _kind_of(profile: Profile) -> Kind:
    return Kind(
        profile.name,
        profile.about,
        partial(ProfileDecoder, profile),
        partial(encode_by_profile, profile),
        profile_shapes(profile),
    )


KINDS: Mapping[str, Kind] = _Kinds(_ALL)
