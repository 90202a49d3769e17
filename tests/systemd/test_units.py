"""The units are read by systemd itself, every program has one, and they may do little."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
APP = Path(__file__).parents[2] / "kiosk" / "app.py"
SERVICES = sorted(UNITS.glob("*.service"))
MOST_EXPOSURE = 2.0  # of systemd-analyze's 10; a bare unit has 9.6
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in (*SERVICES, *UNITS.glob("*.target")):
        text = re.sub(r"/(opt/hallqueue/\.venv|usr)/bin/\w+", "/bin/true", unit.read_text())
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


# --- a kiosk that nobody gets out of ------------------------------------------------------------


@pytest.fixture
def kiosk() -> str:
    return (UNITS / "hallqueue-kiosk@.service").read_text()


def test_a_kiosk_is_the_only_program_on_its_screen_and_no_root(kiosk: str) -> None:
    command = re.search(r"^ExecStart=(.*)$", kiosk, re.MULTILINE)
    assert command
    compositor, _, program = command.group(1).partition(" -- ")
    assert compositor.split()[0] == "/usr/bin/cage"
    assert "-s" not in compositor.split()  # would let Ctrl-Alt-F1 switch the console
    assert program.endswith("-m kiosk --kiosk %i --fullscreen")
    assert "\nUser=hallqueue\n" in kiosk
    assert "\nConflicts=getty@tty7.service\n" in kiosk


def test_a_frozen_kiosk_starts_again_within_a_minute(kiosk: str) -> None:
    watchdog = re.search(r"^WatchdogSec=(\d+)$", kiosk, re.MULTILINE)
    pause = re.search(r"^RestartSec=(\d+)$", kiosk, re.MULTILINE)
    assert watchdog
    assert pause
    assert int(watchdog.group(1)) + int(pause.group(1)) < 60
    fed = re.search(r"^WATCHDOG_EVERY_S = ([0-9.]+)$", APP.read_text(), re.MULTILINE)
    assert fed
    assert 2 * float(fed.group(1)) < int(watchdog.group(1))


def test_what_a_kiosk_remembers_is_written_to_no_disk(kiosk: str) -> None:
    """Neither when it dies nor when the machine needs room: a card may be in memory."""
    assert "\nLimitCORE=0\n" in kiosk
    assert "\nMemorySwapMax=0\n" in kiosk


def test_a_strange_usb_device_is_not_authorised_and_a_known_one_is() -> None:
    rules = (UNITS / "72-hallqueue-usb-guard.rules").read_text()
    lines = [line for line in rules.splitlines() if line and not line.startswith("#")]
    assert 'KERNEL=="usb[0-9]*", ATTR{authorized_default}="0"' in rules
    for line in lines:
        if 'ATTR{authorized}="1"' in line:  # never for all, and nothing after it undoes it
            assert re.search(r'ATTR\{(bDeviceClass|idVendor)\}=="', line), line
            assert line.endswith('GOTO="hallqueue_guard_end"'), line


def test_keys_of_a_keyboard_command_no_machine() -> None:
    assert "kernel.sysrq = 0" in (UNITS / "90-hallqueue-kiosk.conf").read_text()
    assert "NAutoVTs=0" in (UNITS / "logind-hallqueue-kiosk.conf").read_text()
