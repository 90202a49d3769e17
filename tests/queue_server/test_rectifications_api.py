"""The cases over HTTP: for supervisors alone, and every reading of a rating is written down."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from small_hall import MakeHall
from unhappy_visitors import UnhappyVisitors
from web_callers import QUICK, RIGHT, TOKENS, UNKNOWN, Web, code_of, command

from queue_server.domain.rectifications import Case
from queue_server.rectifications import leave_contact
from queue_server.storage.provisioning import (
    AccountRow,
    TokenRow,
    ensure_access_tokens,
    ensure_accounts,
    token_hash,
)

PATH = "/api/v1/rectifications"
STEPS: dict[str, dict[str, Any]] = {
    "assign": {"owner": "lead"},
    "answer": {"answer": "已整改"},
    "follow-up": {"reached": "no_contact", "said": "无"},
    "appeal": {"appeal": "系统停机"},
    "review": {"verdict": "uphold", "review": "属实"},
    "close": {},
}
GETS = [PATH, f"{PATH}?which=overdue", f"{PATH}?which=closed&month=2026-11", f"{PATH}.csv"]
RATINGS = "/api/v1/reports/ratings"
COMMENT = "=HYPERLINK(1)"


@pytest.fixture
def web(make_hall: MakeHall) -> Web:
    found = Web(make_hall())
    store, secret = found.hall.parts.store, QUICK.hash(RIGHT)
    ensure_accounts(store, [AccountRow("deputy", "副主任", "supervisor", None, secret)])
    roles = {**TOKENS, "booking": "booking", "tablet-1": "tablet", "cases": "case_system"}
    rows = [TokenRow(program, role, token_hash(program)) for program, role in roles.items()]
    ensure_access_tokens(store, rows)
    return found


@pytest.fixture
def case(web: Web) -> Case:
    told: dict[str, Any] = {"channel": "tablet", "reasons": ["115"], "comment": COMMENT}
    return UnhappyVisitors(web.hall.parts).case(web.hall.now, **told)


@pytest.fixture
def lead(web: Web) -> str:
    return web.token("lead")


def readings(web: Web) -> list[Any]:
    found = web.hall.rows("SELECT by, act_id, data FROM event WHERE kind = 'ratings_read'")
    return [tuple(row) for row in found]


def step(web: Web, who: str, case: Case, name: str, version: int, **told: Any) -> Any:
    body = command(version=version, **{**STEPS[name], **told})
    return web.ask(who, "POST", f"{PATH}/{case.case_id}/{name}", body)


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*GETS, f"{PATH}/CASE", RATINGS, f"{RATINGS}.csv"])
@pytest.mark.parametrize("who", ["clerk", "kiosk-k1", "desk-d1", "display", "booking", "cases"])
def test_nobody_but_a_supervisor_reads_anything_of_it(
    web: Web, case: Case, who: str, path: str
) -> None:
    token = web.token("c1") if who == "clerk" else who
    answer = web.ask(token, "GET", path.replace("CASE", str(case.case_id)))
    assert code_of(answer) == (403, "forbidden")
    assert readings(web) == []


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("who", ["clerk", "desk-d1", "tablet-1"])
def test_nobody_but_a_supervisor_does_anything_with_it(
    web: Web, case: Case, who: str, name: str
) -> None:
    token = web.token("c1") if who == "clerk" else who
    assert code_of(step(web, token, case, name, 1)) == (403, "forbidden")
    assert UnhappyVisitors(web.hall.parts).now_of(case) == case


@pytest.mark.parametrize("path", [*GETS, f"{PATH}/{UNKNOWN}"])
def test_without_a_session_nothing_is_told(web: Web, path: str) -> None:
    assert code_of(web.ask("", "GET", path)) == (401, "unauthenticated")


def test_only_whoever_gave_no_reason_is_asked_for_it_on_the_call(
    web: Web, case: Case, lead: str
) -> None:
    visitors, now = UnhappyVisitors(web.hall.parts), web.hall.now
    silent = visitors.case(now, level=2, service="permit", window="2")
    client = web.app.test_client()
    client.set_cookie("hall_session", lead)
    pages = []
    for one in (case, silent):
        visitors.do("answer", one, "lead", now, answer="已整改")
        pages.append(client.get(f"/rectifications/{one.case_id}").text)
    assert ['name="reasons"' in page for page in pages] == [False, True]
    assert 'value="214"' in pages[1]
    assert 'value="115"' not in pages[1], "the reasons are those of the level"
    told = {"reached": "visitor", "said": "等得久", "reasons": ["214"]}
    visitors.do("follow_up", silent, "lead", now, **told)
    page = client.get(f"/rectifications/{silent.case_id}").text
    assert "回访时说明的原因" in page or "Reasons given on the call" in page
    assert "服务态度生硬" in page or "curt" in page


def test_the_head_of_a_supervisors_pages_tells_how_many_cases_wait(
    web: Web, case: Case, lead: str
) -> None:
    client = web.app.test_client()
    client.set_cookie("hall_session", lead)
    paths = ("/hall", "/staff", "/uploads", "/reports", "/rectifications")
    assert all('class="count">1<' in client.get(path).text for path in paths)
    visitors, now = UnhappyVisitors(web.hall.parts), web.hall.now
    visitors.do("appeal", case, "lead", now, appeal="系统停机")
    visitors.do("review", case, "deputy", now, verdict="strike", review="属实")
    assert 'class="count"' not in client.get("/hall").text


# --- what ---------------------------------------------------------------------------------------


def test_the_list_tells_neither_level_nor_clerk_and_is_no_reading(
    web: Web, case: Case, lead: str
) -> None:
    body = web.ask(lead, "GET", PATH).get_json()
    (found,) = body["cases"]
    assert (found["case_id"], found["due"]) == (str(case.case_id), "2026-11-30")
    assert not {"level", "clerk", "comment", "reasons", "contact"} & set(found)
    assert readings(web) == []


def test_each_opening_of_a_case_is_written_down_with_who_and_which(
    web: Web, case: Case, lead: str
) -> None:
    for who in (lead, lead, web.token("deputy")):
        body = web.ask(who, "GET", f"{PATH}/{case.case_id}").get_json()
        assert body["rating"]["level"] == 1
        assert (body["rating"]["reasons"], body["rating"]["comment"]) == (["115"], COMMENT)
        assert body["clerk_name"] == "员1"
    assert [by for by, *_ in readings(web)] == ["lead", "lead", "deputy"]
    assert all(str(case.act_id).replace("-", "") in str(row) for row in readings(web))


def test_a_case_over_http_from_the_rating_to_its_end(web: Web, case: Case, lead: str) -> None:
    web.hall.parts.store.write(
        lambda tx: leave_contact(tx, case.act_id, "13800138000", web.hall.now)
    )
    assert step(web, lead, case, "assign", 1).get_json()["version"] == 2
    assert step(web, lead, case, "answer", 2).get_json()["state"] == "answered"
    told = {"reached": "visitor", "said": "满意"}
    open_one = web.ask(lead, "GET", f"{PATH}/{case.case_id}").get_json()
    assert (open_one["contact"], open_one["may"]) == (
        "13800138000",
        ["assign", "try", "follow_up", "appeal"],
    )
    assert step(web, lead, case, "follow-up", 3, **told).get_json()["state"] == "followed_up"
    assert step(web, lead, case, "close", 4).get_json()["state"] == "closed"
    ended = web.ask(lead, "GET", f"{PATH}/{case.case_id}").get_json()
    assert (ended["contact"], ended["may"]) == ("", [])
    assert web.ask(lead, "GET", PATH).get_json()["cases"] == []
    closed = web.ask(lead, "GET", f"{PATH}?which=closed&month=2026-11").get_json()
    assert [one["case_id"] for one in closed["cases"]] == [str(case.case_id)]
    assert web.ask(lead, "GET", f"{PATH}?which=closed&month=2026-10").get_json()["cases"] == []


def test_the_answer_to_a_step_tells_nothing_of_the_rating(web: Web, case: Case, lead: str) -> None:
    answer = step(web, lead, case, "answer", 1)
    assert set(answer.get_json()) == {"case_id", "state", "version"}


def test_a_retry_with_the_same_request_id_is_one_step(web: Web, case: Case, lead: str) -> None:
    body = command(version=1, answer="已整改")
    first, second = (web.ask(lead, "POST", f"{PATH}/{case.case_id}/answer", body) for _ in range(2))
    assert first.data == second.data
    assert UnhappyVisitors(web.hall.parts).now_of(case).version == 2


@pytest.mark.parametrize(
    ("name", "version", "told", "refusal"),
    [
        ("answer", 2, {}, (409, "case_changed")),
        ("close", 1, {}, (409, "not_in_this_state")),
        ("assign", 1, {"owner": "c1"}, (404, "unknown_account")),
        ("answer", 1, {"answer": "   "}, (400, "malformed")),
        ("answer", 1, {"answer": "长" * 1001}, (400, "malformed")),
        ("answer", 0, {}, (400, "malformed")),
        ("follow-up", 1, {"reached": "god"}, (400, "malformed")),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_leaves_nothing(
    web: Web, case: Case, lead: str, name: str, version: int, told: Any, refusal: Any
) -> None:
    assert code_of(step(web, lead, case, name, version, **told)) == refusal
    assert UnhappyVisitors(web.hall.parts).now_of(case) == case


@pytest.mark.parametrize("case_id", [UNKNOWN, "nonsense"])
def test_a_case_that_is_none_is_unknown(web: Web, lead: str, case_id: str) -> None:
    assert code_of(web.ask(lead, "GET", f"{PATH}/{case_id}")) == (404, "unknown_case")
    body = command(version=1, answer="已整改")
    answer = web.ask(lead, "POST", f"{PATH}/{case_id}/answer", body)
    assert code_of(answer) == (404, "unknown_case")


@pytest.mark.parametrize("query", ["?which=mine", "?month=2026", "?which=closed&month=x"])
def test_a_list_that_is_none_is_malformed(web: Web, lead: str, query: str) -> None:
    assert code_of(web.ask(lead, "GET", PATH + query)) == (400, "malformed")


def test_overdue_ones_are_a_list_of_their_own(web: Web, case: Case, lead: str) -> None:
    def overdue() -> list[Any]:
        token = web.token("lead")
        return list(web.ask(token, "GET", f"{PATH}?which=overdue").get_json()["cases"])

    assert overdue() == []
    web.hall.now += timedelta(days=8)
    assert [(one["overdue"], one["working_days"]) for one in overdue()] == [(True, 1)]


# --- the file -----------------------------------------------------------------------------------


def test_the_file_of_a_month_has_no_cell_that_a_spreadsheet_computes(
    web: Web, case: Case, lead: str
) -> None:
    step(web, lead, case, "answer", 1, answer="@SUM(A1)")
    answer = web.ask(lead, "GET", f"{PATH}.csv?month=2026-11&lang=en")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert rows[0]["Comment"] == f"'{COMMENT}"
    assert rows[0]["Answer"] == "'@SUM(A1)"
    assert (rows[0]["Rating"], rows[0]["Clerk"]) == ("Very dissatisfied", "员1")
    assert rows[0]["Reasons"]


def test_the_file_is_a_reading_and_holds_no_telephone_number(
    web: Web, case: Case, lead: str
) -> None:
    web.hall.parts.store.write(
        lambda tx: leave_contact(tx, case.act_id, "13800138000", web.hall.now)
    )
    answer = web.ask(lead, "GET", f"{PATH}.csv?month=2026-11")
    assert "13800138000" not in answer.text
    ((by, act_id, data),) = readings(web)
    assert (by, act_id) == ("lead", None)
    assert '"cases":1' in str(data).replace(" ", "")
    assert len(web.ask(lead, "GET", f"{PATH}.csv?month=2026-10").text.splitlines()) == 1
