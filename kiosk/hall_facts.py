"""What the kiosk knows of the hall when the server does not say: its last answer, or the file."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import msgspec

from config.hall import Hall
from config.secrets import write_secret
from queue_server.contract.messages import (
    GroupInfo,
    HallInfo,
    OtherHall,
    ServiceInfo,
    Taking,
    ZoneInfo,
)

_log = logging.getLogger(__name__)


def from_configuration(hall: Hall, business_date: date) -> HallInfo:
    """Names, groups and places; nobody knows how many wait."""
    return HallInfo(
        hall=hall.hall.id,
        name=hall.hall.name.as_dict(),
        business_date=business_date,
        time_zone=hall.hall.time_zone,
        missed_policy=hall.hall.missed_policy,
        missed_notice={},
        complaint_phone=hall.hall.complaint_phone,
        groups=[GroupInfo(group=g.id, name=g.name.as_dict()) for g in hall.groups],
        zones=[ZoneInfo(zone=z.id, name=z.name.as_dict()) for z in hall.zones],
        services=[
            ServiceInfo(
                service=x.id,
                name=x.name.as_dict(),
                prefix=x.prefix,
                zone=x.zone,
                group=x.group,
                waiting=0,
                windows=_windows(hall, x.id),
                open_windows=[],
                elsewhere=x.elsewhere or "",
            )
            for x in hall.services
        ],
        other_halls=[
            OtherHall(hall=x.id, name=x.name.as_dict(), where=x.where.as_dict())
            for x in hall.other_halls
        ],
    )


def _windows(hall: Hall, service: str) -> list[str]:
    return [n for windows in hall.windows if service in windows.services for n in windows.numbers()]


class HallCache:
    """The server's last answer on disk. It names no person."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved = b""

    def load(self) -> HallInfo | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=HallInfo)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            _log.warning("the kept hall is not readable and is left out: %s", error)
            return None

    def save(self, hall: HallInfo) -> None:
        """Names, groups and places; who waits, who serves, what is open would be stale at once."""
        services = [
            msgspec.structs.replace(x, waiting=0, open_windows=[], idle_windows=[], taking=Taking())
            for x in hall.services
        ]
        lasting = msgspec.structs.replace(hall, services=services, is_open=True, opens_at=None)
        data = msgspec.json.encode(lasting)
        if data == self._saved:
            return
        try:
            write_secret(self._path, data)
        except OSError as error:
            _log.warning("the hall cannot be kept: %s", error)
        self._saved = data
