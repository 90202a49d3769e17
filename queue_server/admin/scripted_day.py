"""`HALL_DAY`: the scripted day that the virtual devices of a hall go through."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.mistakes import ConfigMistakes, Mistake
from devices.sim.bench_file import read_bench
from devices.sim.day import DayMistakes, find_day, read_day
from devices.sim.host import Host


def scripted_day(env: Mapping[str, str], bench: Path) -> str:
    """Its file, checked against the devices of `bench`; "" when no day is wanted.

    Raises `ConfigMistakes`: a mistake is told before anything is started, not by a program that
    is started again and again.
    """
    wanted = env.get("HALL_DAY", "")
    if not wanted:
        return ""
    file = find_day(wanted).resolve()
    try:
        read_day(file, Host(read_bench(bench)))
    except DayMistakes as day:
        raise ConfigMistakes(
            Mistake(each.file, each.line, each.key, each.message) for each in day.mistakes
        ) from day
    return str(file)
