"""The discovery document and the keys it leads to."""

import httpx


async def test_servers_are_sent_to_https_and_browsers_to_the_page(
    http: httpx.AsyncClient, authority: str
) -> None:
    document = (await http.get(f"{authority}/.well-known/openid-configuration")).json()
    assert document["issuer"] == authority
    https = {name for name, value in document.items() if str(value).startswith("https://127.0.0.1:8082/")}
    assert https == {"issuer", "token_endpoint", "revocation_endpoint", "jwks_uri"}
    page = {name for name, value in document.items() if str(value).startswith("http://127.0.0.1:8081/")}
    assert page == {"authorization_endpoint", "end_session_endpoint"}


async def test_document_says_what_is_supported(http: httpx.AsyncClient, authority: str) -> None:
    document = (await http.get(f"{authority}/.well-known/openid-configuration")).json()
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["id_token_signing_alg_values_supported"] == ["RS256"]
    assert document["token_endpoint_auth_methods_supported"] == ["private_key_jwt", "none"]
    assert document["authorization_response_iss_parameter_supported"] is True
    assert document["frontchannel_logout_supported"] is True


async def test_published_keys_are_public(http: httpx.AsyncClient, tenant_url: str) -> None:
    (key,) = (await http.get(f"{tenant_url}/discovery/v2.0/keys")).json()["keys"]
    assert key.keys() == {"kty", "use", "alg", "kid", "n", "e"}
    assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
