"""The service menu's screens with made-up content, and the closed kiosk's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from kiosk import staff_states as t
from kiosk import states as s
from queue_server.contract.messages import Ticket

STATES = ("printed", "printed", "unknown", "printed", "failed", "printed", "printed")
TODO = {"zh": "纸快用完：请备好纸卷。", "en": "Paper is running low: please have a roll ready."}


def staff_screens(visit: s.Visit, ticket: Ticket, now: datetime) -> Mapping[str, s.Screen]:
    facts = t.Facts(
        slips=tuple(
            t.SlipSeen(
                ticket=_earlier(ticket, at),
                language="zh",
                state=state,
                cause="",
                at=now - timedelta(minutes=2 * at),
                reprint=at == 3,
            )
            for at, state in enumerate(STATES * 2)
        ),
        devices=(
            t.DeviceSeen(device="printer", state="degraded", since=now, todo=TODO),
            t.DeviceSeen(device="id_reader", state="ok", since=now, todo={}),
            t.DeviceSeen(device="scanner", state="offline", since=now, todo={}),
            t.DeviceSeen(device="camera", state="", since=None, todo={}),
        ),
        volume=6,
        version="1.2.3",
        config="0a1b2c3d4e5f",
        unsent=2,
        numbers_left=148,
        paper_left=0.42,
        started_at=now - timedelta(hours=3),
    )
    plain = s.Visit(language=visit.language)
    known: dict[str, Any] = {"visit": plain, "account": "1024"}
    return {
        "closed": s.Closed(visit=visit),
        "closed-why": s.Closed(
            visit=visit, reason={"zh": "机器正在维护", "en": "Under maintenance"}
        ),
        "staff-pin": t.StaffPin(visit=plain),
        "staff-pin-wrong": t.StaffPin(visit=plain, trouble="wrong", wait_s=4),
        "staff-pin-locked": t.StaffPin(visit=plain, trouble="locked", wait_s=300),
        "staff-menu": t.StaffMenu(**known, said="welcome"),
        "staff-menu-failed": t.StaffMenu(**known, said="failed"),
        "staff-paper": t.PaperChange(**known),
        "staff-paper-printed": t.PaperChange(**known, said="printed"),
        "staff-devices": t.DeviceStates(**known, facts=facts),
        "staff-slips": t.RecentSlips(**known, facts=facts),
        "staff-slips-none": t.RecentSlips(**known, facts=replace(facts, slips=())),
        "staff-volume": t.Volume(**known, facts=facts),
        "staff-about": t.AboutKiosk(**known, facts=facts),
    }


def _earlier(ticket: Ticket, places: int) -> Ticket:
    number = f"{ticket.number[:-3]}{int(ticket.number[-3:]) - places:03}"
    return msgspec.structs.replace(ticket, number=number)
