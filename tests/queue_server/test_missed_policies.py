"""A missed call: the slip's sentence, the visitor's page and what the clerk can do say the same."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sending_hall import goes_to, sending_hall
from small_hall import SmallHall
from web_callers import Web

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult
from queue_server.domain.errors import RuleBroken

POLICIES = ["void", "requeue_after_k", "requeue_tail", "recall_on_request"]
OTHERS = 3


class Words(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.found.append(data.strip())


@pytest.fixture(params=POLICIES)
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallHall]:
    made = sending_hall(tmp_path, missed_policy=request.param, missed_requeue_after=2)
    made.sit("1", "2")
    yield made
    made.close()


def missed(hall: SmallHall) -> m.Ticket:
    """A001 did not come; three others wait."""
    ticket = hall.issue()
    for _ in range(OTHERS):
        hall.later()
        hall.issue()
    hall.next()
    hall.later()
    hall.press("miss")
    return hall.ticket(ticket.ticket_id)


def called_in_turn(hall: SmallHall) -> list[str]:
    called = []
    while number := hall.next().number:
        called.append(number)
        hall.later()
    return called


@pytest.mark.parametrize("policy", ["requeue_after_k", "requeue_tail"])
def test_a_number_that_nobody_answers_does_not_come_again_for_ever(
    tmp_path: Path, policy: str
) -> None:
    settings = {"missed_policy": policy, "missed_requeue_after": 1, "missed_requeues_at_most": 1}
    hall = sending_hall(tmp_path, **settings)
    hall.sit("1")
    ticket = hall.issue()
    states = []
    for _ in range(2):
        hall.next()
        hall.later()
        hall.press("miss")
        states.append(hall.ticket(ticket.ticket_id).state.value)
        hall.later()
    assert states == ["waiting", "missed"]
    assert hall.next().result is CallResult.NOBODY_WAITING
    with pytest.raises(RuleBroken, match="illegal_verb"):
        hall.call("A001")
    with hall.parts.store.read() as reader:
        told = hall.parts.views.hall(reader, hall.now).missed_notice
    for language, words in (("zh", "第2次过号作废"), ("en", "missed 2 times it is void")):
        assert words in told[language]
        assert told[language] in page(hall, ticket, language)
    hall.close()


def page(hall: SmallHall, ticket: m.Ticket, language: str) -> str:
    answer = Web(hall).ask("", "GET", f"/t/{ticket.ticket_id}?lang={language}")
    return " ".join(Words(answer.text).found)


# What each policy promises, said by itself: (called in turn, whether a clerk may call the number)
PROMISES = {
    "void": (["A002", "A003", "A004"], False),
    "requeue_after_k": (["A002", "A003", "A001", "A004"], True),
    "requeue_tail": (["A002", "A003", "A004", "A001"], True),
    "recall_on_request": (["A002", "A003", "A004"], True),
}
SENTENCES = {
    "void": ("过号作废", "void"),
    "requeue_after_k": ("顺延2位", "after 2 others"),
    "requeue_tail": ("队尾", "end of the queue"),
    "recall_on_request": ("到窗口说明", "tell the window"),
}


def test_who_missed_the_call_is_called_when_the_slip_says(hall: SmallHall) -> None:
    missed(hall)
    assert called_in_turn(hall) == PROMISES[hall.hall.hall.missed_policy][0]


def test_a_clerk_can_call_the_number_where_the_slip_says_so(hall: SmallHall) -> None:
    missed(hall)
    if PROMISES[hall.hall.hall.missed_policy][1]:
        assert hall.call("A001", "2").result is CallResult.CALLED
    else:
        with pytest.raises(RuleBroken, match="illegal_verb"):
            hall.call("A001", "2")


def test_the_slip_and_the_visitors_page_say_the_same(hall: SmallHall) -> None:
    policy = hall.hall.hall.missed_policy
    with hall.parts.store.read() as reader:
        told = hall.parts.views.hall(reader, hall.now)
    assert told.missed_policy == policy
    ticket = missed(hall)
    for language, words in zip(("zh", "en"), SENTENCES[policy], strict=True):
        assert words in told.missed_notice[language]
        assert told.missed_notice[language] in page(hall, ticket, language)


def test_the_page_says_whether_one_still_waits(hall: SmallHall) -> None:
    waits = hall.hall.hall.missed_policy in ("requeue_after_k", "requeue_tail")
    ticket = missed(hall)
    assert (ticket.state is m.TicketState.WAITING) == waits
    assert ("前面还有" in page(hall, ticket, "zh")) == waits
    assert ("您的号已过" in page(hall, ticket, "zh")) == (not waits)


def test_taken_back_the_page_calls_the_visitor_again(hall: SmallHall) -> None:
    ticket = missed(hall)
    hall.press("undo")
    shown = page(hall, ticket, "zh")
    assert "请到 1 号窗口" in shown
    assert "您的号已过" not in shown


def test_who_waits_for_a_clerk_who_is_away_is_told_that(hall: SmallHall) -> None:
    ticket = hall.issue()
    hall.next()
    hall.press("transfer", "1", None, None, "c2")
    assert "前面还有" in page(hall, ticket, "zh") or "下一位就是您" in page(hall, ticket, "zh")
    goes_to(hall, "c2", None)
    shown = page(hall, ticket, "zh")
    assert "暂时不在窗口" in shown
    assert "下一位就是您" not in shown
    assert "可能叫到的窗口" not in shown
