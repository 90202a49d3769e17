"""The ticket on the screen: its number is the largest thing, then where to go and who is ahead."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.places import service_name, window_ranges, zone_name
from kiosk.screens import icon, words  # noqa: F401 # the rule below names their classes
from kiosk.standing import standing
from queue_server.contract.messages import Ticket, TicketState

HERE = (TicketState.WAITING, TicketState.HELD)  # it still matters where to wait

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class NumberCard(BoxLayout):
    view = ObjectProperty(None, rebind=True)
    ticket = ObjectProperty(None, allownone=True)  # the state's, when it is not said
    number_mm = NumericProperty(100)
    crowded = BooleanProperty(False)  # no room for more than the number, who is ahead and where

    def number(self) -> str:
        return str(self._ticket().number)

    def service(self) -> str:
        return service_name(self.view.world.hall, self._ticket().service, self.view.language)

    def place(self) -> str:
        ticket, view = self._ticket(), self.view
        if ticket.state not in HERE:
            return ""
        zone = zone_name(view.world.hall, ticket.zone, view.language)
        if not ticket.windows or ticket.go_straight:  # one window is told: no others beside it
            return zone
        windows = window_ranges(ticket.windows)
        return str(view.t("ticket.place", zone=zone, windows=windows))

    def ahead(self) -> str:
        return standing(self._ticket(), self.view.sentences)

    def stands(self) -> bool:
        """There is something to do now that matters more than who was ahead."""
        return not self._waits() or bool(self._ticket().go_straight)

    def priority(self) -> str:
        reason = self._ticket().priority_reason
        return str(self.view.t(f"ticket.{reason.value}")) if reason else ""

    def _waits(self) -> bool:
        return self._ticket().state is TicketState.WAITING

    def _ticket(self) -> Ticket:
        ticket: Ticket = self.ticket or self.view.state.ticket
        return ticket
