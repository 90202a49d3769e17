"""The secrets of a hall, made once for each data folder and then kept."""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from config.hall import Hall
from config.secrets import KEY_BYTES, read_all_mqtt_passwords, read_token, write_secret
from queue_server.admin.broker_access import device_programs, grants

TOKEN_BYTES = 32
BOOKING = "booking"  # the program that tells of appointments: the city's platform, or hallctl
HALLCTL = "hallctl"  # asks a running server for what a shell wants to know


def make_secrets(hall: Hall) -> None:
    """Make what is missing; never change what is there."""
    for key in map(Path, (hall.secrets.person_key_file, hall.secrets.rating_key_file)):
        if not key.exists():
            write_secret(key, secrets.token_hex(KEY_BYTES).encode())
    for program in token_programs(hall):
        token = Path(hall.secrets.token_dir) / program
        if not token.exists():
            write_secret(token, secrets.token_urlsafe(TOKEN_BYTES).encode())
    _make_mqtt_passwords(hall)


def token_programs(hall: Hall) -> list[str]:
    """Who holds an HTTP token, named as the token files are: the programs of the hall, and those
    that say nothing at the broker: the city's booking platform, and hallctl."""
    return [*device_programs(hall), BOOKING, HALLCTL]


def tokens(hall: Hall) -> dict[str, str]:
    """Program to its HTTP token; raises `ConfigMistakes` when one is missing."""
    return {program: read_token(hall, program) for program in token_programs(hall)}


def _make_mqtt_passwords(hall: Hall) -> None:
    path = Path(hall.mqtt.password_file)
    known = read_all_mqtt_passwords(hall) if path.exists() else {}
    users = grants(hall)
    missing = {user: secrets.token_urlsafe(TOKEN_BYTES) for user in users if user not in known}
    if missing:
        write_secret(path, msgspec.json.format(msgspec.json.encode(known | missing)))
