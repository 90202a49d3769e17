"""The units are read by systemd itself, every program has one, and they may do little."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
MOST_EXPOSURE = 2.0  # of systemd-analyze's 10; a bare unit has 9.6
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in (*SERVICES, *UNITS.glob("*.target")):
        text = re.sub(r"/opt/hallqueue/\.venv/bin/\w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name.replace("@.", "@x1.")).write_text(text)
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
    )
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_unit_may_do_little(unit: Path) -> None:
    found = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
        capture_output=True,
        text=True,
    )
    exposure = re.search(r"Overall exposure level for \S+: ([0-9.]+)", found.stdout)
    assert exposure, found.stderr
    assert float(exposure.group(1)) <= MOST_EXPOSURE


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_program_that_falls_is_started_again_but_not_with_a_wrong_configuration(
    unit: Path,
) -> None:
    text = unit.read_text()
    if "Type=oneshot" not in text:
        assert "\nRestart=always\n" in text
        assert "\nRestartPreventExitStatus=78\n" in text


@pytest.mark.parametrize("package", ["queue_server", "display", "devices", "kiosk"])
def test_every_program_has_a_unit(package: str) -> None:
    assert any(f"-m {package}" in unit.read_text() for unit in SERVICES)


def test_the_rules_name_devices_by_number_and_by_socket() -> None:
    rules = (UNITS / "70-hallqueue.rules").read_text()
    assert 'SYMLINK+="hall/serial/$env{ID_SERIAL_SHORT}"' in rules
    assert 'SYMLINK+="hall/socket/$env{ID_PATH}"' in rules
