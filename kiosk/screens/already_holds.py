"""What the visitor holds already: numbers to print once more, appointments to check in.

One thing alone stands as large as on any ticket; several stand below one another.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk import events as e
from kiosk import states as s
from kiosk.look import LARGE_MAX_HELD, MAX_HELD, page_of
from kiosk.places import service_name
from kiosk.screens.frame import View
from kiosk.screens.more import MoreTile
from kiosk.screens.number_card import NumberCard
from kiosk.screens.touch import PushButton
from kiosk.standing import standing
from queue_server.contract.appointments import Appointment
from queue_server.contract.messages import Ticket

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class HeldRow(BoxLayout):
    """One thing that is held: what stands large on the left, what it is for, and its button."""

    large = StringProperty("")
    service = StringProperty("")
    stands = StringProperty("")
    button = StringProperty("")
    icon = StringProperty("")
    touch = ObjectProperty(None)
    upright = BooleanProperty(True)


class AppointmentCard(BoxLayout):
    """One appointment alone: its time stands where a number would."""

    large = StringProperty("")
    service = StringProperty("")
    stands = StringProperty("")


class MainButton(PushButton):
    upright = BooleanProperty(True)


class AlreadyHoldsView(View):
    one = BooleanProperty(False)  # a single thing, which stands as large as on any ticket

    def fill(self) -> None:
        state: s.AlreadyHolds = self.state
        self.back_icon, self.back_text = "restart", self.t("bar.restart")
        held: list[Ticket | Appointment] = [*state.tickets, *state.appointments]
        self.one = len(held) == 1
        if self.one:
            self._alone(held[0])
            return
        shown, more = page_of(
            len(held), state.page, LARGE_MAX_HELD if self.modes.large else MAX_HELD
        )
        for at in shown:
            self.ids.held.add_widget(self._row(held[at]))
        if more:
            self.ids.held.add_widget(MoreTile(self))

    def back(self) -> None:
        self.post(e.BackTouched())

    def other(self) -> None:
        self.post(e.OtherServiceTouched())

    def title(self) -> str:
        if self.state.why:
            return self.t(f"refused.{self.state.why}")
        return self.t("held.title" if self.state.tickets else "held.title_appointment")

    def text(self) -> str:
        return self.t("held.text" if self.state.tickets else "held.text_appointment")

    def _alone(self, thing: Ticket | Appointment) -> None:
        """On a card of its own, with its button below."""
        row = self._row(thing)
        if isinstance(thing, Ticket):
            card = NumberCard(view=self, ticket=thing, number_mm=80)
        else:
            card = AppointmentCard(large=row.large, service=row.service, stands=row.stands)
        self.ids.held.add_widget(card)
        self.ids.held.add_widget(
            MainButton(text=row.button, icon=row.icon, touch=row.touch, upright=row.upright)
        )

    def _row(self, thing: Ticket | Appointment) -> HeldRow:
        return self._ticket(thing) if isinstance(thing, Ticket) else self._appointment(thing)

    def _reprints(self, ticket: Ticket) -> partial[None]:
        return partial(self.post, e.ReprintTouched(ticket_id=ticket.ticket_id))

    def _ticket(self, ticket: Ticket) -> HeldRow:
        return HeldRow(
            large=ticket.number,
            service=self._service(ticket.service),
            stands=standing(ticket, self.sentences),
            button=self.t("held.reprint"),
            icon="printer",
            touch=self._reprints(ticket),
            upright=self.world.portrait,
        )

    def _appointment(self, booked: Appointment) -> HeldRow:
        zone = ZoneInfo(self.world.hall.time_zone)
        starts, ends = (at.astimezone(zone) for at in (booked.starts_at, booked.ends_at))
        return HeldRow(
            large=f"{starts:%H:%M}",
            service=self._service(booked.service),
            stands=self.t("held.slot", starts=f"{starts:%H:%M}", ends=f"{ends:%H:%M}"),
            button=self.t("held.check_in"),
            icon="check",
            touch=partial(self.post, e.CheckInTouched(reference=booked.reference)),
            upright=self.world.portrait,
        )

    def _service(self, service: str) -> str:
        return service_name(self.world.hall, service, self.language)
