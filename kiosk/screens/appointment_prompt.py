"""An appointment becomes a ticket: hold its code, lay the card, or type the telephone number."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk import events as e
from kiosk.means import CARD, reads_codes, ways_in
from kiosk.screens import privacy_notice  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class Means(BoxLayout):
    """One thing that can be held before the kiosk: no button, nothing to press."""

    icon = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")
    bad = BooleanProperty(False)


class AppointmentPromptView(View):
    def fill(self) -> None:
        kiosk = self.world.kiosk
        means = [self._code()] if reads_codes(kiosk) else []
        if CARD in ways_in(kiosk):
            means.append(self._card())
        for each in means:
            self.ids.means.add_widget(each)

    def type_phone(self) -> None:
        self.post(e.PhoneTouched())

    def without(self) -> None:
        self.post(e.BackTouched())

    def _code(self) -> Means:
        return Means(
            icon="code", title=self.t("appointment.code"), text=self.t("appointment.code_hint")
        )

    def _card(self) -> Means:
        trouble = self.state.trouble
        hint = f"card_prompt.{trouble}" if trouble else "appointment.card_hint"
        return Means(
            icon="card",
            title=self.t("appointment.card"),
            text=self.t(hint),
            bad=trouble not in ("", "lay_again"),
        )
