"""`hallctl devices probe PORT`: which known device hangs there, at which speed, and how sure.

Exit 0 when something was found, 1 when nothing answered or the port cannot be used.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from functools import partial

from devices.catalog import DRIVERS, probes_of
from devices.errors import LinkLost
from devices.exchange import Clock
from devices.probe import Probe, Sureness
from devices.probing import WITHOUT_SPEED, Found, probe_port
from devices.transport import open_transport

FOUND, NOTHING = 0, 1
HINT = "Is it switched on? Are wires A and B the right way round? Does another program listen too?"
WORDS = {
    Sureness.CERTAIN: "certain",
    Sureness.LIKELY: "likely",
    Sureness.POSSIBLE: "possible",
}


def main(argv: Sequence[str], clock: Clock = time.monotonic) -> int:
    parser = argparse.ArgumentParser(prog="hallctl devices probe", description=__doc__)
    parser.add_argument("port", metavar="PORT", help="/dev/ttyUSB0, serial:…, socket://host:port …")
    parser.add_argument(
        "--kind", action="append", choices=DRIVERS, help="only this kind (may be repeated)"
    )
    arguments = parser.parse_args(argv)
    asked = [probe for kind in arguments.kind or DRIVERS for probe in probes_of(kind)]
    try:
        found = probe_port(
            partial(open_transport, arguments.port),
            asked,
            clock=clock,
            with_speeds=not arguments.port.startswith(WITHOUT_SPEED),
            tell=_tell,
        )
    except LinkLost as error:
        print(f"{arguments.port}: {error}", file=sys.stderr)
        return NOTHING
    for line in _report(arguments.port, found):
        print(line)
    return FOUND if found else NOTHING


def _tell(probe: Probe, baud: int) -> None:
    doing = "asking" if probe.question else f"listening {probe.wait_s:g} s: press a key of"
    print(f"  {doing} {probe.label} at {baud} baud", file=sys.stderr, flush=True)


def _report(port: str, found: list[Found]) -> list[str]:
    if not found:
        return [f"{port}: nothing known answered. {HINT}"]
    lines = [
        f"{WORDS[one.finding.sureness]:<9} {one.probe.kind:<15} {one.baud:>6} baud  "
        f"{one.probe.label}: {one.finding.says}"
        for one in found
    ]
    return [*lines, f'in the hall\'s file:  port = "{port}"  baud = {found[0].baud}']
