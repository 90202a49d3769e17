"""Facts over MQTT 3.1.1 (OASIS standard, V1): following the hall's, publishing one's own.

A fact is retained state, so a link that was away hears the present again by itself; what this
program published is published again after every reconnect, for a broker may have lost it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from queue_server.contract import topics
from queue_server.contract.connection import QOS, connect_in_background, new_client
from queue_server.contract.messages import HealthFact

_log = logging.getLogger(__name__)

T = TypeVar("T", bound=msgspec.Struct)


class FactLink:
    """One program's connection to the broker. Callbacks come on the link's own thread.

    `password` is the broker user's; the user is the program's name. The last will says
    `online=False` for the program.
    """

    def __init__(self, hall: str, program: str, password: str, host: str, port: int) -> None:
        self._address = (host, port)
        self._program = program
        self._health_topic = topics.health(hall, program)
        self._followed: dict[str, tuple[type[Any], Callable[[Any, bool], None]]] = {}
        self._published: dict[str, bytes] = {}
        self._published_lock = threading.Lock()
        self._link_listeners: list[Callable[[bool], None]] = []
        self._told_away = False
        will = self._offline(lost=True)
        self._client = new_client(
            f"{hall}-{program}", program, password, will_topic=self._health_topic, will=will
        )
        self._client.on_connect = self._on_connect
        self._client.on_connect_fail = lambda client, userdata: self._away("no connection")
        self._client.on_subscribe = self._on_subscribe
        self._client.on_disconnect = self._on_disconnect

    def follow(self, topic: str, kind: type[T], on_fact: Callable[[T, bool], None]) -> None:
        """Before `start`: call `on_fact(fact, retained)` for every fact on `topic` (may hold +).

        `retained` is true for state that was there before the subscription: no news.
        """
        self._followed[topic] = (kind, on_fact)
        self._client.message_callback_add(
            topic, lambda client, userdata, message: self._deliver(message, kind, on_fact)
        )

    def on_link(self, listener: Callable[[bool], None]) -> None:
        """Before `start`: call `listener(connected)` at every change."""
        self._link_listeners.append(listener)

    @property
    def connected(self) -> bool:
        return self._client.is_connected()

    def start(self) -> None:
        """Connect in the background; an absent broker is waited for."""
        connect_in_background(self._client, *self._address)

    def publish(self, topic: str, fact: msgspec.Struct) -> None:
        """Publish retained state; without a broker, when it is back. Never blocks."""
        payload = msgspec.json.encode(fact)
        with self._published_lock:
            self._published[topic] = payload
            if self._client.is_connected():
                self._client.publish(topic, payload, qos=QOS, retain=True)

    def stop(self) -> None:
        """Say that the program is off (a clean disconnect sends no last will), then leave."""
        if self._client.is_connected():
            said = self._client.publish(
                self._health_topic, self._offline(lost=False), qos=QOS, retain=True
            )
            try:
                said.wait_for_publish(timeout=1.0)
            except (RuntimeError, ValueError) as error:
                _log.info("the broker did not hear the farewell: %s", error)
        self._client.disconnect()
        self._client.loop_stop()

    def _offline(self, *, lost: bool) -> bytes:
        return msgspec.json.encode(HealthFact(program=self._program, online=False, lost=lost))

    def _on_connect(
        self,
        client: Client,
        userdata: Any,
        flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._away(f"the broker refuses {self._program}: {reason}")
            return
        _log.info("broker %s:%d is there", *self._address)
        self._told_away = False
        client.subscribe([(topic, QOS) for topic in self._followed or (self._health_topic,)])

    def _on_subscribe(
        self,
        client: Client,
        userdata: Any,
        message_id: int,
        reasons: list[ReasonCode],
        properties: Properties | None,
    ) -> None:
        # Not in _on_connect: right after it paho sends again what the last connection left without
        # an answer, and an old fact would be retained over a newer one.
        with self._published_lock:
            for topic, payload in self._published.items():
                client.publish(topic, payload, qos=QOS, retain=True)
        self._tell(True)

    def _on_disconnect(
        self,
        client: Client,
        userdata: Any,
        flags: DisconnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._away(str(reason))
        self._tell(False)

    def _away(self, why: str) -> None:
        if not self._told_away:  # once, not at every attempt
            _log.warning("broker %s:%d is away: %s", *self._address, why)
            self._told_away = True

    def _tell(self, connected: bool) -> None:
        for listener in self._link_listeners:
            listener(connected)

    def _deliver(
        self, message: MQTTMessage, kind: type[T], on_fact: Callable[[T, bool], None]
    ) -> None:
        try:
            fact = msgspec.json.decode(message.payload, type=kind)
        except msgspec.MsgspecError as error:
            _log.warning("%s holds no %s: %s", message.topic, kind.__name__, error)
            return
        if isinstance(fact, HealthFact) and fact.program != topics.speaker(message.topic):
            _log.warning("%s speaks for %s: not believed", message.topic, fact.program)
            return
        try:
            on_fact(fact, message.retain)
        except Exception:  # a fault in one listener must not end the link's thread
            _log.exception("a %s could not be taken in", kind.__name__)
