"""What holds of taking a number whatever hours, quotas and closures a service has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from opening_rules import WHY, clock, offer, quota, weekdays_only

from queue_server.domain.business_day import BusinessDay
from queue_server.domain.days import WEEKDAYS
from queue_server.domain.idle import unclaimed
from queue_server.domain.opening import OpeningHours, Stretch
from queue_server.domain.policy import Asking, Waiting, may_call
from queue_server.domain.quotas import Quota
from queue_server.domain.taking import Closure, Known, Offer, refusal, taking

HALF_HOURS = [time(n // 2, n % 2 * 30) for n in range(48)]
ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"]
STARTS = ["00:00", "04:00", "02:30"]


@st.composite
def offers(draw: Callable[..., object]) -> Offer:
    day = BusinessDay(draw(st.sampled_from(ZONES)), draw(st.sampled_from(STARTS)))  # type: ignore[arg-type]
    days = st.frozensets(
        st.sampled_from(["every", "workdays", "days-off", *WEEKDAYS]), min_size=1, max_size=3
    )
    times = st.sampled_from(HALF_HOURS)
    ends = st.one_of(st.none(), times)
    stretches = draw(st.lists(st.builds(Stretch, opens=times, closes=times, days=days), max_size=3))
    quotas = draw(
        st.lists(
            st.builds(
                Quota,
                day=st.just(day),
                is_workday=st.just(weekdays_only),
                numbers=st.integers(0, 3),
                starts=times,
                ends=ends,
                days=days,
            ),
            max_size=3,
        )
    )
    closed = draw(st.lists(st.tuples(st.integers(-3, 9), st.integers(0, 6)), max_size=2))
    return Offer(
        day=day,
        hours=OpeningHours(
            day=day,
            is_workday=weekdays_only,
            stretches=tuple(stretches),  # type: ignore[arg-type]
            last_number=timedelta(minutes=draw(st.sampled_from([0, 20]))),  # type: ignore[arg-type]
        ),
        quotas=tuple(quotas),  # type: ignore[arg-type]
        closures=tuple(
            Closure(
                first=date(2026, 3, 27) + timedelta(days=start),
                last=date(2026, 3, 27) + timedelta(days=start + length),
                why=WHY,
            )
            for start, length in closed  # type: ignore[attr-defined]
        ),
    )


MOMENTS = st.integers(0, 14_400).map(
    lambda minutes: datetime(2026, 3, 27, tzinfo=UTC) + timedelta(minutes=minutes)
)
HALF_AN_HOUR = timedelta(minutes=30)  # the clocks of Lord Howe, too, turn by as much
COUNTS = st.lists(st.integers(0, 4), min_size=3, max_size=3)


def known_of(rules: Offer, now: datetime, counts: list[int], closed: bool) -> Known:
    held = rules.quotas_at(now)
    return Known(closed_today=WHY if closed else None, given=tuple(counts[: len(held)]))


def later(rules: Offer, now: datetime, known: Known, then: datetime) -> str:
    """What is answered at `then` when nobody takes a number and nobody closes anything."""
    counts = {
        (id(quota), span): given
        for (quota, span), given in zip(rules.quotas_at(now), known.given, strict=True)
    }
    same_day = rules.day.date_of(now) == rules.day.date_of(then)
    given = tuple(counts.get((id(quota), span), 0) for quota, span in rules.quotas_at(then))
    seen = Known(closed_today=known.closed_today if same_day else None, given=given)
    return refusal(rules, then, then, seen)[0]


@settings(deadline=None, max_examples=60)
@given(rules=offers(), now=MOMENTS, counts=COUNTS, closed=st.booleans())
def test_opens_at_is_the_first_time_at_which_a_number_is_given(
    rules: Offer, now: datetime, counts: list[int], closed: bool
) -> None:
    known = known_of(rules, now, counts, closed)
    told = taking(rules, now, known)
    assert told.code == refusal(rules, now, now, known)[0]
    if not told.code:
        return
    until = told.opens_at or now + timedelta(days=9)
    moment = now
    while moment < until:
        assert later(rules, now, known, moment), f"already at {moment}"
        moment += HALF_AN_HOUR - timedelta(minutes=moment.minute % 30)
    if told.opens_at:
        assert told.opens_at > now
        assert not later(rules, now, known, told.opens_at)
        assert later(rules, now, known, told.opens_at - timedelta(seconds=1))


@given(numbers=st.lists(st.integers(1, 5), min_size=1, max_size=3), given_so_far=COUNTS)
def test_what_is_left_can_be_taken_and_not_one_more(
    numbers: list[int], given_so_far: list[int]
) -> None:
    rules = offer(*[quota(n) for n in numbers])
    known = Known(given=tuple(given_so_far[: len(numbers)]))
    told = taking(rules, clock("09:00"), known)
    assume(not told.code)
    assert told.left is not None
    for more in range(told.left):
        taken = Known(given=tuple(n + more for n in known.given))
        assert taking(rules, clock("09:00"), taken).left == told.left - more
    gone = Known(given=tuple(n + told.left for n in known.given))
    assert taking(rules, clock("09:00"), gone).code == "quota_used"


SERVICES = ["a", "b", "c"]
ASKING = st.builds(
    Asking,
    window=st.sampled_from("1234"),
    services=st.frozensets(st.sampled_from(SERVICES), min_size=1),
)
QUEUES = st.lists(
    st.tuples(st.sampled_from(SERVICES), st.one_of(st.none(), st.sampled_from("1234")))
)


@given(idle=st.lists(ASKING, unique_by=lambda a: a.window), queues=QUEUES)
@example(idle=[Asking(window="1", services=frozenset("a"))], queues=[("a", "2")])
def test_a_window_is_offered_when_nobody_who_waits_may_be_called_there(
    idle: list[Asking], queues: list[tuple[str, str | None]]
) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    for asking in idle:
        claimed = any(
            may_call(
                asking,
                Waiting(
                    ticket_id=None,  # type: ignore[arg-type]
                    number="A001",
                    service=service,
                    lane=1,
                    queued_at=now,
                    sequence=1,
                    target_window=target,
                ),
            )
            for service, target in queues
        )
        assert (asking.window in unclaimed(idle, queues)) is not claimed
