"""Ratings reach their platform: once, when they are final, and again when they have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from rating_platform import SILENT, RatingHall, by_post, into, rating_hall
from small_hall import NINE, SmallHall, refused
from sqlalchemy import event
from test_nothing_is_scanned import looks_through
from unhappy_visitors import UnhappyVisitors

from queue_server.contract.uploads import RetryUploads
from queue_server.domain.matters import Matter, MatterOutcome
from queue_server.domain.ratings import Said as Spoken
from queue_server.rectifications import More, say_more
from queue_server.rectifications import rate_again as keep_second
from queue_server.storage.matters import Matters
from queue_server.storage.transaction import Transaction
from queue_server.uploads.upload_views import retry, uploads_now
from queue_server.uploads.webhook import Answer, Said

MakeRated = Callable[..., RatingHall]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[MakeRated]:
    halls: list[RatingHall] = []

    def make(**told: Any) -> RatingHall:
        halls.append(RatingHall(rating_hall(tmp_path, by_post(**told))))
        return halls[-1]

    yield make
    for hall in halls:
        hall.close()


def test_a_rating_goes_when_nobody_can_change_it_any_more(make: MakeRated) -> None:
    hall = make()
    hall.issue()
    hall.next()
    hall.press("finish")
    ask = hall.view().rating
    assert ask
    hall.rate(ask.act_id, 5)
    hall.later(1)
    hall.round()
    assert hall.platform.heard == []
    hall.rate(ask.act_id, 4)
    hall.later(10)
    hall.round()
    hall.round()
    assert [body["satisfaction"] for _, body in hall.platform.heard] == ["4"]


def test_what_was_rated_before_the_platform_was_named_stays_here(tmp_path: Path) -> None:
    before = SmallHall(rating_hall(tmp_path))
    visitors, then = UnhappyVisitors(before.parts), NINE - timedelta(hours=1)
    visitors.rate(visitors.serve(then), 5, then)
    before.close()
    hall = RatingHall(rating_hall(tmp_path, by_post()))
    hall.later(3600)
    hall.round()
    hall.rated(4)
    hall.round()
    assert [body["satisfaction"] for _, body in hall.platform.heard] == ["4"]
    hall.close()


def test_a_lost_answer_is_asked_for_with_the_same_key_and_the_same_body(make: MakeRated) -> None:
    hall = make()
    hall.rated(5)
    hall.platform.answer = lambda body: SILENT
    assert hall.round() == "too_slow"
    hall.platform.answer = lambda body: Answer(said=Said.TAKEN)
    hall.later(5)
    hall.round()
    hall.later(3600)
    hall.round()
    assert len(hall.platform.heard) == 2
    assert hall.platform.heard[0] == hall.platform.heard[1]
    assert len(hall.platform.kept) == 1
    assert hall.states() == {("A001", 1): ("sent", "", "")}


def test_a_crash_between_the_post_and_its_answer_doubles_nothing(make: MakeRated) -> None:
    hall = make()
    hall.rated(5)

    def dies(body: dict[str, str]) -> Answer:
        raise KeyboardInterrupt

    hall.platform.answer = dies
    with pytest.raises(KeyboardInterrupt):
        hall.round()
    hall.reopen()
    hall.platform.answer = lambda body: Answer(said=Said.TAKEN)
    hall.round()
    (first, one), (second, other) = hall.platform.heard
    assert (first, one) == (second, other)
    assert hall.states()["A001", 1][0] == "sent"


def test_what_changed_while_an_answer_was_lost_goes_as_a_change_after_it(make: MakeRated) -> None:
    hall = make()
    visitors = UnhappyVisitors(hall.parts)
    case = visitors.case(hall.now, level=1, channel="tablet", reasons=["108"])
    hall.later(60)
    hall.platform.answer = lambda body: SILENT
    hall.round()
    visitors.do("answer", case, "lead", hall.now, answer="已改")
    hall.platform.answer = lambda body: Answer(said=Said.TAKEN)
    hall.later(60)
    hall.round()
    hall.round()
    assert [body["flag"] for _, body in hall.platform.heard] == ["I", "I", "U"]
    assert hall.platform.heard[0] == hall.platform.heard[1]


def test_a_silent_platform_is_asked_less_and_less_often_and_given_up(make: MakeRated) -> None:
    hall = make(give_up_days=1)
    hall.rated(5)
    hall.platform.answer = lambda body: SILENT
    for _ in range(26 * 6):
        hall.round()
        hall.later(600)
    assert 24 <= len(hall.platform.heard) <= 70
    assert hall.states() == {("A001", 1): ("refused", "no_answer", "too_slow")}
    tried_anew(hall)
    hall.platform.answer = lambda body: Answer(said=Said.TAKEN)
    hall.round()
    assert len({key for key, _ in hall.platform.heard}) == 1


def test_while_the_platform_is_silent_one_try_is_enough(make: MakeRated) -> None:
    hall = make()
    for _ in range(3):
        hall.rated(5)
    hall.platform.answer = lambda body: SILENT
    hall.round()
    assert len(hall.platform.heard) == 1


def tried_anew(hall: RatingHall, **told: Any) -> int:
    command = RetryUploads(request_id=uuid4(), target="city", **told)
    layout = hall.parts.layout
    return hall.parts.store.write(lambda tx: retry(layout, tx, command, "lead", hall.now)).retried


def test_what_the_platform_refused_is_kept_with_its_words_and_tried_after_a_mend(
    make: MakeRated,
) -> None:
    hall = make()
    hall.rated(5)
    hall.rated(4)
    no = Answer(said=Said.REFUSED, detail="HTTP 422 事项编码不存在")
    hall.platform.answer = lambda body: no if body["satisfaction"] == "5" else SILENT
    hall.round()
    assert hall.states()["A001", 1] == ("refused", "platform", "HTTP 422 事项编码不存在")
    with hall.parts.store.read() as reader:
        (now,) = uploads_now(hall.parts.layout, hall.parts.uploader, reader, hall.now).targets
    assert (now.refused_count, now.pending_count, now.sent_today) == (1, 1, 0)
    assert now.refused[0].detail == "HTTP 422 事项编码不存在"
    hall.later(3600)
    hall.round()
    assert [body["satisfaction"] for _, body in hall.platform.heard] == ["5", "4", "4"]
    hall.platform.answer = lambda body: Answer(said=Said.TAKEN)
    assert tried_anew(hall, act_id=now.refused[0].act_id) == 1
    hall.round()
    assert hall.states()["A001", 1] == ("sent", "", "")


def test_what_the_platform_has_already_is_taken_only_if_it_was_sent_before(make: MakeRated) -> None:
    hall = make()
    known = Answer(said=Said.KNOWN, detail="HTTP 200 请勿重复评价")
    hall.rated(5)
    hall.platform.answer = lambda body: SILENT
    hall.round()
    hall.later(60)
    hall.platform.answer = lambda body: known
    hall.rated(4)
    hall.round()
    assert hall.states() == {
        ("A001", 1): ("sent", "", known.detail),
        ("A002", 1): ("refused", "platform", known.detail),
    }


def test_only_what_was_refused_can_be_tried_anew(make: MakeRated) -> None:
    hall = make()
    act_id = hall.rated(5)
    hall.round()
    with refused("unknown_upload"):
        tried_anew(hall, act_id=act_id)
    assert tried_anew(hall) == 0


def test_a_low_rating_of_the_keypad_says_why_it_did_not_go(make: MakeRated) -> None:
    hall = make()
    hall.rated(2)
    hall.round()
    assert hall.platform.heard == []
    assert hall.states() == {("A001", 1): ("refused", "low_without_reason", "")}
    log = hall.rows("SELECT data FROM event WHERE kind = 'upload_answered'")
    assert len(log) == 1


def test_reasons_told_on_the_call_let_the_keypads_rating_go(make: MakeRated) -> None:
    hall = make(fields={"projectNo": "visit_number", "answerStatus": "reasons_from"})
    visitors = UnhappyVisitors(hall.parts)
    case = visitors.case(hall.now, level=2)
    hall.later(60)
    hall.round()
    assert hall.states()["A001", 1][1] == "low_without_reason"
    visitors.do("answer", case, "lead", hall.now, answer="已改")
    call = {"reached": "visitor", "said": "排了两次队", "reasons": ["212"]}
    visitors.do("follow_up", case, "lead", hall.now, **call)
    hall.later(60)
    hall.round()
    ((_, body),) = hall.platform.heard
    assert (body["flag"], body["evalDetail"], body["answerStatus"]) == ("I", "212", "2")
    assert "writingEvaluation" not in body
    hall.round()
    assert len(hall.platform.heard) == 1


def test_words_that_the_visitor_adds_by_the_slip_go_after_the_rating(make: MakeRated) -> None:
    names = {"constants": {"行政区划": "440100"}, "fields": {"办件编号": "visit_number"}}
    hall = make(form="gbt39046", services={}, **names)  # takes a low rating without a reason
    case = UnhappyVisitors(hall.parts).case(hall.now, level=2)
    hall.later(60)
    hall.round()

    def add(tx: Transaction) -> None:
        found = tx.act(case.act_id)
        assert found is not None
        say_more(hall.parts.layout, tx, found[0], More(words="等了两小时"), hall.now)

    hall.parts.store.write(add)
    hall.round()
    hall.round()
    assert [body.get("文字评价") for _, body in hall.platform.heard] == [None, "等了两小时"]


def test_a_case_number_that_is_written_down_later_lets_the_rating_go(make: MakeRated) -> None:
    hall = make(fields={})
    act_id = hall.rated(5)
    hall.round()
    hall.round()
    assert hall.states()["A001", 1] == ("refused", "field_missing", "projectNo")
    done = Matter(service="company", outcome=MatterOutcome.ACCEPTED, case_number="SL-7")
    hall.parts.store.write(
        lambda tx: Matters(tx.connection, tx.hall).replace(act_id, [done], "c1", hall.now)
    )
    hall.round()
    assert [body["projectNo"] for _, body in hall.platform.heard] == ["SL-7"]
    log = hall.rows("SELECT data FROM event WHERE kind = 'upload_answered'")
    assert len(log) == 1, "a refusal is told once"


def test_an_answered_case_goes_as_a_change_and_a_second_rating_as_the_second(
    make: MakeRated,
) -> None:
    hall = make()
    visitors = UnhappyVisitors(hall.parts)
    case = visitors.case(hall.now, level=1, channel="tablet", reasons=["108"])
    hall.later(60)
    hall.round()
    hall.later(60)
    visitors.do("answer", case, "lead", hall.now, answer="已取消该材料要求")
    hall.round()
    hall.round()
    flags = [(body["flag"], body["assessNumber"]) for _, body in hall.platform.heard]
    assert flags == [("I", "1"), ("U", "1")]
    changed = hall.platform.heard[1][1]
    assert (changed["iszg"], changed["answer"]) == ("1", "已取消该材料要求")
    assert changed["answerdate"] == "2026-11-23 09:02:00"
    again_at = hall.now + timedelta(minutes=1)
    rate_again(hall, case.act_id, again_at)
    hall.later(120)
    hall.round()
    second = hall.platform.heard[2][1]
    assert (second["flag"], second["assessNumber"], second["satisfaction"]) == ("I", "2", "4")


def rate_again(hall: RatingHall, act_id: Any, now: Any) -> None:
    def work(tx: Transaction) -> None:
        keep_second(hall.parts.layout, tx, act_id, Spoken(level=4, channel="qr"), "slip", now)

    hall.parts.store.write(work)


def test_a_review_strikes_the_first_rating_and_not_the_second(make: MakeRated) -> None:
    hall = make()
    visitors = UnhappyVisitors(hall.parts)
    case = visitors.case(hall.now, level=1, channel="tablet", reasons=["108"])
    visitors.do("answer", case, "lead", hall.now, answer="已取消该材料要求")
    rate_again(hall, case.act_id, hall.now + timedelta(seconds=10))
    visitors.do("appeal", case, "lead", hall.now, appeal="系统停机")
    visitors.do("review", case, "deputy", hall.now, verdict="strike", review="属实")
    hall.later(60)
    hall.round()
    told = [
        (body["assessNumber"], body["effectivEvalua"], body["appStatus"])
        for _, body in hall.platform.heard
    ]
    assert sorted(told) == [("1", "0", "1"), ("2", "1", "0")]


def test_a_second_rating_never_comes_before_the_first(make: MakeRated) -> None:
    hall = make()
    visitors = UnhappyVisitors(hall.parts)
    case = visitors.case(hall.now, level=1, channel="tablet", reasons=["108"])
    visitors.do("answer", case, "lead", hall.now, answer="已取消该材料要求")
    hall.later(60)
    hall.platform.answer = lambda body: SILENT
    for _ in range(8):  # each pause is longer than the one before
        hall.round()
        hall.later(1800)
    hall.round()
    rate_again(hall, case.act_id, hall.now)
    hall.platform.answer = lambda body: Answer(said=Said.TAKEN)
    hall.platform.heard.clear()
    for _ in range(10):
        hall.later(600)
        hall.round()
    assert [body["assessNumber"] for _, body in hall.platform.heard] == ["1", "2"]


def test_a_case_that_changed_nothing_for_the_platform_is_not_sent_again(make: MakeRated) -> None:
    hall = make()
    visitors = UnhappyVisitors(hall.parts)
    case = visitors.case(hall.now, level=1, channel="tablet", reasons=["108"])
    hall.later(60)
    hall.round()
    hall.parts.store.write(
        lambda tx: tx.connection.exec_driver_sql(
            "UPDATE rectification SET owner = 'lead', version = version + 1"
        )
    )
    hall.round()
    assert len(hall.platform.heard) == 1
    assert case.act_id


def test_one_target_that_fails_does_not_stop_another(tmp_path: Path) -> None:
    (tmp_path / "wall").write_text("no folder")
    hall = rating_hall(tmp_path, into(tmp_path / "wall", "a"), into(tmp_path / "out", "b"))
    small = RatingHall(hall)
    small.parts.uploader.go_round()
    small.rated(5)
    small.parts.uploader.go_round()
    assert small.parts.uploader.runs["a"].trouble
    assert small.parts.uploader.runs["b"].trouble == ""
    assert len(list((tmp_path / "out").glob("*.jsonl"))) == 2
    small.close()


def test_no_question_of_a_round_looks_through_a_table(make: MakeRated) -> None:
    hall = make()
    hall.rated(1)
    heard: dict[str, Any] = {}

    def hear(_c: Any, _k: Any, sql: str, values: Any, *_rest: Any) -> None:
        heard[sql] = values[0] if isinstance(values, list) else values

    store = hall.parts.store
    for engine in (store._read_engine, store._write_engine):
        event.listen(engine, "before_cursor_execute", hear)
    hall.round()
    hall.later(60)
    hall.round()
    with store.read() as reader:
        uploads_now(hall.parts.layout, hall.parts.uploader, reader, hall.now)
    asked = {sql: v for sql, v in heard.items() if "upload" in sql and sql[0] in "SU"}
    assert len(asked) > 8
    connection = store.write(lambda tx: tx.connection.connection.driver_connection)
    steps = {
        row[3]
        for sql, values in asked.items()
        for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
    }
    grows = {"upload", "rating", "second_rating", "service_act", "rectification"}
    assert [step for step in steps if step.split()[0] == "SCAN" and step.split()[1] in grows] == []
    assert [step for step in steps if looks_through(step)] == []
