"""Elder priority, where a card said that its holder is old enough: on at once, off by one touch."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk import events as e
from kiosk.screens import icon, touch, words  # noqa: F401 # the rules below name their classes

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class ElderRow(BoxLayout):
    """What holds, the rule, and the other choice."""

    view = ObjectProperty(None, allownone=True, rebind=True)
    offered = BooleanProperty(False)
    on = BooleanProperty(False)

    def on_view(self, *_args: object) -> None:
        visit = self.view.state.visit
        self.offered, self.on = visit.old_enough, visit.elder

    def switch(self) -> None:
        self.view.post(e.ElderDeclined() if self.on else e.ElderAccepted())
