"""How many people come to a county's hall, when, and what they need. PURE.

The figures: a county hall with 84 windows and about 750 cases a day (Chongyang county, 2013, from
its published month of 16,547 cases, V1); the rest is our assumption (G): a quarter of the day in
its busiest hour, service times of four classes with a spread as in other walk-in services.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from queue_server.contract.matters import MatterOutcome

TICKETS_PER_DAY = 750
HOUR_S = 3600
DAY_S = 24 * HOUR_S
OPENS_AT_S = 9 * HOUR_S  # where a demonstration begins: its busiest hour
SHARE_OF_HOUR = {
    8: 0.10,
    9: 0.25,
    10: 0.18,
    11: 0.10,
    12: 0.03,
    13: 0.08,
    14: 0.13,
    15: 0.09,
    16: 0.04,
}
SERVICE_MEANS_S = (4 * 60, 7 * 60, 11 * 60, 18 * 60)
SERVICE_SPREAD = 0.8  # standard deviation ÷ mean of a class
NO_SHOW_SHARE = 0.06
ELDER_SHARE = 0.08
WITH_CARD_SHARE = 0.6
RATED_SHARE = 0.4
LEVEL_WEIGHTS = {5: 0.62, 4: 0.25, 3: 0.09, 2: 0.03, 1: 0.01}
HELD_SHARE = 0.02
# What comes of a visit (G): three of four are settled or taken in.
OUTCOME_WEIGHTS = {
    MatterOutcome.DONE_ON_THE_SPOT: 0.42,
    MatterOutcome.ACCEPTED: 0.27,
    MatterOutcome.ACCEPTED_WITH_GAPS: 0.03,
    MatterOutcome.INCOMPLETE: 0.11,
    MatterOutcome.ENQUIRY: 0.09,
    MatterOutcome.PICK_UP: 0.06,
    MatterOutcome.WRONG_SERVICE: 0.02,
}
SEVERAL_SHARE = 0.07  # visits with a second matter
OUTCOME_SAID_SHARE = 0.95  # some clerks forget
NOTICE_SHARE = 0.9  # of the visits with missing papers
TRANSFERRED_SHARE = 0.02
STAFFED_SHARE = 0.4  # of the windows: enough for the day, short in the busiest hour
WALK_S = (15.0, 60.0)  # from the seat to the window
NO_SHOW_PATIENCE_S = 60.0


def arrivals_per_second(day_s: float) -> float:
    """The rate at `day_s` seconds after midnight; 0 when the hall is closed."""
    return TICKETS_PER_DAY * SHARE_OF_HOUR.get(int(day_s % DAY_S) // HOUR_S, 0.0) / HOUR_S


def next_arrival(random: Random, day_s: float) -> tuple[float, float]:
    """How long after `day_s` the next visitor comes, and what time of day it is then.

    A Poisson process whose rate follows the hour. Nights cost no time: the demonstration goes on
    with the next morning.
    """
    waited_s = 0.0
    need = random.expovariate(1.0)
    while True:
        rate = arrivals_per_second(day_s)
        to_next_hour_s = HOUR_S - day_s % HOUR_S
        if rate and need <= rate * to_next_hour_s:
            return waited_s + need / rate, day_s + need / rate
        need -= rate * to_next_hour_s
        waited_s += to_next_hour_s if rate else 0.0
        day_s = (day_s + to_next_hour_s) % DAY_S


def service_time_s(random: Random, service_rank: int) -> float:
    """How long one service takes: lognormal around the mean of the service's class."""
    mean_s = SERVICE_MEANS_S[service_rank % len(SERVICE_MEANS_S)]
    variance = math.log(1 + SERVICE_SPREAD**2)
    return random.lognormvariate(math.log(mean_s) - variance / 2, math.sqrt(variance))


def level(random: Random) -> int:
    """What a visitor presses, 5 (very satisfied) to 1."""
    return random.choices(list(LEVEL_WEIGHTS), list(LEVEL_WEIGHTS.values()))[0]


def outcomes(random: Random) -> list[MatterOutcome]:
    """What a clerk writes down about one visit: nothing, one matter or two."""
    if random.random() >= OUTCOME_SAID_SHARE:
        return []
    found = random.choices(list(OUTCOME_WEIGHTS), list(OUTCOME_WEIGHTS.values()))
    if random.random() < SEVERAL_SHARE:
        found.append(MatterOutcome.ACCEPTED)
    return found


def staffed(windows: Sequence[str], with_devices: set[str]) -> list[str]:
    """Which of the alike `windows` have a clerk today; those with devices on the bench first."""
    first = sorted(windows, key=lambda window: (window not in with_devices, int(window)))
    return first[: max(1, math.ceil(len(windows) * STAFFED_SHARE))]
