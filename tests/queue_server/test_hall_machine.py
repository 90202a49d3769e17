"""A hall pressed at random, against a model, with the invariants checked after each press.

Restarts are among the presses. Derandomized: the same presses in every run. `hall_model` says what
must happen, and knows nothing of the server; `sound_data` what must never be found in the data.
"""

from __future__ import annotations

from hall_model import RECALLS, SERVES
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from pressed_hall import PressedHall, refusal, sent
from sound_data import OPEN_OF_OLD_DAYS, PEOPLE

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallAnswer, CallResult
from queue_server.domain.seats import Wish

CLERKS = [f"c{n}" for n in range(1, 6)]
windows = st.sampled_from(sorted(SERVES))
services = st.sampled_from(["company", "permit", "fund"])
clerks = st.sampled_from(CLERKS)


class HallMachine(PressedHall):
    policy = ""  # on missed calls: each has a machine of its own, so that all get their presses

    @initialize()
    def open_the_hall(self) -> None:
        self.open(self.policy)
        for window in SERVES:
            self.sits_down(window, f"c{window}")
        for n in range(9):
            self.issue(["company", "permit", "fund"][n % 3], n == 4)

    @rule(service=services, elder=st.booleans())
    def issue(self, service: str, elder: bool) -> None:
        reason = m.PriorityReason.ELDER if elder else None
        ticket = self.hall.issue(service, priority_reason=reason)
        self.model.came(ticket.number, service, elder, self.hall.now)
        line = [p.number for p in self.model.waiting() if p.service == service]
        assert ticket.ahead == line.index(ticket.number)
        self.hall.later(1)

    @rule(window=windows)
    def next(self, window: str) -> None:
        """I-12: the order is the policy's."""
        self.hall.later(5)
        if not self.is_open(window):
            self.does(window, None, lambda: self.hall.next(window))
            return
        expected = next(iter(self.model.line(window)), None)
        answer = self.hall.next(window)
        assert answer.number == (expected and expected.number)
        ended = self.end_present(window)
        if expected:
            self.note_call(window, answer.window)
        elif ended:
            self.model.ask(window, ended, self.hall.now)

    @rule(window=windows)
    def press_twice(self, window: str) -> None:
        """I-11: one of two presses within the debounce time counts."""
        self.next(window)
        if self.model.chairs[window].person:
            assert self.hall.next(window).result is CallResult.ALREADY_CALLED
        self.hall.later(1)

    @rule(window=windows, data=st.data())
    def call(self, window: str, data: st.DataObject) -> None:
        can = {"waiting", "missed"} if self.model.policy == "recall_on_request" else {"waiting"}
        person = self.somebody(data, {"waiting", "missed"})
        if person is None:
            return
        code = None if person.state in can else "illegal_verb"
        if not self.model.may_find(window, person):
            code = "not_served_here"
        if self.does(window, code, lambda: self.hall.call(person.number, window)):
            self.end_present(window)
            self.note_call(window, self.hall.view(window))
        self.hall.later(1)

    @rule(window=windows, data=st.data())
    def resume(self, window: str, data: st.DataObject) -> None:
        """I-13: the ticket keeps its identity."""
        person = self.somebody(data, {"held"})
        if person is None:
            return
        code = None if self.model.may_take_held(window, person) else "not_served_here"
        if self.does(window, code, lambda: self.hall.press("resume", window, person.number)):
            self.end_present(window)
            self.note_call(window, self.hall.view(window))
        self.hall.later(1)

    @rule(window=windows, service=st.none() | services)
    def walk_in(self, window: str, service: str | None) -> None:
        self.hall.later(5)
        code = None if service is None or service in SERVES[window] else "not_served_here"
        answers: list[CallAnswer] = []

        def press() -> None:
            answer = self.hall._press(
                window, "walk-in", CallAnswer, lambda desk: desk.walk_in(service)
            )
            answers.append(answer)

        if self.does(window, code, press):
            self.end_present(window)
            current = answers[0].window.ticket
            assert current is not None
            assert current.service in SERVES[window]
            self.model.came(current.number, current.service, False, self.hall.now)
            self.note_call(window, answers[0].window)
        self.hall.later(1)

    @rule(window=windows)
    def recall(self, window: str) -> None:
        self.somebody_comes(window)
        self.hall.later(2)
        chair, person = self.model.chairs[window], self.model.present(window)
        code = None if person else "no_current_ticket"
        if person and person.state != "called":
            code = "illegal_verb"
        elif person and chair.recalls >= RECALLS:
            code = "too_many_recalls"
        if self.does(window, code, lambda: self.hall.press("recall", window)):
            assert person is not None
            chair.recalls += 1
            self.model.change(person)

    @rule(window=windows)
    def start(self, window: str) -> None:
        self.somebody_comes(window)
        person = self.model.present(window)
        code = None if person else "no_current_ticket"
        if person and person.state != "called":
            code = "illegal_verb"
        if self.does(window, code, lambda: self.hall.press("start", window)):
            assert person is not None
            self.model.change(person, state="serving")
        self.hall.later(1)

    @rule(window=windows)
    def finish(self, window: str) -> None:
        self.somebody_comes(window)
        visit = self.model.chairs[window].visit
        code = None if visit else "no_current_ticket"
        if self.does(window, code, lambda: self.hall.press("finish", window)):
            self.end_present(window)
            assert visit is not None
            self.model.ask(window, visit, self.hall.now)
        self.hall.later(1)

    @rule(window=windows, verb=st.sampled_from(["miss", "hold"]))
    def leave(self, window: str, verb: str) -> None:
        self.somebody_comes(window)
        person = self.model.present(window)
        code = None if person else "no_current_ticket"
        if person and verb == "miss" and person.state != "called":
            code = "illegal_verb"
        if self.does(window, code, lambda: self.hall.press(verb, window)):
            state = {"miss": "missed", "hold": "held"}[verb]
            self.model.leave(window, verb, self.hall.now, state=state)
        self.hall.later(1)

    @rule(
        window=windows,
        to=st.tuples(st.just("service"), services)
        | st.tuples(st.just("window"), windows)
        | st.tuples(st.just("clerk"), clerks)
        | st.just(("step", "")),
    )
    def transfer(self, window: str, to: tuple[str, str]) -> None:
        """I-13: the arrival time is kept."""
        self.somebody_comes(window)
        kind, name = to
        person = self.model.present(window)
        told = [name if kind == each else None for each in ("service", "window", "clerk")]
        code = None if person else "no_current_ticket"
        if person and kind == "step" and person.next_step is None:
            code = "no_next_step"
        press = lambda: self.hall.press("transfer", window, *told, kind == "step")  # noqa: E731
        if self.does(window, code, press):
            assert person is not None
            going = sent(person, kind, name)
            visit = self.model.chairs[window].visit
            is_step = going.get("step", person.step) > person.step
            verb = "finish" if is_step else "transfer"  # a step that is done was served here
            self.model.leave(window, verb, self.hall.now, **going)
            if is_step and visit:
                self.model.ask(window, visit, self.hall.now)
        self.hall.later(1)

    @rule(window=windows, data=st.data())
    def abandon(self, window: str, data: st.DataObject) -> None:
        person = self.somebody(data, {"waiting", "held"})
        if person is None:
            return
        is_here = person.state == "held" and self.model.may_take_held(window, person)
        mine = is_here or (person.state == "waiting" and self.model.may_find(window, person))
        code = None if mine else "not_served_here"
        if self.does(window, code, lambda: self.hall.press("abandon", window, person.number)):
            self.model.gave_up(window, person, self.hall.now)
        self.hall.later(1)

    @rule(window=windows, verb=st.sampled_from(["miss", "hold"]), seconds=st.sampled_from([0, 4]))
    def leave_and_undo(self, window: str, verb: str, seconds: int) -> None:
        """Once back in the queue, they stand where they stood."""
        self.leave(window, verb)
        self.hall.later(seconds)
        self.undo(window)
        person = self.model.present(window)
        if person:
            self.transfer(window, ("service", person.service))

    @rule(window=windows, to=windows, clerk=clerks)
    def send_to_a_clerk_who_moves(self, window: str, to: str, clerk: str) -> None:
        self.transfer(window, ("clerk", clerk))
        self.sits_down(to, clerk)

    @rule(window=windows, verb=st.sampled_from(["miss", "hold"]))
    def ask_when_everybody_is_gone(self, window: str, verb: str) -> None:
        """I-21: the one who was served left for another, who is not there either."""
        self.next(window)
        self.next(window)
        self.leave(window, verb)
        self.ask_rating(window)

    @rule(window=windows)
    def recall_again_and_again(self, window: str) -> None:
        for _ in range(RECALLS + 1):
            self.recall(window)

    @rule(window=windows, other=windows, to=services | st.just("") | clerks)
    def transfer_and_undo(self, window: str, other: str, to: str) -> None:
        """Another window may call the visitor in between."""
        kind = ("clerk" if to.startswith("c") and len(to) == 2 else "service") if to else "step"
        self.transfer(window, (kind, to))
        if other != window:
            self.call_first(other)
        self.undo(window)

    @rule(window=windows, level=st.none() | st.integers(1, 5))
    def finish_and_undo(self, window: str, level: int | None) -> None:
        self.finish(window)
        if level and self.visits:
            self.rate(level, 0)
        self.undo(window)

    @rule(window=windows)
    def undo(self, window: str) -> None:
        """I-09, I-13: all is as it was, or nothing is changed."""
        code = self.model.refuses_undo(window, self.hall.now)
        if self.does(window, code, lambda: self.hall.press("undo", window)):
            self.model.take_back(window, self.hall.now)
        self.hall.later(1)

    @rule(window=windows)
    def ask_rating(self, window: str) -> None:
        if self.model.chairs[window].last_visit is None:
            self.somebody_comes(window)
        chair = self.model.chairs[window]
        code = self.model.refuses_ask(window)
        if self.does(window, code, lambda: self.hall.press("ask_rating", window)):
            visit = chair.visit or chair.last_visit
            assert visit is not None
            self.model.ask(window, visit, self.hall.now)
        self.hall.later(1)

    @precondition(lambda self: bool(getattr(self, "visits", [])))
    @rule(level=st.integers(1, 5), back=st.integers(0, 3))
    def rate(self, level: int, back: int) -> None:
        """I-20, I-21: one rating for a visit, and an old question takes no press."""
        visit = self.visits[-1 - min(back, len(self.visits) - 1)]
        code = self.model.refuses_rating(visit, self.hall.now)
        assert refusal(lambda: self.hall.rate(visit, level)) == code
        if code is None:
            self.model.rate(visit, level, self.hall.now)
        self.hall.later(1)

    # --- who sits there, and the time ------------------------------------------------------

    @rule(window=windows, clerk=clerks)
    def sits_down(self, window: str, clerk: str) -> None:
        """Whoever sat there is put out, and the clerk leaves where they sat."""
        model, queue = self.model, self.hall.parts.queue
        wish = Wish(account=clerk, take_over=True, move=True)
        other = model.seat_of(clerk)
        code = "window_busy" if other not in (None, window) and model.present(str(other)) else None

        def press() -> None:
            self.hall.parts.store.write(
                lambda tx: queue.at(tx, window, clerk, self.hall.now).sit_down(wish)
            )

        assert refusal(press) == code
        if code is None and other != window:
            if other is not None:
                model.chairs[other].clerk = model.chairs[other].take_back = None
            model.chairs[window].clerk, model.chairs[window].take_back = clerk, None
        self.hall.later(1)

    @rule(window=windows)
    def stands_up(self, window: str) -> None:
        chair = self.model.chairs[window]
        if chair.clerk is None or not all(map(self.is_open, SERVES)):
            return  # one closed window at a time is enough
        code = "window_busy" if chair.person else None
        assert refusal(lambda: self.hall.stand_up(window)) == code
        if code is None:
            chair.clerk = chair.take_back = None
        self.hall.later(1)

    @rule(seconds=st.sampled_from([3, 6, 31]))
    def nothing_happens(self, seconds: int) -> None:
        self.hall.later(seconds)

    @rule()
    def restart(self) -> None:
        self.hall.reopen()

    @precondition(lambda self: len(self.model.people) > 14)
    @rule()
    def the_day_turns(self) -> None:
        """I-08: nobody of yesterday is left."""
        self.hall.later(24 * 3600)
        self.hall.parts.commands.close_earlier_days()
        self.model.day_turns(self.hall.now)
        self.issue("company", False)
        assert self.hall.rows(OPEN_OF_OLD_DAYS) == []

    # --- what must hold after each of them -------------------------------------------------

    @invariant()
    def all_are_where_they_must_be(self) -> None:
        if not hasattr(self, "events"):
            return
        today = self.hall.parts.layout.day.date_of(self.hall.now).isoformat()
        found = {
            r.number: (r.state, r.service, r.step)
            for r in self.hall.rows(PEOPLE)
            if r.business_date == today
        }
        assert found == {p.number: (p.state, p.service, p.step) for p in self.model.people.values()}
        for window in SERVES:
            view = self.hall.view(window)
            assert [t.number for t in view.queue] == [p.number for p in self.model.line(window)]
            assert (view.ticket and view.ticket.number) == self.model.chairs[window].person
            assert view.clerk == self.model.chairs[window].clerk
            assert view.version >= self.versions[window]  # I-17
            self.versions[window] = view.version


class VoidMachine(HallMachine):
    policy = "void"


class TailMachine(HallMachine):
    policy = "requeue_tail"


class AfterKMachine(HallMachine):
    policy = "requeue_after_k"


class OnRequestMachine(HallMachine):
    policy = "recall_on_request"


TestVoidMachine = VoidMachine.TestCase
TestTailMachine = TailMachine.TestCase
TestAfterKMachine = AfterKMachine.TestCase
TestOnRequestMachine = OnRequestMachine.TestCase
for _machine in (TestVoidMachine, TestTailMachine, TestAfterKMachine, TestOnRequestMachine):
    _machine.settings = settings(
        derandomize=True,
        max_examples=12,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
del _machine  # else it is found as a test of its own
