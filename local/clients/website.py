"""A static website as Azure Storage serves one: files, an index document, a 404 document, ETags."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, DirectoryPath, Field
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles


class WebsiteConfig(BaseModel):
    """Where the website listens, and the folder whose files it serves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    port: int = Field(ge=1, le=65535)
    root: DirectoryPath


def create_app(root: Path) -> Starlette:
    """`index.html` answers for a folder, `404.html` for what is not there."""
    return Starlette(routes=[Mount("/", StaticFiles(directory=root, html=True))])
