"""What a hall must do, said once more in the simplest way: the oracle of the machine's presses.

It knows nothing of the server's code: people in a list, a chair at each window, a question for each
visit. Times are what the test's clock says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

SERVES = {"1": {"company", "permit"}, "2": {"company", "permit"}, "3": {"permit", "fund"}}
ROUTE = ("company", "permit", "fund")
K = 2  # of the policy requeue_after_k
UNDO = timedelta(seconds=5)
QUESTION = timedelta(seconds=30)
CHANGE_OF_MIND = timedelta(seconds=3)
RECALLS = 5
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Person:
    """`target`: ("window", 4) or ("clerk", c4), the only one who may call."""

    number: str
    service: str
    lane: int
    queued: datetime
    state: str = "waiting"
    window: str | None = None
    target: tuple[str, str] | None = None
    on_route: bool = False
    step: int = 0

    @property
    def order(self) -> tuple[int, datetime, int, str]:
        return self.lane, self.queued, int(self.number[1:]), self.number

    @property
    def next_step(self) -> str | None:
        return ROUTE[self.step + 1] if self.on_route and self.step + 1 < len(ROUTE) else None


@dataclass(frozen=True, kw_only=True)
class TakeBack:
    """`visit`: what the press ended; its question and the one before it, as they were."""

    verb: str
    at: datetime
    before: Person
    after: Person
    visit: UUID | None
    was_asked: bool = False
    asked_last: UUID | None = None


@dataclass
class Chair:
    clerk: str | None = None
    person: str | None = None
    visit: UUID | None = None
    last_visit: UUID | None = None  # the last that was called here
    last_was_served: bool = False
    recalls: int = 0
    question: UUID | None = None  # the open one
    asked_last: UUID | None = None
    take_back: TakeBack | None = None


@dataclass
class HallModel:
    policy: str
    people: dict[str, Person] = field(default_factory=dict)
    chairs: dict[str, Chair] = field(default_factory=lambda: {w: Chair() for w in SERVES})
    until: dict[UUID, datetime | None] = field(default_factory=dict)
    asked: set[UUID] = field(default_factory=set)
    levels: dict[UUID, int] = field(default_factory=dict)
    rated_at: dict[UUID, datetime] = field(default_factory=dict)
    settled_at: dict[UUID, datetime] = field(default_factory=dict)

    # --- who waits -------------------------------------------------------------------------

    def came(self, number: str, service: str, elder: bool, now: datetime) -> None:
        self.people[number] = Person(
            number=number,
            service=service,
            lane=int(not elder),
            queued=now,
            on_route=service == ROUTE[0],
        )

    def seat_of(self, clerk: str) -> str | None:
        return next((w for w, chair in self.chairs.items() if chair.clerk == clerk), None)

    def may_call(self, window: str, person: Person) -> bool:
        if person.target is None:
            return person.service in SERVES[window]
        kind, name = person.target
        return (name if kind == "window" else self.seat_of(name)) == window

    def may_find(self, window: str, person: Person) -> bool:
        """By number also one whose clerk sits nowhere."""
        lost = person.target is not None and person.target[0] == "clerk"
        if lost and self.seat_of(person.target[1]) is None:  # type: ignore[index]
            return person.service in SERVES[window]
        return self.may_call(window, person)

    def may_take_held(self, window: str, person: Person) -> bool:
        """On hold here, or where nobody sits any more."""
        at = person.window or window
        is_left = self.chairs[at].clerk is None and person.service in SERVES[window]
        return at == window or is_left

    def waiting(self) -> list[Person]:
        return sorted((p for p in self.people.values() if p.state == "waiting"), key=_order)

    def line(self, window: str) -> list[Person]:
        return [person for person in self.waiting() if self.may_call(window, person)]

    # --- at a window -----------------------------------------------------------------------

    def present(self, window: str) -> Person | None:
        number = self.chairs[window].person
        return self.people[number] if number else None

    def change(self, person: Person, **what: object) -> Person:
        """A new object: so that nobody takes back what was touched since."""
        self.people[person.number] = replace(person, **what)  # type: ignore[arg-type]
        return self.people[person.number]

    def called(self, window: str, number: str, visit: UUID, now: datetime) -> None:
        chair = self.chairs[window]
        self.withdraw(window, now)
        self.change(self.people[number], state="called", window=window)
        chair.person, chair.visit, chair.last_visit = number, visit, visit
        chair.last_was_served, chair.recalls, chair.take_back = False, 0, None

    def leave(self, window: str, verb: str, now: datetime, **what: object) -> None:
        """The person at this window goes: finish, miss, hold, transfer, abandon."""
        chair, before = self.chairs[window], self.present(window)
        assert before is not None
        assert chair.visit is not None
        take_back = TakeBack(
            verb=verb,
            at=now,
            before=before,
            after=before,
            visit=chair.visit,
            was_asked=chair.visit in self.asked,
            asked_last=chair.asked_last,
        )
        after = self.change(before, **what)
        if verb == "finish":
            chair.last_was_served = True
        else:
            self.withdraw(window, now)
        if verb == "miss":
            after = self.back_in_line(after, now)
        chair.take_back = replace(take_back, after=after)
        chair.person = chair.visit = None

    def back_in_line(self, person: Person, now: datetime) -> Person:
        if self.policy == "requeue_tail":
            return self.change(person, state="waiting", lane=1, queued=now)
        if self.policy != "requeue_after_k":
            return person
        line = self._line_of(person)
        if len(line) < K:
            return self.change(person, state="waiting", lane=1, queued=now)
        before = line[K - 1]
        return self.change(person, state="waiting", lane=before.lane, queued=before.queued + TICK)

    def _line_of(self, person: Person) -> list[Person]:
        kind, name = person.target or ("", "")
        window = name if kind == "window" else self.seat_of(name)
        if window in SERVES:
            return self.line(window)
        return [other for other in self.waiting() if other.service == person.service]

    def gave_up(self, window: str, person: Person, now: datetime) -> None:
        after = self.change(person, state="abandoned")
        self.chairs[window].take_back = TakeBack(
            verb="abandon", at=now, before=person, after=after, visit=None
        )

    # --- taking back -----------------------------------------------------------------------

    def refuses_undo(self, window: str, now: datetime) -> str | None:
        undo = self.chairs[window].take_back
        if undo is None or now >= undo.at + UNDO:
            return "nothing_to_undo"
        if self.people[undo.before.number] is not undo.after:
            return "nothing_to_undo"
        if undo.verb == "finish" and undo.visit in self.levels:
            return "already_rated"
        return None

    def take_back(self, window: str, now: datetime) -> None:
        chair, undo = self.chairs[window], self.chairs[window].take_back
        assert undo is not None
        self.change(undo.before)
        chair.take_back = None
        if undo.visit is None:
            return
        chair.person, chair.visit = undo.before.number, undo.visit
        chair.last_was_served = False
        if chair.question == undo.visit:
            self.withdraw(window, now)
        chair.asked_last = undo.asked_last
        if undo.verb == "finish":
            self.until[undo.visit] = None
            if not undo.was_asked:
                self.asked.discard(undo.visit)

    # --- questions -------------------------------------------------------------------------

    def ask(self, window: str, visit: UUID, now: datetime) -> None:
        if visit in self.asked and visit in self.levels:
            return
        self.asked.add(visit)
        self.until[visit] = now + QUESTION
        chair = self.chairs[window]
        chair.question = chair.asked_last = visit

    def refuses_ask(self, window: str) -> str | None:
        chair = self.chairs[window]
        visit = chair.visit or (chair.last_visit if chair.last_was_served else None)
        if visit is None:
            return "no_current_ticket"
        return "already_asked" if visit in self.asked else None

    def withdraw(self, window: str, now: datetime) -> None:
        chair = self.chairs[window]
        for visit in {chair.question, chair.asked_last} - {None}:
            assert visit is not None
            self.until[visit] = min(self.until.get(visit) or now, now)
            self.settled_at[visit] = min(self.settled_at.get(visit, now), now)
        chair.question = None

    def refuses_rating(self, visit: UUID, now: datetime) -> str | None:
        if visit in self.levels:
            final = min(self.rated_at[visit] + CHANGE_OF_MIND, self._settled(visit))
            return None if now < final else "already_rated"
        until = self.until.get(visit)
        return None if until and now < until else "rating_closed"

    def _settled(self, visit: UUID) -> datetime:
        return self.settled_at.get(visit, self.rated_at[visit] + CHANGE_OF_MIND)

    def rate(self, visit: UUID, level: int, now: datetime) -> None:
        self.levels[visit] = level
        self.rated_at.setdefault(visit, now)
        for chair in self.chairs.values():
            if chair.question == visit:
                chair.question = None

    # --- the day ---------------------------------------------------------------------------

    def day_turns(self, now: datetime) -> None:
        self.people = {}
        for window, chair in self.chairs.items():
            if chair.question and chair.question == chair.visit:
                self.withdraw(window, now)
            chair.person = chair.visit = chair.last_visit = chair.take_back = None
            chair.last_was_served = False


def _order(person: Person) -> tuple[int, datetime, int, str]:
    return person.order
