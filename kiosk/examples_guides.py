"""The guides' screens, with a guide of the demonstration hall."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk import states as s

GROUP, GUIDE = "social", "real-estate-transfer"


def guide_screens(visit: s.Visit) -> Mapping[str, s.Screen]:
    return {
        "guides": s.Guides(visit=visit),
        "guides-group": s.Guides(visit=visit, group=GROUP),
        "guide": s.GuideShown(visit=visit, group=GROUP, guide=GUIDE),
        "guide-printed": s.GuideShown(
            visit=visit, group=GROUP, guide=GUIDE, page=1, paper="printed"
        ),
    }
