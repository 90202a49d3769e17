"""A hall that calls, recalls and ends by itself, pressed at random, with rounds at any time.

Restarts are among the presses. Derandomized: the same presses in every run.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from attended_hall import AttendedHall
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pressed_hall import refusal
from sound_data import NEVER

WINDOWS = "123"
RECALLS = 2
VERBS = ["recall", "start", "finish", "miss", "hold", "undo", "ask_rating", "open"]
windows = st.sampled_from(WINDOWS)


class AttendedMachine(RuleBasedStateMachine):
    @initialize(auto_call=st.booleans(), before_next_s=st.sampled_from([0, 8]))
    def open_the_hall(self, auto_call: bool, before_next_s: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.hall = AttendedHall(
            Path(self.folder.name),
            sit=WINDOWS,
            auto_call=auto_call,
            before_next_s=before_next_s,
            auto_recall_s=20,
            auto_recalls=RECALLS,
            auto_finish_min=5,
        )
        self.seen = 0
        self.last_act: dict[str, UUID] = {}

    def teardown(self) -> None:
        if hasattr(self, "hall"):
            self.hall.close()
            self.folder.cleanup()

    @rule(service=st.sampled_from(["company", "permit", "fund"]))
    def somebody_comes(self, service: str) -> None:
        self.hall.issue(service)
        self.hall.later(1)

    @rule(window=windows, again=st.booleans())
    def next(self, window: str, again: bool) -> None:
        self.hall.later(3)
        refusal(lambda: self.hall.next(window))
        if again:
            refusal(lambda: self.hall.next(window))

    @rule(window=windows, verb=st.sampled_from(VERBS))
    def press(self, window: str, verb: str) -> None:
        refusal(lambda: self.hall.press(verb, window))
        self.hall.later(1)

    @rule(window=windows)
    def pause(self, window: str) -> None:
        self.hall.press("pause", window, "meal")

    @rule(window=windows, service=st.sampled_from(["company", "permit", "fund"]))
    def a_break_and_then_somebody_comes(self, window: str, service: str) -> None:
        for _ in range(3):
            self.next(window, False)
        self.hall.press("pause", window, "meal")
        self.hall.issue(service)
        self.round(8)
        self.hall.press("open", window)

    @rule(window=windows, level=st.integers(1, 5))
    def rate(self, window: str, level: int) -> None:
        rating = self.hall.view(window).rating
        if rating:
            self.hall.rate(rating.act_id, level)

    @rule(seconds=st.sampled_from([0, 1, 8, 20, 300]))
    def round(self, seconds: int) -> None:
        """What is due is done at once, and then nothing more: a visit that is both to be called
        again and to be ended takes two rounds."""
        self.hall.later(seconds)
        rounds = [self.one_round() for _ in range(3)]
        assert rounds[-1] == 0

    def one_round(self) -> int:
        """I-12: whoever is called is the first in that window's line. How much was done."""
        lines = {w: [t.number for t in self.hall.view(w).queue] for w in WINDOWS}
        is_open = {w: self.hall.view(w).status == "open" for w in WINDOWS}
        self.news()
        self.hall.round()
        gone: set[str] = set()
        done = self.news()
        for event in done:
            assert event.by == "server"
            if event.kind == "ticket_called":
                first = next(number for number in lines[event.window] if number not in gone)
                assert self.hall.number_at(event.window) == first
                assert is_open[event.window]
                gone.add(first)
        return len(done)

    @rule()
    def restart(self) -> None:
        self.hall.reopen()

    def news(self) -> list[Any]:
        """The events since the last time."""
        events = self.hall.rows("SELECT * FROM event ORDER BY seq")[self.seen :]
        self.seen += len(events)
        return events

    @invariant()
    def the_data_is_sound(self) -> None:
        if hasattr(self, "hall"):
            for name, query in NEVER.items():
                assert self.hall.rows(query) == [], name

    @invariant()
    def nobody_is_called_again_for_ever(self) -> None:
        if hasattr(self, "hall"):
            recalled = [e.act_id for e in self.hall.kinds("ticket_recalled") if e.by == "server"]
            assert all(recalled.count(act) <= RECALLS for act in recalled)

    @invariant()
    def an_old_question_takes_no_press(self) -> None:
        """I-21: once another visitor was called, whoever presses is not the one who was asked."""
        if not hasattr(self, "hall"):
            return
        for window in WINDOWS:
            ticket = self.hall.view(window).ticket
            act, before = ticket and ticket.act_id, self.last_act.get(window)
            if act and before and act != before:
                code = refusal(lambda old=before: self.hall.rate(old))  # type: ignore[misc]
                assert code in ("rating_closed", "already_rated")
            if act:
                self.last_act[window] = act


TestAttendedMachine = AttendedMachine.TestCase
TestAttendedMachine.settings = settings(
    derandomize=True,
    max_examples=15,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
