"""The OpenAPI 3.1 document of a channel, generated from its operations.

API Management imports it, and keeps of it parameters and responses that stand inline, and schemas that a
`$ref` names.
"""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from shared.openapi_responses import REF, content_of, public_responses, responses_of
from shared.operation import Operation

_KEY = "subscriptionKey"
_BEARER = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
_SUBSCRIPTION_KEY = {_KEY: {"type": "apiKey", "in": "header", "name": "Ocp-Apim-Subscription-Key"}}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "code", "traceId"],
    "properties": {name: {"type": "string"} for name in ("type", "title", "detail", "code", "traceId")}
    | {"status": {"type": "integer"}, "parameter": {"type": "string"}, "loginUrl": {"type": "string"}},
}


class _UntitledSchema(GenerateJsonSchema):
    """Property names speak for themselves."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document(
    channel: str, title: str, operations: Sequence[Operation], role: str = "", *, cached: bool = False
) -> bytes:
    """UTF-8 JSON; paths are relative to the channel's own, as API Management has them.

    With a `role` it is the document of a channel of applications, which also need a subscription key; of a
    channel that is `cached` the gateway stores what its GETs answer.
    """
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        described = {operation.method.lower(): _operation(operation, role, cached=cached)}
        paths[f"/{operation.path}"] = paths.get(f"/{operation.path}", {}) | described
    content = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1.0"},
        "servers": [{"url": f"/{channel}"}],
        "paths": paths
        | {"/health": _public("get-health"), "/openapi.json": _public("get-openapi", keyed=bool(role))},
        "components": {
            "securitySchemes": _BEARER | (_SUBSCRIPTION_KEY if role else {}),
            "schemas": _schemas(operations) | {"Problem": _PROBLEM},
        },
    }
    return json.dumps(content, indent=1).encode() + b"\n"  # Bicep loads no text above 131,072 characters


def _operation(operation: Operation, role: str, *, cached: bool) -> dict[str, Any]:
    inputs = operation.inputs
    return {
        "operationId": operation.operation_id,
        "summary": operation.summary,
        "security": _security(operation, role),
        "parameters": [
            *_parameters("path", inputs.get("path")),
            *_parameters("query", inputs.get("query")),
            *_idempotency_key(inputs.get("key")),
        ],
        **_body(inputs.get("body")),
        "responses": responses_of(operation, cached=cached and operation.method == "GET", counted=bool(role)),
    }


def _security(operation: Operation, role: str) -> list[dict[str, list[str]]]:
    if operation.public:
        return []
    return [{"bearer": [role], _KEY: []}] if role else [{"bearer": sorted(operation.scopes)}]


def _public(operation_id: str, *, keyed: bool = False) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": operation_id, "responses": public_responses(keyed=keyed)}
    return {"get": operation | ({"security": [{_KEY: []}]} if keyed else {})}


def _parameters(place: str, model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema(schema_generator=_UntitledSchema)
    required = schema.get("required", [])
    return [
        {"name": name, "in": place, "required": name in required, "schema": _without_null(member)}
        for name, member in schema["properties"].items()
    ]


def _body(model: type[BaseModel] | None) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": content_of(model)}} if model else {}


def _idempotency_key(kind: object) -> list[dict[str, Any]]:
    if kind is None:
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    return [{"name": "Idempotency-Key", "in": "header", "required": kind is str, "schema": schema}]


def _schemas(operations: Sequence[Operation]) -> dict[str, Any]:
    modes: dict[type[BaseModel], JsonSchemaMode] = {
        item.answer: "serialization" for item in operations if item.answer
    }
    modes |= {item.inputs["body"]: "validation" for item in operations if "body" in item.inputs}
    _, definitions = models_json_schema(
        list(modes.items()), ref_template=REF + "{model}", schema_generator=_UntitledSchema
    )
    return {
        name: _with_absent_members(schema) for name, schema in sorted(definitions.get("$defs", {}).items())
    }


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
