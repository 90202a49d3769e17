"""The machines of a hall, as its file tells them: kiosks, boards, strips, desk units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

from config.kinds import (
    Brightness,
    BusAddress,
    Count,
    HourMinute,
    Id,
    Name,
    Positive,
    Seconds,
    TenSteps,
)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """The kiosk's real screen: sizes on it are millimetres. `bottom_mm`: how high above the floor
    its lower edge is."""

    width_px: Positive = 1080
    height_px: Positive = 1920
    width_mm: Positive = 336  # a 27" panel, upright
    height_mm: Positive = 597
    bottom_mm: Count = 750


@dataclass(frozen=True, kw_only=True)
class Printer:
    """`port`: a path, `serial:NUMBER` (the USB adapter with this serial number), `socket://…` and
    `rfc2217://host:port` (a serial server), as everywhere; for a printer also `usb:VID:PID` and
    `/dev/usb/lp0`.

    `font`: the Chinese characters in its memory; what it lacks is sent as a picture. `answers`:
    what it tells of itself. `process-id` is the surest where a printer knows `GS ( H` (Epson);
    with `none` every visitor is asked whether a slip came out, and the kiosk is never called well.
    With `roll_m` the kiosk also counts what it printed since the last paper change.
    """

    port: str
    baud: Positive = 115200
    paper_mm: Literal[58, 80] = 80
    font: Literal["gb18030", "gbk", "gb2312", "none"] = "gbk"
    cutter: Literal["full", "partial", "none"] = "partial"
    buzzer: bool = False
    answers: Literal["real-time", "process-id", "in-order", "none"] = "real-time"
    roll_m: Annotated[float, Meta(ge=0, le=500)] = 0  # a new roll's length; 0: nobody counts it


@dataclass(frozen=True, kw_only=True)
class IdReader:
    """`read_new_address`: also read the newest of the addresses that were added to the card."""

    port: str
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    read_new_address: bool = False


@dataclass(frozen=True, kw_only=True)
class Scanner:
    """`family` "auto" is a serial scanner that ends a code with CR, LF or silence, "keyboard" one
    that types (`/dev/input/by-id/…` or `hid:VID:PID`); the others can be told to read: `trigger`.
    """

    port: str
    baud: Positive = 9600
    family: Literal[
        "auto", "keyboard", "gm65", "gm65-unchecked", "honeywell", "newland-hr", "cipherlab"
    ] = "auto"
    trigger: bool = False  # reads only when told to: the kiosk tells it again and again
    prefix: str = ""  # what the scanner is set to send before each code


@dataclass(frozen=True, kw_only=True)
class Camera:
    """`source`: `/dev/v4l/by-id/…`, `http://…`, `rtsp://…` or a film's file. No frame is stored.

    `codes`: read codes held before it; `wake`: wake the screen when someone stands there.
    """

    source: str
    width_px: Annotated[int, Meta(ge=160, le=3840)] = 1280
    height_px: Annotated[int, Meta(ge=120, le=2160)] = 720
    codes: bool = True
    wake: bool = True

    @property
    def port(self) -> str:
        """What is called so at every other machine."""
        return self.source


@dataclass(frozen=True, kw_only=True)
class Speech:
    """Spoken guidance. `speaker` and `headphones` are ALSA devices (`default`, `plughw:1,0`) or a
    folder, into which each sentence is written as a WAV file. `jack` is the input device that says
    whether headphones are plugged in (`/dev/input/by-path/…`). `click`: touches are heard, too."""

    speaker: str = "default"
    headphones: str = ""
    jack: str = ""
    volume: TenSteps = 6
    words_per_min: Annotated[int, Meta(ge=80, le=400)] = 160
    click: bool = True

    @property
    def port(self) -> str:
        """What is called so at every other machine."""
        return self.speaker


Way = Literal["card", "appointment", "phone"]


@dataclass(frozen=True, kw_only=True)
class Kiosk:
    """`sleep_after_s`: the first screen goes dark after so long without a touch and, with a camera,
    without anyone before it; 0 for never. `zones`: numbers for these only (all when empty); other
    services are shown with the way there. `profile` "24h": outside the hours it stays useful
    without giving numbers; "hall" says when the hall opens again. `languages` are offered in this
    order; all that have a file when empty. `ways`: by what visitors may be known, beside choosing a
    service; a hall whose city has no booking platform leaves out "appointment"."""

    id: Id
    zone: Id
    screen: Screen = field(default_factory=Screen)
    printer: Printer | None = None
    id_reader: IdReader | None = None
    scanner: Scanner | None = None
    camera: Camera | None = None
    speech: Speech | None = None
    zones: list[Id] = field(default_factory=list)
    profile: Literal["hall", "24h"] = "hall"
    languages: list[Id] = field(default_factory=list)
    ways: list[Way] = field(default_factory=lambda: ["card", "appointment", "phone"])
    idle_timeout_s: Seconds = 45.0
    warn_before_s: Seconds = 20.0
    thanks_s: Seconds = 6.0
    sleep_after_s: Annotated[float, Meta(ge=0, le=86400)] = 300.0


@dataclass(frozen=True, kw_only=True)
class FontCard:
    """What an Onbon card's memory holds: how many dynamic areas, beyond which all rows are sent as
    one, and how many bytes of a frame, beyond which a board is sent in parts."""

    areas_at_most: Annotated[int, Meta(ge=1, le=254)] = 254
    frame_bytes: Annotated[int, Meta(ge=256, le=16384)] = 16384


@dataclass(frozen=True, kw_only=True)
class CardVoice:
    """How a board's own card ("-YY" models) says new calls. `volume` 0 is silence; `voice` is one
    of the card's six."""

    volume: TenSteps = 5
    speed: TenSteps = 5
    voice: Annotated[int, Meta(ge=0, le=5)] = 0
    times: Annotated[int, Meta(ge=1, le=16)] = 1


USUAL_BAUD = {"bx-5k": 57600, "bx-6k": 57600, "alpha": 9600, "e131": 0}


@dataclass(frozen=True, kw_only=True)
class AlphaSign:
    """What an Alpha or BetaBrite sign was set to. Address "00" and type "Z" reach every sign on the
    line; `parity` is "even" where the sign expects seven bits."""

    address: Annotated[str, Meta(pattern=r"^[0-9A-F]{2}$")] = "00"
    sign_type: Annotated[str, Meta(pattern=r"^[!-~]$")] = "Z"
    parity: Literal["none", "even"] = "none"


@dataclass(frozen=True, kw_only=True)
class PixelChain:
    """How a wall's pixels hang on its controller: from which corner, along what, in which universe
    the first one is."""

    universe: Annotated[int, Meta(ge=1, le=63999)] = 1
    colour_order: Literal["rgb", "rbg", "grb", "gbr", "brg", "bgr"] = "rgb"
    start: Literal["top-left", "top-right", "bottom-left", "bottom-right"] = "top-left"
    along: Literal["rows", "columns"] = "rows"
    serpentine: bool = False
    pixels_per_universe: Annotated[int, Meta(ge=1, le=170)] = 170
    gamma: Annotated[float, Meta(ge=1, le=4)] = 2.2


@dataclass(frozen=True, kw_only=True)
class Board:
    """A hall board. Shows the calls of `zones` (all when empty).

    `bx-5k` and `bx-6k` are Onbon font cards (see `card`, `voice`), `alpha` an Alpha or BetaBrite
    sign (see `sign`), `e131` a wall of pixels at `e131://host` (see `pixels`). `baud` is the
    model's usual one when left out. `brightness` is a level, or the level from each time of day on;
    left out, the card's own stays.
    """

    id: Id
    model: Literal["bx-5k", "bx-6k", "alpha", "e131"]
    port: str
    width_px: Positive
    height_px: Positive
    zones: list[Id] = field(default_factory=list)
    baud: Positive | None = None
    title: Name = field(default_factory=lambda: Name(zh="请到窗口办理", en="Now serving"))
    brightness: Brightness | dict[HourMinute, Brightness] | None = None
    voice: CardVoice | None = None
    card: FontCard | None = None
    sign: AlphaSign | None = None
    pixels: PixelChain | None = None

    @property
    def line_baud(self) -> int:
        """The speed of its serial line."""
        return self.baud or USUAL_BAUD[self.model]


@dataclass(frozen=True, kw_only=True)
class StripUnit:
    """`columns`: Chinese characters across, 16 dots each; digits take half of one."""

    window: Id
    address: BusAddress
    columns: Positive = 8


@dataclass(frozen=True, kw_only=True)
class StripBus:
    """Window strips on one serial line. `profile` tells what they speak, as with `Desk`."""

    id: Id
    port: str
    profile: str = "strip-a090"
    baud: Positive | None = None  # None: the profile's
    strips: list[StripUnit] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Pad:
    """One window's keypad and its evaluator, which has the same number. The profile may limit
    addresses further."""

    window: Id
    address: BusAddress
    evaluator: bool = True


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A desk unit: the keypads and evaluators of some windows on one RS485 line.

    The profiles tell what keypads and evaluators speak: a shipped one by its name, any other by the
    path of its .toml file; one file may tell of both. `grades` maps the evaluator's grade byte to
    our level where it differs from what the profile says.
    """

    id: Id
    port: str
    profile: str = "ff68-21key"
    evaluator_profile: str = "ff68-evaluator-csharp-ack"
    baud: Positive | None = None  # None: the profile's
    pads: list[Pad] = field(default_factory=list)
    grades: dict[str, Annotated[int, Meta(ge=1, le=5)]] = field(default_factory=dict)
