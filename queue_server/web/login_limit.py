"""Guessing passwords is made slow, without letting a guesser lock out a window's clerk."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_S = 300.0
PER_ACCOUNT = 5  # failures from one address for one account within the window
PER_ADDRESS = 60  # and for all accounts: a whole hall may sit behind one address
KEYS_KEPT = 10_000


class LoginLimit:
    """Counts failures only. Thread-safe; `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def allows(self, address: str, account: str) -> bool:
        with self._lock:
            return (
                self._recent((address, account)) < PER_ACCOUNT
                and self._recent((address, "")) < PER_ADDRESS
            )

    def failed(self, address: str, account: str) -> None:
        now = self._monotonic()
        with self._lock:
            for key in ((address, account), (address, "")):
                self._failures.setdefault(key, deque(maxlen=PER_ADDRESS)).append(now)
                self._failures.move_to_end(key)
            while len(self._failures) > KEYS_KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, address: str, account: str) -> None:
        with self._lock:
            self._failures.pop((address, account), None)

    def _recent(self, key: tuple[str, str]) -> int:
        failures = self._failures.get(key)
        if failures is None:
            return 0
        oldest = self._monotonic() - WINDOW_S
        while failures and failures[0] < oldest:
            failures.popleft()
        return len(failures)
