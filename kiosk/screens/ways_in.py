"""The other ways in, beside the services: identity card, appointment, telephone number.

The card is offered only where a reader is fitted; none of them to a visitor who is known already.
"""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk import events as e
from kiosk.means import APPOINTMENT, CARD, PHONE, ways_in
from kiosk.screens import icon, words  # noqa: F401 # the rules below name their classes
from kiosk.screens.touch import Touch

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

WAYS: dict[str, type[e.Event]] = {
    CARD: e.CardTouched,
    APPOINTMENT: e.AppointmentTouched,
    PHONE: e.PhoneTouched,
}


class WayTile(Touch):
    """One way: an icon, its name, and whom it is for."""

    view = ObjectProperty(None, allownone=True, rebind=True)
    way = StringProperty("card")
    upright = BooleanProperty(True)

    def on_release(self) -> None:
        if self.get_root_window():
            self.view.post(WAYS[self.way]())


class WaysIn(BoxLayout):
    view = ObjectProperty(None, allownone=True, rebind=True)
    offered = BooleanProperty(False)

    def on_view(self, *_args: object) -> None:
        self.clear_widgets()
        world = self.view.world
        self.offered = not self.view.state.visit.known
        for way in ways_in(world.kiosk) if self.offered else ():
            self.add_widget(WayTile(view=self.view, way=way, upright=world.portrait))
