"""From a clerk's wish to the server's answer, so that a lost answer never does a thing twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID

from devices.desk_keys import Verb, Wish
from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient, ServerAway
from queue_server.contract.window_view import WindowView

GIVE_UP_AFTER_S = 6.0  # by then a clerk looks up; the pad says that it failed
PAUSES_S = (0.2, 0.5, 1.0)  # between tries; the last one repeats


class NothingToDo(Exception):
    """The wish has no object: nothing is held, a window without a number."""


Send = Callable[[], WindowView]
Prepare = Callable[[QueueClient, str, UUID, str], Send]


def _verb(name: str) -> Prepare:
    def prepare(client: QueueClient, window: str, request_id: UUID, digits: str) -> Send:
        command = m.WindowCommand(request_id=request_id)
        verb: Callable[[str, m.WindowCommand], WindowView] = getattr(client, name)
        return lambda: verb(window, command)

    return prepare


def _call_next(client: QueueClient, window: str, request_id: UUID, digits: str) -> Send:
    command = m.WindowCommand(request_id=request_id)
    return lambda: client.call_next(window, command).window


def _call(client: QueueClient, window: str, request_id: UUID, digits: str) -> Send:
    command = m.NumberCommand(request_id=request_id, number=digits)
    return lambda: client.call(window, command).window


def _resume(client: QueueClient, window: str, request_id: UUID, digits: str) -> Send:
    held = client.window(window).held
    if not held:
        raise NothingToDo("nobody is on hold")
    oldest = m.NumberCommand(request_id=request_id, number=held[-1].number)  # the latest is first
    return lambda: client.resume(window, oldest)


def _pause(client: QueueClient, window: str, request_id: UUID, digits: str) -> Send:
    pause = m.PauseWindow(request_id=request_id)
    return lambda: client.pause(window, pause)


def _pause_or_open(client: QueueClient, window: str, request_id: UUID, digits: str) -> Send:
    is_open = client.window(window).status is m.WindowStatus.OPEN
    prepare = _pause if is_open else _verb("open")
    return prepare(client, window, request_id, digits)


def _transfer(client: QueueClient, window: str, request_id: UUID, digits: str) -> Send:
    target = digits.lstrip("0")
    if not target:
        raise NothingToDo("no window 0")
    command = m.TransferTicket(request_id=request_id, window=target)
    return lambda: client.transfer(window, command)


def _next_step(client: QueueClient, window: str, request_id: UUID, digits: str) -> Send:
    command = m.TransferTicket(request_id=request_id, next_step=True)
    return lambda: client.transfer(window, command)


def _walk_in(client: QueueClient, window: str, request_id: UUID, digits: str) -> Send:
    command = m.WalkIn(request_id=request_id)
    return lambda: client.walk_in(window, command).window


PREPARE: dict[Verb, Prepare] = {
    Verb.CALL_NEXT: _call_next,
    Verb.CALL: _call,
    Verb.RECALL: _verb("recall"),
    Verb.START: _verb("start"),
    Verb.FINISH: _verb("finish"),
    Verb.MISS: _verb("miss"),
    Verb.HOLD: _verb("hold"),
    Verb.RESUME: _resume,
    Verb.PAUSE: _pause,
    Verb.OPEN: _verb("open"),
    Verb.PAUSE_OR_OPEN: _pause_or_open,
    Verb.TRANSFER: _transfer,
    Verb.NEXT_STEP: _next_step,
    Verb.WALK_IN: _walk_in,
    Verb.ASK_RATING: _verb("ask_rating"),
    Verb.UNDO: _verb("undo"),
}


class Commands:
    """One window's commands, one at a time.

    A command whose answer never came stays: the same wish again sends the same request, until the
    server's own word on the window says what became of it.
    """

    def __init__(
        self,
        client: QueueClient,
        window: str,
        *,
        new_id: Callable[[], UUID],
        monotonic_s: Callable[[], float],
        stop: threading.Event,
    ) -> None:
        self._client = client
        self._window = window
        self._new_id = new_id
        self._monotonic_s = monotonic_s
        self._stop = stop
        self._unanswered: tuple[Wish, Send] | None = None

    def do(self, wish: Wish) -> WindowView:
        """Raises `Refused`, `ServerAway` (after tries for 6 s), `NothingToDo`."""
        give_up_at = self._monotonic_s() + GIVE_UP_AFTER_S
        tries = 0
        while True:
            try:
                return self._try(wish)
            except ServerAway:
                pause_s = PAUSES_S[min(tries, len(PAUSES_S) - 1)]
                tries += 1
                if self._monotonic_s() + pause_s > give_up_at or self._stop.wait(pause_s):
                    raise

    def forget(self) -> None:
        """The server has spoken about the window: the next wish is a new one."""
        self._unanswered = None

    def _try(self, wish: Wish) -> WindowView:
        unanswered = self._unanswered
        if unanswered and unanswered[0] == wish:
            send = unanswered[1]
        else:
            send = PREPARE[wish.verb](self._client, self._window, self._new_id(), wish.digits)
        self._unanswered = (wish, send)
        try:
            view = send()
        except ServerAway:
            raise
        except Exception:
            self._unanswered = None  # refused: it was answered
            raise
        self._unanswered = None
        return view
