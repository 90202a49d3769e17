"""The OpenAPI 3.1 description, made from the endpoints themselves."""

from __future__ import annotations

from collections import defaultdict
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec
from flask import Blueprint, Response

from queue_server.contract.problem import Problem
from queue_server.parts import Parts
from queue_server.web.endpoint import COOKIE, CSRF_HEADER, JSON, Endpoint
from queue_server.web.problems import PROBLEM_TYPE, PROBLEMS

_REF = "#/components/schemas/{name}"
_PARAMETERS: dict[str, dict[str, Any]] = {
    "window": {"type": "string", "description": "a window's id"},
    "kiosk": {"type": "string", "description": "a kiosk's id"},
    "service": {"type": "string", "description": "a service's id"},
    "absence_id": {"type": "string", "description": "a leave's UUID"},
    "ticket_id": {"type": "string", "description": "a ticket's UUID"},
    "evaluation_id": {"type": "string", "description": "an evaluation's UUID"},
    "case_id": {"type": "string", "description": "a rectification case's UUID"},
    "alert_id": {"type": "string", "description": "an alert's UUID"},
}
_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "a program's or a session's token",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": f"a browser's session; commands also send {CSRF_HEADER}",
    },
}


def description(endpoints: list[Endpoint], parts: Parts) -> Blueprint:
    """A blueprint that serves `/openapi.json`."""
    body = msgspec.json.encode(describe(endpoints, parts.hall.hall.name.en))
    blueprint = Blueprint("description", __name__)

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return Response(body, content_type=JSON)

    return blueprint


def describe(endpoints: list[Endpoint], title: str) -> dict[str, Any]:
    messages = [e.takes for e in endpoints if e.takes] + [e.gives for e in endpoints if e.gives]
    types = list(dict.fromkeys([*messages, Problem]))
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    named = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for endpoint in endpoints:
        paths[endpoint.path][endpoint.method.lower()] = _operation(endpoint, named)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{title}: queue", "version": _release()},
        "paths": dict(paths),
        "components": {"schemas": components, "securitySchemes": _SECURITY},
    }


def _operation(endpoint: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint, schemas),
    }
    if endpoint.takes:
        content = {JSON: {"schema": schemas[endpoint.takes]}}
        operation["requestBody"] = {"required": True, "content": content}
    elif endpoint.sends:
        content = {endpoint.sends: {"schema": {"type": "string", "format": "binary"}}}
        operation["requestBody"] = {"required": True, "content": content}
    if endpoint.roles:
        operation["security"] = [{"token": []}, {"session": []}]
        operation["description"] = f"For {', '.join(sorted(endpoint.roles))}."
    return operation


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in _PARAMETERS.items()
        if f"{{{name}}}" in endpoint.path
    ]
    in_query = [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in endpoint.query
    ]
    return in_path + in_query


def _responses(endpoint: Endpoint, schemas: dict[Any, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"description": HTTPStatus(endpoint.status).phrase}
    if endpoint.gives:
        schema = schemas[endpoint.gives] if endpoint.media_type == JSON else {"type": "string"}
        done["content"] = {endpoint.media_type: {"schema": schema}}
    responses = {str(endpoint.status): done}
    for status, kind in endpoint.also:
        content = {JSON: {"schema": schemas[kind]}}
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": content}
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in _codes(endpoint):
        by_status[PROBLEMS[code][0]].append(code)
    for status, codes in sorted(by_status.items()):
        responses[str(status)] = {
            "description": ", ".join(sorted(codes)),
            "content": {PROBLEM_TYPE: {"schema": schemas[Problem]}},
        }
    return responses


def _codes(endpoint: Endpoint) -> set[str]:
    """What the endpoint itself refuses, and what its kind does."""
    codes = {*endpoint.refuses, "internal"}
    if endpoint.roles:
        codes |= {"unauthenticated", "session_taken", "session_moved", "forbidden"}
    if endpoint.takes or endpoint.sends:
        codes |= {"malformed", "too_large", "unsupported_media_type"}
    if "{" in endpoint.path:
        codes |= {"not_found"}
    return codes


def _release() -> str:
    try:
        return version("hallqueue")
    except PackageNotFoundError:
        return "0"
