"""Lists of which a browser gets several pages at once."""

from typing import Annotated
from urllib.parse import urlencode

from pydantic import Field

from shared.inputs import Digits, Input, PageNumber
from shared.operation import Call
from shared.paging import following

PAGE_SIZE = 20
MAX_PAGES = 10


class PagesQuery(Input):
    """What every list takes: the first page, and how many."""

    page: PageNumber = 1
    pages: Annotated[int, Field(ge=1, le=MAX_PAGES), Digits] = 3

    @property
    def numbers(self) -> range:
        return range(self.page, self.page + self.pages)

    def next_link(self, call: Call, path: str, total: int) -> str | None:
        """The same request for the pages behind these, if there are any."""
        page = following(self.page, PAGE_SIZE, total, self.pages)
        others = self.model_dump(by_alias=True, exclude={"page", "pages"}, exclude_defaults=True)
        parameters = {"page": page, "pages": self.pages} | others
        return call.link(f"{path}?{urlencode(parameters)}") if page else None
