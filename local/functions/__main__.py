"""`python -m local.functions --config FILE.json`: one function app on one port."""

import argparse
import logging
import os
import sys
from pathlib import Path

from local.errors import StartError
from local.functions.config import Config
from local.functions.host import FunctionsHost
from local.functions.script import load
from local.functions.server import exit_on_signals, serve
from local.serving import read_config


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.functions", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="a JSON file, see local.functions.config")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    exit_on_signals()
    try:
        _run(read_config(parser.parse_args().config, Config))
    except StartError as error:
        sys.exit(f"local.functions: {error}")


def _run(config: Config) -> None:
    host_json, durable = config.host_json(), config.durable()
    os.environ.update(config.settings)
    os.chdir(config.root)
    app = load(Path(), config.script)
    host = FunctionsHost(app, host_json, config.keys(), settings=config.settings, durable=durable)
    serve(host, config.host, config.port)


if __name__ == "__main__":
    main()
