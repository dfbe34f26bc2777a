"""Pages as Azure's API guidelines have them: `maxpagesize`, a cursor, and an absolute `nextLink`."""

from typing import Annotated
from urllib.parse import urlencode

from pydantic import Field, StringConstraints

from shared.inputs import Digits, Input
from shared.operation import Call

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
UPSTREAM_PAGE_SIZE = 100


class PageQuery(Input):
    """What every list takes; a `maxpagesize` above 200 is one of 200."""

    maxpagesize: Annotated[int, Field(ge=1, le=9999), Digits] = DEFAULT_PAGE_SIZE
    cursor: Annotated[str, StringConstraints(min_length=1)] | None = None

    @property
    def size(self) -> int:
        return min(self.maxpagesize, MAX_PAGE_SIZE)

    def next_link(self, call: Call, path: str, cursor: str) -> str:
        """The same request, with the cursor of the page behind this one."""
        parameters = self.model_dump(by_alias=True, exclude_unset=True) | {"cursor": cursor}
        return call.link(f"{path}?{urlencode(parameters)}")
