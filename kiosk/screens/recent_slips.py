"""The last slips of this kiosk, for a dispute at the counter: touching one prints it again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk import staff_states as t
from kiosk.look import page_of
from kiosk.screens import staff_menu  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View
from kiosk.screens.more import MoreTile
from kiosk.screens.touch import Touch

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

FINE = ("printed", "printing")


class SlipTile(Touch):
    number = StringProperty("")
    time = StringProperty("")
    state_text = StringProperty("")
    faulty = BooleanProperty(False)


class RecentSlipsView(View):
    columns = NumericProperty(1)

    def fill(self) -> None:
        self.help_shown = self.language_shown = self.ease_offered = False
        self.columns = 1 if self.world.portrait else 2
        slips = self.state.facts.slips if self.state.facts else ()
        shown, more = page_of(len(slips), self.state.page)
        for at in shown:
            self.ids.tiles.add_widget(self._tile(slips[at]))
        if more:
            self.ids.tiles.add_widget(MoreTile(self))

    def says(self) -> str:
        if self.state.facts is None:
            return self.t("staff.looking")
        return self.t("staff.slips.hint" if self.state.facts.slips else "staff.slips.none")

    def _tile(self, slip: t.SlipSeen) -> SlipTile:
        at = slip.at.astimezone(self.world.live.now.tzinfo)
        word = self.t(f"staff.slip_state.{slip.state}")
        return SlipTile(
            number=slip.ticket.number,
            time=f"{at:%m-%d %H:%M}",
            state_text=self.t("staff.slips.again", state=word) if slip.reprint else word,
            faulty=slip.state not in FINE,
            touch=partial(self.post, t.SlipTouched(ticket_id=slip.ticket.ticket_id)),
        )
