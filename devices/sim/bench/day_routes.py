"""The scripted day that is going on, if there is one."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from devices.sim.day_runner import DayRunner
from devices.sim.device import Refused


def routes(day: DayRunner | None) -> Blueprint:
    blueprint = Blueprint("day", __name__, url_prefix="/api/day")

    @blueprint.get("")
    def show_day() -> Response:
        """What happened and what is to come, by the hall's time."""
        if day is None:
            raise Refused("no_day", "this bench was started without a scripted day", 404)
        return jsonify(day.to_json())

    return blueprint
