"""One client of the embedded broker: its socket, its session, its outbox."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from amqtt.adapters import BufferReader, StreamReaderAdapter
from amqtt.mqtt import packet_class
from amqtt.mqtt.packet import MQTTFixedHeader
from amqtt.mqtt.publish import PublishPacket

MAX_PACKET_BYTES = 1_048_576
MAX_UNSENT_BYTES = 16 * MAX_PACKET_BYTES  # a client that reads no more is dropped
MAX_QUEUED = 10_000  # messages kept for a session that is away; the oldest go first
IN_FLIGHT = 20


class BrokenRule(Exception):
    """The peer speaks no MQTT 3.1.1 that we know; the connection ends."""


class Connection:
    """One socket. Reads whole packets; never waits for a slow reader when it writes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, timeout_s: float | None) -> Any:
        """The next packet; None at the end of the stream. Raises TimeoutError, BrokenRule …"""
        return await asyncio.wait_for(self._read(), timeout_s)

    async def _read(self) -> Any:
        header = await MQTTFixedHeader.from_stream(StreamReaderAdapter(self._reader))
        if header is None:
            return None
        if header.remaining_length > MAX_PACKET_BYTES:
            raise BrokenRule(f"a packet of {header.remaining_length} bytes")
        # The body first, then its parts: a wrong inner length cannot reach the next packet.
        body = BufferReader(await self._reader.readexactly(header.remaining_length))
        return await packet_class(header).from_stream(body, fixed_header=header)

    def send(self, packet: Any) -> None:
        transport = self._writer.transport
        if transport.get_write_buffer_size() > MAX_UNSENT_BYTES:
            transport.abort()
        elif not transport.is_closing():
            transport.write(packet.to_bytes())

    def close(self) -> None:
        self._writer.close()


@dataclass
class Message:
    topic: str
    data: bytes
    qos: int
    retain: bool


@dataclass
class Client:
    """What is known of a client id: it outlives the connection when the session is persistent."""

    client_id: str
    username: str
    clean_session: bool
    connection: Connection | None = None
    outbox: deque[Message] = field(default_factory=lambda: deque(maxlen=MAX_QUEUED))
    will: Message | None = None
    in_flight: OrderedDict[int, Message] = field(default_factory=OrderedDict)
    _ids: count[int] = field(default_factory=count)

    def deliver(self, message: Message) -> None:
        if message.qos:
            self.outbox.append(message)
            self.pump()
        elif self.connection:
            self._send(message, None)

    def acknowledge(self, packet_id: int) -> None:
        self.in_flight.pop(packet_id, None)
        self.pump()

    def resume(self) -> None:
        """After a reconnect: what was not acknowledged once more, in its order, then the rest."""
        for packet_id, message in self.in_flight.items():
            self._send(message, packet_id, again=True)
        self.pump()

    def pump(self) -> None:
        while self.connection and self.outbox and len(self.in_flight) < IN_FLIGHT:
            packet_id = next(self._ids) % 65535 + 1
            if packet_id not in self.in_flight:
                self.in_flight[packet_id] = self.outbox.popleft()
                self._send(self.in_flight[packet_id], packet_id)

    def _send(self, message: Message, packet_id: int | None, *, again: bool = False) -> None:
        if self.connection:
            self.connection.send(
                PublishPacket.build(
                    message.topic, message.data, packet_id, again, message.qos, message.retain
                )
            )
