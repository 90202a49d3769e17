"""The real kiosk, full screen on an X server with a keyboard and a mouse: nothing leads out."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from config.loader import load
from kiosk.hall_facts import from_configuration
from kiosk.surface import missing_packages
from tests.kiosk.kiosk_at_hand import KioskAtHand, write_hall
from tests.kiosk.queue_at_hand import QueueAtHand

pytestmark = [
    pytest.mark.skipif(bool(missing_packages()), reason=f"not installed: {missing_packages()}"),
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")),
        reason="Xvfb and xdotool are not installed",
    ),
]

NO_BROKER = 9
START_WITHIN_S = 30.0
PLAIN = ["Escape", "Tab", "Return", "BackSpace", "Delete", "Insert", "Home", "End", "Menu"]
PLAIN += ["Print", "Pause", "Super_L", "Super_R", "space", "slash", "a", "1", "F13", "XF86Sleep"]
PLAIN += ["XF86HomePage", "XF86Back", "XF86Search", *(f"F{n}" for n in range(1, 13))]
MODIFIED = ["q", "w", "c", "e", "t", "n", "r", "Tab", "Escape", "F1", "F2", "F4", "F7", "F11"]
CHORDS = [
    *PLAIN,
    *(f"alt+{key}" for key in MODIFIED),
    *(f"ctrl+{key}" for key in MODIFIED),
    *(f"super+{key}" for key in ("d", "e", "l", "r", "Tab")),
    *(f"ctrl+alt+{key}" for key in ("Delete", "BackSpace", "t", "F1", "F2", "F7", "F12")),
    "ctrl+shift+Escape",
    "ctrl+shift+i",
    "alt+shift+Tab",
    "alt+Print+b",
]
FIRST_SCREEN = "请选择您要办理的业务"


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    """An X server without a window manager, as a kiosk has it that has no compositor."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "540x960x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as said:
        number = said.readline().strip()
    assert number, "no X server came up"
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def kiosk(tmp_path: Path, display: str) -> Iterator[KioskAtHand]:
    hall = load(write_hall(tmp_path, server=1, mqtt=NO_BROKER), {})
    with QueueAtHand(from_configuration(hall, date(2026, 11, 23))) as queue:
        hall_file = write_hall(tmp_path, server=queue.port, mqtt=NO_BROKER)
        yield KioskAtHand(
            tmp_path,
            hall_file,
            env={"DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"},
            options=("--fullscreen", "--eye"),
        )


def xdotool(display: str, *words: str) -> str:
    done = subprocess.run(
        ["xdotool", *words],
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout


def stands(kiosk: KioskAtHand) -> bool:
    """The same process shows the first screen as it was, over the whole glass."""
    assert kiosk.process.poll() is None, kiosk.tail()
    return kiosk.sees(FIRST_SCREEN) and kiosk.sees("社会事务")


def test_no_key_no_mouse_button_and_no_wish_of_a_window_leads_out(
    kiosk: KioskAtHand, display: str
) -> None:
    assert len(CHORDS) >= 60
    with kiosk:
        kiosk.wait_to_see("网络正常", START_WITHIN_S)
        for chord in CHORDS:
            xdotool(display, "key", "--clearmodifiers", chord)
        assert stands(kiosk)

        for corner in ((0, 0), (539, 0), (0, 959), (539, 959)):
            xdotool(display, "mousemove", *map(str, corner), "click", "--repeat", "5", "1")
            for button in ("2", "3", "4", "5", "8", "9"):
                xdotool(display, "mousemove", *map(str, corner), "click", button)
        tile = next(t["touch"] for t in kiosk.texts() if t["text"] == "社会事务")
        middle = [str(tile[0] + tile[2] // 2), str(tile[1] + tile[3] // 2)]
        for button in ("2", "3"):
            xdotool(display, "mousemove", *middle, "click", button)
        assert stands(kiosk)

        windows = xdotool(display, "search", "--onlyvisible", "--name", ".*").split()
        assert windows
        for window in windows:
            xdotool(display, "windowquit", window)  # WM_DELETE_WINDOW, as Alt-F4 sends it
            xdotool(display, "windowminimize", window)
        kiosk.wait_for(lambda: stands(kiosk), "the first screen")
        kiosk.press("社会事务")  # and it is alive
        kiosk.wait_to_see("请点您要办理的业务")
    assert kiosk.process.returncode == 0


def test_a_kiosk_that_fell_in_any_way_comes_back_to_the_first_screen(kiosk: KioskAtHand) -> None:
    """With nothing of the one who stood there; the supervisor (systemd, `make run`) starts it."""
    for number in (signal.SIGKILL, signal.SIGSEGV):
        with kiosk:
            kiosk.wait_to_see("网络正常", START_WITHIN_S)
            kiosk.press("English")
            kiosk.press("Social affairs")
            kiosk.wait_to_see("Real estate registration")
            kiosk.process.send_signal(number)
            assert kiosk.process.wait(START_WITHIN_S) == -number
        with kiosk:
            kiosk.wait_for(lambda: stands(kiosk), "the first screen", START_WITHIN_S)
            assert not kiosk.sees("Social affairs")
