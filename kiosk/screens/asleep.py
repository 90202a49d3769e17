"""The sleeping screen: dark, one line in two languages; a touch anywhere wakes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder

from kiosk import events as e
from kiosk.moments import spoken
from kiosk.screens.frame import View
from kiosk.texts import Sentences

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class AsleepView(View):
    def invitation(self, at: int) -> str:
        """In the `at`-th language of the kiosk: nobody has chosen one yet. Outside the hours it
        promises no number."""
        offered = list(self.world.texts.values())
        return self._line(offered[at]) if at < len(offered) else ""

    def _line(self, texts: Sentences) -> str:
        opening = self.world.opening()
        if opening.is_open:
            return texts["asleep.touch"]
        if opening.opens_at is None:
            return texts["home.closed"]
        at = spoken(opening.opens_at, self.live.now, texts)
        return texts["home.closed_until"].format(at=at)

    def on_touch_down(self, touch: Any) -> bool:
        # At once, and taken here: the finger that wakes the screen chooses nothing on it.
        self.post(e.WakeTouched())
        return True
