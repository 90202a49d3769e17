"""Publishes a program's Homie tree, on a connection of its own.

A connection has one last will, and the facts' link has given its to the `HealthFact`: see
docs/adr/0007-homie.md. Homie convention 5 [V1], "Device Lifecycle"; QoS 1 as the whole hall.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTMessageInfo
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from queue_server.contract.connection import QOS, connect_in_background, new_client
from queue_server.contract.homie import ids
from queue_server.contract.homie.tree import DISCONNECTED, INIT, LOST, HomieDevice

FAREWELL_WITHIN_S = 1.0

_log = logging.getLogger(__name__)


class HomieLink:
    """`device_ids`: the root's first, then its children's. `clock` gives aware UTC."""

    def __init__(
        self,
        device_ids: list[str],
        *,
        client_id: str,
        user: str,
        password: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._ids = device_ids
        self._clock = clock
        self._lock = threading.Lock()
        self._is_up = False  # subscribed: what is published now comes after the whole tree
        self._tree: list[HomieDevice] = []
        self._sent: dict[str, str] = {}  # what the broker holds of ours, by topic
        self._versions: dict[str, tuple[str, int]] = {}
        self._told_refused = False
        self._client = new_client(
            client_id, user, password, will_topic=ids.state(device_ids[0]), will=LOST
        )
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message

    def start(self, host: str, port: int) -> None:
        """Connect in the background; an absent broker is waited for."""
        connect_in_background(self._client, host, port)

    def show(self, tree: list[HomieDevice]) -> None:
        """Publish what changed; without a broker, all of it when it is back. Never blocks."""
        with self._lock:
            self._tree = tree
            if self._is_up:
                self._publish_tree()

    def stop(self) -> None:
        """Say that all devices go in good order, the root last, and leave."""
        with self._lock:
            said = None
            if self._is_up:
                for device_id in reversed(self._ids):
                    said = self._send(ids.state(device_id), DISCONNECTED)
            self._is_up = False
        if said is not None:
            try:
                said.wait_for_publish(FAREWELL_WITHIN_S)
            except (RuntimeError, ValueError) as error:
                _log.info("the broker did not hear the Homie farewell: %s", error)
        self._client.disconnect()
        self._client.loop_stop()

    def _publish_tree(self) -> None:
        """Children before the root, so that whoever sees the root ready finds them all."""
        root, *children = self._tree
        for device in (*children, root):
            self._publish(device)

    def _publish(self, device: HomieDevice) -> None:
        described = self._described(device)
        if self._sent.get(ids.description(device.id)) != described:
            self._send(ids.state(device.id), INIT)  # only then may the description change
            self._send(ids.description(device.id), described)
        wanted = _values_of(device)
        for topic in [t for t in self._sent if _is_value_of(device.id, t) and t not in wanted]:
            self._send(topic, "")
        for topic, text in wanted.items():
            self._send(topic, text)
        self._send(ids.state(device.id), device.state)

    def _described(self, device: HomieDevice) -> str:
        """The description with its version: milliseconds, so that it grows over restarts too."""
        content = json.dumps(device.description, ensure_ascii=False, sort_keys=True)
        known, version = self._versions.get(device.id, ("", 0))
        if content != known:
            version = max(version + 1, int(self._clock().timestamp() * 1000))
            self._versions[device.id] = (content, version)
        return json.dumps({**device.description, "version": version}, ensure_ascii=False)

    def _send(self, topic: str, text: str) -> MQTTMessageInfo | None:
        """Retained, if the broker does not hold it already; an empty text removes the topic."""
        if self._sent.get(topic, "") == text:
            return None
        if text:
            self._sent[topic] = text
        else:
            del self._sent[topic]
        return self._client.publish(topic, text, qos=QOS, retain=True)

    def _on_connect(
        self,
        client: Client,
        userdata: Any,
        flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if not reason.is_failure:
            self._told_refused = False
            client.subscribe(ids.EVERY_VALUE, QOS)
        elif not self._told_refused:
            self._told_refused = True
            _log.warning("the broker refuses the Homie tree: %s", reason)

    def _on_subscribe(
        self,
        client: Client,
        userdata: Any,
        message_id: int,
        reasons: list[ReasonCode],
        properties: Properties | None,
    ) -> None:
        """Only now: paho first sends again what the last connection left without an answer."""
        with self._lock:
            self._sent.clear()
            self._is_up = True
            if self._tree:
                self._send(ids.state(self._ids[0]), INIT)
                self._publish_tree()

    def _on_disconnect(
        self,
        client: Client,
        userdata: Any,
        flags: DisconnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        with self._lock:
            self._is_up = False

    def _on_message(self, client: Client, userdata: Any, message: MQTTMessage) -> None:
        """What an earlier run left behind and this one does not say: an alert, a measure. Some
        brokers send it before they confirm the subscription, so only the tree can tell."""
        if not (message.retain and message.payload):
            return
        with self._lock:
            ours = (d for d in self._tree if _is_value_of(d.id, message.topic))
            if any(message.topic not in _values_of(device) for device in ours):
                client.publish(message.topic, "", qos=QOS, retain=True)


def _values_of(device: HomieDevice) -> dict[str, str]:
    """What the broker shall hold two levels below the device, by topic."""
    values = {ids.of_device(device.id, *path): text for path, text in device.values.items()}
    alerts = {ids.of_device(device.id, "$alert", a): text for a, text in device.alerts.items()}
    return values | alerts


def _is_value_of(device_id: str, topic: str) -> bool:
    """Whether it is a value's or an alert's topic: two levels below the device."""
    start = ids.of_device(device_id, "")
    return topic.startswith(start) and topic.count("/", len(start)) == 1
