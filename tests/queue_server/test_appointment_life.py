"""An appointment's life: its table, and any order of imports, check-ins and days' ends."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from booking_platform import BookingPlatform, appointment, refusal, with_slots
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from small_hall import SmallHall, small_hall

from queue_server.contract.appointments import AppointmentState
from queue_server.domain.appointments import TABLE, State, Verb, next_state
from queue_server.domain.business_day import BusinessDay
from queue_server.domain.errors import RuleBroken
from queue_server.domain.slots import SlotTimes, slot_at, slots_on
from queue_server.storage import kiosk_tables

CHECKS_IN_FROM, CHECKS_IN_UNTIL = timedelta(minutes=-15), timedelta(minutes=30)
REFERENCES = ("YY-1", "YY-2", "YY-3", "YY-4")
MINUTES = st.integers(-240, 240)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_what_the_table_does_not_allow_is_refused(state: State, verb: Verb) -> None:
    if (state, verb) in TABLE:
        assert next_state(state, verb) is TABLE[state, verb]
    else:
        with pytest.raises(RuleBroken) as refused:
            next_state(state, verb)
        assert verb in refused.value.detail


def test_domain_contract_and_database_use_the_same_words() -> None:
    checks = kiosk_tables.appointment.constraints
    text = next(str(c.sqltext) for c in checks if str(c.name) == "ck_appointment_state")  # type: ignore[attr-defined]
    assert set(State) == set(AppointmentState) == set(text.split("'")[1::2])


# --- slots ------------------------------------------------------------------------------------

SHANGHAI = BusinessDay("Asia/Shanghai", "04:00")
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)


def times(starts: str, ends: str, *days: str, minutes: int = 30, places: int = 1) -> SlotTimes:
    return SlotTimes(
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        minutes=minutes,
        places=places,
        days=frozenset(days or ("every",)),
    )


def starts_of(day: date, *table: SlotTimes) -> list[str]:
    found = slots_on(day, table, SHANGHAI, lambda d: d.weekday() < 5)
    return [f"{SHANGHAI.local(s.starts_at):%H:%M}x{s.places}" for s in found]


def test_a_days_slots_end_by_the_end_of_their_time() -> None:
    assert starts_of(MONDAY, times("09:00", "10:15")) == ["09:00x1", "09:30x1"]
    assert starts_of(SATURDAY, times("09:00", "10:15", "workdays")) == []


def test_a_special_day_that_stands_first_goes_before_the_usual_ones() -> None:
    monday = times("09:00", "09:30", "mon", places=5)
    usual = times("09:00", "10:00", "workdays")
    assert starts_of(MONDAY, monday, usual) == ["09:00x5", "09:30x1"]
    assert starts_of(MONDAY + timedelta(days=1), monday, usual) == ["09:00x1", "09:30x1"]


def test_a_holiday_has_no_slots_of_its_weekday() -> None:
    saturdays = [times("09:00", "10:00", "sat")]
    assert len(slots_on(SATURDAY, saturdays, SHANGHAI, lambda _: False)) == 2
    assert slots_on(SATURDAY, saturdays, SHANGHAI, lambda _: False, lambda _: True) == []


def test_the_end_of_a_slot_is_the_next_ones() -> None:
    slots = slots_on(MONDAY, [times("09:00", "10:00")], SHANGHAI, lambda _: True)
    half_past = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    assert slot_at(slots, half_past - timedelta(microseconds=1)) == slots[0]
    assert slot_at(slots, half_past) == slots[1]
    assert slot_at(slots, half_past + timedelta(minutes=30)) is None


# --- any order of everything ------------------------------------------------------------------


class Day(RuleBasedStateMachine):
    """Against a model that knows for each reference only its state and when it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.hall = SmallHall(with_slots(small_hall(Path(self.folder.name))))
        self.platform = BookingPlatform(self.hall)
        self.known: dict[str, tuple[str, datetime]] = {}

    def teardown(self) -> None:
        self.hall.close()
        self.folder.cleanup()

    @rule(reference=st.sampled_from(REFERENCES), minutes=MINUTES)
    def book_or_change(self, reference: str, minutes: int) -> None:
        at = self.hall.now + timedelta(minutes=minutes)
        kept = self.platform.tell(appointment(reference, at))
        state, _ = self.known.get(reference, ("", at))
        if state == "checked_in":
            expected = not kept.refused and kept.unchanged  # told the very same
            assert expected or kept.refused[0].code == "already_checked_in"
        elif kept.refused:
            assert kept.refused[0].code == "wrong_times"
            assert self.date_of(at) < self.date_of(self.hall.now)
        elif kept.added or kept.changed:
            self.known[reference] = ("booked", at)

    @rule(reference=st.sampled_from(REFERENCES), minutes=MINUTES)
    def cancel(self, reference: str, minutes: int) -> None:
        at = self.hall.now + timedelta(minutes=minutes)
        kept = self.platform.tell(appointment(reference, at, cancelled=True))
        state, starts = self.known.get(reference, ("", at))
        if kept.refused:
            over = not state and self.date_of(at) < self.date_of(self.hall.now)
            assert state in ("checked_in", "no_show") or over
        else:
            assert state in ("", "booked", "cancelled")
            self.known[reference] = ("cancelled", starts)

    @rule(reference=st.sampled_from(REFERENCES))
    def check_in(self, reference: str) -> None:
        state, starts = self.known.get(reference, ("", self.hall.now))
        no = refusal(lambda: self.platform.check_in(reference))
        if no is None:
            self.known[reference] = ("checked_in", starts)
        assert (no.code if no else "") == self.expected(state, starts)

    def expected(self, state: str, starts: datetime) -> str:
        fixed = {
            "": "unknown_appointment",
            "checked_in": "already_checked_in",
            "cancelled": "appointment_cancelled",
        }
        if state in fixed:
            return fixed[state]
        if self.hall.now < starts + CHECKS_IN_FROM:
            return "appointment_early"
        too_late = self.hall.now > starts + CHECKS_IN_UNTIL or state == "no_show"
        return "appointment_late" if too_late else ""

    @precondition(lambda self: any(state == "booked" for state, _ in self.known.values()))
    @rule(data=st.data(), minutes=st.integers(-16, 31))
    def wait_for_one(self, data: st.DataObject, minutes: int) -> None:
        """Until around the time of one that is booked, if that is still to come."""
        booked = sorted(r for r, (state, _) in self.known.items() if state == "booked")
        starts = self.known[data.draw(st.sampled_from(booked))][1]
        wait = starts + timedelta(minutes=minutes) - self.hall.now
        self.go_on(max(0.0, wait.total_seconds()))

    @rule(hours=st.integers(1, 30))
    def wait_long(self, hours: int) -> None:
        self.go_on(hours * 3600)

    def go_on(self, seconds: float) -> None:
        self.hall.later(seconds)
        self.hall.parts.commands.close_earlier_days()
        today = self.date_of(self.hall.now)
        for reference, (state, starts) in self.known.items():
            if state == "booked" and self.date_of(starts) < today:
                self.known[reference] = ("no_show", starts)

    def date_of(self, moment: datetime) -> date:
        return self.hall.parts.layout.day.date_of(moment)

    @invariant()
    def every_appointment_is_as_the_model_says(self) -> None:
        assert self.platform.states() == {r: state for r, (state, _) in self.known.items()}

    @invariant()
    def one_ticket_for_each_that_was_checked_in_and_for_no_other(self) -> None:
        tickets = self.hall.rows("SELECT appointment, ticket_id FROM ticket")
        appointments = self.hall.rows(
            "SELECT reference, ticket_id FROM appointment WHERE state = 'checked_in'"
        )
        assert sorted(map(tuple, tickets)) == sorted(map(tuple, appointments))


Day.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, derandomize=True
)
TestAnyOrderOfADay = Day.TestCase
