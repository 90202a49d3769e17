"""Opens a kiosk's scanner and camera; OpenCV is loaded in the camera's thread, if there is one."""

from __future__ import annotations

from collections.abc import Callable

from config.machines import Camera, Kiosk, Scanner
from devices.scanner.ports import scanner_link, scanner_on
from kiosk import code_reading, seeing
from kiosk import events as e
from kiosk.news import PresenceNews
from queue_server.contract.health import HealthBook

Post = Callable[[e.Event], None]


def code_reader(
    kiosk: Kiosk, health: HealthBook, post: Post, wanted: Callable[[], bool], pattern: str
) -> code_reading.CodeReading:
    fitted = kiosk.scanner
    scanner = None if fitted is None else _scanner(kiosk.id, fitted, health)
    trigger = fitted is not None and fitted.trigger
    return code_reading.CodeReading(scanner, health, post, wanted, trigger=trigger, pattern=pattern)


def camera_eye(
    kiosk: Kiosk,
    health: HealthBook,
    post: Post,
    tell: Callable[[PresenceNews], None],
    wanted: Callable[[], bool],
    pattern: str,
) -> seeing.Seeing:
    fitted = kiosk.camera
    if fitted is None:
        return seeing.Seeing(None, health, post, tell, wanted)
    return seeing.Seeing(
        lambda: _sight(kiosk.id, fitted, health),
        health,
        post,
        tell,
        wanted,
        wake=fitted.wake,
        reads=fitted.codes,
        pattern=pattern,
    )


def _scanner(kiosk: str, fitted: Scanner, health: HealthBook) -> code_reading.CodeScanner:
    link = scanner_link(f"scanner-{kiosk}", fitted.port, fitted.baud, fitted.family)
    health.follow(code_reading.DEVICE, link, hears_all=True)
    return scanner_on(link, fitted.family, fitted.prefix)


def _sight(kiosk: str, fitted: Camera, health: HealthBook) -> seeing.Sight:
    import cv2

    from devices.camera.codes import CodeReader
    from devices.camera.driver import Camera as Driver
    from devices.camera.ports import camera_link
    from devices.camera.presence import Presence

    cv2.setNumThreads(1)  # five small pictures a second: threads would only warm the machine
    size = fitted.width_px, fitted.height_px
    link = camera_link(f"camera-{kiosk}", fitted.source, *size)
    health.follow(seeing.DEVICE, link, hears_all=True)
    camera = Driver(link, width_px=size[0], height_px=size[1])
    return seeing.Sight(camera, Presence(), CodeReader())
