"""Offers elder priority; the visitor decides."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk import events as e
from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class ConfirmElderView(View):
    def title(self) -> str:
        person = self.state.visit.person
        return self.t("elder.title", name=person.masked_name if person else "")

    def accept(self) -> None:
        self.post(e.ElderAccepted())

    def decline(self) -> None:
        self.post(e.ElderDeclined())
