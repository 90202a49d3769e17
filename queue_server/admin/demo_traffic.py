"""`hallctl demo-traffic`: simulated visitors and clerks go through a running hall's real doors.

Tickets are issued and called over HTTP as a kiosk and the clerks' pages do; ratings are pressed on
the evaluators of the bench, and travel over the desk's wire.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from uuid import uuid4

import urllib3

from config.hall import Hall
from config.journal import configure_logging
from config.loader import EXIT_CONFIG, ConfigMistakes, load
from config.secrets import read_token
from config.service_manager import notify_ready, notify_stopping
from queue_server.admin import demo_profile as profile
from queue_server.admin.demo_agenda import WORKERS, Agenda
from queue_server.admin.demo_clerk import Clerk
from queue_server.admin.demo_visitors import Visitors
from queue_server.admin.make_accounts import DemoAccounts, read_accounts
from queue_server.admin.places import LOOPBACK, bench_port, data_folder
from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient

SEED = 20130801  # the month that the profile's figures are from
BENCH_TIMEOUT_S = 2.0
GOING_HOME_S = 2.0

_log = logging.getLogger(__name__)
Grade = Callable[[str, int], None]


def evaluators(hall: Hall, port: int) -> dict[str, Grade]:
    """How a visitor presses a grade at each window that has an evaluator on the bench."""
    pool = urllib3.PoolManager(timeout=BENCH_TIMEOUT_S, retries=False)

    def press(desk: str, keys: dict[int, int], window: str, level: int) -> None:
        body = json.dumps({"window": window, "grade": keys[level]}).encode()
        headers = {"Content-Type": "application/json", "X-Bench": "1"}
        url = f"http://{LOOPBACK}:{port}/api/devices/desk-{desk}/grade"
        try:
            pool.request("POST", url, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            _log.info("nobody at the bench: %s", error)

    pressing: dict[str, Grade] = {}
    for desk in hall.desks:
        keys = {level: int(byte) for byte, level in desk.grades.items()}
        for pad in desk.pads:
            if pad.evaluator:
                pressing[pad.window] = partial(press, desk.id, keys)
    return pressing


def clerks(
    hall: Hall, accounts: DemoAccounts, grades: Mapping[str, Grade], random: Random, speed: float
) -> list[Clerk]:
    """The clerks of this shift, each with a random stream of its own."""
    url = server_url(hall)
    made = []
    for alike in hall.windows:
        for window in profile.staffed(alike.numbers(), set(grades)):
            account = accounts.clerk_at(window)
            if account is None:
                continue
            login = m.LogIn(account=account.account, password=account.password, window=window)
            made.append(
                Clerk(
                    login,
                    list(alike.services),
                    connect=partial(QueueClient, url),
                    grade=grades.get(window),
                    random=split(random),
                    new_id=uuid4,
                    speed=speed,
                )
            )
    return made


def split(random: Random) -> Random:
    """A stream of its own: what one person does changes nobody else."""
    return Random(random.getrandbits(64))  # noqa: S311  # nothing secret


def server_url(hall: Hall) -> str:
    return f"http://{hall.server.host}:{hall.server.port}"


def run_demo_traffic(env: Mapping[str, str], speed: float) -> int:
    """Until SIGTERM or SIGINT. Raises `ConfigMistakes`."""
    hall = load(env=env)
    kiosk = hall.kiosks[0].id if hall.kiosks else ""
    token = read_token(hall, f"kiosk-{kiosk}")
    accounts = read_accounts(data_folder(env) / "demo.json")
    random = Random(SEED)  # noqa: S311  # the same people every time; nothing secret
    agenda = Agenda(speed, time.monotonic)
    visitors = Visitors(
        QueueClient(server_url(hall), token),
        kiosk,
        [service.id for service in hall.services],
        random=split(random),
        new_id=uuid4,
        speed=speed,
    )
    shift = clerks(hall, accounts, evaluators(hall, bench_port(env)), random, speed)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    agenda.add(visitors.arrive())
    for position, clerk in enumerate(shift):
        agenda.add(clerk.work(), after_s=position * 0.1 * speed)
    notify_ready(f"{len(shift)} clerks, {speed:g} times as fast as life")
    agenda.run(stop)
    notify_stopping()
    _send_home(shift)
    return 0


def _send_home(shift: list[Clerk]) -> None:
    """Everyone logs out, as many as can before the service manager's patience ends."""
    deadline_s = time.monotonic() + GOING_HOME_S

    def go(clerk: Clerk) -> None:
        if time.monotonic() < deadline_s:
            clerk.go_home()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(go, shift))


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m queue_server.admin.demo_traffic")
    arguments.add_argument("--speed", type=float, default=60.0)
    configure_logging("demo-traffic")
    try:
        return run_demo_traffic(os.environ, arguments.parse_args().speed)
    except ConfigMistakes as mistakes:
        print(mistakes, file=sys.stderr)
        return EXIT_CONFIG


if __name__ == "__main__":
    sys.exit(main())
