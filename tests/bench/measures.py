"""One function per headline figure; each gives results with what was measured on both sides."""

from __future__ import annotations

import itertools
import signal
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import msgspec

from queue_server.contract import messages as m
from queue_server.contract.client import QueueClient
from tests.bench import probes
from tests.bench.history import add_old_tickets
from tests.bench.load import KeptConnection, Press, closed_loop, open_loop, percentile
from tests.bench.result import Result
from tests.bench.rig import Rig
from tests.bench.slip import slip_bytes, software_s, wire_and_paper_s

KIOSKS = 8
ISSUE = "/api/v1/tickets"
DEBOUNCED_S = 1.6  # after it a second "next" at a window is a second press (the demo hall's 1.5 s)
SERVICES = ("company-setup", "civil-affairs", "project-filing", "social-insurance")


def issue_body(service: str) -> bytes:
    return msgspec.json.encode(m.IssueTicket(request_id=uuid4(), service=service))


def _issues(rig: Rig) -> Press:
    """Presses for one service after the other: a hall's visitors do not all want the same."""
    services = itertools.cycle([service.id for service in rig.hall.services])
    return lambda connection: connection.post(ISSUE, issue_body(next(services)))[0]


def _noop(connection: KeptConnection) -> int:
    return connection.post("/noop", issue_body(SERVICES[0]))[0]


def _kiosk(rig: Rig) -> Callable[[], KeptConnection]:
    return lambda: KeptConnection("127.0.0.1", rig.port, rig.kiosk_token())


def _at_noop(port: int) -> Callable[[], KeptConnection]:
    return lambda: KeptConnection("127.0.0.1", port)


def throughput(rig: Rig, noop: int, pairs: int) -> list[Result]:
    """Durable tickets a second, 8 kiosks pressing as fast as they can, to a POST of nothing."""
    ratios, issued, empty = [], [], []
    issue = _issues(rig)
    for _ in range(pairs):
        product = closed_loop(_kiosk(rig), issue, KIOSKS, 100)
        floor = closed_loop(_at_noop(noop), _noop, KIOSKS, 100)
        if product.failures or floor.failures:
            raise AssertionError(f"{product.failures} tickets and {floor.failures} no-ops failed")
        ratios.append(product.rate / floor.rate)
        issued.append(product.rate)
        empty.append(floor.rate)
    value = statistics.median(ratios)
    detail = [
        f"{statistics.median(issued):.0f} tickets/s to {statistics.median(empty):.0f} no-op POST/s",
        f"visitors of all {len(rig.hall.services)} services in turn",
        "the rest, on one interpreter lock: the command's JSON and rights, its eight SQL",
        "statements and the lock's hand-over at each, the flush, the facts for MQTT",
    ]
    return [
        Result("durable tickets/s to no-op POST/s", value, "x", ">= 0.80", value >= 0.8, detail)
    ]


def issue_p99(rig: Rig, noop: int) -> list[Result]:
    """Latency at the pace of eight kiosks, each pressed every second, counted from the press."""
    seconds = 40.0
    product = open_loop(_kiosk(rig), _issues(rig), KIOSKS, 1.0, seconds)
    floor = open_loop(_at_noop(noop), _noop, KIOSKS, 1.0, seconds)
    commits = probes.commit_times_s(rig.folder, 400)
    limit = floor.percentile(0.99) + percentile(commits, 0.99)
    value = product.percentile(0.99) / limit
    p50, p99 = product.percentile(0.5), product.percentile(0.99)
    detail = [
        f"issue p50 {p50 * 1e3:.2f} p99 {p99 * 1e3:.2f} ms",
        f"no-op p99 {floor.percentile(0.99) * 1e3:.2f} ms",
        f"commit p99 {percentile(commits, 0.99) * 1e3:.2f} ms",
    ]
    name = "issue p99, 8 kiosks, to no-op p99 + commit p99"
    return [Result(name, value, "x", "<= 2.0", value <= 2.0, detail)]


def press_to_board(rig: Rig) -> list[Result]:
    """From the press of "next" to the last byte at the LED controller, the whole way."""
    rig.start_display()
    clerk = rig.clerk("1")
    kiosk = _kiosk(rig)()
    times = []
    for _ in range(40):
        _, body = kiosk.post(ISSUE, issue_body(SERVICES[0]))
        number = msgspec.json.decode(body, type=m.Ticket).number
        # The queue may still hold tickets of earlier measures: what is called is what is awaited.
        rig.controller.forget()
        time.sleep(DEBOUNCED_S)
        start = time.perf_counter()
        answer = clerk.call_next("1", m.WindowCommand(request_id=uuid4()))
        called = answer.number or number
        end = rig.controller.last_byte(called.encode(), 5.0)
        if end is not None:
            times.append(end - start)
    rig.stop("display")
    times.sort()
    commits = probes.commit_times_s(rig.folder, 200)
    password = rig.mqtt_server_password()
    topic = "hall/demo/v1/window/bench"
    trips = probes.mqtt_round_trips_s(rig.mqtt_port, "server", password, topic, 200)
    limit = statistics.median(commits) + statistics.median(trips)
    value = statistics.median(times) / limit
    p50, p99 = statistics.median(times), percentile(times, 0.99)
    detail = [
        f"{len(times)} calls: p50 {p50 * 1e3:.2f} p99 {p99 * 1e3:.2f} ms",
        f"commit p50 {statistics.median(commits) * 1e3:.2f} ms",
        f"MQTT round trip p50 {statistics.median(trips) * 1e3:.2f} ms",
        "beside commit and MQTT: the HTTP request, SQL of the call, layout and the board's bytes",
    ]
    return [Result('"next" to last byte at the board, p50', value, "x", "<= 4", value <= 4, detail)]


def cpu_per_cycle(rig: Rig) -> list[Result]:
    """The server's CPU for one visitor: issue, call, publish. Each call also ends a visit."""
    seats = seats_of(rig, range(35, 85))
    kiosk = _kiosk(rig)()
    for seat in seats:  # the first of the day opens connections and compiles statements
        seat.visit(kiosk)
    time.sleep(DEBOUNCED_S)
    began = rig.server_cpu_s()
    for seat in seats:
        seat.visit(kiosk)
    used = rig.server_cpu_s() - began
    idle_s = 3.0
    rest = rig.server_cpu_s()
    time.sleep(idle_s)
    idle_ms = (rig.server_cpu_s() - rest) / idle_s * 1e3
    value = used / len(seats) * 1e3
    detail = [
        f"{len(seats)} visitors; the idle server takes {idle_ms:.1f} ms/s beside it",
        "two requests, some 25 SQL statements, two flushes, facts to MQTT and the views;",
        "each clerk has called once before",
    ]
    return [Result("CPU per issue + call + publish", value, "ms", "<= 2.5", value <= 2.5, detail)]


def history(rig: Rig, noop: int, old_tickets: int) -> list[Result]:
    """The same presses with a million old tickets and with none, each to the no-op of its time."""
    without, floor_without = _presses(rig, noop)
    rig.stop("server")
    database = rig.folder / "data" / "hall.db"
    add_old_tickets(database, rig.hall.hall.id, old_tickets)
    rig.start_server()
    within, floor_within = _presses(rig, noop)
    value = (within / floor_within) / (without / floor_without)
    size_mb = database.stat().st_size / 1e6
    detail = [
        f"issue + call p50 without: {without * 1e3:.2f} ms (no-op {floor_without * 1e3:.2f})",
        f"with {old_tickets:,}: {within * 1e3:.2f} ms (no-op {floor_within * 1e3:.2f})",
        f"the database then has {size_mb:.0f} MB",
    ]
    name = "issue + call with old tickets to without"
    return [Result(name, value, "x", "<= 1.10", value <= 1.10, detail)]


def _presses(rig: Rig, noop: int) -> tuple[float, float]:
    """Median seconds of one issue and one call, and of a no-op POST between them."""
    seats = seats_of(rig, range(15, 35))
    kiosk, floor = _kiosk(rig)(), _at_noop(noop)()
    visits, empty = [], []
    for _ in range(10):
        round_began = time.perf_counter()
        for seat in seats:
            start = time.perf_counter()
            seat.visit(kiosk)
            called = time.perf_counter()
            _noop(floor)
            visits.append(called - start)
            empty.append(time.perf_counter() - called)
        time.sleep(max(0.0, DEBOUNCED_S - (time.perf_counter() - round_began)))
    return statistics.median(visits), statistics.median(empty)


@dataclass(frozen=True)
class Seat:
    """A clerk at a window, and the service whose visitors come there."""

    window: str
    service: str
    clerk: QueueClient

    def visit(self, kiosk: KeptConnection) -> None:
        """One number is taken, one is called."""
        kiosk.post(ISSUE, issue_body(self.service))
        self.clerk.call_next(self.window, m.WindowCommand(request_id=uuid4()))


def seats_of(rig: Rig, numbers: range) -> list[Seat]:
    first_service = {
        window: alike.services[0] for alike in rig.hall.windows for window in alike.numbers()
    }
    return [Seat(str(n), first_service[str(n)], rig.clerk(str(n))) for n in numbers]


def cold_start(rig: Rig, times: int) -> list[Result]:
    """From `kill -9`, over the million rows, to the first accepted ticket; its memory then."""
    starts = []
    for _ in range(times):
        rig.stop("server", signal.SIGKILL)
        starts.append(rig.start_server())
    value = statistics.median(starts)
    memory = rig.server_memory_mb()
    detail = [f"{min(starts):.2f} to {max(starts):.2f} s; most of it is importing the libraries"]
    return [
        Result("cold start to first ticket", value, "s", "<= 0.8", value <= 0.8, detail),
        Result("memory of the server (PSS)", memory, "MB", "<= 50", memory <= 50),
    ]


def slip(rig: Rig) -> list[Result]:
    """Bytes of a Chinese slip; what our code takes of the time between ticket and cut paper."""
    client = QueueClient(rig.url, rig.kiosk_token())
    hall = client.hall()
    ticket = client.issue(m.IssueTicket(request_id=uuid4(), service=SERVICES[0]))
    raw = slip_bytes(ticket, hall)
    ours = software_s(ticket, hall, 50)
    total = wire_and_paper_s(raw)
    share = ours / total * 100
    detail = [
        f"{ours * 1e3:.2f} ms of software to {total * 1e3:.0f} ms of line at 115200 and paper"
    ]
    return [
        Result("a Chinese slip with QR code", len(raw), "bytes", "<= 600", len(raw) <= 600),
        Result("software's share of printing", share, "%", "<= 5", share <= 5, detail),
    ]
