"""What is plugged into this machine: everything that could be a hall's device, by stable name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serial.tools import list_ports

USB_PRINTERS = Path("/dev/usb")
INPUTS_BY_ID = Path("/dev/input/by-id")
CAMERAS = Path("/sys/class/video4linux")


@dataclass(frozen=True)
class Plugged:
    """`port` is what a hall's file may say, the most lasting form of it; `device` the path that it
    has now; `about` what it says of itself. `sort`: "serial", "printer", "keyboard", "camera"."""

    port: str
    device: str
    sort: str
    about: str


def plugged(
    ports: Callable[[], Iterable[Any]] = list_ports.comports,
    *,
    printers: Path = USB_PRINTERS,
    inputs: Path = INPUTS_BY_ID,
    cameras: Path = CAMERAS,
) -> list[Plugged]:
    """In a lasting order. A machine without some of the folders has none of that sort."""
    return [
        *_serial(ports()),
        *(Plugged(str(lp), str(lp), "printer", "USB printer") for lp in _in(printers, "lp*")),
        *_keyboards(inputs),
        *_cameras(cameras),
    ]


def _serial(ports: Iterable[Any]) -> list[Plugged]:
    """By the adapter's serial number where it has one of its own."""
    listed = sorted(ports, key=lambda port: str(port.device))
    numbers = [port.serial_number for port in listed]
    return [
        Plugged(
            _lasting(port.device, port.serial_number, numbers),
            port.device,
            "serial",
            port.description if port.description != "n/a" else "serial port",
        )
        for port in listed
    ]


def _lasting(device: str, number: str | None, numbers: list[str | None]) -> str:
    """Cheap adapters share one number; these cannot be told apart by it."""
    return f"serial:{number}" if number and numbers.count(number) == 1 else device


def _keyboards(inputs: Path) -> list[Plugged]:
    return [
        Plugged(str(link), str(link.resolve()), "keyboard", link.name.removesuffix("-event-kbd"))
        for link in _in(inputs, "*-event-kbd")
    ]


def _cameras(cameras: Path) -> list[Plugged]:
    return [
        Plugged(f"/dev/{node.name}", f"/dev/{node.name}", "camera", _line(node / "name"))
        for node in _in(cameras, "video*")
    ]


def _in(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern)) if folder.is_dir() else []


def _line(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return "camera"
