"""The nightly campaign: `make fuzz`, or `python -m tests.fuzz [PROTOCOL …]`.

FUZZ_FRAMES (1,000,000) frames for each protocol, FUZZ_SEED (a new one each time) to see a failure
again, FUZZ_WORKERS (all cores) processes.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

from devices.wire import KINDS
from tests.fuzz.campaign import Broken, fuzz
from tests.fuzz.protocols import protocol_of

TELL_EVERY_S = 10.0


def work(kind: str, frames: int, seed: int) -> str:
    """Runs in a process of its own; "" or what broke."""
    begun = told = time.monotonic()

    def tell(done: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= TELL_EVERY_S:
            told = now
            print(f"{kind:28} {done:>9,} of {frames:,}", flush=True)

    try:
        done = fuzz(protocol_of(kind), frames, seed, tell)
    except Broken as broken:
        return str(broken)
    print(f"{kind:28} {done:>9,} frames, all well, {time.monotonic() - begun:.0f} s", flush=True)
    return ""


def main(names: list[str]) -> int:
    frames = int(os.environ.get("FUZZ_FRAMES") or 1_000_000)
    seed = int(os.environ.get("FUZZ_SEED") or secrets.randbelow(10**9))
    workers = int(os.environ.get("FUZZ_WORKERS") or os.cpu_count() or 1)
    kinds = names or list(KINDS)
    unknown = [name for name in kinds if name not in KINDS]
    if unknown:
        print(f"no protocol {', '.join(unknown)}; known: {', '.join(KINDS)}")
        return 2
    print(f"{frames:,} frames for each of {len(kinds)} protocols; FUZZ_SEED={seed}", flush=True)
    with ProcessPoolExecutor(workers) as pool:
        runs = [pool.submit(work, kind, frames, seed) for kind in kinds]
        broken = [words for run in as_completed(runs) if (words := run.result())]
    for words in broken:
        print(words)
    print(f"{len(broken)} of {len(kinds)} protocols broke a promise" if broken else "all well")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
