"""The gateway's own types: `context`, all it leads to, Jwt; and the methods it adds to .NET's."""

import re
from collections.abc import Mapping
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from local.gateway import context
from local.gateway.expressions.errors import ExpressionError
from local.gateway.expressions.types import credentials, cryptography
from local.gateway.expressions.types.collections import DICTIONARY_MEMBERS
from local.gateway.expressions.types.declaration import (
    Definition,
    Entry,
    method,
    named,
    prop,
)
from local.gateway.expressions.types.rendering import text_of
from local.gateway.expressions.types.uris import Uri


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def record(name: str, python: type, fields: Mapping[str, str], **members: Entry) -> Definition:
    """A type whose properties are attributes of a class, their names in snake_case."""
    properties = {field: prop(attrgetter(_snake_case(field)), type_) for field, type_ in fields.items()}
    return Definition(name, name, python=(python,), members={**properties, **members})


def _header_values(headers: context.Headers, name: str) -> list[str]:
    if name not in headers:
        raise ExpressionError(
            "KeyNotFoundException", f"The given key '{name}' was not present in the dictionary."
        )
    return headers.get_all(name)


def _to_form(fields: Mapping[str, Any]) -> str:
    return urlencode(fields, doseq=True)


def _get(headers: context.Headers, name: str, default_value: Any = None) -> Any:
    return headers.get(name, default_value)


def _request_body(request: context.Request) -> context.Body | None:
    """Null for a request that came without one; one that an expression has consumed is still there."""
    return None if request.body.absent else request.body


_REQUEST = {
    "Certificate": "X509Certificate2",
    "Headers": "IHeaders",
    "IpAddress": "string",
    "MatchedParameters": "IReadOnlyDictionary<string, string>",
    "Method": "string",
    "OriginalUrl": "IUrl",
    "Url": "IUrl",
}
_RESPONSE = {"Body": "IMessageBody", "Headers": "IHeaders", "StatusCode": "int", "StatusReason": "string"}
_CONTEXT = {
    "Api": "IApi",
    "Deployment": "IDeployment",
    "Elapsed": "TimeSpan",
    "LastError": "ILastError",
    "Operation": "IOperation",
    "Product": "IProduct",
    "Request": "IRequest",
    "RequestId": "Guid",
    "Response": "IResponse",
    "Subscription": "ISubscription",
    "Timestamp": "DateTime",
    "Tracing": "bool",
    "User": "IUser",
    "Variables": "Variables",
}
_URL = {
    "Scheme": "string",
    "Host": "string",
    "Port": "int",
    "Path": "string",
    "Query": "ValuesByName",
    "QueryString": "string",
}
_API = {
    "Id": "string",
    "Name": "string",
    "Path": "string",
    "Revision": "string",
    "IsCurrentRevision": "bool",
    "Version": "string",
    "ServiceUrl": "IUrl",
    "Protocols": "IEnumerable<string>",
    "SubscriptionKeyParameterNames": "ISubscriptionKeyParameterNames",
    "Workspace": "IWorkspace",
}
_PRODUCT = {
    "Id": "string",
    "Name": "string",
    "Apis": "IEnumerable<IApi>",
    "ApprovalRequired": "bool",
    "Groups": "IEnumerable<IGroup>",
    "State": "string",
    "SubscriptionLimit": "int?",
    "SubscriptionRequired": "bool",
    "Workspace": "IWorkspace",
}
_SUBSCRIPTION = {
    "Id": "string",
    "Name": "string",
    "Key": "string",
    "PrimaryKey": "string",
    "SecondaryKey": "string",
    "CreatedDate": "DateTime",
    "StartDate": "DateTime?",
    "EndDate": "DateTime?",
}
_USER = {
    "Id": "string",
    "Email": "string",
    "FirstName": "string",
    "LastName": "string",
    "Note": "string",
    "Groups": "IEnumerable<IGroup>",
    "Identities": "IEnumerable<IUserIdentity>",
    "RegistrationDate": "DateTime",
}
_LAST_ERROR = dict.fromkeys(("Source", "Reason", "Message", "Scope", "Section", "Path", "PolicyId"), "string")
_DEPLOYMENT = {
    "Gateway": "IGateway",
    "GatewayId": "string",
    "Region": "string",
    "ServiceId": "string",
    "ServiceName": "string",
    "Certificates": "IReadOnlyDictionary<string, X509Certificate2>",
}
_JWT = {
    "Id": "string",
    "Algorithm": "string",
    "Issuer": "string",
    "Subject": "string",
    "Type": "string",
    "Audiences": "IEnumerable<string>",
    "Claims": "ValuesByName",
    "ExpirationTime": "DateTime?",
    "NotBefore": "DateTime?",
    "IssuedAt": "DateTime?",
}
_NAMED = {"Id": "string", "Name": "string"}

DEFINITIONS = [
    record(
        "IProxyRequestContext",
        context.Context,
        _CONTEXT,
        Trace=method(lambda context, *message: context.trace(" ".join(map(text_of, message))), "dynamic"),
    ),
    record("IRequest", context.Request, _REQUEST, Body=prop(_request_body, "IMessageBody")),
    record("IResponse", context.Response, _RESPONSE),
    Definition(
        "IHeaders",
        "IReadOnlyDictionary<string, string[]>",
        python=(context.Headers,),
        item=named("KeyValuePair<string, string[]>"),
        bases=("IEnumerable",),
        index=method(_header_values, "string[]"),
        members=DICTIONARY_MEMBERS
        | {
            "GetValueOrDefault": method(_get, "string"),
            "TryGetValue": method(
                lambda headers, name: (name in headers, headers.get_all(name)), "bool", out="string[]"
            ),
            "Values": prop(
                lambda headers: [headers.get_all(name) for name in headers], "IEnumerable<string[]>"
            ),
        },
    ),
    record("IUrl", context.Url, _URL, ToUri=method(lambda url: Uri(str(url)), "Uri")),
    record("IApi", context.Api, _API),
    record("IOperation", context.Operation, _NAMED | {"Method": "string", "UrlTemplate": "string"}),
    record("IProduct", context.Product, _PRODUCT),
    record("ISubscription", context.Subscription, _SUBSCRIPTION),
    record("IUser", context.User, _USER),
    record("IGroup", context.Group, _NAMED),
    record("IWorkspace", context.Workspace, _NAMED),
    record("IUserIdentity", context.UserIdentity, {"Id": "string", "Provider": "string"}),
    record("ILastError", context.LastError, _LAST_ERROR),
    record("IDeployment", context.Deployment, _DEPLOYMENT),
    record(
        "IGateway", context.GatewayInstance, {"Id": "string", "InstanceId": "string", "IsManaged": "bool"}
    ),
    record("Authorization", context.Authorization, {"AccessToken": "string", "Claims": "Variables"}),
    record("ISubscriptionKeyParameterNames", context.ParameterNames, {"Header": "string", "Query": "string"}),
    record("Jwt", context.Jwt, _JWT),
    record(
        "BasicAuthCredentials",
        context.BasicCredentials,
        {"UserId": "string", "Password": "string"},
        Username=prop(lambda found: found.user_id, "string"),
    ),
]

EXTENSIONS: dict[str, dict[str, Entry]] = {
    "string": {
        "AsJwt": method(credentials.as_jwt, "Jwt"),
        "TryParseJwt": method(credentials.try_jwt, "bool", out="Jwt"),
        "AsBasic": method(credentials.as_basic, "BasicAuthCredentials"),
        "TryParseBasic": method(credentials.try_basic, "bool", out="BasicAuthCredentials"),
    },
    "[]": {
        "Encrypt": method(cryptography.encrypt, "byte[]"),
        "Decrypt": method(cryptography.decrypt, "byte[]"),
    },
    "Dictionary": {"ToFormUrlEncodedContent": method(_to_form, "string")},
    "IReadOnlyDictionary": {"ToFormUrlEncodedContent": method(_to_form, "string")},
}

DEFINITIONS.append(
    Definition(
        "ExpressionSyntaxExtensions",
        "ExpressionSyntaxExtensions",
        statics={name: entry for members in EXTENSIONS.values() for name, entry in members.items()},
    )
)
