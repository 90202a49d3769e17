"""`hallctl demo-traffic`: simulated visitors and clerks go through a running hall's real doors.

Tickets are issued and called over HTTP as a kiosk and the clerks' pages do; ratings are pressed on
the evaluators of the bench, and travel over the desk's wire.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from uuid import uuid4

from config.hall import Hall
from config.journal import configure_logging
from config.loader import EXIT_CONFIG, ConfigMistakes, load
from config.secrets import read_person_key, read_token
from config.service_manager import notify_ready, notify_stopping
from config.variables import known_variables
from devices.hall_profiles import desk_profiles, grades_of
from queue_server.admin import demo_profile as profile
from queue_server.admin.demo_agenda import WORKERS, Agenda
from queue_server.admin.demo_bench import Bench
from queue_server.admin.demo_booked import BookedVisitors
from queue_server.admin.demo_clerk import Clerk
from queue_server.admin.demo_kiosk import Eye, KioskVisitors
from queue_server.admin.demo_slips import SlipHolders, page_of
from queue_server.admin.demo_visitors import Visitors
from queue_server.admin.make_accounts import DemoAccounts, read_accounts
from queue_server.admin.make_secrets import BOOKING
from queue_server.admin.places import Places, bench_port, data_folder
from queue_server.admin.running import read_record
from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient
from queue_server.contract.sessions import LogIn

SEED = 20130801  # the month that the profile's figures are from
GOING_HOME_S = 2.0

_log = logging.getLogger(__name__)
Grade = Callable[[str, int], None]


def evaluators(hall: Hall, bench: Bench) -> dict[str, Grade]:
    """How a visitor presses a grade at each window that has an evaluator on the bench."""

    def press(device: str, keys: dict[int, int], window: str, level: int) -> None:
        bench.do(device, "grade", window=window, grade=keys[level])

    pressing: dict[str, Grade] = {}
    for desk in hall.desks:
        grades = grades_of(desk, desk_profiles(desk)[1])
        keys = {level: byte for byte, level in grades.items()}
        for pad in desk.pads:
            if pad.evaluator:
                pressing[pad.window] = partial(press, f"desk-{desk.id}", keys)
    return pressing


def clerks(
    hall: Hall, accounts: DemoAccounts, grades: Mapping[str, Grade], random: Random, speed: float
) -> list[Clerk]:
    """The clerks of this shift, each with a random stream of its own."""
    url = server_url(hall)
    made = []
    for alike in hall.windows:
        if alike.tidal:
            continue  # whether one is wanted is for people to see
        for window in profile.staffed(alike.numbers(), set(grades)):
            account = accounts.clerk_at(window)
            if account is None:
                continue
            login = LogIn(account=account.account, password=account.password, window=window)
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


def kiosk_visitors(
    hall: Hall, bench: Bench, places: Places, random: Random, speed: float
) -> list[KioskVisitors]:
    """Those who press the screens of the kiosks that run on this machine."""
    return [
        KioskVisitors(
            hall,
            Eye(places.eye(kiosk.id)),
            bench,
            f"id-card-{kiosk.id}",
            random=split(random),
            speed=speed,
        )
        for kiosk in hall.kiosks
    ]


def booked_visitors(
    hall: Hall, kiosk: str, token: str, agenda: Agenda, random: Random, speed: float
) -> BookedVisitors:
    """Those whom the city's booking platform tells of, and who check in at kiosk `kiosk`."""
    return BookedVisitors(
        hall,
        platform=QueueClient(server_url(hall), read_token(hall, BOOKING)),
        kiosk=QueueClient(server_url(hall), token),
        kiosk_id=kiosk,
        person_key=read_person_key(hall),
        send=agenda.add,
        random=split(random),
        new_id=uuid4,
        clock=lambda: datetime.now(UTC),
        speed=speed,
    )


def slip_holders(hall: Hall, agenda: Agenda, random: Random) -> Callable[[m.Ticket], None]:
    """Some of those who were given a ticket rate by its slip when they were served."""
    holders = SlipHolders(page_of(server_url(hall)), random)

    def given(ticket: m.Ticket) -> None:
        if holders.holds(ticket.link):
            agenda.add(holders.rate(ticket.link))

    return given


def split(random: Random) -> Random:
    """A stream of its own: what one person does changes nobody else."""
    return Random(random.getrandbits(64))  # noqa: S311  # nothing secret


def running_places(env: Mapping[str, str]) -> Places:
    """Where the running hall keeps its things: its launcher's note says more than our defaults."""
    data = data_folder(env)
    record = read_record(data / "running.json")
    run = env.get("HALL_RUN") or (record.run if record else known_variables(env)["HALL_RUN"])
    return Places(data, Path(run), bench_port(env))


def server_url(hall: Hall) -> str:
    return f"http://{hall.server.host}:{hall.server.port}"


def run_demo_traffic(env: Mapping[str, str], speed: float) -> int:
    """Until SIGTERM or SIGINT. Raises `ConfigMistakes`."""
    hall = load(env=env)
    kiosk = hall.kiosks[0].id if hall.kiosks else ""
    token = read_token(hall, f"kiosk-{kiosk}")
    places = running_places(env)
    accounts = read_accounts(places.demo_accounts)
    random = Random(SEED)  # noqa: S311  # the same people every time; nothing secret
    agenda = Agenda(speed, time.monotonic)
    visitors = Visitors(
        QueueClient(server_url(hall), token),
        kiosk,
        [service.id for service in hall.services],
        random=split(random),
        new_id=uuid4,
        speed=speed,
        given=slip_holders(hall, agenda, split(random)),
    )
    bench = Bench(places.bench_port)
    shift = clerks(hall, accounts, evaluators(hall, bench), random, speed)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    agenda.add(visitors.arrive())
    agenda.add(booked_visitors(hall, kiosk, token, agenda, random, speed).book())
    for at_kiosk in kiosk_visitors(hall, bench, places, random, speed):
        agenda.add(at_kiosk.come())
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
