"""The launcher: starts every program of a hall, keeps them running, leaves none behind.

It may be killed at any moment: the kernel then ends its children (see `tether`).
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterable, Mapping

from config.hall import Hall
from queue_server.admin.broker import Broker
from queue_server.admin.child import Child, Program
from queue_server.admin.log_file import LogFile
from queue_server.admin.places import LOOPBACK, Places
from queue_server.admin.readiness import accepts, answers_ok, until
from queue_server.admin.running import Running, RunningProgram, write_record

READY_TIMEOUT_S = 30.0  # then the next stage starts all the same: every program heals by itself
RECORD_EVERY_S = 1.0
VARIABLES = "HALL_"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Probe = Callable[[], Awaitable[bool]]
Say = Callable[[str], None]


class Launcher:
    """`say` prints one line; `where_to_look` is called once, when server and bench answer."""

    def __init__(
        self, hall: Hall, places: Places, broker: Broker, env: Mapping[str, str], say: Say
    ) -> None:
        self._hall = hall
        self._places = places
        self._broker = broker
        self._env = env
        self._say = say
        self._children: list[Child] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._stop = asyncio.Event()
        self._signals = 0

    async def run(self, programs: Iterable[Program], where_to_look: Callable[[], None]) -> None:
        """Until SIGINT, SIGTERM or SIGHUP. A second one kills instead of asking."""
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self._signalled)
        recording = asyncio.create_task(self._keep_record())
        starting = asyncio.create_task(self._start(list(programs), where_to_look))
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()  # a fault of the launcher itself is not hidden
            await stopping
        starting.cancel()
        self._say("stopping … · 正在停止……")
        await self._stop_all()
        recording.cancel()
        self._places.record.unlink(missing_ok=True)
        self._say("stopped · 已全部停止")

    async def _start(self, programs: list[Program], where_to_look: Callable[[], None]) -> None:
        stages = sorted({program.stage for program in programs})
        for stage in stages:
            children = [self._begin(program) for program in programs if program.stage == stage]
            await asyncio.gather(*(self._await_ready(child) for child in children))
            if stage == stages[0]:
                where_to_look()

    def _begin(self, program: Program) -> Child:
        child = Child(
            program,
            self._env,
            LogFile(self._places.log / f"{program.name}.log"),
            self._places.notify(program.name),
            lambda name, sentence: self._say(f"[{name}] {sentence}"),
        )
        self._children.append(child)
        self._tasks.append(asyncio.create_task(child.keep_running()))
        return child

    async def _await_ready(self, child: Child) -> None:
        probe = self._probes().get(child.program.name)
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                if probe:
                    await until(probe)
                    child.ready.set()
                else:
                    await child.ready.wait()
            self._say(f"[{child.program.name}] ready {child.status}".rstrip())
        except TimeoutError:
            log = self._places.log / f"{child.program.name}.log"
            self._say(f"[{child.program.name}] not ready after {READY_TIMEOUT_S:g} s; see {log}")

    def _probes(self) -> dict[str, Probe]:
        """How to see from outside that a program serves; the others tell it themselves."""
        server, mqtt = self._hall.server, self._hall.mqtt
        return {
            "broker": lambda: accepts(mqtt.host, mqtt.port),
            "devices": lambda: answers_ok(LOOPBACK, self._places.bench_port, "/api/devices"),
            "server": lambda: answers_ok(server.host, server.port, "/readyz"),
        }

    def _signalled(self) -> None:
        self._signals += 1
        self._stop.set()
        if self._signals > 1:
            for child in self._children:
                child.kill()

    async def _stop_all(self) -> None:
        """Stage by stage, the last started first, each stage together."""
        for stage in sorted({child.program.stage for child in self._children}, reverse=True):
            stage_children = [c for c in self._children if c.program.stage == stage]
            await asyncio.gather(*(child.stop() for child in stage_children))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_record(self) -> None:
        while True:
            write_record(self._places, self._running())
            await asyncio.sleep(RECORD_EVERY_S)

    def _running(self) -> Running:
        return Running(
            launcher_pid=os.getpid(),
            run=str(self._places.run),
            broker=self._broker.name,
            urls=urls(self._hall, self._places),
            variables={k: v for k, v in self._env.items() if k.startswith(VARIABLES)},
            programs=[
                RunningProgram(
                    name=child.program.name,
                    pid=child.pid,
                    ready=child.ready.is_set(),
                    starts=child.starts,
                    status=child.status,
                )
                for child in self._children
            ],
        )


def urls(hall: Hall, places: Places) -> dict[str, str]:
    """Where to look, by what is there."""
    server = f"http://{hall.server.host}:{hall.server.port}"
    return {
        "bench": f"http://{LOOPBACK}:{places.bench_port}",
        "clerk": f"{server}/clerk",
        "hall": f"{server}/hall",
        "kiosks": f"{server}/kiosks",
        "rectifications": f"{server}/rectifications",
        "reports": f"{server}/reports",
        "api": f"{server}/openapi.json",
    }
