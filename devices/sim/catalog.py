"""Kind of the bench file -> simulator: a table."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec

from devices.pixel_wall.chain import Chain
from devices.sim.alpha import AlphaSim
from devices.sim.bench_file import (
    AlphaOn,
    CameraOn,
    DeskBusOn,
    DeviceOn,
    IdCardOn,
    LedOnbonOn,
    PixelWallOn,
    ScannerOn,
    StripBusOn,
    TicketPrinterOn,
)
from devices.sim.device import Device
from devices.sim.id_card import IdCardSim
from devices.sim.led_onbon import LedOnbonSim
from devices.sim.pixel_wall import PixelWallSim
from devices.sim.profiled import desk_bus, strip_bus
from devices.sim.scanner import ScannerSim
from devices.sim.ticket_printer import PrinterSim

Clock = Callable[[], float]


def _camera(_entry: CameraOn, clock: Clock) -> Device:
    from devices.sim.camera import CameraSim  # OpenCV: a bench without a camera starts without it

    return CameraSim(clock)


def _alpha(entry: AlphaOn, clock: Clock) -> Device:
    return AlphaSim(
        entry.width_px,
        entry.height_px,
        clock,
        address=entry.address,
        sign_type=entry.sign_type,
        parity=entry.parity,
        one_way=entry.one_way,
    )


def _pixel_wall(entry: PixelWallOn, clock: Clock) -> Device:
    chain = msgspec.structs.asdict(entry.chain)
    return PixelWallSim(Chain(width_px=entry.width_px, height_px=entry.height_px, **chain), clock)


_BUILDERS: dict[type[Any], Callable[[Any, Clock], Device]] = {
    CameraOn: _camera,
    TicketPrinterOn: lambda entry, clock: PrinterSim(entry.paper_mm, habits=entry.habits),
    IdCardOn: lambda entry, clock: IdCardSim(
        latched=entry.latched, old_module=entry.old_module, baud=entry.baud
    ),
    DeskBusOn: desk_bus,
    LedOnbonOn: lambda entry, clock: LedOnbonSim(
        entry.model, entry.width_px, entry.height_px, clock, entry.card
    ),
    AlphaOn: _alpha,
    PixelWallOn: _pixel_wall,
    ScannerOn: lambda entry, clock: ScannerSim(
        clock, interface=entry.interface, mode=entry.mode, ending=entry.ending
    ),
    StripBusOn: strip_bus,
}


def build_device(entry: DeviceOn, clock: Clock = time.monotonic) -> Device:
    """Raises `BenchMistake` for a profile that is none."""
    return _BUILDERS[type(entry)](entry, clock)
