"""Answers made of documents that are stored as JSON text, spliced in without being parsed again."""

import json
from collections.abc import Iterable, Mapping

from starlette.responses import Response


def to_json(value: object) -> str:
    """Compact JSON, the form in which documents are stored."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def answer(document: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """One document, or any other JSON text."""
    return Response(document, status, headers, media_type="application/json")


def answer_items(documents: Iterable[str], **fields: object) -> Response:
    """Documents as `items`, followed by other fields such as the page number."""
    rest = "".join(f',"{name}":{to_json(value)}' for name, value in fields.items())
    return answer(f'{{"items":[{",".join(documents)}]{rest}}}')
