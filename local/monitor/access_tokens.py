"""Access tokens for the sample clients, from a command that prints them."""

import asyncio
from collections.abc import Callable, Sequence

from local.monitor.errors import Refusal

KEPT_SECONDS = 300.0
COMMAND_SECONDS = 20.0


class AccessTokens:
    """Runs the command once per channel and login, and keeps what it printed for a while."""

    def __init__(self, command: Sequence[str], clock: Callable[[], float]) -> None:
        self._command = command
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[float, str]] = {}
        self._running = asyncio.Lock()

    async def token(self, channel: str, login: str) -> str:
        """Raises Refusal."""
        if not self._command:
            raise Refusal(501, "nobody can sign in here: the tokens are not this machine's")
        async with self._running:
            printed_at, token = self._kept.get((channel, login), (0.0, ""))
            if not token or self._clock() - printed_at > KEPT_SECONDS:
                token = await self._print(channel, login)
                self._kept[channel, login] = (self._clock(), token)
        return token

    async def _print(self, channel: str, login: str) -> str:
        pipe = asyncio.subprocess.PIPE
        arguments = (*self._command, "--channel", channel, "--as", login)
        try:
            process = await asyncio.create_subprocess_exec(*arguments, stdout=pipe, stderr=pipe)
        except OSError as error:
            raise Refusal(502, f"no access token: {error.strerror}") from error
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                token, complaint = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise Refusal(502, "no access token: the command does not end") from None
        if process.returncode:
            raise Refusal(502, f"no access token: {complaint.decode(errors='replace').strip()}")
        return token.decode().strip()
