"""Which broker runs, and what mosquitto is told."""

from __future__ import annotations

import base64
import hashlib

import pytest

from config.loader import load
from queue_server.admin.broker import NoSuchBroker, choose
from queue_server.admin.broker_access import device_programs, grants
from queue_server.admin.broker_mosquitto import access_text, password_line
from queue_server.contract import topics


@pytest.mark.parametrize(
    ("env", "mosquitto", "chosen"),
    [
        ({}, "/usr/sbin/mosquitto", "mosquitto"),
        ({}, None, "embedded"),
        ({"HALL_BROKER": "embedded"}, "/usr/sbin/mosquitto", "embedded"),
        ({"HALL_BROKER": "mosquitto"}, "/usr/sbin/mosquitto", "mosquitto"),
    ],
)
def test_mosquitto_runs_where_it_is_installed(
    env: dict[str, str], mosquitto: str | None, chosen: str
) -> None:
    assert choose(env, mosquitto) == chosen


@pytest.mark.parametrize("wanted", ["rabbit", "mosquitto"])
def test_a_broker_that_is_not_there_is_told(wanted: str) -> None:
    with pytest.raises(NoSuchBroker, match=wanted):
        choose({"HALL_BROKER": wanted}, None)


def test_a_password_line_is_mosquittos_own_format() -> None:
    salt = bytes(range(12))
    user, rest = password_line("kiosk-k1", "secret", salt).split(":")
    empty, kind, iterations, salt_text, digest = rest.split("$")
    assert (user, empty, kind, iterations) == ("kiosk-k1", "", "7", "101")
    assert base64.b64decode(salt_text) == salt
    expected = hashlib.pbkdf2_hmac("sha512", b"secret", salt, 101)
    assert base64.b64decode(digest) == expected


def test_every_program_has_a_grant_and_nobody_else() -> None:
    hall = load(env={})
    assert set(grants(hall)) == {"server", "hallctl", *device_programs(hall)}
    assert device_programs(hall) == ["kiosk-k1", "desk-d1", "display"]


def test_only_the_server_may_publish_calls() -> None:
    table = grants(load(env={}))
    callers = [u for u, grant in table.items() if grant.may_publish(topics.window("demo", "1"))]
    assert callers == ["server"]


def test_only_the_server_orders_kiosks_and_each_speaks_for_itself() -> None:
    table = grants(load(env={}))
    order, said = topics.kiosk_order("demo", "k1"), topics.kiosk("demo", "k1")
    assert [u for u, grant in table.items() if grant.may_publish(order)] == ["server"]
    assert {u for u, grant in table.items() if grant.may_receive(order)} == {"server", "kiosk-k1"}
    assert [u for u, grant in table.items() if grant.may_publish(said)] == ["kiosk-k1"]
    assert [u for u, grant in table.items() if grant.may_receive(said)] == ["server"]


def test_nobody_may_publish_to_another_hall() -> None:
    table = grants(load(env={}))
    other = topics.window("other", "1")
    assert not any(g.may_publish(other) or g.may_receive(other) for g in table.values())


def test_the_access_file_names_each_user_once() -> None:
    text = access_text(grants(load(env={})))
    users = [line for line in text.splitlines() if line.startswith("user ")]
    assert len(users) == len(set(users)) == 5
    assert "topic write hall/demo/v1/health/kiosk-k1\n" in text
