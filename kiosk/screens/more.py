"""The last tile of a page, when a hall has more than one screen holds."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk import events as e
from kiosk.screens.frame import View
from kiosk.screens.touch import Touch

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class MoreTile(Touch):
    text = StringProperty("")

    def __init__(self, view: View) -> None:
        super().__init__(touch=lambda: view.post(e.MoreTouched()), text=view.t("bar.more"))
