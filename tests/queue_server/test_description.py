"""The description at /openapi.json, held against the real answers by schemathesis.

In-process and derandomized. Streams are left out (they do not end); `test_web_streams` has them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from small_hall import SmallHall, small_hall
from web_callers import Web

from queue_server.web.endpoint import Endpoint
from queue_server.web.problems import PROBLEMS

_folder = tempfile.TemporaryDirectory()
_web = Web(SmallHall(small_hall(Path(_folder.name))))
_web.app.testing = False
schema = schemathesis.openapi.from_wsgi("/openapi.json", _web.app)


# JSON Schema takes 4.0 for an integer, and cannot say "a service or a window" of optional fields.
SCHEMA_IS_LOOSER = {"rate", "transfer", "look_up", "check_in"}


@pytest.fixture(scope="module", autouse=True)
def _close() -> Iterator[None]:
    yield
    _web.hall.close()
    _folder.cleanup()


@schema.exclude(path_regex="stream$").parametrize()
@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: schemathesis.Case) -> None:
    looser = case.operation.definition.raw["operationId"] in SCHEMA_IS_LOOSER
    case.call_and_validate(
        headers={"Authorization": "Bearer desk-d1"},
        excluded_checks=[positive_data_acceptance] if looser else [],
    )


def test_every_operation_lists_its_problems() -> None:
    raw = schema.raw_schema
    assert raw["openapi"] == "3.1.0"
    for path, operations in raw["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            assert "500" in answers, (path, method)
            if method == "post":
                assert {"400", "413", "415"} <= set(answers), (path, method)
            if "security" in operation:
                assert {"401", "403"} <= set(answers), (path, method)


def test_no_endpoint_names_a_problem_that_is_not_in_the_table() -> None:
    from queue_server.app import SUBJECTS

    endpoints: list[Endpoint] = [e for make in SUBJECTS.values() for e in make(_web.hall.parts)]
    assert len(endpoints) > 20
    for endpoint in endpoints:
        assert set(endpoint.refuses) <= set(PROBLEMS), endpoint.name
