"""A visitor whose window stands idle is sent there, on screen and paper, and nobody waits."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from devices.ticket_printer.slip import Line
from kiosk.slip import compose
from kiosk.standing import standing
from kiosk.texts import load_slip_texts, load_texts
from queue_server.contract.messages import HallInfo, Ticket, TicketState

TEXTS, SLIP_TEXTS = load_texts(), load_slip_texts()


def lines(ticket: Ticket, hall: HallInfo, language: str) -> str:
    slip = compose(ticket, hall, SLIP_TEXTS[language], language)
    return "\n".join(part.text for part in slip.parts if isinstance(part, Line))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_slip_says_the_window_instead_of_waiting(
    language: str, ticket: Ticket, hall_info: HallInfo
) -> None:
    said = lines(msgspec.structs.replace(ticket, ahead=0, go_straight="7"), hall_info, language)
    texts = SLIP_TEXTS[language]
    assert texts["go_straight"].format(window="7") in said
    assert texts["wait"] not in said
    assert texts["ahead_none"] not in said


def test_a_slip_without_an_idle_window_says_where_to_wait(
    ticket: Ticket, hall_info: HallInfo
) -> None:
    assert SLIP_TEXTS["zh"]["wait"] in lines(ticket, hall_info, "zh")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ahead": 3}, "前面还有 3 人"),
        ({"ahead": 0}, "您是下一位，请留意叫号"),
        ({"ahead": None}, "请留意叫号"),
        ({"ahead": 0, "go_straight": "7"}, "请直接到 7 号窗口"),
        ({"state": TicketState.CALLED, "window": "7", "go_straight": "8"}, "请到 7 号窗口"),
    ],
    ids=["some ahead", "next", "given without the server", "idle window", "called"],
)
def test_a_ticket_is_told_in_one_sentence(
    changes: dict[str, Any], words: str, ticket: Ticket
) -> None:
    assert standing(msgspec.structs.replace(ticket, **changes), TEXTS["zh"]) == words
