"""The allow-list: every type that policy expressions may use."""

from dataclasses import replace

from local.gateway.expressions.types import (
    bytes,  # noqa: A004 - a module of this package
    certificates,
    collections,
    cryptography,
    foundation,
    gateway,
    json,
    message_bodies,
    numbers,
    regexes,
    text,
    times,
    web,
    xml,
)
from local.gateway.expressions.types.catalogue import Catalogue
from local.gateway.expressions.types.declaration import Definition

_GROUPS = (
    foundation,
    text,
    numbers,
    times,
    collections,
    json,
    bytes,
    regexes,
    web,
    cryptography,
    certificates,
    xml,
    message_bodies,
    gateway,
)


def _extended(definition: Definition) -> Definition:
    """The type with its extension methods."""
    added = [module.EXTENSIONS.get(definition.name, {}) for module in (gateway, xml)]
    return replace(definition, members={**definition.members, **added[0], **added[1]})


ALLOWED = Catalogue(_extended(definition) for group in _GROUPS for definition in group.DEFINITIONS)
