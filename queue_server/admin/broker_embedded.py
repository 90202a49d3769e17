"""The broker that is always there: amqtt 0.12.1, bound to loopback, with its faults mended.

What is wrong in 0.12.1 (amqtt/broker.py, amqtt/mqtt/protocol/), and what stands here instead:

* Every CONNECT sends everybody's retained messages to the newcomer, past the access rules.
  Here retained messages go to the client that subscribes, as far as it may receive them.
* A dead peer never expires. Here it does after 1.5 × keep-alive, and its will is sent.
* A second CONNECT with a client id lives beside the first, and an unauthenticated one already
  overwrites the session. Here nothing happens before the password is right; then the first goes.
* A session's queue is sent at once, out of order, and what is unacknowledged after 5 s or at a
  drop is lost. Here each client has one outbox, a small window in flight, and sends again.
* Each packet is handled in a task of its own: what stood before a DISCONNECT may be lost though
  it was acknowledged. Here packets are handled one after the other.
* Abrupt drops end in unhandled errors, a stalled reader blocks others, and any length is read.

Kept are its packets, its listener, its subscriptions and its retained messages. MQTT 3.1.1 with
QoS 0 and 1 (a wish for 2 is granted 1); retained messages do not outlive the broker, the server
publishes its facts again. `tests/broker/` holds this and mosquitto to the same behaviour.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import signal
import sys
from collections.abc import Mapping
from itertools import count
from typing import Any

from amqtt.broker import Broker
from amqtt.contexts import Action
from amqtt.mqtt.connack import ConnackPacket
from amqtt.mqtt.connect import ConnectPacket
from amqtt.mqtt.disconnect import DisconnectPacket
from amqtt.mqtt.pingreq import PingReqPacket
from amqtt.mqtt.pingresp import PingRespPacket
from amqtt.mqtt.puback import PubackPacket
from amqtt.mqtt.publish import PublishPacket
from amqtt.mqtt.suback import SubackPacket
from amqtt.mqtt.subscribe import SubscribePacket
from amqtt.mqtt.unsuback import UnsubackPacket
from amqtt.mqtt.unsubscribe import UnsubscribePacket

from config.hall import Hall
from config.journal import configure_logging
from config.loader import EXIT_CONFIG, ConfigMistakes, load
from config.secrets import read_all_mqtt_passwords
from config.service_manager import notify_ready
from queue_server.admin.broker_access import Grant, grants
from queue_server.admin.broker_client import BrokenRule, Client, Connection, Message

CONNECT_TIMEOUT_S = 10.0
KEEP_ALIVE_GRACE = 1.5  # MQTT 3.1.1, 3.1.2.10
ACCEPTED, WRONG_PROTOCOL, WRONG_ID, NOT_AUTHORISED = 0, 1, 2, 5  # CONNACK, 3.2.2.3

_log = logging.getLogger(__name__)


class MendedBroker(Broker):  # type: ignore[misc]  # amqtt is not looked into by mypy
    """`passwords` and `grants` by user name."""

    def __init__(
        self, host: str, port: int, passwords: Mapping[str, str], grants: Mapping[str, Grant]
    ) -> None:
        listener = {"type": "tcp", "bind": f"{host}:{port}"}
        super().__init__({"listeners": {"default": listener}, "plugins": {}})
        self._passwords = passwords
        self._grants = grants
        self._clients: dict[str, Client] = {}
        self._anonymous_ids = count(1)

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        connection = Connection(reader, writer)
        try:
            await self._serve(connection)
        except Exception as error:  # whatever a peer sends ends its own connection and no more
            _log.info("a connection ended: %s: %s", type(error).__name__, error)
        finally:
            connection.close()

    async def shutdown(self) -> None:
        for client in self._clients.values():
            if client.connection:
                client.connection.close()
        self._clients.clear()
        await super().shutdown()

    async def _serve(self, connection: Connection) -> None:
        connect = await connection.read(CONNECT_TIMEOUT_S)
        if not isinstance(connect, ConnectPacket):
            raise BrokenRule("the first packet is no CONNECT")
        refusal = self._refusal(connect)
        if refusal:
            _log.warning("refused %s: code %d", connect.username or "a nameless client", refusal)
            connection.send(ConnackPacket.build(0, refusal))
            return
        client, is_known = await self._admit(connect, connection)
        connection.send(ConnackPacket.build(int(is_known), ACCEPTED))
        client.resume()
        try:
            await self._listen(client, connection, connect.keep_alive)
        finally:
            if client.connection is connection:  # else a newer connection has taken over
                await self._leave(client)

    def _refusal(self, connect: ConnectPacket) -> int:
        if connect.proto_name != "MQTT" or connect.proto_level != 4:
            return WRONG_PROTOCOL
        expected = self._passwords.get(connect.username or "")
        given = (connect.password or "").encode()
        if expected is None or not hmac.compare_digest(expected.encode(), given):
            return NOT_AUTHORISED
        if connect.client_id_is_random and not connect.clean_session_flag:
            return WRONG_ID
        return ACCEPTED

    async def _admit(self, connect: ConnectPacket, connection: Connection) -> tuple[Client, bool]:
        """The client of an authenticated CONNECT, and whether its session was there already."""
        client_id = connect.client_id or f"nameless-{next(self._anonymous_ids)}"
        known = self._clients.get(client_id)
        if known and known.connection:
            known.connection.close()
            await self._leave(known)
            known = self._clients.get(client_id)
        if known and (connect.clean_session_flag or known.username != connect.username):
            await self._forget(known)
            known = None
        client = known or Client(client_id, connect.username, connect.clean_session_flag)
        client.connection = connection
        client.will = _will(connect)
        self._clients[client_id] = client
        return client, known is not None

    async def _leave(self, client: Client) -> None:
        """The connection is gone: send the will, if it still stands; end a clean session."""
        client.connection = None
        if client.clean_session:
            await self._forget(client)
        if client.will:
            await self._route(client, client.will)

    async def _forget(self, client: Client) -> None:
        self._clients.pop(client.client_id, None)
        await self._del_all_subscriptions(client)

    async def _listen(self, client: Client, connection: Connection, keep_alive_s: int) -> None:
        """Handle packet after packet until the peer leaves, falls silent or breaks a rule."""
        handlers = {
            PublishPacket: self._on_publish,
            PubackPacket: self._on_puback,
            SubscribePacket: self._on_subscribe,
            UnsubscribePacket: self._on_unsubscribe,
            PingReqPacket: self._on_ping,
        }
        while packet := await connection.read(keep_alive_s * KEEP_ALIVE_GRACE or None):
            if isinstance(packet, DisconnectPacket):
                client.will = None
                return
            handler = handlers.get(type(packet))
            if handler is None:
                raise BrokenRule(f"{type(packet).__name__} from a client")
            await handler(client, packet, connection)

    async def _on_ping(self, client: Client, packet: Any, connection: Connection) -> None:
        connection.send(PingRespPacket.build())

    async def _on_puback(self, client: Client, packet: Any, connection: Connection) -> None:
        client.acknowledge(packet.variable_header.packet_id)

    async def _on_publish(self, client: Client, packet: Any, connection: Connection) -> None:
        topic, qos = packet.topic_name, packet.qos
        if not topic or topic.startswith("$") or qos > 1:
            raise BrokenRule(f"PUBLISH to {topic!r} with QoS {qos}")
        await self._route(client, Message(topic, packet.data or b"", qos, packet.retain_flag))
        if qos:
            connection.send(PubackPacket.build(packet.packet_id))

    async def _on_subscribe(self, client: Client, packet: Any, connection: Connection) -> None:
        wishes = [(topic, min(qos, 1)) for topic, qos in packet.payload.topics]
        for topic, _ in wishes:
            self._del_subscription(topic, client)  # the newer QoS replaces the older one
        codes = [await self.add_subscription(wish, client) for wish in wishes]
        connection.send(SubackPacket.build(packet.variable_header.packet_id, codes))
        for (topic, qos), code in zip(wishes, codes, strict=True):
            if code <= 1:
                await self._send_retained(client, topic, qos)

    async def _on_unsubscribe(self, client: Client, packet: Any, connection: Connection) -> None:
        for topic in packet.payload.topics:
            self._del_subscription(topic, client)
        connection.send(UnsubackPacket.build(packet.variable_header.packet_id))

    async def _send_retained(self, client: Client, topic_filter: str, qos: int) -> None:
        for topic, kept in list(self.retained_messages.items()):
            if self._matches(topic, topic_filter) and self._may(client, topic, Action.RECEIVE):
                client.deliver(Message(topic, bytes(kept.data), min(qos, kept.qos or 0), True))

    async def _route(self, sender: Client, message: Message) -> None:
        """Keep a retained message, and hand it to everyone who asked for it and may have it."""
        if not self._may(sender, message.topic, Action.PUBLISH):
            _log.warning("%s may not publish to %s", sender.username, message.topic)
            return
        if message.retain:
            await self.retain_message(None, message.topic, message.data, message.qos)
        for client_id, qos in self._receivers(message.topic).items():
            client = self._clients.get(client_id)
            if client and self._may(client, message.topic, Action.RECEIVE):
                client.deliver(
                    Message(message.topic, message.data, min(qos, message.qos), retain=False)
                )

    def _receivers(self, topic: str) -> dict[str, int]:
        """Client id to the best QoS of its subscriptions: overlapping ones get one message."""
        receivers: dict[str, int] = {}
        for topic_filter, subscriptions in self.subscriptions.items():
            if self._matches(topic, topic_filter):
                for client, qos in subscriptions:
                    receivers[client.client_id] = max(qos, receivers.get(client.client_id, 0))
        return receivers

    def _may(self, client: Client, topic: str, action: Action) -> bool:
        grant = self._grants.get(client.username)
        if grant is None:
            return False
        if action == Action.PUBLISH:
            return grant.may_publish(topic)
        return grant.may_receive(topic)

    async def _topic_filtering(self, session: Client, topic: str, action: Action) -> bool:
        """Asked by amqtt for a filter at SUBSCRIBE. As in mosquitto, any filter may be asked for:
        the rules stand where messages are handed out."""
        return action == Action.SUBSCRIBE or self._may(session, topic, action)


def _will(connect: ConnectPacket) -> Message | None:
    if not connect.will_flag:
        return None
    return Message(
        connect.will_topic,
        bytes(connect.will_message),
        min(connect.will_qos, 1),
        connect.will_retain_flag,
    )


async def run(hall: Hall, passwords: Mapping[str, str]) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    broker = MendedBroker(hall.mqtt.host, hall.mqtt.port, passwords, grants(hall))
    await broker.start()
    notify_ready(f"embedded broker on {hall.mqtt.host}:{hall.mqtt.port}")
    await stop.wait()
    await broker.shutdown()


def main() -> int:
    configure_logging("broker")
    for noisy in ("amqtt", "transitions"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        hall = load()
        passwords = read_all_mqtt_passwords(hall)
    except ConfigMistakes as mistakes:
        print(mistakes, file=sys.stderr)
        return EXIT_CONFIG
    asyncio.run(run(hall, passwords))
    return 0


if __name__ == "__main__":
    sys.exit(main())
