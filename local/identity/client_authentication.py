"""Who is calling an endpoint meant for clients: a public client by name, a confidential one by assertion."""

from local.identity import client_assertions
from local.identity.directory import App
from local.identity.errors import OAuthError
from local.identity.jwt_verification import InvalidToken
from local.identity.parameters import Parameters
from local.identity.provider import Provider


def authenticated_client(provider: Provider, form: Parameters) -> App:
    client = provider.directory.app(form.require("client_id"))
    if client is None or client.kind == "resource":
        raise OAuthError("invalid_client", 700016, "The client is not in the tenant's directory.", status=401)
    if client.kind == "confidential":
        _check_assertion(provider, client, form)
    elif "client_assertion" in form or "client_secret" in form:
        raise OAuthError("invalid_client", 700025, "The client is public and has no credential.", status=401)
    return client


def confidential(client: App) -> App:
    if client.kind == "confidential":
        return client
    raise OAuthError("unauthorized_client", 700025, "The client is public: it cannot use this grant.")


def _check_assertion(provider: Provider, client: App, form: Parameters) -> None:
    assertion = form.get("client_assertion")
    if assertion is None or form.get("client_assertion_type") != client_assertions.TYPE:
        raise OAuthError(
            "invalid_client", 7000218, "The request must contain 'client_assertion'.", status=401
        )
    audiences = [provider.server_url("oauth2/v2.0/token"), provider.issuer]
    try:
        provider.used_assertions.accept(
            assertion, client.client_id, provider.client_keys[client.client_id], audiences
        )
    except InvalidToken as error:
        raise OAuthError(
            "invalid_client", 700027, f"Client assertion refused: {error}.", status=401
        ) from error
