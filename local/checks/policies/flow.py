"""In which order the elements of a policy run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local.checks.policies.documents import Policies, PolicyFile
from local.gateway.document import Element

BRANCHES = {"choose": True, "retry": False, "wait": False, "limit-concurrency": False}


@dataclass(frozen=True)
class Step:
    """An element, and those that have run for certain when it runs."""

    element: Element
    before: tuple[Element, ...]

    def follows(self, *names: str) -> bool:
        return any(element.name in names for element in self.before)


def steps(file: PolicyFile, section: str, policies: Policies) -> list[Step]:
    """Fragments in place of their inclusion, all APIs' policy in place of `<base />`."""
    found = file.section(section)
    return list(_Flow(policies, section).run(found.elements, ())) if found else []


class _Flow:
    def __init__(self, policies: Policies, section: str) -> None:
        # Not those that include a fragment, which is a mistake: it might be themselves.
        self._fragments = {
            name: elements
            for name, elements in policies.fragments.items()
            if not any(map(_includes, elements))
        }
        self._base = policies.everywhere(section)

    def run(self, elements: Sequence[Element], before: tuple[Element, ...]) -> Iterator[Step]:
        for element in self._inlined(elements):
            yield Step(element, before)
            if element.name in BRANCHES:
                for body in (
                    [branch.elements for branch in element.elements]
                    if BRANCHES[element.name]
                    else [element.elements]
                ):
                    yield from self.run(body, before)
            before = (*before, element)

    def _inlined(self, elements: Sequence[Element]) -> Iterator[Element]:
        for element in elements:
            if element.name == "include-fragment":
                yield from self._fragments.get(attribute(element, "fragment-id"), ())
            elif element.name == "base":
                yield from self._inlined(self._base)
            else:
                yield element


def _includes(element: Element) -> bool:
    return any(each.name == "include-fragment" for each in element.walk())


def attribute(element: Element, name: str) -> str:
    """An attribute as it is written; empty where it is left out."""
    found = element.attributes.get(name)
    return found.value if found else ""
