"""What the printers printed: slips as pictures and as the bytes they came from."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from devices.sim.bench.pictures import png
from devices.sim.device import Refused, State
from devices.sim.host import Host
from devices.sim.ticket_printer import PrinterSim, SlipRecord


def routes(host: Host) -> Blueprint:
    blueprint = Blueprint("slips", __name__, url_prefix="/api/printers/<name>/slips")

    @blueprint.get("")
    def list_slips(name: str) -> Response:
        """Newest first."""
        return jsonify([_described(name, record) for record in reversed(_slips(host, name))])

    @blueprint.get("/<int:number>.png")
    def slip_picture(name: str, number: int) -> Response:
        return png(_slip(host, name, number).png)

    @blueprint.get("/<int:number>.bin")
    def slip_bytes(name: str, number: int) -> Response:
        """The ESC/POS bytes as they came, from the first after the slip before to the cut."""
        raw = _slip(host, name, number).raw
        return Response(raw, mimetype="application/octet-stream")

    return blueprint


def _slips(host: Host, name: str) -> list[SlipRecord]:
    printer = host.device(name, PrinterSim)
    return host[name].ask(lambda: printer.slips)


def _slip(host: Host, name: str, number: int) -> SlipRecord:
    for record in _slips(host, name):
        if record.number == number:
            return record
    raise Refused("unknown_slip", f"no slip {number} lies at {name!r}", 404)


def _described(name: str, record: SlipRecord) -> State:
    return {
        "n": record.number,
        "text": record.text,
        "qr": record.qr,
        "cut": record.cut,
        "bytes": len(record.raw),
        "png": f"/api/printers/{name}/slips/{record.number}.png",
        "bin": f"/api/printers/{name}/slips/{record.number}.bin",
    }
