"""Run in a process of its own: touches every screen beside everything that may be pressed, and
prints, as JSON, what answered.

`python touch_everywhere.py '{"width_px": …}' [part of a screen's name] [and-what-is-pressable]`:
with the last, what may be pressed is touched too, and must answer.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from config.hall import Hall
from config.loader import load
from config.machines import Screen
from kiosk import examples
from kiosk import states as s
from kiosk.look import glass_for
from kiosk.screenshots import example_world
from kiosk.surface import UNLIMITED, configure_window, kivy_environment, quiet_kivy

STEP_MM = 8.0  # finer than the least target
TOUCHED_WHOLE = (s.Asleep,)  # wakes wherever it is touched


def main() -> None:
    screen = Screen(**json.loads(sys.argv[1]))
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    glass = glass_for(screen)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(kivy_environment(glass, Path(home), off_screen=True))
        quiet_kivy()
        configure_window(glass, fullscreen=False, frames_per_s=UNLIMITED)
        hall = load(None, {})
        hall = replace(hall, kiosks=[replace(hall.kiosks[0], screen=screen)])
        found = answers(hall, STEP_MM * glass.px_per_mm, only, everything=len(sys.argv) > 3)
        print(json.dumps(found, ensure_ascii=False))


def answers(hall: Hall, step_px: float, only: str, *, everything: bool) -> list[str]:
    from kivy.base import EventLoop
    from kivy.clock import Clock
    from kivy.core.window import Window

    from kiosk.lock_down import lock_down
    from kiosk.screens.finger import EyeTouch
    from kiosk.screens.frame import CALM_S
    from kiosk.screens.stage import Stage
    from kiosk.screens.touch import pressable_at

    world, stage, wrong, touched = example_world(hall), Stage(), [], 0
    posted: list[str] = []
    world.post = lambda event: posted.append(type(event).__name__)
    world.service_touched = posted.append
    world.phone_given = posted.append
    lock_down(Window, Clock.get_time, fullscreen=True)
    for name, screen in examples.screens(world.hall, "zh").items():
        if only not in name or isinstance(screen, TOUCHED_WHOLE):
            continue
        view = stage.put(screen, world)
        view.shown_at -= 2 * CALM_S
        for down in range(int(Window.height // step_px) + 1):
            for across in range(int(Window.width // step_px) + 1):
                x = min(across * step_px, Window.width - 1)
                y = min(down * step_px, Window.height - 1)
                if not everything and pressable_at(view, x, y) is not None:
                    continue
                touched += 1
                touch = EyeTouch(touched, x, Window.height - 1 - y)
                EventLoop.post_dispatch_input("begin", touch)
                EventLoop.post_dispatch_input("end", touch)
                if posted:
                    wrong.append(f"{name}: {posted} at {x:.0f}, {y:.0f}")
                    posted.clear()
        assert touched, name
    return wrong


if __name__ == "__main__":
    main()
