"""A small hall whose slips carry a code and whose windows have tablets, seen through its web."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from small_hall import SmallHall, small_hall
from web_callers import Web, command
from werkzeug.test import TestResponse

from config.hall import Secrets
from config.secrets import write_secret
from queue_server.admin.tablets import let_in

KEY = b"5a" * 32


class RatingHall:
    """A clerk sits at window 1 (c1) and one at window 3 (c3)."""

    def __init__(self, folder: Path, **rating: Any) -> None:
        plain = small_hall(folder)
        secrets = Secrets(
            rating_key_file=str(folder / "rating.key"), tablets_file=str(folder / "tablets.json")
        )
        write_secret(folder / "rating.key", KEY)
        self.hall = SmallHall(
            replace(plain, secrets=secrets, rating=replace(plain.rating, **rating))
        )
        self.hall.sit("1", "3")
        self.web = Web(self.hall)

    def close(self) -> None:
        self.hall.close()

    def tablet(self, window: str = "1") -> str:
        """The token of a window's tablet, made as `hallctl tablets` does."""
        return let_in(self.hall.hall, window).partition("#")[2]

    def visit(self, window: str = "1") -> tuple[str, str]:
        """Somebody takes a number at a kiosk and is served: the act, and the slip's path."""
        service = "company" if window == "1" else "fund"
        link = self.web.issue(service=service).get_json()["link"]
        self.hall.next(window)
        ask = self.hall.press("finish", window).rating
        assert ask is not None
        return str(ask.act_id), link[link.index("/t/") :]

    def rate(self, who: str, act_id: str, level: int, **told: Any) -> TestResponse:
        body = command(act_id=act_id, level=level, **told)
        return self.web.ask(who, "POST", "/api/v1/ratings", body)

    def send(self, slip: str, cookie: str = "", **form: Any) -> TestResponse:
        """The form of the slip's page, as a browser sends it."""
        client = self.web.app.test_client()
        if cookie:
            client.set_cookie("hall_session", cookie)
        return client.post(slip, data=form)

    def page(self, path: str, cookie: str = "", language: str = "zh") -> str:
        client = self.web.app.test_client()
        if cookie:
            client.set_cookie("hall_session", cookie)
        return client.get(path, headers={"Accept-Language": language}).text

    def kept(self) -> list[tuple[int, str, str, str]]:
        rows = self.hall.rows("SELECT level, channel, reasons, comment FROM rating")
        return [tuple(row) for row in rows]
