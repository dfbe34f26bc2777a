"""`python -m local.monitor --config FILE.json`: the monitor, until SIGTERM or SIGINT."""

import sys
from pathlib import Path

import httpx

from local.monitor import create_app
from local.monitor.config import MonitorConfig
from local.serving import Served, read_config, run


def served(path: Path) -> Served:
    config = read_config(path, MonitorConfig)
    return Served(create_app(config, httpx.AsyncHTTPTransport()), config.host, config.port)


def main(words: list[str]) -> int:
    return run("local.monitor", words, served)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
