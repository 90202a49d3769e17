"""Who may say and hear what at the broker: one user per program, everything else refused.

One table for both brokers, so that they cannot differ. A display cannot publish a call.
"""

from __future__ import annotations

from dataclasses import dataclass

from paho.mqtt.client import topic_matches_sub

from config.fitted import telling
from config.hall import Hall
from queue_server.contract import topics
from queue_server.contract.homie import ids

WATCHER = "hallctl"  # reads how the programs are; publishes nothing


@dataclass(frozen=True)
class Grant:
    """Topic filters that a user may publish to and receive from."""

    publish: tuple[str, ...]
    receive: tuple[str, ...]

    def may_publish(self, topic: str) -> bool:
        return any(topic_matches_sub(f, topic) for f in self.publish)

    def may_receive(self, topic: str) -> bool:
        return any(topic_matches_sub(f, topic) for f in self.receive)


def grants(hall: Hall) -> dict[str, Grant]:
    """The grant of every program of `hall`, by its MQTT user."""
    hall_id = hall.hall.id
    facts = (topics.window(hall_id, "+"), topics.queue(hall_id))
    done = (topics.shown(hall_id, "+", "+"), topics.spoken(hall_id, "+", "+"))
    everyones_health = topics.health(hall_id, "+")

    homie = {
        program: tuple(ids.of_device(device, "#") for device in own.values())
        for program, own in ids.homie_ids(hall_id, telling(hall)).items()
    }

    orders, kiosks = topics.kiosk_order(hall_id, "+"), topics.kiosk(hall_id, "+")

    def own(program: str) -> tuple[str, ...]:
        """What it says of itself and its devices: its health, and its Homie tree."""
        return (topics.health(hall_id, program), *homie[program])

    server = Grant(
        (*facts, orders, *own("server")),
        (*facts, orders, kiosks, *done, everyones_health, *homie["server"]),
    )
    display = Grant((*done, *own("display")), (*facts, *done, everyones_health, *homie["display"]))
    everyones_homie = (topic for topics_of_one in homie.values() for topic in topics_of_one)
    table = {
        "server": server,
        "display": display,
        WATCHER: Grant((), (*facts, *done, everyones_health, *everyones_homie)),
    }
    for kiosk in hall.kiosks:
        program, topic = f"kiosk-{kiosk.id}", topics.kiosk(hall_id, kiosk.id)
        order = topics.kiosk_order(hall_id, kiosk.id)
        received = (*facts, order, everyones_health, *homie[program])
        table[program] = Grant((topic, *own(program)), received)
    for program in device_programs(hall):
        received = (*facts, everyones_health, *homie[program])
        table.setdefault(program, Grant(own(program), received))
    return table


def device_programs(hall: Hall) -> list[str]:
    """The programs that hold a device token, named as their token files are."""
    kiosks = [f"kiosk-{kiosk.id}" for kiosk in hall.kiosks]
    desks = [f"desk-{desk.id}" for desk in hall.desks]
    return [*kiosks, *desks, "display"]
