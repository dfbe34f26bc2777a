"""A partner's server: a token of its own, and the subscription key that came with it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.system.conftest import Portico, subscription


@dataclass
class Partner:
    """Calls the partner channel as the application `name`."""

    portico: Portico
    name: str

    @property
    def key(self) -> str:
        return subscription(self.name)["primary"]

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """A GET below `/partner`, or of an absolute link; a header given as "" is not sent."""
        sent = {"authorization": f"Bearer {await self.portico.token(self.name, 'partner')}"}
        sent |= {"ocp-apim-subscription-key": self.key}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        target = path if path.startswith("http") else f"/partner{path}"
        return await self.portico.http.get(target, headers={key: sent[key] for key in sent if sent[key]})

    async def walk(self, path: str) -> AsyncIterator[list[dict[str, Any]]]:
        """The pages from this one to the last."""
        link: str | None = path
        while link:
            answer = await self.get(link)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            yield page["value"]
            link = page.get("nextLink")
