"""What happens to a visitor's data, said where it is about to be given."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.screens import words  # noqa: F401 # the rule below names its class

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class PrivacyNotice(BoxLayout):
    title = StringProperty("")
    text = StringProperty("")
    below = NumericProperty(0)  # where its paper ends: it is as tall as the text came out
