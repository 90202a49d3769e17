"""A scanner's messages in clear, for the wire tool."""

from __future__ import annotations

from devices.clear import hex_of
from devices.scanner.codec import ModuleCommand, ModuleReply, Scanned, SerialTrigger
from devices.scanner.scan import scan_of
from devices.shape import Shape


def _symbology(event: Scanned) -> str:
    return scan_of(event.text).symbology


def _address(event: ModuleCommand) -> str:
    return hex_of(event.address.to_bytes(2, "big"))


SHAPES = (
    Shape("scan", Scanned, {"aim": _symbology}),
    Shape("module-command", ModuleCommand, {"at": _address}),
    Shape("module-reply", ModuleReply),
    Shape("trigger", SerialTrigger),
)
