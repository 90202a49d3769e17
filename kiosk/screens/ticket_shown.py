"""How the ticket stands whose code was held up: its number, who is ahead, what to do now."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder

from kiosk.places import zone_name
from kiosk.screens import number_card  # noqa: F401 # the rule below names its class
from kiosk.screens.frame import View
from kiosk.waiting_time import about
from queue_server.contract.messages import TicketState

Builder.load_file(str(Path(__file__).with_suffix(".kv")))


class TicketShownView(View):
    def what_to_do(self) -> str:
        ticket, hall = self.state.ticket, self.world.hall
        if ticket.state is TicketState.MISSED and hall.missed_notice:
            return self.name(hall.missed_notice)
        zone = zone_name(hall, ticket.zone, self.language)
        todo = self.t(f"ticket_shown.{ticket.state.value}", zone=zone)
        how_long = about(self.state.wait, self.sentences)
        return f"{how_long}\n{todo}" if how_long else todo
