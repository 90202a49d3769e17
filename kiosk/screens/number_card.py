"""The ticket on the screen: its number is the largest thing, then where to go and who is ahead."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.places import service_name, window_ranges, zone_name
from kiosk.screens import icon, words  # noqa: F401 # the rule below names their classes
from queue_server.contract.messages import TicketState

HERE = (TicketState.WAITING, TicketState.HELD)  # it still matters where to wait

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class NumberCard(BoxLayout):
    view = ObjectProperty(None, rebind=True)
    number_mm = NumericProperty(100)

    def number(self) -> str:
        return str(self.view.state.ticket.number)

    def service(self) -> str:
        ticket = self.view.state.ticket
        return service_name(self.view.world.hall, ticket.service, self.view.language)

    def place(self) -> str:
        ticket, view = self.view.state.ticket, self.view
        if ticket.state not in HERE:
            return ""
        zone = zone_name(view.world.hall, ticket.zone, view.language)
        if not ticket.windows:
            return zone
        windows = window_ranges(ticket.windows)
        return str(view.t("ticket.place", zone=zone, windows=windows))

    def ahead(self) -> str:
        """Who is ahead while the ticket waits; else how it stands."""
        ticket = self.view.state.ticket
        if self.stands():
            return str(self.view.t(f"standing.{ticket.state.value}", window=ticket.window or ""))
        ahead = ticket.ahead
        return str(
            self.view.t("ticket.ahead", count=ahead) if ahead else self.view.t("ticket.next")
        )

    def stands(self) -> bool:
        """The ticket does not wait: where it stands matters more than who was ahead."""
        return bool(self.view.state.ticket.state is not TicketState.WAITING)

    def priority(self) -> str:
        elder = self.view.state.ticket.priority_reason is not None
        return str(self.view.t("ticket.elder")) if elder else ""
