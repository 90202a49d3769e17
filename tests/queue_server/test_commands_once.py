"""A retry is harmless: the same request id, the same bytes, nothing done twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import msgspec
import pytest
from small_hall import SmallHall

from queue_server.contract import messages as m
from queue_server.domain.errors import RuleBroken


def issue_command(service: str = "company") -> m.IssueTicket:
    return m.IssueTicket(request_id=uuid4(), service=service)


def test_a_retried_issue_gives_the_same_bytes_and_no_second_ticket(hall: SmallHall) -> None:
    command = issue_command()
    first = hall.issue_bytes(command)
    hall.issue()
    assert hall.issue_bytes(command) == first
    assert hall.issue().number == "A003"


def test_also_a_week_later_and_after_a_restart(hall: SmallHall) -> None:
    command = issue_command()
    first = hall.issue_bytes(command)
    hall.reopen()
    hall.later(7 * 24 * 3600)
    assert hall.issue_bytes(command) == first
    hall.later(3 * 24 * 3600)
    hall.issue()
    assert hall.rows("SELECT count(*) AS n FROM request")[0].n == 1  # kept no longer than needed


def test_the_same_id_for_something_else_is_refused_and_does_nothing(hall: SmallHall) -> None:
    command = issue_command("company")
    hall.issue_bytes(command)
    with pytest.raises(RuleBroken, match="request_id_reused"):
        hall.issue_bytes(msgspec.structs.replace(command, service="fund"))
    with pytest.raises(RuleBroken, match="request_id_reused"):
        hall.next("1", command.request_id)
    assert len(hall.rows("SELECT 1 FROM ticket")) == 1
    assert hall.view().ticket is None


def test_a_retried_next_answers_with_the_first_visitor(hall: SmallHall) -> None:
    hall.issue()
    hall.issue()
    press = uuid4()
    first = hall.next("1", press)
    hall.later()
    assert hall.next("1", press) == first
    assert hall.next("1").number == "A002"


def test_a_refusal_is_not_remembered_for_nothing_happened(hall: SmallHall) -> None:
    press = uuid4()
    hall.press("pause", "1", "")
    with pytest.raises(RuleBroken, match="window_paused"):
        hall.next("1", press)
    hall.press("open")
    hall.issue()
    assert hall.next("1", press).number == "A001"


def test_the_same_request_many_times_at_once_makes_one_ticket(hall: SmallHall) -> None:
    command = issue_command()
    start = threading.Barrier(8)

    def send(_: int) -> bytes:
        start.wait()
        return hall.issue_bytes(command)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    assert len(hall.rows("SELECT 1 FROM ticket")) == 1
