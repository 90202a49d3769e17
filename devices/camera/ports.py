"""Opens a camera, wherever it is."""

from __future__ import annotations

from functools import partial

from devices.camera.driver import Camera, CameraPort
from devices.link import Link


def camera_link(name: str, source: str, width_px: int, height_px: int) -> Link:
    """Not opened before its first frame; it comes back by itself when it was gone."""
    return Link(partial(CameraPort, source, width_px, height_px), name)


def open_camera(name: str, source: str, width_px: int, height_px: int) -> Camera:
    link = camera_link(name, source, width_px, height_px)
    return Camera(link, width_px=width_px, height_px=height_px)
