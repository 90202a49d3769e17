"""The rules say no: why, until when, and what the visitor can do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from kivy.lang import Builder

from kiosk import events as e
from kiosk import refusals
from kiosk.screens import message  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View
from kiosk.screens.touch import PushButton

Builder.load_file(str(Path(__file__).with_suffix(".kv")))

ICONS = {
    refusals.ANOTHER: "forward",
    refusals.WITHOUT: "ticket",
    refusals.ORDINARY: "ticket",
    refusals.RETRY: "restart",
    refusals.REPRINT: "printer",
}


class RefusedView(View):
    def fill(self) -> None:
        self.back_icon, self.back_text = "restart", self.t("bar.restart")
        does: dict[str, Callable[[], None]] = {
            refusals.ANOTHER: partial(self.post, e.OtherServiceTouched()),
            refusals.WITHOUT: partial(self.post, e.OtherServiceTouched()),
            refusals.ORDINARY: self._take_ordinary,
            refusals.RETRY: partial(self.post, e.AppointmentTouched()),
            refusals.REPRINT: self._reprint,
        }
        for at, button in enumerate(refusals.buttons(self.state)):
            self.ids.buttons.add_widget(
                PushButton(
                    text=self.t(f"refused_button.{button}"),
                    icon=ICONS[button],
                    main=at == 0,
                    size_mm=14,
                    touch=does[button],
                )
            )

    def told(self) -> refusals.Told:
        world = self.world
        return refusals.Told(self.state, world.hall, self.sentences, self.language, world.live.now)

    def icon(self) -> str:
        return refusals.kind_of(self.state).icon

    def back(self) -> None:
        self.post(e.DoneTouched())

    def _take_ordinary(self) -> None:
        self.world.service_touched(refusals.service_of(self.state))

    def _reprint(self) -> None:
        self.post(e.ReprintTouched(ticket_id=UUID(self.state.facts["ticket_id"])))
