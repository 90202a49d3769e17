"""Pages that are told of each change while they are open."""

from __future__ import annotations

from collections.abc import Iterator

from small_hall import MakeHall
from web_callers import Web, code_of, command


def next_event(events: Iterator[bytes]) -> tuple[str, str]:
    head, data = next(events).decode().split("\n")[:2]
    return head.removeprefix("event: "), data.removeprefix("data: ")


def test_a_clerks_page_is_told_of_each_change(web: Web) -> None:
    token = web.token("c1")
    answer = web.ask(token, "GET", "/api/v1/windows/1/stream", buffered=False)
    assert answer.content_type == "text/event-stream"
    events = iter(answer.response)
    name, state = next_event(events)  # type: ignore[arg-type]
    assert name == "window"
    assert '"waiting":0' in state
    web.issue()
    assert '"waiting":1' in next_event(events)[1]  # type: ignore[arg-type]
    web.ask(token, "POST", "/api/v1/windows/1/call-next", command())
    assert '"number":"A001"' in next_event(events)[1]  # type: ignore[arg-type]
    answer.close()
    assert len(web.hall.parts.streams) == 0


def test_a_stream_ends_with_the_session(web: Web) -> None:
    token = web.token("c1")
    answer = web.ask(token, "GET", "/api/v1/windows/1/stream", buffered=False)
    events = iter(answer.response)
    next(events)
    web.token("c2", window="1", take_over=True)
    assert list(events) == []
    answer.close()


def test_the_supervisor_sees_the_hall_live(web: Web) -> None:
    answer = web.ask(web.token("lead"), "GET", "/api/v1/stream", buffered=False)
    events = iter(answer.response)
    assert next_event(events)[0] == "hall"  # type: ignore[arg-type]
    web.issue()
    assert '"waiting":1' in next_event(events)[1]  # type: ignore[arg-type]
    answer.close()


def test_more_streams_than_there_are_threads_for_are_refused(make_hall: MakeHall) -> None:
    web = Web(make_hall(max_streams=2))
    token = web.token("c1")
    open_ones = [
        web.ask(token, "GET", "/api/v1/windows/1/stream", buffered=False) for _ in range(2)
    ]
    refused = web.ask(token, "GET", "/api/v1/windows/1/stream")
    assert code_of(refused) == (503, "too_many_streams")
    open_ones[0].close()  # although nobody had read from it
    assert web.ask(token, "GET", "/api/v1/windows/1/stream", buffered=False).status_code == 200


def test_streams_end_when_the_server_stops(web: Web) -> None:
    answer = web.ask(web.token("c1"), "GET", "/api/v1/windows/1/stream", buffered=False)
    events = iter(answer.response)
    next(events)
    web.hall.parts.streams.end_all()
    assert list(events) == []
