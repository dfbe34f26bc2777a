"""`python -m local.stack.core_tools --config FILE`: one function app in Azure Functions Core Tools.

In place of the local Functions host, with its configuration. Core Tools check no function keys, and an app
with orchestrations needs a storage emulator: AzureWebJobsStorage comes from the environment of `make up`.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from local.errors import StartError
from local.stack.parts import Part

MODULE = "local.stack.core_tools"
FUNCTIONS_HOST = "local.functions"


def hosted(parts: Sequence[Part], search_path: str | None = None) -> list[Part]:
    """The same parts with `func` for each function app; raises StartError where it is not installed."""
    if shutil.which("func", path=search_path) is None:
        raise StartError("HOST=func needs Azure Functions Core Tools (func), which are not installed here")
    return [replace(part, module=MODULE) if part.module == FUNCTIONS_HOST else part for part in parts]


def command(config: Mapping[str, Any]) -> list[str]:
    return ["func", "start", "--port", str(config["port"]), "--address", config["host"]]


def environment(config: Mapping[str, Any], inherited: Mapping[str, str]) -> dict[str, str]:
    """App settings, and the Python that has this project's packages."""
    folder = str(Path(sys.executable).parent)
    return {
        "AzureWebJobsStorage": "",
        **inherited,
        **config["settings"],
        "FUNCTIONS_WORKER_RUNTIME": "python",
        "languageWorkers__python__defaultExecutablePath": sys.executable,
        "PATH": f"{folder}{os.pathsep}{inherited.get('PATH', '')}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description=__doc__)
    parser.add_argument(
        "--config", type=Path, required=True, help="the configuration of a local Functions host"
    )
    config = json.loads(parser.parse_args().config.read_text(encoding="utf-8"))
    os.chdir(config["root"])
    os.execvpe("func", command(config), environment(config, os.environ))  # noqa: S606, S607 - the user's own


if __name__ == "__main__":
    main()
