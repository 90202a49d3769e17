"""Which windows have nothing to do, so that a visitor can go straight there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from queue_server.domain.policy import Asking

Queue = tuple[str, str | None]  # a service, and the only window that may call if there is one


def unclaimed(idle: Iterable[Asking], queues: Collection[Queue]) -> list[str]:
    """Of the open windows without a visitor those that nobody who waits may be called to.

    So a window to which somebody was just sent is offered to nobody else: that visitor waits until
    its clerk presses "next".
    """
    return [
        asking.window
        for asking in idle
        if not any(
            target == asking.window if target is not None else service in asking.services
            for service, target in queues
        )
    ]
