import pytest

from local.checks.gates import GATES, findings
from local.checks.project import Project
from tests.unit.local.checks.conftest import Copy, Gate


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
def test_no_gate_finds_anything_in_the_project_as_it_is(project: Copy, gate: Gate) -> None:
    assert project.found(gate) == []


def test_findings_are_sorted_by_file_and_line(project: Copy) -> None:
    second = project.plant("infra/modules/web.bicep", "HttpsTrafficOnly: true", "HttpsTrafficOnly: false")
    first = project.plant("infra/main.bicep", "durable: name ==", "durabel: name ==")
    places = [str(finding).rpartition(": ")[0] for finding in findings(Project(project.root))]
    assert places == sorted(places)
    assert any(place.startswith(first) for place in places)
    assert any(place.startswith(second) for place in places)
