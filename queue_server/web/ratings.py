"""What a visitor says about a service, by the evaluator or the tablet at its window."""

from __future__ import annotations

import msgspec
from flask import Response

from queue_server.asked_case import changing_case
from queue_server.contract import messages as m
from queue_server.contract.tablets import TabletView
from queue_server.domain.errors import RuleBroken
from queue_server.parts import Parts
from queue_server.storage.ratings import given_for
from queue_server.storage.reader import Reader
from queue_server.views import rating_ask
from queue_server.web.endpoint import Call, Endpoint
from queue_server.web.streams import EVENT_STREAM

CHANNELS = {"desk": m.Channel.EVALUATOR, "tablet": m.Channel.TABLET}  # who passes on whose presses
TABLET = frozenset({"tablet"})

_encode = msgspec.json.Encoder().encode


def endpoints(parts: Parts) -> list[Endpoint]:
    def rate(call: Call) -> bytes:
        who = call.who
        if call.command.channel is not CHANNELS[who.role]:
            raise RuleBroken("forbidden", f"{who.name} is no {call.command.channel}", "channel")
        return parts.commands.once(
            "rate",
            call.command,
            lambda tx, now: parts.queue.rate(tx, call.command, who.windows, who.name, now),
        )

    def question(call: Call) -> TabletView:
        window = parts.layout.place(call.path["window"]).window
        with parts.store.read() as reader:
            return tablet_view(parts, reader, window)

    def questions(call: Call) -> Response:
        window = parts.layout.place(call.path["window"]).window

        def state() -> bytes:
            with parts.store.read() as reader:
                return _encode(tablet_view(parts, reader, window))

        stream = parts.streams.open(window)
        events = stream.events("question", state, lambda: parts.gate.is_in(call.who))
        response = Response(events, content_type=EVENT_STREAM)
        response.call_on_close(stream.left)
        response.headers["X-Accel-Buffering"] = "no"  # a proxy in front must pass each event on
        return response

    return [
        Endpoint(
            method="POST",
            path="/api/v1/ratings",
            name="rate",
            summary="Rate one service, in its time, once; change it for some seconds",
            handler=rate,
            takes=m.RateService,
            gives=m.Rating,
            status=201,
            roles=frozenset(CHANNELS),
            refuses=(
                "unknown_act",
                "not_your_window",
                "already_rated",
                "rating_closed",
                "reason_missing",
                "request_id_reused",
                "storage_failed",
            ),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/windows/{window}/question",
            name="question",
            summary="Whom the tablet at a window asks now",
            handler=question,
            gives=TabletView,
            roles=TABLET,
            at_window=True,
            refuses=("unknown_window", "not_your_window"),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/windows/{window}/question/stream",
            name="question_stream",
            summary="The same now and after each change, as events named `question`",
            handler=questions,
            gives=TabletView,
            media_type=EVENT_STREAM,
            roles=TABLET,
            at_window=True,
            refuses=("unknown_window", "not_your_window", "too_many_streams"),
        ),
    ]


def tablet_view(parts: Parts, reader: Reader, window: str) -> TabletView:
    seat, now = reader.seat(window), parts.clock()
    assert seat is not None  # noqa: S101  # the store makes a row for each configured window
    given = given_for(reader, seat.asked_act_id) if seat.asked_act_id else None
    may_change = (
        given is not None
        and given.channel == m.Channel.TABLET
        and given.final_at is not None
        and now < given.final_at
    )
    return TabletView(
        window=window,
        version=seat.version,
        at=now,
        clerk=seat.account,
        rating=rating_ask(seat, now),
        changing=seat.asked_act_id if may_change else changing_case(seat, now),
    )
