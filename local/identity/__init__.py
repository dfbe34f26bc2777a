"""Entra ID on one machine: an OpenID provider with the shapes of Entra's v2.0 endpoints."""

from local.identity.app import create_app, prepare
from local.identity.config import IdentityConfig
from local.identity.damage import StateDamaged

__all__ = ["IdentityConfig", "StateDamaged", "create_app", "prepare"]
