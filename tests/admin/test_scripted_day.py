"""`HALL_DAY`: a day is checked before anything starts, and handed to the virtual devices."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from hallctl_command import Hallctl

from config.loader import EXIT_CONFIG, ConfigMistakes, load
from devices.sim.day import SHIPPED, shipped_days
from queue_server.admin.bench_layout import bench_file
from queue_server.admin.places import Places
from queue_server.admin.programs import programs
from queue_server.admin.scripted_day import scripted_day

ENV = {"HALL_RUN": "/run/hall", "HALL_LED_PORT": "7005"}


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """The demonstration hall's."""
    places = Places(tmp_path, Path("/run/hall"), 8090)
    file = tmp_path / "bench.json"
    file.write_bytes(bench_file(load(env=ENV), places))
    return file


@pytest.mark.parametrize("name", shipped_days())
def test_every_shipped_day_fits_the_demonstration_hall(name: str, bench: Path) -> None:
    assert scripted_day({"HALL_DAY": name}, bench) == str(SHIPPED / f"{name}.toml")


def test_no_day_is_wanted_usually(bench: Path) -> None:
    assert scripted_day({}, bench) == scripted_day({"HALL_DAY": ""}, bench) == ""


def test_a_day_of_ones_own_is_named_by_its_path_and_told_its_mistakes(
    bench: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    day = tmp_path / "mine.toml"
    day.write_text('title = "Mine"\n[[event]]\nat = "10:00"\ndevice = "desk-d2"\ndo = "unplug"\n')
    with pytest.raises(ConfigMistakes) as mistakes:
        scripted_day({"HALL_DAY": "./mine.toml"}, bench)
    assert str(mistakes.value) == (
        f'{day}:4: event[0].device: no "desk-d2" on the bench; did you mean "desk-d1"?'
    )
    day.write_text(day.read_text().replace("d2", "d1"))
    assert scripted_day({"HALL_DAY": "./mine.toml"}, bench) == str(day)


@pytest.mark.parametrize(("day", "more"), [("", ()), ("/d/bad.toml", ("--day", "/d/bad.toml"))])
def test_the_virtual_devices_are_started_with_it(
    day: str, more: tuple[str, ...], tmp_path: Path
) -> None:
    hall = load(env=ENV)
    broker = SimpleNamespace(command=("broker",))
    places = Places(tmp_path, tmp_path, 8090)
    listed = programs(hall, places, broker, kiosks=False, demo_speed=None, day=day)  # type: ignore[arg-type]
    (devices,) = [program for program in listed if program.name == "devices"]
    assert devices.command[devices.command.index("8090") + 1 :] == more


def test_a_day_that_does_not_exist_ends_with_78_before_anything_starts(hallctl: Hallctl) -> None:
    found = hallctl("run", HALL_DAY="worse-day")
    assert found.returncode == EXIT_CONFIG
    assert "shipped are bad-day, quiet-day" in found.stderr


def test_a_board_that_is_too_small_or_has_no_glyph_is_told_by_check_config(
    hallctl: Hallctl, small_hall: Path, tmp_path: Path
) -> None:
    file = tmp_path / "hall.toml"
    text = small_hall.read_text("utf-8")
    file.write_text(text.replace("height_px = 128", "height_px = 8"), "utf-8")
    found = hallctl("check-config", str(file))
    assert (found.returncode, found.stdout) == (EXIT_CONFIG, "")
    assert "boards[0].height_px: 256×8 px holds no call" in found.stderr
    title = 'height_px = 128\ntitle = { zh = "請", en = "Go" }'
    file.write_text(text.replace("height_px = 128", title), "utf-8")
    found = hallctl("check-config", str(file))
    assert found.returncode == EXIT_CONFIG
    assert "boards[0].title.zh: '請': the card's GB2312 font has no 請" in found.stderr
