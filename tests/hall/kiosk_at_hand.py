"""A kiosk that runs off screen: read and pressed through its eye, as the bench page does."""

from __future__ import annotations

import time
from pathlib import Path

from queue_server.admin.demo_kiosk import Eye, key_of
from queue_server.admin.running import read_record
from tests.hall.running_hall import RunningHall, wait_until

CALM_S = 0.5  # a screen takes no touches in its first moments: a double tap must not go through
SLOW_S = 40.0
STAYS_S = 5.0


def run_folder(hall: RunningHall) -> Path:
    record = read_record(hall.data / "running.json")
    assert record is not None
    return Path(record.run)


def eye_of(hall: RunningHall, kiosk: str = "k1") -> Eye:
    return Eye(run_folder(hall) / f"kiosk-{kiosk}.sock")


def press(eye: Eye, text: str, *, whole: bool = False) -> None:
    """The key on which `text` stands (`whole`: and nothing else), once it is there and was read."""

    def is_meant(shown: str) -> bool:
        return shown == text if whole else text in shown

    def key() -> tuple[int, int] | None:
        try:
            return key_of(eye.texts(), is_meant)
        except (OSError, ValueError):  # the kiosk has not opened its eye yet
            return None

    wait_until(key, SLOW_S, f"the kiosk shows a key {text!r}")
    time.sleep(CALM_S)  # as a person who reads first
    eye.touch(*wait_until(key, STAYS_S, f"the key {text!r} stays"))


def reads(eye: Eye, *texts: str) -> bool:
    """Whether all of these stand on the screen now."""
    shown = [item["text"] for item in eye.texts()]
    return all(any(text in one for one in shown) for text in texts)


def sees(eye: Eye, *texts: str, within_s: float = SLOW_S) -> None:
    """Waits for all of these to stand on the screen; says what stood there instead."""
    try:
        wait_until(lambda: reads(eye, *texts), within_s, f"the kiosk shows {', '.join(texts)}")
    except AssertionError as error:
        shown = " | ".join(item["text"] for item in eye.texts())
        raise AssertionError(f"{error}; it shows {shown}") from None
