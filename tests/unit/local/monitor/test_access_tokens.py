"""Tokens come from a command, once in a while."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from local.monitor.access_tokens import AccessTokens
from local.monitor.errors import Refusal


def counting(path: Path) -> tuple[str, ...]:
    """Prints how often it has run."""
    script = (
        "import pathlib, sys; p = pathlib.Path(sys.argv[1]); p.open('a').write('x'); print(p.stat().st_size)"
    )
    return (sys.executable, "-c", script, str(path))


async def test_a_token_is_kept_for_a_while_for_each_who_asks(tmp_path: Path, clock: SimpleNamespace) -> None:
    tokens = AccessTokens(counting(tmp_path / "runs"), clock.read)
    assert [await tokens.token("mobile", login) for login in ("alice", "alice", "bob")] == ["1", "1", "2"]
    clock.now += 301
    assert await tokens.token("mobile", "alice") == "3"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ((sys.executable, "-c", "import sys; sys.exit('nobody is called that')"), "nobody is called that"),
        (("/nowhere/at/all",), "No such file or directory"),
    ],
)
async def test_a_command_that_fails_says_why(
    clock: SimpleNamespace, command: tuple[str, ...], message: str
) -> None:
    with pytest.raises(Refusal, match=f"no access token: {message}") as told:
        await AccessTokens(command, clock.read).token("mobile", "alice")
    assert told.value.status == 502
