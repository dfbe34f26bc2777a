"""The allow-list: every type that policy expressions may use."""

from dataclasses import replace

from local.gateway.expressions.types import (
    bytes,  # noqa: A004 - a module of this package
    collections,
    cryptography,
    foundation,
    gateway,
    json,
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
    xml,
    gateway,
)


def _extended(definition: Definition) -> Definition:
    added = gateway.EXTENSIONS.get(definition.name)
    return replace(definition, members={**definition.members, **added}) if added else definition


ALLOWED = Catalogue(_extended(definition) for group in _GROUPS for definition in group.DEFINITIONS)
