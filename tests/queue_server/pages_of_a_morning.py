"""The pages of a morning, as whoever asks gets them: no browser, no sockets."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from morning import Morning

from queue_server.contract.kiosks import KiosksNow
from queue_server.programs import Programs
from queue_server.web.gate import Principal
from queue_server.web.page_frame import PageFrame
from queue_server.web.pages import pages

CLERK = Principal(
    role="clerk", name="wang", windows=frozenset({"1"}), window="1", csrf="csrf-of-wang"
)
LEAD = Principal(role="supervisor", name="lead", windows=frozenset())
FITTED = {"server": (), "display": ("hall",), "kiosk-k1": ("id_reader", "printer")}


class House:
    """The pages of a morning; `person` is who asks, `programs` hear the devices."""

    def __init__(self, morning: Morning) -> None:
        self.morning = morning
        self.person: Principal | None = None
        self.programs = Programs(FITTED, lambda: morning.now)
        app = Flask("pages", static_folder=None)
        frame = PageFrame(
            layout=morning.layout,
            store=morning.store,
            views=morning.views,
            clock=lambda: morning.now,
            who=lambda: self.person,
            devices=self.programs.now,
            kiosks=lambda: KiosksNow(kiosks=[]),
        )
        app.register_blueprint(pages(frame))
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, language: str = "zh-CN,zh;q=0.9") -> str:
        answer = self.client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200, answer.status
        return answer.get_data(as_text=True)


def words(page: str) -> str:
    """What a person reads of a page."""
    shown = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
