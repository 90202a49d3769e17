"""`hallctl setup`: everything that a hall needs on disk before it starts; again changes nothing."""

from __future__ import annotations

from config.hall import Hall
from queue_server.admin.make_accounts import DemoAccounts, make_accounts
from queue_server.admin.make_secrets import make_secrets, tokens
from queue_server.admin.places import Places
from queue_server.storage.provisioning import (
    TokenRow,
    ensure_access_tokens,
    open_store,
    token_hash,
)


def set_up(hall: Hall, places: Places) -> DemoAccounts:
    """Secrets, migrated data, device tokens and accounts.

    Raises `DataInUse` when a server runs on the data, `StorageFailed`, `ConfigMistakes`.
    """
    places.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_secrets(hall)
    store = open_store(hall)
    try:
        ensure_access_tokens(
            store,
            [
                TokenRow(name, name.split("-")[0], token_hash(token))
                for name, token in tokens(hall).items()
            ],
        )
        return make_accounts(hall, store, places.demo_accounts)
    finally:
        store.close()
