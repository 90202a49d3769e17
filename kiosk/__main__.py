"""`python -m kiosk --kiosk k1`: the kiosk's program, in memory that is wiped."""

from __future__ import annotations

import sys

from kiosk.wiped_memory import start_again_wiping

if __name__ == "__main__":
    start_again_wiping()
    from kiosk.program import main  # only now: what is imported before is imported twice

    sys.exit(main())
