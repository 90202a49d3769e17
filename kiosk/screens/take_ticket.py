"""The slip is out: take it, and where to wait."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk import events as e
from kiosk.places import zone_name
from kiosk.screens import number_card  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class TakeTicketView(View):
    def fill(self) -> None:
        self.back_shown = False  # the large button says the same

    def done(self) -> None:
        self.post(e.DoneTouched())

    def text(self) -> str:
        straight = self.state.ticket.go_straight
        if straight:
            return self.t("take_ticket.text_straight", window=straight)
        zone = zone_name(self.world.hall, self.state.ticket.zone, self.language)
        return self.t("take_ticket.text", zone=zone)
