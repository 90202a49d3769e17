"""The verbs at a window, the same for the clerk's page and the keypad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from queue_server.contract import messages as m
from queue_server.contract.window_view import CallAnswer, WindowView
from queue_server.parts import Parts
from queue_server.web.endpoint import Call, Endpoint
from queue_server.window_desk import WindowDesk

ACTING = frozenset({"clerk", "desk"})
READING = frozenset({"clerk", "desk", "supervisor"})

_ALWAYS = ("unknown_window", "window_closed", "request_id_reused", "storage_failed")
_ON_CURRENT = ("no_current_ticket", "illegal_verb")
_BY_NUMBER = ("unknown_ticket", "number_ambiguous", "not_served_here", "illegal_verb")


@dataclass(frozen=True, kw_only=True)
class Verb:
    """`act` does it; its own answer, or the window as it is then."""

    word: str
    summary: str
    takes: type[m.Command]
    act: Callable[[WindowDesk, Any], CallAnswer | None]
    refuses: tuple[str, ...]
    gives: type[msgspec.Struct] = WindowView


VERBS = (
    Verb(
        word="call-next",
        summary="End the present visit and call who is next",
        takes=m.WindowCommand,
        gives=CallAnswer,
        act=lambda desk, command: desk.call_next(),
        refuses=("window_paused", "outcome_missing"),
    ),
    Verb(
        word="call",
        summary="End the present visit and call a chosen ticket",
        takes=m.NumberCommand,
        gives=CallAnswer,
        act=lambda desk, command: desk.call(command.number),
        refuses=("window_paused", "outcome_missing", *_BY_NUMBER),
    ),
    Verb(
        word="walk-in",
        summary="End the present visit and serve one who has no number",
        takes=m.WalkIn,
        gives=CallAnswer,
        act=lambda desk, command: desk.walk_in(command.service),
        refuses=("window_paused", "outcome_missing", "unknown_service", "not_served_here"),
    ),
    Verb(
        word="recall",
        summary="Call the present visitor once more",
        takes=m.WindowCommand,
        act=lambda desk, command: desk.recall(),
        refuses=(*_ON_CURRENT, "too_many_recalls"),
    ),
    Verb(
        word="start",
        summary="The visitor came: service starts",
        takes=m.WindowCommand,
        act=lambda desk, command: desk.start(),
        refuses=_ON_CURRENT,
    ),
    Verb(
        word="finish",
        summary="Service is done; the visitor may rate it",
        takes=m.WindowCommand,
        act=lambda desk, command: desk.finish(),
        refuses=("no_current_ticket",),
    ),
    Verb(
        word="miss",
        summary="The visitor did not come",
        takes=m.WindowCommand,
        act=lambda desk, command: desk.miss(),
        refuses=_ON_CURRENT,
    ),
    Verb(
        word="hold",
        summary="The visitor steps aside and keeps the number",
        takes=m.WindowCommand,
        act=lambda desk, command: desk.hold(),
        refuses=("no_current_ticket",),
    ),
    Verb(
        word="resume",
        summary="Call a held visitor back",
        takes=m.NumberCommand,
        act=lambda desk, command: desk.resume(command.number),
        refuses=("window_paused", "outcome_missing", *_BY_NUMBER),
    ),
    Verb(
        word="abandon",
        summary="The visitor gave up",
        takes=m.NumberCommand,
        act=lambda desk, command: desk.abandon(command.number),
        refuses=_BY_NUMBER,
    ),
    Verb(
        word="transfer",
        summary="Send the visitor to a service, a window, a clerk or the next step",
        takes=m.TransferTicket,
        act=lambda desk, command: desk.transfer(
            command.service, command.window, command.account, command.next_step
        ),
        refuses=("no_current_ticket", "unknown_service", "unknown_account", "no_next_step"),
    ),
    Verb(
        word="undo",
        summary="Take back a finish, miss, hold, abandon or transfer, within seconds",
        takes=m.WindowCommand,
        act=lambda desk, command: desk.undo(),
        refuses=("nothing_to_undo", "already_rated"),
    ),
    Verb(
        word="ask-rating",
        summary="Ask the visitor to rate, once for each visit",
        takes=m.WindowCommand,
        act=lambda desk, command: desk.ask_rating(),
        refuses=("no_current_ticket", "already_asked"),
    ),
    Verb(
        word="pause",
        summary="The window takes a break",
        takes=m.PauseWindow,
        act=lambda desk, command: desk.pause(command.reason),
        refuses=(),
    ),
    Verb(
        word="open",
        summary="The break is over",
        takes=m.WindowCommand,
        act=lambda desk, command: desk.open(),
        refuses=(),
    ),
)


def endpoints(parts: Parts) -> list[Endpoint]:
    def view(call: Call) -> WindowView:
        with parts.store.read() as reader:
            return parts.views.window(reader, call.path["window"], parts.clock())

    window = Endpoint(
        method="GET",
        path="/api/v1/windows/{window}",
        name="window",
        summary="A window: its visitor, its queue",
        handler=view,
        gives=WindowView,
        roles=READING,
        at_window=True,
        refuses=("unknown_window", "not_your_window"),
    )
    return [window, *(_endpoint(parts, verb) for verb in VERBS)]


def _endpoint(parts: Parts, verb: Verb) -> Endpoint:
    def act(call: Call) -> bytes:
        window = call.path["window"]

        def work(tx: Any, now: Any) -> msgspec.Struct:
            desk = parts.queue.at(tx, window, call.who.name, now)
            return verb.act(desk, call.command) or desk.view()

        return parts.commands.once(f"{window}/{verb.word}", call.command, work)

    return Endpoint(
        method="POST",
        path=f"/api/v1/windows/{{window}}/{verb.word}",
        name=verb.word.replace("-", "_"),
        summary=verb.summary,
        handler=act,
        takes=verb.takes,
        gives=verb.gives,
        roles=ACTING,
        at_window=True,
        refuses=("not_your_window", *_ALWAYS, *verb.refuses),
    )
