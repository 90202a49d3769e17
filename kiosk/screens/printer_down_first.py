"""The printer is known to be bad: asks before a number is taken."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk import events as e
from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class PrinterDownFirstView(View):
    def take(self) -> None:
        self.post(e.TakeAnywayTouched())
