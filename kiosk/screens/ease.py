"""What makes the kiosk easier to use, each with one touch; words say whether it is on."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.reach import low_helps
from kiosk.screens.frame import View
from kiosk.screens.touch import Touch

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

ICONS = {"large": "large", "contrast": "contrast", "low": "low", "spoken": "voice"}


class EaseTile(Touch):
    icon = StringProperty("")
    name = StringProperty("")
    hint = StringProperty("")
    state_word = StringProperty("")
    switched = BooleanProperty(False)
    roomy = BooleanProperty(True)


class EaseView(View):
    columns = NumericProperty(1)

    def fill(self) -> None:
        self.help_shown = self.ease_useful = False
        self.columns = 1 if self.world.portrait else 2
        for mode in self._useful():
            self.ids.tiles.add_widget(self._tile(mode))

    def _useful(self) -> list[str]:
        """Only what changes something at this kiosk and in this language."""
        useless = set()
        if not low_helps(self.world.kiosk.screen):
            useless.add("low")
        if not self.world.voice.speaks(self.language):
            useless.add("spoken")
        return [mode for mode in ICONS if mode not in useless]

    def _tile(self, mode: str) -> EaseTile:
        on = bool(getattr(self.modes, mode))
        return EaseTile(
            icon=ICONS[mode],
            name=self.t(f"ease.{mode}"),
            hint=self.t(f"ease.{mode}_hint"),
            state_word=self.t("ease.on" if on else "ease.off"),
            switched=on,
            roomy=self.world.portrait,
            touch=partial(self.switch, mode),
        )
