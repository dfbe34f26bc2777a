"""JSON objects that come and go by the hundred: what upstreams answer, and what screens hold many of.

msgspec reads and writes them at a quarter of pydantic's cost, and the garbage collector never looks at them
(docs/adr/0011-documents.md).
"""

from typing import Any, dataclass_transform

from msgspec import Struct, StructMeta, structs
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass_transform(frozen_default=True)
class _Immutable(StructMeta):
    """Tells type checkers what subclasses of Document inherit."""


class Document(Struct, metaclass=_Immutable, frozen=True, gc=False, rename="camel", omit_defaults=True):
    """An immutable JSON object, as far as a channel uses it.

    Read: members that are not declared are ignored, all others must be there and of their type. Written: a
    member that has its default is left out. Made in the code: nothing is checked.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A screen may hold documents: pydantic describes their members and takes the objects as they are."""
        members = {
            field.encode_name: core_schema.typed_dict_field(
                handler.generate_schema(field.type), required=field.required
            )
            for field in structs.fields(cls)
        }
        return core_schema.json_or_python_schema(
            json_schema=core_schema.typed_dict_schema(members, cls=cls),
            python_schema=core_schema.is_instance_schema(cls),
            ref=f"{cls.__module__}.{cls.__qualname__}",
        )
