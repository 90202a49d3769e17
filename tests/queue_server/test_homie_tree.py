"""The pure half of the Homie tree: ids, payloads, and which device is in which state."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.contract.homie.ids import ROOT, homie_ids, topic_id
from queue_server.contract.homie.payload import EMPTY, payload
from queue_server.contract.homie.tree import Program, tree
from queue_server.contract.messages import DeviceHealth, DeviceState, HealthFact, Measure

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FITTED = {"kiosk-k1": ("printer", "id_reader"), "display": ("hall", "strips/1")}
KIOSK = Program(
    name="kiosk-k1", ids=homie_ids("demo", FITTED)["kiosk-k1"], release="1.0", started=NINE
)
SEEDED = settings(derandomize=True, deadline=None)
names = st.text(min_size=1, max_size=12)


def test_names_become_the_ids_that_people_expect() -> None:
    ids = homie_ids("demo", FITTED)
    assert ids["kiosk-k1"][ROOT] == "hallqueue-demo-kiosk-k1"
    assert ids["kiosk-k1"]["id_reader"] == "hallqueue-demo-kiosk-k1-id-reader"
    assert ids["display"]["strips/1"] == "hallqueue-demo-display-strips-1"


@SEEDED
@given(st.dictionaries(names, st.lists(names, unique=True, max_size=4), max_size=4))
def test_no_two_devices_share_an_id_whatever_they_are_called(fitted: dict[str, list[str]]) -> None:
    ids = [id for own in homie_ids("大厅", fitted).values() for id in own.values()]
    assert len(ids) == len(set(ids)) == len(fitted) + sum(map(len, fitted.values()))
    assert all(re.fullmatch(r"[a-z0-9-]+", id) for id in ids)


def test_a_board_and_a_strip_of_one_name_are_two_devices() -> None:
    ids = homie_ids("demo", {"display": ("strips-1", "strips/1")})["display"]
    assert ids["strips-1"] == "hallqueue-demo-display-strips-1"
    assert ids["strips/1"].startswith("hallqueue-demo-display-strips-1-")


def test_a_name_without_a_latin_letter_has_an_id_too() -> None:
    assert re.fullmatch(r"[0-9a-f]{6}", topic_id("打印机"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", EMPTY),
        ("纸", "纸"),
        (0, "0"),
        (-3, "-3"),
        (2.0, "2"),
        (1.5, "1.5"),
        (1e16, "1e16"),
        (1e-7, "1e-07"),
        (DeviceState.OK, "ok"),
        (NINE, "2026-03-02T01:00:00Z"),
        (NINE.astimezone(timezone(timedelta(hours=8))), "2026-03-02T01:00:00Z"),
    ],
)
def test_values_are_written_as_the_convention_asks(value: object, text: str) -> None:
    assert payload(value) == text  # type: ignore[arg-type]


@SEEDED
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_is_a_homie_float_and_the_same_number(value: float) -> None:
    text = payload(value)
    assert re.fullmatch(r"[-0-9.e]+", text)
    assert float(text) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="Homie float"):
        payload(value)


def of(state: DeviceState, cause: str = "") -> HealthFact:
    printer = DeviceHealth(state=state, since=NINE, cause=cause)
    return HealthFact(program="kiosk-k1", online=True, devices={"printer": printer})


@pytest.mark.parametrize(
    ("state", "homie"),
    [
        (DeviceState.OK, "ready"),
        (DeviceState.DEGRADED, "ready"),
        (DeviceState.FAULT, "ready"),
        (DeviceState.OFFLINE, "lost"),
    ],
)
def test_only_a_device_that_is_not_heard_is_lost(state: DeviceState, homie: str) -> None:
    root, printer, reader = tree(KIOSK, of(state, "cutter"))
    assert (root.state, printer.state, reader.state) == ("ready", homie, "init")
    assert bool(printer.alerts) == (state is not DeviceState.OK)
    assert root.description["children"] == [printer.id, reader.id]
    assert printer.description["root"] == root.id


def test_an_alert_says_what_to_do_in_both_languages() -> None:
    _, printer, _ = tree(KIOSK, of(DeviceState.FAULT, "cover_open"))
    assert printer.alerts == {
        "cover-open": "上盖打开：请合上。 · The cover is open: please close it."
    }


def test_what_a_description_names_has_a_value_and_the_other_way_round() -> None:
    health = DeviceHealth(
        state=DeviceState.OK,
        since=NINE,
        last_contact=NINE,
        counters={"link_lost": 1},
        measures={"fan speed": Measure(value=900, unit="rpm")},
    )
    fact = HealthFact(program="kiosk-k1", online=True, devices={"printer": health})
    for device in tree(KIOSK, fact):
        described = {
            (node, name)
            for node, about in device.description["nodes"].items()
            for name in about["properties"]
        }
        assert described == set(device.values)
