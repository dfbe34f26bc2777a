"""The one error of this package: a function app or a configuration that cannot start."""

from pydantic import ValidationError


class LoadError(Exception):
    """The host cannot start; the message is one line that says why."""

    @classmethod
    def invalid(cls, source: str, error: ValidationError) -> "LoadError":
        """The fields of `source` that pydantic refused, without their values, which may be keys."""
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        return cls(f"{source} is not valid: {'; '.join(faults)}")
