"""The slip failed: the number is valid, large, and can be kept."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens.keep_number import KeepNumberView

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class NoPaperView(KeepNumberView):
    def why(self) -> str:
        cause = f"no_paper.{self.state.cause}"
        return self.t(cause if cause in self.sentences else "no_paper.other")
