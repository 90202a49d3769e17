"""What clerks press and what then happens to visitors, over the real store."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from small_hall import ALICE, NINE, SmallHall

from queue_server.contract import messages as m
from queue_server.domain.errors import RuleBroken

MakeHall = Callable[..., SmallHall]


def refused(code: str) -> pytest.RaisesExc[RuleBroken]:
    return pytest.raises(RuleBroken, match=rf"^{code}:")


# --- issue ------------------------------------------------------------------------------------


def test_numbers_of_a_service_count_up_and_services_count_apart(hall: SmallHall) -> None:
    numbers = [hall.issue(service).number for service in ("company", "company", "fund", "company")]
    assert numbers == ["A001", "A002", "C001", "A003"]


def test_a_ticket_says_how_many_are_ahead_and_which_windows_serve_it(hall: SmallHall) -> None:
    hall.issue("permit")
    second = hall.issue("permit")
    assert (second.ahead, second.windows) == (1, ["1", "2", "3"])
    assert second.link.endswith(f"/t/{second.ticket_id}")


def test_an_elder_has_nobody_ahead(hall: SmallHall) -> None:
    hall.issue()
    assert hall.issue(priority_reason=m.PriorityReason.ELDER).ahead == 0


def test_the_numbers_begin_anew_on_the_next_business_day(hall: SmallHall) -> None:
    today = hall.issue()
    hall.later(24 * 3600)
    tomorrow = hall.issue()
    assert (today.number, tomorrow.number) == ("A001", "A001")
    assert (tomorrow.business_date - today.business_date).days == 1


def test_the_numbers_go_on_after_a_restart(hall: SmallHall) -> None:
    hall.issue()
    hall.reopen()
    assert hall.issue().number == "A002"


def test_an_unknown_service_gives_no_number(hall: SmallHall) -> None:
    with refused("unknown_service"):
        hall.issue("no-such-service")
    assert hall.issue().number == "A001"


def test_one_person_holds_one_number_for_a_service_until_it_is_at_its_end(hall: SmallHall) -> None:
    hall.issue(person=ALICE)
    with refused("already_waiting"):
        hall.issue(person=ALICE)
    assert hall.issue("fund", person=ALICE).number == "C001"
    hall.next()
    with refused("already_waiting"):
        hall.issue(person=ALICE)
    hall.press("finish")
    assert hall.issue(person=ALICE).number == "A002"


# --- call -------------------------------------------------------------------------------------


def test_the_next_is_who_waited_longest_in_any_of_the_windows_services(hall: SmallHall) -> None:
    for service in ("fund", "permit", "company"):
        hall.issue(service)
        hall.later()
    assert [hall.next("1").number, hall.next("2").number] == ["B001", "A001"]
    assert hall.next("4").number == "C001"


def test_with_nobody_waiting_next_says_so(hall: SmallHall) -> None:
    hall.issue("fund")
    answer = hall.next("1")
    assert (answer.result, answer.number) == (m.CallResult.NOBODY_WAITING, None)
    assert answer.window.ticket is None


def test_next_ends_the_present_visit_as_served(hall: SmallHall) -> None:
    first, second = hall.issue(), hall.issue()
    hall.next()
    hall.later()
    assert hall.next().number == second.number
    assert hall.ticket(first.ticket_id).state is m.TicketState.SERVED


def test_with_nobody_waiting_next_still_ends_the_present_visit(hall: SmallHall) -> None:
    first = hall.issue()
    hall.next()
    hall.later()
    assert hall.next().result is m.CallResult.NOBODY_WAITING
    assert hall.ticket(first.ticket_id).state is m.TicketState.SERVED
    assert hall.view().rating is not None


def test_a_bouncing_key_calls_one_visitor(hall: SmallHall) -> None:
    hall.issue()
    hall.issue()
    assert hall.next().number == "A001"
    hall.later(1.0)
    again = hall.next()
    assert (again.result, again.number) == (m.CallResult.ALREADY_CALLED, "A001")
    hall.later(1.0)
    assert hall.next().number == "A002"


def test_a_clock_set_back_is_no_bouncing_key(hall: SmallHall) -> None:
    hall.issue()
    hall.issue()
    hall.next()
    hall.later(-3600)
    assert hall.next().number == "A002"


def test_a_chosen_number_may_be_typed_short(hall: SmallHall) -> None:
    hall.issue()
    hall.issue()
    assert hall.call("a2").number == "A002"
    assert hall.call("1").number == "A001"


def test_digits_alone_name_the_ticket_that_this_window_may_call(hall: SmallHall) -> None:
    hall.issue("company")
    hall.issue("fund")
    assert hall.call("1", "4").number == "C001"
    hall.issue("permit")
    with refused("number_ambiguous"):
        hall.call("1", "2")
    assert hall.call("B1", "2").number == "B001"


def test_a_chosen_number_of_another_windows_service_is_refused(hall: SmallHall) -> None:
    hall.issue("fund")
    with refused("not_served_here"):
        hall.call("C001", "1")


def test_an_unknown_or_served_number_cannot_be_called(hall: SmallHall) -> None:
    with refused("unknown_ticket"):
        hall.call("A001")
    hall.issue()
    hall.next()
    hall.press("finish")
    with refused("illegal_verb"):
        hall.call("A001")


def test_a_refused_call_does_not_end_the_present_visit(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    with refused("unknown_ticket"):
        hall.call("A777")
    assert hall.view().ticket is not None


def test_the_present_number_called_again_by_choice_is_already_called(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    assert hall.call("A001").result is m.CallResult.ALREADY_CALLED


def test_a_recall_counts_and_keeps_the_act(hall: SmallHall) -> None:
    hall.issue()
    first = hall.next().window
    hall.later(20)
    again = hall.press("recall")
    assert again.ticket is not None
    assert again.ticket.calls == 2
    assert again.version > first.version
    assert len(hall.rows("SELECT 1 FROM service_act")) == 1


# --- the visitor at the window ----------------------------------------------------------------


@pytest.mark.parametrize("verb", ["recall", "start", "finish", "miss", "hold"])
def test_verbs_on_nobody_are_refused(hall: SmallHall, verb: str) -> None:
    with refused("no_current_ticket"):
        hall.press(verb)


def test_a_visitor_who_is_being_served_is_not_missed(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.press("start")
    with refused("illegal_verb"):
        hall.press("miss")


def test_a_held_visitor_is_called_back_to_the_same_window(hall: SmallHall) -> None:
    ticket = hall.issue()
    hall.next()
    hall.press("start")
    held = hall.press("hold")
    assert held.ticket is None
    assert [t.number for t in held.held] == [ticket.number]
    assert hall.view("2").held == []
    back = hall.press("resume", "1", "A001")
    assert back.ticket is not None
    assert back.ticket.state is m.TicketState.CALLED
    acts = hall.rows("SELECT origin, outcome, waiting_since FROM service_act ORDER BY called_at")
    assert [(a.origin, a.outcome) for a in acts] == [("call_next", "held"), ("resume", None)]
    assert acts[1].waiting_since is None  # the time aside was no waiting for a call


def test_a_transferred_visitor_keeps_number_and_time_of_arrival(hall: SmallHall) -> None:
    early = hall.issue("company")
    hall.later()
    hall.issue("fund")
    hall.next("1")
    hall.later()
    hall.press("transfer", "1", "fund", None)
    assert hall.next("4").number == early.number


def test_a_visitor_sent_to_a_window_is_called_only_there(hall: SmallHall) -> None:
    hall.issue("company")
    hall.next("1")
    hall.press("transfer", "1", None, "4")
    assert hall.next("2").result is m.CallResult.NOBODY_WAITING
    with refused("not_served_here"):
        hall.call("A001", "2")
    assert hall.view("4").waiting == 1
    assert hall.next("4").number == "A001"


@pytest.mark.parametrize(("service", "window"), [(None, None), ("fund", "2")])
def test_a_transfer_names_one_place(
    hall: SmallHall, service: str | None, window: str | None
) -> None:
    hall.issue()
    hall.next()
    with refused("malformed"):
        hall.press("transfer", "1", service, window)


def test_a_visitor_who_gives_up_leaves_the_queue(hall: SmallHall) -> None:
    ticket = hall.issue()
    hall.issue()
    hall.press("abandon", "1", "A001")
    assert hall.ticket(ticket.ticket_id).state is m.TicketState.ABANDONED
    assert hall.next().number == "A002"


def test_another_windows_visitor_cannot_be_abandoned_here(hall: SmallHall) -> None:
    hall.issue()
    hall.next("1")
    with refused("not_served_here"):
        hall.press("abandon", "2", "A001")


# --- missed calls -----------------------------------------------------------------------------


def test_under_void_a_missed_number_is_gone(make_hall: MakeHall) -> None:
    hall = make_hall(missed_policy="void")
    hall.sit("1")
    hall.issue()
    hall.next()
    hall.press("miss")
    with refused("illegal_verb"):
        hall.call("A001")


def test_under_recall_on_request_the_clerk_calls_it_again(make_hall: MakeHall) -> None:
    hall = make_hall(missed_policy="recall_on_request")
    hall.sit("1", "2")
    hall.issue()
    hall.next()
    hall.press("miss")
    assert [t.number for t in hall.view("2").missed] == ["A001"]
    assert hall.next().result is m.CallResult.NOBODY_WAITING
    assert hall.call("A001", "2").result is m.CallResult.CALLED


def test_under_requeue_tail_it_waits_behind_all(make_hall: MakeHall) -> None:
    hall = make_hall(missed_policy="requeue_tail")
    hall.sit("1")
    for _ in range(3):
        hall.issue()
    hall.next()
    hall.later()
    hall.press("miss")
    called = []
    while (number := hall.next().number) is not None:
        called.append(number)
        hall.later()
    assert called == ["A002", "A003", "A001"]


@pytest.mark.parametrize("reason", [None, m.PriorityReason.ELDER])
def test_under_requeue_after_k_it_waits_behind_k_others_an_elder_too(
    make_hall: MakeHall, reason: m.PriorityReason | None
) -> None:
    hall = make_hall(missed_policy="requeue_after_k", missed_requeue_after=2)
    hall.sit("1")
    hall.issue(priority_reason=reason)
    for _ in range(3):
        hall.later()
        hall.issue()
    hall.next()
    hall.later()
    hall.press("miss")
    called = []
    while (number := hall.next().number) is not None:
        called.append(number)
        hall.later()
    assert called == ["A002", "A003", "A001", "A004"]


# --- ratings ----------------------------------------------------------------------------------


def served(hall: SmallHall) -> m.RatingAsk:
    hall.issue()
    hall.next()
    ask = hall.press("finish").rating
    assert ask is not None
    return ask


def test_after_finish_the_visitor_may_rate_once(hall: SmallHall) -> None:
    ask = served(hall)
    hall.rate(ask.act_id, 4)
    with refused("already_rated"):
        hall.rate(ask.act_id, 1)
    assert hall.view().rating is None
    assert [row.level for row in hall.rows("SELECT level FROM rating")] == [4]


def test_a_press_after_the_next_call_belongs_to_nobody(hall: SmallHall) -> None:
    ask = served(hall)
    hall.issue()
    hall.next()
    with refused("rating_closed"):
        hall.rate(ask.act_id)
    assert hall.rows("SELECT 1 FROM rating") == []


def test_a_press_after_the_time_is_refused(hall: SmallHall) -> None:
    ask = served(hall)
    hall.later(30.0)
    with refused("rating_closed"):
        hall.rate(ask.act_id)


def test_a_press_at_another_window_is_refused(hall: SmallHall) -> None:
    with refused("not_your_window"):
        hall.rate(served(hall).act_id, windows="2")


def test_a_visit_that_is_not_over_cannot_be_rated(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    (act,) = hall.rows("SELECT act_id FROM service_act")
    with refused("rating_closed"):
        hall.rate(UUID(act.act_id))
    with refused("unknown_act"):
        hall.rate(uuid4())


# --- the window -------------------------------------------------------------------------------


def test_a_closed_window_takes_no_press(make_hall: MakeHall) -> None:
    hall = make_hall()
    hall.issue()
    for press in (
        lambda: hall.next(),
        lambda: hall.press("finish"),
        lambda: hall.press("pause", "1", ""),
    ):
        with refused("window_closed"):
            press()


def test_a_paused_window_ends_its_visit_but_calls_nobody(hall: SmallHall) -> None:
    hall.issue()
    hall.issue()
    hall.next()
    assert hall.press("pause", "1", "tea").pause_reason == "tea"
    with refused("window_paused"):
        hall.next()
    hall.press("finish")
    assert hall.press("open").status is m.WindowStatus.OPEN
    assert hall.next().number == "A002"


def test_nobody_leaves_a_visitor_standing(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    with refused("window_busy"):
        hall.stand_up("1")
    hall.press("finish")
    hall.stand_up("1")
    assert hall.view().status is m.WindowStatus.CLOSED


def test_a_second_login_takes_the_window_over_with_its_visitor(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.parts.store.write(lambda tx: hall.parts.queue.at(tx, "1", "li", hall.now).log_in("li"))
    view = hall.view()
    assert (view.clerk, view.ticket and view.ticket.number) == ("li", "A001")
    (event,) = hall.rows(
        "SELECT data FROM event WHERE kind = 'window_opened' ORDER BY seq DESC LIMIT 1"
    )
    assert '"took_over":"c1"' in event.data


# --- the end of the day -----------------------------------------------------------------------


def test_when_the_day_turns_all_open_tickets_expire_and_windows_are_free(hall: SmallHall) -> None:
    waiting, held, called = hall.issue(), hall.issue(), hall.issue()
    hall.call(held.number)
    hall.press("hold")
    hall.call(called.number)
    hall.later(24 * 3600)
    hall.issue()
    for ticket in (waiting, held, called):
        assert hall.ticket(ticket.ticket_id).state is m.TicketState.EXPIRED
    assert hall.view().ticket is None
    assert hall.rows("SELECT 1 FROM service_act WHERE ended_at IS NULL") == []


def test_yesterdays_ticket_is_never_called(hall: SmallHall) -> None:
    hall.issue()
    hall.later(24 * 3600)
    assert hall.next().result is m.CallResult.NOBODY_WAITING


def test_a_refused_first_command_of_the_day_still_closes_the_day_before(hall: SmallHall) -> None:
    old = hall.issue()
    hall.later(24 * 3600)
    with refused("unknown_service"):
        hall.issue("nothing")
    assert hall.ticket(old.ticket_id).state is m.TicketState.EXPIRED


# --- times and versions -----------------------------------------------------------------------


def test_a_clock_set_back_makes_no_negative_duration(hall: SmallHall) -> None:
    hall.issue()
    hall.next()
    hall.later(-600)
    hall.press("start")
    hall.later(-600)
    hall.press("finish")
    (act,) = hall.rows("SELECT called_at, started_at, ended_at FROM service_act")
    assert act.called_at <= act.started_at <= act.ended_at


def test_every_change_of_a_window_has_a_higher_version(hall: SmallHall) -> None:
    hall.issue()
    versions = [hall.next().window.version]
    versions += [hall.press(verb).version for verb in ("recall", "start", "hold")]
    versions.append(hall.press("resume", "1", "A001").version)
    versions.append(hall.press("finish").version)
    assert versions == sorted(set(versions))
    (last,) = hall.rows("SELECT max(seq) AS seq, count(*) AS n FROM event")
    assert last.seq == last.n == versions[-1]


def test_the_page_names_the_displays_that_show_this_call(hall: SmallHall) -> None:
    def show(version: int) -> None:
        fact = m.ShownFact(display="hall", window="1", epoch=1, version=version, shown_at=NINE)
        hall.parts.shown.note(fact)

    hall.issue()
    version = hall.next().window.version
    show(version - 1)
    assert hall.view().shown_by == []
    show(version)
    assert hall.view().shown_by == ["hall"]
    hall.press("start")
    assert hall.view().shown_by == ["hall"]  # started is no new call
    hall.press("finish")
    assert hall.view().shown_by == []
