"""Another system has its case rated at a window: by the visitor who stands there, once, in time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from case_system import ASK, Cases
from small_hall import NINE, refused, small_hall, wait_until
from web_callers import UNKNOWN, code_of, command

from devices import desk_state
from devices.desk_state import Asking
from queue_server.admin.case_systems import let_in, shut_out
from queue_server.admin.tablets import let_in as let_in_tablet
from queue_server.contract.messages import Channel
from queue_server.evaluations import end_overdue
from queue_server.facts import window_fact
from queue_server.layout import Layout
from queue_server.streams import Streams


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Cases]:
    cases = Cases(tmp_path)
    yield cases
    cases.hall.close()


def test_the_keypad_asks_and_its_press_answers_the_other_system(cases: Cases) -> None:
    hall = cases.hall
    hall.issue()
    hall.next()
    asked = cases.asked(told={"affairName": "营业执照", "affairDealNo": "c1"}, timeout_s=60)
    with hall.parts.store.read() as reader:
        fact = window_fact(reader, "1", hall.now)
    assert fact is not None
    assert fact.rating is not None
    assert (fact.rating.act_id, fact.rating.number) == (asked, "A001")
    assert fact.rating.about == "营业执照"
    asking = desk_state.follow(Asking(), fact.rating, fact.number or "", hall.now)
    asking, pressed = desk_state.press(asking, 5, 3.0, hall.now)
    assert pressed is not None
    assert cases.press(pressed.act_id, 5).status_code == 201
    hall.later(1)
    asking, changed = desk_state.press(asking, 4, 3.0, hall.now)
    assert changed is not None
    assert cases.press(changed.act_id, 4).status_code == 201
    assert cases.state(asked) == "asked"  # no level is told that may still change
    hall.later(3)
    told = cases.look(asked)
    assert (told["state"], told["level"], told["channel"]) == ("rated", 4, "evaluator")
    assert hall.view().rating is None


def test_a_tablet_says_why_and_its_system_hears_it(cases: Cases) -> None:
    asked = cases.asked()
    hall = cases.hall
    token = {"channel": Channel.TABLET.value, "reasons": ["108"], "comment": "多次往返"}
    hall.rate(asked, 1, frozenset("1"), **{**token, "channel": Channel.TABLET})
    hall.later(4)
    told = cases.look(asked)
    assert (told["level"], told["reasons"], told["comment"]) == (1, ["108"], "多次往返")


def test_nobody_pressed_is_its_own_result(cases: Cases) -> None:
    asked = cases.asked(timeout_s=5)
    cases.hall.later(5)
    told = cases.look(asked)
    assert (told["state"], told["level"]) == ("not_rated", None)
    assert code_of(cases.press(asked, 5)) == (409, "rating_closed")
    parts = cases.hall.parts
    version = cases.hall.view().version
    end_overdue(parts.layout, parts.store, cases.hall.now)
    assert cases.hall.rows("SELECT state FROM evaluation") == [("not_rated",)]
    assert cases.hall.view().version > version  # whoever looks at the window is told
    end_overdue(parts.layout, parts.store, cases.hall.now)
    assert len(cases.hall.rows("SELECT 1 FROM event WHERE kind = 'evaluation_ended'")) == 1


def test_the_next_call_ends_the_question_and_nobody_elses_press_counts(cases: Cases) -> None:
    hall = cases.hall
    hall.issue()
    hall.issue()
    hall.next()
    asked = cases.asked()
    hall.later(5)
    hall.next()
    assert cases.state(asked) == "withdrawn"
    assert code_of(cases.press(asked, 5)) == (409, "rating_closed")
    assert hall.view().evaluation is None


def test_after_the_next_call_nobody_changes_what_was_pressed(cases: Cases) -> None:
    hall = cases.hall
    hall.issue()
    asked = cases.asked()
    cases.press(asked, 5)
    hall.later(1)
    hall.next()
    assert cases.look(asked)["level"] == 5
    assert code_of(cases.press(asked, 1)) == (409, "already_rated")


@pytest.mark.parametrize("verb", ["miss", "hold"])
def test_a_visitor_who_goes_takes_the_question_along(cases: Cases, verb: str) -> None:
    cases.hall.issue()
    cases.hall.next()
    asked = cases.asked()
    cases.hall.press(verb)
    assert cases.state(asked) == "withdrawn"


def test_an_end_that_is_taken_back_leaves_the_visitor_and_the_question(cases: Cases) -> None:
    cases.hall.issue()
    cases.hall.next()
    asked = cases.asked()
    cases.hall.press("finish")
    cases.hall.press("undo")
    assert cases.state(asked) == "asked"
    assert cases.press(asked, 5).status_code == 201


def test_a_clerk_who_goes_ends_the_question(cases: Cases) -> None:
    asked = cases.asked()
    cases.hall.stand_up("1")
    assert cases.state(asked) == "withdrawn"
    assert code_of(cases.ask("SL-2")) == (409, "window_closed")


def test_the_clerk_sees_that_another_system_asks_and_nothing_of_the_answer(cases: Cases) -> None:
    asked = cases.asked()
    seen = cases.hall.view().evaluation
    assert seen is not None
    assert (seen.evaluation_id, seen.case_number) == (asked, "SL-1")
    cases.press(asked, 1)
    clerk = cases.web.token("c1", take_over=True)
    window = cases.web.ask(clerk, "GET", "/api/v1/windows/1")
    assert "level" not in window.text
    assert code_of(cases.web.ask(clerk, "GET", f"/api/v1/evaluations/{asked}")) == (
        403,
        "forbidden",
    )


def test_a_visitor_is_asked_one_thing_at_a_time(cases: Cases) -> None:
    hall = cases.hall
    hall.issue()
    hall.next()
    hall.press("finish")
    assert code_of(cases.ask()) == (409, "evaluator_busy")
    hall.later(31)
    asked = cases.asked()
    assert code_of(cases.ask("SL-2")) == (409, "evaluator_busy")
    hall.issue()
    hall.next()
    assert cases.state(asked) == "withdrawn"
    again = cases.asked("SL-2")
    with refused("evaluator_busy"):
        hall.press("ask_rating")
    hall.press("finish")  # and the visit is not asked about: its slip still rates it
    rating = hall.view().rating
    assert rating is not None
    assert rating.act_id == again


@pytest.mark.parametrize("said", [{"level": 1, "asking_why": True}, {"level": 5}])
def test_how_long_a_visits_rating_keeps_others_waiting_tells_nothing_of_it(
    cases: Cases, said: dict[str, Any]
) -> None:
    hall = cases.hall
    hall.issue()
    hall.next()
    ask = hall.press("finish").rating
    assert ask is not None
    hall.rate(ask.act_id, channel=Channel.TABLET, **said)
    hall.later(2)
    assert code_of(cases.ask()) == (409, "evaluator_busy")
    hall.later(1)
    assert cases.asked()
    with refused("already_rated"):  # the tablet asks about something else now
        hall.rate(ask.act_id, 1, channel=Channel.TABLET, reasons=["115"])


def test_a_case_is_rated_once(cases: Cases) -> None:
    asked = cases.asked()
    cases.press(asked, 5)
    cases.hall.later(10)
    answer = cases.ask()
    assert code_of(answer) == (409, "already_rated")
    assert "该办件已评价，无需重复评价" in answer.get_json()["detail"]
    other = let_in(cases.config, "tax", "1")
    assert cases.ask(who=other).status_code == 201  # the same number is another system's own


def test_a_case_asked_about_at_two_windows_is_rated_at_one(cases: Cases) -> None:
    cases.hall.sit("2")
    here, there = cases.asked(), cases.asked(path=ASK.replace("/1/", "/2/"))
    tablet = let_in_tablet(cases.config, "2").partition("#")[2]
    assert cases.press(here, 5).status_code == 201
    late = cases.press(there, 1, tablet, channel="tablet", reasons=["115"])
    assert code_of(late) == (409, "already_rated")


def test_systems_that_wait_for_an_answer_leave_streams_to_the_windows(tmp_path: Path) -> None:
    streams = Streams(Layout(small_hall(tmp_path)), 8)
    for _ in range(4):
        streams.open("1", is_guest=True)
    with refused("too_many_streams"):
        streams.open("2", is_guest=True)
    for _ in range(4):
        streams.open("1")
    with refused("too_many_streams"):
        streams.open("1")


def test_a_case_that_nobody_rated_can_be_asked_again(cases: Cases) -> None:
    cases.asked(timeout_s=5)
    cases.hall.later(6)
    assert cases.asked()


def test_the_same_request_asks_once(cases: Cases) -> None:
    body = command(case_number="SL-1")
    first, second = (cases.web.ask(cases.token, "POST", ASK, body) for _ in range(2))
    assert first.get_json() == second.get_json()
    assert len(cases.hall.rows("SELECT 1 FROM evaluation")) == 1


def test_two_systems_at_one_window_in_the_same_instant(cases: Cases) -> None:
    tokens = [cases.token, let_in(cases.config, "tax", "1"), let_in(cases.config, "social", "1")]
    gate = threading.Barrier(len(tokens) * 2)

    def ask(n: int) -> int:
        gate.wait()
        return int(cases.ask(f"SL-{n}", who=tokens[n % len(tokens)]).status_code)

    with ThreadPoolExecutor(len(tokens) * 2) as pool:
        codes = sorted(pool.map(ask, range(len(tokens) * 2)))
    assert codes == [201, 409, 409, 409, 409, 409]


def test_a_system_acts_at_its_windows_alone_and_sees_its_own(cases: Cases) -> None:
    elsewhere = cases.ask(path="/api/v1/windows/3/evaluations")
    assert code_of(elsewhere) == (403, "not_your_window")
    tax = let_in(cases.config, "tax", "1")
    asked = cases.asked()
    assert cases.look(asked, who=tax)["code"] == "unknown_evaluation"
    assert cases.look(UUID(UNKNOWN))["code"] == "unknown_evaluation"
    assert code_of(cases.ask(who="desk-d1")) == (403, "forbidden")
    assert code_of(cases.web.ask(cases.token, "GET", "/api/v1/uploads")) == (403, "forbidden")


def test_a_system_that_was_shut_out_asks_no_more(cases: Cases) -> None:
    shut_out(cases.config, "permits")
    assert code_of(cases.ask()) == (401, "unauthenticated")


@pytest.mark.parametrize("field", ["userName", "contactPhone", "certificateNo"])
def test_no_personal_field_is_taken(cases: Cases, field: str) -> None:
    assert code_of(cases.ask(told={field: "x"})) == (400, "malformed")
    assert cases.hall.rows("SELECT 1 FROM evaluation") == []


def test_its_system_can_take_the_question_back(cases: Cases) -> None:
    asked = cases.asked()
    path = f"/api/v1/evaluations/{asked}/withdraw"
    for _ in range(2):
        answer = cases.web.ask(cases.token, "POST", path, command())
        assert answer.get_json()["state"] == "withdrawn"
    assert code_of(cases.press(asked, 5)) == (409, "rating_closed")


def test_a_press_at_another_window_rates_nothing(cases: Cases) -> None:
    asked = cases.asked()
    with refused("not_your_window"):
        cases.hall.rate(asked, 5, frozenset("4"))
    with refused("unknown_act"):
        cases.hall.rate(uuid4(), 5, frozenset("1"))


def test_who_waits_hears_the_answer_as_soon_as_there_is_one(cases: Cases) -> None:
    asked = cases.asked()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(cases.look, asked, wait_s=30)
        streams = cases.hall.parts.streams
        wait_until(lambda: len(streams) == 1, 30)
        path = f"/api/v1/evaluations/{asked}/withdraw"
        cases.web.ask(cases.token, "POST", path, command())
        assert waiting.result(timeout=25)["state"] == "withdrawn"
        wait_until(lambda: len(streams) == 0, 30)


def test_where_too_many_wait_the_answer_comes_at_once(
    cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = cases.asked()
    monkeypatch.setattr(cases.hall.parts.streams, "_most", 0)
    assert cases.look(asked, wait_s=30)["state"] == "asked"


@pytest.mark.parametrize("wait", ["-1", "31", "1.5", "x", ""])
def test_a_wait_is_a_whole_number_up_to_thirty(cases: Cases, wait: str) -> None:
    assert cases.look(cases.asked(), wait_s=wait)["code"] == "malformed"


def test_the_log_tells_who_asked_where_and_no_level(cases: Cases) -> None:
    cases.press(cases.asked(), 1)
    log = cases.hall.rows("SELECT kind, \"by\", data FROM event WHERE kind LIKE 'evaluation%'")
    assert [(kind, by) for kind, by, _ in log] == [
        ("evaluation_asked", "permits"),
        ("evaluation_ended", "desk-d1"),
    ]
    assert "level" not in log[1][2]
    assert cases.hall.now - NINE < timedelta(seconds=1)
