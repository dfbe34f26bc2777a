"""`python -m local.clients --config FILE.json`: the web client's static website, until SIGTERM or SIGINT."""

import sys
from pathlib import Path

from local.clients.website import WebsiteConfig, create_app
from local.serving import Served, read_config, run


def served(path: Path) -> Served:
    config = read_config(path, WebsiteConfig)
    return Served(create_app(config.root), config.host, config.port)


def main(words: list[str]) -> int:
    return run("local.clients", words, served)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
