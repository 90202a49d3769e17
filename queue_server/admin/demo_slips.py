"""Simulated visitors who rate later, by the code on their slip; who is not content does so more."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from random import Random
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from queue_server.admin.demo_agenda import Actor
from queue_server.contract import reasons

BY_SLIP_SHARE = 0.2  # of those with a slip (G)
LEVEL_WEIGHTS = {5: 0.5, 4: 0.2, 3: 0.12, 2: 0.1, 1: 0.08}
LEFT_NUMBER_SHARE = 0.5  # of low ratings
COMMENTED_SHARE = 0.3
COMMENTS = ("让我跑了三个窗口。", "等了很久，说材料不全。", "没有人告诉我要带什么。")
LOOK_AGAIN_S = 20 * 60.0  # of the simulated day
TIMES = 12
TIMEOUT_S = 5.0

_ACT = re.compile(r'name="act" value="([0-9a-f-]+)"')
_log = logging.getLogger(__name__)

# A page of the server: its address and a form, empty to look only; raises `OSError`.
Page = Callable[[str, dict[str, str]], str]


def page_of(server_url: str) -> Page:
    """Pages by their path alone: the address printed on slips may be another one."""

    def ask(path: str, form: dict[str, str]) -> str:
        body = urlencode(form).encode() if form else None
        request = Request(server_url + path, data=body)  # noqa: S310  # our own server
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return str(answer.read().decode())

    return ask


class SlipHolders:
    def __init__(self, page: Page, random: Random) -> None:
        self._page = page
        self._random = random

    def holds(self, link: str) -> bool:
        """Whether the visitor with this slip will rate by it."""
        return bool(urlsplit(link).query) and self._random.random() < BY_SLIP_SHARE

    def rate(self, link: str) -> Actor:
        """Look now and then until the visit is over, then say how it was."""
        parts = urlsplit(link)
        path = f"{parts.path}?{parts.query}"
        for _ in range(TIMES):
            yield LOOK_AGAIN_S * self._random.uniform(0.5, 1.5)
            try:
                found = _ACT.search(self._page(path, {}))
                if found:
                    self._page(path, self._form(found[1]))
                    return
            except (OSError, URLError) as error:
                _log.info("the slip's page: %s", error)

    def _form(self, act_id: str) -> dict[str, str]:
        random = self._random
        level = random.choices(list(LEVEL_WEIGHTS), list(LEVEL_WEIGHTS.values()))[0]
        form = {"act": act_id, "level": str(level)}
        why = reasons.of_level().get(level)
        if why:
            form[f"reason-{level}"] = random.choice(why).code
            if random.random() < COMMENTED_SHARE:
                form["comment"] = random.choice(COMMENTS)
            if random.random() < LEFT_NUMBER_SHARE:
                form["contact"] = f"00000000{random.randrange(1000):03}"  # nobody's
        return form
