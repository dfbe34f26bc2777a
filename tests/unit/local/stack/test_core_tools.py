import os
from pathlib import Path

import pytest

from local.errors import StartError
from local.stack import core_tools
from local.stack.parts import Part

CONFIG = {"host": "127.0.0.1", "port": 8091, "root": ".", "settings": {"BFF_CHANNELS": "mobile"}}
MOBILE = Part("mobile", "local.functions", CONFIG, (8091,))
GATEWAY = Part("gateway", "local.gateway", {}, (8080,))


def test_without_core_tools_one_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="HOST=func needs Azure Functions Core Tools"):
        core_tools.hosted([MOBILE], str(tmp_path))


def test_with_core_tools_they_host_the_function_apps_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "func").touch(mode=0o755)
    parts = core_tools.hosted([MOBILE, GATEWAY], str(tmp_path))
    assert [part.module for part in parts] == ["local.stack.core_tools", "local.gateway"]


def test_func_listens_where_the_local_host_would() -> None:
    assert core_tools.command(CONFIG) == ["func", "start", "--port", "8091", "--address", "127.0.0.1"]


def test_func_is_told_the_app_settings_and_this_python() -> None:
    environment = core_tools.environment(
        CONFIG, {"PATH": "/bin", "AzureWebJobsStorage": "UseDevelopmentStorage=true"}
    )
    assert environment["BFF_CHANNELS"] == "mobile"
    assert environment["FUNCTIONS_WORKER_RUNTIME"] == "python"
    assert environment["AzureWebJobsStorage"] == "UseDevelopmentStorage=true"
    assert environment["PATH"].split(os.pathsep)[-1] == "/bin"
