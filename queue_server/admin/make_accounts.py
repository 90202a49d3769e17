"""The accounts of a new data folder: one clerk per window and a supervisor, random passwords.

The passwords are kept in clear in `demo.json` (0600), for people to try the hall with.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from argon2 import PasswordHasher

from config.hall import Hall
from config.secrets import write_secret
from queue_server.storage.provisioning import AccountRow, ensure_accounts
from queue_server.storage.store import Store

PASSWORD_BYTES = 9  # 72 bits, 12 letters
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's minimum (V1)
HASHING_THREADS = 2  # argon2 works outside of Python's lock
SUPERVISORS = {"lead": "值班主任", "deputy": "副主任"}  # an appeal is reviewed by another one


class DemoAccount(msgspec.Struct, frozen=True, kw_only=True):
    account: str
    password: str
    role: str
    window: str | None
    name: str


class DemoAccounts(msgspec.Struct, frozen=True, kw_only=True):
    """`demo.json`."""

    accounts: list[DemoAccount]

    def clerk_at(self, window: str) -> DemoAccount | None:
        return next((a for a in self.accounts if a.window == window), None)

    def supervisor(self) -> DemoAccount | None:
        return next((a for a in self.accounts if a.role == "supervisor"), None)


def read_accounts(file: Path) -> DemoAccounts:
    """What stands in the file; none when there is no file yet."""
    if not file.exists():
        return DemoAccounts(accounts=[])
    return msgspec.json.decode(file.read_bytes(), type=DemoAccounts)


def make_accounts(hall: Hall, store: Store, file: Path) -> DemoAccounts:
    """Make the accounts that either the data or the file lacks; the others stay as they are."""
    leading = [(account, name, "supervisor", None) for account, name in SUPERVISORS.items()]
    wanted = [*_clerks(hall), *leading]
    known = {a.account: a for a in read_accounts(file).accounts}
    with store.read() as reader:
        in_data = {name for name, *_ in wanted if reader.account_name(name) is not None}
    accounts = []
    new = []
    for account, name, role, window in wanted:
        kept = known.get(account)
        password = kept.password if kept else secrets.token_urlsafe(PASSWORD_BYTES)
        made = DemoAccount(account=account, password=password, role=role, window=window, name=name)
        accounts.append(made)
        if kept is None or account not in in_data:
            new.append(made)
    if new:
        ensure_accounts(store, _hashed(new))
        # After the data: a crash between the two makes new passwords at the next start.
        everything = DemoAccounts(accounts=accounts)
        write_secret(file, msgspec.json.format(msgspec.json.encode(everything)))
    return DemoAccounts(accounts=accounts)


def _clerks(hall: Hall) -> Iterable[tuple[str, str, str, str | None]]:
    for alike in hall.windows:
        for window in alike.numbers():
            yield f"c{int(window):03}", f"{window}号窗口工作人员", "clerk", window


def _hashed(accounts: list[DemoAccount]) -> list[AccountRow]:
    with ThreadPoolExecutor(HASHING_THREADS) as pool:
        hashes = list(pool.map(HASHER.hash, [a.password for a in accounts]))
    return [
        AccountRow(a.account, a.name, a.role, a.window, password_hash)
        for a, password_hash in zip(accounts, hashes, strict=True)
    ]
