"""The sleeping screen: dark, one invitation in every language; a touch anywhere wakes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder

from kiosk import events as e
from kiosk.screens.frame import View
from kiosk.texts import LANGUAGES

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class AsleepView(View):
    def invitation(self, at: int) -> str:
        """In the `at`-th language of the kiosk: nobody has chosen one yet."""
        return str(self.world.texts[LANGUAGES[at]]["asleep.touch"])

    def on_touch_down(self, touch: Any) -> bool:
        # At once, and taken here: the finger that wakes the screen chooses nothing on it.
        self.post(e.WakeTouched())
        return True
