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
_KEY = "subscriptionKey"
_BEARER = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
_SUBSCRIPTION_KEY = {_KEY: {"type": "apiKey", "in": "header", "name": "Ocp-Apim-Subscription-Key"}}
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
    | {"status": {"type": "integer"}, "parameter": {"type": "string"}, "loginUrl": {"type": "string"}},
}


class _UntitledSchema(GenerateJsonSchema):
    """Property names speak for themselves."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document(channel: str, title: str, operations: Sequence[Operation], role: str = "") -> bytes:
    """UTF-8 JSON; paths are relative to the channel's own, as API Management has them.

    With a `role` it is the document of a channel of applications, which also need a subscription key.
    """
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(f"/{operation.path}", {})[operation.method.lower()] = _operation(operation, role)
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
    return json.dumps(content, indent=2).encode() + b"\n"


def _operation(operation: Operation, role: str) -> dict[str, Any]:
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
        **({"requestBody": {"required": True, "content": _json(inputs["body"])}} if "body" in inputs else {}),
        "responses": _responses(operation),
    }


def _security(operation: Operation, role: str) -> list[dict[str, list[str]]]:
    if operation.public:
        return []
    return [{"bearer": [role], _KEY: []}] if role else [{"bearer": sorted(operation.scopes)}]


def _public(operation_id: str, *, keyed: bool = False) -> dict[str, Any]:
    answer = {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}
    operation: dict[str, Any] = {"operationId": operation_id, "responses": {"200": answer}}
    if keyed:
        operation["security"] = [{_KEY: []}]
        operation["responses"] |= {str(status): _refusal(_REFUSALS[status]) for status in (401, 429)}
    return {"get": operation}


def _refusal(description: str) -> dict[str, Any]:
    problem = {"schema": {"$ref": f"{_REF}Problem"}}
    return {"description": description, "content": {problems.MEDIA_TYPE: problem}}


def _responses(operation: Operation) -> dict[str, Any]:
    refusals = _REFUSALS | (_PATH_REFUSALS if "path" in operation.inputs else {})
    if "body" in operation.inputs:
        refusals |= _BODY_REFUSALS
    answer: dict[str, Any] = {"description": operation.status.phrase}
    if operation.answer:
        answer["content"] = _json(operation.answer)
    return {str(operation.status.value): answer} | {
        str(status): _refusal(text) for status, text in sorted(refusals.items())
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
