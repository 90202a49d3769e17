"""The server's own HTTP client: what kiosk, desk unit and demo visitors call.

Every command carries the caller's `request_id`, so a retry after `ServerAway` must send the same
message object again: the first may have succeeded.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

import msgspec
import urllib3

from queue_server.contract import appointments as a
from queue_server.contract import kiosks as k
from queue_server.contract import matters as w
from queue_server.contract import messages as m
from queue_server.contract import offline as o
from queue_server.contract import uploads as u
from queue_server.contract.problem import Problem
from queue_server.contract.sessions import LogIn, Session
from queue_server.contract.waits import Wait
from queue_server.contract.window_view import CallAnswer, WindowView

API = "/api/v1"
CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 5.0
NOT_CONNECTED = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)

T = TypeVar("T")


class ServerAway(Exception):
    """No answer, or one that says nothing about the command (5xx): it may or may not be done;
    without `sent` it surely is not: there was no connection."""

    def __init__(self, detail: str, *, sent: bool = True) -> None:
        super().__init__(detail)
        self.sent = sent


class Refused(Exception):
    """The server's rules say no (4xx); nothing was changed. `code` is what programs decide on,
    `facts` and `reason` are the problem's."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        facts: dict[str, str] | None = None,
        reason: m.Text | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.facts = facts or {}
        self.reason = reason or {}


class QueueClient:
    """Thread-safe; keeps connections open. `token` is a device token or a session token. An answer
    that is not there `within_s` seconds counts as none, connecting included."""

    def __init__(
        self,
        base_url: str,
        token: str = "",
        *,
        read_timeout_s: float = READ_TIMEOUT_S,
        within_s: float | None = None,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._headers = {"Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._pool = urllib3.PoolManager(
            maxsize=8,
            timeout=urllib3.Timeout(total=within_s, connect=CONNECT_TIMEOUT_S, read=read_timeout_s),
            retries=False,
        )

    def close(self) -> None:
        self._pool.clear()

    # visitors
    def hall(self) -> m.HallInfo:
        return self._ask("GET", "/hall", None, m.HallInfo)

    def issue(self, command: m.IssueTicket) -> m.Ticket:
        return self._ask("POST", "/tickets", command, m.Ticket)

    def ticket(self, ticket_id: object) -> m.Ticket:
        return self._ask("GET", f"/tickets/{ticket_id}", None, m.Ticket)

    def wait(self, ticket_id: object) -> Wait:
        return self._ask("GET", f"/tickets/{ticket_id}/wait", None, Wait)

    def reprint(self, ticket_id: object, command: m.ReprintTicket) -> m.Ticket:
        return self._ask("POST", f"/tickets/{ticket_id}/reprint", command, m.Ticket)

    def look_up(self, question: a.LookUp) -> a.Held:
        return self._ask("POST", "/look-ups", question, a.Held)

    def check_in(self, command: a.CheckIn) -> m.Ticket:
        return self._ask("POST", "/check-ins", command, m.Ticket)

    # kiosks that may be cut off
    def lease(self, command: o.LeaseBands) -> o.Bands:
        return self._ask("POST", "/bands", command, o.Bands)

    def send_entries(self, message: o.SendEntries) -> o.EntriesTaken:
        return self._ask("POST", "/entries", message, o.EntriesTaken)

    # the city's booking platform
    def import_appointments(self, command: a.ImportAppointments) -> a.AppointmentsKept:
        return self._ask("POST", "/appointments", command, a.AppointmentsKept)

    def appointments(self, day: date) -> a.AppointmentsOfDay:
        return self._ask("GET", f"/appointments?date={day}", None, a.AppointmentsOfDay)

    # hallctl
    def uploads(self) -> u.UploadsNow:
        return self._ask("GET", "/uploads", None, u.UploadsNow)

    def retry_uploads(self, command: u.RetryUploads) -> u.UploadsRetried:
        return self._ask("POST", "/uploads/retry", command, u.UploadsRetried)

    def run_uploads(self, command: u.RunUploads) -> u.UploadsWoken:
        return self._ask("POST", "/uploads/run", command, u.UploadsWoken)

    # evaluators
    def rate(self, command: m.RateService) -> m.Rating:
        return self._ask("POST", "/ratings", command, m.Rating)

    # clerks
    def log_in(self, command: LogIn) -> Session:
        return self._ask("POST", "/sessions", command, Session)

    def log_out(self) -> None:
        self._ask("DELETE", "/sessions/current", None, None)

    def window(self, window: str) -> WindowView:
        return self._ask("GET", f"/windows/{window}", None, WindowView)

    def call_next(self, window: str, command: m.WindowCommand) -> CallAnswer:
        return self._ask("POST", f"/windows/{window}/call-next", command, CallAnswer)

    def call(self, window: str, command: m.NumberCommand) -> CallAnswer:
        return self._ask("POST", f"/windows/{window}/call", command, CallAnswer)

    def walk_in(self, window: str, command: m.WalkIn) -> CallAnswer:
        return self._ask("POST", f"/windows/{window}/walk-in", command, CallAnswer)

    def recall(self, window: str, command: m.WindowCommand) -> WindowView:
        return self._verb(window, "recall", command)

    def start(self, window: str, command: m.WindowCommand) -> WindowView:
        return self._verb(window, "start", command)

    def finish(self, window: str, command: m.WindowCommand) -> WindowView:
        return self._verb(window, "finish", command)

    def miss(self, window: str, command: m.WindowCommand) -> WindowView:
        return self._verb(window, "miss", command)

    def hold(self, window: str, command: m.WindowCommand) -> WindowView:
        return self._verb(window, "hold", command)

    def resume(self, window: str, command: m.NumberCommand) -> WindowView:
        return self._verb(window, "resume", command)

    def abandon(self, window: str, command: m.NumberCommand) -> WindowView:
        return self._verb(window, "abandon", command)

    def transfer(self, window: str, command: m.TransferTicket) -> WindowView:
        return self._verb(window, "transfer", command)

    def undo(self, window: str, command: m.WindowCommand) -> WindowView:
        return self._verb(window, "undo", command)

    def ask_rating(self, window: str, command: m.WindowCommand) -> WindowView:
        return self._verb(window, "ask-rating", command)

    def pause(self, window: str, command: m.PauseWindow) -> WindowView:
        return self._verb(window, "pause", command)

    def open(self, window: str, command: m.WindowCommand) -> WindowView:
        return self._verb(window, "open", command)

    def record_matters(self, window: str, command: w.RecordMatters) -> w.MattersRecorded:
        return self._ask("POST", f"/windows/{window}/matters", command, w.MattersRecorded)

    def guides(self, window: str, service: str) -> w.GuidesOfService:
        path = f"/windows/{window}/guides?service={service}"
        return self._ask("GET", path, None, w.GuidesOfService)

    def make_notice(self, window: str, command: w.MakeNotice) -> w.Notice:
        return self._ask("POST", f"/windows/{window}/notices", command, w.Notice)

    # remote hands
    def kiosks(self) -> k.KiosksNow:
        return self._ask("GET", "/kiosks", None, k.KiosksNow)

    def order_kiosk(self, kiosk: str, verb: str, command: m.Command) -> k.KioskOrder:
        """`verb`: close, open, say, restart or picture."""
        return self._ask("POST", f"/kiosks/{kiosk}/{verb}", command, k.KioskOrder)

    def send_picture(self, kiosk: str, png: bytes) -> None:
        self._ask("PUT", f"/kiosks/{kiosk}/picture", png, None)

    def _verb(self, window: str, verb: str, command: m.Command) -> WindowView:
        return self._ask("POST", f"/windows/{window}/{verb}", command, WindowView)

    def _ask(self, method: str, path: str, body: Any, answer: type[T] | None) -> T:
        """`body`: a message, or the bytes of a PNG."""
        data, headers = body, self._headers
        if isinstance(body, bytes):
            headers = {**headers, "Content-Type": "image/png"}
        elif body is not None:
            data = msgspec.json.encode(body)
        try:
            response = self._pool.request(
                method, self._base + API + path, body=data, headers=headers
            )
        except urllib3.exceptions.HTTPError as error:
            raise ServerAway(str(error), sent=not isinstance(error, NOT_CONNECTED)) from error
        if response.status >= 500:
            raise ServerAway(f"HTTP {response.status}")
        try:
            if response.status >= 400:
                problem = msgspec.json.decode(response.data, type=Problem)
                raise Refused(
                    problem.status, problem.code, problem.detail, problem.facts, problem.reason
                )
            if answer is None:
                return None  # type: ignore[return-value]  # who asks for none is told None
            return msgspec.json.decode(response.data, type=answer)
        except (
            msgspec.MsgspecError
        ) as error:  # a proxy's page, or a server that is no server of ours
            raise ServerAway(f"HTTP {response.status} with a body that is no message") from error
