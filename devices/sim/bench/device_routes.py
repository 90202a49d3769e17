"""The control interface: what stands on the bench, and doing something to it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from devices.sim.device import Refused
from devices.sim.host import Host


def routes(host: Host) -> Blueprint:
    blueprint = Blueprint("devices", __name__, url_prefix="/api/devices")

    @blueprint.get("")
    def list_devices() -> Response:
        """All devices with their state; with an ETag, so that asking often costs little."""
        response = jsonify([station.state() for station in host])
        response.add_etag()
        response.make_conditional(request)
        return response

    @blueprint.get("/<name>")
    def show_device(name: str) -> Response:
        return jsonify(host[name].state())

    @blueprint.get("/<name>/traffic")
    def show_traffic(name: str) -> Response:
        """The last bytes on its wire, oldest first; "in" is what the device heard."""
        return jsonify(host[name].traffic())

    @blueprint.post("/<name>/<action>")
    def act(name: str, action: str) -> Response:
        return jsonify(host[name].act(action, json_body()))

    return blueprint


def json_body() -> dict[str, object]:
    """The posted object, {} for an empty body; raises `Refused` for anything else."""
    if not request.get_data():
        return {}
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise Refused("malformed", "the body must be a JSON object")
    return body
