"""Screens as they are seldom seen, with made-up content: further pages, other causes and outcomes,
halls with much to offer, and texts as long as people may make them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk import examples
from kiosk import staff_states as t
from kiosk import states as s
from kiosk.examples_guides import GROUP, GUIDE
from kiosk.examples_in_trouble import with_live
from kiosk.examples_outside_hours import closed_worlds
from kiosk.examples_staff import staff_screens
from kiosk.examples_ways_in import BUILDING, FAR, appointment
from queue_server.contract.messages import HallInfo

if TYPE_CHECKING:
    from kiosk.screens.frame import World

# As long as a supervisor may write it: `queue_server.contract.kiosks.Message`.
MESSAGE = {
    "zh": "今天下午三点至五点，二楼网络检修，社会保险、医疗保险和公积金业务，"
    "改在一楼大厅东侧临时窗口办理，请先到导办台登记，再到一楼等候叫号。"
    "已经取过号的，原来的号码继续有效，不用重新取号。敬请谅解！谢谢！",
    "en": "From 3 to 5 today social insurance and the housing fund are in the east of floor 1. "
    "Please ask.",
}
SHORT = {"zh": "请使用旁边的取号机", "en": "Please use the kiosk beside"}
MANY = 10  # groups, and services of one group: more than a page holds
PAGES = 6  # more than any guide of the demonstration hall has
SAID = ("welcome", "printing", "printed", "unknown", "failed", "closed", "opened", "restarting")
CAUSES = ("cover_open", "offline", "no_printer")


def corners(world: World, language: str) -> Iterator[tuple[str, s.Screen, World]]:
    """Name, screen, and the world in which it stands."""
    visit = s.Visit(language=language)
    home = s.Home(visit=visit)
    for name, screen in {**_ways(world.hall, visit), **_staff(world.hall, visit)}.items():
        yield name, screen, world
    for cause in CAUSES:
        ticket = examples.ticket(world.hall, elder=True)
        screen = s.NoPaper(visit=visit, ticket=ticket, cause=cause, had_card=True)
        yield f"no-paper-{cause.replace('_', '-')}", screen, with_live(world, printer=cause)
    yield "home-message", home, with_live(world, message=MESSAGE)
    yield "home-short-message", home, with_live(world, message=SHORT)
    yield "home-alone", home, with_live(world, server=False, alone=True, near_end=True)
    yield (
        "home-in-trouble",
        home,
        with_live(world, server=False, printer="paper_out", reader="offline"),
    )
    many = replace(world, hall=_with_much(world.hall))
    for page in (0, 1):
        yield f"home-many-{page}", replace(home, page=page), many
        services = s.Services(visit=visit, group=world.hall.groups[0].group, page=page)
        yield f"services-many-{page}", services, many
    for name, closed in closed_worlds(world).items():
        yield f"{name}-message", home, with_live(closed, message=MESSAGE)
        unknown = msgspec.structs.replace(closed.hall, opens_at=None)
        yield f"{name}-unknown", home, replace(closed, hall=unknown)
        yield f"{name}-asleep", s.Asleep(), closed


def _ways(hall: HallInfo, visit: s.Visit) -> Mapping[str, s.Screen]:
    ticket, elder = examples.ticket(hall), examples.ticket(hall, ahead=0, elder=True)
    straight = msgspec.structs.replace(elder, go_straight="7")
    shown = s.GuideShown(visit=visit, group=GROUP, guide=GUIDE)
    known = s.Visit(language=visit.language, person=examples.MASKED, old_enough=True, elder=True)
    held = (ticket, straight, ticket)
    return {
        "card-prompt-away": s.CardPrompt(visit=visit, trouble="reader_away"),
        "appointment-prompt-away": s.AppointmentPrompt(visit=visit, trouble="reader_away"),
        "appointment-prompt-again": s.AppointmentPrompt(visit=visit, trouble="lay_again"),
        "phone-pad-wrong-booked": s.PhonePad(visit=visit, digits="12345678901", appointment=True),
        "printing-elder": s.Printing(visit=visit, ticket=straight),
        "take-ticket-straight-card": s.TakeTicket(visit=visit, ticket=straight, had_card=True),
        "print-unknown-card": s.PrintUnknown(visit=visit, ticket=straight, had_card=True),
        "ticket-shown-elder": s.TicketShown(visit=visit, ticket=elder, wait=examples.WAIT),
        "already-holds-many-1": s.AlreadyHolds(
            visit=known, tickets=held, appointments=(appointment(hall),), page=1
        ),
        "refused-closed-until": s.Refused(
            visit=visit,
            code="service_closed",
            facts=FAR,
            reason=BUILDING,
            service=hall.services[0].service,
        ),
        "closed-long": s.Closed(visit=visit, reason=MESSAGE),
        **{
            f"guide-{paper}": replace(shown, paper=paper)
            for paper in ("printing", "unknown", "failed")
        },
        **{f"guide-page-{page}": replace(shown, page=page) for page in range(1, PAGES)},
    }


def _staff(hall: HallInfo, visit: s.Visit) -> Mapping[str, s.Screen]:
    plain: dict[str, Any] = {"visit": visit, "account": "10240512"}
    usual = staff_screens(visit, examples.ticket(hall), examples.NOW)
    slips: Any = usual["staff-slips"]
    return {
        "staff-pin-again": t.StaffPin(visit=visit, trouble="wrong"),
        "staff-pin-checking": t.StaffPin(visit=visit, checking=True),
        "staff-slips-1": replace(slips, page=1),
        "staff-slips-looking": t.RecentSlips(**plain),
        "staff-devices-looking": t.DeviceStates(**plain),
        "staff-volume-looking": t.Volume(**plain),
        **{f"staff-menu-{said}": t.StaffMenu(**plain, said=said) for said in SAID},
        **{f"staff-paper-{said}": t.PaperChange(**plain, said=said) for said in SAID[1:5]},
    }


def _with_much(hall: HallInfo) -> HallInfo:
    """More groups than a page holds, and one of them with more services than a page holds."""
    groups = [
        msgspec.structs.replace(group, group=f"{group.group}-{again}")
        for again in range(-(-MANY // len(hall.groups)))
        for group in hall.groups
    ]
    first = hall.groups[0]
    services = [
        msgspec.structs.replace(service, service=f"{service.service}-{at}", group=first.group)
        for at, service in enumerate(hall.services[:MANY])
    ]
    of_each = [
        msgspec.structs.replace(hall.services[at % len(hall.services)], group=group.group)
        for at, group in enumerate(groups)
    ]
    return msgspec.structs.replace(hall, groups=[first, *groups], services=[*services, *of_each])
