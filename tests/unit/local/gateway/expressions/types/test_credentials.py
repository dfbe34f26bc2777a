import base64
import json

import pytest

from local.gateway.expressions.types.credentials import as_jwt


def token(**claims: object) -> str:
    parts = [{"alg": "none"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "signature"])


@pytest.mark.parametrize("moment", [1e18, -1e18, float("nan"), float("inf"), "soon", None, [1]])
def test_a_moment_beyond_the_calendar_is_none(moment: object) -> None:
    jwt = as_jwt(token(exp=moment))
    assert jwt is not None
    assert jwt.expiration_time is None
