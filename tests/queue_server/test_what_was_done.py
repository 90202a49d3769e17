"""What a clerk writes down about a visit: whose it may be, how often, and what it leads to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from attended_hall import AttendedHall
from small_hall import SmallHall, refused
from test_nothing_is_scanned import PLANNED, looks_through, plan_of
from web_callers import UNKNOWN, code_of
from window_work import WindowWork, hall_with_guides

from queue_server.storage.matters import Matters


@pytest.fixture
def work(tmp_path: Path) -> Iterator[WindowWork]:
    hall = SmallHall(hall_with_guides(tmp_path))
    found = WindowWork(hall)
    found.sit()
    yield found
    hall.close()


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[WindowWork]:
    """A hall that wants to know what was done before the next call."""
    hall = SmallHall(hall_with_guides(tmp_path, outcome="require"))
    found = WindowWork(hall)
    found.sit()
    yield found
    hall.close()


def written(work: WindowWork) -> list[tuple[str, str, str]]:
    sql = "SELECT service, outcome, case_number FROM matter ORDER BY act_id, position"
    return [tuple(row) for row in work.hall.rows(sql)]


def test_several_matters_of_one_visit_are_written_down_in_their_order(work: WindowWork) -> None:
    act = work.visit()
    answer = work.record(
        act, ("company", "done_on_the_spot", "京市监〔2026〕12号"), ("fund", "enquiry")
    )
    assert answer.status_code == 200
    assert answer.get_json()["window"]["ticket"]["matters"] == 2
    assert written(work) == [
        ("company", "done_on_the_spot", "京市监〔2026〕12号"),
        ("fund", "enquiry", ""),
    ]


def test_what_is_written_again_replaces_what_stood_there_and_the_log_has_both(
    work: WindowWork,
) -> None:
    act = work.visit()
    work.record(act, "enquiry", "accepted")
    work.record(act, "incomplete")
    assert written(work) == [("company", "incomplete", "")]
    rows = work.hall.rows("SELECT data FROM event WHERE kind = 'matters_recorded' ORDER BY seq")
    said = [json.loads(row[0]) for row in rows]
    assert [(told["before"], told["after"]) for told in said] == [(0, 2), (2, 1)]


def test_the_log_holds_no_case_number(work: WindowWork) -> None:
    work.record(work.visit(), ("company", "accepted", "A-4711"))
    assert "4711" not in str(work.hall.rows("SELECT data FROM event"))


def test_a_visit_that_is_over_can_be_written_down_while_the_next_one_is_here(
    work: WindowWork,
) -> None:
    first = work.visit()
    second = work.visit()
    assert work.record(first, "pick_up").status_code == 200
    view = work.hall.view()
    assert view.ended
    assert (view.ended.act_id, view.ended.matters) == (first, 1)
    assert view.ticket
    assert (view.ticket.act_id, view.ticket.matters) == (second, 0)


def test_an_older_visit_of_today_can_still_be_put_right(work: WindowWork) -> None:
    first = work.visit()
    work.visit()
    work.visit()
    assert work.record(first, "pick_up").status_code == 200


def test_the_same_press_again_gets_the_same_answer_and_writes_once(work: WindowWork) -> None:
    act, request_id = work.visit(), str(uuid4())
    first = work.record(act, "accepted", request_id=request_id)
    again = work.record(act, "accepted", request_id=request_id)
    assert first.data == again.data
    assert work.hall.rows("SELECT count(*) FROM event WHERE kind = 'matters_recorded'") == [(1,)]
    other = work.record(act, "enquiry", request_id=request_id)
    assert code_of(other) == (409, "request_id_reused")


def test_nobody_writes_at_another_window(work: WindowWork) -> None:
    act = work.visit()
    work.sit("c2", "2")
    assert code_of(work.record(act, "accepted", who="c2")) == (403, "not_your_window")
    answer = work.record(act, "accepted", window="2", who="c2")
    assert code_of(answer) == (403, "not_your_visit")


def test_nobody_writes_what_another_clerk_did_at_this_window(work: WindowWork) -> None:
    act = work.visit()
    work.verb("finish")
    work.tokens["c2"] = work.web.token("c2", window="1", take_over=True)
    assert code_of(work.record(act, "accepted", who="c2")) == (403, "not_your_visit")


def test_yesterday_is_written(work: WindowWork) -> None:
    act = work.visit()
    work.verb("finish")
    work.hall.later(24 * 3600)
    work.sit()
    assert code_of(work.record(act, "accepted")) == (403, "not_your_visit")


def test_nothing_was_done_for_one_who_did_not_come(work: WindowWork) -> None:
    act = work.visit()
    work.verb("miss")
    assert code_of(work.record(act, "accepted")) == (409, "nobody_served")


def test_a_supervisor_and_a_kiosk_write_nothing(work: WindowWork) -> None:
    act = work.visit()
    work.tokens["lead"] = work.web.token("lead")
    assert code_of(work.record(act, "accepted", who="lead")) == (403, "forbidden")
    assert code_of(work.record(act, "accepted", who="kiosk-k1")) == (403, "forbidden")


@pytest.mark.parametrize(
    "matters",
    [
        [],
        ["accepted"] * 10,
        ["very_well_done"],
        [("company", "accepted", "<b>")],
        [("company", "accepted", "x" * 65)],
        [("company", "accepted", "a\nb")],
    ],
)
def test_what_is_no_matter_is_refused(work: WindowWork, matters: list[str]) -> None:
    assert code_of(work.record(work.visit(), *matters)) == (400, "malformed")
    assert written(work) == []


def test_a_matter_is_of_a_service_of_the_hall(work: WindowWork) -> None:
    answer = work.record(work.visit(), ("marriage", "accepted"))
    assert code_of(answer) == (404, "unknown_service")


def test_a_visit_that_never_was_is_unknown(work: WindowWork) -> None:
    assert code_of(work.record(UUID(UNKNOWN), "accepted")) == (404, "unknown_act")


def test_what_is_written_is_read_at_its_window_and_by_supervisors(work: WindowWork) -> None:
    act = work.visit()
    work.record(act, ("company", "accepted", "K1"))
    work.sit("c2", "2")
    work.tokens["lead"] = work.web.token("lead")
    path = f"/windows/1/matters?act_id={act}"
    for who in ("c1", "lead"):
        (matter,) = work.ask("GET", path, who=who).get_json()["matters"]
        assert matter == {"service": "company", "outcome": "accepted", "case_number": "K1"}
    assert code_of(work.ask("GET", path, who="c2")) == (403, "not_your_window")
    elsewhere = work.ask("GET", f"/windows/2/matters?act_id={act}", who="c2")
    assert code_of(elsewhere) == (404, "unknown_act")
    assert code_of(work.ask("GET", "/windows/1/matters?act_id=x")) == (400, "malformed")


def test_a_wrong_service_suggests_a_transfer_and_moves_nobody(work: WindowWork) -> None:
    act = work.visit()
    before = work.hall.view().ticket
    answer = work.record(act, "wrong_service").get_json()
    assert answer["suggests"] == ["transfer"]
    after = work.hall.view().ticket
    assert before
    assert after
    assert (after.state, after.act_id) == (before.state, before.act_id)
    work.verb("finish")
    assert work.record(act, "wrong_service").get_json()["suggests"] == []


def test_missing_papers_suggest_the_notice_until_it_is_made(work: WindowWork) -> None:
    act = work.visit()
    assert work.record(act, "incomplete").get_json()["suggests"] == ["notice"]
    work.notice(act, "申请书")
    assert work.record(act, "incomplete").get_json()["suggests"] == []


def test_an_undone_finish_keeps_what_was_written(work: WindowWork) -> None:
    act = work.visit()
    work.verb("finish")
    work.record(act, "accepted")
    assert work.verb("undo").status_code == 200
    view = work.hall.view()
    assert view.ticket
    assert (view.ticket.act_id, view.ticket.matters) == (act, 1)


def test_a_hall_that_only_offers_calls_on_without_an_outcome(work: WindowWork) -> None:
    work.visit()
    work.visit()


def test_a_hall_that_requires_it_calls_nobody_before_it_is_said(strict: WindowWork) -> None:
    first = strict.visit()
    strict.hall.later(30)
    waits = strict.hall.issue("company").number
    for word, told in (("call-next", {}), ("call", {"number": waits}), ("walk-in", {})):
        answer = strict.verb(word, **told)
        assert code_of(answer) == (409, "outcome_missing")
        assert answer.get_json()["facts"]["number"] == "A001"
    view = strict.hall.view()
    assert view.ticket
    assert view.ticket.act_id == first
    assert [ticket.number for ticket in view.queue] == [waits]  # no walk-in's number was given
    strict.record(first, "enquiry")
    assert strict.call_next() != first


def test_it_is_asked_of_a_visit_that_is_over_too(strict: WindowWork) -> None:
    first = strict.visit()
    strict.verb("finish")
    strict.hall.later(30)
    strict.hall.issue("company")
    assert code_of(strict.verb("call-next")) == (409, "outcome_missing")
    strict.record(first, "enquiry")
    strict.call_next()


def test_nobody_is_asked_about_one_who_did_not_come(strict: WindowWork) -> None:
    strict.visit()
    strict.verb("miss")
    strict.visit()


def test_no_table_that_grows_is_looked_through(strict: WindowWork) -> None:
    heard = set[str]()
    store = strict.hall.parts.store
    writing: sqlite3.Connection = store.write(lambda tx: tx.connection.connection.driver_connection)
    writing.set_trace_callback(heard.add)
    act = strict.visit()
    strict.record(act, "incomplete", "enquiry")
    link = strict.notice(act, "申请书", guide="setup").get_json()["link"]
    strict.visit()
    writing.set_trace_callback(None)
    with store.read() as reader:
        reading = reader.connection.connection.driver_connection
        assert reading is not None
        reading.set_trace_callback(heard.add)
        rows = Matters(reader.connection, reader.hall)
        assert rows.notice(UUID(link.rpartition("/")[2])) is not None
        assert len(rows.of(act)) == 2
        reading.set_trace_callback(None)
    plans = {sql: plan_of(writing, sql) for sql in heard if sql.startswith(PLANNED)}
    assert any("DELETE FROM matter" in sql for sql in plans)
    assert {sql: plan for sql, plan in plans.items() if any(map(looks_through, plan))} == {}


def test_nobody_is_asked_about_yesterday_or_another_clerk(strict: WindowWork) -> None:
    strict.visit()
    strict.verb("finish")
    strict.tokens["c2"] = strict.web.token("c2", window="1", take_over=True)
    second = strict.visit(who="c2")
    strict.record(second, "enquiry", who="c2")
    strict.visit(who="c2")
    strict.verb("finish", who="c2")
    strict.hall.later(24 * 3600)
    strict.sit("c2", "1")
    strict.visit(who="c2")


def test_a_window_that_calls_by_itself_waits_for_it_too(tmp_path: Path) -> None:
    hall = AttendedHall(tmp_path, sit="1", auto_call=True, outcome="require")
    hall.issue()
    hall.after(60)
    hall.next("1")
    hall.press("finish")
    hall.issue()
    hall.after(60)
    assert hall.number_at("1") is None
    with refused("outcome_missing"):
        hall.next("1")
    hall.close()
