"""The server is being asked what this visitor holds already: seldom long enough to be read."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class AskingHeldView(View):
    def fill(self) -> None:
        self.back_shown = self.help_shown = self.language_shown = False
