"""Makes a tenant's app registrations what applications.json says; run again, it changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.entra.applications import Application
from infra.entra.graph import Directory

ISSUER = "https://login.microsoftonline.com/{tenant}/v2.0"
EXCHANGE_AUDIENCE = "api://AzureADTokenExchange"


@dataclass(frozen=True)
class Registered:
    """An application and what the tenant calls it; permission ids by value."""

    application: Application
    client_id: str
    principal_id: str
    permissions: Mapping[str, str]


def register(
    directory: Directory, applications: Sequence[Application], tenant: str, identities: Mapping[str, str]
) -> dict[str, Registered]:
    """Every application, then what they may do to each other; `identities` are object ids by channel."""
    there = {each.name: _registered(directory, each) for each in applications}
    for each in there.values():
        if not each.application.client_id:
            _permit(directory, each, there)
            _federate(directory, each, tenant, identities)
        _consent(directory, each, there)
    return there


def _registered(directory: Directory, application: Application) -> Registered:
    client_id = application.client_id or _own(directory, application)
    principal = f"/servicePrincipals(appId='{client_id}')"
    if not application.client_id:
        directory.put(principal, {"appRoleAssignmentRequired": application.assignment_required})
    found = directory.read(f"{principal}?$select=id,oauth2PermissionScopes,appRoles")
    permissions = {
        each["value"]: each["id"] for each in (*found["oauth2PermissionScopes"], *found["appRoles"])
    }
    return Registered(application, client_id, found["id"], permissions)


def _own(directory: Directory, application: Application) -> str:
    """Its client id; the URI that its scopes begin with holds it, as tenants require."""
    key = f"/applications(uniqueName='{application.name}')"
    directory.put(key, _description(application))
    client_id = str(directory.read(f"{key}?$select=appId")["appId"])
    if application.is_api:
        directory.put(key, {"identifierUris": [f"api://{client_id}"]})
    return client_id


def _description(application: Application) -> dict[str, Any]:
    return {
        "displayName": application.name,
        "signInAudience": "AzureADMyOrg",
        "api": _api(application),
        "appRoles": [_role(application, value, text) for value, text in application.roles.items()],
        "publicClient": {"redirectUris": list(application.public_redirect_uris)},
        "web": {
            "redirectUris": list(application.web_redirect_uris),
            "logoutUrl": application.web_logout_url or None,
        },
        "optionalClaims": {"idToken": [{"name": name} for name in application.id_token_claims]},
    }


def _api(application: Application) -> dict[str, Any]:
    """Version 2: a token's audience is the client id, as the policies and the code expect."""
    scopes = [_scope(application, value, text) for value, text in application.scopes.items()]
    return {"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": scopes}


def _scope(application: Application, value: str, text: str) -> dict[str, Any]:
    return {
        "id": application.permission_id(value),
        "value": value,
        "type": "User",
        "isEnabled": True,
        "adminConsentDisplayName": text,
        "adminConsentDescription": text,
        "userConsentDisplayName": text,
        "userConsentDescription": text,
    }


def _role(application: Application, value: str, text: str) -> dict[str, Any]:
    """For people (carol sees everybody's orders) and for applications (partners) alike."""
    return {
        "id": application.permission_id(value),
        "value": value,
        "displayName": value,
        "description": text,
        "isEnabled": True,
        "allowedMemberTypes": ["Application", "User"],
    }


def _permit(directory: Directory, client: Registered, there: Mapping[str, Registered]) -> None:
    """What it asks of others, and who may ask it without a consent prompt."""
    own = client.application
    asked = []
    for name in sorted({*own.delegated, *own.application}):
        access = [_access(there[name], value, "Scope") for value in own.delegated.get(name, ())]
        access += [_access(there[name], value, "Role") for value in own.application.get(name, ())]
        asked.append({"resourceAppId": there[name].client_id, "resourceAccess": access})
    preauthorised = [
        {
            "appId": other.client_id,
            "delegatedPermissionIds": _ids(client, other.application.delegated[own.name]),
        }
        for other in there.values()
        if own.name in other.application.delegated
    ]
    api = _api(own) | {"preAuthorizedApplications": preauthorised}
    directory.put(f"/applications(uniqueName='{own.name}')", {"requiredResourceAccess": asked, "api": api})


def _access(api: Registered, value: str, kind: str) -> dict[str, str]:
    return {"id": api.permissions[value], "type": kind}


def _ids(api: Registered, values: Iterable[str]) -> list[str]:
    return [api.permissions[value] for value in values]


def _federate(directory: Directory, each: Registered, tenant: str, identities: Mapping[str, str]) -> None:
    """The channel's managed identity is the application's only credential: there is no secret."""
    channel = each.application.federated
    if channel in identities:
        credential = {
            "issuer": ISSUER.format(tenant=tenant),
            "subject": identities[channel],
            "audiences": [EXCHANGE_AUDIENCE],
        }
        application = f"/applications(uniqueName='{each.application.name}')"
        directory.put(f"{application}/federatedIdentityCredentials(name='{channel}')", credential)


def _consent(directory: Directory, client: Registered, there: Mapping[str, Registered]) -> None:
    """An administrator's consent for everybody: on-behalf-of has nobody to ask."""
    granted = directory.read(f"/servicePrincipals/{client.principal_id}/oauth2PermissionGrants")["value"]
    for name, values in client.application.delegated.items():
        _grant(directory, client, there[name], " ".join(sorted(values)), granted)
    assigned = directory.read(f"/servicePrincipals/{client.principal_id}/appRoleAssignments")["value"]
    for name, values in client.application.application.items():
        _assign(directory, client, there[name], values, assigned)


def _grant(
    directory: Directory,
    client: Registered,
    api: Registered,
    scope: str,
    granted: Iterable[Mapping[str, Any]],
) -> None:
    body = {"clientId": client.principal_id, "consentType": "AllPrincipals", "resourceId": api.principal_id}
    for grant in granted:
        if grant["resourceId"] == api.principal_id and grant["consentType"] == "AllPrincipals":
            if " ".join(sorted(grant["scope"].split())) != scope:
                directory.put(f"/oauth2PermissionGrants/{grant['id']}", {"scope": scope})
            return
    directory.create("/oauth2PermissionGrants", body | {"scope": scope})


def _assign(
    directory: Directory,
    client: Registered,
    api: Registered,
    values: Iterable[str],
    assigned: Iterable[Mapping[str, Any]],
) -> None:
    there = {(each["resourceId"], each["appRoleId"]) for each in assigned}
    for role in _ids(api, values):
        if (api.principal_id, role) not in there:
            body = {"principalId": client.principal_id, "resourceId": api.principal_id, "appRoleId": role}
            directory.create(f"/servicePrincipals/{api.principal_id}/appRoleAssignedTo", body)
