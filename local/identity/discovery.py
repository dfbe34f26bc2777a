"""GET v2.0/.well-known/openid-configuration and discovery/v2.0/keys: what clients and APIs learn first."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.identity.client_assertions import ALGORITHMS
from local.identity.grant_types import GRANT_TYPES
from local.identity.provider import Provider
from local.identity.scopes import OPENID_SCOPES
from local.identity.signing_keys import ALGORITHM


async def openid_configuration(provider: Provider, _request: Request) -> Response:
    """Servers are sent to https, browsers to the plain page."""
    return JSONResponse(
        {
            "issuer": provider.issuer,
            "authorization_endpoint": provider.page_url("oauth2/v2.0/authorize"),
            "end_session_endpoint": provider.page_url("oauth2/v2.0/logout"),
            "token_endpoint": provider.server_url("oauth2/v2.0/token"),
            "revocation_endpoint": provider.server_url("oauth2/v2.0/revoke"),
            "jwks_uri": provider.server_url("discovery/v2.0/keys"),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": list(GRANT_TYPES),
            "scopes_supported": sorted(OPENID_SCOPES),
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["private_key_jwt", "none"],
            "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "select_account", "consent"],
            "claims_parameter_supported": True,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "frontchannel_logout_supported": True,
            "frontchannel_logout_session_supported": True,
        }
    )


async def keys(provider: Provider, _request: Request) -> Response:
    provider.drills.calls["jwks"] += 1
    return JSONResponse(provider.signing_keys.published())
