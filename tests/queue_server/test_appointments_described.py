"""The appointments' endpoints held against their description, asked by those who may."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import schemathesis
from booking_platform import KEY, with_slots
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from small_hall import SmallHall, small_hall
from web_callers import Web

from config.hall import Secrets
from config.secrets import write_secret
from queue_server.storage.provisioning import TokenRow, ensure_access_tokens, token_hash

_folder = tempfile.TemporaryDirectory()
_key = Path(_folder.name) / "person.key"
write_secret(_key, KEY.hex().encode())
_hall = with_slots(small_hall(Path(_folder.name)))
_web = Web(SmallHall(replace(_hall, secrets=Secrets(person_key_file=str(_key)))))
_web.app.testing = False
_web.hall.sit("1")
ensure_access_tokens(
    _web.hall.parts.store,
    [TokenRow(role, role, token_hash(role)) for role in ("kiosk", "booking")],
)
schema = schemathesis.openapi.from_wsgi("/openapi.json", _web.app)
ASKED_BY = {"look_up": "kiosk", "check_in": "kiosk"}
# JSON Schema cannot say "exactly one of these", and what a format means is only noted in it.
LOOSER = {
    "look_up",
    "check_in",
    "import_appointments",
    "appointments",
    "appointment_slots",
}


@pytest.fixture(scope="module", autouse=True)
def _close() -> Iterator[None]:
    yield
    _web.hall.close()
    _folder.cleanup()


@schema.include(path_regex="appointments|look-ups|check-ins").parametrize()
@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case) -> None:
    operation = case.operation.definition.raw["operationId"]
    case.call_and_validate(
        headers={"Authorization": f"Bearer {ASKED_BY.get(operation, 'booking')}"},
        excluded_checks=[positive_data_acceptance] if operation in LOOSER else [],
    )
