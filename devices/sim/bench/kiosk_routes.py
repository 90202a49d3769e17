"""The live picture of each kiosk, and a finger on its screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from flask import Blueprint, Response, jsonify
from msgspec import Meta

from devices.sim.bench.device_routes import json_body
from devices.sim.bench.eye import Eye
from devices.sim.bench.pictures import png
from devices.sim.bench_file import KioskOn
from devices.sim.device import Refused

Pixel = Annotated[int, Meta(ge=0, le=16384)]


class Touch(msgspec.Struct, forbid_unknown_fields=True):
    x: Pixel
    y: Pixel


def routes(kiosks: Sequence[KioskOn]) -> Blueprint:
    blueprint = Blueprint("kiosks", __name__, url_prefix="/api/kiosks")
    eyes = {kiosk.id: Eye(kiosk.eye) for kiosk in kiosks}

    def eye(name: str) -> Eye:
        if name not in eyes:
            raise Refused("unknown_kiosk", f"no kiosk {name!r} on this bench", 404)
        return eyes[name]

    @blueprint.get("")
    def list_kiosks() -> Response:
        return jsonify([{"id": name, "frame": f"/api/kiosks/{name}/frame.png"} for name in eyes])

    @blueprint.get("/<name>/frame.png")
    def frame(name: str) -> Response:
        """With an ETag: an unchanged picture is not sent again."""
        return png(eye(name).frame())

    @blueprint.post("/<name>/touch")
    def touch(name: str) -> Response:
        finger = eye(name)
        try:
            at = msgspec.convert(json_body(), Touch)
        except msgspec.ValidationError as error:
            raise Refused("malformed", str(error)) from error
        finger.touch(at.x, at.y)
        return jsonify({"x": at.x, "y": at.y})

    return blueprint
