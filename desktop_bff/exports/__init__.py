"""Exports: work too long for one request, on Durable Functions.

`register` has the endpoints, then the orchestration and its activities.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, TypeVar

import azure.durable_functions as df

from desktop_bff.exports import orchestration
from desktop_bff.exports.activities import Activities
from desktop_bff.exports.endpoints import ExportEndpoints
from desktop_bff.exports.plan import Assembly, Export, Outcome, Part, Payload
from desktop_bff.exports.storage import ExportStorage
from shared.channel import Channel
from shared.client_credentials import ClientCredentials
from shared.environment import Environment
from shared.settings import SettingsError
from shared.upstreams import Upstreams

P = TypeVar("P", bound=Payload)


def register(channel: Channel, blueprint: df.Blueprint, environment: Environment) -> None:
    """Raises SettingsError when there are no settings for exports."""
    settings = environment.settings
    if settings.exports is None:
        raise SettingsError("the desktop channel needs EXPORTS_URL")
    storage = ExportStorage(settings.exports)
    exports = ExportEndpoints(storage, environment.clock)
    channel.add("POST", "exports", exports.start_export, "orders.read", status=HTTPStatus.ACCEPTED)
    channel.add("GET", "exports/{id}", exports.get_export, "orders.read", status=HTTPStatus.OK)
    channel.add(
        "GET", "exports/{id}/content", exports.get_export_content, "orders.read", status=HTTPStatus.SEE_OTHER
    )
    channel.add("DELETE", "exports/{id}", exports.delete_export, "orders.read", status=HTTPStatus.NO_CONTENT)

    tokens = ClientCredentials(environment.confidential_client(channel.name), environment.clock)
    activities = Activities(Upstreams.of(environment, tokens).orders, storage)
    _register_functions(blueprint, activities)


def _register_functions(blueprint: df.Blueprint, activities: Activities) -> None:
    orchestrate = blueprint.orchestration_trigger(context_name="context")(orchestration.export_orders)
    blueprint.function_name(orchestration.ORCHESTRATION)(orchestrate)
    for name, activity in (
        (orchestration.COUNT, _activity(Export, activities.count)),
        (orchestration.FETCH, _activity(Part, activities.fetch)),
        (orchestration.ASSEMBLE, _activity(Assembly, activities.assemble)),
        (orchestration.TIDY, _activity(Export, activities.tidy)),
    ):
        blueprint.function_name(name)(blueprint.activity_trigger(input_name="payload")(activity))


def _activity(kind: type[P], work: Callable[[P], Awaitable[Outcome]]) -> Callable[..., Awaitable[Any]]:
    """The annotations are bare classes: the Functions worker loads no function with others."""

    async def activity(payload: dict) -> dict:  # type: ignore[type-arg]
        return (await work(kind.of(payload))).json_value()

    return activity
