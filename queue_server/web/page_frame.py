"""What all pages share: their language and texts, the hall's name, who is logged in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from queue_server.contract.devices import DevicesNow
from queue_server.contract.kiosks import KiosksNow
from queue_server.domain.errors import RuleBroken
from queue_server.layout import Layout
from queue_server.storage.alerts import Alerts
from queue_server.storage.case_questions import CaseReader
from queue_server.storage.store import Store
from queue_server.views import Views
from queue_server.web.gate import Principal
from queue_server.web.language import language, other_language, remember_choice
from queue_server.web.slip_ratings import SlipRatings
from queue_server.web.texts import texts


@dataclass(frozen=True, kw_only=True)
class PageFrame:
    """`who` tells whose request it is, None without a session; `why_out` why that is so, if
    somebody took it; `devices` and `kiosks` how all of them are; `slips` takes what the holders of
    slips say."""

    layout: Layout
    store: Store
    views: Views
    clock: Callable[[], datetime]
    who: Callable[[], Principal | None]
    devices: Callable[[], DevicesNow]
    kiosks: Callable[[], KiosksNow]
    why_out: Callable[[], RuleBroken | None] = lambda: None
    slips: SlipRatings | None = None

    def render(self, template: str, status: int = 200, **values: Any) -> Response:
        lang = language()
        other = other_language(lang)
        page = render_template(
            template,
            t=texts(lang),
            lang=lang,
            hall_name=self.layout.hall.hall.name.as_dict()[lang],
            other_language=other,
            other_language_query=urlencode({**request.args, "lang": other}),
            open_alerts=self._open_alerts,
            open_cases=self._open_cases,
            **values,
        )
        response = make_response(page, status)
        response.headers["Cache-Control"] = "no-store"
        response.vary.update(("Accept-Language", "Cookie"))
        return remember_choice(response)

    def log_in(self, *, for_clerks: bool, then: str) -> Response:
        lang = language()
        said = texts(lang)
        page = {"next": then, "texts": {key: said[key] for key in ("login", "page", "problem")}}
        windows = [
            {"id": window, "text": said["clerk"]["title"].format(window=window)}
            for window in self.layout.windows
        ]
        out = self.why_out()
        return self.render(
            "login.html",
            for_clerks=for_clerks,
            windows=windows,
            page=page,
            why_out=said["problem"][out.code].format(**out.facts) if out else "",
        )

    def for_supervisors(self, show: Callable[[Principal], AnyResponse]) -> AnyResponse:
        """What `show` answers, or the log-in page; a clerk is sent to the console."""
        person = self.who()
        if person is None:
            return self.log_in(for_clerks=False, then=request.full_path.rstrip("?"))
        return show(person) if person.role == "supervisor" else redirect("/clerk")

    def _open_alerts(self) -> int:
        """How many alerts nobody has seen to yet, for the head of supervisors' pages."""
        with self.store.read() as reader:
            found = Alerts(reader.connection, reader.hall).open_now()
        return sum(alert.handled_at is None for alert in found)

    def _open_cases(self) -> int:
        """How many cases of low ratings wait for a supervisor, for the head of their pages."""
        with self.store.read() as reader:
            return CaseReader(reader).open_count()

    def name_of(self, person: Principal) -> str:
        """What people call them; the account where it has no name."""
        with self.store.read() as reader:
            return reader.account_name(person.name) or person.name

    def local_time(self, instant: datetime, form: str = "%H:%M:%S") -> str:
        return f"{self.views.day.local(instant):{form}}"
