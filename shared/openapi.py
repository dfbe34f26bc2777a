"""The OpenAPI 3.1 document of a channel, generated from its operations.

API Management imports it: of parameters and responses it keeps only what stands
inline, of schemas what `$ref` names.
"""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from shared import problems
from shared.operation import Operation

_REF = "#/components/schemas/"
_REFUSALS = {
    400: "The request is not valid.",
    401: "The access token is missing or not valid.",
    403: "The access token does not grant this.",
    429: "Too many requests.",
    500: "The BFF failed.",
    502: "A service behind the BFF failed.",
    503: "The BFF or a service behind it is unavailable.",
    504: "A service behind the BFF did not answer in time.",
}
_PATH_REFUSALS = {404: "There is no such resource."}
_BODY_REFUSALS = {
    409: "The same request is in progress.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The request is understood but refused.",
}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "code", "traceId"],
    "properties": {name: {"type": "string"} for name in ("type", "title", "detail", "code", "traceId")}
    | {"status": {"type": "integer"}, "parameter": {"type": "string"}},
}


class _UntitledSchema(GenerateJsonSchema):
    """Property names speak for themselves."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document(channel: str, title: str, operations: Sequence[Operation]) -> bytes:
    """UTF-8 JSON; paths are relative to the channel's own, as API Management has them."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(f"/{operation.path}", {})[operation.method.lower()] = _operation(operation)
    content = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1.0"},
        "servers": [{"url": f"/{channel}"}],
        "paths": paths | {"/health": _public("get-health"), "/openapi.json": _public("get-openapi")},
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": _schemas(operations) | {"Problem": _PROBLEM},
        },
    }
    return json.dumps(content, indent=2).encode() + b"\n"


def _operation(operation: Operation) -> dict[str, Any]:
    inputs = operation.inputs
    return {
        "operationId": operation.operation_id,
        "summary": operation.summary,
        "security": [{"bearer": sorted(operation.scopes)}],
        "parameters": [
            *_parameters("path", inputs.get("path")),
            *_parameters("query", inputs.get("query")),
            *_idempotency_key("key" in inputs),
        ],
        **({"requestBody": {"required": True, "content": _json(inputs["body"])}} if "body" in inputs else {}),
        "responses": _responses(operation),
    }


def _public(operation_id: str) -> dict[str, Any]:
    answer = {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"get": {"operationId": operation_id, "responses": {"200": answer}}}


def _responses(operation: Operation) -> dict[str, Any]:
    refusals = _REFUSALS | (_PATH_REFUSALS if "path" in operation.inputs else {})
    if "body" in operation.inputs:
        refusals |= _BODY_REFUSALS
    problem = {problems.MEDIA_TYPE: {"schema": {"$ref": f"{_REF}Problem"}}}
    answer = {"description": operation.status.phrase, "content": _json(operation.answer)}
    return {str(operation.status.value): answer} | {
        str(status): {"description": text, "content": problem} for status, text in sorted(refusals.items())
    }


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"{_REF}{model.__name__}"}}}


def _parameters(place: str, model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema(schema_generator=_UntitledSchema)
    required = schema.get("required", [])
    return [
        {"name": name, "in": place, "required": name in required, "schema": _without_null(member)}
        for name, member in schema["properties"].items()
    ]


def _idempotency_key(wanted: bool) -> list[dict[str, Any]]:
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    return [{"name": "Idempotency-Key", "in": "header", "required": True, "schema": schema}] if wanted else []


def _schemas(operations: Sequence[Operation]) -> dict[str, Any]:
    modes: dict[type[BaseModel], JsonSchemaMode] = {item.answer: "serialization" for item in operations}
    modes |= {item.inputs["body"]: "validation" for item in operations if "body" in item.inputs}
    _, definitions = models_json_schema(
        list(modes.items()), ref_template=_REF + "{model}", schema_generator=_UntitledSchema
    )
    return {name: _with_absent_members(schema) for name, schema in sorted(definitions["$defs"].items())}


def _with_absent_members(schema: dict[str, Any]) -> dict[str, Any]:
    required = schema.get("required", [])
    members = schema.get("properties", {}).items()
    return schema | {
        "properties": {name: part if name in required else _without_null(part) for name, part in members}
    }


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A member that may be absent is never null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
    return {**rest, **choices[0]}
