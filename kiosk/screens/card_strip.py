"""The way with an identity card, offered beside the way without; only where a reader is fitted."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty

from kiosk import events as e
from kiosk.screens.touch import Touch

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class CardStrip(Touch):
    view = ObjectProperty(None, allownone=True, rebind=True)
    offered = BooleanProperty(False)

    def on_view(self, *_args: object) -> None:
        fitted = self.view.world.kiosk.id_reader is not None
        self.offered = fitted and self.view.state.visit.person is None
        self.touch = self._offer if self.offered else None
        self.disabled = not self.offered

    def _offer(self) -> None:
        self.view.post(e.CardTouched())
