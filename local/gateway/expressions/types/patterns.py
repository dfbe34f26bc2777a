"""The patterns of .NET's regular expressions, made ready to search with."""

from enum import IntFlag
from functools import lru_cache
from typing import Any

import regex  # type: ignore[import-untyped] # it comes without types

from local.gateway.expressions.errors import ExpressionError


class RegexOptions(IntFlag):
    None_ = 0
    IgnoreCase = 1
    Multiline = 2
    ExplicitCapture = 4
    Compiled = 8
    Singleline = 16
    IgnorePatternWhitespace = 32
    RightToLeft = 64
    ECMAScript = 256
    CultureInvariant = 512


_FLAGS = {
    RegexOptions.IgnoreCase: regex.IGNORECASE,
    RegexOptions.Multiline: regex.MULTILINE,
    RegexOptions.Singleline: regex.DOTALL,
    RegexOptions.IgnorePatternWhitespace: regex.VERBOSE,
}
_DOTNET_ONLY = regex.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<quoted>\(\?'(?P<name>\w+)')")


@lru_cache(maxsize=512)
def compiled(pattern: str, options: RegexOptions) -> Any:
    """The pattern as the regex module reads it, which but for quoted group names is as .NET does."""
    flags = 0
    for option, flag in _FLAGS.items():
        flags |= flag if options & option else 0
    try:
        return regex.compile(_DOTNET_ONLY.sub(_python_form, pattern), flags | regex.VERSION0)
    except regex.error as error:
        raise ExpressionError("ArgumentException", f'parsing "{pattern}" - {error}') from None


def _python_form(match: Any) -> str:
    return f"(?<{match['name']}>" if match["quoted"] else str(match[0])
