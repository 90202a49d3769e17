"""Asks whether the visitor is still there; the seconds run visibly."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from kivy.animation import Animation
from kivy.lang import Builder
from kivy.properties import NumericProperty

from kiosk import events as e
from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


STEP_S = 0.2  # of the running seconds: a calm bar, an idle processor


class IdleWarningView(View):
    left_s = NumericProperty(0)

    def fill(self) -> None:
        self.back_text, self.back_icon = self.t("bar.leave"), "cross"
        self.help_shown = False
        self.total_s = self.world.kiosk.warn_before_s
        self.left_s = self.total_s
        Animation(left_s=0, duration=self.total_s, step=STEP_S).start(self)

    def on_parent(self, _view: View, parent: object) -> None:
        # The animation would keep this view, and with it the last visitor, until its own end.
        if parent is None:
            Animation.cancel_all(self)

    def touched(self, touch: Any) -> bool:
        """Nobody who cannot see it has to find the button while the seconds run."""
        if self.spoken:
            self.stay()
            return True
        return super().touched(touch)

    def seconds(self) -> str:
        return self.t("idle.seconds", count=math.ceil(self.left_s))

    def stay(self) -> None:
        self.post(e.ContinueTouched())

    def back(self) -> None:
        self.post(e.DoneTouched())
