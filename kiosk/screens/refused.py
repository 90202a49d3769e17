"""The rules say no: why, and what the visitor can do."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk import events as e
from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

REASONS = {  # the server's code -> the text that says it; any other code says "other"
    "already_waiting": "already_waiting",
    "unknown_service": "unknown_service",
    "unauthenticated": "not_allowed",
    "forbidden": "not_allowed",
}


class RefusedView(View):
    def fill(self) -> None:
        self.back_icon, self.back_text = "restart", self.t("bar.restart")

    def reason(self) -> str:
        return "refused." + REASONS.get(self.state.code, "other")

    def back(self) -> None:
        self.post(e.DoneTouched())
