"""The simulated printer on a TCP port, served by a thread of the test."""

from __future__ import annotations

import threading
import time

from devices.sim.ticket_printer import PrinterSim, SlipRecord
from devices.sim.wires import TcpWire


class PrinterAtHand:
    def __init__(self) -> None:
        self.sim = PrinterSim()
        self._wire = TcpWire(0)
        self._wire.open()
        self.port = self._wire.place()["tcp_port"]
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> PrinterAtHand:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._wire.wake()
        self._thread.join(5)
        self._wire.close()

    def configuration(self) -> str:
        return f'printer = {{ port = "socket://127.0.0.1:{self.port}" }}\n'

    def slips(self) -> list[SlipRecord]:
        return list(self.sim.slips)

    def fault(self, **changes: object) -> None:
        with self._lock:
            self.sim.fault(**changes)

    def _serve(self) -> None:
        while not self._stop.is_set():
            data = self._wire.read(0.05)
            with self._lock:
                said = self.sim.feed(data) + self.sim.speak(time.monotonic())[0]
            if said:
                self._wire.write(said)
