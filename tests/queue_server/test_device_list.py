"""What `hallctl devices` prints: the hall's file, what the programs say, what is plugged in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.hall import Hall
from config.loader import load
from devices.plugged import Plugged
from queue_server.admin.device_list import ago, report, rows
from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact, PaperLevel

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def hall() -> Hall:
    return load(env={"HALL_DATA": "/data", "HALL_RUN": "/run/hall", "HALL_LED_PORT": "5005"})


def printer(**changes: object) -> dict[str, HealthFact]:
    told = DeviceHealth(**{"state": DeviceState.OK, "since": NOW, **changes})  # type: ignore[arg-type]
    fact = HealthFact(program="kiosk-k1", online=True, devices={"printer": told})
    return {"kiosk-k1": fact}


def line(hall: Hall, said: dict[str, HealthFact], *found: Plugged) -> str:
    """What is printed of the kiosk's printer."""
    listed = report(rows(hall, said), found, NOW)
    return next(text for text in listed if " printer " in text)


def test_every_device_of_the_file_is_listed_also_when_nothing_runs(hall: Hall) -> None:
    listed = {(row.program, row.device) for row in rows(hall, {})}
    assert listed >= {
        ("kiosk-k1", "printer"),
        ("display", "hall"),
        ("display", "strips/1"),
        ("desk-d1", "pads"),
    }
    assert "not running" in line(hall, {})


def test_a_faults_cause_its_age_paper_and_errors_stand_in_its_row(hall: Hall) -> None:
    told = line(
        hall,
        printer(
            state=DeviceState.FAULT,
            cause="paper_out",
            since=NOW - timedelta(minutes=5),
            last_contact=NOW - timedelta(seconds=2),
            paper=PaperLevel.OUT,
            counters={"no_answer": 3, "garbage": 0},
        ),
    )
    assert told.split("  ")[-1] == "no_answer 3"
    for words in ("fault: paper_out", "5 min", "2 s", "out"):
        assert words in told


def test_a_program_that_went_tells_nothing_of_its_devices(hall: Hall) -> None:
    said = printer()
    gone = HealthFact(program="kiosk-k1", online=False, devices=said["kiosk-k1"].devices)
    assert "not running" in line(hall, {"kiosk-k1": gone})


def test_a_device_that_its_program_never_heard_is_silent(hall: Hall) -> None:
    assert "silent" in line(hall, {"kiosk-k1": HealthFact(program="kiosk-k1", online=True)})


def test_what_is_plugged_in_is_told_with_its_user_or_with_what_to_do(
    hall: Hall, tmp_path: Path
) -> None:
    (row,) = [row for row in rows(hall, {}) if row.device == "printer"]
    used = Plugged("serial:A1", row.place.port, "serial", "adapter")
    spare = Plugged("serial:A2", str(tmp_path / "ttyUSB7"), "serial", "adapter")
    listed = list(report(rows(hall, {}), [used, spare], NOW))
    assert "kiosk-k1 printer" in listed[-2]
    assert listed[-1].endswith("not in the hall's file: hallctl devices probe serial:A2")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0 s"), (59, "59 s"), (60, "1 min"), (7_200, "2 h"), (200_000, "2 d")],
)
def test_ages_are_told_in_the_unit_that_says_most(seconds: int, text: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == text
