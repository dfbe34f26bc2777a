"""The least HTTP client that carries a BFF's calls (docs/adr/0003-http-client.md)."""
