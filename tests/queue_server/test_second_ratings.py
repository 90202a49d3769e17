"""What a visitor may do after a low rating: leave a number, and rate once more after the answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from small_hall import MakeHall, SmallHall, refused, small_hall
from unhappy_visitors import FINAL, UnhappyVisitors

from queue_server.domain.ratings import Said
from queue_server.domain.rectifications import Case
from queue_server.housekeeper import Housekeeper
from queue_server.rectifications import leave_contact, may_rate_again, rate_again
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


def test_from_the_next_day_on_no_trace_is_in_the_log_of_a_server_that_runs_on(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "own"
    hall = SmallHall(small_hall(folder))
    visitors, keeper = UnhappyVisitors(hall.parts), Housekeeper(hall.parts)
    keeper.go_round()
    case = visitors.case(hall.now)
    leave(hall, case.act_id, "13800138000")
    visitors.do("answer", case, "lead", hall.now, answer="已整改")
    visitors.do("follow_up", case, "lead", hall.now, reached="visitor", said="满意")
    visitors.do("close", case, "lead", hall.now)
    before = b"".join(file.read_bytes() for file in folder.iterdir())
    hall.later(24 * 3600)
    with hall.parts.store.read() as reader:
        reader.counts(hall.now.date())  # somebody looks at an older state
        keeper.go_round()
    keeper.go_round()
    after = b"".join(file.read_bytes() for file in folder.iterdir())
    hall.issue()
    hall.close()
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
