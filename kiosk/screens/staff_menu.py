"""What staff can do at the kiosk: eight entries, and above them what became of the last one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty

from kiosk import staff_states as t
from kiosk.look import grid
from kiosk.screens.frame import View
from kiosk.screens.touch import Touch

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

# entry -> its icon; close and open stand in one place
ENTRIES = {
    "paper": "printer",
    "test_print": "ticket",
    "slips": "clock",
    "devices": "warning",
    "volume": "louder",
    "close": "stop",
    "restart": "restart",
    "about": "help",
}
FAULTY = ("failed", "unknown")


class EntryTile(Touch):
    text = StringProperty("")
    icon = StringProperty("")


class StaffMenuView(View):
    columns = NumericProperty(2)

    def fill(self) -> None:
        self.help_shown = self.language_shown = self.ease_offered = False
        self.back_icon, self.back_text = "cross", self.t("staff.leave")
        self.columns, _ = grid(len(ENTRIES), portrait=self.world.portrait)
        for entry, icon in ENTRIES.items():
            if entry == "close" and self.world.live.closed:
                entry, icon = "open", "check"
            tile = EntryTile(
                text=self.t(f"staff.entry.{entry}"),
                icon=icon,
                touch=partial(self.post, t.StaffChose(entry=entry)),
            )
            self.ids.tiles.add_widget(tile)

    def title(self) -> str:
        return self.t("staff.menu", account=self.state.account)

    def said(self) -> str:
        return self.t(f"staff.said.{self.state.said}") if self.state.said else ""

    def is_fault(self) -> bool:
        return self.state.said in FAULTY
