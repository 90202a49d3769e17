"""Cases in the hall: opened once for each final low rating, taken to their end by supervisors."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from small_hall import MakeHall, SmallHall, refused, small_hall
from test_nothing_is_scanned import GROW, PARTIAL, PLANNED, plan_of
from unhappy_visitors import FINAL, UnhappyVisitors

from queue_server.attendant import Attendant
from queue_server.case_views import CaseViews, Month
from queue_server.domain.rectifications import Reached, State
from queue_server.rectifications import open_case
from queue_server.storage.case_questions import CaseReader
from queue_server.storage.provisioning import AccountRow, ensure_accounts
from queue_server.storage.rectifications import Cases

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


@pytest.mark.parametrize(("level", "seconds"), [(3, 10), (1, 1)])
def test_whoever_asks_no_case_is_opened_for_a_good_rating_or_before_it_is_final(
    hall: SmallHall, visitors: UnhappyVisitors, level: int, seconds: int
) -> None:
    act_id, now = visitors.serve(hall.now), hall.now + timedelta(seconds=seconds)
    visitors.rate(act_id, level, hall.now)
    store, queue = hall.parts.store, hall.parts.queue
    assert store.write(lambda tx: open_case(queue, tx, act_id, now)) is None
    with store.read() as reader:
        assert CaseReader(reader).low_without_case(hall.now - DAY, now) == []


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


@pytest.mark.parametrize(
    ("reached", "needs_words"),
    [("visitor", True), ("somebody_else", True), ("nobody", False), ("no_contact", False)],
)
def test_what_was_said_is_asked_only_where_somebody_was_spoken_with(
    hall: SmallHall, visitors: UnhappyVisitors, reached: str, needs_words: bool
) -> None:
    case = visitors.case(hall.now)
    visitors.do("answer", case, "lead", hall.now, answer="已整改")
    if needs_words:
        with refused("malformed"):
            visitors.do("follow_up", case, "lead", hall.now, reached=reached, said=" ")
        return
    called = visitors.do("follow_up", case, "lead", hall.now, reached=reached)
    assert called.reached is Reached(reached)


def test_reasons_told_on_the_call_stand_beside_the_keypads_rating_and_change_nothing_of_it(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case = visitors.case(hall.now)
    visitors.do("answer", case, "lead", hall.now, answer="已整改")
    call = {"reached": "visitor", "said": "跑了两次"}
    with refused("malformed"):
        visitors.do("follow_up", case, "lead", hall.now, **call, reasons=["214"])
    called = visitors.do("follow_up", case, "lead", hall.now, **call, reasons=["115", "113"])
    assert called.told_reasons == ("113", "115")
    assert hall.rows("SELECT level, channel, reasons, comment FROM rating") == [
        (1, "evaluator", "", "")
    ]


def test_who_said_why_with_the_rating_is_not_asked_again(
    hall: SmallHall, visitors: UnhappyVisitors
) -> None:
    case = visitors.case(hall.now, channel="tablet", comment="慢")
    visitors.do("answer", case, "lead", hall.now, answer="已整改")
    with refused("malformed"):
        visitors.do(
            "follow_up", case, "lead", hall.now, reached="visitor", said="慢", reasons=["115"]
        )


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


def test_of_two_who_escalate_one_case_one_does(hall: SmallHall, visitors: UnhappyVisitors) -> None:
    case, store = visitors.case(hall.now), hall.parts.store
    done = [store.write(lambda tx: Cases(tx).escalate(case.case_id, hall.now)) for _ in range(2)]
    assert done == [True, False]


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
