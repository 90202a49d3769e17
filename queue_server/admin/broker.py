"""Which MQTT broker runs, and how it is started."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.hall import Hall
from config.secrets import read_all_mqtt_passwords
from queue_server.admin import broker_mosquitto
from queue_server.admin.broker_access import grants

SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")  # not in every user's PATH
KINDS = ("mosquitto", "embedded")


class NoSuchBroker(Exception):
    """HALL_BROKER names a broker that this machine does not have, or none of ours."""


@dataclass(frozen=True)
class Broker:
    """`kind` is one of KINDS; `name` says it to people; `command` starts it in the foreground."""

    kind: str
    name: str
    command: tuple[str, ...]


def find_mosquitto(env: Mapping[str, str]) -> str | None:
    """The path of mosquitto, also where ordinary users do not look."""
    path = os.pathsep.join((env.get("PATH", ""), *SYSTEM_FOLDERS))
    return shutil.which("mosquitto", path=path)


def choose(env: Mapping[str, str], mosquitto: str | None) -> str:
    """`HALL_BROKER` if it is set, else mosquitto where there is one, else the embedded broker."""
    wanted = env.get("HALL_BROKER", "")
    if wanted and wanted not in KINDS:
        raise NoSuchBroker(f'HALL_BROKER="{wanted}": known are {", ".join(KINDS)}')
    if wanted == "mosquitto" and not mosquitto:
        raise NoSuchBroker("HALL_BROKER=mosquitto, but mosquitto is not installed")
    return wanted or ("mosquitto" if mosquitto else "embedded")


def prepare(hall: Hall, folder: Path, env: Mapping[str, str]) -> Broker:
    """Write what the chosen broker needs into `folder` and say how to start it.

    Raises `NoSuchBroker`.
    """
    mosquitto = find_mosquitto(env)
    kind = choose(env, mosquitto)
    if kind == "mosquitto" and mosquitto:
        passwords = read_all_mqtt_passwords(hall)
        file = broker_mosquitto.write_files(
            folder, hall.mqtt.host, hall.mqtt.port, passwords, grants(hall)
        )
        return Broker(kind, f"mosquitto ({mosquitto})", (mosquitto, "-c", str(file)))
    command = (sys.executable, "-m", "queue_server.admin.broker_embedded")
    return Broker("embedded", "embedded (amqtt, mended)", command)
