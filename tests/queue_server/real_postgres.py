"""A PostgreSQL of the tests' own: a fresh cluster on a free loopback port, run without root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

DEADLINE_S = 30.0


class NoPostgres(Exception):
    """Why none can be started here."""


def find_programs() -> tuple[str, str]:
    """`initdb` and `postgres`; Debian keeps them out of the path. Raises `NoPostgres`."""
    places = [os.environ.get("PATH", ""), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    path = os.pathsep.join(places)
    found = [shutil.which(name, path=path) for name in ("initdb", "postgres")]
    if not all(found):
        raise NoPostgres("initdb and postgres are not installed")
    return found[0] or "", found[1] or ""


def unprivileged() -> tuple[list[str], int | None]:
    """How to run as somebody other than root, and that user's id if we are root."""
    if os.getuid() != 0:
        return [], None
    try:
        user = pwd.getpwnam("postgres").pw_name
    except KeyError:
        user = "nobody"
    runuser = shutil.which("runuser")
    if runuser is None:
        raise NoPostgres("PostgreSQL does not run as root, and there is no runuser")
    return [runuser, "-u", user, "--"], pwd.getpwnam(user).pw_uid


class RealPostgres:
    """Started by the constructor; `url` is SQLAlchemy's."""

    def __init__(self, folder: Path) -> None:
        initdb, postgres = find_programs()
        prefix, owner = unprivileged()
        data = folder / "postgres"
        data.mkdir(mode=0o700)
        if owner is not None:
            for above in [folder, *folder.parents[:3]]:
                above.chmod(above.stat().st_mode | 0o011)
            os.chown(data, owner, -1)
        arguments = ["-D", str(data), "-U", "hall", "-A", "trust", "-E", "UTF8", "--no-sync"]
        made = subprocess.run(
            [*prefix, initdb, *arguments], capture_output=True, text=True, cwd="/", check=False
        )
        if made.returncode != 0:
            raise NoPostgres(f"initdb failed: {made.stderr.strip()[-200:]}")
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        self._process = subprocess.Popen(
            [*prefix, postgres, "-D", str(data), "-p", str(port), "-k", "", "-h", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
            stderr=(folder / "postgres.log").open("w"),
            cwd="/",
        )
        self._pid_file = data / "postmaster.pid"
        self.server = f"postgresql+psycopg://hall@127.0.0.1:{port}"
        self._await(port)

    def make_database(self, name: str) -> str:
        """A new empty database; its URL."""
        from sqlalchemy import create_engine

        engine = create_engine(f"{self.server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        engine.dispose()
        return f"{self.server}/{name}"

    def stop(self) -> None:
        os.kill(int(self._pid_file.read_text().split()[0]), signal.SIGINT)  # "fast" shutdown
        self._process.wait(DEADLINE_S)

    def _await(self, port: int) -> None:
        end = time.monotonic() + DEADLINE_S
        while True:
            if self._process.poll() is not None or time.monotonic() > end:
                raise NoPostgres("the server did not start")
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                # It listens before it serves: a start-up query is refused until then.
                if "ready" in self._pid_file.read_text():
                    return
            except OSError:
                pass
            time.sleep(0.05)
