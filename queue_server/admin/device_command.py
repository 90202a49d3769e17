"""`hallctl devices [--json]` and `hallctl devices probe PORT`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from config.hall import Hall
from config.loader import ConfigMistakes, load
from devices import probe_tool
from devices.catalog import DRIVERS, probes_of
from devices.errors import LinkLost
from devices.plugged import plugged
from devices.probing import probe_port
from devices.transport import open_transport
from queue_server.admin.device_health import BrokerAway, read_health
from queue_server.admin.device_list import Place, Row, report, rows
from queue_server.admin.places import data_folder
from queue_server.admin.running import is_held, read_record
from queue_server.contract.messages import DeviceState, HealthFact

WELL, TROUBLE = 0, 1


def devices(argv: Sequence[str], env: Mapping[str, str] = os.environ) -> int:
    """Exit 0 when every device of the hall's file is well, 1 when one is not or none tells."""
    if argv and argv[0] == "probe":
        return probe_tool.main(argv[1:])
    parser = argparse.ArgumentParser(
        prog="hallctl devices",
        description="How each device of the hall is, and what is plugged into this machine.",
        epilog="hallctl devices probe PORT finds out what hangs on a port.",
    )
    parser.add_argument("--json", action="store_true", help="for other programs")
    arguments = parser.parse_args(argv)
    hall = load(env=surroundings(env))
    listed = _asked(rows(hall, _said(hall)))
    found = plugged()
    if arguments.json:
        told = {"devices": listed, "plugged": found}
        print(msgspec.json.format(msgspec.json.encode(told)).decode())
    else:
        print("\n".join(report(listed, found, datetime.now(UTC))))
    return WELL if all(map(_is_well, listed)) else TROUBLE


def surroundings(env: Mapping[str, str]) -> dict[str, str]:
    """The variables of the hall that runs on this data folder: it chose its ports at its start."""
    data = data_folder(env)
    known = {"HALL_RUN": "/run/hall", **env, "HALL_DATA": str(data)}
    record = read_record(data / "running.json") if is_held(data) else None
    return known if record is None else known | record.variables


def _asked(listed: list[Row]) -> list[Row]:
    """Devices whose program does not run are asked here, each place once."""
    answers: dict[Place, str] = {}
    for row in listed:
        if row.health is None and not row.online and row.place not in answers:
            answers[row.place] = _answer(row.place)
    return [
        replace(row, answers=answers.get(row.place, "")) if row.health is None else row
        for row in listed
    ]


def _answer(place: Place) -> str:
    questions = [p for p in probes_of(place.kind) if p.question] if place.kind else []
    if not questions:
        return ""
    try:
        found = probe_port(
            lambda _usual: open_transport(place.port, place.baud or DRIVERS[place.kind].baud),
            questions,
            clock=time.monotonic,
            with_speeds=False,
        )
    except LinkLost as error:
        return str(error)
    return found[0].finding.says if found else "no answer"


def _said(hall: Hall) -> dict[str, HealthFact]:
    try:
        return read_health(hall)
    except (BrokerAway, ConfigMistakes) as error:  # no broker, or no hall was ever set up here
        print(f"{error}\nnobody tells how the devices are · 没有程序报告设备状态", file=sys.stderr)
        return {}


def _is_well(row: Row) -> bool:
    return row.health is not None and row.health.state is not DeviceState.FAULT and row.online
