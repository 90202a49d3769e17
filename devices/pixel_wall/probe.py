"""A pixel controller cannot be found by asking: no packet of E1.31 has an answer."""

from __future__ import annotations

from devices.probe import Probe

PROBES: tuple[Probe, ...] = ()
