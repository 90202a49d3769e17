"""A visitor of the pure session: goes from screen to screen and remembers every effect."""

from __future__ import annotations

from uuid import UUID

from kiosk import effects as f
from kiosk import events as e
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.session import step
from queue_server.contract.messages import Person

FIRST, SECOND = UUID(int=1), UUID(int=2)
WANG = Person(hash="a" * 64, masked_name="王**")
NO_HELP = (
    s.Busy,
    s.Printing,
    s.Help,
    s.IdleWarning,
    s.Languages,
    s.Ease,
    s.Asleep,
    s.LookingUp,
    s.AskingHeld,
    t.StaffPin,
    *t.BEHIND_THE_PIN,
)


class Visitor:
    """Goes from screen to screen and remembers every effect."""

    def __init__(self, screen: s.Screen | None = None) -> None:
        self.screen: s.Screen = screen or s.Home()
        self.effects: list[f.Effect] = []
        self.last: tuple[f.Effect, ...] = ()

    def does(self, *events: e.Event) -> Visitor:
        for event in events:
            self.screen, self.last = step(self.screen, event)
            self.effects += self.last
        return self

    def waits(self) -> Visitor:
        return self.does(e.TimedOut(serial=self.screen.serial))

    def orders(self) -> list[s.Order]:
        return [x.order for x in self.effects if isinstance(x, f.IssueOrder)]

    def slips(self) -> list[f.PrintTicket]:
        return [x for x in self.effects if isinstance(x, f.PrintTicket)]


def chooses(request_id: UUID = FIRST, **more: str) -> tuple[e.Event, ...]:
    return (
        e.GroupTouched(group="social"),
        e.ServiceTouched(service="real-estate", request_id=request_id, **more),
    )
