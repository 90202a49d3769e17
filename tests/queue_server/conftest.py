"""The small hall on SQLite, and the same on PostgreSQL where a server can be started."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from real_postgres import NoPostgres, RealPostgres
from small_hall import SmallHall, small_hall

_databases = count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealPostgres]:
    try:
        server = RealPostgres(tmp_path_factory.mktemp("pg"))
    except NoPostgres as reason:
        pytest.skip(str(reason))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hall.db"
    server: RealPostgres = request.getfixturevalue("postgres")
    return server.make_database(f"hall{next(_databases)}")


@pytest.fixture
def make_hall(tmp_path: Path) -> Iterator[Callable[..., SmallHall]]:
    """Makes halls with the settings given; all are closed at the end."""
    halls: list[SmallHall] = []

    def make(**settings: Any) -> SmallHall:
        folder = tmp_path / str(len(halls))
        halls.append(SmallHall(small_hall(folder, **settings)))
        return halls[-1]

    yield make
    for hall in halls:
        hall.close()


@pytest.fixture
def hall(make_hall: Callable[..., SmallHall]) -> SmallHall:
    """The small hall, clerks sitting at windows 1 to 4."""
    made = make_hall()
    made.sit("1", "2", "3", "4")
    return made
