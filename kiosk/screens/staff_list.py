"""Lists behind the PIN: how the devices are, and with what this kiosk runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk import staff_states as t
from kiosk.screens import staff_menu  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

FAULTY = "warning"
LOOKS = {"ok": "check", "": "clock"}  # of a device's state; of any other FAULTY


class FactRow(BoxLayout):
    name = StringProperty("")
    text = StringProperty("")
    more = StringProperty("")
    icon = StringProperty("")
    faulty = BooleanProperty(False)


class StaffListView(View):
    """`rows` of a subclass: what it is, how it is, and more in small; `looks` its icon."""

    def fill(self) -> None:
        self.help_shown = self.language_shown = self.ease_offered = False
        facts: t.Facts | None = self.state.facts
        for name, text, more, icon in self.rows(facts) if facts else ():
            faulty = icon == FAULTY
            row = FactRow(name=name, text=text, more=more, icon=icon, faulty=faulty)
            self.ids.rows.add_widget(row)

    def title(self) -> str:
        raise NotImplementedError

    def rows(self, facts: t.Facts) -> Iterator[tuple[str, str, str, str]]:
        raise NotImplementedError

    def waits(self) -> str:
        return "" if self.state.facts else self.t("staff.looking")

    def time(self, instant: datetime | None) -> str:
        if instant is None:
            return ""
        return f"{instant.astimezone(self.world.live.now.tzinfo):%m-%d %H:%M}"


class DeviceStatesView(StaffListView):
    def title(self) -> str:
        return self.t("staff.entry.devices")

    def rows(self, facts: t.Facts) -> Iterator[tuple[str, str, str, str]]:
        for device in facts.devices:
            state = self.t(f"staff.state.{device.state or 'silent'}")
            since = self.time(device.since)
            text = self.t("staff.since", state=state, time=since) if since else state
            name = self.sentences.get(f"staff.device.{device.device}", device.device)
            yield name, text, self.name(dict(device.todo)), LOOKS.get(device.state, FAULTY)


class AboutKioskView(StaffListView):
    def title(self) -> str:
        return self.t("staff.entry.about")

    def rows(self, facts: t.Facts) -> Iterator[tuple[str, str, str, str]]:
        left = facts.paper_left
        told = {
            "kiosk": self.world.kiosk.id,
            "version": facts.version,
            "config": facts.config,
            "started": self.time(facts.started_at),
            "unsent": str(facts.unsent),
            "numbers_left": str(facts.numbers_left),
            "paper": self.t("staff.uncounted") if left is None else f"{left:.0%}",
        }
        for key, text in told.items():
            yield self.t(f"staff.about.{key}"), text, "", ""
