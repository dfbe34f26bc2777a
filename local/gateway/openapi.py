"""The operations of an API, from its OpenAPI document."""

from collections.abc import Iterator
from dataclasses import dataclass, field

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class UnusableDocument(Exception):
    """The document does not describe operations that a gateway can route."""


@dataclass(frozen=True)
class Example:
    """A documented response: its status, media type and example or schema."""

    status: int
    media_type: str
    content: object = None


@dataclass(frozen=True)
class OperationDescription:
    """One method of one path; `responses` are those documented."""

    id: str
    method: str
    template: str
    name: str = ""
    responses: tuple[Example, ...] = field(default=(), compare=False)


def operations(document: object) -> list[OperationDescription]:
    """Every operation of a parsed document; raises UnusableDocument."""
    paths = document.get("paths") if isinstance(document, dict) else None
    if not isinstance(paths, dict):
        raise UnusableDocument("the document has no 'paths'")
    found = [
        _operation(method, template, item[method])
        for template, item in paths.items()
        if isinstance(item, dict)
        for method in METHODS
        if isinstance(item.get(method), dict)
    ]
    identifiers = [operation.id for operation in found]
    if len(set(identifiers)) != len(identifiers):
        raise UnusableDocument("an operationId is repeated")
    return found


def _operation(method: str, template: str, description: dict[str, object]) -> OperationDescription:
    identifier = description.get("operationId")
    if not isinstance(identifier, str):
        raise UnusableDocument(f"{method.upper()} {template} has no operationId")
    name = str(description.get("summary", identifier))
    responses = tuple(_examples(description.get("responses")))
    return OperationDescription(identifier, method.upper(), template, name, responses)


def _examples(responses: object) -> Iterator[Example]:
    for status, response in responses.items() if isinstance(responses, dict) else ():
        content = response.get("content") if isinstance(response, dict) else None
        if not str(status).isdigit():
            continue
        if not isinstance(content, dict) or not content:
            yield Example(int(status), "")
            continue
        for media_type, media in content.items():
            yield Example(int(status), media_type, _example(media))


def _example(media: object) -> object:
    """The media type's own example, else the first of its named ones."""
    if not isinstance(media, dict):
        return None
    if "example" in media:
        return media["example"]
    named = media.get("examples")
    first = next(iter(named.values()), None) if isinstance(named, dict) else None
    return first.get("value") if isinstance(first, dict) else None
