"""Appointments over HTTP: the booking platform's side and the kiosk's."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from booking_platform import KEY, WANG, WANG_NAME, WANG_NUMBER, WANG_PHONE, with_slots
from small_hall import NINE, SmallHall, small_hall
from web_callers import Web, code_of
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from config.hall import Secrets
from config.secrets import write_secret
from queue_server.storage.provisioning import TokenRow, ensure_access_tokens, token_hash
from queue_server.web.appointments import MOST_BYTES

PATH = "/api/v1/appointments"
PROGRAMS = {"kiosk-k1": "kiosk", "desk-d1": "desk", "display": "display", "booking": "booking"}


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    key = tmp_path / "person.key"
    write_secret(key, KEY.hex().encode())
    hall = replace(with_slots(small_hall(tmp_path)), secrets=Secrets(person_key_file=str(key)))
    made = Web(SmallHall(hall))
    ensure_access_tokens(
        made.hall.parts.store,
        [TokenRow(program, role, token_hash(program)) for program, role in PROGRAMS.items()],
    )
    yield made
    made.hall.close()


def given(reference: str = "YY-1", **told: Any) -> dict[str, Any]:
    return {
        "reference": reference,
        "service": "fund",
        "starts_at": "2026-11-23T09:00:00+08:00",
        "ends_at": "2026-11-23T09:30:00+08:00",
        **told,
    }


def batch(*told: dict[str, Any]) -> dict[str, Any]:
    return {"request_id": str(uuid4()), "appointments": list(told)}


def tell(web: Web, *told: dict[str, Any], who: str = "booking") -> TestResponse:
    return web.ask(who, "POST", PATH, batch(*told))


def check_in(web: Web, who: str = "kiosk-k1", **shown: Any) -> TestResponse:
    return web.ask(who, "POST", "/api/v1/check-ins", {"request_id": str(uuid4()), **shown})


def test_the_platform_tells_and_a_kiosk_checks_in(web: Web) -> None:
    answer = tell(web, given(id_number=WANG_NUMBER, name=WANG_NAME), given("YY-2", service="x"))
    assert answer.status_code == 200
    assert answer.get_json() == {
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": [
            {
                "reference": "YY-2",
                "code": "unknown_service",
                "detail": "this hall has no service 'x'",
            }
        ],
    }
    person = msgspec.to_builtins(WANG)
    held = web.ask("kiosk-k1", "POST", "/api/v1/look-ups", {"person_hash": person["hash"]})
    assert [one["reference"] for one in held.get_json()["appointments"]] == ["YY-1"]
    answer = check_in(web, person=person, kiosk="k1")
    assert answer.status_code == 201
    assert answer.get_json()["number"] == "C001"
    again = check_in(web, reference="YY-1")
    assert code_of(again) == (409, "already_checked_in")
    assert again.get_json()["facts"]["number"] == "C001"


@pytest.mark.parametrize("who", ["", "kiosk-k1", "desk-d1", "display", "booking", "lead", "c1"])
def test_each_role_may_do_what_is_its_and_nothing_else(web: Web, who: str) -> None:
    shown = web.token(who) if who in ("lead", "c1") else who
    of_platform = [
        tell(web, given(), who=shown),
        web.ask(shown, "GET", PATH),
        web.ask(shown, "GET", f"{PATH}/slots?service=company"),
    ]
    of_kiosk = [
        web.ask(shown, "POST", "/api/v1/look-ups", {"phone_hash": "0" * 64}),
        check_in(web, shown, reference="YY-none"),
    ]
    no = 403 if who else 401
    for answers, may in ((of_platform, {"booking", "lead"}), (of_kiosk, {"kiosk-k1"})):
        for answer in answers:
            assert answer.status_code in ((200, 404) if who in may else (no,)), answer.text
    assert web.issue(shown).status_code == (201 if who == "kiosk-k1" else no)


def test_two_hundred_long_ones_go_by_both_ways_and_more_by_neither(web: Web) -> None:
    longest = {
        "id_number": WANG_NUMBER,
        "phone": WANG_PHONE,
        "name": "名" * 60,
        "starts_at": "2026-11-23T09:00:00.123456+08:00",
    }
    told = [given(f"{n:064}", **longest) for n in range(200)]
    for way in ("told", "not told"):
        status, answer = send(web, batch(*told), way)
        assert status == 200, answer
        assert answer["added"] + answer["unchanged"] == 200
    status, answer = send(web, batch(*told, given("one-more")), "told")
    assert (status, answer["code"]) == (400, "malformed")
    too_large = batch(given(name="名" * MOST_BYTES))
    status, answer = send(web, too_large, "told")
    assert (status, answer["code"]) == (413, "too_large")
    assert send(web, too_large, "not told")[0] in (400, 413)  # cut off where enough was read
    assert len(web.hall.rows("SELECT 1 FROM appointment")) == 200


def send(web: Web, body: Any, way: str) -> tuple[int, Any]:
    """A body whose length is not told goes Flask's way, another the short one."""
    data = json.dumps(body).encode()
    environ = EnvironBuilder(
        path=PATH, method="POST", headers={"Authorization": "Bearer booking"}
    ).get_environ()
    environ |= {"wsgi.input": io.BytesIO(data), "CONTENT_TYPE": "application/json"}
    if way == "told":
        environ["CONTENT_LENGTH"] = str(len(data))
    else:
        environ.pop("CONTENT_LENGTH", None)
        environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    chunks, status, _ = run_wsgi_app(web.app, environ)
    return int(status[:3]), json.loads(b"".join(chunks))


def test_the_platform_sees_which_slots_are_free(web: Web) -> None:
    tell(web, given("YY-1", service="company"), given("YY-2", service="company", cancelled=True))
    answer = web.ask("booking", "GET", f"{PATH}/slots?service=company&date=2026-11-23").get_json()
    assert answer["limited"] is True
    assert len(answer["slots"]) == 6
    assert answer["slots"][0] == {
        "starts_at": "2026-11-23T01:00:00Z",
        "ends_at": "2026-11-23T01:30:00Z",
        "places": 2,
        "booked": 1,
    }
    closed = web.ask("booking", "GET", f"{PATH}/slots?service=permit&date=2026-11-24").get_json()
    assert closed == {"service": "permit", "date": "2026-11-24", "limited": True, "slots": []}
    free = web.ask("booking", "GET", f"{PATH}/slots?service=fund").get_json()
    assert free == {"service": "fund", "date": "2026-11-23", "limited": False, "slots": []}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("/slots?service=dentist", (404, "unknown_service")),
        ("/slots", (404, "unknown_service")),
        ("/slots?service=fund&date=23.11.2026", (400, "malformed")),
        ("?date=today", (400, "malformed")),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    web: Web, question: str, code: tuple[int, str]
) -> None:
    assert code_of(web.ask("booking", "GET", PATH + question)) == code


def test_a_days_list_says_nothing_of_persons(web: Web) -> None:
    tell(web, given(id_number=WANG_NUMBER, phone=WANG_PHONE, name=WANG_NAME))
    answer = web.ask(web.token("lead"), "GET", f"{PATH}?date=2026-11-23")
    (one,) = answer.get_json()["appointments"]
    assert one["reference"] == "YY-1"
    assert one["state"] == "booked"
    for secret in (WANG.hash, WANG.masked_name, WANG_NUMBER, WANG_PHONE, WANG_NAME):
        assert secret not in answer.text


def test_no_log_and_no_refusal_says_who_it_was(
    web: Web, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    person = {"id_number": WANG_NUMBER, "phone": WANG_PHONE, "name": WANG_NAME}
    answers = [
        tell(web, given(**person), given("YY-2", service="dentist", **person)),
        tell(web, given("bad reference!", **person)),
        tell(web, given("YY-3", **{**person, "id_number": WANG_NUMBER + "0"})),
        tell(web, given("YY-4", **{**person, "phone": f"tel {WANG_PHONE}"})),
    ]
    monkeypatch.setattr(
        "queue_server.appointment_import.Appointments.add",
        lambda *_: 1 / 0,  # a fault of ours: its traceback goes into the log
    )
    answers.append(tell(web, given("YY-5", **person)))
    assert answers[-1].status_code == 500
    assert "ZeroDivisionError" in caplog.text
    for text in (caplog.text, *(answer.text for answer in answers)):
        for secret in (WANG_NUMBER, WANG_PHONE, WANG_NAME):
            assert secret not in text


def test_tomorrows_list_is_asked_by_the_halls_own_day(web: Web) -> None:
    web.hall.now = NINE + timedelta(hours=18)  # 3:00, before the hall's day turns
    assert web.ask("booking", "GET", PATH).get_json()["date"] == "2026-11-23"
