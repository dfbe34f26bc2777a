"""`python -m local.storage --config FILE.json`: the storage account, until SIGTERM or SIGINT."""

import sys
from pathlib import Path

from local.serving import Served, read_config, run
from local.storage import create_app
from local.storage.config import StorageConfig


def served(path: Path) -> Served:
    config = read_config(path, StorageConfig)
    return Served(create_app(config), config.host, config.port)


def main(words: list[str]) -> int:
    return run("local.storage", words, served)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
