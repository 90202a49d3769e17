"""One thing said large: an icon, a title, and what the visitor can do."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens import icon, words  # noqa: F401 # the rule below names their classes

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class Message(BoxLayout):
    icon = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")
    edge = NumericProperty(0)  # of the icon's disc, in pixels
    tone = ColorProperty("#0B5C66")
