"""What a clerk presses by mistake is taken back within seconds, as if it had not been pressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_hall import NINE, MakeHall, SmallHall, refused, small_hall

from config.rating import RatingSettings
from config.windows import Calling
from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult, WindowView

VERBS: dict[str, tuple[Any, ...]] = {
    "finish": (),
    "miss": (),
    "hold": (),
    "abandon": ("A001",),
    "transfer": ("fund",),
}
AT_ONCE = 1.0  # seconds, far below the five that a hall has
TICKET = """SELECT number, state, service, "window", target_window, target_account, lane, queued_at,
waiting_since, act_id, calls, step FROM ticket ORDER BY number"""
ACTS = "SELECT * FROM service_act ORDER BY called_at"


def press(hall: SmallHall, verb: str, window: str = "1") -> WindowView:
    return hall.press(verb, window, *VERBS[verb])


def as_seen(view: WindowView) -> dict[str, Any]:
    """What is on the clerk's screen, without what must be new: the version."""
    return {
        name: getattr(view, name)
        for name in ("status", "ticket", "rating", "queue", "held", "missed", "waiting", "ended")
    }


def restored(hall: SmallHall) -> list[str]:
    rows = hall.rows("SELECT data FROM event WHERE kind = 'ticket_restored' ORDER BY seq")
    return [row.data for row in rows]


@pytest.mark.parametrize(
    ("verb", "started"),
    [(verb, False) for verb in VERBS] + [(v, True) for v in ("finish", "hold", "transfer")],
)
@pytest.mark.parametrize("policy", ["void", "requeue_tail", "requeue_after_k", "recall_on_request"])
def test_all_is_as_it_was_before_the_press(
    make_hall: MakeHall, verb: str, started: bool, policy: str
) -> None:
    hall = make_hall(missed_policy=policy)
    hall.sit("1", "4")
    hall.issue(priority_reason=m.PriorityReason.ELDER)
    hall.issue()
    hall.next()
    hall.later(30)
    if started:
        hall.press("start")
    before, ticket, acts = hall.view(), hall.rows(TICKET), hall.rows(ACTS)
    hall.later(60)
    assert press(hall, verb).ticket is None
    hall.later(AT_ONCE)
    after = hall.press("undo")
    assert as_seen(after) == as_seen(before)
    assert hall.rows(TICKET) == ticket
    assert hall.rows(ACTS) == acts
    assert after.version > before.version
    assert f'"verb":"{verb}"' in restored(hall)[0]


def test_the_visit_that_goes_on_ends_once(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    press(hall, "finish")
    hall.press("undo")
    hall.later(600)
    press(hall, "finish")
    acts = hall.rows("SELECT outcome, ended_at - called_at AS took FROM service_act")
    assert [(act.outcome, act.took) for act in acts] == [("served", 600_000_000)]


def test_after_five_seconds_it_is_too_late(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    told = press(hall, "miss").can_undo
    assert told is not None
    assert (told.verb, told.number, (told.until - hall.now).total_seconds()) == ("miss", "A001", 5)
    hall.later(5)
    assert hall.view().can_undo is None
    with refused("nothing_to_undo"):
        hall.press("undo")


def test_a_hall_may_let_nothing_be_taken_back(tmp_path: Path) -> None:
    hall = SmallHall(replace(small_hall(tmp_path), calling=Calling(undo_s=0)))
    hall.sit("1")
    hall.issue()
    hall.next()
    assert press(hall, "miss").can_undo is None
    with refused("nothing_to_undo"):
        hall.press("undo")
    hall.close()


def test_once_taken_back_there_is_nothing_more_to_take_back(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    press(hall, "finish")
    assert hall.press("undo").can_undo is None
    with refused("nothing_to_undo"):
        hall.press("undo")


@pytest.mark.parametrize("verb", VERBS)
def test_the_next_call_settles_it(hall: SmallHall, verb: str) -> None:
    hall.issue()
    hall.issue()
    hall.next()
    press(hall, verb)
    hall.later(AT_ONCE)
    assert hall.next().window.can_undo is None
    with refused("nothing_to_undo"):
        hall.press("undo")
    assert hall.view().ticket is not None


def test_next_ends_the_visit_and_finds_nobody_that_too_can_be_taken_back(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.later(60)
    assert hall.next().result is CallResult.NOBODY_WAITING
    back = hall.press("undo").ticket
    assert back is not None
    assert back.number == "A001"


def test_whom_another_window_called_meanwhile_stays_there(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.press("transfer", "1", "fund")
    assert hall.next("4").number == "A001"
    with refused("nothing_to_undo"):
        hall.press("undo")
    there = hall.view("4").ticket
    assert there is not None
    assert hall.view().ticket is None


def test_not_even_when_that_window_is_done_with_the_visitor_in_the_same_instant(
    hall: SmallHall,
) -> None:
    hall.issue()
    hall.next()
    hall.press("transfer", "1", "fund")
    hall.next("4")
    hall.press("transfer", "4", "company")
    with refused("nothing_to_undo"):
        hall.press("undo")


def test_who_takes_the_window_over_takes_nothing_back(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    press(hall, "hold")
    hall.parts.store.write(lambda tx: hall.parts.queue.at(tx, "1", "li", hall.now).log_in("li"))
    assert hall.view().can_undo is None
    with refused("nothing_to_undo"):
        hall.press("undo")


def test_a_closed_window_takes_nothing_back(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    press(hall, "finish")
    hall.stand_up("1")
    with refused("window_closed"):
        hall.press("undo")


def test_a_window_that_went_on_a_break_still_takes_it_back(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    press(hall, "finish")
    hall.press("pause", "1", "meal")
    view = hall.press("undo")
    assert (view.status, view.ticket is not None) == (m.WindowStatus.PAUSED, True)


def test_after_the_clock_was_set_back_nothing_is_taken_back(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    press(hall, "hold")
    hall.later(-3600)
    assert hall.view().can_undo is None
    with refused("nothing_to_undo"):
        hall.press("undo")


def test_an_end_of_yesterday_stays(hall: SmallHall) -> None:
    hall.now = NINE.replace(hour=19, minute=59, second=58)  # the day turns at four in Shanghai
    hall.sit("1")
    hall.issue()
    hall.next()
    press(hall, "finish")
    hall.later(3)
    with refused("nothing_to_undo"):
        hall.press("undo")


def test_an_end_that_was_rated_stays(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    asked = press(hall, "finish").rating
    assert asked is not None
    hall.rate(asked.act_id, 2)
    assert hall.view().can_undo is None
    with refused("already_rated"):
        hall.press("undo")
    assert len(hall.rows("SELECT 1 FROM rating")) == 1


def test_a_question_that_nobody_answered_is_withdrawn_and_asked_at_the_end(
    hall: SmallHall,
) -> None:
    hall.issue()
    hall.next()
    asked = press(hall, "finish").rating
    assert asked is not None
    assert hall.press("undo").rating is None
    with refused("rating_closed"):
        hall.rate(asked.act_id)
    (event,) = hall.rows("SELECT act_id, data FROM event WHERE kind = 'rating_withdrawn'")
    assert '"why":"undo"' in event.data
    hall.later(60)
    again = press(hall, "finish").rating
    assert again is not None
    assert again.act_id == asked.act_id
    hall.rate(again.act_id, 4)


@pytest.mark.parametrize("held", [False, True])
def test_a_wrong_number_that_gave_up_is_back_in_its_place(hall: SmallHall, held: bool) -> None:
    """Also while another visitor is at the window."""
    for _ in range(3):
        hall.issue()
    if held:
        hall.call("A002")
        hall.press("hold")
        hall.later()
    hall.next()
    before = hall.view()
    hall.press("abandon", "1", "A002")
    hall.later(AT_ONCE)
    told = hall.view().can_undo
    assert told is not None
    assert told.number == "A002"
    assert as_seen(hall.press("undo")) == as_seen(before)


def test_who_waits_again_and_gives_up_elsewhere_stays_away(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.press("transfer", "1", "permit")
    hall.press("abandon", "2", "A001")
    with refused("nothing_to_undo"):
        hall.press("undo")


@pytest.fixture
def patient_hall(tmp_path: Path) -> Iterator[SmallHall]:
    hall = SmallHall(replace(small_hall(tmp_path), calling=Calling(undo_s=30)))
    hall.sit("1", "2", "3", "4")
    yield hall
    hall.close()


def test_a_hall_sets_how_long(patient_hall: SmallHall) -> None:
    patient_hall.issue()
    patient_hall.next()
    press(patient_hall, "finish")
    patient_hall.later(29)
    assert patient_hall.press("undo").ticket is not None


def test_the_same_press_is_not_taken_back_twice_over_a_restart(patient_hall: SmallHall) -> None:
    patient_hall.issue()
    patient_hall.next()
    press(patient_hall, "hold")
    patient_hall.reopen()
    assert patient_hall.press("undo").ticket is not None


def test_taken_back_while_the_hall_gives_time_to_rate_nobody_is_called(tmp_path: Path) -> None:
    """The visit goes on: neither the question's answer nor its time calls the next one."""
    hall = SmallHall(replace(small_hall(tmp_path), rating=RatingSettings(before_next_s=10)))
    hall.sit("1")
    hall.issue()
    hall.issue()
    hall.next()
    hall.later(60)
    assert hall.next().result is CallResult.ASKING_FIRST
    hall.later(AT_ONCE)
    view = hall.press("undo")
    assert view.ticket is not None
    assert (view.ticket.number, view.ready_at, view.rating) == ("A001", None, None)
    hall.later(60)
    assert hall.next().result is CallResult.ASKING_FIRST
    hall.close()


def test_taken_back_a_window_that_calls_by_itself_waits_for_its_clerk(tmp_path: Path) -> None:
    hall = SmallHall(replace(small_hall(tmp_path), calling=Calling(auto_call=True)))
    hall.sit("1")
    hall.issue()
    hall.next()
    hall.later(60)
    assert hall.next().result is CallResult.NOBODY_WAITING
    assert hall.view().ready_at is not None
    assert hall.press("undo").ready_at is None
    hall.close()


def test_on_either_database_all_is_as_it_was(tmp_path: Path, database_url: str) -> None:
    hall = SmallHall(small_hall(tmp_path, url=database_url, missed_policy="requeue_tail"))
    hall.sit("1")
    hall.issue(priority_reason=m.PriorityReason.ELDER)
    hall.issue()
    hall.next()
    hall.later(60)
    before, ticket, acts = hall.view(), hall.rows(TICKET), hall.rows(ACTS)
    for verb in ("miss", "finish", "hold"):
        told = press(hall, verb).can_undo
        assert told is not None
        assert told.verb == verb
        hall.later(AT_ONCE)
        assert as_seen(hall.press("undo")) == as_seen(before)
        assert (hall.rows(TICKET), hall.rows(ACTS)) == (ticket, acts)
    hall.close()
