"""What the eye sees of boards and strips, every LED, lit or not; and what a camera sees."""

from __future__ import annotations

from flask import Blueprint, Response

from devices.sim.alpha import AlphaSim
from devices.sim.bench.pictures import jpeg, png
from devices.sim.device import Refused
from devices.sim.host import Host
from devices.sim.led_onbon import LedOnbonSim
from devices.sim.lit import photograph
from devices.sim.pixel_wall import PixelWallSim
from devices.sim.strip_bus import LitStrips

BOARDS = (LedOnbonSim, AlphaSim, PixelWallSim)


def routes(host: Host) -> Blueprint:
    blueprint = Blueprint("panels", __name__, url_prefix="/api")

    @blueprint.get("/boards/<name>.png")
    def board(name: str) -> Response:
        device = host[name].device
        if not isinstance(device, BOARDS):
            raise Refused("unknown_device", f"{name!r} is no board", 404)
        return png(photograph(host[name].ask(device.pixels)))

    @blueprint.get("/strips/<name>/<int:address>.png")
    def strip(name: str, address: int) -> Response:
        bus = host.device(name, LitStrips)
        return png(photograph(host[name].ask(lambda: bus.pixels(address))))

    @blueprint.get("/cameras/<name>.jpg")
    def camera(name: str) -> Response:
        from devices.sim.camera import CameraSim  # OpenCV, which only a bench with a camera needs

        sim = host.device(name, CameraSim)
        return jpeg(host[name].ask(sim.picture))

    return blueprint
