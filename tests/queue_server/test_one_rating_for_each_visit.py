"""One rating for each visit, whichever way it comes first; changed for some seconds, then final."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from small_hall import MakeHall, SmallHall, refused, small_hall

from queue_server.contract import messages as m
from queue_server.contract import reasons
from queue_server.contract.window_view import RatingState
from queue_server.domain.errors import RuleBroken

TABLET = m.Channel.TABLET
KEYPAD = m.Channel.EVALUATOR


def asked(hall: SmallHall, window: str = "1") -> m.RatingAsk:
    hall.issue()
    hall.next(window)
    ask = hall.press("finish", window).rating
    assert ask is not None
    return ask


def by_slip(hall: SmallHall, ticket_id: UUID, act_id: UUID, level: int = 5, **told: Any) -> None:
    command = m.RateService(
        request_id=uuid4(), act_id=act_id, level=level, channel=m.Channel.QR, **told
    )
    hall.parts.commands.once(
        "slip",
        command,
        lambda tx, now: hall.parts.queue.rate_by_code(tx, command, ticket_id, now),
    )


def kept(hall: SmallHall) -> list[tuple[int, str]]:
    return [tuple(row) for row in hall.rows("SELECT level, channel FROM rating")]


def told(hall: SmallHall, kind: str) -> int:
    return len(hall.rows(f"SELECT 1 FROM event WHERE kind = '{kind}'"))  # noqa: S608  # our words


def last(hall: SmallHall) -> tuple[str, RatingState] | None:
    state = hall.view().last_rating
    return (state.number, state.state) if state else None


# --- change of mind --------------------------------------------------------------------------


def test_a_visitor_who_pressed_the_wrong_face_presses_another(hall: SmallHall) -> None:
    ask = asked(hall)
    hall.rate(ask.act_id, 1)
    hall.later(2.9)
    hall.rate(ask.act_id, 5)
    assert kept(hall) == [(5, "evaluator")]
    (change,) = hall.rows("SELECT data FROM event WHERE kind = 'rating_changed'")
    assert json.loads(change.data)["was"] == 1
    assert told(hall, "service_rated") == 1


def test_the_time_for_a_change_runs_from_the_first_press(hall: SmallHall) -> None:
    ask = asked(hall)
    hall.rate(ask.act_id, 1)
    hall.later(2)
    hall.rate(ask.act_id, 2)
    hall.later(2)
    with refused("already_rated"):
        hall.rate(ask.act_id, 3)
    assert kept(hall) == [(2, "evaluator")]


def test_a_stuck_key_and_a_bounce_change_nothing(hall: SmallHall) -> None:
    ask = asked(hall)
    for _ in range(50):
        hall.rate(ask.act_id, 4)
    assert kept(hall) == [(4, "evaluator")]
    assert told(hall, "service_rated") == 1
    assert told(hall, "rating_changed") == 0


def test_the_mind_is_changed_where_it_was_told(hall: SmallHall) -> None:
    ask = asked(hall)
    hall.rate(ask.act_id, 5, channel=TABLET)
    with refused("already_rated"):
        hall.rate(ask.act_id, 1, channel=KEYPAD)
    assert kept(hall) == [(5, "tablet")]


def test_a_hall_can_let_nobody_change(make_hall: MakeHall, tmp_path: Path) -> None:
    plain = small_hall(tmp_path / "firm")
    hall = SmallHall(replace(plain, rating=replace(plain.rating, change_s=0)))
    hall.sit("1")
    ask = asked(hall)
    hall.rate(ask.act_id, 2)
    with refused("already_rated"):
        hall.rate(ask.act_id, 5)
    hall.close()


# --- never the next visitor's ----------------------------------------------------------------


def test_after_the_next_call_a_change_comes_too_late(hall: SmallHall) -> None:
    ask = asked(hall)
    hall.issue()
    hall.rate(ask.act_id, 1)
    hall.later(0.5)
    hall.next()
    hall.later(0.5)
    with refused("already_rated"):
        hall.rate(ask.act_id, 5)
    assert kept(hall) == [(1, "evaluator")]
    (row,) = hall.rows("SELECT final_at, rated_at FROM rating")
    assert row.final_at - row.rated_at == timedelta(seconds=0.5) // timedelta(microseconds=1)


def test_a_press_after_the_next_call_is_given_to_nobody(hall: SmallHall) -> None:
    ask = asked(hall)
    hall.issue()
    now_here = hall.next()
    with refused("rating_closed"):
        hall.rate(ask.act_id, 1)
    hall.press("finish")
    with refused("rating_closed"):
        hall.rate(ask.act_id, 1)
    assert kept(hall) == []
    assert last(hall) == (now_here.number, RatingState.ASKED)


# --- not rated -------------------------------------------------------------------------------


def test_not_rated_is_a_state_of_its_own_and_nothing_is_filled_in(hall: SmallHall) -> None:
    assert last(hall) is None  # nobody was asked
    ask = asked(hall)
    assert last(hall) == (ask.number, RatingState.ASKED)
    hall.later(30)
    assert last(hall) == (ask.number, RatingState.NOT_RATED)
    assert kept(hall) == []
    again = asked(hall)
    hall.rate(again.act_id, 3)
    assert last(hall) == (again.number, RatingState.RATED)


def test_who_was_never_asked_is_told_from_who_was_silent(hall: SmallHall) -> None:
    hall.issue()
    hall.issue()
    hall.next()
    hall.later()
    hall.next()  # ends the first visit without a question
    hall.press("finish")
    rows = hall.rows("SELECT number, rating_asked_at FROM service_act ORDER BY called_at, number")
    assert [(row.number, row.rating_asked_at is not None) for row in rows] == [
        ("A001", False),
        ("A002", True),
    ]


def test_yesterdays_silence_is_no_news_today(hall: SmallHall) -> None:
    asked(hall)
    hall.later(24 * 3600)
    assert last(hall) is None


# --- why -------------------------------------------------------------------------------------


def test_a_keypad_cannot_ask_why_so_its_low_rating_stands_alone(hall: SmallHall) -> None:
    hall.rate(asked(hall).act_id, 1)
    assert kept(hall) == [(1, "evaluator")]


def test_a_low_rating_on_a_screen_says_why(hall: SmallHall) -> None:
    ask = asked(hall)
    with refused("reason_missing"):
        hall.rate(ask.act_id, 2, channel=TABLET)
    hall.rate(
        ask.act_id, 2, channel=TABLET, reasons=["214", "207", "214"], comment=" 态度\x07\n差 "
    )
    (row,) = hall.rows("SELECT level, reasons, comment FROM rating")
    assert tuple(row) == (2, "207,214", "态度 差")


@pytest.mark.parametrize(
    ("level", "wrong"),
    [
        (2, {"reasons": ["115"]}),  # of the other low level
        (2, {"reasons": ["999"]}),
        (5, {"reasons": ["207"]}),
        (5, {"comment": "好"}),
        (4, {"asking_why": True}),
        (1, {"comment": "长" * 201}),
    ],
)
def test_reasons_go_with_their_own_level_only(
    hall: SmallHall, level: int, wrong: dict[str, Any]
) -> None:
    with refused("malformed"):
        hall.rate(asked(hall).act_id, level, channel=TABLET, **wrong)
    assert kept(hall) == []


def test_a_visitor_who_walks_away_from_the_reasons_has_rated(hall: SmallHall) -> None:
    ask = asked(hall)
    hall.rate(ask.act_id, 1, channel=TABLET, asking_why=True)
    assert kept(hall) == [(1, "tablet")]
    hall.later(20)
    hall.rate(ask.act_id, 1, channel=TABLET, reasons=["115"], asking_why=True)
    with refused("already_rated"):  # the reasons have time, the level has not
        hall.rate(ask.act_id, 5, channel=TABLET)
    hall.later(40)
    with refused("already_rated"):
        hall.rate(ask.act_id, 1, channel=TABLET, reasons=["114", "115"])
    (row,) = hall.rows("SELECT level, reasons, final_at - rated_at AS open_us FROM rating")
    assert tuple(row) == (1, "115", 60_000_000)


def test_when_all_reasons_are_told_nothing_is_waited_for(hall: SmallHall) -> None:
    ask = asked(hall)
    hall.rate(ask.act_id, 1, channel=TABLET, asking_why=True)
    hall.later(8)
    hall.rate(ask.act_id, 1, channel=TABLET, reasons=["115"], asking_why=True)
    hall.rate(ask.act_id, 1, channel=TABLET, reasons=["115"])
    (row,) = hall.rows("SELECT final_at - rated_at AS open_us FROM rating")
    assert row.open_us == 8_000_000


def test_the_log_holds_no_word_that_a_visitor_wrote(hall: SmallHall) -> None:
    hall.rate(asked(hall).act_id, 1, channel=TABLET, comment="我叫张三")
    assert all("张三" not in row.data for row in hall.rows("SELECT data FROM event"))


def test_each_low_level_has_its_reasons_and_their_core() -> None:
    assert set(reasons.of_level()) == {1, 2}
    assert reasons.codes()[2] == {str(n) for n in range(207, 215)}
    assert reasons.codes()[1] == {str(n) for n in range(108, 116)}
    core = [r.code for level in (2, 1) for r in reasons.of_level()[level] if r.core]
    assert core == ["207", "208", "209", "108", "109", "110"]
    assert reasons.sentence("212")["zh"] == "在线预约办理后到实体大厅重复取号排队"
    assert all(text for code in ("108", "214") for text in reasons.sentence(code).values())


# --- the slip, and all at once ---------------------------------------------------------------


def test_the_slip_rates_a_served_visit_for_a_day_also_when_nobody_asked(hall: SmallHall) -> None:
    ticket = hall.issue()
    hall.issue()
    hall.next()
    hall.later()
    hall.next()
    (act,) = hall.rows("SELECT act_id FROM service_act WHERE number = 'A001'")
    hall.later(23 * 3600)
    by_slip(hall, ticket.ticket_id, UUID(act.act_id), 4)
    assert kept(hall) == [(4, "qr")]
    with refused("already_rated"):
        by_slip(hall, ticket.ticket_id, UUID(act.act_id), 1, reasons=["115"])


def test_a_slip_rates_no_visit_of_another_and_none_that_was_not_served(hall: SmallHall) -> None:
    other, mine = hall.issue(), hall.issue()
    hall.next()
    hall.press("miss")
    hall.next()
    ask = hall.press("finish").rating
    assert ask is not None
    with refused("unknown_act"):
        by_slip(hall, other.ticket_id, ask.act_id)
    (missed,) = hall.rows("SELECT act_id FROM service_act WHERE number = 'A001'")
    with refused("rating_closed"):
        by_slip(hall, other.ticket_id, UUID(missed.act_id))
    hall.later(24 * 3600)
    with refused("rating_closed"):
        by_slip(hall, mine.ticket_id, ask.act_id)


def test_keypad_tablet_and_phone_at_once_make_one_rating(hall: SmallHall) -> None:
    ticket = hall.issue()
    hall.next()
    ask = hall.press("finish").rating
    assert ask is not None
    ways = [
        lambda: hall.rate(ask.act_id, 5, channel=KEYPAD),
        lambda: hall.rate(ask.act_id, 3, channel=TABLET),
        lambda: by_slip(hall, ticket.ticket_id, ask.act_id, 4),
    ] * 4
    start, won, refusals = threading.Barrier(len(ways)), list[int](), set[str]()

    def go(way: int) -> None:
        start.wait()
        try:
            ways[way]()
            won.append(way % 3)
        except RuleBroken as no:
            refusals.add(no.code)

    threads = [threading.Thread(target=go, args=(n,)) for n in range(len(ways))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert refusals == {"already_rated"}
    assert len(set(won)) == 1, "two ways were told that they had rated"
    ((_, channel),) = kept(hall)
    assert channel == ("evaluator", "tablet", "qr")[won[0]]
    assert told(hall, "service_rated") == 1
