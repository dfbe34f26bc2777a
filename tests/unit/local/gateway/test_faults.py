"""Default answers."""

from uuid import UUID

from local.gateway.faults import PolicyFault, Refusal
from local.gateway.steps import Location, Place

REQUEST_ID = UUID(int=1)


def test_fault_tells_the_client_only_the_activity() -> None:
    body = PolicyFault("Timeout", "secret").response(REQUEST_ID).body.content
    assert body == (
        b'{ "statusCode": 500, "message": "Internal server error", '
        b'"activityId": "00000000-0000-0000-0000-000000000001" }'
    )


def test_message_is_json() -> None:
    body = Refusal("R", 'a "quoted" text', 403).response(REQUEST_ID).body.content
    assert body == b'{ "statusCode": 403, "message": "a \\"quoted\\" text" }'


def test_innermost_policy_is_kept() -> None:
    fault = PolicyFault("R", "m")
    fault.locate(Location("inner", Place(path="choose[1]/inner[1]")))
    fault.locate(Location("outer"))
    assert (fault.last_error().source, fault.last_error().path) == ("inner", "choose[1]/inner[1]")
