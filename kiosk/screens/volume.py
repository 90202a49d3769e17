"""How loud this kiosk speaks."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk import staff_states as t
from kiosk.screens import staff_menu  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class VolumeView(View):
    def fill(self) -> None:
        self.help_shown = self.language_shown = self.ease_offered = False

    def level(self) -> str:
        return str(self.state.facts.volume) if self.state.facts else ""

    def turn(self, steps: int) -> None:
        if self.state.facts:
            self.post(t.VolumeSet(volume=self.state.facts.volume + steps))
