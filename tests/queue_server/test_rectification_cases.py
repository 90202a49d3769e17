"""Cases in the hall: opened once for each final low rating, taken to their end by supervisors."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from small_hall import MakeHall, SmallHall, refused, small_hall
from test_nothing_is_scanned import GROW, PARTIAL, PLANNED, plan_of
from unhappy_visitors import FINAL, UnhappyVisitors

from queue_server.attendant import Attendant
from queue_server.case_views import CaseViews, Month
from queue_server.domain.ratings import Said
from queue_server.domain.rectifications import Case, Reached, State
from queue_server.rectifications import leave_contact, may_rate_again, open_case, rate_again
from queue_server.storage.case_questions import CaseReader
from queue_server.storage.provisioning import AccountRow, ensure_accounts

DAY = timedelta(days=1)


@pytest.fixture
def hall(make_hall: MakeHall) -> SmallHall:
    return make_hall()


@pytest.fixture
def visitors(hall: SmallHall) -> UnhappyVisitors:
    return UnhappyVisitors(hall.parts)


@pytest.fixture(autouse=True)
def _supervisors(hall: SmallHall) -> None:
    """The small hall has no accounts of its own."""
    ensure_accounts(
        hall.parts.store,
        [AccountRow(who, who, "supervisor", None, "no log-in") for who in ("lead", "deputy")],
    )


def cases(hall: SmallHall) -> int:
    return int(hall.rows("SELECT count(*) FROM rectification")[0][0])


def events(hall: SmallHall, starts: str) -> list[str]:
    kinds = [row[0] for row in hall.rows("SELECT kind FROM event ORDER BY seq")]
    return [kind for kind in kinds if kind.startswith(starts)]


def say(level: int = 4) -> Said:
    return Said(level=level, channel="qr")


# --- opened --------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_case_is_opened_for_the_two_lowest_levels_alone(
    hall: SmallHall, visitors: UnhappyVisitors, level: int
) -> None:
    visitors.rate(visitors.serve(hall.now), level, hall.now)
    hall.parts.cases.go_round(hall.now + FINAL)
    assert cases(hall) == (level <= 2)
    assert len(events(hall, "rectification_opened")) == (level <= 2)


def test_five_working_days_are_counted_from_the_day_it_was_opened_on(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    assert visitors.case(hall.now).due.isoformat() == "2026-11-30"  # Monday to Monday


def test_a_better_level_within_three_seconds_opens_none(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    act_id = visitors.serve(hall.now)
    visitors.rate(act_id, 1, hall.now)
    hall.parts.cases.go_round(hall.now + timedelta(seconds=1))
    assert cases(hall) == 0
    visitors.rate(act_id, 5, hall.now + timedelta(seconds=2))
    hall.parts.cases.go_round(hall.now + FINAL)
    assert cases(hall) == 0


def test_a_worse_level_within_three_seconds_opens_one(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    act_id = visitors.serve(hall.now)
    visitors.rate(act_id, 5, hall.now)
    visitors.rate(act_id, 1, hall.now + timedelta(seconds=2))
    hall.parts.cases.go_round(hall.now + FINAL)
    assert visitors.of_act(act_id) is not None


def test_nothing_is_opened_twice_however_often_the_hall_looks(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case = visitors.case(hall.now)
    for seconds in range(0, 30, 5):
        hall.parts.cases.go_round(hall.now + FINAL + timedelta(seconds=seconds))
    now = hall.now + DAY
    hall.parts.store.write(lambda tx: open_case(hall.parts.queue, tx, case.act_id, now))
    assert cases(hall) == 1


def test_what_was_rated_before_the_server_stopped_is_found_however_long_it_was_away(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    first, second = visitors.case(hall.now), visitors.serve(hall.now)
    visitors.rate(second, 2, hall.now)
    hall.reopen()
    hall.parts.cases.go_round(hall.now + 40 * DAY)
    after = UnhappyVisitors(hall.parts)
    assert cases(hall) == 2
    found = after.of_act(second)
    assert found is not None
    assert found.opened_at == hall.now + 40 * DAY
    assert after.now_of(first).case_id == first.case_id


def test_a_clock_that_was_set_back_loses_no_case(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    hall.parts.cases.go_round(hall.now + 30 * DAY)
    assert visitors.case(hall.now).state is State.OPEN


def test_it_is_one_of_the_halls_chores(make_hall: MakeHall) -> None:
    hall = make_hall()
    visitors = UnhappyVisitors(hall.parts)
    visitors.rate(visitors.serve(hall.now), 1, hall.now)
    hall.later(10)
    Attendant(hall.parts, [hall.parts.cases.go_round]).do_chores()
    assert cases(hall) == 1


# --- to its end ----------------------------------------------------------------------------------


def test_a_case_from_the_rating_to_its_end(hall: SmallHall, visitors: UnhappyVisitors) -> None:
    now, case = hall.now, visitors.case(hall.now)
    case = visitors.do("assign", case, "lead", now, owner="lead")
    case = visitors.do("answer", case, "lead", now, answer="材料清单已补齐")
    assert (case.state, case.owner) == (State.ANSWERED, "lead")
    case = visitors.do("follow_up", case, "lead", now, reached="no_contact", said="无法回访")
    case = visitors.do("close", case, "lead", now)
    assert (case.state, case.closed_at, case.version) == (State.CLOSED, now, 5)
    steps = hall.rows("SELECT step FROM rectification_step ORDER BY position")
    assert [row[0] for row in steps] == ["open", "assign", "answer", "follow_up", "close"]
    assert events(hall, "rectification_c") == ["rectification_changed"] * 3 + [
        "rectification_closed"
    ]


def test_no_word_that_a_person_wrote_stands_in_the_log(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    now, case = hall.now, visitors.case(hall.now)
    visitors.do("appeal", case, "lead", now, appeal="SECRET")
    visitors.do("review", case, "deputy", now, verdict="uphold", review="SECRET")
    visitors.do("answer", case, "lead", now, answer="SECRET")
    visitors.do("follow_up", case, "lead", now, reached="nobody", said="SECRET")
    assert hall.rows("SELECT 1 FROM event WHERE data LIKE '%SECRET%'") == []
    assert hall.rows("SELECT 1 FROM request WHERE answer LIKE '%SECRET%'") == []


def test_a_struck_rating_does_not_count_and_its_case_is_over(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    now, case = hall.now, visitors.case(hall.now)
    visitors.do("appeal", case, "lead", now, appeal="系统停机")
    with refused("forbidden"):
        visitors.do("review", case, "lead", now, verdict="strike", review="属实")
    case = visitors.do("review", case, "deputy", now, verdict="strike", review="属实")
    assert (case.state, case.counts, case.reviewed_by) == (State.CLOSED, False, "deputy")


def test_of_two_supervisors_at_once_the_slower_one_is_told(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    now, case = hall.now, visitors.case(hall.now)
    visitors.do("answer", case, "lead", now, answer="一", version=1)
    with refused("case_changed"):
        visitors.do("answer", case, "deputy", now, answer="二", version=1)
    assert visitors.now_of(case).answer == "一"


def test_only_a_supervisor_can_own_a_case(hall: SmallHall, visitors: UnhappyVisitors) -> None:
    clerk = AccountRow("c1", "员1", "clerk", "1", "no log-in")
    ensure_accounts(hall.parts.store, [clerk])
    case = visitors.case(hall.now)
    for nobody in ("c1", "ghost"):
        with refused("unknown_account"):
            visitors.do("assign", case, "lead", hall.now, owner=nobody)
    assert visitors.do("assign", case, "lead", hall.now, owner="deputy").owner == "deputy"


# --- overdue -------------------------------------------------------------------------------------


def test_an_overdue_case_raises_one_alert_which_ends_with_it(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case, due_over = visitors.case(hall.now), hall.now + 8 * DAY  # Tuesday of the next week
    hall.parts.cases.go_round(hall.now + 7 * DAY)
    assert hall.rows("SELECT 1 FROM alert") == []
    for days in range(3):
        hall.parts.cases.go_round(due_over + days * DAY)
    alerts = hall.rows("SELECT kind, subject, ended_at FROM alert")
    assert alerts == [("rectification_overdue", str(case.case_id), None)]
    late = visitors.now_of(case)
    assert (late.escalated_at, late.version) == (due_over, 1)
    visitors.do("appeal", case, "lead", due_over, appeal="系统停机")
    visitors.do("review", case, "deputy", due_over, verdict="strike", review="属实")
    assert hall.rows("SELECT 1 FROM alert WHERE ended_at IS NULL") == []
    assert events(hall, "alert_") == ["alert_raised", "alert_ended"]


def test_an_escalation_does_not_disturb_who_is_typing(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case = visitors.case(hall.now)
    hall.parts.cases.go_round(hall.now + 8 * DAY)
    answered = visitors.do("answer", case, "lead", hall.now + 8 * DAY, answer="一", version=1)
    assert answered.state is State.ANSWERED


def test_an_appeal_stops_no_clock(hall: SmallHall, visitors: UnhappyVisitors) -> None:
    case = visitors.case(hall.now)
    visitors.do("appeal", case, "lead", hall.now, appeal="系统停机")
    hall.parts.cases.go_round(hall.now + 8 * DAY)
    assert visitors.now_of(case).escalated_at is not None


# --- the number that a visitor left --------------------------------------------------------------


def leave(hall: SmallHall, act_id: UUID, contact: str = "138 0013 8000") -> None:
    hall.parts.store.write(lambda tx: leave_contact(tx, act_id, contact, hall.now))


def test_a_number_left_with_a_low_rating_stands_on_its_case_and_goes_with_it(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    now, act_id = hall.now, visitors.serve(hall.now)
    visitors.rate(act_id, 1, now)
    leave(hall, act_id)
    hall.parts.cases.go_round(now + FINAL)
    case = visitors.of_act(act_id)
    assert case is not None
    assert case.contact == "138 0013 8000"
    visitors.do("answer", case, "lead", now, answer="已整改")
    visitors.do("follow_up", case, "lead", now, reached="visitor", said="满意")
    with refused("rating_closed"):
        leave(hall, act_id)
    visitors.do("close", case, "lead", now)
    kept = [
        *hall.rows("SELECT * FROM rectification"),
        *hall.rows("SELECT * FROM left_contact"),
        *hall.rows("SELECT * FROM rectification_step"),
        *hall.rows("SELECT * FROM event"),
        *hall.rows("SELECT * FROM request"),
    ]
    assert [row for row in kept if "0013 8000" in str(row)] == []


def test_of_a_number_that_was_forgotten_no_trace_is_in_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    hall = SmallHall(small_hall(folder))
    visitors, now = UnhappyVisitors(hall.parts), hall.now
    case = visitors.case(now)
    leave(hall, case.act_id, "13800138000")
    visitors.do("answer", case, "lead", now, answer="已整改")
    visitors.do("follow_up", case, "lead", now, reached="visitor", said="满意")
    before = b"".join(file.read_bytes() for file in folder.iterdir())
    visitors.do("close", case, "lead", now)
    hall.close()
    after = b"".join(file.read_bytes() for file in folder.iterdir())
    assert (b"13800138000" in before, b"13800138000" in after) == (True, False)


def test_a_number_can_be_left_later_and_is_forgotten_when_the_rating_is_struck(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case = visitors.case(hall.now)
    leave(hall, case.act_id)
    assert visitors.now_of(case).contact == "138 0013 8000"
    visitors.do("appeal", case, "lead", hall.now, appeal="系统停机")
    struck = visitors.do("review", case, "deputy", hall.now, verdict="strike", review="属实")
    assert struck.contact == ""


def test_who_changes_their_mind_to_a_better_level_leaves_no_number(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    act_id = visitors.serve(hall.now)
    visitors.rate(act_id, 2, hall.now)
    leave(hall, act_id)
    visitors.rate(act_id, 5, hall.now + timedelta(seconds=2))
    hall.parts.cases.go_round(hall.now + FINAL)
    assert hall.rows("SELECT 1 FROM left_contact") == []
    assert cases(hall) == 0


@pytest.mark.parametrize("contact", ["", "call me", "=1+1", "1" * 40, "12345"])
def test_what_is_no_telephone_number_is_not_kept(
    hall: SmallHall, visitors: UnhappyVisitors, contact: str
) -> None:
    case = visitors.case(hall.now)
    with refused("malformed"):
        leave(hall, case.act_id, contact)


def test_who_rated_well_leaves_no_number(hall: SmallHall, visitors: UnhappyVisitors) -> None:
    act_id = visitors.serve(hall.now)
    with refused("rating_closed"):
        leave(hall, act_id)
    visitors.rate(act_id, 5, hall.now)
    with refused("rating_closed"):
        leave(hall, act_id)


# --- the second rating ---------------------------------------------------------------------------


def answered(hall: SmallHall, visitors: UnhappyVisitors) -> Case:
    return visitors.do("answer", visitors.case(hall.now), "lead", hall.now, answer="已整改")


def again(hall: SmallHall, case: Case, days: float = 1) -> None:
    now, layout = hall.now + days * DAY, hall.parts.layout
    hall.parts.store.write(lambda tx: rate_again(layout, tx, case.act_id, say(), "slip", now))


def chance(hall: SmallHall, case: Case, days: float = 1) -> Any:
    with hall.parts.store.read() as reader:
        return may_rate_again(hall.parts.layout, reader, case.act_id, hall.now + days * DAY)


def test_after_the_answer_the_visitor_rates_once_more_and_only_once(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case = answered(hall, visitors)
    assert chance(hall, case).answer == "已整改"
    again(hall, case)
    assert chance(hall, case) is None
    with refused("already_rated"):
        again(hall, case)
    assert hall.rows("SELECT level FROM rating") == [(1,)]  # the first stays
    assert hall.rows("SELECT level FROM second_rating") == [(4,)]
    assert len(events(hall, "service_rated_again")) == 1


@pytest.mark.parametrize(("days", "can"), [(14.9, True), (15.0, False)])
def test_the_second_rating_has_its_time(
    hall: SmallHall, visitors: UnhappyVisitors, days: float, can: bool
) -> None:
    case = answered(hall, visitors)
    assert (chance(hall, case, days) is not None) == can
    if not can:
        with refused("rating_closed"):
            again(hall, case, days)


def test_before_the_answer_there_is_no_second_rating(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case = visitors.case(hall.now)
    assert chance(hall, case) is None
    with refused("rating_closed"):
        again(hall, case)


def test_a_second_low_rating_opens_no_second_case(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case, layout = answered(hall, visitors), hall.parts.layout
    hall.parts.store.write(
        lambda tx: rate_again(layout, tx, case.act_id, say(1), "slip", hall.now + DAY)
    )
    hall.parts.cases.go_round(hall.now + 2 * DAY)
    assert cases(hall) == 1


def test_the_slips_code_leads_to_the_second_rating(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case = answered(hall, visitors)
    with hall.parts.store.read() as reader:
        hooks = hall.parts.queue.rating_hooks
        assert hooks.open_answer(reader, case.act_id, hall.now) == "已整改"


# --- looked up -----------------------------------------------------------------------------------


def test_nobody_looks_through_all_cases_and_ratings(tmp_path: Path) -> None:
    hall = SmallHall(small_hall(tmp_path))
    visitors, heard = UnhappyVisitors(hall.parts), set[str]()
    writing: Any = hall.parts.store.write(lambda tx: tx.connection.connection.driver_connection)
    writing.set_trace_callback(heard.add)
    now, views = hall.now, CaseViews(hall.parts.queue)
    case = visitors.case(now)
    visitors.do("answer", case, "lead", now, answer="已整改")
    visitors.do("follow_up", case, "lead", now, reached=Reached.NO_CONTACT.value, said="无")
    hall.parts.cases.go_round(now + 9 * DAY)
    visitors.do("close", case, "lead", now + 9 * DAY)

    def ask(tx: Any) -> None:
        views.cases(tx, "open", None, now)
        views.cases(tx, "closed", Month.of(now.date()), now)
        views.opened_in(tx, Month.of(now.date()))
        views.read_case(tx, case.case_id, "lead", now)
        reader = CaseReader(tx)
        reader.low_without_case(now, now)
        reader.newly_overdue(now.date())
        reader.idle_contacts(now)

    hall.parts.store.write(ask)
    writing.set_trace_callback(None)
    plans = {sql: plan_of(writing, sql) for sql in heard if sql.startswith(PLANNED)}
    hall.close()
    assert len(plans) > 20
    grows = (*GROW, "rectification", "rectification_step", "second_rating")
    assert {sql: p for sql, p in plans.items() if any(_scans(step, grows) for step in p)} == {}


def _scans(step: str, grows: tuple[str, ...]) -> bool:
    verb, table, *how = [*step.split(), "", ""]
    return verb == "SCAN" and table in grows and not any(index in how for index in PARTIAL)
