"""The small hall on SQLite, and the same on PostgreSQL where a server can be started."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from attended_hall import AttendedHall, MakeAttended
from booking_platform import BookingPlatform, MakePlatform, with_slots
from flask.testing import FlaskClient
from real_postgres import NoPostgres, RealPostgres
from ruled_hall import MakeRuled, ruled
from small_hall import MakeHall, SmallHall, small_hall
from web_callers import Web

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


@pytest.fixture
def make_platform(tmp_path: Path) -> Any:
    halls: list[SmallHall] = []

    def make(url: str = "", **settings: Any) -> BookingPlatform:
        folder = tmp_path / f"hall{len(halls)}"
        halls.append(SmallHall(with_slots(small_hall(folder, url=url), **settings)))
        halls[-1].sit("1", "4")
        return BookingPlatform(halls[-1])

    yield make
    for hall in halls:
        hall.close()


@pytest.fixture
def platform(make_platform: MakePlatform) -> BookingPlatform:
    return make_platform()


@pytest.fixture
def any_platform(make_platform: MakePlatform, database_url: str) -> BookingPlatform:
    return make_platform(url=database_url)


@pytest.fixture
def make_ruled(tmp_path: Path) -> Iterator[MakeRuled]:
    """Makes small halls with rules; clerks sit at no window."""
    halls: list[SmallHall] = []

    def make(url: str = "", capacity: int = 0, **told: Any) -> SmallHall:
        plain = small_hall(tmp_path / str(len(halls)), url=url, capacity=capacity)
        halls.append(SmallHall(ruled(plain, **told)))
        return halls[-1]

    yield make
    for hall in halls:
        hall.close()


@pytest.fixture
def web(make_hall: MakeHall) -> Web:
    return Web(make_hall())


@pytest.fixture
def browser(web: Web) -> FlaskClient:
    client = web.app.test_client()
    client.post("/api/v1/sessions", json={"account": "c1", "password": "right"})
    return client


@pytest.fixture
def make_attended(tmp_path: Path) -> Iterator[MakeAttended]:
    halls: list[AttendedHall] = []

    def make(**told: Any) -> AttendedHall:
        halls.append(AttendedHall(tmp_path / str(len(halls)), **told))
        return halls[-1]

    yield make
    for hall in halls:
        hall.close()
