"""A telephone number is typed: large keys, the number as people say it, and what happens to it.

The view stays while its digits change: a new one would swallow the next touch.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.gridlayout import GridLayout

from kiosk import events as e
from kiosk import states as s
from kiosk.phone_rules import grouped, verdict
from kiosk.screens import privacy_notice  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View
from kiosk.screens.touch import Touch

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class DigitKey(Touch):
    digit = StringProperty("")


class WordKey(Touch):
    text = StringProperty("")


class NumberPad(GridLayout):
    """1 to 9, clear, 0, one back: the order of every telephone."""

    def put(self, view: PhonePadView) -> None:
        for digit in "123456789":
            self.add_widget(self._key(view, digit))
        clear = partial(view.post, e.ClearTouched())
        self.add_widget(WordKey(text=view.t("phone.clear"), touch=clear))
        self.add_widget(self._key(view, "0"))
        rub_out = partial(view.post, e.RubOutTouched())
        self.add_widget(WordKey(text=view.t("phone.rub_out"), touch=rub_out))

    def _key(self, view: PhonePadView, digit: str) -> DigitKey:
        return DigitKey(digit=digit, touch=partial(view.post, e.DigitTouched(digit=digit)))


class PhonePadView(View):
    shown_digits = StringProperty("")
    says = StringProperty("hint")  # as `kiosk.phone_rules.verdict`

    def fill(self) -> None:
        self.ids.pad.put(self)
        self._tell_digits()

    def follows(self, screen: s.Screen) -> bool:
        return isinstance(screen, s.PhonePad) and screen.visit == self.state.visit

    def on_state(self, *_args: object) -> None:
        if self.ids:  # not before its widgets are there
            self._tell_digits()

    def title(self) -> str:
        return self.t("phone.title_appointment" if self.state.appointment else "phone.title")

    def go(self) -> None:
        self.world.phone_given(self.state.digits)

    def _tell_digits(self) -> None:
        self.shown_digits = grouped(self.state.digits)
        self.says = verdict(self.state.digits)
