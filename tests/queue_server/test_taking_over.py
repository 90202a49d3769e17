"""One clerk at one window: taking over is asked first, and both see that it happened."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from small_hall import MakeHall
from web_callers import RIGHT, Web, code_of, command
from werkzeug.test import TestResponse

from queue_server.app import create_app
from queue_server.web.gate import Principal


def refusal(answer: TestResponse) -> tuple[str, dict[str, str]]:
    return code_of(answer)[1], answer.get_json()["facts"]


def look(web: Web, token: str, window: str = "1") -> TestResponse:
    return web.ask(token, "GET", f"/api/v1/windows/{window}")


def press(web: Web, token: str, verb: str, window: str = "1", **told: Any) -> TestResponse:
    return web.ask(token, "POST", f"/api/v1/windows/{window}/{verb}", command(**told))


def events(web: Web, kind: str) -> list[tuple[str, dict[str, Any]]]:
    sql = f"SELECT window, data FROM event WHERE kind = '{kind}' ORDER BY seq"  # noqa: S608
    rows = web.hall.rows(sql)
    return [(row.window, json.loads(row.data)) for row in rows]


def restart(web: Web) -> None:
    web.hall.reopen()
    web.app = create_app(web.hall.parts)


def test_who_wants_a_window_where_somebody_sits_is_told_who_that_is(web: Web) -> None:
    first = web.token("c1")
    web.issue()
    press(web, first, "call-next")
    web.hall.later(300)
    code, facts = refusal(web.log_in("c2", window="1"))
    assert code == "window_taken"
    assert facts == {
        "window": "1",
        "account": "c1",
        "name": "员1",
        "since": "09:00",
        "number": "A001",
    }
    assert look(web, first).get_json()["clerk"] == "c1"


def test_a_visit_goes_on_with_the_clerk_who_takes_over(web: Web) -> None:
    first = web.token("c1")
    web.issue()
    called = press(web, first, "call-next").get_json()["number"]
    second = web.token("c2", window="1", take_over=True)
    now = look(web, second).get_json()
    assert (now["clerk"], now["ticket"]["number"]) == ("c2", called)
    assert press(web, second, "start").status_code == 200
    assert press(web, second, "finish").status_code == 200
    assert web.hall.rows("SELECT account, outcome FROM service_act") == [("c2", "served")]


def test_the_browser_that_lost_its_window_hears_by_whom_and_when(web: Web) -> None:
    first = web.token("c1")
    assert look(web, first).status_code == 200
    web.hall.later(60)
    web.token("c2", window="1", take_over=True)
    web.hall.later(600)
    for answer in (look(web, first), press(web, first, "call-next")):
        assert answer.status_code == 401
        code, facts = refusal(answer)
        assert code == "session_taken"
        assert facts == {"by": "c2", "name": "员2", "window": "1", "at": "09:01"}


def test_it_still_hears_so_when_the_server_was_restarted_in_between(web: Web) -> None:
    first = web.token("c1")
    web.token("c2", window="1", take_over=True)
    restart(web)
    web.hall.later(3600)
    web.token("c3")  # a log-in clears away what is overdue
    assert refusal(look(web, first))[0] == "session_taken"
    web.hall.later(12 * 3600)
    assert refusal(look(web, first)) == ("unauthenticated", {})


def test_who_logged_out_or_is_unknown_is_only_told_to_log_in(web: Web) -> None:
    token = web.token("c1")
    web.ask(token, "DELETE", "/api/v1/sessions/current")
    assert code_of(look(web, token)) == (401, "unauthenticated")
    assert code_of(look(web, "made-up")) == (401, "unauthenticated")


def test_the_same_clerk_at_the_same_window_just_goes_on_in_the_second_browser(web: Web) -> None:
    first = web.token("c1")
    web.issue()
    press(web, first, "call-next")
    press(web, first, "pause", reason="meal")
    before = web.hall.view("1")
    second = web.token("c1")
    after = look(web, second).get_json()
    assert after["status"] == "paused"
    assert after["ticket"]["number"] == "A001"
    assert web.hall.view("1").since == before.since
    code, facts = refusal(look(web, first))
    assert (code, facts["window"]) == ("session_moved", "1")
    assert [window for window, _ in events(web, "session_taken")] == ["1"]


def test_who_sits_elsewhere_is_asked_before_the_other_window_closes(web: Web) -> None:
    first = web.token("c3")
    assert refusal(web.log_in("c3", window="4")) == (
        "clerk_elsewhere",
        {"window": "3", "since": "09:00"},
    )
    web.token("c3", window="4", move=True)
    assert web.hall.view("3").status == "closed"
    assert web.hall.view("4").clerk == "c3"
    assert refusal(look(web, first, "3"))[0] == "session_moved"
    assert events(web, "window_closed")[0][1]["moved_to"] == "4"
    assert events(web, "window_opened")[-1][1]["moved_from"] == "3"


def test_nobody_leaves_a_visitor_behind_at_the_other_window(web: Web) -> None:
    token = web.token("c1")
    web.issue()
    press(web, token, "call-next")
    answer = web.log_in("c1", window="2", move=True)
    assert refusal(answer) == ("window_busy", {"window": "1", "since": "09:00", "number": "A001"})
    assert look(web, token).status_code == 200
    assert web.hall.view("2").status == "closed"


def test_who_moves_to_a_window_that_is_taken_is_asked_both(web: Web) -> None:
    web.token("c1")
    web.token("c2")
    assert refusal(web.log_in("c1", window="2"))[0] == "window_taken"
    assert refusal(web.log_in("c1", window="2", take_over=True))[0] == "clerk_elsewhere"
    web.token("c1", window="2", take_over=True, move=True)
    assert web.hall.view("1").clerk is None
    assert web.hall.view("2").clerk == "c1"


def test_the_log_says_who_took_over_from_whom(web: Web) -> None:
    web.token("c1")
    web.token("c2", window="1", take_over=True)
    assert [data["took_over"] for _, data in events(web, "window_opened")] == [None, "c1"]


def test_what_the_first_clerk_did_can_not_be_taken_back_by_the_second(web: Web) -> None:
    first = web.token("c1")
    web.issue()
    press(web, first, "call-next")
    press(web, first, "hold")
    web.token("c2", window="1", take_over=True)
    assert web.hall.view("1").can_undo is None


@pytest.mark.parametrize("restarted", [False, True])
def test_of_two_who_log_in_at_one_window_at_once_one_sits_there(web: Web, restarted: bool) -> None:
    if restarted:
        restart(web)
    together = threading.Barrier(2)

    def log_in(account: str) -> TestResponse:
        together.wait(30)
        return web.log_in(account, RIGHT, window="1")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(log_in, ["c1", "c2"]))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    winner = "c1" if answers[0].status_code == 201 else "c2"
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert refusal(loser)[1]["account"] == winner
    assert web.hall.view("1").clerk == winner


def test_of_two_who_take_over_at_once_the_last_sits_there_and_the_others_are_told(
    web: Web,
) -> None:
    first = web.token("c1")
    together = threading.Barrier(3)

    def take_over(account: str) -> str:
        together.wait(30)
        return web.token(account, window="1", take_over=True)

    with ThreadPoolExecutor(3) as pool:
        tokens = dict(zip(("c2", "c3", "c4"), pool.map(take_over, ["c2", "c3", "c4"]), strict=True))
    sits = web.hall.view("1").clerk
    answers = {who: look(web, token).status_code for who, token in tokens.items()}
    assert answers == {who: 200 if who == sits else 401 for who in tokens}
    assert refusal(look(web, first))[0] == "session_taken"


def test_who_was_looked_up_before_the_taking_is_not_remembered_after_it(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, gate = web.token("c1"), web.hall.parts.gate
    look_up = gate._look_up

    def look_up_slowly(digest: bytes) -> Principal | None:
        monkeypatch.undo()
        found = look_up(digest)
        web.token("c2", window="1", take_over=True)
        return found

    monkeypatch.setattr(gate, "_look_up", look_up_slowly)
    look(web, first)
    assert refusal(look(web, first))[0] == "session_taken"


def test_who_names_no_window_gets_the_one_where_they_sit_then_the_usual_one(web: Web) -> None:
    assert web.log_in("c3").get_json()["window"] == "3"
    web.token("c3", window="4", move=True)
    assert web.log_in("c3").get_json()["window"] == "4"


def test_the_view_says_since_when(make_hall: MakeHall) -> None:
    hall = make_hall()
    hall.sit("1")
    since = hall.now
    hall.later(600)
    assert hall.view("1").since == since
    hall.stand_up("1")
    assert hall.view("1").since is None
