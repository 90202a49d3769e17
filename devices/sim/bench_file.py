"""The bench file: which devices stand on the bench and where programs find them (JSON)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from devices.pixel_wall.chain import Along, ColourOrder, Corner
from devices.sim.printer_fault import PrinterHabits

Positive = Annotated[int, Meta(ge=1)]
DeviceName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")]
Address = Annotated[int, Meta(ge=1, le=65535)]  # the profile may limit it further
NetworkPort = Annotated[int, Meta(ge=0, le=65535)]
CardType = Literal[
    "any", "5K1", "5K2", "5MK1", "5MK2", "5K1Q-YY", "6K1", "6K2", "6K3", "6K1-YY", "6K2-YY",
    "6K3-YY", "6K1-4G", "6K2-4G",
]  # fmt: skip


class BenchMistake(Exception):
    """The bench file cannot be used; the text says why."""


class _Wired(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A device has a name and a place: `link` (a pty behind this path), `tcp_port` or, for what
    takes datagrams, `udp_port` (0: a free one)."""

    name: DeviceName
    link: str | None = None
    tcp_port: NetworkPort | None = None
    udp_port: NetworkPort | None = None
    baud: Positive = 115200  # informational: paces only a trickle


class TicketPrinterOn(_Wired, frozen=True, kw_only=True, tag="ticket-printer"):
    paper_mm: Literal[58, 80] = 80
    habits: PrinterHabits = PrinterHabits()


class IdCardOn(_Wired, frozen=True, kw_only=True, tag="id-card"):
    latched: bool = True  # a card once read is not found again until it was removed
    old_module: bool = False  # SAM 0501: does not know 30 10


class PadOn(msgspec.Struct, frozen=True, kw_only=True):
    window: str
    address: Address
    evaluator: bool = True


class DeskBusOn(_Wired, frozen=True, kw_only=True, tag="desk-bus"):
    """`grades`: the evaluator's grade byte -> the level (1 worst to 5 best) printed on its key;
    empty: as the evaluators' profile says. Profiles as in the hall's file."""

    pads: list[PadOn] = msgspec.field(default_factory=list)
    profile: str = "ff68-21key"
    evaluator_profile: str = "ff68-evaluator-csharp-ack"
    grades: dict[str, int] = msgspec.field(default_factory=dict)


class LedOnbonOn(_Wired, frozen=True, kw_only=True, tag="led-onbon"):
    width_px: Positive
    height_px: Positive
    model: Literal["bx-5k", "bx-6k"] = "bx-6k"
    card: CardType = "any"  # the type that it names in its answers; "-YY" has a voice


class AlphaOn(_Wired, frozen=True, kw_only=True, tag="alpha"):
    """A sign's own address and type; `one_way`: it has no line back."""

    width_px: Positive
    height_px: Positive
    address: Annotated[str, Meta(pattern=r"^[0-9A-F]{2}$")] = "01"
    sign_type: Annotated[str, Meta(pattern=r"^[!-~]$")] = "^"
    parity: Literal["none", "even"] = "none"
    one_way: bool = False


class ChainOn(msgspec.Struct, frozen=True, kw_only=True):
    """As `devices.pixel_wall.chain.Chain` has them."""

    universe: Positive = 1
    colour_order: ColourOrder = "rgb"
    start: Corner = "top-left"
    along: Along = "rows"
    serpentine: bool = False
    pixels_per_universe: Positive = 170


class PixelWallOn(_Wired, frozen=True, kw_only=True, tag="e131"):
    """Stands at `udp_port` (0: free)."""

    width_px: Positive
    height_px: Positive
    chain: ChainOn = ChainOn()


class StripOn(msgspec.Struct, frozen=True, kw_only=True):
    window: str
    address: Address
    columns: Positive = 8  # Chinese characters across; each 16 px


class StripBusOn(_Wired, frozen=True, kw_only=True, tag="strip-bus"):
    profile: str = "strip-a090"
    strips: list[StripOn] = msgspec.field(default_factory=list)


class ScannerOn(_Wired, frozen=True, kw_only=True, tag="scanner"):
    """`mode` "command" reads only when triggered; `interface` "keyboard" sends key events."""

    interface: Literal["serial", "keyboard"] = "serial"
    mode: Literal["auto", "command"] = "auto"
    ending: Literal["cr", "lf", "crlf", "idle"] = "cr"


class CameraOn(_Wired, frozen=True, kw_only=True, tag="camera"):
    """Pictures over HTTP on `tcp_port`."""


DeviceOn = (
    CameraOn
    | ScannerOn
    | TicketPrinterOn
    | IdCardOn
    | DeskBusOn
    | LedOnbonOn
    | AlphaOn
    | PixelWallOn
    | StripBusOn
)


class KioskOn(msgspec.Struct, frozen=True, kw_only=True):
    """`eye`: the Unix socket on which a kiosk without a screen shows its picture, takes touches."""

    id: DeviceName
    eye: str


class LinkOn(msgspec.Struct, frozen=True, kw_only=True):
    label: str
    url: str


class Bench(msgspec.Struct, frozen=True, kw_only=True):
    """`time_zone`: the hall's, for a scripted day; the machine's own when empty."""

    devices: list[DeviceOn]
    time_zone: str = ""
    kiosks: list[KioskOn] = msgspec.field(default_factory=list)
    links: list[LinkOn] = msgspec.field(default_factory=list)


def read_bench(path: Path) -> Bench:
    """Raises `BenchMistake` for a file that is absent, no JSON, or not what is described here."""
    try:
        bench = msgspec.json.decode(path.read_bytes(), type=Bench)
    except (OSError, msgspec.DecodeError) as error:
        raise BenchMistake(f"{path}: {error}") from error
    names = [device.name for device in bench.devices]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BenchMistake(f"{path}: two devices named {', '.join(twice)}")
    placeless = [device.name for device in bench.devices if not _has_its_place(device)]
    if placeless:
        raise BenchMistake(
            f"{path}: {', '.join(placeless)}: give either link or tcp_port (a wall: udp_port)"
        )
    return bench


def _has_its_place(device: DeviceOn) -> bool:
    """Datagrams come to a UDP port, all other bytes by a pty or a TCP port."""
    if isinstance(device, PixelWallOn):
        return device.udp_port is not None and device.link is None and device.tcp_port is None
    return device.udp_port is None and (device.link is None) != (device.tcp_port is None)
