"""A Homie controller that others wrote finds our devices and reads what we said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from mqtt_peer import RunningBroker, wait_until

from queue_server.contract.health import HealthBook
from queue_server.contract.messages import DeviceState, PaperLevel
from tests.peers.homie_controller import controller

KIOSK = "hallqueue-demo-kiosk-k1"
PRINTER = f"{KIOSK}-printer"


@pytest.fixture
def theirs(running: RunningBroker, book: HealthBook) -> Iterator[Any]:
    found = controller(running.port, "hallctl", running.passwords["hallctl"])
    found.start_discovery()
    yield found
    found.stop()


@pytest.mark.filterwarnings("ignore:Callback API version 1")  # theirs
def test_a_controller_of_others_sees_the_tree_and_its_news(theirs: Any, book: HealthBook) -> None:
    book.say("printer", DeviceState.OK, paper=PaperLevel.NEAR_END)
    wait_until(lambda: theirs.is_tree_complete(KIOSK), "the whole tree is found")
    children = {child.device_id for child in theirs.get_children(KIOSK)}
    assert {PRINTER, f"{KIOSK}-id-reader"} <= children
    printer = theirs.get_device(PRINTER)
    wait_until(lambda: printer.get_property("paper", "level") == "near_end", "the paper is read")
    assert printer.root_id == printer.parent_id == KIOSK
    assert printer.get_node_properties("paper")["level"]["datatype"] == "enum"
    book.say("printer", DeviceState.OFFLINE, "no_answer")
    wait_until(lambda: printer.state == "lost", "the loss is seen")
    book.say("printer", DeviceState.OK)
    wait_until(lambda: printer.state == "ready", "the return is seen")
