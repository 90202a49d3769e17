"""What the voice says of every screen, and what it says to nobody but the visitor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.guides import load_guides
from config.loader import load
from kiosk import examples
from kiosk import states as s
from kiosk.examples_ways_in import busy_hall
from kiosk.hall_facts import from_configuration
from kiosk.mode_rules import in_modes
from kiosk.modes import MODES
from kiosk.opening import Beside, Opening
from kiosk.speech import SAYS, utterances
from kiosk.taking import taking
from kiosk.texts import load_texts
from kiosk.utterance import Told, Utterance, spelled
from queue_server.contract.messages import HallInfo, PriorityReason, Taking, TicketState
from queue_server.contract.waits import Wait

HALL = from_configuration(load(None, {}), examples.NOW.date())
TEXTS = load_texts(("zh", "en"))
NAME = examples.MASKED.masked_name


def told(language: str = "zh", hall: HallInfo = HALL) -> Told:
    return Told(
        hall=hall,
        texts=TEXTS[language],
        language=language,
        now=examples.NOW,
        waiting=examples.waiting(hall),
        taking=lambda service: Taking(),
        ways=("card", "appointment", "phone"),
    )


def said(screen: s.Screen, language: str = "zh") -> str:
    return " ".join(x.text for x in utterances(screen, told(language)))


def aloud(screen: s.Screen, language: str = "zh") -> str:
    return " ".join(x.text for x in utterances(screen, told(language)) if not x.private)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", examples.screens(HALL, "zh"))
def test_every_screen_says_something_in_every_mode(name: str, language: str) -> None:
    for mode in MODES.values():
        screen = in_modes(examples.screens(HALL, language)[name], mode)
        text = said(screen, language)
        assert text or type(screen) not in SAYS or isinstance(screen, (s.Asleep, s.GuideShown))
        assert "{" not in text
        assert "\n" not in text


def test_every_kind_of_screen_is_told_of() -> None:
    visitors = {x for x in s.Screen.__subclasses__() if x.__module__ == s.__name__}
    assert set(SAYS) == visitors  # the staff's screens are not said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("mode", MODES)
def test_a_name_is_never_said_aloud(language: str, mode: str) -> None:
    for example in examples.screens(HALL, language).values():
        screen = in_modes(example, MODES[mode])
        named = replace(screen, visit=replace(screen.visit, person=examples.MASKED))
        assert NAME not in aloud(named, language)
    greeted = s.Home(visit=s.Visit(language=language, person=examples.MASKED))
    assert NAME in said(greeted, language)


def test_only_what_this_kiosk_can_read_is_asked_for() -> None:
    zh = TEXTS["zh"]
    asked, bare = s.AppointmentPrompt(), replace(told(), ways=("appointment", "phone"))
    fitted = replace(told(), reads_codes=True)

    def words(known: Told, screen: s.Screen = asked) -> set[str]:
        return {x.text for x in utterances(screen, known)}

    assert zh["appointment.phone"] in words(bare)
    assert not {zh["appointment.card"], zh["appointment.code"]} & words(bare)
    assert {zh["appointment.card"], zh["appointment.code"]} <= words(fitted)
    unreadable = s.AppointmentPrompt(trouble="unreadable")
    assert "".join(zh["card_prompt.unreadable"].split("\n")) in {
        "".join(x.split()) for x in words(fitted, unreadable)
    }


@pytest.mark.parametrize(
    ("screen", "notice"),
    [
        (s.CardPrompt(), "card_prompt.notice"),
        (s.AppointmentPrompt(), "appointment.notice"),
        (s.PhonePad(), "phone.notice"),
    ],
)
def test_wherever_somebody_is_to_tell_who_they_are_the_use_of_it_is_said(
    screen: s.Screen, notice: str
) -> None:
    assert " ".join(TEXTS["en"][notice].split("\n")) in said(screen, "en")


def test_whoever_told_a_telephone_number_is_offered_no_other_way_in() -> None:
    known = s.Home(visit=s.Visit(phone_hash="b" * 64))
    assert TEXTS["zh"]["ways.phone"] in said(s.Home())
    assert TEXTS["zh"]["ways.phone"] not in said(known)


def test_the_digits_of_a_phone_number_are_private() -> None:
    screen = s.PhonePad(digits="13800001234")
    spoken = utterances(screen, told())
    digits = spelled(screen.digits, told())
    assert [x for x in spoken if digits in x.text] == [Utterance(digits, private=True)]


def test_that_somebody_has_an_appointment_is_private() -> None:
    ticket = replace_ticket(priority_reason=PriorityReason.APPOINTMENT)
    screen = s.TakeTicket(ticket=ticket)
    words = TEXTS["zh"]["ticket.appointment"]
    assert words in said(screen)
    assert words not in aloud(screen)


@pytest.mark.parametrize("code", ["appointment_early", "appointment_late", "already_checked_in"])
def test_a_refused_appointment_is_private(code: str) -> None:
    screen = s.Refused(code=code)
    assert TEXTS["zh"][f"refused.{code}"] in said(screen)
    assert TEXTS["zh"][f"refused.{code}"] not in aloud(screen)


def test_a_ticket_is_said_whole() -> None:
    text = aloud(s.TakeTicket(ticket=replace_ticket(ahead=6), had_card=True))
    assert "A，零，二，八" in text  # sign by sign
    assert HALL.services[0].name["zh"] in text
    assert "前面还有 6 人" in text
    assert "1到14 号窗口" in text  # a range, not a dash
    assert TEXTS["zh"]["take_ticket.card"] in text
    assert "A, zero, two, eight" in aloud(s.TakeTicket(ticket=replace_ticket()), "en")


def test_an_error_is_said_with_what_can_be_done() -> None:
    text = aloud(s.NoPaper(ticket=replace_ticket(), cause="paper_out"))
    assert TEXTS["zh"]["no_paper.paper_out"] in text
    assert "A，零，二，八" in text
    assert TEXTS["zh"]["card_prompt.unreadable"] in aloud(s.CardPrompt(trouble="unreadable"))


def test_the_choices_come_after_what_to_do_and_no_more_than_are_shown() -> None:
    spoken = [x.text for x in utterances(s.Home(), told())]
    names = [group.name["zh"] for group in HALL.groups]
    at = [next(i for i, text in enumerate(spoken) if text.startswith(name)) for name in names]
    assert spoken[0] == TEXTS["zh"]["home.title"]
    assert at == sorted(at)
    large = said(in_modes(s.Home(), s.Modes(large=True)))
    assert [name in large for name in names].count(True) == 3
    assert TEXTS["zh"]["bar.more"] in large


@pytest.mark.parametrize(
    ("digits", "says"),
    [("1380", "hint"), ("13800138000", "ready"), ("12345678901", "wrong")],
)
def test_whether_a_telephone_number_is_one_is_said(digits: str, says: str) -> None:
    assert TEXTS["zh"][f"phone.{says}"] in aloud(s.PhonePad(digits=digits))


def test_why_a_service_gives_no_number_is_said_with_the_way_and_the_hour() -> None:
    hall = busy_hall(HALL)
    known = replace(
        told(hall=hall),
        taking=lambda service: taking(service, (), server=True),
        now=examples.NOW.astimezone(ZoneInfo(hall.time_zone)),
    )
    text = " ".join(
        x.text
        for group in hall.groups[:2]
        for x in utterances(s.Services(group=group.group), known)
    )
    zh = TEXTS["zh"]
    assert zh["taking.wrong_hall"].format(place=hall.other_halls[0].name["zh"]) in text
    assert zh["taking.opens"].format(why=zh["taking.outside_hours"], at="14:00") in text
    (window,) = hall.services[0].idle_windows
    assert zh["taking.idle"].format(windows=window) in text


def test_what_the_hall_s_people_write_on_the_first_screen_is_said_too() -> None:
    known = replace(told(), message="今天下午停电")
    assert "今天下午停电" in {x.text for x in utterances(s.Home(), known)}
    closed = replace(known, opening=Opening(is_open=False))
    assert "今天下午停电" in {x.text for x in utterances(s.Home(), closed)}


def test_outside_the_hours_all_that_still_helps_is_said() -> None:
    zh = TEXTS["zh"]
    closed = replace(told(), opening=Opening(is_open=False, why={"zh": "搬迁"}))
    assert "搬迁" in {x.text for x in utterances(s.Home(), closed)}
    offers = {
        zh["ways.appointment"],
        zh["outside_hours.guides"],
        " ".join(zh["outside_hours.tickets"].split("\n")),
        zh["help.phone"].format(phone=HALL.complaint_phone),
    }
    assert not offers & {x.text for x in utterances(s.Home(), closed)}
    open_always = replace(
        closed, beside=Beside(appointment=True, guides=True, tickets=True, phone=True)
    )
    assert offers <= {x.text for x in utterances(s.Home(), open_always)}


def test_which_guides_there_are_is_said() -> None:
    guides = tuple(load_guides(load(None, {}), env={}))
    known = replace(told(), guides=guides)

    def words(screen: s.Screen) -> set[str]:
        return {x.text for x in utterances(screen, known)}

    (passport,) = (guide for guide in guides if guide.id == "passport")
    (service,) = (x for x in HALL.services if x.service == passport.service)
    (group,) = (x for x in HALL.groups if x.group == service.group)
    assert group.name["zh"] in words(s.Guides())
    assert passport.title.zh in words(s.Guides(group=group.group))
    assert passport.title.zh not in words(s.Guides())


@pytest.mark.parametrize(
    ("low_s", "high_s", "said_of_it"), [(480, 900, "8到15"), (0, 50, "1"), (1200, 2400, "20到40")]
)
def test_how_long_it_takes_is_said_as_a_span(low_s: int, high_s: int, said_of_it: str) -> None:
    wait = Wait(ahead=6, low_s=low_s, high_s=high_s)
    assert f"约需等候 {said_of_it} 分钟" in aloud(s.TicketShown(ticket=replace_ticket(), wait=wait))


def replace_ticket(**changes: Any) -> Any:
    ticket = examples.ticket(HALL)
    make: Callable[..., Any] = type(ticket)
    fields = {name: getattr(ticket, name) for name in ticket.__struct_fields__}
    return make(**(fields | {"state": TicketState.WAITING} | changes))
