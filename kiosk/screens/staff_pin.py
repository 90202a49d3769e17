"""Staff number and PIN. Both are typed into this view alone: no state, log or picture has them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.gridlayout import GridLayout

from kiosk import staff_states as t
from kiosk.screens.frame import View
from kiosk.screens.phone_pad import DigitKey, WordKey

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

MOST_NUMBER, MOST_PIN = 8, 12
DOT = "●"


class StaffPad(GridLayout):
    """1 to 9, clear, 0, one back."""

    def put(self, view: StaffPinView) -> None:
        for digit in "123456789":
            self.add_widget(DigitKey(digit=digit, touch=partial(view.type, digit)))
        self.add_widget(WordKey(text=view.t("staff.clear"), touch=view.clear))
        self.add_widget(DigitKey(digit="0", touch=partial(view.type, "0")))
        self.add_widget(WordKey(text=view.t("staff.rub_out"), touch=view.rub_out))


class StaffPinView(View):
    number = StringProperty("")
    pin = StringProperty("")
    asks_pin = BooleanProperty(False)
    left_s = NumericProperty(0)

    def fill(self) -> None:
        self.help_shown = self.ease_offered = False
        self.ids.pad.put(self)
        state: t.StaffPin = self.state
        self.left_s = state.wait_s
        if state.wait_s > 0:
            Clock.schedule_interval(self._count_down, 1)

    def type(self, digit: str) -> None:
        if self.left_s > 0 or self.state.checking:
            return
        if self.asks_pin:
            self.pin = (self.pin + digit)[:MOST_PIN]
        else:
            self.number = (self.number + digit)[:MOST_NUMBER]

    def rub_out(self) -> None:
        if self.asks_pin:
            self.pin = self.pin[:-1]
        else:
            self.number = self.number[:-1]

    def clear(self) -> None:
        self.number, self.pin, self.asks_pin = "", "", False

    def go_on(self) -> None:
        if not self.asks_pin:
            self.asks_pin = bool(self.number)
        elif self.pin:
            number, pin = self.number, self.pin
            self.clear()
            self.post(t.PinEntered(account=number, pin=pin))

    def dots(self) -> str:
        return DOT * len(self.pin)

    def says(self) -> str:
        if self.left_s > 0:
            return self.t(f"staff.{self.state.trouble}", seconds=round(self.left_s))
        if self.state.checking:
            return self.t("staff.checking")
        if self.state.trouble == "unreadable":
            return self.t("staff.unreadable")
        return self.t("staff.wrong_again" if self.state.trouble else "staff.pin_hint")

    def _count_down(self, _dt: float) -> bool:
        self.left_s = max(self.left_s - 1, 0)
        return bool(self.left_s > 0 and self.get_root_window())
