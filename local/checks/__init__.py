"""The gates of `make check` for what cannot be tried here: Bicep, policies, routes, and their agreement."""
