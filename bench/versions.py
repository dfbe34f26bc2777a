"""Which versions were measured."""

import json
import subprocess
from pathlib import Path

from bench.servers import PEERS, PEERS_PYTHON

_NODE_PACKAGES = ("fastify", "undici", "graphql-yoga")
_PYTHON_PACKAGES = ("fastapi", "uvicorn", "httpx", "aiohttp")


def versions() -> str:
    """The peers', by what is installed."""
    node = {"Node": _output("node", "--version").lstrip("v")}
    node |= {name: _installed(name) for name in _NODE_PACKAGES}
    script = "import importlib.metadata as m, sys; print(*(m.version(name) for name in sys.argv[1:]))"
    found = _output(str(PEERS_PYTHON), "-c", script, *_PYTHON_PACKAGES).split()
    python = dict(zip(_PYTHON_PACKAGES, found, strict=True))
    return ", ".join(f"{name} {version}" for name, version in (node | python).items())


def _installed(package: str) -> str:
    description = PEERS / "node" / "node_modules" / package / "package.json"
    version: str = json.loads(description.read_text("utf-8"))["version"]
    return version


def revision() -> str:
    """The commit, marked when the working tree differs; what is no checkout says so."""
    if not Path(".git").exists():
        return "without version control"
    return _output("git", "describe", "--always", "--dirty")


def _output(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
