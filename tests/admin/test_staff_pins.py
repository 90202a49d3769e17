"""Who gets a PIN for the kiosks' service menu, and which PINs are none."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from config.hall import Hall
from config.loader import load
from config.staff_pins import staff_pins, weakness
from queue_server.admin.hallctl import main
from queue_server.admin.staff_pins import (
    DEMO_NUMBER,
    PinRefused,
    demo_staff,
    remove_pin,
    set_pin,
)

GOOD = "482915"


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return load(None, {"HALL_DATA": str(tmp_path)})


def says(*lines: str) -> Callable[[str], str]:
    answers = iter(lines)
    return lambda _question: next(answers)


def opens(hall: Hall, number: str, pin: str) -> bool:
    return PasswordHasher().verify(staff_pins(hall)[number], pin)


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("000000", "row"),
        ("123456", "row"),
        ("987654", "row"),
        ("890123", "row"),
        ("135791", "row"),
        ("112211", "pattern"),
        ("123123", "pattern"),
        ("121212", "pattern"),
        ("48291", "length"),
        ("4829154829154", "length"),
        ("48291a", "digits"),
        ("４８２９１５", "digits"),
        ("", "digits"),
        (GOOD, ""),
    ],
)
def test_a_pin_that_is_guessed_at_once_is_refused(pin: str, why: str) -> None:
    assert weakness(pin) == why


def test_a_pin_is_kept_as_a_hash_in_a_file_for_its_owner_alone(hall: Hall) -> None:
    set_pin(hall, "1024", says(GOOD, GOOD))
    set_pin(hall, "7", says("603817", "603817"))
    assert opens(hall, "1024", GOOD)
    file = Path(hall.secrets.staff_pins_file)
    assert GOOD not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    remove_pin(hall, "1024")
    assert set(staff_pins(hall)) == {"7"}


@pytest.mark.parametrize(
    ("number", "answers"),
    [("1024", (GOOD, "482916")), ("1024", ("123456", "123456")), ("wang", (GOOD, GOOD))],
)
def test_a_refused_pin_changes_nothing(hall: Hall, number: str, answers: tuple[str, str]) -> None:
    with pytest.raises(PinRefused):
        set_pin(hall, number, says(*answers))
    assert staff_pins(hall) == {}
    with pytest.raises(PinRefused, match="known: none"):
        remove_pin(hall, "1024")


def test_the_command_reads_a_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(os.environ, "HALL_DATA", str(tmp_path))
    monkeypatch.delitem(os.environ, "HALL_CONFIG", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n{GOOD}\n"))
    assert main(["staff-pin", "1024"]) == 0
    assert GOOD not in capsys.readouterr().out
    assert main(["staff-pin", "1024", "--remove"]) == 0
    assert main(["staff-pin", "1024", "--remove"]) == 1
    assert "has no PIN" in capsys.readouterr().err


def test_a_demonstration_gets_a_pin_of_its_own_once_and_real_staff_keep_theirs(
    hall: Hall, tmp_path: Path
) -> None:
    first = demo_staff(hall, tmp_path / "demo-staff.json")
    assert first is not None
    assert first.number == DEMO_NUMBER
    assert weakness(first.pin) == ""
    assert opens(hall, first.number, first.pin)
    assert demo_staff(hall, tmp_path / "demo-staff.json") == first
    other = replace(
        hall, secrets=replace(hall.secrets, staff_pins_file=str(tmp_path / "other.json"))
    )
    set_pin(other, "1024", says(GOOD, GOOD))
    assert demo_staff(other, tmp_path / "other-demo.json") is None
