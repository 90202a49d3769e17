"""Supervisors and the shell see how uploads stand; on every database, and no level in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from rating_platform import RatingHall, by_post, rating_hall
from unhappy_visitors import UnhappyVisitors
from web_callers import Web, code_of, command

from queue_server.admin.case_systems import NoCaseSystem, windows_named
from queue_server.admin.uploads_command import told
from queue_server.contract.evaluations import AskEvaluation
from queue_server.evaluations import EvaluationDesk, end_overdue
from queue_server.storage.provisioning import TokenRow, ensure_access_tokens, token_hash
from queue_server.uploads.upload_views import uploads_now
from queue_server.uploads.webhook import Answer, Said


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    hall = RatingHall(rating_hall(tmp_path, by_post()))
    yield Web(hall)
    hall.close()


def refuse_one(web: Web) -> RatingHall:
    hall = web.hall
    assert isinstance(hall, RatingHall)
    hall.rated(5)
    hall.platform.answer = lambda body: Answer(said=Said.REFUSED, detail="HTTP 422 <b>编码</b>")
    hall.round()
    return hall


def look(web: Web, account: str, language: str) -> Any:
    token = web.token(account, take_over=True)
    client = web.app.test_client()
    client.set_cookie("hall_session", token)
    return client.get("/uploads", headers={"Accept-Language": language})


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("评价上报", "平台不接受：HTTP 422", "重试")),
        ("en", ("said no: HTTP 422", "Try again")),
    ],
)
def test_the_page_says_what_was_refused_why_and_what_helps(
    web: Web, language: str, words: tuple[str, ...]
) -> None:
    refuse_one(web)
    page = look(web, "lead", language)
    assert page.status_code == 200
    for word in words:
        assert word in page.text
    assert "<b>编码</b>" not in page.text
    assert "非常满意" not in page.text


def test_a_clerk_sees_no_uploads(web: Web) -> None:
    assert look(web, "c1", "zh").status_code == 302
    clerk = web.token("c1", take_over=True)
    assert code_of(web.ask(clerk, "GET", "/api/v1/uploads")) == (403, "forbidden")


def test_a_supervisor_tries_a_refused_one_anew_and_the_log_says_who(web: Web) -> None:
    hall = refuse_one(web)
    lead = web.token("lead")
    (target,) = web.ask(lead, "GET", "/api/v1/uploads").get_json()["targets"]
    assert (target["refused_count"], "level" in str(target)) == (1, False)
    body = command(target="city", act_id=target["refused"][0]["act_id"])
    assert web.ask(lead, "POST", "/api/v1/uploads/retry", body).get_json() == {"retried": 1}
    assert hall.states()["A001", 1][0] == "pending"
    (log,) = hall.rows("SELECT \"by\" FROM event WHERE kind = 'uploads_retried'")
    assert log[0] == "lead"
    unknown = command(target="nowhere")
    assert code_of(web.ask(lead, "POST", "/api/v1/uploads/retry", unknown)) == (
        404,
        "unknown_upload",
    )


def test_hallctl_asks_by_its_own_token_and_prints_no_level(web: Web) -> None:
    hall = refuse_one(web)
    ensure_access_tokens(hall.parts.store, [TokenRow("hallctl", "hallctl", token_hash("hallctl"))])
    assert web.ask("hallctl", "GET", "/api/v1/uploads").status_code == 200
    woken = web.ask("hallctl", "POST", "/api/v1/uploads/run", command())
    assert woken.get_json() == {"targets": 1}
    with hall.parts.store.read() as reader:
        now = uploads_now(hall.parts.layout, hall.parts.uploader, reader, hall.now)
    first, second = told(now)
    assert first.endswith("sent today 0, waiting 0, refused 1")
    assert "A001" in second
    assert second.endswith("platform HTTP 422 <b>编码</b>")


@pytest.mark.parametrize(
    ("windows", "says"),
    [("1-9", "no window 5"), ("3-1", "backwards"), ("a", "1-14,20"), ("", "1-14,20")],
)
def test_windows_that_are_not_there_let_nobody_in(web: Web, windows: str, says: str) -> None:
    with pytest.raises(NoCaseSystem, match=says):
        windows_named(web.hall.parts.layout, windows)
    assert windows_named(web.hall.parts.layout, "1-2, 4") == ["1", "2", "4"]


def test_ratings_cases_and_evaluations_on_every_database(tmp_path: Path, database_url: str) -> None:
    hall = RatingHall(rating_hall(tmp_path, by_post(), url=database_url))
    visitors = UnhappyVisitors(hall.parts)
    case = visitors.case(hall.now, level=1, channel="tablet", reasons=["108"])
    hall.later(60)
    hall.round()
    visitors.do("answer", case, "lead", hall.now, answer="已改")
    hall.round()
    assert [body["flag"] for _, body in hall.platform.heard] == ["I", "U"]
    with hall.parts.store.read() as reader:
        (now,) = uploads_now(hall.parts.layout, hall.parts.uploader, reader, hall.now).targets
    assert now.sent_today == 1

    def ask(tx: Any) -> Any:
        desk = EvaluationDesk(layout=hall.parts.layout, tx=tx, by="permits", now=hall.now)
        wish = AskEvaluation(request_id=uuid4(), case_number="SL-1")
        return desk.ask("1", wish, uuid4())

    asked = hall.parts.store.write(ask)
    assert hall.view().evaluation is not None
    hall.rate(asked.evaluation_id, 4)
    hall.later(100)
    end_overdue(hall.parts.layout, hall.parts.store, hall.now)
    assert hall.rows("SELECT state, level FROM evaluation") == [("rated", 4)]
    hall.close()
