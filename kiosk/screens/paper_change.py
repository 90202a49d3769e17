"""How a roll is changed at this kiosk, step by step, and the line that proves it."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk import staff_states as t
from kiosk.screens import help, staff_menu  # noqa: F401 # the rule below names their classes
from kiosk.screens.frame import View
from kiosk.screens.staff_menu import FAULTY

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class PaperChangeView(View):
    def fill(self) -> None:
        self.help_shown = self.language_shown = self.ease_offered = False

    def said(self) -> str:
        return self.t(f"staff.said.{self.state.said}") if self.state.said else ""

    def is_fault(self) -> bool:
        return self.state.said in FAULTY

    def is_in(self) -> None:
        self.post(t.PaperIsIn())
