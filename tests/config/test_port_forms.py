"""Where a device is plugged in can be said in five ways; a slip of the pen is told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import DEMO, ConfigMistakes, load

ENV = {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"}
DESK = 'port = "${HALL_RUN}/dev/desk0"'
PRINTER = 'port = "${HALL_RUN}/dev/printer0"'


def hall_with(old: str, port: str, folder: Path) -> Path:
    text = DEMO.read_text("utf-8")
    assert old in text
    file = folder / "hall.toml"
    file.write_text(text.replace(old, f'port = "{port}"', 1), "utf-8")
    return file


def line_of(old: str) -> int:
    return DEMO.read_text("utf-8").split(old)[0].count("\n") + 1


@pytest.mark.parametrize(
    "port",
    [
        "/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0",
        "serial:A50285BI",
        "socket://192.168.1.40:4001",
        "rfc2217://desk-server:4002",
        "socket://[fd00::7]:4001",
    ],
)
def test_a_desk_is_found_by_any_of_these(port: str, tmp_path: Path) -> None:
    assert load(hall_with(DESK, port, tmp_path), ENV).desks[0].port == port


@pytest.mark.parametrize("port", ["usb:04b8:0e15", "usb:04B8:0E15:X3QF012345"])
def test_a_printer_may_stand_on_usb(port: str, tmp_path: Path) -> None:
    printer = load(hall_with(PRINTER, port, tmp_path), ENV).kiosks[0].printer
    assert printer is not None
    assert printer.port == port


@pytest.mark.parametrize(
    ("old", "port", "says"),
    [
        (DESK, "ttyUSB0", '"ttyUSB0" is no port: expected a path'),
        (DESK, "tcp://10.0.0.7:4001", '"tcp://10.0.0.7:4001" is no port: expected a path'),
        (DESK, "COM3", '"COM3" is no port'),
        (DESK, "serial:", "serial: lacks the adapter's number"),
        (DESK, "socket://10.0.0.7", '"socket://10.0.0.7" lacks a host or a port'),
        (DESK, "rfc2217://:4001", "expected rfc2217://host:port"),
        (DESK, "socket://10.0.0.7:99999", "lacks a host or a port"),
        (DESK, "usb:04b8:0e15", '"usb:04b8:0e15" is no port'),  # a desk is a serial line
        (PRINTER, "usb:epson", "usb: wants VID:PID, four hexadecimal digits each"),
        (PRINTER, "lp0", '"usb:VID:PID"'),
    ],
)
def test_a_port_that_is_none_is_told_at_its_line(
    old: str, port: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigMistakes) as raised:
        load(hall_with(old, port, tmp_path), ENV)
    (mistake,) = raised.value.mistakes
    assert mistake.line == line_of(old)
    assert says in mistake.message
