"""A scanner that cannot work as it is written down is told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import DEMO, ConfigMistakes, load
from config.machines import Camera, Scanner

ENV = {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"}


def hall_with(more: str, folder: Path) -> Path:
    """The demonstration hall with one more kiosk."""
    kiosk = f'\n[[kiosks]]\nid = "k9"\nzone = "f1-market"\n{more}\n'
    file = folder / "hall.toml"
    file.write_text(DEMO.read_text("utf-8") + kiosk, "utf-8")
    return file


@pytest.mark.parametrize(
    ("table", "scanner"),
    [
        ('port = "/dev/hall-scanner"', Scanner(port="/dev/hall-scanner")),
        (
            'port = "hid:0c2e:0b61", family = "keyboard"',
            Scanner(port="hid:0c2e:0b61", family="keyboard"),
        ),
        (
            'port = "serial:A1", family = "gm65", trigger = true',
            Scanner(port="serial:A1", family="gm65", trigger=True),
        ),
    ],
)
def test_a_scanner_is_read(table: str, scanner: Scanner, tmp_path: Path) -> None:
    assert load(hall_with(f"scanner = {{ {table} }}", tmp_path), ENV).kiosks[-1].scanner == scanner


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ('port = "hid:0c2e:0b61"', 'write family = "keyboard"'),
        ('port = "/dev/input/event3", family = "gm65"', 'write family = "keyboard"'),
        ('port = "hid:c2e", family = "keyboard"', "is no keyboard"),
        ('port = "COM3"', "is no port"),
        ('port = "/dev/s", trigger = true', "cannot be told to read"),
        ('port = "/dev/s", family = "gm66"', "gm65"),
        ('port = "/run/hall/dev/printer0"', "stands already at"),
        ('port = "/dev/s", prefix = "\\r"', "control character"),
    ],
)
def test_a_slip_of_the_pen_is_told(table: str, mistake: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes, match=mistake):
        load(hall_with(f"scanner = {{ {table} }}", tmp_path), ENV)


def test_a_camera_is_read_and_the_screen_may_stay_awake(tmp_path: Path) -> None:
    more = 'camera = { source = "/dev/video0", wake = false }\nsleep_after_s = 0'
    kiosk = load(hall_with(more, tmp_path), ENV).kiosks[-1]
    assert kiosk.camera == Camera(source="/dev/video0", wake=False)
    assert kiosk.sleep_after_s == 0


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ('source = ""', "is no camera"),
        ('source = "/dev/ttyUSB0"', "is no camera"),
        ('source = "usb:046d:0825"', "is no camera"),
        ('source = "/dev/video7", codes = false, wake = false', "leave it out"),
    ],
)
def test_a_camera_that_sees_nothing_is_told(table: str, mistake: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes, match=mistake) as told:
        load(hall_with(f"camera = {{ {table} }}", tmp_path), ENV)
    (one,) = told.value.mistakes
    assert one.line == DEMO.read_text("utf-8").count("\n") + 5
