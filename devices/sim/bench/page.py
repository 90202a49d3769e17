"""The page itself. What changes on it is filled in by static/bench.js."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, send_file

from devices.sim.bench.keypad import keypad
from devices.sim.bench.reader_choices import READER_CHOICES
from devices.sim.day_runner import DayRunner
from devices.sim.device import State
from devices.sim.glyphs import FONT_FILE
from devices.sim.host import Host
from devices.sim.strip_bus import LitStrips

FONT_AGE_S = 7 * 24 * 3600

KIND_NAMES = {
    "ticket-printer": ("号票打印机", "Ticket printer"),
    "id-card": ("身份证阅读器", "ID-card reader"),
    "scanner": ("扫码器", "Code scanner"),
    "camera": ("摄像头", "Camera"),
    "desk-bus": ("呼叫器与评价器", "Keypads and evaluators"),
    "led-onbon": ("大厅显示屏", "Hall board"),
    "alpha": ("Alpha 显示屏", "Alpha sign"),
    "e131": ("像素墙", "Pixel wall"),
    "strip-bus": ("窗口屏", "Window strips"),
}
LEVEL_NAMES = {
    5: ("非常满意", "Very satisfied"),
    4: ("满意", "Satisfied"),
    3: ("基本满意", "Basically satisfied"),
    2: ("不满意", "Dissatisfied"),
    1: ("非常不满意", "Very dissatisfied"),
}


def routes(host: Host, day: DayRunner | None = None) -> Blueprint:
    blueprint = Blueprint("page", __name__)

    @blueprint.get("/")
    def index() -> str:
        states = [station.state() for station in host]
        return render_template(
            "bench.html",
            devices=states,
            by_kind={kind: [s for s in states if s["kind"] == kind] for kind in KIND_NAMES},
            windows=_windows(host),
            kiosks=host.bench.kiosks,
            links=host.bench.links,
            day=day.to_json() if day else None,
            kind_names=KIND_NAMES,
            level_names=LEVEL_NAMES,
            reader_choices=READER_CHOICES,
        )

    @blueprint.get("/font.otf")
    def font() -> Response:
        return send_file(FONT_FILE, mimetype="font/otf", max_age=FONT_AGE_S)

    return blueprint


def _windows(host: Host) -> list[State]:
    """One entry for each window that has anything on its desk: where its pad and strip hang."""
    windows: dict[str, State] = {}

    def at(window: str) -> State:
        return windows.setdefault(window, {"window": window, "pad": None, "strip": None})

    for station in host:
        state = station.state()
        if "pads" in state:
            keys = keypad([key["name"] for key in state["keys"]], state["has_digits"])
            for pad in state["pads"]:
                at(pad["window"])["pad"] = {
                    "device": station.name, "evaluator": pad["evaluator"], "faces": state["faces"],
                    "keys": keys,
                }  # fmt: skip
        elif isinstance(station.device, LitStrips):
            for strip in state["strips"]:
                at(strip["window"])["strip"] = {"device": station.name, **strip}
    return sorted(windows.values(), key=lambda w: (len(w["window"]), w["window"]))
