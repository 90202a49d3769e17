"""Facts as the server publishes them, at a fixed time of a made-up day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from queue_server.contract.messages import TicketState, WindowFact, WindowStatus

TEN_O_CLOCK = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
_ACTS = UUID("6f1f2b0a-5f0e-4c55-9d6b-111111111111")


def at(seconds: float) -> datetime:
    """`seconds` after ten."""
    return TEN_O_CLOCK + timedelta(seconds=seconds)


def called(
    window: str,
    number: str,
    seconds: float = 0,
    *,
    version: int = 1,
    calls: int = 1,
    state: TicketState = TicketState.CALLED,
    epoch: int = 1,
) -> WindowFact:
    """`number` is called to `window`, `seconds` after ten."""
    return WindowFact(
        epoch=epoch,
        version=version,
        window=window,
        status=WindowStatus.OPEN,
        number=number,
        ticket_state=state,
        service="s",
        call_id=uuid5(_ACTS, f"{window} {number}"),
        calls=calls,
        called_at=at(seconds),
    )


def idle(
    window: str, *, version: int = 2, status: WindowStatus = WindowStatus.OPEN, epoch: int = 1
) -> WindowFact:
    return WindowFact(epoch=epoch, version=version, window=window, status=status)
