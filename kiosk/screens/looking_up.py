"""A code was held up, and the server is being asked for its ticket."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class LookingUpView(View):
    def fill(self) -> None:
        self.back_shown = self.help_shown = self.language_shown = False
