"""Wire one kiosk and run it."""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from config.hall import Hall
from config.journal import configure_logging
from config.loader import DEMO, EXIT_CONFIG, ConfigMistakes, Mistake, load
from config.machines import Kiosk
from config.mistakes import did_you_mean
from config.variables import known_variables
from kiosk.look import glass_for
from kiosk.surface import (
    configure_window,
    desktop_px,
    has_display,
    kivy_environment,
    missing_packages,
    quiet_kivy,
)
from kiosk.texts import languages

TURN_S = 0.0005
EXIT_UNAVAILABLE = 69  # sysexits.h: a support program is missing


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    configure_logging(f"kiosk-{options.kiosk}")
    # A visitor's card may be in memory when a program dies: that memory is written nowhere.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    quiet_kivy()
    try:
        hall = load()
        kiosk = _find(hall, options.kiosk)
        if missing := missing_packages():
            sys.stderr.write(
                f"The kiosk's window needs the Debian packages {' '.join(missing)}: "
                f"apt install {' '.join(missing)}\n"
            )
            return EXIT_UNAVAILABLE
        return _run(hall, kiosk, options)
    except ConfigMistakes as mistakes:
        sys.stderr.write(f"{mistakes}\n")
        return EXIT_CONFIG


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description=__doc__)
    parser.add_argument("--kiosk", required=True, help="its id in the hall's file")
    parser.add_argument("--fullscreen", action="store_true", help="a real kiosk: no window frame")
    parser.add_argument("--eye", action="store_true", help="let the bench look on, with a display")
    parser.add_argument("--screenshot-dir", type=Path, help="keep a picture of every screen shown")
    return parser.parse_args(arguments)


def _find(hall: Hall, kiosk_id: str) -> Kiosk:
    file = Path(os.environ.get("HALL_CONFIG") or DEMO)
    for kiosk in hall.kiosks:
        if kiosk.id == kiosk_id:
            _know_languages(kiosk, file)
            return kiosk
    hint = did_you_mean(kiosk_id, (kiosk.id for kiosk in hall.kiosks))
    raise ConfigMistakes([Mistake(file, 0, "kiosks", f'there is no kiosk "{kiosk_id}"{hint}')])


def _know_languages(kiosk: Kiosk, file: Path) -> None:
    known = languages()
    key = f"kiosks.{kiosk.id}.languages"
    mistakes = [
        Mistake(file, 0, key, f'no file says anything in "{code}"{did_you_mean(code, known)}')
        for code in kiosk.languages
        if code not in known
    ]
    if mistakes:
        raise ConfigMistakes(mistakes)


def _run(hall: Hall, kiosk: Kiosk, options: argparse.Namespace) -> int:
    off_screen = not has_display(os.environ)
    variables = known_variables(os.environ)
    data = Path(variables["HALL_DATA"]) / "kiosk" / kiosk.id
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    desktop = None if off_screen or options.fullscreen else desktop_px()
    glass = glass_for(kiosk.screen, desktop)
    os.environ.update(kivy_environment(glass, data / "kivy", off_screen=off_screen))
    configure_window(glass, fullscreen=options.fullscreen)
    # Server and printer wait for a turn after each answer, a screen that is laid out takes long.
    sys.setswitchinterval(TURN_S)

    from kiosk.wiring import wire  # imports Kivy, which reads the environment

    wired = wire(hall, kiosk, data, fullscreen=options.fullscreen)
    if off_screen or options.eye:
        wired.open_eye(Path(variables["HALL_RUN"]) / f"kiosk-{kiosk.id}.sock")
    if options.screenshot_dir:
        wired.keep_pictures(options.screenshot_dir)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _stack: wired.stop_soon())
    return wired.run()
