"""Which known device hangs on a port? Asks all the harmless questions at all the usual speeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from devices.errors import LinkLost
from devices.exchange import Clock, drain
from devices.probe import Finding, Probe, Sureness
from devices.transport import Transport

Open = Callable[[int], Transport]  # at this speed; raises `LinkLost`

MOST_HEARD_BYTES = 1 << 16  # no answer is longer; a port that streams must not fill the memory
WITHOUT_SPEED = ("socket://", "usb:")  # ports to which a speed means nothing


@dataclass(frozen=True)
class Found:
    """One answer. `baud` is the speed at which it came."""

    probe: Probe
    baud: int
    finding: Finding
    heard: bytes

    @property
    def order(self) -> tuple[int, int]:
        return -self.finding.sureness, self.probe.bauds.index(self.baud)


def probe_port(
    open_at: Open,
    probes: Iterable[Probe],
    *,
    clock: Clock,
    with_speeds: bool = True,
    tell: Callable[[Probe, int], None] = lambda probe, baud: None,
) -> list[Found]:
    """What answered, the surest first; once one is certain, nothing more is asked.

    `tell` is called before each question. Raises `LinkLost` when the port is not there or busy;
    a port that goes away in between ends with what was found. One that hangs up on a question (a
    network device that does not know it) is asked the next. Never much longer than the sum of the
    probes' waits.
    """
    found: list[Found] = []
    for probe, baud in _questions(list(probes), with_speeds):
        tell(probe, baud)
        try:
            port = open_at(baud)
        except LinkLost:
            if not found:
                raise
            break
        heard = _ask(port, probe, clock)
        finding = probe.judge(heard) if heard else None
        if finding is not None:
            found.append(Found(probe, baud, finding, heard))
            if _is_certain(finding):
                break
    return sorted(found, key=lambda one: one.order)


def _questions(probes: list[Probe], with_speeds: bool) -> Iterator[tuple[Probe, int]]:
    """Everybody at their usual speed first: most halls never changed one. Those that only listen
    come after those that ask, since they take their whole time."""
    probes.sort(key=lambda probe: not probe.question)
    longest = max((len(probe.bauds) for probe in probes), default=0)
    for choice in range(longest if with_speeds else 1):
        for probe in probes:
            if choice < len(probe.bauds):
                yield probe, probe.bauds[choice]


def _ask(port: Transport, probe: Probe, clock: Clock) -> bytes:
    """What came until the wait was over, the answer certain, or the other end gone."""
    heard = b""
    try:
        drain(port)
        if probe.question:
            port.write(probe.question)
        deadline = clock() + probe.wait_s
        while (left := deadline - clock()) > 0 and len(heard) < MOST_HEARD_BYTES:
            heard += port.read(left)
            if _is_certain(probe.judge(heard)):
                break
    except LinkLost:
        pass
    finally:
        port.close()
    return heard


def _is_certain(finding: Finding | None) -> bool:
    return finding is not None and finding.sureness is Sureness.CERTAIN
