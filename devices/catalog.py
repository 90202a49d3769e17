"""Kind of device -> its driver, its wire and its paper: a table, not a class tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from devices.alpha.driver import AlphaSign
from devices.id_card.driver import IdCardReader
from devices.keypad.driver import PadBus
from devices.led.driver import OnbonBoard
from devices.link import Link
from devices.probe import Probe
from devices.profiles.load import load_profile
from devices.scanner.driver import Scanner
from devices.strip.driver import StripBus
from devices.ticket_printer.driver import TicketPrinter
from devices.transport import Transport, open_transport


@dataclass(frozen=True)
class DriverEntry:
    """`make(transport, **settings)` gives the driver. `wire` is the kind for `hallctl wire`;
    `folder`, beside this file, holds the driver and its PROTOCOL.md. `moves`: the device can be set
    to another speed, and its driver takes `open_at` to follow it."""

    make: Callable[..., Any]
    wire: str
    folder: str
    baud: int
    moves: bool = False


def _pad_bus(
    transport: Transport,
    *,
    profile: str = "ff68-21key",
    evaluator_profile: str = "ff68-evaluator-csharp-ack",
    **settings: Any,
) -> PadBus:
    return PadBus(transport, load_profile(profile), load_profile(evaluator_profile), **settings)


def _strip_bus(transport: Transport, *, profile: str = "strip-a090", **settings: Any) -> StripBus:
    return StripBus(transport, load_profile(profile), **settings)


DRIVERS: dict[str, DriverEntry] = {
    "id-card": DriverEntry(IdCardReader, "id-card", "id_card", 115200, moves=True),
    "ticket-printer": DriverEntry(TicketPrinter, "printer-status", "ticket_printer", 115200),
    "desk-bus": DriverEntry(_pad_bus, "keypad-ff68", "keypad", 9600),
    "strip-bus": DriverEntry(_strip_bus, "strip-a090", "strip", 9600),
    "scanner": DriverEntry(Scanner, "scanner", "scanner", 9600),
    "led-onbon": DriverEntry(OnbonBoard, "led-onbon", "led", 57600),
    "alpha": DriverEntry(AlphaSign, "alpha", "alpha", 9600),
}


def open_device(kind: str, name: str, port: str, baud: int | None = None, **settings: Any) -> Any:
    """The driver of `kind` on a link to `port`, not opened before its first use.

    `settings` are the driver's own, such as `paper_mm` or `model`. `baud` is the kind's usual one
    when left out. Raises `KeyError` for an unknown kind, `TypeError` for settings it does not take.
    """
    entry = DRIVERS[kind]
    link = Link(partial(open_transport, port, baud or entry.baud), name)
    if entry.moves:
        settings.setdefault("open_at", partial(_at_speed, link, port))
    return entry.make(link, **settings)


def _at_speed(link: Link, port: str, baud: int) -> Link:
    """The same link, which opens its port at `baud` from now on, also after it was lost."""
    link.reopen(partial(open_transport, port, baud))
    return link


def probes_of(kind: str) -> tuple[Probe, ...]:
    """How to find out whether `kind` hangs on a port; empty for what cannot be asked.

    Imported only here: looking for a camera needs more than a keypad's program should load.
    """
    probes: tuple[Probe, ...] = import_module(f"devices.{DRIVERS[kind].folder}.probe").PROBES
    return tuple(probe for probe in probes if probe.kind == kind)
