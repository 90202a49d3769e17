"""What the eye sees of boards and strips, every LED, lit or not; and what a camera sees."""

from __future__ import annotations

from flask import Blueprint, Response

from devices.sim.bench.pictures import jpeg, png
from devices.sim.host import Host
from devices.sim.led_onbon import LedOnbonSim
from devices.sim.lit import photograph
from devices.sim.strip_bus import LitStrips


def routes(host: Host) -> Blueprint:
    blueprint = Blueprint("panels", __name__, url_prefix="/api")

    @blueprint.get("/boards/<name>.png")
    def board(name: str) -> Response:
        card = host.device(name, LedOnbonSim)
        return png(photograph(host[name].ask(card.pixels)))

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
