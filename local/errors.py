"""What a user can mend, said in one line."""

from pydantic import ValidationError


class StartError(Exception):
    """A part, or the whole stack, cannot start; its text is the one line that says why."""

    def __init__(self, message: str) -> None:
        super().__init__("; ".join(message.splitlines()))

    @classmethod
    def invalid(cls, source: str, error: ValidationError) -> "StartError":
        """Every field of `source` that pydantic refused, without its value, which may be a key."""
        return cls(f"{source}: {'; '.join(_fault(fault['loc'], fault['msg']) for fault in error.errors())}")


def _fault(place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{'.'.join(map(str, place))}: {message}" if place else message
