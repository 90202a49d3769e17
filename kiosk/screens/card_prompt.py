"""Asks for the card and says what happens to its data, before it is read."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk import events as e
from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class CardPromptView(View):
    def prompt(self) -> str:
        return self.t(f"card_prompt.{self.state.trouble or 'wait'}")

    def bad(self) -> bool:
        return self.state.trouble not in ("", "lay_again")

    def without(self) -> None:
        self.post(e.BackTouched())
