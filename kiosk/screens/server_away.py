"""No answer yet: says that the kiosk keeps trying, and lets the visitor leave."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk import events as e
from kiosk import states as s
from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class ServerAwayView(View):
    def fill(self) -> None:
        self.back_icon, self.back_text = "cross", self.t("bar.leave")

    def ordinary_offered(self) -> bool:
        state: s.ServerAway = self.state
        return state.order.check_in and not state.sent and not state.instead

    def take_ordinary(self) -> None:
        self.post(e.OtherServiceTouched())

    def back(self) -> None:
        self.post(e.DoneTouched())
