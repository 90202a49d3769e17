"""Every kind of device has a driver, a wire to look at, and its protocol on paper."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import devices
from devices.catalog import DRIVERS, open_device
from devices.errors import LinkLost
from devices.sim import bench_file
from devices.wire import KINDS

FOLDER = Path(devices.__file__).parent
SETTINGS = {
    "ticket-printer": {"paper_mm": 80},
    "led-onbon": {"model": "bx-6k", "width_px": 64, "height_px": 16},
    "alpha": {"width_px": 64, "height_px": 16},
}
FIRST_WORDS = {
    "id-card": lambda reader: reader.poll(),
    "ticket-printer": lambda printer: printer.status(),
    "desk-bus": lambda pads: pads.read(0.01),
    "strip-bus": lambda strips: strips.show(1, "A001"),
    "led-onbon": lambda board: board.ping(),
    "alpha": lambda sign: sign.clear(),
    "scanner": lambda scanner: scanner.read(0.01),
}


@pytest.mark.parametrize("kind", DRIVERS)
def test_a_kind_is_complete(kind: str) -> None:
    entry = DRIVERS[kind]
    assert entry.wire in KINDS
    for part in ("driver.py", "PROTOCOL.md"):
        assert (FOLDER / entry.folder / part).is_file()


def test_every_driver_has_a_simulator() -> None:
    simulated = {kind.__struct_config__.tag for kind in get_args(bench_file.DeviceOn)}
    # A camera speaks the bytes of OpenCV, a pixel wall takes datagrams: neither stands on a port.
    assert simulated - {"camera", "e131"} == set(DRIVERS)


@pytest.mark.parametrize("kind", DRIVERS)
def test_a_device_whose_port_is_not_there_is_opened_and_says_so_when_used(
    kind: str, tmp_path: Path
) -> None:
    device = open_device(kind, "d", str(tmp_path / "none"), **SETTINGS.get(kind, {}))
    with pytest.raises(LinkLost):
        FIRST_WORDS[kind](device)
