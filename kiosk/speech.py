"""What the voice says of a screen: its title, what to do, the choices. Pure, from the state."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kiosk import guide_text, refusals
from kiosk import states as s
from kiosk.look import page_of, type_of
from kiosk.means import CARD
from kiosk.moments import spoken
from kiosk.phone_rules import verdict
from kiosk.places import service_name, window_ranges, zone_name
from kiosk.standing import standing
from kiosk.taking import why_not
from kiosk.utterance import Says, Told, Utterance, spelled
from kiosk.waiting_time import about
from queue_server.contract.messages import (
    GroupInfo,
    PriorityReason,
    ServiceInfo,
    Ticket,
    TicketState,
)

OF_APPOINTMENTS = frozenset(  # refusals that tell of one
    {"appointment_early", "appointment_late", "appointment_cancelled", "already_checked_in"}
)

_RANGE = re.compile(r"(\d+)[-–](\d+)")  # as people write minutes


def utterances(screen: s.Screen, told: Told) -> tuple[Utterance, ...]:
    """In the order in which they are said; each is one breath. The staff's screens are not said."""
    said = SAYS.get(type(screen), _keys())(screen, told)
    return tuple(_plain(x, told) for x in said if x.text)


def introduction(told: Told) -> Utterance:
    """When the voice begins: how it is used."""
    return Utterance(told.t("speech.intro"))


def withheld(told: Told) -> Utterance:
    """Instead of what is private, where no headphones are plugged in."""
    return Utterance(told.t("speech.private"))


def name_is_private(screen: s.Screen, words: str) -> bool:
    """Of what a finger touched: the digits that are typed, the appointments that are held."""
    if isinstance(screen, s.PhonePad):
        return words.strip().isdigit()
    return isinstance(screen, s.AlreadyHolds) and bool(screen.appointments)


def _plain(said: Utterance, told: Told) -> Utterance:
    text = _RANGE.sub(
        lambda m: told.t("speech.range", first=m.group(1), last=m.group(2)), said.text
    )
    return Utterance(" ".join(text.split("\n")), said.private)


def _keys(*keys: str) -> Callable[[Any, Told], Says]:
    def says(_screen: s.Screen, told: Told) -> Says:
        for key in keys:
            yield Utterance(told.t(key))

    return says


def _outside_hours(told: Told) -> Says:
    at = told.opening.opens_at
    yield Utterance(
        told.t("home.closed_until", at=spoken(at, told.now, told.texts))
        if at
        else told.t("home.closed")
    )
    yield Utterance(told.name(told.opening.why))
    yield Utterance(told.message)
    if told.beside.appointment:
        yield Utterance(told.t("ways.appointment"))
    if told.beside.tickets:
        yield Utterance(told.t("outside_hours.tickets"))
    if told.beside.phone:
        yield Utterance(told.t("help.phone", phone=told.hall.complaint_phone))
    if told.beside.guides:
        yield Utterance(told.t("outside_hours.guides"))
    yield Utterance(told.t("speech.bar"))


def _home(screen: s.Home, told: Told) -> Says:
    if not told.opening.is_open:
        yield from _outside_hours(told)
        return
    person = screen.visit.person
    if person:
        yield Utterance(told.t("home.greeting", name=person.masked_name), private=True)
    else:
        yield Utterance(told.t("home.title"))
    yield from _elder(screen, told)
    yield Utterance(told.message)
    yield Utterance(told.t("home.hint"))
    groups = [g for g in told.hall.groups if _of(g, told)]
    shown, more = page_of(len(groups), screen.page, type_of(screen.visit.modes).tiles)
    for at in shown:
        yield Utterance(_group(groups[at], told))
    if more:
        yield Utterance(told.t("bar.more"))
    if not screen.visit.known:
        for way in told.ways:
            yield Utterance(told.t(f"ways.{way}"))
    yield Utterance(told.t("speech.bar"))


def _elder(screen: s.Home | s.Services, told: Told) -> Says:
    visit = screen.visit
    if visit.old_enough:
        yield Utterance(told.t("elder.on") if visit.elder else "", private=True)
        yield Utterance(told.t("elder.rule", age=told.elder_age), private=True)
        yield Utterance(told.t("elder.decline" if visit.elder else "elder.accept"), private=True)


def _of(group: GroupInfo, told: Told) -> list[ServiceInfo]:
    return [x for x in told.hall.services if x.group == group.group]


def _group(group: GroupInfo, told: Told) -> str:
    services = _of(group, told)
    people = [told.waiting[x.service] for x in services if x.service in told.waiting]
    if all(told.taking(x).code for x in services):
        queue = told.t("home.none_now")
    elif not people:
        queue = ""
    else:
        queue = told.t("home.waiting", count=sum(people)) if sum(people) else told.t("home.nobody")
    return _joined(told, told.name(group.name), queue)


def _services(screen: s.Services, told: Told) -> Says:
    group = next((g for g in told.hall.groups if g.group == screen.group), None)
    yield Utterance(told.name(group.name) if group else "")
    yield from _elder(screen, told)
    yield Utterance(told.t("services.title"))
    services = [x for x in told.hall.services if x.group == screen.group]
    shown, more = page_of(len(services), screen.page, type_of(screen.visit.modes).tiles)
    for at in shown:
        yield Utterance(_service(services[at], told))
    if more:
        yield Utterance(told.t("bar.more"))


def _service(service: ServiceInfo, told: Told) -> str:
    now = told.taking(service)
    if now.code:
        why = why_not(told.hall, service, now, told.texts, told.language, told.now)
        return _joined(told, told.name(service.name), why)
    if told.waiting and service.idle_windows:
        idle = told.t("taking.idle", windows=window_ranges(service.idle_windows))
        return _joined(told, told.name(service.name), idle)
    people = told.waiting.get(service.service)
    queue = "" if people is None else told.t("home.waiting", count=people)
    return _joined(
        told, told.name(service.name), _place(service.zone, service.windows, told), queue
    )


def _place(zone: str, windows: list[str], told: Told) -> str:
    name = zone_name(told.hall, zone, told.language)
    if not windows:
        return name
    return told.t("services.place", zone=name, windows=window_ranges(windows))


def _card_prompt(screen: s.CardPrompt, told: Told) -> Says:
    yield Utterance(told.t("card_prompt.title"))
    yield Utterance(told.t(f"card_prompt.{screen.trouble or 'wait'}"))
    yield Utterance(told.t("card_prompt.notice"))
    yield Utterance(told.t("card_prompt.without"))


def _appointment(screen: s.AppointmentPrompt, told: Told) -> Says:
    """Only what this kiosk can read."""
    yield Utterance(told.t("appointment.title"))
    if told.reads_codes:
        yield Utterance(told.t("appointment.code"))
    if CARD in told.ways:
        trouble = screen.trouble
        yield Utterance(told.t(f"card_prompt.{trouble}" if trouble else "appointment.card"))
    yield Utterance(told.t("appointment.phone"))
    yield Utterance(told.t("appointment.notice"))


def _phone(screen: s.PhonePad, told: Told) -> Says:
    yield Utterance(told.t("phone.title_appointment" if screen.appointment else "phone.title"))
    yield Utterance(told.t(f"phone.{verdict(screen.digits)}"))
    yield Utterance(told.t("phone.notice"))
    if screen.digits:
        yield Utterance(spelled(screen.digits, told), private=True)


def _already_holds(screen: s.AlreadyHolds, told: Told) -> Says:
    if screen.appointments:
        yield Utterance(told.t("held.title_appointment"), private=True)
        yield Utterance(told.t("held.text_appointment"), private=True)
    for held in screen.appointments:
        yield Utterance(service_name(told.hall, held.service, told.language), private=True)
    if screen.tickets:
        yield Utterance(told.t("held.title"))
        yield Utterance(told.t("held.text"))
    for ticket in screen.tickets:
        yield from _number(ticket, told)
    yield Utterance(told.t("held.other"))


def _number(ticket: Ticket, told: Told) -> Says:
    """The number, what it is for, how it stands, where to go."""
    yield Utterance(_joined(told, told.t("ticket.your_number"), spelled(ticket.number, told)))
    yield Utterance(service_name(told.hall, ticket.service, told.language))
    if ticket.priority_reason is PriorityReason.APPOINTMENT:
        yield Utterance(told.t("ticket.appointment"), private=True)
    elif ticket.priority_reason is not None:
        yield Utterance(told.t("ticket.elder"), private=True)
    yield Utterance(_standing(ticket, told))


def _standing(ticket: Ticket, told: Told) -> str:
    stands = standing(ticket, told.texts)
    if ticket.state is not TicketState.WAITING or ticket.go_straight:
        return stands
    return _joined(told, stands, _place(ticket.zone, list(ticket.windows), told))


def _take_ticket(screen: s.TakeTicket, told: Told) -> Says:
    yield Utterance(told.t("take_ticket.title"))
    yield from _number(screen.ticket, told)
    if screen.had_card:
        yield Utterance(told.t("take_ticket.card"))


def _printing(screen: s.Printing, told: Told) -> Says:
    yield Utterance(told.t("printing.title"))
    yield Utterance(
        _joined(told, told.t("ticket.your_number"), spelled(screen.ticket.number, told))
    )


def _no_paper(screen: s.NoPaper, told: Told) -> Says:
    yield Utterance(told.t("no_paper.title"))
    yield Utterance(told.texts.get(f"no_paper.{screen.cause}", told.texts["no_paper.other"]))
    yield from _kept(screen, told)


def _print_unknown(screen: s.PrintUnknown, told: Told) -> Says:
    yield Utterance(told.t("print_unknown.title"))
    yield Utterance(told.t("print_unknown.text"))
    yield from _kept(screen, told)


def _kept(screen: s.NoPaper | s.PrintUnknown, told: Told) -> Says:
    yield from _number(screen.ticket, told)
    yield Utterance(told.t("no_paper.staff"))
    if screen.had_card:
        yield Utterance(told.t("take_ticket.card"))
    yield Utterance(told.t("bar.print_again"))


def _refused(screen: s.Refused, told: Told) -> Says:
    no = refusals.Told(screen, told.hall, told.texts, told.language, told.now)
    private = screen.code in OF_APPOINTMENTS
    yield Utterance(no.title(), private)
    yield Utterance(no.text(), private)
    if number := screen.facts.get("number", ""):
        yield Utterance(_joined(told, told.t("ticket.your_number"), spelled(number, told)))
    for button in refusals.buttons(screen):
        yield Utterance(told.t(f"refused_button.{button}"))


def _ticket_shown(screen: s.TicketShown, told: Told) -> Says:
    ticket = screen.ticket
    yield Utterance(told.t("ticket_shown.title"))
    yield from _number(ticket, told)
    yield Utterance(about(screen.wait, told.texts))
    if ticket.state is TicketState.MISSED and told.hall.missed_notice:
        yield Utterance(told.name(told.hall.missed_notice))
    else:
        zone = zone_name(told.hall, ticket.zone, told.language)
        yield Utterance(told.t(f"ticket_shown.{ticket.state.value}", zone=zone))


def _no_ticket(screen: s.NoTicketFound, told: Told) -> Says:
    yield Utterance(told.t(f"no_ticket.{screen.cause}"))
    yield Utterance(told.t(f"no_ticket.{screen.cause}_text"))


def _guides(screen: s.Guides, told: Told) -> Says:
    yield Utterance(told.t("guides.title"))
    yield Utterance(told.t("guides.hint"))
    found = guide_text.by_group(told.hall, told.guides)
    if screen.group is None:
        names = [told.name(group.name) for group in told.hall.groups if group.group in found]
    else:
        of_group = found.get(screen.group, [])
        names = [guide_text.title(guide, told.language) for guide in of_group]
    shown, more = page_of(len(names), screen.page, type_of(screen.visit.modes).tiles)
    for at in shown:
        yield Utterance(names[at])
    if more:
        yield Utterance(told.t("bar.more"))


def _guide(screen: s.GuideShown, told: Told) -> Says:
    guide = next((x for x in told.guides if x.id == screen.guide), None)
    if guide is None:
        return
    yield Utterance(guide_text.title(guide, told.language))
    if screen.paper:
        yield Utterance(told.t(f"guide.{screen.paper}"))
    for block in guide_text.blocks(guide, told.texts, told.language):
        yield Utterance(block.text)


def _closed(screen: s.Closed, told: Told) -> Says:
    yield Utterance(told.t("closed.title"))
    yield Utterance(told.name(screen.reason))
    yield Utterance(told.t("closed.elsewhere"))


def _languages(_screen: s.Languages, told: Told) -> Says:
    yield Utterance(told.t("languages.title"))


def _ease(screen: s.Ease, told: Told) -> Says:
    yield Utterance(told.t("ease.title"))
    for mode in ("large", "contrast", "low", "spoken"):
        on = bool(getattr(screen.visit.modes, mode))
        yield Utterance(
            _joined(told, told.t(f"ease.{mode}"), told.t("ease.on" if on else "ease.off"))
        )


def _joined(told: Told, *parts: str) -> str:
    return told.t("speech.pause").join(part for part in parts if part)


SAYS: dict[type[s.Screen], Callable[[Any, Told], Says]] = {
    s.Home: _home,
    s.Services: _services,
    s.CardPrompt: _card_prompt,
    s.AppointmentPrompt: _appointment,
    s.PhonePad: _phone,
    s.AskingHeld: _keys("asking_held.title", "asking_held.text"),
    s.AlreadyHolds: _already_holds,
    s.PrinterDownFirst: _keys("printer_down.title", "printer_down.text", "printer_down.take"),
    s.Busy: _keys("busy.title", "busy.text"),
    s.ServerAway: _keys("server_away.title", "server_away.text", "server_away.staff"),
    s.Printing: _printing,
    s.TakeTicket: _take_ticket,
    s.NoPaper: _no_paper,
    s.PrintUnknown: _print_unknown,
    s.Refused: _refused,
    s.Asleep: _keys(),
    s.LookingUp: _keys("looking_up.title", "looking_up.text"),
    s.TicketShown: _ticket_shown,
    s.NoTicketFound: _no_ticket,
    s.Guides: _guides,
    s.GuideShown: _guide,
    s.Closed: _closed,
    s.Help: _keys("help.title", "help.step_1", "help.step_2", "help.step_3", "help.staff"),
    s.Languages: _languages,
    s.Ease: _ease,
    s.IdleWarning: _keys("idle.title", "speech.stay", "idle.text"),
}
