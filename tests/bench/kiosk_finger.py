"""Run in a process of its own: the real kiosk, off screen, and a finger that visits it.

`python -m tests.bench.kiosk_finger VISITS OUT`. The finger lifts at any moment, not when a frame
begins: as with a panel, the window hears of it at its next frame. Writes to OUT as JSON, in seconds
of `time.perf_counter`, which all processes of a machine share:
`lifts` when the last touch of each visit ended, `answers` how long after each touch the screen
stood still again, `frames` how long each frame of a change took.
"""

from __future__ import annotations

import json
import os
import queue
import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.loader import load
from kiosk.look import glass_for
from kiosk.program import TURN_S
from kiosk.surface import configure_window, kivy_environment, quiet_kivy

GROUP, SERVICE, DONE = "社会事务", "不动产登记", "完成"
CALM_S = 0.45  # in which a new screen takes no touch
DOWN_S = 0.06
STILL_S = 0.12  # no frame for so long: the change is over
PATIENCE_S = 30.0


class Frames:
    """How long each frame took to be made and drawn, without the pause before it, and when."""

    def __init__(self) -> None:
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.core.window import Window

        self.flips: list[float] = []
        self.work: list[tuple[float, float]] = []
        self._slept = 0.0
        self._drawn = False
        pause, idle = Clock.idle, EventLoop.idle

        def timed_pause() -> Any:
            began = time.perf_counter()
            answer = pause()
            self._slept += time.perf_counter() - began
            return answer

        def timed_idle() -> Any:
            began, self._slept, self._drawn = time.perf_counter(), 0.0, False
            answer = idle()
            if self._drawn:
                took = time.perf_counter() - began - self._slept
                self.work.append((began, took))
            return answer

        Clock.idle, EventLoop.idle = timed_pause, timed_idle
        Window.bind(on_flip=self._flipped)

    def _flipped(self, *_args: object) -> None:
        self.flips.append(time.perf_counter())
        self._drawn = True


class Finger:
    def __init__(self, visits: int, frames: Frames) -> None:
        self.visits = visits
        self.frames = frames
        self.lifts: list[float] = []
        self.answers: list[float] = []
        self.transitions: list[float] = []
        self._events: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._chance = random.Random(5)

    def start(self, then: Callable[[], None]) -> None:
        from kivy.clock import Clock

        Clock.schedule_interval(lambda _dt: self._poll(), 0)
        threading.Thread(target=lambda: (self._run(), then()), daemon=True).start()

    def _poll(self) -> None:
        """What SDL does at each frame: hand on what the panel reported since the last."""
        while not self._events.empty():
            self._events.get()()

    def _run(self) -> None:
        for _ in range(self.visits):
            self._press(GROUP)
            self.lifts.append(self._press(SERVICE))
            self._press(DONE)

    def _press(self, text: str) -> float:
        from kivy.base import EventLoop

        from kiosk.screens.finger import EyeTouch

        x, y = self._find(text)
        time.sleep(CALM_S + self._chance.random() * 0.1)
        touch = EyeTouch(len(self.answers) + 1, x, y)
        self._events.put(lambda: EventLoop.post_dispatch_input("begin", touch))
        time.sleep(DOWN_S + self._chance.random() * 0.05)
        lifted = time.perf_counter()
        self._events.put(lambda: EventLoop.post_dispatch_input("end", touch))
        self.answers.append(self._still_after(lifted) - lifted)
        self.transitions += [took for began, took in self.frames.work if began > lifted - 0.05]
        return lifted

    def _find(self, text: str) -> tuple[float, float]:
        from kiosk.screens.sight import texts
        from kiosk.window import on_screen_thread

        deadline, before = time.perf_counter() + PATIENCE_S, None
        while time.perf_counter() < deadline:
            for shown in on_screen_thread(texts):
                if shown["touch"] and text in shown["text"]:
                    if shown["touch"] == before:  # it is laid out, and stays where it is
                        left, top, width, height = shown["touch"]
                        return left + width / 2, top + height / 2
                    before = shown["touch"]
            time.sleep(0.05)
        raise AssertionError(f"nobody can press {text!r}")

    def _still_after(self, lifted: float) -> float:
        """When the last frame of the change that a touch brought was on the screen."""
        deadline = lifted + PATIENCE_S
        while time.perf_counter() < deadline:
            time.sleep(0.01)
            since = [flip for flip in self.frames.flips if flip > lifted]
            if since and time.perf_counter() - since[-1] > STILL_S:
                return first_burst(since)
        raise AssertionError("the screen did not answer")


def first_burst(flips: list[float]) -> float:
    """The end of the first unbroken run of frames: later ones show what came later."""
    last = flips[0]
    for flip in flips[1:]:
        if flip - last > STILL_S / 2:
            break
        last = flip
    return last


def main() -> int:
    visits, out = int(sys.argv[1]), Path(sys.argv[2])
    hall = load()
    kiosk = hall.kiosks[0]
    data = Path(os.environ["HALL_DATA"]) / "kiosk" / kiosk.id
    data.mkdir(parents=True, exist_ok=True)
    glass = glass_for(kiosk.screen)
    os.environ.update(kivy_environment(glass, data / "kivy", off_screen=True))
    quiet_kivy()
    configure_window(glass, fullscreen=False)
    sys.setswitchinterval(TURN_S)

    from kivy.clock import Clock

    from kiosk.wiring import wire

    wired = wire(hall, kiosk, data, fullscreen=False)
    finger = Finger(visits, Frames())
    Clock.schedule_once(lambda _dt: finger.start(wired.stop_soon), 2.0)
    wired.run()
    told = {"lifts": finger.lifts, "answers": finger.answers, "frames": finger.transitions}
    out.write_text(json.dumps(told))
    return 0 if len(finger.lifts) == visits else 1


if __name__ == "__main__":
    sys.exit(main())
