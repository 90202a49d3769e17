"""`make bench`: the product against what this machine allows, as ratios of one run.

Product and probe run in turn (A B A B …) and the median of the ratios counts, for such machines
are noisy. A goal that is not reached is printed as such, with what costs the time.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench import kiosk, measures, open_windows
from tests.bench.camera import camera
from tests.bench.probes import spin_s
from tests.bench.result import Result
from tests.bench.rig import Rig


def report(results: list[Result]) -> str:
    lines = []
    for result in results:
        reached = "reached" if result.reached else "NOT REACHED"
        lines.append(f"{result.name}")
        lines.append(f"    {result.value:.3g} {result.unit}   goal {result.goal}   {reached}")
        lines += [f"    {line}" for line in result.detail]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="tests.bench.run")
    parser.add_argument("--pairs", type=int, default=5, help="interleaved pairs per ratio")
    parser.add_argument("--old-tickets", type=int, default=1_000_000)
    parser.add_argument("--visitors", type=int, default=1_000, help="at the kiosk")
    options = parser.parse_args()
    spins = [spin_s()]
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder, Rig(Path(folder)) as rig:
        print(f"broker: {rig.broker_name}", flush=True)
        rig.start_server()
        noop = rig.start_noop()
        for measure in (
            lambda: measures.throughput(rig, noop, options.pairs),
            lambda: measures.issue_p99(rig, noop),
            lambda: measures.press_to_board(rig),
            lambda: measures.cpu_per_cycle(rig),
            lambda: open_windows.press_to_console(Path(folder), noop),
            lambda: measures.history(rig, noop, options.old_tickets),
            lambda: measures.cold_start(rig, options.pairs),
            lambda: measures.slip(rig),
            camera,
            lambda: kiosk.start(rig, options.pairs),
            lambda: kiosk.answers_and_paper(rig),
            lambda: kiosk.memory(many=options.visitors),
        ):
            for result in measure():
                results.append(result)
                print(report([result]), flush=True)
            spins.append(spin_s())
    print(
        f"machine: a fixed piece of work took {min(spins):.3f} to {max(spins):.3f} s "
        f"during this run (median {statistics.median(spins):.3f})"
    )
    missed = [r.name for r in results if not r.reached]
    print(f"{len(results) - len(missed)} of {len(results)} goals reached")
    return 0


if __name__ == "__main__":
    sys.exit(main())
