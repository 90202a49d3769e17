"""The hall's IT person asks what is plugged in and what answers, while the hall runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hall.running_hall import RunningHall, wait_until

pytestmark = pytest.mark.broker
HEALS_WITHIN_S = 30.0


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with RunningHall(tmp_path_factory.mktemp("hall") / "data") as running:
        yield running


def hallctl_devices(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("HALL_")}
    return subprocess.run(
        [Path(sys.executable).parent / "hallctl", "devices", *arguments],
        env=env | {"HALL_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


def printer_of(data: Path) -> Any:
    told = json.loads(hallctl_devices(data, "--json").stdout)
    (row,) = [row for row in told["devices"] if row["device"] == "printer"]
    return row


def state_of_printer(hall: RunningHall) -> str | None:
    health = printer_of(hall.data)["health"]
    return health["state"] if health else None


def test_every_device_is_told_well_and_a_pulled_cable_is_told_and_heals(hall: RunningHall) -> None:
    wait_until(lambda: hallctl_devices(hall.data).returncode == 0, HEALS_WITHIN_S, "all are well")
    hall.bench.do("printer-k1", "unplug")
    wait_until(lambda: state_of_printer(hall) == "offline", HEALS_WITHIN_S, "it is missed")
    hall.bench.do("printer-k1", "plug")
    wait_until(lambda: state_of_printer(hall) == "ok", HEALS_WITHIN_S, "it is back")


def test_a_port_that_a_program_holds_is_told_as_busy(hall: RunningHall) -> None:
    done = hallctl_devices(hall.data, "probe", printer_of(hall.data)["place"]["port"])
    assert done.returncode == 1
    assert "busy" in done.stderr


def test_where_no_hall_runs_the_devices_themselves_are_asked(tmp_path: Path) -> None:
    done = hallctl_devices(tmp_path)
    assert done.returncode == 1
    (line,) = [text for text in done.stdout.splitlines() if " printer " in text]
    assert "not running; nothing is plugged in at /run/hall" in line
