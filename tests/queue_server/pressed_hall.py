"""A hall in the hands of a machine that presses at random: what each press is made of."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from hall_model import SERVES, HallModel, Person
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sending_hall import sending_hall
from small_hall import SmallHall
from sound_data import LEVELS, NEVER

from queue_server.contract.window_view import WindowView
from queue_server.domain.errors import RuleBroken


def refusal(press: Callable[[], object]) -> str | None:
    """The code with which a press was refused."""
    try:
        press()
    except RuleBroken as refused:
        return refused.code
    return None


class PressedHall(RuleBasedStateMachine):
    """`visits` in the order of their calls."""

    def open(self, policy: str) -> None:
        """Nobody sits yet."""
        self.folder = tempfile.TemporaryDirectory()
        self.hall: SmallHall = sending_hall(
            Path(self.folder.name), missed_policy=policy, missed_requeue_after=2
        )
        self.model = HallModel(policy)
        self.visits: list[UUID] = []
        self.events = 0
        self.versions = dict.fromkeys(SERVES, 0)

    def teardown(self) -> None:
        if hasattr(self, "hall"):
            self.hall.close()
            self.folder.cleanup()

    def does(self, window: str, code: str | None, press: Callable[[], object]) -> bool:
        """Whether a press did something; it must be refused with `code`, and then nothing is
        changed. At a closed window nothing can be done at all."""
        if self.model.chairs[window].clerk is None:
            code = "window_closed"
        before = self.hall.view(window)
        assert refusal(press) == code
        if code:
            assert self.hall.view(window) == before
        return code is None

    def is_open(self, window: str) -> bool:
        return self.model.chairs[window].clerk is not None

    def somebody_comes(self, window: str) -> None:
        """Most presses are for a visitor; without one each of them is the same refusal."""
        if self.is_open(window) and self.model.present(window) is None and self.model.line(window):
            self.next(window)
            self.hall.later(2)

    def next(self, window: str) -> None:
        raise NotImplementedError

    def note_call(self, window: str, view: WindowView) -> None:
        assert view.ticket is not None
        assert view.ticket.act_id is not None
        self.visits.append(view.ticket.act_id)
        self.model.called(window, view.ticket.number, view.ticket.act_id, self.hall.now)

    def end_present(self, window: str) -> UUID | None:
        """What every call does first; the visit that ended."""
        visit = self.model.chairs[window].visit
        if visit is not None:
            self.model.leave(window, "finish", self.hall.now, state="served")
        return visit

    def call_first(self, window: str) -> None:
        """As "next", at once."""
        line = self.model.line(window)
        if self.is_open(window) and line:
            assert refusal(lambda: self.hall.call(line[0].number, window)) is None
            self.end_present(window)
            self.note_call(window, self.hall.view(window))

    def somebody(self, data: st.DataObject, states: set[str]) -> Person | None:
        people = [p for p in self.model.people.values() if p.state in states]
        return data.draw(st.sampled_from(people)) if people else None

    # --- what must hold after each press ---------------------------------------------------

    @invariant()
    def the_data_is_sound(self) -> None:
        if not hasattr(self, "events"):
            return
        for name, query in NEVER.items():
            assert self.hall.rows(query) == [], name
        (row,) = self.hall.rows("SELECT count(*) AS n, coalesce(max(seq), 0) AS last FROM event")
        assert row.n == row.last >= self.events  # the log has no gap and never shrinks
        self.events = row.n

    @invariant()
    def every_rating_is_as_its_visitor_gave_it(self) -> None:
        """I-20, I-22, I-23: nothing is filled in, changed by others, or lost."""
        if hasattr(self, "events"):
            given = {UUID(row.act_id): row.level for row in self.hall.rows(LEVELS)}
            assert given == self.model.levels


def sent(person: Person, kind: str, name: str) -> dict[str, Any]:
    """What a transfer makes of a person."""
    if kind in ("window", "clerk"):
        return {"state": "waiting", "target": (kind, name)}
    service = person.next_step if kind == "step" else name
    step = person.step + (service == person.next_step)
    return {"state": "waiting", "service": service, "target": None, "step": step}
