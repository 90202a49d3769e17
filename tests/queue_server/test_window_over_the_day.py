"""A window over the day: open, paused, taken over, and left when the day turns."""

from __future__ import annotations

from small_hall import NINE, MakeHall, SmallHall, refused

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallResult


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
    assert hall.next().result is CallResult.NOBODY_WAITING


def test_a_refused_first_command_of_the_day_still_closes_the_day_before(hall: SmallHall) -> None:
    old = hall.issue()
    hall.later(24 * 3600)
    with refused("unknown_service"):
        hall.issue("nothing")
    assert hall.ticket(old.ticket_id).state is m.TicketState.EXPIRED


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
