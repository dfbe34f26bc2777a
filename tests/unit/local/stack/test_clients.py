"""Who asks for a channel's tokens: by the directory's delegated permissions, of the channels there are."""

import httpx
import pytest

from local.identity import IdentityConfig, prepare
from local.identity.sign_in import SignInFailed
from local.stack.clients import TokenRequest, request_token, subscription_key, token
from local.stack.directory import PATH, read_directory, user_client
from local.stack.layout import Layout
from local.stack.parts import identity_config
from tests.unit.local.stack.conftest import Copy


async def refusal(project: Copy, channel: str, login: str) -> str:
    async with httpx.AsyncClient() as http:
        with pytest.raises(SignInFailed) as refused:
            await request_token(http, project.layout, TokenRequest(channel, login))
    return str(refused.value)


@pytest.mark.parametrize(("api", "client"), [("mobile", "phone"), ("desktop", "web"), ("partner", None)])
def test_users_sign_in_by_the_client_that_has_the_permission(project: Copy, api: str, client: str) -> None:
    found = user_client(read_directory(project.layout), f"portico-{api}")
    assert (found and found.name) == client


async def test_an_unknown_channel_is_told_which_there_are(project: Copy) -> None:
    project.leave_out("partner")
    assert await refusal(project, "partner", "acme") == (
        "no channel is called 'partner'; try mobile or desktop"
    )
    with pytest.raises(SignInFailed, match="no channel is called 'partner'; try mobile or desktop"):
        subscription_key(project.layout, "acme")


async def test_a_user_is_no_partner_and_is_told_who_is(project: Copy) -> None:
    assert await refusal(project, "partner", "alice") == (
        "no client is called 'alice'; try AS=acme or AS=globex"
    )


async def test_an_unknown_user_is_told_who_there_is(project: Copy) -> None:
    assert await refusal(project, "mobile", "acme") == "no user is called 'acme'; try alice or bob or carol"


async def test_a_provider_that_does_not_answer_is_named(project: Copy) -> None:
    layout = Layout(1, project.layout.home, project.layout.root)  # nothing listens below the ports of users
    prepare(IdentityConfig.model_validate(identity_config(layout) | {"directory": str(PATH)}))
    with pytest.raises(SignInFailed, match=r"^https://127.0.0.1:3 does not answer: ConnectError$"):
        await token(layout, TokenRequest("mobile", "alice"))
