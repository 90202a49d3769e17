"""One program that the launcher keeps alive."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.mistakes import EXIT_CONFIG
from queue_server.admin.log_file import LogFile
from queue_server.admin.notify_socket import NotifySocket

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
HEALTHY_AFTER_S = 30.0  # who ran this long starts again without a pause
GRACE_S = 3.0  # every program stops within this time, or is killed
LAST_OUTPUT_S = 1.0
READ_BYTES = 16_384
TETHER = Path(__file__).with_name("tether.py")

Say = Callable[[str, str], None]  # program, sentence


@dataclass(frozen=True)
class Program:
    """`stage`: a later one starts after, and stops before, an earlier one.

    `is_ready` is asked again and again until it says yes; None: the program tells it itself.
    """

    name: str
    command: tuple[str, ...]
    stage: int
    env: Mapping[str, str] = field(default_factory=dict)


class Child:
    """Starts `program`, writes its output to its log, starts it again when it fell."""

    def __init__(
        self, program: Program, env: Mapping[str, str], log: LogFile, notify: Path, say: Say
    ) -> None:
        self.program = program
        self.ready = asyncio.Event()
        self.status = ""
        self.starts = 0
        self._env = {**env, **program.env, "NOTIFY_SOCKET": str(notify), "PYTHONUNBUFFERED": "1"}
        self._log = log
        self._notify = notify
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def keep_running(self) -> None:
        """Until `stop`, or until the program says that its configuration is wrong."""
        notify = NotifySocket(self._notify, self._heard)
        pause_s = FIRST_PAUSE_S
        loop = asyncio.get_running_loop()
        try:
            while not self._stopping:
                started_at = loop.time()
                code = await self._run_once()
                if self._stopping:
                    return
                if code == EXIT_CONFIG:
                    self._say(self.program.name, "stopped: its configuration is wrong · 配置有误")
                    return
                if loop.time() - started_at > HEALTHY_AFTER_S:
                    pause_s = FIRST_PAUSE_S
                self._say(self.program.name, f"ended ({_cause(code)}); again in {pause_s:g} s")
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        finally:
            notify.close()
            self._log.close()

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL to its whole group after GRACE_S or when it left children behind."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GRACE_S)
        except TimeoutError:
            self._say(self.program.name, f"did not stop within {GRACE_S:g} s and is killed")
        self.kill()

    def kill(self) -> None:
        self._stopping = True
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _run_once(self) -> int:
        """Start it, read it to its end; returns the exit code (negative: killed by a signal)."""
        self.ready.clear()
        self.starts += 1
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-S",
            str(TETHER),
            str(os.getpid()),
            *self.program.command,
            env=self._env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # a group of its own: the terminal's Ctrl-C reaches us alone
        )
        reading = asyncio.create_task(self._read_output(self._process))
        code = await self._process.wait()
        _, unread = await asyncio.wait({reading}, timeout=LAST_OUTPUT_S)
        for task in unread:  # a grandchild holds the pipe
            task.cancel()
        self.kill_group_of(self._process)
        return code

    @staticmethod
    def kill_group_of(process: asyncio.subprocess.Process) -> None:
        """Grandchildren that outlived the program would hold its ports."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    async def _read_output(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            return
        rest = b""
        while data := await process.stdout.read(READ_BYTES):
            self._log.write(data)
            *lines, rest = (rest + data)[-READ_BYTES:].split(b"\n")
            for line in lines:
                self._relay(line.decode(errors="replace"))

    def _relay(self, line: str) -> None:
        """Errors of our programs also go to the console; the rest stays in the log."""
        words = line.split(" ", 3)
        if len(words) == 4 and words[2] in ("ERROR", "CRITICAL"):
            self._say(self.program.name, words[3][:200])

    def _heard(self, message: dict[str, str]) -> None:
        self.status = message.get("STATUS", self.status)
        if message.get("READY") == "1":
            self.ready.set()


def _cause(code: int) -> str:
    if code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
