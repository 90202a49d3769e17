"""Asking a program from outside whether it serves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

PAUSE_S = 0.1
ANSWER_TIMEOUT_S = 2.0


async def accepts(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), ANSWER_TIMEOUT_S)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


async def answers_ok(host: str, port: int, path: str) -> bool:
    """Whether `GET path` is answered with 200."""
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
                writer.write(request.encode("ascii"))
                status = (await reader.readline()).split()
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return False
    return len(status) > 1 and status[1] == b"200"


async def until(is_ready: Callable[[], Awaitable[bool]]) -> None:
    """Return as soon as `is_ready` says so; the caller sets the time limit."""
    while not await is_ready():
        await asyncio.sleep(PAUSE_S)
