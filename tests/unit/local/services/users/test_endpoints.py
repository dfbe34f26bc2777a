from collections.abc import Callable

import httpx
import pytest

Headers = Callable[..., dict[str, str]]

ALICE = "df22332e-29a4-51ce-a3f4-3b680a68f77c"
BOB = "1c0b865a-b7da-5ee9-8efa-6d83ddc125a6"
ROLE = "Users.Read.All"


@pytest.fixture
def users(service: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    return service("users")


async def test_user_reads_own_document(users: httpx.AsyncClient, user: Headers) -> None:
    document = (await users.get(f"/users/{ALICE}", headers=user("alice"))).json()
    assert (document["id"], document["name"]) == (ALICE, "Alice Larsen")
    assert document["email"] == "alice.larsen@example.com"
    assert document["addresses"][0]["recipient"] == "Alice Larsen"


async def test_other_users_do_not_exist_for_a_user(users: httpx.AsyncClient, user: Headers) -> None:
    response = await users.get(f"/users/{BOB}", headers=user("alice"))
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


async def test_caller_with_the_role_reads_any_user(
    users: httpx.AsyncClient, user: Headers, application: Headers
) -> None:
    for headers in (user("carol", roles=[ROLE]), application(ROLE)):
        assert (await users.get(f"/users/{BOB}", headers=headers)).json()["name"] == "Bob Okafor"


async def test_unknown_user_is_not_found(users: httpx.AsyncClient, application: Headers) -> None:
    assert (await users.get("/users/none", headers=application(ROLE))).status_code == 404


async def test_user_outside_the_directory_is_not_found(users: httpx.AsyncClient, user: Headers) -> None:
    assert (await users.get("/users/stranger", headers=user("stranger"))).status_code == 404


async def test_user_sees_id_name_and_email_of_all(users: httpx.AsyncClient, user: Headers) -> None:
    answer = await users.get(f"/users?ids={ALICE},{BOB},none", headers=user("alice"))
    assert answer.json() == {
        "items": [
            {"id": BOB, "name": "Bob Okafor", "email": "bob.okafor@example.com"},
            {"id": ALICE, "name": "Alice Larsen", "email": "alice.larsen@example.com"},
        ]
    }


async def test_caller_with_the_role_sees_whole_documents(
    users: httpx.AsyncClient, application: Headers
) -> None:
    (document,) = (await users.get(f"/users?ids={ALICE}", headers=application(ROLE))).json()["items"]
    assert document["locale"] == "en-GB"


@pytest.mark.parametrize("query", ["", "?ids=", "?page=1"])
async def test_list_needs_ids(users: httpx.AsyncClient, user: Headers, query: str) -> None:
    response = await users.get(f"/users{query}", headers=user("alice"))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
