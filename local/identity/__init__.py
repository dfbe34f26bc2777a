"""Entra ID on one machine: an OpenID provider with the shapes of Entra's v2.0 endpoints."""

from .app import create_app, prepare
from .config import IdentityConfig

__all__ = ["IdentityConfig", "create_app", "prepare"]
