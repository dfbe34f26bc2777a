"""What follows a step once it is done."""

from local.gateway.execution import Execution
from local.gateway.steps import Location, Place, Step, Steps, continuations


async def nothing(execution: Execution) -> None:
    """An action without effect."""


def step(name: str, *branches: Steps) -> Step:
    return Step(Location(name, Place(path=name)), nothing, branches)


def test_nested_step_goes_on_in_its_branch_and_then_outside() -> None:
    steps = (step("a"), step("choose", (step("b"), step("c"), step("d")), (step("e"),)), step("f"))
    following = {place.path: [each.location.policy for each in rest] for place, rest in continuations(steps)}
    assert following["c"] == ["d", "f"]
    assert following["e"] == ["f"]
    assert following["a"] == ["choose", "f"]
    assert following["f"] == []
