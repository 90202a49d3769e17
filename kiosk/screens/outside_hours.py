"""The first screen while no numbers are given: when again, and what helps until then."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk import events as e
from kiosk.guide_text import by_group
from kiosk.moments import spoken
from kiosk.opening import Beside, beside
from kiosk.screens import icon, words  # noqa: F401 # the rules below name their classes
from kiosk.screens.frame import View

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class OutsideHoursView(View):
    def fill(self) -> None:
        self.back_shown = False

    def beside(self) -> Beside:
        world = self.world
        return beside(
            world.kiosk,
            guides=bool(by_group(world.hall, world.guides)),
            phone=bool(world.hall.complaint_phone),
        )

    def title(self) -> str:
        closed, opens_at = self.t("home.closed"), self.world.opening().opens_at
        if opens_at is None:
            return closed
        again = self.t("outside_hours.opens", at=spoken(opens_at, self.live.now, self.sentences))
        return f"{closed}\n{again}"

    def message(self) -> str:
        """Why this is a day off, and a line of the hall's people for whoever stands here."""
        lines = (self.world.opening().why, self.live.message)
        return "\n".join(said for line in lines if (said := self.name(dict(line))))

    def tickets(self) -> str:
        return self.t("outside_hours.tickets") if self.beside().tickets else ""

    def phone(self) -> str:
        phone = self.world.hall.complaint_phone
        return self.t("help.phone", phone=phone) if self.beside().phone else ""

    def appointments(self) -> None:
        self.post(e.AppointmentTouched())

    def guides(self) -> None:
        self.post(e.GuidesTouched())
