"""This kiosk gives no numbers now; the hall's reason, or where to go instead."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class ClosedView(View):
    def fill(self) -> None:
        self.back_shown = False

    def why(self) -> str:
        """The hall's words in the visitor's language, else in one that it has; then the way."""
        reason = self.name(self.state.reason)
        elsewhere = self.t("closed.elsewhere")
        return f"{reason}\n{elsewhere}" if reason else elsewhere
