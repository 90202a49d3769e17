"""Fetches, into .cache/peers, the programs of others that some tests hold ours against.

`make test` runs this once: `python tests/peers/fetch.py`. Nothing of them is kept in the
repository; what was fetched before is not fetched again.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "peers"
DOWNLOAD_TIMEOUT_S = 120


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One release of somebody's program, known by its SHA-256."""

    name: str
    version: str
    sha256: str
    licence: str
    used_for: str

    @property
    def path(self) -> Path:
        raise NotImplementedError

    @property
    def download(self) -> Sequence[str]:
        """The command that puts it into CACHE."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Wheel(Peer):
    """For any Python and machine; `python` is what it says it needs, the part that we use runs on
    ours."""

    python: str

    @property
    def path(self) -> Path:
        return CACHE / f"{self.name}-{self.version}-py3-none-any.whl"

    @property
    def download(self) -> Sequence[str]:
        return (
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--only-binary=:all:", "--python-version", self.python),
            *("--dest", os.fspath(CACHE), f"{self.name}=={self.version}"),
        )


@dataclass(frozen=True, kw_only=True)
class Tarball(Peer):
    """A package for Node.js, as its registry keeps it; nothing of it is run to unpack it."""

    @property
    def path(self) -> Path:
        return CACHE / f"{self.name}-{self.version}.tgz"

    @property
    def download(self) -> Sequence[str]:
        return (
            *("npm", "pack", "--loglevel=error", "--ignore-scripts", "--fetch-retries=0"),
            *("--pack-destination", os.fspath(CACHE), f"{self.name}@{self.version}"),
        )


EMUPOS = Wheel(
    name="emupos",
    version="0.4.0",
    python="3.13",
    sha256="d41f15caa2b286e7303b12c4bdcb02dc395c75553479d02b20566e2bacc2bb9a",
    licence="Apache-2.0",
    used_for="reading the printed slips' bytes with code that is not ours",
)
RECEIPTLINE = Tarball(
    name="receiptline",
    version="4.0.4",
    sha256="69211c58b7e0861b911cd967ac30c3cdd669a39ff9eed966ca8ff2e76eeaa79f",
    licence="Apache-2.0",
    used_for="writing the slips' lines with code that is not ours",
)
RECEIPTIO = Tarball(
    name="receiptio",
    version="2.1.2",
    sha256="1204d10fc1d5d71ce788e16ca33b0e99088052c072af3b03344b7f8f120c2813",
    licence="Apache-2.0",
    used_for="asking the simulated printer with code that is not ours",
)
RECEIPTLINE_OF_RECEIPTIO = Tarball(
    name="receiptline",
    version="1.16.5",
    sha256="5c3d235317fd548df1b3381e6c518ca8c23ee511f0e0bedbc5c62bbe7a1f2b03",
    licence="Apache-2.0",
    used_for="receiptio",
)
ICONV_LITE = Tarball(
    name="iconv-lite",
    version="0.6.3",
    sha256="7127ec148f994f031eff658a50dc0629f6010775a8202213b0526ec5e30fc8f4",
    licence="MIT",
    used_for="receiptline and receiptio",
)
SAFER_BUFFER = Tarball(
    name="safer-buffer",
    version="2.1.2",
    sha256="78812f65ae3b98071ce1c9bacbe0666f4220d0b2753c2a11530eb27df440a3b3",
    licence="MIT",
    used_for="iconv-lite",
)
PNGJS = Tarball(
    name="pngjs",
    version="5.0.0",
    sha256="4d960bbbe078022d7a36822e2874f884c7410ead111f3603d69d70fc7af36f20",
    licence="MIT",
    used_for="receiptline and receiptio",
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
NODE_PEERS = (
    RECEIPTLINE,
    RECEIPTIO,
    RECEIPTLINE_OF_RECEIPTIO,
    ICONV_LITE,
    SAFER_BUFFER,
    PNGJS,
)
PEERS: tuple[Peer, ...] = (EMUPOS, EBUS_MQTT_CLIENT, EBUS_SDK, *NODE_PEERS)


class PeerMissing(Exception):
    """A peer cannot be had; the text says which, what for and why."""


_missing: dict[Peer, PeerMissing] = {}


def fetch(peer: Peer) -> Path:
    """The checked file, downloaded if it is not there. Raises `PeerMissing`; tries only once."""
    if peer in _missing:
        raise _missing[peer]
    if not peer.path.exists():
        _download(peer)
    found = hashlib.sha256(peer.path.read_bytes()).hexdigest()
    if found != peer.sha256:
        peer.path.unlink()
        raise PeerMissing(f"{peer.name}: sha256 is {found}, not {peer.sha256}: thrown away")
    return peer.path


def _download(peer: Peer) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            peer.download, capture_output=True, text=True, timeout=DOWNLOAD_TIMEOUT_S, check=False
        )
        complaint = _complaint(done.stderr)
    except (OSError, subprocess.TimeoutExpired) as error:
        complaint = str(error)
    if not peer.path.exists():
        _missing[peer] = PeerMissing(
            f"{peer.name} {peer.version} ({peer.licence}; for {peer.used_for}) could not be "
            f"fetched: {complaint}"
        )
        raise _missing[peer]


def _complaint(stderr: str) -> str:
    lines = stderr.strip().splitlines() or ["nothing was said"]
    return next((line for line in lines if "error" in line.lower()), lines[-1])


def main() -> int:
    missing = 0
    for peer in PEERS:
        try:
            sys.stdout.write(f"{peer.name} {peer.version}: {fetch(peer)}\n")
        except PeerMissing as error:
            sys.stderr.write(f"{error}\nTests that need it will say so and be skipped.\n")
            missing += 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
