"""The sleeping screen: dark, one invitation in every language; a touch anywhere wakes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder

from kiosk import events as e
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class AsleepView(View):
    def invitation(self, at: int) -> str:
        """In the `at`-th language of the kiosk: nobody has chosen one yet."""
        offered = list(self.world.texts.values())
        return offered[at]["asleep.touch"] if at < len(offered) else ""

    def on_touch_down(self, touch: Any) -> bool:
        # At once, and taken here: the finger that wakes the screen chooses nothing on it.
        self.post(e.WakeTouched())
        return True
