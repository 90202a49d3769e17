"""A program that the launcher keeps alive, tried with small programs that misbehave."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

from queue_server.admin import child as child_module
from queue_server.admin.child import Child, Program
from queue_server.admin.log_file import LogFile

WAIT_S = 10.0


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not is_true():
            await asyncio.sleep(0.01)


class Kept:
    """A child that runs `code`; `said` is what a person would read."""

    def __init__(self, tmp_path: Path, code: str) -> None:
        self.said: list[str] = []
        self.log = tmp_path / "x.log"
        self.child = Child(
            Program("x", (sys.executable, "-c", code), stage=0),
            dict(os.environ),
            LogFile(self.log),
            tmp_path / "x.notify",
            lambda _name, sentence: self.said.append(sentence),
        )
        self.task = asyncio.create_task(self.child.keep_running())

    async def printed(self, text: str) -> None:
        await until(lambda: self.log.exists() and text in self.log.read_text())

    async def stop(self) -> None:
        await self.child.stop()
        await asyncio.wait_for(self.task, WAIT_S)


def lives(pid: int) -> bool:
    """Running: a zombie of somebody else's does not count."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_that_falls_is_started_again(tmp_path: Path) -> None:
    async def story() -> None:
        kept = Kept(tmp_path, "import os; print('born', flush=True); os.abort()")
        await until(lambda: kept.child.starts >= 2)
        await kept.stop()
        assert kept.said[0] == "ended (SIGABRT); again in 0.5 s"

    asyncio.run(story())


def test_the_pause_between_falls_grows(tmp_path: Path) -> None:
    async def story() -> None:
        kept = Kept(tmp_path, "raise SystemExit(3)")
        await until(lambda: len(kept.said) >= 2)
        await kept.stop()
        assert [s.split()[-2] for s in kept.said[:2]] == ["0.5", "1"]

    asyncio.run(story())


def test_a_wrong_configuration_is_not_tried_again(tmp_path: Path) -> None:
    async def story() -> None:
        kept = Kept(tmp_path, "raise SystemExit(78)")
        await asyncio.wait_for(kept.task, WAIT_S)
        assert kept.child.starts == 1
        assert "configuration is wrong" in kept.said[0]

    asyncio.run(story())


def test_who_does_not_listen_to_the_stop_is_killed(tmp_path: Path) -> None:
    async def story() -> None:
        deaf = (
            "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf'); time.sleep(99)"
        )
        kept = Kept(tmp_path, deaf)
        await kept.printed("deaf")
        pid = kept.child.pid
        assert pid
        await kept.stop()
        assert not lives(pid)
        assert "is killed" in kept.said[0]

    original = child_module.GRACE_S
    child_module.GRACE_S = 0.3
    try:
        asyncio.run(story())
    finally:
        child_module.GRACE_S = original


def test_grandchildren_go_too(tmp_path: Path) -> None:
    async def story() -> None:
        parent = (
            "import subprocess, sys, time\n"
            "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])\n"
            "print('grandchild', p.pid, flush=True)\n"
            "time.sleep(99)\n"
        )
        kept = Kept(tmp_path, parent)
        await kept.printed("grandchild")
        await until(lambda: kept.log.read_text().endswith("\n"))
        grandchild = int(kept.log.read_text().split()[1])
        await kept.stop()
        await until(lambda: not lives(grandchild))

    asyncio.run(story())


def test_a_program_says_itself_that_it_is_ready(tmp_path: Path) -> None:
    async def story() -> None:
        code = (
            "import time\nfrom config.service_manager import notify_ready\n"
            "notify_ready('16 services'); time.sleep(99)"
        )
        kept = Kept(tmp_path, code)
        await asyncio.wait_for(kept.child.ready.wait(), WAIT_S)
        await kept.stop()
        assert kept.child.status == "16 services"

    asyncio.run(story())


def test_errors_reach_the_console_and_the_rest_the_log(tmp_path: Path) -> None:
    async def story() -> None:
        code = (
            "import logging, time\nfrom config.journal import configure_logging\n"
            "configure_logging('x')\n"
            "logging.info('all well'); logging.error('no paper'); time.sleep(99)"
        )
        kept = Kept(tmp_path, code)
        await until(lambda: bool(kept.said))
        await kept.stop()
        assert kept.said == ["root: no paper"]
        assert "all well" in kept.log.read_text()

    asyncio.run(story())


def test_a_line_without_an_end_is_kept_in_bounds(tmp_path: Path) -> None:
    async def story() -> None:
        kept = Kept(tmp_path, "import sys; sys.stdout.write('x' * 5_000_000); sys.stdout.flush()")
        await until(lambda: bool(kept.said))
        await kept.stop()
        assert kept.log.stat().st_size <= 2_000_000

    asyncio.run(story())
