"""Another system has its cases rated at our evaluators: docs/evaluations.md tells it how."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

from flask import request

from queue_server.contract import evaluations as e
from queue_server.domain.errors import RuleBroken
from queue_server.evaluations import EvaluationDesk, as_message, own_evaluation
from queue_server.parts import Parts
from queue_server.streams import Stream
from queue_server.web.endpoint import Call, Endpoint

Work = Callable[[EvaluationDesk], e.Evaluation]

CASE_SYSTEMS = frozenset({"case_system"})
LONGEST_WAIT_S = 30.0


def endpoints(parts: Parts) -> list[Endpoint]:
    def ask(call: Call) -> bytes:
        window, name = call.path["window"], call.who.name

        def work(desk: EvaluationDesk) -> e.Evaluation:
            return desk.ask(window, call.command, parts.queue.new_id())

        return _once(parts, f"{window}/evaluations/{name}", call, work)

    def look(call: Call) -> e.Evaluation:
        evaluation_id, wait_s = _id(call), _wait_s()
        told, _ = _now(parts, call, evaluation_id)
        if wait_s and told.state is e.EvaluationState.ASKED:
            told = _waited(parts, call, told, wait_s)
        return told

    def withdraw(call: Call) -> bytes:
        evaluation_id = _id(call)
        return _once(
            parts,
            f"{evaluation_id}/withdraw/{call.who.name}",
            call,
            lambda desk: desk.withdraw(evaluation_id),
        )

    return [
        Endpoint(
            method="POST",
            path="/api/v1/windows/{window}/evaluations",
            name="ask_evaluation",
            summary="Let a window's evaluator ask its visitor to rate a case of another system",
            handler=ask,
            takes=e.AskEvaluation,
            gives=e.Evaluation,
            status=201,
            roles=CASE_SYSTEMS,
            at_window=True,
            refuses=(
                "unknown_window",
                "not_your_window",
                "window_closed",
                "already_rated",
                "evaluator_busy",
                "request_id_reused",
                "storage_failed",
            ),
        ),
        Endpoint(
            method="GET",
            path="/api/v1/evaluations/{evaluation_id}",
            name="evaluation",
            summary="What became of it; with `wait_s`, as soon as it has ended or that time is up",
            handler=look,
            gives=e.Evaluation,
            roles=CASE_SYSTEMS,
            refuses=("malformed", "unknown_evaluation"),
            query=(("wait_s", "0 to 30: how long to wait for its end; else 0"),),
        ),
        Endpoint(
            method="POST",
            path="/api/v1/evaluations/{evaluation_id}/withdraw",
            name="withdraw_evaluation",
            summary="Ask no more; one that has ended stays as it is",
            handler=withdraw,
            takes=e.WithdrawEvaluation,
            gives=e.Evaluation,
            roles=CASE_SYSTEMS,
            refuses=("unknown_evaluation", "request_id_reused", "storage_failed"),
        ),
    ]


def _once(parts: Parts, verb: str, call: Call, work: Work) -> bytes:
    return parts.commands.once(
        verb,
        call.command,
        lambda tx, now: work(EvaluationDesk(layout=parts.layout, tx=tx, by=call.who.name, now=now)),
    )


def _now(parts: Parts, call: Call, evaluation_id: UUID) -> tuple[e.Evaluation, float]:
    """It as it is, and after how many seconds it ends by itself."""
    with parts.store.read() as reader:
        found = own_evaluation(reader, evaluation_id, call.who.name)
    now = parts.clock()
    return as_message(found, now), (found.settled_at() - now).total_seconds()


def _waited(parts: Parts, call: Call, told: e.Evaluation, wait_s: float) -> e.Evaluation:
    """It at its end, or after `wait_s`. Whoever waits is counted as a stream is, so that threads
    are left for everybody else; when there are too many, the answer comes at once."""
    try:
        stream = parts.streams.open(told.window, is_guest=True)
    except RuleBroken:
        return told
    try:
        return _at_its_end(parts, call, told.evaluation_id, (stream, time.monotonic() + wait_s))
    finally:
        stream.left()


def _at_its_end(
    parts: Parts, call: Call, evaluation_id: UUID, waiting: tuple[Stream, float]
) -> e.Evaluation:
    stream, until = waiting
    while True:
        stream.look()
        told, ends_s = _now(parts, call, evaluation_id)
        left_s = until - time.monotonic()
        if told.state is not e.EvaluationState.ASKED or left_s <= 0 or stream.is_over:
            return told
        stream.wait(min(left_s, max(ends_s, 0.01)))


def _id(call: Call) -> UUID:
    try:
        return UUID(call.path["evaluation_id"])
    except ValueError:
        raise RuleBroken(
            "unknown_evaluation", "there is no such evaluation", "evaluation_id"
        ) from None


def _wait_s() -> float:
    wish = request.args.get("wait_s", "0")
    if not (wish.isascii() and wish.isdecimal() and len(wish) <= 2 and int(wish) <= LONGEST_WAIT_S):
        raise RuleBroken("malformed", "wait_s is a whole number from 0 to 30", "wait_s")
    return float(wish)
