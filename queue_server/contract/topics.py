"""MQTT topics. Everything below is retained state, QoS 1; nothing on the wire names a person."""

from __future__ import annotations

ROOT = "hall"


def window(hall: str, window_id: str) -> str:
    """`WindowFact`, from the server."""
    return f"{ROOT}/{hall}/v1/window/{window_id}"


def queue(hall: str) -> str:
    """`QueueFact`, from the server."""
    return f"{ROOT}/{hall}/v1/queue"


def shown(hall: str, display: str, window_id: str) -> str:
    """`ShownFact`, from a display."""
    return f"{ROOT}/{hall}/v1/shown/{display}/{window_id}"


def spoken(hall: str, display: str, window_id: str) -> str:
    """`SpokenFact`, from a display that has a voice."""
    return f"{ROOT}/{hall}/v1/spoken/{display}/{window_id}"


def health(hall: str, program: str) -> str:
    """`HealthFact`, from every program; its last will."""
    return f"{ROOT}/{hall}/v1/health/{program}"


def kiosk(hall: str, kiosk_id: str) -> str:
    """`KioskFact`, from a kiosk."""
    return f"{ROOT}/{hall}/v1/kiosk/{kiosk_id}"


def kiosk_order(hall: str, kiosk_id: str) -> str:
    """`KioskOrder`, from the server."""
    return f"{ROOT}/{hall}/v1/kiosk-order/{kiosk_id}"


def speaker(topic: str) -> str:
    """Whose health is said on `topic`; the broker lets nobody else speak there."""
    return topic.rpartition("/")[2]
