"""What can go wrong when an expression runs: a .NET exception, or the end of its allowance."""

_BASES = {
    "ArgumentNullException": "ArgumentException",
    "ArgumentOutOfRangeException": "ArgumentException",
    "DivideByZeroException": "ArithmeticException",
    "OverflowException": "ArithmeticException",
    "JsonReaderException": "JsonException",
    "JsonSerializationException": "JsonException",
    "RegexMatchTimeoutException": "TimeoutException",
    "UriFormatException": "FormatException",
}


_NAMESPACES = {
    "CryptographicException": "System.Security.Cryptography",
    "JsonException": "Newtonsoft.Json",
    "JsonReaderException": "Newtonsoft.Json",
    "JsonSerializationException": "Newtonsoft.Json",
    "KeyNotFoundException": "System.Collections.Generic",
    "RegexMatchTimeoutException": "System.Text.RegularExpressions",
    "RuntimeBinderException": "Microsoft.CSharp.RuntimeBinder",
    "XmlException": "System.Xml",
}


def exception_name(kind: str) -> str:
    """The exception's name with its namespace."""
    return f"{_NAMESPACES.get(kind, 'System')}.{kind}"


class ExpressionError(Exception):
    """An expression failed; `kind` names the .NET exception and the text is its message."""

    def __init__(self, kind: str, message: str, inner: "ExpressionError | None" = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.inner = inner

    @property
    def full_name(self) -> str:
        return exception_name(self.kind)

    def is_a(self, kind: str) -> bool:
        """Whether a C# `catch (kind)` takes this error."""
        name: str | None = self.kind
        while name and name != kind:
            name = _BASES.get(name)
        return name == kind or kind in {"Exception", "SystemException"}


class StepLimitExceeded(ExpressionError):
    """The expression ran for too long; no C# `catch` takes it."""

    def __init__(self) -> None:
        super().__init__("TimeoutException", "The expression took too many steps, or too long.")

    def is_a(self, kind: str) -> bool:
        return False


def null_reference() -> ExpressionError:
    return ExpressionError("NullReferenceException", "Object reference not set to an instance of an object.")


_PYTHON_KINDS: list[tuple[type[Exception], str, str | None]] = [
    (ZeroDivisionError, "DivideByZeroException", "Attempted to divide by zero."),
    (OverflowError, "OverflowException", "Arithmetic operation resulted in an overflow."),
    (RecursionError, "InsufficientExecutionStackException", "Insufficient stack to continue executing."),
    (RuntimeError, "InvalidOperationException", "Collection was modified; enumeration may not execute."),
    (TimeoutError, "RegexMatchTimeoutException", "The Regex engine has timed out."),
    (KeyError, "KeyNotFoundException", "The given key was not present in the dictionary."),
    (IndexError, "IndexOutOfRangeException", "Index was outside the bounds of the array."),
    (UnicodeError, "ArgumentException", "The text is not valid in this encoding."),
    (ValueError, "FormatException", None),
    (TypeError, "ArgumentException", "A value has a type that its use does not accept."),
    (AttributeError, "ArgumentException", "A value has a type that its use does not accept."),
    (ArithmeticError, "ArithmeticException", None),
    (MemoryError, "OutOfMemoryException", "Insufficient memory to continue the execution."),
]

PYTHON_ERRORS = tuple(kind for kind, _, _ in _PYTHON_KINDS)


def as_expression_error(error: Exception) -> ExpressionError:
    """The .NET exception for an error of a Python operation that did the work of a .NET one."""
    if isinstance(error, ExpressionError):
        return error
    for kind, name, message in _PYTHON_KINDS:
        if isinstance(error, kind):
            return ExpressionError(name, message or str(error))
    return ExpressionError("Exception", str(error))
