"""Subscriptions: the keys with which clients call the APIs of a product."""

import hashlib
from collections.abc import Collection, Iterable

from local.gateway.configuration import ConfigurationErrors, SubscriptionConfig
from local.gateway.context import Api, Context, Product, Request, Subscription, Url
from local.gateway.faults import Refusal

INVALID = (
    "Access denied due to invalid subscription key. "
    "Make sure to provide a valid key for an active subscription."
)


class KeyRefused(Refusal):
    """The key opens nothing here."""

    def __init__(self, api: Api, url: Url) -> None:
        super().__init__("SubscriptionKeyInvalid", INVALID, 401, source="authorization")
        self._realm = f"{url.scheme}://{url.host}:{url.port}/{api.path}"
        self._header = api.subscription_key_parameter_names.header

    def headers(self) -> list[tuple[str, str]]:
        challenge = f'AzureApiManagementKey realm="{self._realm}",name="{self._header}",type="header"'
        return [*super().headers(), ("WWW-Authenticate", challenge)]


class Subscriptions:
    """Who holds which key. A key is found by its digest: how long that takes tells nothing about the key."""

    def __init__(self, configured: Collection[SubscriptionConfig], products: Collection[str]) -> None:
        """Raises ConfigurationErrors for a product that no API belongs to, and for a key that two hold."""
        _check(configured, products)
        self._held = {
            _digest(key): (each.product, _subscription(each, key)) for each in configured for key in each.keys
        }

    def identify(self, context: Context, product: Product | None) -> None:
        """Put the subscription whose key the request carries, if it carries one, into the context.

        Raises KeyRefused for a key of anything but this product: a key is checked even where none is needed.
        """
        key = _sent(context.request, context.api)
        if not key:
            return
        opens, subscription = self._held.get(_digest(key), ("", None))
        if product is None or opens != product.id:
            raise KeyRefused(context.api, context.request.original_url)
        context.subscription, context.product = subscription, product


def _sent(request: Request, api: Api) -> str:
    """The key in the header or, only without that, in the query."""
    names = api.subscription_key_parameter_names
    if names.header in request.headers:
        return request.headers.get(names.header) or ""
    return ",".join(request.url.query.get(names.query, ()))


def _check(configured: Iterable[SubscriptionConfig], products: Collection[str]) -> None:
    errors, keys = [], set[str]()
    for each in configured:
        if each.product not in products:
            errors.append(f"subscription '{each.id}': no API belongs to a product '{each.product}'")
        if keys & {*each.keys} or len({*each.keys}) < len(each.keys):
            errors.append(f"subscription '{each.id}': one of its keys is held twice")
        keys |= {*each.keys}
    if errors:
        raise ConfigurationErrors(errors)


def _subscription(configured: SubscriptionConfig, key: str) -> Subscription:
    return Subscription(
        id=configured.id,
        name=configured.name,
        key=key,
        primary_key=configured.primary_key,
        secondary_key=configured.secondary_key,
        start_date=configured.start_date,
    )


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
