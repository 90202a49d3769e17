"""The server's callers without a network: programs by their tokens, people who log in."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from argon2 import PasswordHasher
from small_hall import SmallHall
from werkzeug.test import TestResponse

from queue_server.app import create_app
from queue_server.storage.provisioning import (
    AccountRow,
    TokenRow,
    ensure_access_tokens,
    ensure_accounts,
    token_hash,
)

RIGHT = "right"
UNKNOWN = "c48da3af-8eca-4bec-bedc-d0e807f437bf"  # no ticket and no act has it
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
TOKENS = {"kiosk-k1": "kiosk", "desk-d1": "desk", "display": "display"}


class Web:
    """The application without a network. Callers: a program by name, a person by `log_in`."""

    def __init__(self, hall: SmallHall) -> None:
        self.hall = hall
        store = hall.parts.store
        secret = QUICK.hash(RIGHT)
        clerks = [AccountRow(f"c{n}", f"员{n}", "clerk", str(n), secret) for n in range(1, 5)]
        ensure_accounts(store, [*clerks, AccountRow("lead", "主任", "supervisor", None, secret)])
        ensure_access_tokens(
            store,
            [TokenRow(program, role, token_hash(program)) for program, role in TOKENS.items()],
        )
        self.app = create_app(hall.parts)
        self.app.testing = False

    def ask(self, who: str, method: str, path: str, body: Any = None, **told: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {who}"} if who else {}
        return self.app.test_client().open(path, method=method, json=body, headers=headers, **told)

    def log_in(self, account: str = "c1", password: str = RIGHT, **told: Any) -> TestResponse:
        body = {"account": account, "password": password, **told}
        return self.ask("", "POST", "/api/v1/sessions", body)

    def token(self, account: str = "c1", **told: Any) -> str:
        answer = self.log_in(account, **told)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["token"])

    def issue(self, who: str = "kiosk-k1", **told: Any) -> TestResponse:
        return self.ask(who, "POST", "/api/v1/tickets", command(**{"service": "company", **told}))


def command(**told: Any) -> dict[str, Any]:
    return {"request_id": str(uuid4()), **told}


def code_of(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert body["status"] == answer.status_code
    return answer.status_code, body["code"]
