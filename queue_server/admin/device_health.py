"""What the programs of a running hall last said of themselves and their devices: retained facts."""

from __future__ import annotations

import threading

import msgspec
from paho.mqtt.client import Client, ConnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from config.fitted import fitted
from config.hall import Hall
from config.secrets import read_mqtt_password
from queue_server.admin.broker_access import WATCHER
from queue_server.contract import topics
from queue_server.contract.messages import HealthFact

WITHIN_S = 1.0
QOS = 1


class BrokerAway(Exception):
    """No broker answers where the hall's file says, or it refuses us; the text says which."""


def read_health(hall: Hall, *, within_s: float = WITHIN_S) -> dict[str, HealthFact]:
    """Program → its last word; a program that never ran is not in it.

    Once connected it takes `within_s` at most: the wait ends when every program of the hall has
    been heard. Raises
    `BrokerAway`, and `ConfigMistakes` when the watcher has no password.
    """
    reader = _Reader(hall, read_mqtt_password(hall, WATCHER))
    return reader.read(hall.mqtt.host, hall.mqtt.port, within_s)


class _Reader:
    def __init__(self, hall: Hall, password: str) -> None:
        self._missing = set(fitted(hall))
        self._topic = topics.health(hall.hall.id, "+")
        self._found: dict[str, HealthFact] = {}
        self._refused = ""
        self._done = threading.Event()
        self._welcome = False
        self._client = Client(CallbackAPIVersion.VERSION2, clean_session=True)
        self._client.username_pw_set(WATCHER, password)
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message

    def read(self, host: str, port: int, within_s: float) -> dict[str, HealthFact]:
        try:
            self._client.connect(host, port)
        except OSError as error:
            raise BrokerAway(f"no broker at {host}:{port}: {error}") from error
        self._client.loop_start()
        try:
            self._done.wait(within_s)
        finally:
            self._client.disconnect()
            self._client.loop_stop()
        if not self._welcome:
            raise BrokerAway(f"the broker at {host}:{port} {self._refused or 'does not answer'}")
        return self._found

    def _on_connect(
        self,
        client: Client,
        userdata: object,
        flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        self._welcome = not reason.is_failure
        if self._welcome:
            client.subscribe(self._topic, QOS)
        else:
            self._refused = f"refuses {WATCHER}: {reason}"
            self._done.set()

    def _on_message(self, client: Client, userdata: object, message: MQTTMessage) -> None:
        try:
            fact = msgspec.json.decode(message.payload, type=HealthFact)
        except msgspec.MsgspecError:
            return  # of another release: as if it had not spoken
        if fact.program != topics.speaker(message.topic):
            return  # nobody speaks for another
        self._found[fact.program] = fact
        self._missing.discard(fact.program)
        if not self._missing:
            self._done.set()
