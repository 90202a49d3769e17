"""The languages of the kiosk, each by its own name in its own script."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk import events as e
from kiosk.look import grid
from kiosk.screens.frame import View
from kiosk.screens.touch import Touch
from kiosk.texts import languages

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


ONE_COLUMN = 6  # languages below one another


class LanguageTile(Touch):
    name = StringProperty("")
    now = BooleanProperty(False)


class LanguagesView(View):
    columns = NumericProperty(1)

    def fill(self) -> None:
        self.help_shown = self.language_shown = False
        codes = list(self.world.texts)
        columns, _ = grid(len(codes), portrait=self.world.portrait, wide_tiles=True)
        self.columns = 1 if self.world.portrait and len(codes) <= ONE_COLUMN else columns
        for code in codes:
            self.ids.tiles.add_widget(
                LanguageTile(
                    name=languages()[code].name,
                    now=code == self.language,
                    touch=partial(self.post, e.LanguageTouched(language=code)),
                )
            )
