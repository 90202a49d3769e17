"""Every way in leads to a ticket in three touches or fewer, in the demonstration's hall.

A search over all that can be touched, from the first screen; what cards, codes, server and printer
do costs nothing. The keys of the telephone's pad, with the one that says that the number is whole,
are typing and cost nothing either.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from kiosk import effects as f
from kiosk import events as e
from kiosk import states as s
from kiosk.look import page_of, type_of
from kiosk.session import step
from queue_server.contract import messages as m
from queue_server.contract.appointments import Held

ID = UUID(int=5)
WANG = m.Person(hash="a" * 64, masked_name="王**")
PHONE = "13800138000"
PHONE_HASH = "b" * 64
MOST = 3
LARGE = s.Modes(large=True)


@dataclass(frozen=True)
class World:
    """What the visitor brings, and what the server knows of them."""

    hall: m.HallInfo
    ticket: m.Ticket
    elder: bool = False
    code: bool = False
    holds: bool = False

    def free(self, screen: s.Screen) -> Iterator[e.Event]:
        """What happens by itself, or is no touch."""
        if isinstance(screen, (s.CardPrompt, s.AppointmentPrompt)):
            yield e.CardRead(serial=screen.serial, person=WANG, elder=self.elder, request_id=ID)
        if isinstance(screen, s.Home) and self.code:
            yield e.CodeScanned(reference="YY-1", request_id=ID)
        if isinstance(screen, s.PhonePad):
            if len(screen.digits) < len(PHONE):
                yield e.DigitTouched(digit=PHONE[len(screen.digits)])
            else:
                yield e.PhoneGiven(phone_hash=PHONE_HASH, request_id=ID)
        if isinstance(screen, s.AskingHeld):
            held = Held(tickets=[self.ticket] if self.holds else [], appointments=[])
            yield e.HeldFound(serial=screen.serial, held=held)
        if isinstance(screen, s.Busy):
            yield e.Issued(request_id=ID, ticket=self.ticket)

    def touches(self, screen: s.Screen) -> Iterator[e.Event]:
        """What can be pressed on the way to a number."""
        if isinstance(screen, s.Home):
            groups = [x.group for x in self.hall.groups]
            yield from self._page(screen, [e.GroupTouched(group=x) for x in groups])
        elif isinstance(screen, s.Services):
            services = [x.service for x in self.hall.services if x.group == screen.group]
            offered = [e.ServiceTouched(service=x, request_id=ID) for x in services]
            yield from self._page(screen, offered)
        elif isinstance(screen, s.AppointmentPrompt):
            yield e.PhoneTouched()
        elif isinstance(screen, s.AlreadyHolds):
            yield e.ReprintTouched(ticket_id=self.ticket.ticket_id, request_id=ID)
            yield e.OtherServiceTouched()
        if isinstance(screen, (s.Home, s.Services)) and not screen.visit.known:
            yield from (e.CardTouched(), e.AppointmentTouched(), e.PhoneTouched())

    @staticmethod
    def _page(screen: s.Home | s.Services, tiles: Sequence[e.Event]) -> Iterator[e.Event]:
        most = type_of(screen.visit.modes).tiles
        shown, more = page_of(len(tiles), screen.page, most)
        yield from (tiles[at] for at in shown)
        if more:
            yield e.MoreTouched()


Way = tuple[s.Screen, int, s.Order | None]  # the screen, the touches so far, what was ordered


def ways(world: World, begin: s.Screen) -> Iterator[tuple[s.Order, int]]:
    """Every order that ends on paper, with the fewest touches that lead to it."""
    level: list[Way] = [(begin, 0, None)]
    seen: set[bytes] = set()  # their words leave out who it is
    while level:
        below: list[Way] = []
        while level:
            screen, touches, order = level.pop()
            known = pickle.dumps((replace(screen, serial=0), order))
            if known in seen:
                continue
            seen.add(known)
            if isinstance(screen, s.Printing):
                assert order is not None
                yield order, touches
                continue
            level += (after(screen, event, touches, order) for event in world.free(screen))
            if touches < MOST + 1:
                below += (
                    after(screen, event, touches + 1, order) for event in world.touches(screen)
                )
        level = below


def after(screen: s.Screen, event: e.Event, touches: int, order: s.Order | None) -> Way:
    screen, effects = step(screen, event)
    orders = [x.order for x in effects if isinstance(x, f.IssueOrder)]
    return screen, touches, orders[0] if orders else order


def fewest(world: World, meant: Callable[[s.Order], bool], begin: s.Screen) -> dict[str, int]:
    """The touches to each service, or to "" where the order names none."""
    found: dict[str, int] = {}
    for order, touches in ways(world, begin):
        if meant(order):
            found[order.service] = min(touches, found.get(order.service, touches))
    return found


PLAIN_WAYS: dict[str, tuple[dict[str, bool], Callable[[s.Order], bool], int]] = {
    "service": ({}, lambda x: not x.check_in and x.person is None and x.phone_hash is None, 2),
    "card": ({}, lambda x: not x.check_in and x.person == WANG and not x.elder, 3),
    "card of an elder": ({"elder": True}, lambda x: not x.check_in and x.elder, 3),
    "telephone": ({}, lambda x: not x.check_in and x.phone_hash == PHONE_HASH, 3),
    "appointment by code": ({"code": True}, lambda x: x.reference == "YY-1", 0),
    "appointment by card": ({}, lambda x: x.check_in and x.person == WANG, 1),
    "appointment by telephone": ({}, lambda x: x.check_in and x.phone_hash == PHONE_HASH, 2),
    "one more slip": ({"holds": True}, lambda x: x.reprint is not None, 2),
}


@pytest.mark.parametrize("way", PLAIN_WAYS)
def test_every_way_in_ends_on_paper_in_three_touches_or_fewer(
    way: str, hall_info: m.HallInfo, ticket: m.Ticket
) -> None:
    brought, meant, touches = PLAIN_WAYS[way]
    assert touches <= MOST
    found = fewest(World(hall_info, ticket, **brought), meant, s.Home())
    of_services = not ("appointment" in way or way == "one more slip")
    named = {x.service for x in hall_info.services} if of_services else {""}
    assert found == dict.fromkeys(named, touches)


def test_in_large_type_every_service_is_there_in_three_touches_too(
    hall_info: m.HallInfo, ticket: m.Ticket
) -> None:
    """With a card, a service of a group on the second page takes one more."""
    home = s.Home(visit=s.Visit(modes=LARGE))
    _, meant, _ = PLAIN_WAYS["service"]
    found = fewest(World(hall_info, ticket), meant, home)
    assert set(found) == {x.service for x in hall_info.services}
    assert max(found.values()) <= MOST
