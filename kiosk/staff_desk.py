"""Does what the service menu asks: checks PINs, writes down who did what, prints the test slip."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatchmethod
from typing import Protocol

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from config.mistakes import ConfigMistakes
from devices.ticket_printer.slip import Slip
from kiosk import staff_states as t
from kiosk.events import Event
from kiosk.lane import Lane
from kiosk.ledger import Ledger, LedgerRefused
from kiosk.staff_rules import Failures, failed, is_locked, reckoned, wait_s
from queue_server.contract.offline import StaffActed

FAILURES = "pin_failures"  # keys of the ledger
VOLUME = "volume"
NOBODY = "unknown"  # in the audit, for a number that is nobody's: it may be a telephone number
LOOK_EVERY_S = 60.0  # there is nothing to look at

_log = logging.getLogger(__name__)


class Printing(Protocol):
    def print_beside(self, slip: Slip, told: Callable[[str], None]) -> None: ...


@dataclass(frozen=True, kw_only=True)
class StaffWorld:
    """What the menu reaches. `pins` reads {staff number: argon2 hash} anew at each check; `test`
    and `paper_line` make slips in a language; `now` gives aware UTC."""

    pins: Callable[[], Mapping[str, str]]
    facts: Callable[[], t.Facts]
    test: Callable[[str], Slip]
    paper_line: Callable[[str], Slip]
    switch: Callable[[bool], None]
    restart: Callable[[], None]
    now: Callable[[], datetime]


class StaffDesk:
    def __init__(
        self, ledger: Ledger, printing: Printing, world: StaffWorld, post: Callable[[Event], None]
    ) -> None:
        self._ledger = ledger
        self._printing = printing
        self._world = world
        self._post = post
        self._failures: Failures | None = None  # of this process, should the disk refuse them
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self.lane = Lane("staff", lambda: LOOK_EVERY_S)

    def do(self, effect: t.StaffEffect) -> None:
        self.lane.do(lambda: self._do(effect))

    @singledispatchmethod
    def _do(self, effect: t.StaffEffect) -> None:
        raise TypeError(f"nobody does {type(effect).__name__}")

    # --- the credential -----------------------------------------------------------------------

    @_do.register
    def _(self, effect: t.CheckPin) -> None:
        failures = self._known_failures()
        if (left_s := wait_s(failures, self._world.now())) > 0:
            self._no(effect.serial, left_s, failures)
            return
        try:
            hashes = self._world.pins()
        except (ConfigMistakes, msgspec.MsgspecError) as error:
            _log.error("the PINs of staff cannot be read: %s", error)
            self._post(t.PinsUnreadable(serial=effect.serial))
            return
        if self._is_right(hashes.get(effect.account), effect.pin):
            self._note(Failures())
            self._write_down(effect.account, "log_in")
            self._post(t.PinRight(serial=effect.serial, account=effect.account))
            return
        failures = failed(failures, self._world.now())
        self._note(failures)
        account = effect.account if effect.account in hashes else NOBODY
        self._write_down(account, "locked" if is_locked(failures) else "wrong_pin")
        self._no(effect.serial, wait_s(failures, self._world.now()), failures)

    def _is_right(self, kept: str | None, pin: str) -> bool:
        if kept is None:
            self._hasher.hash(pin)  # nobody's number must not be refused quicker than somebody's
            return False
        try:
            return self._hasher.verify(kept, pin)
        except VerificationError:
            return False

    def _no(self, serial: int, left_s: float, failures: Failures) -> None:
        self._post(t.PinWrong(serial=serial, wait_s=left_s, locked=is_locked(failures)))

    def _known_failures(self) -> Failures:
        known = self._failures or self._kept_failures()
        failures = reckoned(known, self._world.now())
        if failures != known:
            self._note(failures)
        return failures

    def _kept_failures(self) -> Failures:
        try:
            return msgspec.json.decode(self._ledger.kept(FAILURES) or "{}", type=Failures)
        except msgspec.MsgspecError:
            return Failures()

    def _note(self, failures: Failures) -> None:
        self._failures = failures
        self._keep(FAILURES, msgspec.json.encode(failures).decode())

    # --- the entries --------------------------------------------------------------------------

    @_do.register
    def _(self, effect: t.Audit) -> None:
        self._write_down(effect.account, effect.act, effect.detail)

    @_do.register
    def _(self, effect: t.AskFacts) -> None:
        self._post(t.FactsTold(serial=effect.serial, facts=self._world.facts()))

    @_do.register
    def _(self, effect: t.PrintTest) -> None:
        self._print(effect.serial, self._world.test(effect.language))

    @_do.register
    def _(self, effect: t.ChangePaper) -> None:
        try:
            self._ledger.paper_changed()
        except LedgerRefused as error:
            _log.error("the paper change cannot be kept: %s", error)
        self._print(effect.serial, self._world.paper_line(effect.language))

    @_do.register
    def _(self, effect: t.KeepVolume) -> None:
        self._keep(VOLUME, str(effect.volume))

    @_do.register
    def _(self, effect: t.SwitchHere) -> None:
        self._world.switch(effect.closed)

    @_do.register
    def _(self, _effect: t.RestartProgram) -> None:
        self._world.restart()

    def _print(self, serial: int, slip: Slip) -> None:
        self._printing.print_beside(
            slip, lambda fate: self._post(t.TestPrinted(serial=serial, fate=fate))
        )

    def _keep(self, key: str, text: str) -> None:
        try:
            self._ledger.keep(key, text)
        except LedgerRefused as error:
            _log.error("%s cannot be kept: %s", key, error)

    def _write_down(self, account: str, act: str, detail: str = "") -> None:
        """Into the outbox; with a disk that refuses, at least into the log."""
        _log.info("service menu: %s %s %s", account, act, detail)
        try:
            self._ledger.append(StaffActed(account=account, act=act, detail=detail))
        except LedgerRefused as error:
            _log.error("what staff did cannot be kept: %s", error)
