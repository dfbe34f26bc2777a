"""An app the production runtime would load no function of must not start here either."""

from pathlib import Path

import pytest

from local.errors import StartError
from local.functions import FunctionsHost, Keys, load
from tests.conformance.production_runtime import PACKAGE, ProductionRuntime, RuntimeRefused

pytest.importorskip(PACKAGE, reason=f"{PACKAGE} is not installed: see requirements-conformance.in")

_HEAD = "from typing import TYPE_CHECKING, Optional\nimport azure.functions as func\n"
_APP = "app = func.FunctionApp()\n"
_ROUTE = '@app.route("refused")\n'

_REFUSED = {
    "no app": "",
    "two apps": _APP + "other = func.FunctionApp()\n",
    "one app under two names": _APP + "other = app\n",
    "a parameter without a binding": _APP + _ROUTE + "async def refused(req, extra): ...\n",
    "a binding without a parameter": _APP + _ROUTE + "async def refused(): ...\n",
    "a context of another type": _APP + _ROUTE + "async def refused(req, context: str): ...\n",
    "a union as request": _APP + _ROUTE + "async def refused(req: Optional[func.HttpRequest]): ...\n",
    "a request of another type": _APP + _ROUTE + "async def refused(req: int): ...\n",
    "a generic request": _APP + _ROUTE + "async def refused(req: list[int]): ...\n",
    "a union as result": _APP + _ROUTE + "async def refused(req) -> func.HttpResponse | None: ...\n",
    "no result": _APP + _ROUTE + "async def refused(req) -> None: ...\n",
    "a result of another type": _APP + _ROUTE + "async def refused(req) -> dict: ...\n",
    "an annotation known to the type checker only": "if TYPE_CHECKING:\n    from nowhere import Request\n"
    + _APP
    + _ROUTE
    + "async def refused(req: 'Request'): ...\n",
    "two functions of one name": _APP + (_ROUTE + "async def refused(req): ...\n") * 2,
    "a function without a trigger": _APP + '@app.function_name("refused")\nasync def refused(req): ...\n',
}


@pytest.mark.parametrize("source", _REFUSED.values(), ids=_REFUSED)
async def test_app_is_refused_by_both(tmp_path: Path, source: str) -> None:
    (tmp_path / "refused_app.py").write_text(_HEAD + source)
    with pytest.raises(RuntimeRefused):
        await ProductionRuntime(tmp_path, "refused_app.py").start()
    with pytest.raises(StartError):
        FunctionsHost(load(tmp_path, "refused_app.py"), {"version": "2.0"}, Keys(master="m"))


async def test_app_without_functions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty_app.py").write_text(_HEAD + _APP)
    with pytest.raises(StartError, match="no functions"):
        FunctionsHost(load(tmp_path, "empty_app.py"), {"version": "2.0"}, Keys(master="m"))
