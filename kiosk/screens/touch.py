"""What a finger may press: a flat area with rounded corners that answers at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens.words import Words

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class Touch(ButtonBehavior, BoxLayout):
    """Base of everything that may be pressed; `touch` is called when the finger lifts."""

    touch = ObjectProperty(None, allownone=True)
    fill = ColorProperty("#FFFFFF")
    edge = ColorProperty("#C3D0D2")
    rim = NumericProperty(1)
    rtl = BooleanProperty(False)  # on a mirrored screen
    told = BooleanProperty(False)  # was said last: touching it once more chooses it
    at_once = BooleanProperty(False)  # one touch is enough, also by ear

    def __init__(self, touch: Callable[[], None] | None = None, **properties: Any) -> None:
        super().__init__(**properties)
        self.touch = touch

    def on_release(self) -> None:
        # A finger that was down while the screen changed must not press what is no longer shown.
        if self.touch and self.get_root_window():
            self.touch()

    def words(self) -> str:
        """All that stands on it."""
        labels = (x for x in self.walk(restrict=True) if isinstance(x, Words) and x.opacity > 0)
        return ", ".join(label.text.replace("\n", ", ") for label in labels if label.text)


def pressable_at(widget: Any, x: float, y: float) -> Touch | None:
    """What a finger at (x, y) in window pixels would press."""
    for child in widget.children:
        if child.opacity > 0 and child.collide_point(x, y):
            if isinstance(child, Touch) and not child.disabled and getattr(child, "shown", True):
                return child
            found = pressable_at(child, x, y)
            if found is not None:
                return found
    return None


class PushButton(Touch):
    """An icon and a word. `main` is the one that most visitors want; `shown` keeps its place."""

    text = StringProperty("")
    icon = StringProperty("")
    size_mm = NumericProperty(10.0)
    main = BooleanProperty(False)
    shown = BooleanProperty(True)
    ink = ColorProperty("#0B5C66")

    def on_touch_down(self, touch: Any) -> bool:
        return bool(self.shown and super().on_touch_down(touch))
