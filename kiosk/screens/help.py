"""How to take a number, and where people help."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View
from kiosk.staff_states import StaffTouched

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class HelpView(View):
    def fill(self) -> None:
        self.help_shown = False

    def staff(self) -> None:
        self.post(StaffTouched())

    def phone(self) -> str:
        phone = self.world.hall.complaint_phone
        return self.t("help.phone", phone=phone) if phone else ""
