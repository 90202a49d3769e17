"""The window as others may look at it, from any thread: frames, texts, touches."""

from __future__ import annotations

import io
import json
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.screens.finger import press
from kiosk.screens.frame import View
from kiosk.screens.sight import picture, texts

ANSWER_WITHIN_S = 15.0  # software drawing on a busy machine is slow, not stuck
SETTLE_S = 0.3  # from a new screen to its picture

T = TypeVar("T")


class WatchedWindow:
    """Draws a frame only when asked, and only when the window has drawn since the last one."""

    def __init__(self) -> None:
        self._draws = 1
        self._frame = (0, b"")
        self._touches = 0
        self._lock = threading.Lock()
        Window.bind(on_flip=self._count)

    def frame(self) -> bytes:
        with self._lock:
            draws = self._draws
            if draws != self._frame[0]:
                image = on_screen_thread(picture)
                png = io.BytesIO()
                image.save(png, "PNG", compress_level=1)
                self._frame = (draws, png.getvalue())
            return self._frame[1]

    def texts(self) -> bytes:
        return json.dumps(on_screen_thread(texts_now), ensure_ascii=False).encode()

    def touch(self, x: float, y: float) -> None:
        self._touches += 1
        number = self._touches
        on_screen_thread(lambda: press(number, x, y))

    def _count(self, *_args: object) -> None:
        self._draws += 1


def texts_now() -> list[dict[str, Any]]:
    """Nothing can be pressed while a screen is new, or only stands until the next."""
    views = [x for root in Window.children for x in root.children if isinstance(x, View)]
    deaf = any(not view.takes_touches() for view in views)
    return [shown | {"touch": None} if deaf else shown for shown in texts()]


def on_screen_thread(work: Callable[[], T]) -> T:
    """Let Kivy's thread do `work`; its result or exception. `TimeoutError` when it is stuck."""
    answers: queue.Queue[tuple[Any, BaseException | None]] = queue.Queue(1)

    def do(_dt: float) -> None:
        try:
            answers.put((work(), None))
        except Exception as error:
            answers.put((None, error))

    Clock.schedule_once(do, 0)
    try:
        result, error = answers.get(timeout=ANSWER_WITHIN_S)
    except queue.Empty:
        raise TimeoutError("the screen does not answer") from None
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


class Album:
    """Keeps a picture of every screen that was shown, numbered in order."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._count = 0

    def screen_changed(self, name: str) -> None:
        self._count += 1
        path = self._folder / f"{self._count:03d}-{name}.png"
        Clock.schedule_once(lambda _dt: picture().save(path), SETTLE_S)
