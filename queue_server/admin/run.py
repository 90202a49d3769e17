"""`hallctl run`: a whole hall on this machine."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path

from config.guides import load_guides
from config.hall import Hall
from config.loader import load
from devices.hall_profiles import check_profiles
from display.board_check import check_boards
from queue_server.admin import broker as broker_choice
from queue_server.admin.bench_layout import bench_file
from queue_server.admin.greeting import greeting
from queue_server.admin.kiosk_libraries import TEXT_LIBRARIES, WINDOW_LIBRARIES, missing_packages
from queue_server.admin.launch import Launcher
from queue_server.admin.places import (
    RUN_PREFIX,
    Places,
    bench_port,
    check_ports,
    check_socket_paths,
    data_folder,
    free_port,
    make_run_folder,
    remove_run_folder,
)
from queue_server.admin.programs import programs
from queue_server.admin.running import DataFolderLock, read_record
from queue_server.admin.scripted_day import scripted_day
from queue_server.admin.setup import set_up
from queue_server.admin.staff_pins import demo_staff


def run(env: Mapping[str, str], demo_speed: float | None) -> int:
    """Start everything and wait for Ctrl-C.

    Raises `ConfigMistakes`, `PortsBusy`, `AlreadyRunning`, `NoSuchBroker`, `DataInUse`.
    """
    data = data_folder(env)
    port = bench_port(env)
    lock = DataFolderLock(data)
    _sweep_after_a_killed_launcher(data)
    run_folder = make_run_folder(env)
    try:
        places = Places(data, run_folder, port)
        _run(places, _complete(env, places), demo_speed)
    finally:
        remove_run_folder(run_folder, env)
        lock.release()
    return 0


def _run(places: Places, env: Mapping[str, str], demo_speed: float | None) -> None:
    hall = load(env=env, further=[check_profiles, check_boards])
    load_guides(hall, env=env)
    check_socket_paths([places.eye(kiosk.id) for kiosk in hall.kiosks])
    check_ports(hall, places)
    broker_choice.choose(env, broker_choice.find_mosquitto(env))  # or say now that it cannot be
    accounts = set_up(hall, places)
    staff = demo_staff(hall, places.demo_staff)
    broker = broker_choice.prepare(hall, places.data / "broker", env)
    places.devices.mkdir(exist_ok=True, mode=0o700)
    places.bench.write_bytes(bench_file(hall, places))
    missing = _missing_for_kiosks(hall)
    day = scripted_day(env, places.bench)
    wanted = programs(hall, places, broker, kiosks=not missing, demo_speed=demo_speed, day=day)

    def where_to_look() -> None:
        print("\n".join(greeting(hall, places, broker, accounts, staff, missing)), flush=True)

    launcher = Launcher(hall, places, broker, env, _say)
    asyncio.run(launcher.run(wanted, where_to_look))


def _complete(env: Mapping[str, str], places: Places) -> dict[str, str]:
    """The environment of every program: what the caller left open is decided here."""
    return {
        "HALL_CAMERA_PORT": str(free_port()),
        "HALL_LED_PORT": str(free_port()),
        **env,
        "HALL_DATA": str(places.data),
        "HALL_RUN": str(places.run),
        "HALL_BENCH_PORT": str(places.bench_port),
    }


def _missing_for_kiosks(hall: Hall) -> list[str]:
    """The packages that are missing, if without them no window can be drawn."""
    if not hall.kiosks or not missing_packages(WINDOW_LIBRARIES):
        return []
    return missing_packages(WINDOW_LIBRARIES | TEXT_LIBRARIES)


def _sweep_after_a_killed_launcher(data: Path) -> None:
    """Remove the run folder of a launcher that could not do it; we hold the lock, so it is dead."""
    record = read_record(data / "running.json")
    if record and Path(record.run).name.startswith(RUN_PREFIX):
        shutil.rmtree(record.run, ignore_errors=True)
    (data / "running.json").unlink(missing_ok=True)


def _say(line: str) -> None:
    print(line, flush=True)
