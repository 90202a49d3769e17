"""Server-sent events: a window for its clerk, the hall for supervisors."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from flask import Response

from queue_server.contract import messages as m
from queue_server.contract.window_view import WindowView
from queue_server.parts import Parts
from queue_server.streams import HALL
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.windows import READING

EVENT_STREAM = "text/event-stream"

_encode = msgspec.json.Encoder().encode


def endpoints(parts: Parts) -> list[Endpoint]:
    def follow(call: Call, topic: str, event: str, state: Callable[[], bytes]) -> Response:
        stream = parts.streams.open(topic)
        events = stream.events(event, state, lambda: parts.gate.is_in(call.who))
        response = Response(events, content_type=EVENT_STREAM)
        response.call_on_close(stream.left)
        response.headers["X-Accel-Buffering"] = "no"  # a proxy in front must pass each event on
        return response

    def window(call: Call) -> Response:
        name = parts.layout.place(call.path["window"]).window

        def state() -> bytes:
            with parts.store.read() as reader:
                return _encode(parts.views.window(reader, name, parts.clock()))

        return follow(call, name, "window", state)

    def hall(call: Call) -> Response:
        def state() -> bytes:
            with parts.store.read() as reader:
                return _encode(parts.views.hall(reader, parts.clock()))

        return follow(call, HALL, "hall", state)

    return [
        Endpoint(
            method="GET",
            path="/api/v1/windows/{window}/stream",
            name="window_stream",
            summary="A window's state now and after each change, as events named `window`",
            handler=window,
            gives=WindowView,
            media_type=EVENT_STREAM,
            roles=READING,
            at_window=True,
            refuses=("unknown_window", "not_your_window", "too_many_streams"),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/stream",
            name="hall_stream",
            summary="The hall's state now and after each change, as events named `hall`",
            handler=hall,
            gives=m.HallInfo,
            media_type=EVENT_STREAM,
            roles=frozenset({"supervisor"}),
            refuses=("too_many_streams",),
        ),
    ]
