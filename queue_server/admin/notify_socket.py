"""The listening end of sd_notify(3) for the launcher's children: READY and STATUS."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

MAX_MESSAGE_BYTES = 4096


class NotifySocket:
    """Calls `on_message({"READY": "1", …})` in the event loop for each message of one program."""

    def __init__(self, path: Path, on_message: Callable[[dict[str, str]], None]) -> None:
        self._on_message = on_message
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(str(path))
        path.chmod(0o600)
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def _read(self) -> None:
        try:
            message = self._socket.recv(MAX_MESSAGE_BYTES).decode(errors="replace")
        except BlockingIOError:
            return
        pairs = (line.partition("=") for line in message.splitlines())
        self._on_message({key: value for key, _, value in pairs})
