"""object, Guid, enumerations, exceptions: what the other types build on."""

import uuid
from enum import Enum

from local.gateway.expressions.errors import ExpressionError, exception_name
from local.gateway.expressions.types.arithmetic import comparable, equal, order
from local.gateway.expressions.types.declaration import Definition, cannot_cast, constant, method, named, prop
from local.gateway.expressions.types.rendering import guid_text, text_of
from local.gateway.expressions.types.scalars import is_holder, scalar
from local.gateway.expressions.types.type_names import type_name


def compare(left: object, right: object) -> int:
    first, second = map(order, comparable(left, right))
    return int(first > second) - int(first < second)


def to_guid(text: str) -> uuid.UUID:
    """A Guid from any of the forms N, D, B and P."""
    if text is None:
        raise ExpressionError("ArgumentNullException", "Value cannot be null. (Parameter 'input')")
    try:
        return uuid.UUID(text.strip().strip("{}()"))
    except ValueError:
        raise ExpressionError("FormatException", "Unrecognized Guid format.") from None


def cast_guid(value: object) -> uuid.UUID:
    """`(Guid)value`, of JSON or XML."""
    found = scalar(value)
    if not is_holder(value) or not isinstance(found, str):
        raise cannot_cast(value, "System.Guid")
    return to_guid(found)


def _cast_delegate(value: object) -> object:
    if value is None or callable(value):
        return value
    raise cannot_cast(value, "System.Func")


def try_guid(text: str | None) -> tuple[bool, uuid.UUID]:
    try:
        return True, to_guid(text or "")
    except ExpressionError:
        return False, uuid.UUID(int=0)


def enumeration(name: str, full_name: str, values: type[Enum]) -> Definition:
    """A C# enumeration: each value a static member."""
    return Definition(
        name,
        full_name,
        python=(values,),
        statics={value.name.rstrip("_"): constant(value, name) for value in values},
        value_type=True,
        default=next(iter(values)),
    )


def exception(name: str) -> Definition:
    return Definition(
        name,
        exception_name(name),
        create=method(
            lambda message="", inner_exception=None: ExpressionError(name, message, inner_exception), name
        ),
        bases=("Exception",) if name != "Exception" else (),
        members={
            "Message": prop(str, "string"),
            "StackTrace": prop(lambda _: "", "string"),
            "InnerException": prop(lambda error: error.inner, "Exception"),
            "Source": prop(lambda _: "", "string"),
        },
        python=(ExpressionError,) if name == "Exception" else (),
    )


_EXCEPTIONS = [
    "Exception",
    "SystemException",
    "ArgumentException",
    "ArgumentNullException",
    "ArgumentOutOfRangeException",
    "FormatException",
    "InvalidCastException",
    "InvalidOperationException",
    "NullReferenceException",
    "KeyNotFoundException",
    "OverflowException",
    "IndexOutOfRangeException",
    "DivideByZeroException",
    "ArithmeticException",
    "NotSupportedException",
    "TimeoutException",
    "NotImplementedException",
    "UriFormatException",
    "JsonException",
    "JsonReaderException",
    "JsonSerializationException",
]

DEFINITIONS = [
    Definition(
        "object",
        "System.Object",
        aliases=("Object", "dynamic", "var"),
        python=(object,),
        members={
            "ToString": method(text_of, "string"),
            "Equals": method(equal, "bool"),
            "GetHashCode": method(hash, "int"),
            "GetType": method(type_name, "Type"),
        },
        statics={
            "Equals": method(equal, "bool"),
            "ReferenceEquals": method(lambda left, right: left is right, "bool"),
        },
        create=method(object, "object"),
    ),
    Definition(
        "Type",
        "System.Type",
        members={
            "Name": prop(lambda name: name.rpartition(".")[2], "string"),
            "FullName": prop(str, "string"),
        },
    ),
    Definition(
        "Guid",
        "System.Guid",
        python=(uuid.UUID,),
        value_type=True,
        default=uuid.UUID(int=0),
        cast=cast_guid,
        create=method(lambda text="00000000-0000-0000-0000-000000000000": to_guid(text), "Guid"),
        members={
            "ToString": method(guid_text, "string"),
            "ToByteArray": method(lambda value: value.bytes_le, "byte[]"),
            "CompareTo": method(compare, "int"),
        },
        statics={
            "NewGuid": method(uuid.uuid4, "Guid"),
            "Empty": constant(uuid.UUID(int=0), "Guid"),
            "Parse": method(to_guid, "Guid"),
            "TryParse": method(try_guid, "bool", out="Guid"),
        },
    ),
    Definition(
        "Func",
        "System.Func",
        aliases=("Action", "Predicate"),
        members={"Invoke": method(lambda delegate, *arguments: delegate(*arguments), "dynamic")},
        item=named("dynamic"),
        cast=_cast_delegate,
    ),
    *map(exception, _EXCEPTIONS),
]
