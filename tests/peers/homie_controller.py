"""The Homie 5 controller of ebus_sdk (MIT). Its wheels come from `fetch.py` and are read as they
are."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import pytest

from tests.peers.fetch import EBUS_MQTT_CLIENT, EBUS_SDK, PeerMissing, fetch


def controller(port: int, user: str, password: str) -> Any:
    """One that looks for every device at the broker; skips the test when it cannot be had."""
    try:
        wheels = [os.fspath(fetch(wheel)) for wheel in (EBUS_MQTT_CLIENT, EBUS_SDK)]
    except PeerMissing as error:
        pytest.skip(str(error))
    sys.path += [wheel for wheel in wheels if wheel not in sys.path]
    sdk = importlib.import_module("ebus_sdk")
    login = {"type": "USER_PASS", "username": user, "password": password}
    where = {"host": "127.0.0.1", "port": port, "authentication": login}
    return sdk.Controller(mqtt_cfg=where, homie_domain="homie", qos=1)
