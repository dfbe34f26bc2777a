"""Turns policy elements into steps and gathers every error on the way."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from local.gateway.context import Url
from local.gateway.coverage import Coverage
from local.gateway.document import Element, PolicyError
from local.gateway.node import Node
from local.gateway.steps import Action, Location, Place, Step, Steps

SECTIONS = ("inbound", "backend", "outbound", "on-error")
EVERYWHERE = frozenset(SECTIONS)
SCOPES = frozenset({"global", "product", "api", "operation"})
INBOUND = frozenset({"inbound"})
OUTBOUND = frozenset({"outbound"})


@dataclass(frozen=True)
class Policy:
    """One policy element: where it may stand (sections, scopes, whether `once`), how it becomes an action."""

    name: str
    sections: Collection[str]
    action_of: Callable[[Node], Action]
    ordered: bool = True
    scopes: Collection[str] = SCOPES
    once: bool = False


@dataclass
class Compiler:
    """What policies know while they are compiled; `parent` holds the broader scope's steps by section."""

    policies: Mapping[str, Policy]
    fragments: Mapping[str, Element] = field(default_factory=dict)
    backends: Mapping[str, Url] = field(default_factory=dict)
    parent: Mapping[str, Steps] = field(default_factory=dict)
    errors: list[PolicyError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    coverage: Coverage | None = None

    def report(self, error: PolicyError) -> None:
        if str(error) not in map(str, self.errors):
            self.errors.append(error)

    def steps(self, elements: Sequence[Element], place: Place) -> Steps:
        """Compile sibling policies."""
        numbers: Counter[str] = Counter()
        steps = []
        for element in elements:
            numbers[element.name] += 1
            number = numbers[element.name]
            step = self._step(element, place.below(element.name, number), number)
            steps += [step] if step else []
        return tuple(steps)

    def _step(self, element: Element, place: Place, number: int) -> Step | None:
        policy = self.policies.get(element.name)
        if policy is None:
            self.report(PolicyError(element.position, f"there is no policy <{element.name}>"))
            return None
        if place.section not in policy.sections:
            message = f"<{element.name}> is not allowed in the {place.section} section"
            self.report(PolicyError(element.position, message))
        if place.scope not in policy.scopes:
            message = f"<{element.name}> is not allowed in the {place.scope} scope"
            self.report(PolicyError(element.position, message))
        if policy.once and number > 1:
            message = f"<{element.name}> is allowed once in a section"
            self.report(PolicyError(element.position, message))
        node = Node(element, self, place)
        action = policy.action_of(node)
        if self.coverage:
            action = self.coverage.step(element, action)
        node.finish(policy.ordered)
        identifier = element.attributes.get("id")
        location = Location(element.name, place, identifier.value if identifier else "")
        return Step(location, action, tuple(node.branches))
