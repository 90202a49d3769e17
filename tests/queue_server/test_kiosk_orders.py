"""Remote hands: who may order what of a kiosk, what it hears, and the picture that it sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from small_hall import NINE, SmallHall, small_hall, wait_until
from test_announcer import Broker
from web_callers import TOKENS, Web, code_of, command
from werkzeug.test import TestResponse

from config.machines import Kiosk
from queue_server.announcer import Announcer
from queue_server.contract import topics
from queue_server.contract.kiosks import KioskFact, KioskOrder, KiosksNow
from queue_server.contract.messages import HealthFact
from queue_server.storage.provisioning import TokenRow, ensure_access_tokens, token_hash
from queue_server.web.kiosk_cards import cards
from queue_server.web.kiosks import MOST_PICTURE_BYTES, PNG_BEGINS, kiosks_now

PICTURE = PNG_BEGINS + b"a dark screen"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[SmallHall]:
    """The small hall with two kiosks, k1 and k2."""
    kiosks = [Kiosk(id=kiosk, zone="z") for kiosk in ("k1", "k2")]
    made = SmallHall(replace(small_hall(tmp_path), kiosks=kiosks))
    yield made
    made.close()


@pytest.fixture
def web(hall: SmallHall) -> Web:
    made = Web(hall)
    programs = {**TOKENS, "kiosk-k2": "kiosk"}
    rows = [TokenRow(program, role, token_hash(program)) for program, role in programs.items()]
    ensure_access_tokens(hall.parts.store, rows)
    return made


@pytest.fixture
def lead(web: Web) -> str:
    return web.token("lead")


def order(web: Web, who: str, verb: str, kiosk: str = "k1", **told: Any) -> TestResponse:
    return web.ask(who, "POST", f"/api/v1/kiosks/{kiosk}/{verb}", command(**told))


def now(web: Web, lead: str) -> dict[str, Any]:
    answer = web.ask(lead, "GET", "/api/v1/kiosks")
    told = msgspec.json.decode(answer.data, type=KiosksNow)
    return {kiosk.kiosk: kiosk for kiosk in told.kiosks}


def send(web: Web, who: str, kiosk: str, png: bytes, kind: str = "image/png") -> TestResponse:
    return web.app.test_client().put(
        f"/api/v1/kiosks/{kiosk}/picture",
        data=png,
        content_type=kind,
        headers={"Authorization": f"Bearer {who}"},
    )


VERBS: dict[str, dict[str, str]] = {
    "close": {"reason_zh": "机器维护"},
    "open": {},
    "say": {"message_zh": "请到二楼取号"},
    "restart": {},
    "picture": {},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["", "clerk", *TOKENS])
def test_only_a_supervisor_orders_a_kiosk(web: Web, lead: str, verb: str, who: str) -> None:
    shown = web.token("c1") if who == "clerk" else who
    assert order(web, shown, verb, **VERBS[verb]).status_code == (403 if who else 401)
    assert order(web, lead, verb, **VERBS[verb]).status_code == 200


def test_a_kiosk_that_the_hall_has_not_is_refused(web: Web, lead: str) -> None:
    assert code_of(order(web, lead, "close", kiosk="k9")) == (404, "unknown_kiosk")
    assert code_of(web.ask(lead, "GET", "/api/v1/kiosks/k9/picture")) == (404, "unknown_kiosk")


def test_closing_and_saying_stand_until_they_are_taken_back(web: Web, lead: str) -> None:
    order(web, lead, "close", reason_zh="机器维护", reason_en=" ")
    order(web, lead, "say", message_zh="请到二楼", message_en="Second floor, please")
    wanted = now(web, lead)["k1"].order
    assert (wanted.closed, wanted.reason) == (True, {"zh": "机器维护"})
    assert wanted.message == {"zh": "请到二楼", "en": "Second floor, please"}
    assert not now(web, lead)["k2"].order.closed
    order(web, lead, "open")
    order(web, lead, "say")
    again = now(web, lead)["k1"].order
    assert (again.closed, again.reason, again.message) == (False, {}, {})
    assert again.version > wanted.version


def test_a_restart_that_is_asked_twice_by_one_press_is_one_wish(web: Web, lead: str) -> None:
    body = {"request_id": str(uuid4())}
    for _ in range(2):
        answer = web.ask(lead, "POST", "/api/v1/kiosks/k1/restart", body)
        assert msgspec.json.decode(answer.data, type=KioskOrder).restart == 1
    order(web, lead, "restart")
    order(web, lead, "picture")
    wanted = now(web, lead)["k1"].order
    assert (wanted.restart, wanted.picture) == (2, 1)


def test_every_order_is_in_the_log_with_its_words_and_who_gave_it(
    web: Web, lead: str, hall: SmallHall
) -> None:
    order(web, lead, "close", reason_zh="机器维护")
    [logged] = hall.rows("SELECT by, data FROM event WHERE kind = 'kiosk_ordered'")
    said = {"kiosk": "k1", "order": "close", "words_zh": "机器维护"}
    assert (logged.by, json.loads(logged.data)) == ("lead", said)


# --- the picture ------------------------------------------------------------------------------


def test_the_last_picture_is_kept_and_shown_to_supervisors_only(web: Web, lead: str) -> None:
    assert code_of(web.ask(lead, "GET", "/api/v1/kiosks/k1/picture")) == (404, "not_found")
    assert send(web, "kiosk-k1", "k1", PNG_BEGINS + b"an older one").status_code == 204
    assert send(web, "kiosk-k1", "k1", PICTURE).status_code == 204
    shown = web.ask(lead, "GET", "/api/v1/kiosks/k1/picture")
    assert (shown.data, shown.content_type) == (PICTURE, "image/png")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert now(web, lead)["k1"].pictured_at == NINE
    assert web.ask(web.token("c1"), "GET", "/api/v1/kiosks/k1/picture").status_code == 403


def test_a_kiosk_sends_only_its_own_picture(web: Web, lead: str) -> None:
    assert code_of(send(web, "kiosk-k2", "k1", PICTURE)) == (403, "forbidden")
    assert code_of(send(web, "desk-d1", "k1", PICTURE)) == (403, "forbidden")
    assert code_of(send(web, lead, "k1", PICTURE)) == (403, "forbidden")
    assert now(web, lead)["k1"].pictured_at is None


@pytest.mark.parametrize(
    ("png", "kind", "refused"),
    [
        (b"<script>alert(1)</script>", "image/png", (400, "malformed")),
        (PICTURE, "text/html", (415, "unsupported_media_type")),
        (PNG_BEGINS + bytes(MOST_PICTURE_BYTES), "image/png", (413, "too_large")),
    ],
)
def test_what_is_no_picture_is_refused(
    web: Web, lead: str, png: bytes, kind: str, refused: tuple[int, str]
) -> None:
    assert code_of(send(web, "kiosk-k1", "k1", png, kind)) == refused
    assert now(web, lead)["k1"].pictured_at is None


# --- on the wire ------------------------------------------------------------------------------


@pytest.fixture
def broker(hall: SmallHall) -> Iterator[Broker]:
    link = Broker()
    announcer = Announcer(hall.parts, link)  # type: ignore[arg-type]
    hall.parts.store.on_change(announcer.changed)
    announcer.start()
    yield link
    announcer.stop()


def fact(kiosk: str, **told: Any) -> KioskFact:
    return KioskFact(
        **{
            "kiosk": kiosk,
            "screen": "Home",
            "closed": False,
            "offline": False,
            "unsent": 0,
            "numbers_left": 10,
            "version": "0.1",
            "config": "0123456789ab",
            "started_at": NINE,
            **told,
        }
    )


def test_a_kiosk_hears_its_order_after_the_commit_and_again_at_each_connection(
    web: Web, lead: str, broker: Broker
) -> None:
    topic = topics.kiosk_order("h", "k1")
    order(web, lead, "close", reason_zh="机器维护")
    wait_until(lambda: broker.of(topic))
    told: KioskOrder = broker.of(topic)[-1]
    assert (told.closed, told.reason, told.epoch) == (True, {"zh": "机器维护"}, 1)
    broker.published.clear()
    broker.connect()
    wait_until(lambda: broker.of(topic) and broker.of(topics.kiosk_order("h", "k2")))
    assert broker.of(topic)[-1] == told
    assert broker.of(topics.kiosk_order("h", "k2"))[-1].version == 0


def test_what_a_kiosk_says_is_shown_and_nobody_speaks_for_another(
    web: Web, lead: str, hall: SmallHall, broker: Broker
) -> None:
    hears: Callable[[Any, bool], None] = broker.followed[topics.kiosk("h", "k1")]
    hears(fact("k1", closed=True, unsent=3), False)
    hears(fact("k2", closed=True), False)
    broker.followed[topics.health("h", "+")](HealthFact(program="kiosk-k1", online=True), False)
    shown = now(web, lead)
    assert (shown["k1"].online, shown["k1"].fact) == (True, fact("k1", closed=True, unsent=3))
    assert (shown["k2"].online, shown["k2"].fact) == (False, None)


def test_a_supervisor_sees_since_when_a_kiosk_is_lost(hall: SmallHall, broker: Broker) -> None:
    broker.followed[topics.kiosk("h", "k1")](fact("k1"), False)
    hears: Callable[[Any, bool], None] = broker.followed[topics.health("h", "+")]
    hears(HealthFact(program="kiosk-k1", online=True), False)
    hall.later(3600)
    hears(HealthFact(program="kiosk-k1", online=False, lost=True), False)
    hall.later(3600)
    told = kiosks_now(hall.parts)
    for language, word in (("zh", "失去联系（11-23 10:00:00 起）"), ("en", "since 11-23 10:00:00")):
        assert word in cards(told, language, hall.parts.views.day.local)[0].word
