"""include-fragment: the policies of a fragment, in place."""

from local.gateway.compiler import EVERYWHERE, Policy
from local.gateway.execution import Execution, run_steps
from local.gateway.node import Node
from local.gateway.steps import Action, Steps


def action_of(node: Node) -> Action:
    steps = node.branch(_fragment(node))

    async def act(execution: Execution) -> None:
        await run_steps(steps, execution)

    return act


def _fragment(node: Node) -> Steps:
    name = node.literal("fragment-id")
    fragment = node.compiler.fragments.get(name)
    if fragment is None:
        node.error(f"there is no fragment '{name}'")
        return ()
    nested = [element for element in fragment.walk() if element.name == "include-fragment"]
    for element in nested:
        node.error("a fragment takes no <include-fragment>", element.position)
    return () if nested else node.compiler.steps(fragment.elements, node.place)


POLICY = Policy("include-fragment", EVERYWHERE, action_of)
