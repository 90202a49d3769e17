"""Reprints and closed services, as their callers meet them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from small_hall import SmallHall
from web_callers import UNKNOWN, Web, code_of, command

MakeHall = Callable[..., SmallHall]
PERSON = {"hash": "a" * 64, "masked_name": "爱*"}


@pytest.fixture
def web(make_hall: MakeHall) -> Web:
    return Web(make_hall())


def reprint(web: Web, ticket: str, **told: str) -> object:
    body = command(kiosk="k1", **told)
    return web.ask("kiosk-k1", "POST", f"/api/v1/tickets/{ticket}/reprint", body)


def test_who_comes_again_gets_the_same_number_printed_and_it_is_written_down(web: Web) -> None:
    ticket = web.issue(person=PERSON).get_json()
    again = web.issue(person=PERSON)
    assert code_of(again) == (409, "already_waiting")
    assert again.get_json()["facts"] == {
        "number": ticket["number"],
        "ticket_id": ticket["ticket_id"],
    }
    request_id = str(uuid4())
    for _ in range(2):  # the answer was lost: the same request again
        body = {"request_id": request_id, "kiosk": "k1"}
        path = f"/api/v1/tickets/{ticket['ticket_id']}/reprint"
        answer = web.ask("kiosk-k1", "POST", path, body)
        assert (answer.status_code, answer.get_json()["number"]) == (200, ticket["number"])
    rows = web.hall.rows("SELECT by, data FROM event WHERE kind = 'ticket_reprinted'")
    assert [(row.by, row.data) for row in rows] == [("kiosk-k1", '{"number":"A001","kiosk":"k1"}')]


def test_a_ticket_at_its_end_or_of_another_day_is_not_printed_again(web: Web) -> None:
    web.hall.sit("1")
    served, waiting = (web.issue().get_json()["ticket_id"] for _ in range(2))
    web.hall.next("1")
    web.hall.press("finish")
    assert code_of(reprint(web, served)) == (409, "illegal_verb")  # type: ignore[arg-type]
    assert code_of(reprint(web, UNKNOWN)) == (404, "unknown_ticket")  # type: ignore[arg-type]
    assert code_of(reprint(web, "A001")) == (404, "unknown_ticket")  # type: ignore[arg-type]
    web.hall.now += timedelta(days=1)
    assert code_of(reprint(web, waiting)) == (409, "illegal_verb")  # type: ignore[arg-type]


def test_a_closed_service_says_the_supervisors_reason_until_it_is_opened(web: Web) -> None:
    lead = web.token("lead")
    words = {"reason_zh": "系统故障", "reason_en": "System fault"}
    path = "/api/v1/services/company"
    closed = web.ask(lead, "POST", f"{path}/close", command(**words))
    assert closed.get_json() == {
        "service": "company",
        "business_date": "2026-11-23",
        "closed": True,
        "reason": {"zh": "系统故障", "en": "System fault"},
    }
    no = web.issue()
    assert code_of(no) == (409, "service_closed")
    assert no.get_json()["reason"] == {"zh": "系统故障", "en": "System fault"}
    opened = web.ask(lead, "POST", f"{path}/reopen", command())
    assert opened.get_json()["closed"] is False
    assert web.issue().status_code == 201


@pytest.mark.parametrize("reason", ["", "   ", "长" * 61])
def test_nothing_is_closed_without_a_reason_that_fits(web: Web, reason: str) -> None:
    answer = web.ask(
        web.token("lead"), "POST", "/api/v1/services/company/close", command(reason_zh=reason)
    )
    assert code_of(answer) == (400, "malformed")
    assert web.issue().status_code == 201


def test_an_unknown_service_can_not_be_closed(web: Web) -> None:
    body = command(reason_zh="停电")
    answer = web.ask(web.token("lead"), "POST", "/api/v1/services/tea/close", body)
    assert code_of(answer) == (404, "unknown_service")
