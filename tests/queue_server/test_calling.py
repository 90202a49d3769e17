"""Numbers that are given and called: who is next, who is chosen, who is called again."""

from __future__ import annotations

from small_hall import ALICE, SmallHall, refused

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult


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


def test_the_next_is_who_waited_longest_in_any_of_the_windows_services(hall: SmallHall) -> None:
    for service in ("fund", "permit", "company"):
        hall.issue(service)
        hall.later()
    assert [hall.next("1").number, hall.next("2").number] == ["B001", "A001"]
    assert hall.next("4").number == "C001"


def test_with_nobody_waiting_next_says_so(hall: SmallHall) -> None:
    hall.issue("fund")
    answer = hall.next("1")
    assert (answer.result, answer.number) == (CallResult.NOBODY_WAITING, None)
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
    assert hall.next().result is CallResult.NOBODY_WAITING
    assert hall.ticket(first.ticket_id).state is m.TicketState.SERVED
    assert hall.view().rating is not None


def test_a_bouncing_key_calls_one_visitor(hall: SmallHall) -> None:
    hall.issue()
    hall.issue()
    assert hall.next().number == "A001"
    hall.later(1.0)
    again = hall.next()
    assert (again.result, again.number) == (CallResult.ALREADY_CALLED, "A001")
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
    assert hall.call("A001").result is CallResult.ALREADY_CALLED


def test_a_recall_counts_and_keeps_the_act(hall: SmallHall) -> None:
    hall.issue()
    first = hall.next().window
    hall.later(20)
    again = hall.press("recall")
    assert again.ticket is not None
    assert again.ticket.calls == 2
    assert again.version > first.version
    assert len(hall.rows("SELECT 1 FROM service_act")) == 1
