"""One connection to the broker, as every link of ours makes it: MQTT 3.1.1 (OASIS standard, V1)."""

from __future__ import annotations

import socket
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

KEEPALIVE_S = 10  # a broker that died without a word is missed after 1.5 of these
RECONNECT_AT_MOST_S = 2  # a display shows the present within 5 s of the broker's return
QOS = 1


def new_client(
    client_id: str, user: str, password: str, *, will_topic: str, will: bytes | str
) -> Client:
    """Not connected yet; its will is retained."""
    client = Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=True)
    client.username_pw_set(user, password)
    client.reconnect_delay_set(min_delay=1, max_delay=RECONNECT_AT_MOST_S)
    client.will_set(will_topic, will, qos=QOS, retain=True)
    client.on_socket_open = _send_at_once
    return client


def connect_in_background(client: Client, host: str, port: int) -> None:
    """An absent broker is waited for."""
    client.connect_async(host, port, keepalive=KEEPALIVE_S)
    client.loop_start()


def _send_at_once(client: Client, userdata: Any, connection: Any) -> None:
    """Two facts in a row must not wait for each other (Nagle's algorithm); paho leaves it on."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
