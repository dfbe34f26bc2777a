"""The sample clients: the web client, and the static website (Azure Storage) that it is served from."""

from local.clients.website import WebsiteConfig, create_app

__all__ = ["WebsiteConfig", "create_app"]
