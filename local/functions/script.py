"""The script of a function app, found and imported as the Python worker does it."""

import importlib.util
import re
import sys
from pathlib import Path

from azure.functions import FunctionRegister

from local.errors import StartError

_SCRIPT_NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_\-]*\.py")


def load(root: Path, script: str = "function_app.py") -> FunctionRegister:
    """Import `script`, which lies directly in `root`, and return the one function app among its names.

    Each call imports afresh: the library lets an app be indexed only once.
    """
    if not _SCRIPT_NAME.fullmatch(script):
        raise StartError(f"script {script!r} must be a Python file directly in the root, not in a folder")
    namespace = _namespace(root.resolve() / script)
    apps = [value for value in namespace.values() if isinstance(value, FunctionRegister)]
    if len(apps) != 1:
        raise StartError(f"{script} must hold one function app under one name, found {len(apps)}")
    return apps[0]


def _namespace(path: Path) -> dict[str, object]:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise StartError(f"no script at {path}")
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)
