"""What the machine itself allows, measured in the same run as the product."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import paho.mqtt.client as mqtt


def commit_times_s(folder: Path, count: int) -> list[float]:
    """Sorted durations of durable commits of one row (WAL, synchronous=FULL) in `folder`."""
    path = folder / "probe.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, body TEXT)")
    times = []
    for _ in range(count):
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t (body) VALUES (?)", ("x" * 300,))
        connection.execute("COMMIT")
        times.append(time.perf_counter() - start)
    connection.close()
    for file in folder.glob("probe.db*"):
        file.unlink()
    return sorted(times)


def mqtt_round_trips_s(port: int, user: str, password: str, topic: str, count: int) -> list[float]:
    """Sorted times from publish (QoS 1) to arrival at a subscriber, paho at both ends."""
    arrived = threading.Event()
    ready = threading.Event()

    def client(name: str) -> mqtt.Client:
        made = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"bench-{name}")
        made.username_pw_set(user, password)
        made.connect("127.0.0.1", port)
        return made

    subscriber = client("subscriber")
    subscriber.on_message = lambda *_: arrived.set()
    subscriber.on_subscribe = lambda *_: ready.set()
    subscriber.loop_start()
    subscriber.subscribe(topic, qos=1)
    publisher = client("publisher")
    publisher.loop_start()
    if not ready.wait(10):
        raise TimeoutError("the broker did not confirm the subscription")
    times = []
    for _ in range(count):
        arrived.clear()
        start = time.perf_counter()
        publisher.publish(topic, b"x" * 200, qos=1)
        if arrived.wait(5):
            times.append(time.perf_counter() - start)
    for end in (publisher, subscriber):
        end.disconnect()
        end.loop_stop()
    return sorted(times)


def spin_s() -> float:
    """A fixed piece of work: says how fast the machine was during this run."""
    start = time.perf_counter()
    total = 0
    for i in range(2_000_000):
        total += i * i % 7
    return time.perf_counter() - start
