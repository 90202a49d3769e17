"""Reading and writing the files that hold secrets.

A missing or open file is a configuration mistake: `ConfigMistakes`, so that programs exit 78.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import msgspec

from config.hall import Hall
from config.mistakes import ConfigMistakes, Mistake

KEY_BYTES = 32  # HMAC-SHA-256: a key as long as the hash


def read_token(hall: Hall, program: str) -> str:
    """The HTTP token of a device program such as `kiosk-k1`."""
    return read_secret(Path(hall.secrets.token_dir) / program).decode("ascii").strip()


def read_mqtt_password(hall: Hall, user: str) -> str:
    """The broker's password for one program."""
    passwords = read_all_mqtt_passwords(hall)
    if user not in passwords:
        message = f'has no password of "{user}": run `hallctl setup`'
        raise _wrong(Path(hall.mqtt.password_file), message)
    return passwords[user]


def read_all_mqtt_passwords(hall: Hall) -> dict[str, str]:
    """Every user's password: what a broker needs."""
    path = Path(hall.mqtt.password_file)
    try:
        return msgspec.json.decode(read_secret(path), type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise _wrong(path, f"is not {{user: password}} in JSON: {error}") from error


def read_person_key(hall: Hall) -> bytes:
    """The key of the hash of an ID number."""
    return _key(Path(hall.secrets.person_key_file))


def rating_key(hall: Hall) -> bytes | None:
    """The key that signs the slips' codes; None in a hall that was set up before there was one."""
    path = Path(hall.secrets.rating_key_file)
    return _key(path) if path.exists() else None


def _key(path: Path) -> bytes:
    """32 bytes, kept as hexadecimal text."""
    try:
        key = bytes.fromhex(read_secret(path).decode("ascii").strip())
    except ValueError as error:
        raise _wrong(path, "is not hexadecimal") from error
    if len(key) != KEY_BYTES:
        raise _wrong(path, f"holds {len(key)} bytes, not {KEY_BYTES}")
    return key


def write_secret(path: Path, data: bytes) -> None:
    """Write a file of mode 0600, whole or not at all, and durable when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600 by contract
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name, too
    finally:
        os.close(folder)


def read_secret(path: Path) -> bytes:
    """What `write_secret` wrote; a file that every user may read is a mistake."""
    try:
        if path.stat().st_mode & stat.S_IRWXO:
            raise _wrong(path, "is open to every user of this machine: chmod 600")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise _wrong(path, "is missing: run `hallctl setup`") from error
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from error


def _wrong(path: Path, message: str) -> ConfigMistakes:
    return ConfigMistakes([Mistake(path, 0, "", message)])
