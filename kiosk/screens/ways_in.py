"""The other ways in, beside the services: identity card, appointment, telephone number.

The card is offered only where a reader is fitted; none of them to a visitor who is known already.
"""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk import events as e
from kiosk.means import APPOINTMENT, CARD, PHONE, is_explained, ways_in
from kiosk.screens import icon  # noqa: F401 # the rules below name its class
from kiosk.screens.touch import Touch
from kiosk.screens.words import Words

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
    even = ObjectProperty(None, allownone=True)  # of the names of all ways: `Words.even`
    upright = BooleanProperty(True)

    def hint(self) -> str:
        world = self.view.world
        if not is_explained(world.kiosk, self.way):
            return ""
        return str(self.view.t(f"ways.{self.way}_hint", age=world.elder_age))

    def on_release(self) -> None:
        if self.get_root_window():
            self.view.post(WAYS[self.way]())


class WaysIn(BoxLayout):
    view = ObjectProperty(None, allownone=True, rebind=True)
    offered = BooleanProperty(False)

    def on_view(self, *_args: object) -> None:
        self.clear_widgets()
        world = self.view.world
        ways = () if self.view.state.visit.known else ways_in(world.kiosk)
        self.offered = bool(ways)
        even: list[Words] = []
        for way in ways:
            tile = WayTile(view=self.view, way=way, even=even, upright=world.portrait)
            self.add_widget(tile)
