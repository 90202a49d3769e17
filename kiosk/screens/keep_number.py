"""A number without paper: a code to keep it, or a person who helps."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk import events as e
from kiosk.news import ABSENT
from kiosk.screens import number_card, qr  # noqa: F401 # the rule below names their classes
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class KeepNumber(BoxLayout):
    view = ObjectProperty(None, rebind=True)


class KeepNumberView(View):
    """What the two screens with a number and no certain slip have in common."""

    can_print = BooleanProperty(True)

    def fill(self) -> None:
        self.can_print = self.live.printer != ABSENT
        self.back_icon, self.back_text = "check", self.t("bar.done")

    def back(self) -> None:
        self.post(e.DoneTouched())

    def print_again(self) -> None:
        self.post(e.PrintAgainTouched())
