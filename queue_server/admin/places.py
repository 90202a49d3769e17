"""Where a hall on this machine keeps its things, and on which ports it listens."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.hall import Hall
from config.mistakes import ConfigMistakes, Mistake

LOOPBACK = "127.0.0.1"
SOCKET_PATH_MAX = 107  # sun_path of unix(7) without its final NUL
RUN_PREFIX = "hall-"


class PortsBusy(Exception):
    """Somebody listens there already; the text says which variable moves the hall away."""


@dataclass(frozen=True)
class Places:
    """`data` outlives the hall, `run` does not."""

    data: Path
    run: Path
    bench_port: int

    @property
    def log(self) -> Path:
        return self.data / "log"

    @property
    def record(self) -> Path:
        return self.data / "running.json"

    @property
    def demo_staff(self) -> Path:
        return self.data / "demo-staff.json"

    @property
    def demo_accounts(self) -> Path:
        return self.data / "demo.json"

    @property
    def bench(self) -> Path:
        return self.run / "bench.json"

    @property
    def devices(self) -> Path:
        return self.run / "dev"

    def eye(self, kiosk: str) -> Path:
        """Where a kiosk without a screen shows its picture."""
        return self.run / f"kiosk-{kiosk}.sock"

    def notify(self, program: str) -> Path:
        return self.run / f"{program}.notify"


def data_folder(env: Mapping[str, str]) -> Path:
    return Path(env.get("HALL_DATA") or "data").resolve()


def bench_port(env: Mapping[str, str]) -> int:
    """HALL_BENCH_PORT, 8090 without it; raises `ConfigMistakes`."""
    text = env.get("HALL_BENCH_PORT") or "8090"
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    message = f'expected a port, 1 to 65535, found "{text}"'
    raise ConfigMistakes([Mistake(Path("environment"), 0, "HALL_BENCH_PORT", message)])


def make_run_folder(env: Mapping[str, str]) -> Path:
    """`HALL_RUN`, else a new private folder with a path that is short enough for sockets."""
    if env.get("HALL_RUN"):
        folder = Path(env["HALL_RUN"]).resolve()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder
    return Path(tempfile.mkdtemp(prefix=RUN_PREFIX, dir="/tmp"))  # 0700 and short


def remove_run_folder(folder: Path, env: Mapping[str, str]) -> None:
    """Remove what `make_run_folder` made; a folder that HALL_RUN names is the caller's."""
    if not env.get("HALL_RUN") and folder.name.startswith(RUN_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def check_socket_paths(paths: list[Path]) -> None:
    """Raises `ConfigMistakes` when a path is too long for a Unix socket."""
    long = [path for path in paths if len(os.fsencode(path)) > SOCKET_PATH_MAX]
    if long:
        message = f"{long[0]} is longer than {SOCKET_PATH_MAX} bytes: set a shorter folder"
        raise ConfigMistakes([Mistake(Path("environment"), 0, "HALL_RUN", message)])


def free_port() -> int:
    """A port of the loopback that is free now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def check_ports(hall: Hall, places: Places) -> None:
    """Raises `PortsBusy` naming every busy port at once."""
    wanted = (
        ("HALL_PORT", hall.server.host, hall.server.port),
        ("HALL_BENCH_PORT", LOOPBACK, places.bench_port),
        ("HALL_MQTT_PORT", hall.mqtt.host, hall.mqtt.port),
    )
    busy = [
        f"port {port} is in use · 端口 {port} 已被占用: set {variable} to another"
        for variable, host, port in wanted
        if not _is_free(host, port)
    ]
    ports = [port for _, _, port in wanted]
    if len(set(ports)) < len(ports):
        busy.append("HALL_PORT, HALL_BENCH_PORT and HALL_MQTT_PORT must differ · 三个端口不能相同")
    if busy:
        raise PortsBusy("\n".join(busy))


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as servers do: TIME_WAIT is free
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
