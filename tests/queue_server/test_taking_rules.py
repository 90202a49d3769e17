"""When a number can be taken: the rules alone, without a hall or a clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from queue_server.domain.business_day import BusinessDay
from queue_server.domain.days import WEEKDAYS, falls_on
from queue_server.domain.idle import unclaimed
from queue_server.domain.opening import OpeningHours, Stretch
from queue_server.domain.policy import Asking, Waiting, may_call
from queue_server.domain.quotas import Quota
from queue_server.domain.taking import Closure, Known, Offer, Taking, opens_at, refusal, taking

SHANGHAI = BusinessDay("Asia/Shanghai", "04:00")
BERLIN = BusinessDay("Europe/Berlin", "00:00")
MONDAY = date(2026, 11, 23)
SATURDAY = date(2026, 11, 28)
WHY = {"zh": "系统升级", "en": "System upgrade"}


def weekdays_only(day: date) -> bool:
    return day.weekday() < 5


def clock(text: str, day: date = MONDAY, hall: BusinessDay = SHANGHAI) -> datetime:
    return hall.instant(day, time.fromisoformat(text))


def stretch(text: str, *days: str) -> Stretch:
    opens, _, closes = text.partition("-")
    return Stretch(
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        days=frozenset(days or ("workdays",)),
    )


def hours(*stretches: Stretch, last_min: int = 0, day: BusinessDay = SHANGHAI) -> OpeningHours:
    return OpeningHours(
        day=day,
        is_workday=weekdays_only,
        stretches=stretches,
        last_number=timedelta(minutes=last_min),
    )


OFFICE = (stretch("08:30-12:00"), stretch("13:30-17:00"))


def quota(numbers: int, starts: str = "00:00", ends: str | None = None, *days: str) -> Quota:
    return Quota(
        day=SHANGHAI,
        is_workday=weekdays_only,
        numbers=numbers,
        starts=time.fromisoformat(starts),
        ends=None if ends is None else time.fromisoformat(ends),
        days=frozenset(days or ("every",)),
    )


def offer(
    *quotas: Quota,
    open_at: OpeningHours | None = None,
    closures: tuple[Closure, ...] = (),
    elsewhere: str | None = None,
) -> Offer:
    return Offer(
        day=SHANGHAI,
        hours=open_at or hours(),
        quotas=quotas,
        closures=closures,
        elsewhere=elsewhere,
    )


# --- days ------------------------------------------------------------------------------------

DAYS = [
    (MONDAY, {"mon"}, True),
    (MONDAY, {"tue", "sun"}, False),
    (MONDAY, {"every"}, True),
    (MONDAY, {"workdays"}, True),
    (MONDAY, {"days-off"}, False),
    (SATURDAY, {"workdays"}, False),
    (SATURDAY, {"days-off"}, True),
    (SATURDAY, {"workdays", "sat"}, True),
    (SATURDAY, {"workdays", "days-off"}, True),
]


@pytest.mark.parametrize(("day", "days", "expected"), DAYS)
def test_a_rule_is_for_its_days(day: date, days: set[str], expected: bool) -> None:
    assert falls_on(day, days, weekdays_only) is expected


def test_the_calendar_is_asked_only_where_the_answer_hangs_on_it() -> None:
    def never(day: date) -> bool:
        raise AssertionError(day)

    assert falls_on(MONDAY, {"every", "workdays"}, never)
    assert falls_on(MONDAY, {"mon", "days-off"}, never)
    assert not falls_on(MONDAY, {"tue"}, never)


# --- hours -----------------------------------------------------------------------------------

HOURS = [
    ("08:29", False),
    ("08:30", True),
    ("11:39", True),
    ("11:40", False),  # twenty minutes before noon the last number is gone
    ("12:00", False),
    ("13:30", True),
    ("16:39", True),
    ("16:40", False),
    ("23:00", False),
]


@pytest.mark.parametrize(("at", "expected"), HOURS)
def test_numbers_are_given_until_some_minutes_before_a_stretch_ends(
    at: str, expected: bool
) -> None:
    assert hours(*OFFICE, last_min=20).are_on(clock(at)) is expected
    assert not hours(*OFFICE).are_on(clock(at, SATURDAY))


def test_a_hall_without_hours_gives_numbers_at_any_time() -> None:
    assert hours().are_on(clock("03:00", SATURDAY))


def test_midnight_as_an_end_is_that_of_the_same_day() -> None:
    late = hours(stretch("18:00-00:00", "every"))
    assert late.are_on(clock("23:59"))
    assert not late.are_on(clock("00:00"))


def test_a_summer_time_change_moves_no_opening() -> None:
    """On 29 March 2026 the clocks of Berlin go from 2:00 to 3:00, on 25 October from 3:00 to 2:00:
    a hall that opens at 8:30 opens when its clock shows 8:30."""
    berlin = hours(stretch("08:30-12:00", "every"), day=BERLIN)
    for day, utc in ((date(2026, 3, 28), 7), (date(2026, 3, 29), 6), (date(2026, 10, 25), 7)):
        opens = datetime(day.year, day.month, day.day, utc, 30, tzinfo=UTC)
        assert not berlin.are_on(opens - timedelta(seconds=1))
        assert berlin.are_on(opens)


def test_what_a_clock_change_leaves_empty_is_no_stretch() -> None:
    night = hours(stretch("02:00-03:00", "every"), day=BERLIN)
    assert list(night.of(date(2026, 3, 29))) == []


# --- quotas ----------------------------------------------------------------------------------


def test_a_quota_of_the_whole_day_is_of_the_business_day() -> None:
    span = quota(5).span(MONDAY)
    assert span is not None
    assert (span.start, span.end) == (
        clock("04:00"),
        clock("04:00", MONDAY + timedelta(days=1)),
    )


def test_a_quota_of_the_morning_is_over_at_noon() -> None:
    morning = quota(5, "00:00", "12:00", "workdays")
    assert morning.span_at(clock("11:59")) is not None
    assert morning.span_at(clock("12:00")) is None
    assert morning.span_at(clock("09:00", SATURDAY)) is None
    assert morning.span_at(clock("03:00")) is None  # that is still Sunday's business day


# --- all together ----------------------------------------------------------------------------

CLOSED_MONDAY = (Closure(first=MONDAY, last=MONDAY, why=WHY),)
TUESDAY = MONDAY + timedelta(days=1)
# {what: (offer, the clock on Monday, what the data says, what is answered)}
CASES: dict[str, tuple[Offer, str, Known, Taking]] = {
    "nothing is configured": (offer(), "03:00", Known(), Taking()),
    "it is done elsewhere": (
        offer(elsewhere="east", closures=CLOSED_MONDAY),
        "09:00",
        Known(closed_today=WHY),
        Taking(code="wrong_hall"),
    ),
    "it is closed by plan": (
        offer(closures=CLOSED_MONDAY),
        "09:00",
        Known(),
        Taking(code="service_closed", reason=WHY, opens_at=clock("04:00", TUESDAY)),
    ),
    "a supervisor closed it": (
        offer(open_at=hours(*OFFICE)),
        "09:00",
        Known(closed_today={"zh": "停电"}),
        Taking(code="service_closed", reason={"zh": "停电"}, opens_at=clock("08:30", TUESDAY)),
    ),
    "it is noon": (
        offer(open_at=hours(*OFFICE)),
        "12:30",
        Known(),
        Taking(code="outside_hours", opens_at=clock("13:30")),
    ),
    "it is evening": (
        offer(open_at=hours(*OFFICE)),
        "20:00",
        Known(),
        Taking(code="outside_hours", opens_at=clock("08:30", TUESDAY)),
    ),
    "the morning's numbers are gone": (
        offer(quota(2, "00:00", "12:00"), open_at=hours(*OFFICE)),
        "09:00",
        Known(given=(2,)),
        Taking(code="quota_used", opens_at=clock("13:30")),
    ),
    "the day's numbers are gone": (
        offer(quota(9), quota(2, "00:00", "12:00"), open_at=hours(*OFFICE)),
        "09:00",
        Known(given=(9, 1)),
        Taking(code="quota_used", opens_at=clock("08:30", TUESDAY)),
    ),
    "two quotas hold": (
        offer(quota(9), quota(4, "00:00", "12:00")),
        "09:00",
        Known(given=(6, 3)),
        Taking(left=1),
    ),
    "none is ever given": (offer(quota(0)), "09:00", Known(given=(0,)), Taking(code="quota_used")),
    "the hall is full": (offer(), "09:00", Known(full=True), Taking(code="hall_full")),
    "it is night in a full hall": (
        offer(open_at=hours(*OFFICE)),
        "20:00",
        Known(full=True),
        Taking(code="outside_hours", opens_at=clock("08:30", TUESDAY)),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_somebody_hears_who_asks_for_a_number(case: str) -> None:
    rules, at, known, expected = CASES[case]
    assert taking(rules, clock(at), known) == expected


def test_a_hall_closed_for_two_weeks_says_the_first_workday_after() -> None:
    holiday = (Closure(first=MONDAY, last=date(2026, 12, 5), why=WHY),)  # until a Saturday
    rules = offer(open_at=hours(*OFFICE), closures=holiday)
    assert opens_at(rules, clock("09:00"), Known()) == clock("08:30", date(2026, 12, 7))


def test_what_opens_in_a_quarter_says_no_day() -> None:
    long = (Closure(first=MONDAY, last=MONDAY + timedelta(days=90), why=WHY),)
    assert opens_at(offer(closures=long), clock("09:00"), Known()) is None


# --- properties ------------------------------------------------------------------------------

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
