"""A code pattern or a slot that cannot work as it is written down is told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import DEMO, ConfigMistakes, load

ENV = {"HALL_RUN": "/run/hall", "HALL_DATA": "/var/lib/hall"}


def hall_with(folder: Path, *, end: str = "", slots: str = "") -> Path:
    """The demonstration hall with a table at its end, or with slots of its first service."""
    file = folder / "hall.toml"
    text = DEMO.read_text("utf-8")
    if slots:
        text = text.replace('prefix = "A"\n', f'prefix = "A"\nslots = [{slots}]\n', 1)
    file.write_text(f"{text}\n{end}\n", "utf-8")
    return file


def test_a_halls_own_pattern_and_slots_are_read(tmp_path: Path) -> None:
    file = hall_with(
        tmp_path,
        end="[appointments]\ncode_pattern = 'APPT:(?P<reference>\\w+)'",
        slots='{ starts = "09:00", ends = "11:30", places = 4 }',
    )
    hall = load(file, ENV)
    assert hall.appointments.code_pattern == r"APPT:(?P<reference>\w+)"
    assert hall.services[0].slots[0].places == 4


@pytest.mark.parametrize(
    ("pattern", "mistake"),
    [
        ("(", "is no regular expression"),
        (r"APPT:(\w+)", r"needs a group \(\?P<reference>"),
        (r"(?P<reference>(\w+)+)", "repeats a group that holds a repetition"),
        (r"(\d*){2,}(?P<reference>\w+)", "repeats a group that holds a repetition"),
    ],
)
def test_a_pattern_that_cannot_work_is_told(pattern: str, mistake: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes, match=mistake):
        load(hall_with(tmp_path, end=f"[appointments]\ncode_pattern = '{pattern}'"), ENV)


@pytest.mark.parametrize(
    ("slot", "mistake"),
    [
        ('{ starts = "11:00", ends = "09:00", places = 1 }', "ends at 09:00"),
        ('{ starts = "09:00", ends = "09:20", places = 1 }', "no slot of 30 minutes fits"),
        ('{ starts = "9:00", ends = "11:00", places = 1 }', "9:00"),
        ('{ starts = "09:00", ends = "11:00", places = 0 }', "places"),
    ],
)
def test_a_slot_that_cannot_be_is_told(slot: str, mistake: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes, match=mistake):
        load(hall_with(tmp_path, slots=slot), ENV)
