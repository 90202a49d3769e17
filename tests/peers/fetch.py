"""Fetches, into .cache/peers, the programs of others that some tests hold ours against.

`make test` runs this once: `python tests/peers/fetch.py`. Nothing of them is kept in the
repository; what was fetched before is not fetched again.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "peers"
DOWNLOAD_TIMEOUT_S = 120


@dataclass(frozen=True)
class Wheel:
    """One release of a package, for any Python and machine, known by its SHA-256."""

    name: str
    version: str
    python: str  # the Python it says it needs; the part that we use runs on ours
    sha256: str
    licence: str
    used_for: str

    @property
    def path(self) -> Path:
        return CACHE / f"{self.name}-{self.version}-py3-none-any.whl"


EMUPOS = Wheel(
    name="emupos",
    version="0.4.0",
    python="3.13",
    sha256="d41f15caa2b286e7303b12c4bdcb02dc395c75553479d02b20566e2bacc2bb9a",
    licence="Apache-2.0",
    used_for="reading the printed slips' bytes with code that is not ours",
)
EBUS_MQTT_CLIENT = Wheel(
    name="ebus_mqtt_client",
    version="0.8.0",
    python="3.11",
    sha256="aadbcb81d03ec90e07a26abe46dcad12157d88c275ef00b018be2cb5d19fd119",
    licence="MIT",
    used_for="the broker connection of ebus_sdk",
)
EBUS_SDK = Wheel(
    name="ebus_sdk",
    version="0.27.0",
    python="3.11",
    sha256="54d6c1f6a01452ea523628ab6b164dc76ad801d64280aa7727eaa91f76d0e3da",
    licence="MIT",
    used_for="finding and reading our Homie trees with a controller that is not ours",
)
WHEELS = (EMUPOS, EBUS_MQTT_CLIENT, EBUS_SDK)


class PeerMissing(Exception):
    """A peer cannot be had; the text says which, what for and why."""


def fetch(wheel: Wheel) -> Path:
    """The checked wheel, downloaded if it is not there. Raises `PeerMissing`."""
    if not wheel.path.exists():
        _download(wheel)
    found = hashlib.sha256(wheel.path.read_bytes()).hexdigest()
    if found != wheel.sha256:
        wheel.path.unlink()
        raise PeerMissing(f"{wheel.name}: sha256 is {found}, not {wheel.sha256}: thrown away")
    return wheel.path


def _download(wheel: Wheel) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary=:all:", "--python-version", wheel.python),
        *("--dest", os.fspath(CACHE), f"{wheel.name}=={wheel.version}"),
    ]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=DOWNLOAD_TIMEOUT_S, check=False
        )
        complaint = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
    except (OSError, subprocess.TimeoutExpired) as error:
        complaint = str(error)
    if not wheel.path.exists():
        raise PeerMissing(
            f"{wheel.name} {wheel.version} ({wheel.licence}; for {wheel.used_for}) could not be "
            f"fetched: {complaint}"
        )


def main() -> int:
    missing = 0
    for wheel in WHEELS:
        try:
            sys.stdout.write(f"{wheel.name} {wheel.version}: {fetch(wheel)}\n")
        except PeerMissing as error:
            sys.stderr.write(f"{error}\nTests that need it will say so and be skipped.\n")
            missing += 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
